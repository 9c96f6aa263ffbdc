"""Comparer : deux à quatre territoires côte à côte, et un territoire face à ceux qui lui ressemblent."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from inclusion.analysis.chiffres import comparaisons as calcul
from inclusion.analysis.chiffres.comparaisons import Mesure
from inclusion.analysis.comparables import Position, position, semblables
from inclusion.analysis.couverture import Demande
from inclusion.analysis.desserte import desserte
from inclusion.analysis.observations import territoires
from inclusion.model.chiffres import Chiffre
from inclusion.model.etat import Etat
from inclusion.model.francais import nombre, pluriel
from inclusion.model.memoire import memorise
from inclusion.model.provenance import LIBELLES_NATURE
from inclusion.model.releves import Releve
from inclusion.model.territoires import Niveau, Territoire

AU_PLUS = 4
SORTES = {Niveau.EPCI: ("intercommunalité", "intercommunalités"), Niveau.COMMUNE: ("commune", "communes")}


@dataclass(frozen=True)
class Rang:
    """Une mesure et ses valeurs, territoire par territoire."""

    libelle: str
    valeurs: tuple[tuple[str, Mesure], ...]


@memorise(256)
def mesures(etat: Etat, territoire: Territoire, horizon: float) -> list[Mesure]:
    """Les nombres d'un territoire."""
    return calcul.mesures(etat, desserte(etat, Demande()), territoire, horizon=horizon)


def autres(etat: Etat, territoire: Territoire) -> dict[str, str]:
    """Les territoires auxquels comparer celui-ci : code → libellé."""
    return {t.code: t.libelle for t in territoires(etat) if t != territoire}


def choisis(etat: Etat, territoire: Territoire, codes: Sequence[str]) -> list[Territoire]:
    """Le territoire et ceux qu'on lui compare ; sans choix, le département ; face à lui, deux intercommunalités."""
    par_code = {t.code: t for t in territoires(etat)}
    departement = etat.departement
    defaut = _les_plus_peuplees(etat, par_code) if territoire == departement else [departement]
    suite = [par_code[code] for code in codes if code in par_code] or defaut
    return list(dict.fromkeys([territoire, *suite]))[:AU_PLUS]


def _les_plus_peuplees(etat: Etat, par_code: dict[str, Territoire]) -> list[Territoire]:
    """Les deux intercommunalités les plus peuplées du département."""
    tailles = _tailles(etat, Niveau.EPCI).sort_values("population", ascending=False)
    return [par_code[code] for code in tailles["code"] if code in par_code][:2]


def invite(territoire: Territoire, codes: Sequence[str]) -> str:
    """Ce qu'il faut faire pour comparer (`""` : il y a déjà de quoi)."""
    if codes or territoire.niveau != Niveau.DEPARTEMENT:
        return ""
    return (
        "Choisir un à trois territoires à mettre à côté de celui-ci ; en attendant, les deux intercommunalités les plus "
        "peuplées."
    )


def cote_a_cote(etat: Etat, retenus: Sequence[Territoire], horizon: float) -> list[Rang]:
    """Une ligne par mesure, une valeur par territoire."""
    colonnes = [mesures(etat, t, horizon) for t in retenus]
    return [
        Rang(rang[0].chiffre.libelle, tuple((t.titre, m) for t, m in zip(retenus, rang, strict=True)))
        for rang in zip(*colonnes, strict=True)
    ]


def chiffres(etat: Etat, territoire: Territoire, horizon: float) -> list[Chiffre]:
    """Les nombres du territoire, pour un document."""
    return [m.chiffre for m in mesures(etat, territoire, horizon)]


