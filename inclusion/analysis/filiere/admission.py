"""Ce qu'un dépôt de matériel ferait au bilan : un stock négatif est refusé, un écart est dit, avant d'être versé."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from inclusion.analysis.filiere.donnees import masses_medianes
from inclusion.analysis.filiere.etapes import EN_COURS
from inclusion.analysis.filiere.verification import ENTETE, ERREUR, verifier
from inclusion.model.anomalies import Gravite
from inclusion.model.francais import jour, nombre, pluriel
from inclusion.model.nomenclatures import libelle
from inclusion.model.schemas import schemas
from inclusion.model.verdicts import Verdict

PASSAGE = list(schemas()["flux_equipements"].identite)
"""Ce qui fait d'une ligne déposée de nouveau la ligne déjà connue, ici comme au versement."""
MEME_JOUR = ["date", "id_lot", "categorie", "etape_de", "etape_vers", "nature"]
INVENTAIRE = ["date", "noeud", "categorie"]
COLONNES = {
    "passage inconnu": "etape_vers",
    "statut inconnu": "statut_juridique",
    "déchet remis": "statut_juridique",
    "public inconnu": "public_beneficiaire",
    "accompagnés en trop": "accompagnes",
    "masse improbable": "masse_kg",
    "masse sans entrée": "masse_kg",
}
"""Règle du vérificateur → la colonne à corriger (à défaut, la quantité)."""
SANS_ENTREE = "sortie sans entrée"


def juger_passages(
    deposes: pd.DataFrame, tables: Mapping[str, pd.DataFrame], parametres: Mapping[str, Any]
) -> Sequence[Verdict]:
    """Les fautes de passages déposés (typés), jugés avec ceux du même lot que le jeu connaît déjà.

    Une ligne qui rompt le bilan est refusée : l'étape y aurait un stock négatif (décision 0019).
    """
    return [*_passages(deposes, tables, masses_medianes(parametres))]


def juger_inventaires(
    deposes: pd.DataFrame, tables: Mapping[str, pd.DataFrame], parametres: Mapping[str, Any]
) -> Sequence[Verdict]:
    """Les écarts d'inventaires déposés (typés) ; aucun n'est refusé : il est constaté, et l'écart a son nœud au bilan.

    Une démonstration déjà chargée ne juge pas un comptage.
    """
    return [*_inventaires(deposes, tables, masses_medianes(parametres))]


def juger_lots(
    deposes: pd.DataFrame,
    tables: Mapping[str, pd.DataFrame],  # noqa: ARG001 jugées comme les autres, sans le reste du jeu
    parametres: Mapping[str, Any],  # noqa: ARG001
) -> Sequence[Verdict]:
    """Les fiches de lots déposées (typées) : il n'y a pas plus d'effacements attestés que de mémoires à effacer."""
    trop = (deposes["effaces_certifies"] - deposes["avec_stockage"]).fillna(0)
    return [
        Verdict(
            rang=int(str(rang)),
            colonne="effaces_certifies",
            regle="effacements en trop",
            gravite=Gravite.REFUSE,
            phrase=f"{nombre(lot['effaces_certifies'])} effacements attestés pour {nombre(lot['avec_stockage'])} "
            f"équipements à mémoire : {nombre(trop[rang])} de trop.",
        )
        for rang, lot in deposes[trop.gt(0)].iterrows()
    ]


JUGES = {"flux_equipements": juger_passages, "stocks": juger_inventaires, "lots": juger_lots}


def _passages(
    deposes: pd.DataFrame, tables: Mapping[str, pd.DataFrame], masses: Mapping[str, float]
) -> Iterator[Verdict]:
    connus = tables["flux_equipements"]
    connus = _sans_reprises(connus[connus["id_lot"].isin(deposes["id_lot"])], deposes)
    ensemble = pd.concat([connus, deposes], ignore_index=True)
    stocks = _reels(tables["stocks"])
    deja = _fautes(verifier(connus.reset_index(drop=True), stocks, masses))
    for (place, regle), faute in _fautes(verifier(ensemble, stocks, masses)).items():
        if place >= len(connus):
            refuse = faute.gravite == ERREUR
            yield Verdict(
                rang=int(deposes.index[place - len(connus)]),
                colonne=COLONNES.get(regle, "quantite"),
                regle=regle,
                gravite=Gravite.REFUSE if refuse else Gravite.A_VERIFIER,
                phrase=str(faute.phrase),
            )
        elif regle == SANS_ENTREE and (place, regle) not in deja:
            yield from _aux_depens_d_une_sortie(deposes, ensemble.loc[place], float(faute.quantite))
    yield from _connus_autrement(deposes, connus)
    yield from _en_double(deposes)


