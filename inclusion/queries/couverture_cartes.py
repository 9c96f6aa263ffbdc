"""Les cartes de la couverture : minutes, offre accessible, besoin croisé avec l'éloignement."""

from dataclasses import dataclass

import pandas as pd

from inclusion.analysis import besoins
from inclusion.analysis.aplats import rangs
from inclusion.analysis.couverture import Demande
from inclusion.analysis.desserte import ELOIGNEMENTS, Desserte, croisee, desserte, terciles
from inclusion.analysis.selection import communes_du_territoire
from inclusion.model.chiffres import Aplat, Classe
from inclusion.model.etat import Etat
from inclusion.model.francais import enumeration, nombre, pluriel
from inclusion.model.provenance import Provenance
from inclusion.model.releves import Releve
from inclusion.model.territoires import Territoire
from inclusion.queries.desserte import SANS_REPONSE, a_apporter, noms_lieux, ou_sans_lieu
from inclusion.queries.natures import lignes

BESOIN_AGE = "age"
MINUTES, APL = "minutes", "apl_mn"


@dataclass(frozen=True)
class Regle:
    """Une grandeur de la carte ; une borne appartient à la classe du dessus, et ne change pas d'une date à l'autre."""

    libelle: str
    unite: str
    decimales: int
    bornes: tuple[float, ...]
    libelles: tuple[str, ...]


REGLES = {
    MINUTES: Regle(
        "Minutes jusqu'au lieu le plus proche",
        "minutes",
        0,
        (5.0, 10.0, 15.0, 20.0),
        ("moins de 5", "5 à 10", "10 à 15", "15 à 20", "20 et plus"),
    ),
    APL: Regle(
        "Offre accessible (APL-MN)",
        "ETP pour 10 000 personnes en besoin",
        1,
        (0.1, 1.0, 2.5, 5.0),
        ("moins de 0,1", "0,1 à 1", "1 à 2,5", "2,5 à 5", "5 et plus"),
    ),
}


def mesures() -> dict[str, str]:
    """Ce que la carte peut montrer."""
    return {cle: regle.libelle for cle, regle in REGLES.items()}


def indices(etat: Etat) -> tuple[pd.DataFrame, Provenance]:
    """Les indices déposés, réels ou à défaut de démonstration."""
    return lignes(etat, "indices_communes", "valeur")


def besoins_possibles(etat: Etat) -> dict[str, str]:
    """Les façons de classer le besoin : l'âge seul, ou des poids si des indices sont déposés."""
    seul = {BESOIN_AGE: "Lié à l'âge (théorique)"}
    return seul | (besoins.LIBELLES_PREREGLAGES if etat.fournie("indices_communes") else {})


def aplat(etat: Etat, territoire: Territoire, demande: Demande, mesure: str) -> Aplat:
    """Les minutes ou l'offre accessible, commune par commune."""
    calculee, regle = desserte(etat, demande), REGLES[mesure]
    table = calculee.de(territoire)
    valeurs = table[mesure].astype("Float64")
    sources = calculee.sources if mesure == MINUTES else (calculee.source_capacite, *calculee.sources)
    rang = rangs(valeurs, regle.bornes)
    return Aplat(
        titre=regle.libelle,
        lecture=_lecture_minutes(table) if mesure == MINUTES else _lecture_apl(calculee),
        unite=regle.unite,
        valeurs=table[["code_insee", "nom"]].assign(
            valeur=valeurs.to_numpy(), rang=rang.to_numpy(), texte=_textes(etat, table, valeurs, mesure)
        ),
        classes=(
            *(Classe(dite, int(rang.eq(n).sum()), n) for n, dite in enumerate(regle.libelles)),
            Classe("sans donnée", int(rang.isna().sum()), None),
        ),
        sources=tuple(dict.fromkeys(sources)),
    )


def _textes(etat: Etat, table: pd.DataFrame, valeurs: pd.Series, mesure: str) -> pd.Series:
    """Ce que dit chaque commune : la valeur, sa fourchette, le lieu le plus proche."""
    regle = REGLES[mesure]
    dits = [f"{nombre(v, decimales=regle.decimales)} {regle.unite}" for v in valeurs]
    if mesure == MINUTES:
        lieux = noms_lieux(etat, table["id_lieu"])
        dits = [
            f"{dit} ({nombre(bas)} à {nombre(haut)}) : {lieu}" if lieu else "aucun lieu connu"
            for dit, bas, haut, lieu in zip(
                dits, table["minutes_basses"], table["minutes_hautes"], lieux, strict=True
            )
        ]
    return pd.Series(dits, index=table.index, dtype="str")


def _lecture_minutes(table: pd.DataFrame) -> str:
    connues = table[table["minutes"].notna()]
    if connues.empty:
        return "aucun lieu dont on sache qu'il répond à cette demande."
    loin = connues.loc[connues["minutes"].idxmax()]
    bas, haut = nombre(loin["minutes_basses"]), nombre(loin["minutes_hautes"])
    fourchette = f"{nombre(loin['minutes'])} minutes, entre {bas} et {haut}"
    if len(connues) == 1:
        return f"{loin['nom']} est à {fourchette}."
    return f"plus la commune est foncée, plus elle est loin d'un lieu ; la plus éloignée est {loin['nom']} ({fourchette})."


def _lecture_apl(calculee: Desserte) -> str:
    connues = int(calculee.capacite.notna().sum())
    return (
        "plus la commune est foncée, plus ses habitants en besoin ont de temps d'accompagnement à portée. La capacité n'est "
        f"connue que pour {nombre(connues)} sur {pluriel(len(calculee.lieux), 'lieu', 'lieux')} : ailleurs elle compte 0, "
        "et une commune claire est peut-être mieux servie qu'il n'y paraît."
    )


