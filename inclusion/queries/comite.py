"""Ce que regarde un comité : à décider, décidé, et ce qui a changé depuis le dernier."""

from datetime import date

import pandas as pd

from inclusion.analysis import comite, feuilles_de_route, phrases, suivi
from inclusion.analysis.feuilles_de_route import dernier_comite
from inclusion.analysis.trajectoires import EVALUES
from inclusion.model.chiffres import Chiffre
from inclusion.model.etat import Etat
from inclusion.model.francais import enumeration, jour, nombre, pluriel
from inclusion.model.nomenclatures import libelle
from inclusion.model.provenance import LIBELLES_NATURE, Nature, Provenance
from inclusion.model.releves import Releve
from inclusion.model.territoires import Territoire
from inclusion.queries import indicateurs
from inclusion.queries.natures import a_fournir, dits, lignes, provenance_des

FLECHES = {"mieux": "↗ mieux", "moins bien": "↘ moins bien", "stable": "→ stable", "change": "↔ change"}


def sortes() -> dict[str, str]:
    """Les sortes de décision que l'on peut demander (`""` : toutes)."""
    return {"": "Toutes", **comite.SORTES}


def depuis(etat: Etat) -> dict[str, str]:
    """Nom → libellé des états auxquels se comparer, celui du dernier comité d'abord ; `{"": …}` s'il n'y en a pas."""
    passes = indicateurs.etats_passes(etat)
    noms = {i.nom: f"{jour(i.date.date())}, {i.date:%-H h %M} — {i.motif[:50]}" for i in passes}
    if not noms:
        return {"": "Aucun état enregistré"}
    dernier, retenu = _dernier_comite(etat), etat_compare(etat)[0]
    du_comite = dernier is not None and any(i.nom == retenu and i.date.date() <= dernier for i in passes)
    dit = f"Dernier comité : {noms[retenu]}" if du_comite else noms[retenu]
    return {retenu: dit} | {nom: autre for nom, autre in noms.items() if nom != retenu}


def etat_compare(etat: Etat) -> tuple[str, str]:
    """L'état auquel comparer le présent, celui du dernier comité d'abord, et comment le dire ; `""` : aucun."""
    return indicateurs.etat_compare(etat, _dernier_comite(etat))


def _dernier_comite(etat: Etat) -> date | None:
    return dernier_comite(_decisions(etat)[0], etat.a_date)


def _decisions(etat: Etat) -> tuple[pd.DataFrame, Provenance]:
    return lignes(etat, "decisions", "objet")


def _a_decider(etat: Etat, territoire: Territoire, nom: str) -> pd.DataFrame:
    return comite.a_decider(
        indicateurs.monde_de(etat),
        indicateurs.suivi(etat, territoire),
        territoire,
        avant=indicateurs.monde_de(etat, nom) if nom else None,
    )


def a_decider(etat: Etat, territoire: Territoire, sorte: str, nom: str) -> Releve:
    """Ce qui demande une décision, depuis l'état `nom` (`""` : sans comparaison) ; une sorte, ou toutes (`""`)."""
    toutes = _a_decider(etat, territoire, nom)
    table = toutes[toutes["sorte"].eq(sorte)] if sorte else toutes
    comptes = toutes["sorte"].value_counts()
    dites = [
        f"{dit.lower()} ({nombre(comptes[code])})" for code, dit in comite.SORTES.items() if code in comptes
    ]
    return Releve(
        lignes=table.assign(
            sorte_dite=table["sorte"].map(comite.SORTES).astype("str"),
            le=[jour(d) if pd.notna(d) else "" for d in table["echeance"]],
            nature_dite=[LIBELLES_NATURE[n] for n in table["nature"]],
        ),
        lecture=f"{pluriel(len(toutes), 'point')} à décider : {enumeration(dites)}.",
        sources=_sources(etat, table),
        colonnes={
            "sorte_dite": "Sorte",
            "objet": "Ce qui demande une décision",
            "responsable": "Responsable",
            "le": "Échéance",
            "proposition": "Décision proposée",
            "nature_dite": "Nature",
        },
        manque="Rien ne demande de décision ici, dans ce que l'observatoire connaît.",
        fichier="",
    )


def _sources(etat: Etat, table: pd.DataFrame) -> tuple[Provenance, ...]:
    """Les provenances des tables d'où viennent les points."""
    noms = {
        "action": "actions",
        "cible": "cibles",
        "contrat": "postes",
        "commune": "lieux",
        "appel": "candidatures",
        "source": "lieux",
    }
    presentes = dict.fromkeys(noms[sorte] for sorte in table["sorte"])
    natures = {noms[s]: set(table.loc[table["sorte"].eq(s), "nature"]) for s in table["sorte"].unique()}
    return tuple(
        provenance_des(etat, nom, etat[nom][etat[nom]["nature"].isin(natures[nom])]) for nom in presentes
    ) or (etat.provenances["actions"],)


