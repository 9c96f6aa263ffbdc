"""La qualité des fiches : ce qui manque, ce qui vieillit, ce qui se répète ; et la décision sur un doublon."""

from collections.abc import Sequence

import pandas as pd

from inclusion.analysis.doublons import doublons, voisines
from inclusion.analysis.fusion import DISTINCTS, MEME_LIEU, decision, fusionner, references_reportees
from inclusion.analysis.hors_commune import hors_commune
from inclusion.analysis.observations import noms_epci
from inclusion.analysis.qualite import criteres
from inclusion.analysis.selection import du_territoire
from inclusion.analysis.travaux import bilan, travaux
from inclusion.data import instantanes as stockage
from inclusion.model.etat import Etat
from inclusion.model.fiches_a_reparer import EtatDesFiches, PaireProposee
from inclusion.model.francais import nombre, pluriel, pourcentage
from inclusion.model.memoire import memorise
from inclusion.model.nomenclatures import NOMENCLATURES
from inclusion.model.releves import Releve
from inclusion.model.territoires import Territoire

MANQUE = "Aucun lieu n'est connu."
PARTS = {
    "completude": "Complétude",
    "a_jour": "À jour",
    "horaires_connus": "Horaires connus",
    "services_connus": "Services connus",
    "a_l_adresse": "Situées à l'adresse",
}
DECIDEURS = "Décisions de l'observatoire"


@memorise(1, attente="Recherche des doublons…")
def _paires(etat: Etat) -> pd.DataFrame:
    tables = etat.tables
    return doublons(
        tables["lieux"], voisines=voisines(tables["communes"]), decisions=tables["decisions_doublons"]
    )


@memorise(1)
def _egares(etat: Etat) -> pd.Series:
    return hors_commune(etat["lieux"], etat["communes"])


def paires(etat: Etat, territoire: Territoire) -> pd.DataFrame:
    """Les doublons proposés dont une fiche au moins est du territoire."""
    toutes = _paires(etat)
    ici = set(fiches(etat, territoire)["id"])
    return toutes[toutes["id_a"].isin(ici) | toutes["id_b"].isin(ici)]


def fiches(etat: Etat, territoire: Territoire) -> pd.DataFrame:
    return du_territoire(etat.lieux, etat["communes"], territoire)


def egares_de(etat: Etat, lieux: pd.DataFrame) -> pd.Series:
    return _egares(etat).reindex(lieux.index).fillna(False).astype(bool)


def etat_des_fiches(etat: Etat, territoire: Territoire) -> EtatDesFiches:
    """Tout ce que la page Qualité montre d'un territoire."""
    lieux, communes = fiches(etat, territoire), etat["communes"]
    proposees = paires(etat, territoire)
    ensemble = etat.lieux
    concernes = ensemble[ensemble["id"].isin({*lieux["id"], *proposees["id_a"]})]
    tout = travaux(concernes, communes, proposees, egares_de(etat, concernes))
    des_autres = ~tout["id"].isin(lieux["id"]) & tout["quoi"].ne("doublon possible")
    liste = tout[~des_autres].reset_index(drop=True)
    epci = noms_epci(etat)
    commune = dict(
        zip(
            communes["code_insee"],
            communes["siren_epci"].map(epci).fillna("hors du département"),
            strict=True,
        )
    )
    ou = lieux["code_insee"].map(commune).fillna("hors du département")
    return EtatDesFiches(
        fiches=len(lieux),
        manques=_manques(etat, lieux),
        fraicheurs=_fraicheurs(etat, lieux),
        par_epci=_bilan(etat, lieux, ou, liste, "Intercommunalité"),
        par_source=_bilan(
            etat, lieux, lieux["source"].mask(lieux["source"] == "", "source non dite"), liste, "Source"
        ),
        a_reparer=_a_reparer(etat, liste, epci),
        travaux=liste.assign(epci=liste["siren_epci"].map(epci).fillna("")),
        paires=_fiches_des_paires(etat, proposees),
    )


def _releve(etat: Etat, lignes: pd.DataFrame, lecture: str, colonnes: dict[str, str]) -> Releve:
    return Releve(lignes, lecture, (etat.provenances["lieux"],), colonnes, MANQUE, "lieux.csv")


def _manques(etat: Etat, lieux: pd.DataFrame) -> Releve:
    """Le nombre de fiches où manque chaque critère, du plus manquant au moins."""
    absents = (~criteres(lieux)).sum()
    table = pd.DataFrame({"critere": absents.index, "fiches": absents.to_numpy().astype(int)})
    table = table.sort_values(["fiches", "critere"], ascending=[False, True], ignore_index=True)
    if lieux.empty:
        return _releve(etat, table[:0], "", {"critere": "Critère", "fiches": "Fiches où il manque"})
    pire = table.iloc[0]
    lecture = f"« {pire['critere']} » manque à {pluriel(pire['fiches'], 'fiche')} sur {nombre(len(lieux))}."
    return _releve(etat, table, lecture, {"critere": "Critère", "fiches": "Fiches où il manque"})