def tableau(etat: Etat, retenus: Sequence[Territoire], horizon: float) -> Releve:
    """Tous les nombres de l'écran, un par ligne, chacun avec ses bornes, sa source et sa date."""
    lignes = [(t.titre, m) for t in retenus for m in mesures(etat, t, horizon)]
    table = pd.DataFrame(
        {
            "territoire": [nom for nom, _ in lignes],
            "mesure": [m.chiffre.libelle for _, m in lignes],
            "valeur": pd.array([_arrondi(m, m.chiffre.valeur) for _, m in lignes], dtype="Float64"),
            "bas": pd.array([_arrondi(m, m.intervalle.bas) for _, m in lignes], dtype="Float64"),
            "haut": pd.array([_arrondi(m, m.intervalle.haut) for _, m in lignes], dtype="Float64"),
            "unite": [m.chiffre.unite for _, m in lignes],
            "phrase": [m.chiffre.phrase for _, m in lignes],
            "reserve": [m.reserve for _, m in lignes],
            "source": [" ; ".join(dict.fromkeys(s.producteur for s in m.chiffre.sources)) for _, m in lignes],
            "date": [date_de(m.chiffre) for _, m in lignes],
            "nature": [LIBELLES_NATURE[m.chiffre.nature] for _, m in lignes],
        }
    )
    colonnes = {
        "territoire": "Territoire",
        "mesure": "Mesure",
        "valeur": "Valeur",
        "bas": "Borne basse",
        "haut": "Borne haute",
        "unite": "Unité",
        "phrase": "Précision",
        "reserve": "Réserve",
        "source": "Source",
        "date": "Date",
        "nature": "Nature",
    }
    sources = tuple(dict.fromkeys(s for _, m in lignes for s in m.chiffre.sources))
    return Releve(table, "une ligne par territoire et par mesure.", sources, colonnes, "", "")


def _arrondi(mesure: Mesure, valeur: float | None) -> float | None:
    return None if valeur is None else round(float(valeur), mesure.chiffre.decimales)


def date_de(chiffre: Chiffre) -> str:
    """La date d'un chiffre : celle du constat, à défaut celles de ses sources."""
    return chiffre.date_constat or " ; ".join(dict.fromkeys(s.quand for s in chiffre.sources))


def qui_ressemblent(etat: Etat, territoire: Territoire) -> list[Territoire]:
    """Les territoires de même niveau, de taille et de densité semblables, par ordre alphabétique."""
    if territoire.niveau == Niveau.DEPARTEMENT:
        return []
    memes = {t.code: t for t in territoires(etat) if t.niveau == territoire.niveau}
    proches = semblables(_tailles(etat, territoire.niveau), territoire.code)
    return sorted((memes[code] for code in proches["code"] if code in memes), key=lambda t: t.nom)


def _tailles(etat: Etat, niveau: Niveau) -> pd.DataFrame:
    """code, population, superficie_km2 des territoires d'un niveau (part du département pour un EPCI qui déborde)."""
    colonne = "siren_epci" if niveau == Niveau.EPCI else "code_insee"
    communes = etat["communes"]
    sommes = communes[communes[colonne].ne("")].groupby(colonne)[["population", "superficie_km2"]].sum()
    return sommes.rename_axis("code").reset_index()


def ressemblance(etat: Etat, territoire: Territoire) -> str:
    """Qui ressemble à ce territoire, et à quel titre ; ou pourquoi l'on ne peut pas le dire."""
    if territoire.niveau == Niveau.DEPARTEMENT:
        return (
            "Ces données ne contiennent qu'un département : il n'y a pas d'autre département semblable à lui comparer. "
            "Choisir une intercommunalité ou une commune."
        )
    un, plusieurs = SORTES[territoire.niveau]
    autres_ = qui_ressemblent(etat, territoire)
    regle = "sa population et sa densité sont entre la moitié et le double"
    if not autres_:
        return f"Aucune autre {un} du département n'est semblable à {territoire.titre} (critère : {regle})."
    reserve = " C'est peu : une valeur isolée y pèse lourd." if len(autres_) < 3 else ""
    return (
        f"{pluriel(len(autres_), f'{un} semblable', f'{plusieurs} semblables')} : "
        f"{', '.join(t.titre for t in autres_)} (critère : {regle}).{reserve}"
    )