def croisees(
    etat: Etat, territoire: Territoire, demande: Demande, besoin: str
) -> tuple[pd.DataFrame, tuple[float, float], tuple[Provenance, ...]]:
    """Les communes du territoire, leurs deux rangs ; les bornes du besoin (terciles du département) ; les sources."""
    calculee = desserte(etat, demande)
    if besoin == BESOIN_AGE:
        valeurs, sources = calculee.communes["taux_besoin"], calculee.sources
    else:
        deposes, source = indices(etat)
        rangs_ = besoins.composantes(calculee.communes, deposes)
        notes = besoins.score(rangs_, besoins.PREREGLAGES[besoin])["score"]
        valeurs = calculee.communes["code_insee"].map(notes).astype("Float64")
        sources = (*calculee.sources, source)
    bornes = terciles(valeurs)
    return croisee(calculee.de(territoire).assign(valeur_besoin=valeurs), valeurs, bornes), bornes, sources


def besoin_et_eloignement(etat: Etat, territoire: Territoire, demande: Demande, besoin: str) -> Releve:
    """La carte 3 × 3 : le besoin en trois tiers, l'éloignement en trois bandes."""
    table, bornes, sources = croisees(etat, territoire, demande, besoin)
    quoi = "personnes en besoin pour 100 habitants" if besoin == BESOIN_AGE else "points de score (sur 100)"
    fort_et_loin = int((table["rang_besoin"].eq(2) & table["rang_eloignement"].eq(2)).sum())
    minutes = " et ".join(f"{e:g}" for e in ELOIGNEMENTS)
    connues = table["rang_besoin"].notna() & table["rang_eloignement"].notna()
    return Releve(
        lignes=table.assign(
            texte=_texte_croise(table, quoi),
            besoin_dit=table["valeur_besoin"].astype("Float64").round(1),
            minutes_dites=table["minutes"].round(1),
        )
        if connues.any()
        else table.head(0),
        lecture=f"{pluriel(fort_et_loin, 'commune')} au besoin fort et loin. Le besoin est coupé en trois tiers des "
        f"communes du département ({nombre(bornes[0], decimales=1)} et {nombre(bornes[1], decimales=1)} {quoi}), "
        f"l'éloignement à {minutes} minutes.",
        sources=sources,
        colonnes={
            "code_insee": "Code INSEE",
            "nom": "Commune",
            "besoin_dit": "Besoin",
            "minutes_dites": "Minutes",
        },
        manque=ou_sans_lieu(etat, SANS_REPONSE),
        fichier=a_apporter(etat),
    )


def _texte_croise(table: pd.DataFrame, quoi: str) -> pd.Series:
    dits = [
        f"{nombre(b, decimales=1)} {quoi}, {nombre(m)} minutes"
        for b, m in zip(table["valeur_besoin"], table["minutes"], strict=True)
    ]
    return pd.Series(dits, index=table.index, dtype="str")


def decomposition(etat: Etat, territoire: Territoire, besoin: str) -> Releve:
    """Ce qui fait le score de besoin de chaque commune ; ce qui reste premier quels que soient les poids."""
    deposes, source = indices(etat)
    table, premieres = _notes(etat, territoire, besoin, deposes) if len(deposes) else (pd.DataFrame(), [])
    parts = {f"part_{c}": f"dont {LIBELLES[c]}" for c in besoins.SENS if f"part_{c}" in table}
    return Releve(
        lignes=table,
        lecture="un score de 0 à 100, moyenne des rangs connus. Communes parmi les dix premières sous tous les réglages de "
        f"poids : {enumeration(premieres) or 'aucune'}.",
        sources=(source, desserte(etat, Demande()).sources[1]),
        colonnes={"nom": "Commune", "score": "Score", "score_bas": "Au moins", "score_haut": "Au plus"}
        | {"connues": "Composantes connues"}
        | parts,
        manque="Le besoin n'est lu que dans l'âge : aucun indice n'est déposé (pauvreté, diplôme, emploi, débit). Un score "
        "demande trois composantes sur cinq, dont l'âge ; rien n'est deviné.",
        fichier="" if len(deposes) else "indices_communes.csv",
    )


def _notes(
    etat: Etat, territoire: Territoire, besoin: str, deposes: pd.DataFrame
) -> tuple[pd.DataFrame, list[str]]:
    """Les scores connus du territoire et leurs parts ; les noms de celles qui restent premières sous tous les poids."""
    communes = etat["communes"]
    rangs_ = besoins.composantes(communes, deposes)
    poids = besoins.PREREGLAGES.get(besoin, besoins.PREREGLAGES["demarches"])
    notes = besoins.score(rangs_, poids).reset_index(names="code_insee")
    ici = communes_du_territoire(communes, territoire)[["code_insee", "nom"]].merge(notes, on="code_insee")
    noms = dict(zip(communes["code_insee"], communes["nom"], strict=True))
    connues = ici["connues"].astype("str") + "/" + ici["composantes"].astype("str")
    table = ici.assign(connues=connues)[ici["score"].notna()]
    premieres = [noms[code] for code in besoins.premieres_partout(rangs_)]
    return table.sort_values("score", ascending=False, kind="stable").round(1), premieres


LIBELLES = {
    "age": "âge",
    "pauvrete_ircom": "bas revenus",
    "sans_diplome": "sans diplôme",
    "demandeurs_emploi": "demandeurs d'emploi",
    "non_couverture_thd": "sans très haut débit",
}
