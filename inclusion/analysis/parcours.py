"""Le parcours de l'usager, en comptes : entonnoir, réorientations, activités, protégés par le secret.

On compte des passages (repérages, orientations, accompagnements), jamais des personnes : quelqu'un qui revient compte
à chaque fois. Tout effectif de 1 à 4 est masqué, avec de quoi empêcher de le retrouver par différence : d'une commune à
son intercommunalité et au département, d'un mois à l'année, d'une valeur au total.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pandas as pd

from inclusion.model.secret import SEUIL, Addition, Effectifs, Masque, masques

ETAPES = ("repere", "oriente", "accompagne", "autonome")
AUTONOME = "Autonome"
"""Le niveau d'autonomie où la personne a fait seule (nomenclature `autonomie`)."""
TOUT = "tout"
TOTAL = "total"
RESTES = {f"pas_{apres}": (avant, apres) for avant, apres in pairwise(ETAPES)}
"""Ce qui ne passe pas d'une étape à la suivante : un reste de 1 à 4 est un secret comme un autre."""
RETARD_MAX_MOIS = 6
MOIS_MIN = 12
LIEN_MIN = 0.5


@dataclass(frozen=True, eq=False)
class Comptes:
    """Des effectifs par territoire, valeur et période, et ceux que le secret cache.

    Axes des tableaux : `territoires` (code INSEE, SIREN ou département), `valeurs`, `periodes` (« 2026-03 », « 2026 »,
    « tout »). `muets` : nombre de lignes dont l'effectif était déjà masqué, par territoire et période.
    """

    territoires: Mapping[str, int]
    valeurs: Mapping[str, int]
    periodes: Mapping[str, int]
    effectifs: Effectifs
    caches: Masque
    muets: Effectifs
    connues: frozenset[str] = field(default=frozenset())

    def tranche(self, territoire: str, periode: str, valeurs: Sequence[str] | None = None) -> pd.DataFrame:
        """valeur, effectif (Int64, manquant s'il est masqué), masque ; dans l'ordre de `valeurs`, à défaut toutes."""
        dites = [v for v in valeurs or self.valeurs if v in self.valeurs]
        t, p = self.territoires[territoire], self.periodes.get(periode)
        rangs = [self.valeurs[v] for v in dites]
        if p is None:
            return _tranche(dites, np.zeros(len(dites)), np.zeros(len(dites), dtype=bool))
        return _tranche(dites, self.effectifs[t, rangs, p], self.caches[t, rangs, p])

    def cache(self, territoire: str, valeur: str, periode: str) -> bool:
        """Vrai si cet effectif est masqué ; un territoire ou une période que l'on ne compte pas n'a rien de masqué."""
        t, p = self.territoires.get(territoire), self.periodes.get(periode)
        return t is not None and p is not None and bool(self.caches[t, self.valeurs[valeur], p])

    def serie(self, territoire: str, valeur: str) -> pd.DataFrame:
        """mois, effectif, masque d'une valeur, mois par mois."""
        mois = [p for p in self.periodes if len(p) == 7]
        t, v, rangs = self.territoires[territoire], self.valeurs[valeur], [self.periodes[m] for m in mois]
        table = _tranche(mois, self.effectifs[t, v, rangs], self.caches[t, v, rangs])
        return table.rename(columns={"valeur": "mois"})

    def masquees(self, territoire: str, periode: str) -> int:
        """Combien de lignes sont arrivées déjà masquées : elles manquent aux effectifs."""
        rang = self.periodes.get(periode)
        return 0 if rang is None else int(self.muets[self.territoires[territoire], rang])


def _tranche(valeurs: Sequence[str], effectifs: Effectifs, caches: Masque) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "valeur": pd.array(list(valeurs), dtype="str"),
            "effectif": pd.array(np.where(caches, np.nan, effectifs), dtype="Float64").astype("Int64"),
            "masque": caches,
        }
    )