def _aux_depens_d_une_sortie(deposes: pd.DataFrame, sortie: pd.Series, manque: float) -> Iterator[Verdict]:
    """Les lignes déposées qui prennent, avant elle, ce qu'une sortie déjà connue a pris."""
    memes = (
        deposes[["id_lot", "categorie", "etape_de"]]
        .eq(sortie[["id_lot", "categorie", "etape_de"]])
        .all(axis=1)
    )
    for rang in deposes.index[memes]:
        yield Verdict(
            rang=int(rang),
            colonne="quantite",
            regle=SANS_ENTREE,
            gravite=Gravite.REFUSE,
            phrase=f"Avec elle, il manquerait {nombre(manque)} à « {libelle('etape_filiere', sortie['etape_de'])} » pour la "
            f"sortie du {jour(sortie['date'])} du lot {sortie['id_lot']}, déjà connue.",
        )


def _connus_autrement(deposes: pd.DataFrame, connus: pd.DataFrame) -> Iterator[Verdict]:
    """Un passage du même jour que le jeu tient d'un autre nombre, ou d'une autre commune : une correction s'y ajouterait."""
    deja = connus.drop_duplicates(MEME_JOUR).set_index(MEME_JOUR)["quantite"].to_dict()
    for rang, cle in zip(deposes.index, map(tuple, deposes[MEME_JOUR].to_numpy().tolist()), strict=True):
        if cle in deja:
            yield Verdict(
                rang=int(rang),
                colonne="quantite",
                regle="passage déjà connu autrement",
                gravite=Gravite.A_VERIFIER,
                phrase=f"Le jeu tient déjà ce passage du même jour, pour {pluriel(int(deja[cle]), 'équipement')} : celui-ci "
                "s'y ajoute. Si c'est une correction, remplacer la table.",
            )


def _en_double(deposes: pd.DataFrame) -> Iterator[Verdict]:
    """Deux lignes d'un dépôt que rien ne distingue : elles sont gardées toutes deux, et c'est dit."""
    for rang in deposes.index[deposes.duplicated(PASSAGE)]:
        yield Verdict(
            rang=int(rang),
            colonne="quantite",
            regle="passage en double",
            gravite=Gravite.A_VERIFIER,
            phrase="Une ligne plus haut dit le même passage, du même jour et du même nombre : les deux comptent. Si "
            "c'est une répétition, en retirer une.",
        )


def _inventaires(
    deposes: pd.DataFrame, tables: Mapping[str, pd.DataFrame], masses: Mapping[str, float]
) -> Iterator[Verdict]:
    connus = _reels(tables["stocks"])
    cles = set(map(tuple, deposes[INVENTAIRE].to_numpy().tolist()))
    connus = connus.loc[[tuple(c) not in cles for c in connus[INVENTAIRE].to_numpy().tolist()]]
    ensemble = pd.concat([connus, deposes], ignore_index=True)
    fautes = verifier(_reels(tables["flux_equipements"]), ensemble, masses)
    for faute in fautes[fautes["table"].eq("stocks")].itertuples():
        place = faute.ligne - ENTETE
        if place >= len(connus):
            rang = int(deposes.index[place - len(connus)])
            yield Verdict(rang, "quantite", faute.regle, Gravite.A_VERIFIER, faute.phrase)
    for rang, noeud in deposes.loc[~deposes["noeud"].isin(EN_COURS), "noeud"].items():
        etape = libelle("etape_filiere", noeud)
        phrase = f"« {etape} » n'est pas une étape où l'on stocke : ce comptage n'entre pas au bilan."
        yield Verdict(int(str(rang)), "noeud", "étape sans stock", Gravite.A_VERIFIER, phrase)


def _sans_reprises(connus: pd.DataFrame, deposes: pd.DataFrame) -> pd.DataFrame:
    """Les passages connus que le dépôt ne porte pas de nouveau, chacun autant de fois."""
    reprises = Counter(map(tuple, deposes[PASSAGE].astype("str").to_numpy().tolist()))
    gardes = []
    for passage in map(tuple, connus[PASSAGE].astype("str").to_numpy().tolist()):
        reprises[passage] -= 1
        gardes.append(reprises[passage] < 0)
    return connus.loc[gardes]


def _fautes(table: pd.DataFrame) -> dict[tuple[int, str], Any]:
    """(place dans les passages, règle) → faute."""
    passages = table[table["table"].eq("flux_equipements")]
    return {(f.ligne - ENTETE, f.regle): f for f in passages.itertuples()}


def _reels(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["nature"].ne("demonstration")]