def face_aux_semblables(etat: Etat, territoire: Territoire, horizon: float) -> Releve:
    """Pour chaque mesure, ce que l'on peut dire : au-dessus de, au-dessous de, ou indiscernable ; jamais un rang."""
    semblables_ = qui_ressemblent(etat, territoire)
    ici, ailleurs = mesures(etat, territoire, horizon), [mesures(etat, t, horizon) for t in semblables_]
    lignes = [
        (
            m.chiffre.cle,
            m.chiffre.libelle,
            f"{m.chiffre.ecrite} {m.chiffre.unite}",
            _etendue(m, [autres_[i] for autres_ in ailleurs]),
            _verdict(position(m.intervalle, [autres_[i].intervalle for autres_ in ailleurs])),
            m.reserve,
        )
        for i, m in enumerate(ici)
        if m.intervalle.valeur is not None and not m.decrit
    ]
    table = pd.DataFrame(lignes, columns=["cle", "mesure", "ici", "autres", "verdict", "reserve"])
    return Releve(
        table if semblables_ else table.head(0),
        "deux valeurs dont les bornes se touchent ne se distinguent pas : ce tableau ne classe personne.",
        tuple(dict.fromkeys(s for m in ici for s in m.chiffre.sources)),
        {
            "mesure": "Mesure",
            "ici": territoire.nom,
            "autres": "Les semblables",
            "verdict": "Ce que l'on peut dire",
        }
        | ({"reserve": "Réserve"} if table["reserve"].ne("").any() else {}),
        ressemblance(etat, territoire),
        "",
    )


def _etendue(mesure: Mesure, autres_: Sequence[Mesure]) -> str:
    connues = [m.chiffre.valeur for m in autres_ if m.chiffre.valeur is not None]
    if not connues:
        return "non connu"
    bas, haut = (replace(mesure.chiffre, valeur=v).ecrite for v in (min(connues), max(connues)))
    return bas if bas == haut else f"de {bas} à {haut}"


def _verdict(p: Position) -> str:
    """« sûrement plus que 2, sûrement moins que 0, ne se distingue pas de 1, sur 3 »."""
    if not p.connus:
        return "ne peut pas être comparé"
    dits = [
        f"plus que {nombre(p.au_dessus_de)}" if p.au_dessus_de else "",
        f"moins que {nombre(p.au_dessous_de)}" if p.au_dessous_de else "",
        f"indiscernable de {nombre(p.indiscernables)}" if p.indiscernables else "",
    ]
    return f"{', '.join(filter(None, dits))} (sur {nombre(p.connus)})"


def mesures_comparables(etat: Etat, territoire: Territoire, horizon: float) -> dict[str, str]:
    """Les mesures que l'on peut dessiner : clé → libellé."""
    return {
        m.chiffre.cle: m.chiffre.libelle
        for m in mesures(etat, territoire, horizon)
        if m.intervalle.valeur is not None and not m.decrit
    }


def intervalles(etat: Etat, territoire: Territoire, horizon: float, cle: str) -> Releve:
    """Une mesure, ses bornes, pour le territoire et ses semblables, par ordre alphabétique ; le département en repère."""
    semblables_ = qui_ressemblent(etat, territoire)
    tous = sorted([territoire, *semblables_], key=lambda t: t.nom)
    trouvees = [(t, m) for t in tous for m in mesures(etat, t, horizon) if m.chiffre.cle == cle]
    (reference,) = [m for m in mesures(etat, etat.departement, horizon) if m.chiffre.cle == cle]
    connues = [(t, m) for t, m in trouvees if m.intervalle.bornes is not None]
    bornes = [m.intervalle.bornes or (float("nan"), float("nan")) for _, m in connues]
    table = pd.DataFrame(
        {
            "nom": [t.titre for t, _ in connues],
            "valeur": pd.array([_arrondi(m, m.chiffre.valeur) for _, m in connues], dtype="Float64"),
            "bas": pd.array(
                [_arrondi(m, b[0]) for (_, m), b in zip(connues, bornes, strict=True)], dtype="Float64"
            ),
            "haut": pd.array(
                [_arrondi(m, b[1]) for (_, m), b in zip(connues, bornes, strict=True)], dtype="Float64"
            ),
            "unite": [m.chiffre.unite for _, m in connues],
            "phrase": [m.chiffre.phrase for _, m in connues],
            "choisi": [t == territoire for t, _ in connues],
            "departement": _arrondi(reference, reference.chiffre.valeur),
        }
    )
    return Releve(
        table if semblables_ else table.head(0),
        f"{reference.chiffre.libelle.lower()}, {reference.chiffre.unite} ; le trait va de la borne basse à la borne haute ; "
        f"tirets : le département ({reference.chiffre.ecrite}). "
        "Ordre alphabétique : ce n'est pas un palmarès.",
        reference.chiffre.sources,
        {
            "nom": "Territoire",
            "valeur": "Valeur",
            "bas": "Borne basse",
            "haut": "Borne haute",
            "phrase": "Précision",
        },
        ressemblance(etat, territoire),
        "",
    )