def comptes(
    lignes: pd.DataFrame,
    communes: pd.DataFrame,
    departement: str,
    *,
    selon: str,
    effectif: str,
    valeurs: Sequence[str],
    total: bool = False,
    restes: Mapping[str, tuple[str, str]] | None = None,
) -> Comptes:
    """Les comptes protégés de `lignes` (mois « AAAA-MM », code_insee, `selon`, `effectif`) par territoire et période.

    `valeurs` : celles de `selon` que l'on compte ; `total` : leur somme se lit aussi ; `restes` : nom → deux valeurs
    dont la différence se lit. Une ligne d'une commune hors de `communes` n'est pas comptée ; un effectif manquant
    compte zéro, et est signalé.
    """
    restes = restes or {}
    index = [*valeurs, *([TOTAL] if total else []), *restes]
    toutes = list(communes["code_insee"])
    ici = lignes[lignes["code_insee"].isin(toutes)]
    mois = (
        [str(m) for m in pd.period_range(ici["mois"].min(), ici["mois"].max(), freq="M")] if len(ici) else []
    )
    annees = sorted({m[:4] for m in mois})
    periodes = {p: rang for rang, p in enumerate([*mois, *annees, TOUT])}
    epci = sorted(set(communes["siren_epci"]) - {""})
    territoires = {t: rang for rang, t in enumerate(dict.fromkeys([*toutes, *epci, departement]))}
    rangs = {v: rang for rang, v in enumerate(index)}
    cube = np.zeros((len(territoires), len(index), len(periodes)))
    muets = np.zeros((len(territoires), len(periodes)))
    for code, m, valeur, combien in zip(
        ici["code_insee"], ici["mois"], ici[selon], ici[effectif], strict=True
    ):
        if pd.isna(combien):
            muets[territoires[code], periodes[m]] += 1
        elif valeur in rangs:
            cube[territoires[code], rangs[valeur], periodes[m]] += float(combien)
    sommes = [
        *_additions(1, rangs, {TOTAL: tuple(valeurs)} if total else {}),
        *_additions(2, periodes, {a: tuple(m for m in mois if m[:4] == a) for a in annees} | {TOUT: tuple(annees)}),
        *_additions(0, territoires, _emboitements(communes, epci, departement)),
    ]  # fmt: skip
    for addition in sommes:
        _sommer(cube, addition)
        if addition.axe != 1:
            _sommer(muets, addition._replace(axe=min(addition.axe, 1)))
    for nom, (avant, apres) in restes.items():
        cube[:, rangs[nom]] = np.clip(cube[:, rangs[avant]] - cube[:, rangs[apres]], 0, None)
        sommes.append(Addition(1, rangs[avant], (rangs[apres], rangs[nom])))
    connues = frozenset(ici.loc[ici[effectif].notna(), selon])
    return Comptes(territoires, rangs, periodes, cube, masques(cube, sommes), muets, connues)


def _emboitements(communes: pd.DataFrame, epci: list[str], departement: str) -> dict[str, tuple[str, ...]]:
    """SIREN → ses communes ; département → ses intercommunalités, et ses communes qui n'en ont pas."""
    dedans = {s: tuple(communes.loc[communes["siren_epci"].eq(s), "code_insee"]) for s in epci}
    seules = tuple(communes.loc[~communes["siren_epci"].isin(epci), "code_insee"])
    return dedans | {departement: (*epci, *seules)}


def _additions(axe: int, rangs: Mapping[str, int], sommes: Mapping[str, tuple[str, ...]]) -> list[Addition]:
    return [
        Addition(axe, rangs[total], tuple(rangs[p] for p in parts))
        for total, parts in sommes.items()
        if parts
    ]


def _sommer(tableau: Effectifs, addition: Addition) -> None:
    """Écrit la somme dans la case du total (toujours après ses parts)."""
    vue = np.moveaxis(tableau, addition.axe, 0)
    vue[addition.total] = vue[list(addition.parts)].sum(axis=0)


def etapes(parcours: pd.DataFrame, communes: pd.DataFrame, departement: str) -> Comptes:
    """Les étapes du parcours (table `parcours`), par territoire et période."""
    return comptes(
        parcours, communes, departement, selon="etape", effectif="effectif", valeurs=ETAPES, restes=RESTES
    )


def montrees(
    parcours: pd.DataFrame, activites: pd.DataFrame, communes: pd.DataFrame, departement: str
) -> pd.DataFrame:
    """La table `parcours` telle qu'elle se montre : réunie par mois, commune, étape et nature, protégée par le secret.

    Mêmes colonnes ; prescripteur, redirection et source, réunis, sont vides. Un effectif masqué est manquant : ceux de 1 à
    4, et ceux que masque la page Parcours (`activites` y dit l'étape « accompagné » que le parcours ne dit pas).
    """
    parts = []
    for nature, part in parcours.groupby("nature", sort=False):
        completes = completees(part, activites[activites["nature"].eq(nature)])
        comptes_ = etapes(completes, communes, departement)
        reunies = part.groupby(["mois", "code_insee", "etape", "nature"], as_index=False, sort=False)[
            "effectif"
        ]
        table = reunies.sum(min_count=1)
        cellules = zip(table["code_insee"], table["etape"], table["mois"], strict=True)
        caches = pd.Series([comptes_.cache(*cellule) for cellule in cellules], dtype=bool)
        petits = table["effectif"].between(1, SEUIL - 1).fillna(False)
        parts.append(table.assign(effectif=table["effectif"].mask(caches | petits)))
    if not parts:
        return parcours
    vides = dict.fromkeys(("prescripteur", "structure_redirection", "source"), "")
    return pd.concat(parts, ignore_index=True).assign(**vides)[list(parcours.columns)]