def _fraicheurs(etat: Etat, lieux: pd.DataFrame) -> Releve:
    """Le nombre de fiches de chaque classe de fraîcheur."""
    comptes = lieux["fraicheur"].value_counts()
    table = pd.DataFrame(
        [(v.libelle, int(comptes.get(v.code, 0)), v.description) for v in NOMENCLATURES["fraicheur"]],
        columns=["classe", "fiches", "quand"],
    )
    plus = table.iloc[int(table["fiches"].argmax())]
    lecture = (
        f"{pluriel(plus['fiches'], 'fiche')} sur {nombre(len(lieux))} : "
        f"{str(plus['classe']).lower()} ({plus['quand']})."
    )
    return _releve(
        etat,
        table if len(lieux) else table[:0],
        lecture,
        {"classe": "Classe", "quand": "Quand", "fiches": "Fiches"},
    )


def _bilan(etat: Etat, lieux: pd.DataFrame, groupe: pd.Series, liste: pd.DataFrame, entete: str) -> Releve:
    """La qualité par groupe ; les parts sont écrites en français."""
    table = bilan(lieux, groupe, liste)
    lisible = table.assign(**{c: [pourcentage(v) for v in table[c]] for c in PARTS})
    colonnes = {"groupe": entete, "fiches": "Fiches", **PARTS, "urgences": "À réparer d'abord"}
    lecture = "chaque part se rapporte aux fiches du groupe ; « à réparer d'abord » compte les choses, pas les fiches."
    return _releve(etat, lisible, lecture, colonnes)


def _a_reparer(etat: Etat, liste: pd.DataFrame, epci: dict[str, str]) -> Releve:
    """La liste de travail, telle qu'on la lit à l'écran."""
    colonnes = {
        "priorite": "Priorité",
        "quoi": "Quoi",
        "nom": "Lieu",
        "commune": "Commune",
        "epci": "Intercommunalité",
        "pourquoi": "Pourquoi",
        "comment": "Comment",
    }
    urgentes = int(liste["priorite"].eq(1).sum())
    lecture = (
        f"{pluriel(len(liste), 'chose')} à réparer, dont {pluriel(urgentes, 'urgente')} (priorité 1) : "
        "celles qui cachent un lieu au public ou faussent un calcul."
    )
    return _releve(etat, liste.assign(epci=liste["siren_epci"].map(epci).fillna("")), lecture, colonnes)


def _fiches_des_paires(etat: Etat, proposees: pd.DataFrame) -> tuple[PaireProposee, ...]:
    """Les paires de même nature, avec leurs deux fiches."""
    fiches = etat["lieux"].set_index("id", drop=False)
    attendu = etat.identifiant
    return tuple(
        PaireProposee(
            fiches.loc[p.id_a], fiches.loc[p.id_b], float(p.score), tuple(str(p.raisons).split("|")), attendu
        )
        for p in proposees.itertuples()
        if fiches.loc[p.id_a, "nature"] == fiches.loc[p.id_b, "nature"]
    )


def dire_distincts(etat: Etat, paire: PaireProposee) -> None:
    """Retient que ces deux fiches sont deux lieux ; lève `StockageError`."""
    _enregistrer(etat, {}, paire, DISTINCTS, "")


def reunir(etat: Etat, paire: PaireProposee, garde: str) -> None:
    """Réunit les deux fiches sous l'identifiant `garde`, et le retient ; lève `StockageError`."""
    autre = next(i for i in (paire.a["id"], paire.b["id"]) if i != garde)
    tables = etat.tables
    changees = {
        "lieux": fusionner(tables["lieux"], garde, autre),
        **references_reportees(tables, autre, garde),
    }
    _enregistrer(etat, changees, paire, MEME_LIEU, garde)


def _enregistrer(
    etat: Etat, changees: dict[str, pd.DataFrame], paire: PaireProposee, quoi: str, garde: str
) -> None:
    """Écrit l'instantané, si le visiteur en a le droit et si le jeu n'a pas changé depuis."""
    etat.ecriture.exiger()
    prises = etat["decisions_doublons"]
    ligne = decision(
        paire.a["id"], paire.b["id"], quoi, a_date=etat.a_date, garde=garde, nature=str(paire.a["nature"])
    )
    toutes = _ajoutee(prises, ligne)
    noms = f"« {paire.a['nom']} » et « {paire.b['nom']} »"
    stockage.enregistrer(
        etat.dossier,
        {**changees, "decisions_doublons": toutes},
        motif=f"doublon : {noms}, {'réunis' if garde else 'distincts'}",
        attendu=paire.attendu,
        versements={"decisions_doublons": stockage.Versement(DECIDEURS, etat.a_date, str(paire.a["nature"]))},
        jeu=etat.jeu,
    )


def _ajoutee(prises: pd.DataFrame, ligne: pd.DataFrame) -> pd.DataFrame:
    """Les décisions, la nouvelle remplaçant une ancienne sur la même paire."""
    cle: Sequence[str] = ("id_a", "id_b")
    if prises.empty:
        return ligne
    return pd.concat([prises, ligne], ignore_index=True).drop_duplicates(
        list(cle), keep="last", ignore_index=True
    )