def releve_de_decisions(etat: Etat) -> Releve:
    """Le relevé de décisions, porté d'un comité à l'autre : les ouvertes d'abord, les plus anciennes en tête."""
    toutes, source = _decisions(etat)
    portees = feuilles_de_route.decisions_portees(toutes, etat.a_date)
    ouvertes, retards = int(portees["ouverte"].sum()), int(portees["en_retard"].sum())
    etats = [
        libelle("statut_decision", s) + (", en retard" if en_retard else "")
        for s, en_retard in zip(portees["statut"], portees["en_retard"], strict=True)
    ]
    return Releve(
        lignes=portees.assign(
            comite=[jour(d) for d in portees["date_comite"]],
            pour_le=[jour(d) if pd.notna(d) else "" for d in portees["echeance"]],
            etat=pd.array(etats, dtype="str"),
            nature_dite=[LIBELLES_NATURE[n] for n in portees["nature"]],
        ),
        lecture="décisions du comité départemental, quel que soit le territoire regardé : "
        f"{pluriel(ouvertes, 'décision ouverte', 'décisions ouvertes')} sur {nombre(len(portees))}, dont "
        f"{nombre(retards)} en retard ; « comités tenus depuis » dit combien de fois la décision a été portée.",
        sources=(source,),
        colonnes={
            "objet": "Décision",
            "etat": "État",
            "pour_le": "Pour le",
            "comite": "Comité du",
            "comites": "Comités tenus depuis",
            "responsable": "Responsable",
            "nature_dite": "Nature",
        },
        manque="Aucune décision de comité n'est enregistrée.",
        fichier=a_fournir(etat, "decisions", "objet"),
    )


def chiffres_comite(etat: Etat, territoire: Territoire, nom: str) -> list[Chiffre]:
    """Points à décider, décisions ouvertes et en retard."""
    points = _a_decider(etat, territoire, nom)
    toutes, source = _decisions(etat)
    portees = feuilles_de_route.decisions_portees(toutes, etat.a_date)
    pris = len(portees) > 0
    return dits(
        [
            Chiffre(
                cle="a_decider",
                libelle="À décider",
                valeur=len(points),
                unite="points",
                phrase="relevés par l'observatoire dans ses tables.",
                definition="Actions en retard ou bloquées, cibles hors trajectoire, contrats qui finissent dans les six "
                "mois, communes sorties de la zone des 20 minutes, appels sans dossier retenu ou en cours, sources "
                "périmées.",
                sources=_sources(etat, points),
            ),
            Chiffre(
                cle="decisions_ouvertes",
                libelle="Décisions ouvertes",
                valeur=int(portees["ouverte"].sum()) if pris else None,
                unite="décisions",
                phrase=f"ouvertes, sur {nombre(len(portees))} prises en "
                f"{pluriel(portees['date_comite'].nunique(), 'comité')} du département.",
                definition="Décisions ni faites ni abandonnées. Le relevé est celui du comité départemental.",
                sources=(source,),
            ),
            Chiffre(
                cle="decisions_en_retard",
                libelle="Décisions en retard",
                valeur=int(portees["en_retard"].sum()) if pris else None,
                unite="décisions",
                phrase="du comité départemental, dont l'échéance est passée.",
                definition="Décisions ouvertes dont l'échéance est passée.",
                sources=(source,),
            ),
        ]
    )


def changements(etat: Etat, territoire: Territoire, nom: str) -> Releve:
    """Les indicateurs dont la valeur diffère entre un état enregistré et aujourd'hui."""
    presents = indicateurs.suivi(etat, territoire)
    avant = indicateurs.suivi_passe(etat, territoire, nom) if nom else presents
    table = suivi.tendances(avant, presents)
    table = table.merge(presents[["code", "libelle", "unite", "nature"]], on="code")
    bouge = table[table["sens_lu"].isin(["mieux", "moins bien", "change"])]
    comptes = table["sens_lu"].value_counts()
    dits_ = [f"{nombre(comptes[s])} {s}" for s in ("mieux", "moins bien", "stable") if s in comptes]
    quand = indicateurs.dit(etat, nom) if nom else jour(etat.a_date)
    return Releve(
        lignes=bouge.assign(
            tendance=bouge["sens_lu"].map(FLECHES).astype("str"),
            nature_dite=[LIBELLES_NATURE.get(n, "") for n in bouge["nature"]],
        ),
        lecture=f"depuis le {quand} : {enumeration(dits_) or 'aucun indicateur comparable'}.",
        sources=(etat.provenances["indicateurs"], etat.provenances["lieux"]),
        colonnes={
            "libelle": "Indicateur",
            "avant": "Avant",
            "apres": "Aujourd'hui",
            "unite": "Unité",
            "tendance": "Tendance",
            "nature_dite": "Nature",
        },
        manque=f"Aucun indicateur n'a changé depuis le {quand}."
        if nom
        else "Aucun état antérieur à comparer : chaque dépôt, chaque saisie en enregistre un.",
        fichier="",
    )


def communes_sorties(etat: Etat, territoire: Territoire, nom: str) -> tuple[list[str], list[str]]:
    """Les communes sorties de la zone des 20 minutes depuis un état, puis celles qui y sont entrées."""
    if not nom:
        return [], []
    avant, apres = indicateurs.monde_de(etat, nom), indicateurs.monde_de(etat)
    sorties, entrees = comite.sorties(avant, apres, territoire), comite.sorties(apres, avant, territoire)
    return sorted(sorties["nom"]), sorted(entrees["nom"])


def phrases_du_territoire(etat: Etat, territoire: Territoire) -> list[tuple[str, Nature]]:
    """Trois phrases sur la portée des lieux, les indicateurs et les actions, et la nature de ce qu'elles disent."""
    actions, source = lignes(etat, "actions", "statut")
    siennes = feuilles_de_route.actions_de(actions, etat["feuilles_de_route"], territoire)
    lues = feuilles_de_route.classer(siennes, etat.a_date)
    lu = indicateurs.suivi(etat, territoire)
    juges = lu[lu["statut"].isin(EVALUES)]
    natures = (
        _nature(lu.loc[lu["code"].eq(phrases.PORTEE), "nature"]),
        _nature(juges["nature"]),
        source.nature if len(lues) else "reel",
    )
    return list(zip(phrases.phrases(phrases.faits(territoire.titre, lu, lues)), natures, strict=True))


def _nature(lues: pd.Series) -> Nature:
    return "demonstration" if lues.eq("demonstration").any() else "reel"