def completees(parcours: pd.DataFrame, activites: pd.DataFrame) -> pd.DataFrame:
    """Le parcours, où l'étape « accompagné » que rien ne dit est tirée des activités ; tables d'une même nature.

    L'étape « autonome » n'en est pas tirée : le niveau trop rare d'un mois n'est pas gardé à l'import, le compte serait
    tronqué (`avec_autonomes` la lit à l'année).
    """
    if parcours["etape"].eq("accompagne").any():
        return parcours
    tirees = activites[["mois", "code_insee", "source", "nature"]].assign(
        etape="accompagne", prescripteur="", structure_redirection="", effectif=activites["accompagnements"]
    )
    return pd.concat([parcours, tirees], ignore_index=True)[list(parcours.columns)]


def avec_autonomes(etapes_lues: pd.DataFrame, niveaux: pd.DataFrame) -> pd.DataFrame:
    """L'entonnoir, où l'étape « autonome » est celle que dit la répartition de l'année (valeur, effectif, masque).

    Sans taux ni perte : cette répartition ne porte que sur les accompagnements individuels dont le niveau est dit.
    """
    seuls = niveaux[niveaux["valeur"].eq(AUTONOME)]
    masque = bool(seuls["masque"].any())
    ici = etapes_lues["etape"].eq("autonome")
    effectifs = etapes_lues["effectif"].mask(ici, pd.NA if masque else int(seuls["effectif"].sum()))
    return etapes_lues.assign(
        effectif=effectifs,
        masque=etapes_lues["masque"].mask(ici, masque),
        connue=etapes_lues["connue"] | ici,
        perte=etapes_lues["perte"].mask(ici),
        taux=etapes_lues["taux"].mask(ici),
    )


def entonnoir(tranche: pd.DataFrame, connues: frozenset[str]) -> pd.DataFrame:
    """etape, effectif, masque, connue, perte, taux : ce qui passe d'une étape à la suivante, et ce qui ne passe pas.

    `taux` (0-1) et `perte` sont manquants à la première étape, autour d'un effectif masqué ou d'une étape sans donnée,
    et quand l'étape compte plus que la précédente : des gens y arrivent sans être passés par elle, rien n'est perdu.
    """
    table = tranche.rename(columns={"valeur": "etape"}).assign(connue=tranche["valeur"].isin(connues))
    effectifs = table["effectif"].where(table["connue"])
    avant = effectifs.shift(1)
    perte = (avant - effectifs).where((avant >= effectifs) & (avant > 0))
    return table.assign(effectif=effectifs, perte=perte, taux=(effectifs / avant).where(perte.notna()))


def retard_mois(avant: Sequence[float | None], apres: Sequence[float | None]) -> tuple[int, float] | None:
    """Le décalage (mois) entre deux courbes mensuelles, et leur corrélation à ce décalage (de −1 à 1).

    Aucun parcours n'est suivi : c'est le décalage de 0 à 6 mois où l'étape d'après ressemble le plus à celle d'avant
    (corrélation croisée de Pearson). None sous douze mois communs, ou si elles ne se ressemblent pas (moins de 0,5).
    """
    liens = {
        retard: _correlation(avant[: len(avant) - retard], apres[retard:])
        for retard in range(RETARD_MAX_MOIS + 1)
    }
    connus = {retard: lien for retard, lien in liens.items() if lien is not None and lien >= LIEN_MIN}
    if not connus:
        return None
    meilleur = max(connus, key=lambda r: (round(connus[r], 6), -r))
    return meilleur, connus[meilleur]


def _correlation(avant: Sequence[float | None], apres: Sequence[float | None]) -> float | None:
    paires = [(a, b) for a, b in zip(avant, apres, strict=False) if a is not None and b is not None]
    if len(paires) < MOIS_MIN:
        return None
    x, y = np.array(paires, dtype=float).T
    if not x.std() or not y.std():
        return None
    return float(np.corrcoef(x, y)[0, 1])
