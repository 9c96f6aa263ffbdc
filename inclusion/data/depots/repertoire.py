"""Les communes que l'on sait reconnaître : noms du COG, codes postaux, anciens noms, quartiers, contours."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import geopandas as gpd
import pandas as pd
from rapidfuzz import fuzz, process

from inclusion.model.formats.code_insee import departement
from inclusion.model.formats.code_postal import departement_du_code_postal
from inclusion.model.formats.texte import cle

RESSEMBLANCE_MIN = 90


@dataclass(frozen=True)
class Trouvee:
    """Une commune reconnue, par quelle règle ; `sure` faux : à vérifier. `regle` vide : son code était lu."""

    code: str
    regle: str = ""
    sure: bool = True


@dataclass(frozen=True)
class Repertoire:
    """Index des communes d'un jeu : `noms` et `postaux` par code INSEE ; `contours` en EPSG:2154."""

    code_departement: str
    noms: Mapping[str, str]
    postaux: Mapping[str, tuple[str, ...]]
    par_nom: Mapping[str, tuple[str, ...]]
    par_postal: Mapping[str, tuple[str, ...]]
    contours: gpd.GeoSeries = field(repr=False)
    chefs_lieux: Mapping[str, tuple[float, float]] = field(repr=False, default_factory=dict)

    def commune(self, code: str, nom: str, postal: str) -> Trouvee | None:
        """La commune que disent ensemble un code INSEE, un nom et un code postal (chacun peut manquer)."""
        dites = self._par_nom_et_postal(nom, postal)
        if code in self.noms:
            if dites and dites.code != code and dites.regle == "" and self.contredit(code, nom, postal):
                return Trouvee(dites.code, "code INSEE contredit par le nom et le code postal", sure=False)
            return Trouvee(code)
        if postal in self.noms and postal not in self.par_postal and not code:
            return Trouvee(postal, "code INSEE lu à la place du code postal")
        if code:
            return None
        if dites:
            return Trouvee(
                dites.code, dites.regle or "code INSEE retrouvé par le nom et le code postal", dites.sure
            )
        return self._par_nom_seul(nom, postal) or self._par_postal_seul(nom, postal)

    def contredit(self, code: str, nom: str, postal: str) -> bool:
        """Ni le nom ni le code postal ne sont ceux de la commune."""
        return code not in self.par_nom.get(nom_compare(nom), ()) and postal not in self.postaux.get(code, ())

    def _par_nom_et_postal(self, nom: str, postal: str) -> Trouvee | None:
        du_nom = self.par_nom.get(nom_compare(nom), ())
        communes = [c for c in du_nom if c in self.par_postal.get(postal, ())]
        return Trouvee(communes[0]) if len(communes) == 1 else None

    def _par_nom_seul(self, nom: str, postal: str) -> Trouvee | None:
        possibles = [c for c in self.par_nom.get(nom_compare(nom), ()) if self._meme_departement(c, postal)]
        if len(possibles) != 1:
            return None
        if not postal:
            return Trouvee(possibles[0], "code INSEE retrouvé par le nom seul", sure=False)
        return Trouvee(possibles[0], "code INSEE retrouvé par le nom, unique dans le département")

    def _par_postal_seul(self, nom: str, postal: str) -> Trouvee | None:
        possibles = self.par_postal.get(postal, ())
        proche = process.extractOne(
            nom_compare(nom), {c: nom_compare(self.noms[c]) for c in possibles}, scorer=fuzz.ratio
        )
        if nom and proche and proche[1] >= RESSEMBLANCE_MIN:
            return Trouvee(str(proche[2]), "commune reconnue malgré sa graphie", sure=False)
        if len(possibles) == 1:
            return Trouvee(possibles[0], "commune déduite du seul code postal", sure=False)
        return None

    def _meme_departement(self, code: str, postal: str) -> bool:
        if not postal:
            return departement(code) == self.code_departement
        return departement_du_code_postal(postal) == departement(code)


@lru_cache(maxsize=50_000)
def nom_compare(nom: str) -> str:
    """Le nom comparable d'une commune : sans CEDEX, chiffres ni parenthèses, St → Saint, sans accent."""
    sans = re.sub(r"\(.*?\)|\bcedex\b.*|\d+", " ", nom, flags=re.IGNORECASE)
    mots = [{"st": "saint", "ste": "sainte"}.get(mot, mot) for mot in cle(sans).split()]
    return re.sub(r"^(?:(?:commune|ville|mairie) d[e ] ?)?(?:l[ae]s? |l )?", "", " ".join(mots))


def repertoire(tables: Mapping[str, pd.DataFrame], code_departement: str) -> Repertoire:
    """Le répertoire d'un jeu : ses communes, leurs voisines, et `rattachements` (quartiers, anciens noms)."""
    communes, voisines = tables["communes"], tables["communes_voisines"]
    noms = dict(zip(voisines["code_insee"], voisines["nom"], strict=True)) | dict(
        zip(communes["code_insee"], communes["nom"], strict=True)
    )
    postaux = {
        code: tuple(p for p in str(codes).split("|") if p)
        for code, codes in zip(communes["code_insee"], communes["codes_postaux"], strict=True)
    }
    rattachements = tables["rattachements"]
    par_nom: dict[str, list[str]] = {}
    for code, nom in [*noms.items(), *zip(rattachements["code_insee"], rattachements["nom"], strict=True)]:
        par_nom.setdefault(nom_compare(str(nom)), []).append(str(code))
    par_postal: dict[str, list[str]] = {}
    for code, codes in postaux.items():
        for postal in codes:
            par_postal.setdefault(postal, []).append(code)
    return Repertoire(
        code_departement=code_departement,
        noms=noms,
        postaux=postaux,
        par_nom={nom: tuple(dict.fromkeys(codes)) for nom, codes in par_nom.items()},
        par_postal={postal: tuple(codes) for postal, codes in par_postal.items()},
        contours=_contours(communes),
        chefs_lieux=_chefs_lieux(communes) | _chefs_lieux(voisines),
    )


def _contours(communes: pd.DataFrame) -> gpd.GeoSeries:
    """Contours en Lambert-93 (mètres), par code INSEE."""
    connus = communes[communes["geometry"].notna()]
    serie = gpd.GeoSeries(connus["geometry"].to_list(), index=connus["code_insee"].to_list(), crs=4326)
    return serie.to_crs(2154)


def _chefs_lieux(communes: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """(latitude, longitude) de chaque chef-lieu connu."""
    connus = communes[communes["chef_lieu"].notna()]
    return {c: (p.y, p.x) for c, p in zip(connus["code_insee"], connus["chef_lieu"], strict=True)}
