"""Les indicateurs d'un territoire : valeurs, séries, cibles, statuts, et ce qui a changé depuis un état enregistré."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
import streamlit as st

from inclusion.analysis import suivi as suivis
from inclusion.analysis import trajectoires
from inclusion.analysis.etats import etat_a_comparer, etat_dit
from inclusion.analysis.indicateurs import Monde, calculer, monde
from inclusion.analysis.observations import observer
from inclusion.data import instantanes as stockage
from inclusion.data.instantanes import Instantane
from inclusion.data.lecture import load_jeu
from inclusion.model.francais import jour, nombre, pluriel
from inclusion.model.nomenclatures import libelle
from inclusion.model.provenance import LIBELLES_NATURE, Provenance
from inclusion.model.releves import Releve
from inclusion.model.territoires import Territoire
from inclusion.queries.jeu import aujourd_hui, dossier, empreinte, jeu, observation
from inclusion.queries.natures import provenance_des

ETATS_MAX = 6
AXES = {"": "Les trois axes", "I": "Axe I", "II": "Axe II", "III": "Axe III"}


@dataclass(frozen=True, eq=False)
class Carte:
    """Un indicateur à montrer : sa ligne de suivi, sa fiche, sa série (date, valeur) et ce que l'on en dit.

    `chemin` : la valeur prévue à la date de la dernière mesure, None sans cible ; `sources` : celles de la valeur et de
    la cible.
    """

    suivi: pd.Series
    fiche: pd.Series
    serie: pd.DataFrame
    chemin: float | None
    sources: tuple[Provenance, ...]


def _present() -> Monde:
    return _monde(str(dossier()), empreinte(), aujourd_hui())


@st.cache_resource(max_entries=2, show_spinner="Calcul des indicateurs…")
def _monde(chemin: str, marque: str, a_date: date) -> Monde:  # noqa: ARG001 clés du cache
    return monde(observation())


@st.cache_resource(max_entries=8, show_spinner="Lecture d'un état enregistré…")
def _monde_passe(chemin: str, nom: str) -> Monde:
    """Un instantané ne change jamais : son nom suffit à la clé."""
    instantane = stockage.instantane(Path(chemin), nom)
    return monde(observer(load_jeu(instantane.dossier), instantane.date.date()))


@st.cache_data(max_entries=64, show_spinner=False)
def _calcules(chemin: str, nom: str, marque: str, a_date: date, territoire: Territoire) -> pd.DataFrame:  # noqa: ARG001
    """Les valeurs d'un état (`""` : le présent) ; d'un instantané, seules comptent celles de son jour."""
    return calculer(_monde_passe(chemin, nom) if nom else _present(), territoire)


def etats_passes() -> list[Instantane]:
    """Les états enregistrés qui ne sont pas le présent, du plus récent au plus ancien."""
    return [i for i in stockage.instantanes(dossier()) if not i.courant]


def etat_compare(comite: date | None = None) -> tuple[str, str]:
    """L'état enregistré auquel comparer le présent (voir `etats.etat_a_comparer`), et comment le dire ; `""` : aucun."""
    etat = etat_a_comparer([(i.nom, i.date) for i in etats_passes()], aujourd_hui(), comite=comite)
    return (etat[0], etat_dit(etat[1], aujourd_hui())) if etat else ("", "")


def dit(nom: str) -> str:
    """Quand un état a été enregistré, en clair."""
    return etat_dit(stockage.instantane(dossier(), nom).date, aujourd_hui())


def valeurs(territoire: Territoire, nom: str = "") -> pd.DataFrame:
    """Les valeurs calculées d'un territoire, dans le présent ou dans un état enregistré."""
    return _calcules(str(dossier()), nom, "" if nom else empreinte(), aujourd_hui(), territoire)


def monde_de(nom: str = "") -> Monde:
    """Le jeu présent, ou celui d'un état enregistré, prêt à calculer."""
    return _monde_passe(str(dossier()), nom) if nom else _present()


def _du_present(territoire: Territoire) -> pd.DataFrame:
    """Les valeurs du présent et les relevés : assez pour qui n'a pas de cible, qu'aucune tendance ne juge."""
    return suivis.points(valeurs(territoire), jeu()["mesures"], territoire.code)


def points(territoire: Territoire) -> pd.DataFrame:
    """Toutes les valeurs connues d'un territoire : états enregistrés (le dernier de chaque jour), présent, relevés."""
    par_jour = {i.date.date(): i.nom for i in reversed(etats_passes())}
    noms = [nom for _, nom in sorted(par_jour.items())[-ETATS_MAX:]]
    calcules = pd.concat([valeurs(territoire, nom) for nom in [*noms, ""]], ignore_index=True)
    return suivis.points(calcules, jeu()["mesures"], territoire.code)


@st.cache_data(max_entries=32, show_spinner=False)
def _suivi(chemin: str, marque: str, a_date: date, territoire: Territoire) -> pd.DataFrame:  # noqa: ARG001
    vise = jeu()["cibles"]["code_territoire"].eq(territoire.code).any()
    return suivis.suivre(
        jeu()["indicateurs"],
        points(territoire) if vise else _du_present(territoire),
        valeurs(territoire),
        jeu()["cibles"],
        code_territoire=territoire.code,
        a_date=a_date,
    )


def suivi(territoire: Territoire) -> pd.DataFrame:
    """Chaque indicateur d'un territoire : valeur, cible, statut (voir `analysis.suivi.suivre`)."""
    return _suivi(str(dossier()), empreinte(), aujourd_hui(), territoire)


def suivi_passe(territoire: Territoire, nom: str) -> pd.DataFrame:
    """Le même suivi, tel que l'état enregistré le donnait à sa date."""
    avant = monde_de(nom)
    calcules = valeurs(territoire, nom)
    return suivis.suivre(
        avant.obs["indicateurs"],
        suivis.points(calcules, avant.obs["mesures"], territoire.code),
        calcules,
        avant.obs["cibles"],
        code_territoire=territoire.code,
        a_date=avant.a_date,
    )


def cartes(territoire: Territoire, axe: str) -> dict[str, list[Carte]]:
    """Axe → les indicateurs dont on sait quelque chose : une valeur ou une cible."""
    lignes, series = suivi(territoire), points(territoire)
    connues = lignes[lignes["valeur"].notna() | lignes["cible"].notna()]
    fiches = jeu()["indicateurs"].set_index("code", drop=False)
    return {
        code: [
            _carte(ligne, fiches.loc[ligne["code"]], series)
            for _, ligne in connues[connues["axe"].eq(code)].iterrows()
        ]
        for code in _axes(axe)
    }


def _axes(axe: str) -> list[str]:
    return [axe] if axe else [code for code in AXES if code]


def _carte(ligne: pd.Series, fiche: pd.Series, series: pd.DataFrame) -> Carte:
    siens = series[series["code"].eq(ligne["code"]) & series["date"].notna()]
    quand = ligne["date"] if pd.notna(ligne["date"]) else pd.Timestamp(aujourd_hui())
    juge = pd.notna(ligne["cible"]) and ligne["statut"] != trajectoires.CIBLE_REFUSEE
    return Carte(
        suivi=ligne,
        fiche=fiche,
        serie=siens[["date", "valeur"]],
        chemin=trajectoires.chemin(ligne, quand.date()) if juge else None,
        sources=sources_de(ligne),
    )


def sources_de(ligne: pd.Series) -> tuple[Provenance, ...]:
    """Les provenances d'un indicateur : les tables de sa valeur, et les cibles s'il en a une."""
    sources = _present().sources
    if ligne["origine"] == suivis.CALCULE:
        siennes = [sources[nom] for nom in str(ligne["tables"]).split("|")]
    else:
        siennes = [_relevees("mesures", ligne["nature_valeur"])] if ligne["origine"] else []
    if pd.notna(ligne["cible"]):
        siennes.append(_relevees("cibles", ligne["nature_cible"]))
    return tuple(dict.fromkeys(siennes))


def _relevees(nom: str, nature: str) -> Provenance:
    table = jeu()[nom]
    return provenance_des(nom, table[table["nature"].eq(nature)])


def manques(territoire: Territoire, axe: str) -> dict[str, pd.DataFrame]:
    """Axe → les indicateurs dont on ne sait rien : ce qu'il faut apporter, et qui peut le faire."""
    lignes = suivi(territoire)
    inconnus = lignes[lignes["valeur"].isna() & lignes["cible"].isna()].merge(
        jeu()["indicateurs"][["code", "source", "responsable", "prochaine_echeance", "perimetre"]], on="code"
    )
    return {
        code: pd.DataFrame(
            {
                "Code": siens["code"],
                "Indicateur": siens["libelle"],
                "Pourquoi il manque": siens["detail"].where(siens["detail"].ne(""), siens["motif"]),
                "À apporter": siens["source"],
                "Responsable": siens["responsable"],
                "Prochaine échéance": [jour(d) for d in siens["prochaine_echeance"]],
            }
        )
        for code in _axes(axe)
        for siens in [inconnus[inconnus["axe"].eq(code)]]
    }


def statuts(territoire: Territoire) -> Releve:
    """Le nombre d'indicateurs par statut et par axe ; jamais de statut moyen, et les sans-donnée à côté."""
    lignes = suivi(territoire)
    table = suivis.effectifs(lignes)
    larges = table.pivot_table(index="axe", columns="statut", values="indicateurs", sort=False)
    montres = larges[[s for s in trajectoires.STATUTS if s in larges and larges[s].sum()]].astype(int)
    noms = [f"Axe {axe}" for axe in montres.index]
    juges = int(lignes["statut"].isin(trajectoires.EVALUES).sum())
    sans = int(lignes["statut"].eq(trajectoires.SANS_DONNEE).sum())
    return Releve(
        lignes=montres.reset_index().assign(axe_dit=noms),
        lecture=f"{pluriel(juges, 'indicateur jugé', 'indicateurs jugés')} face à une cible sur {nombre(len(lignes))} ; "
        f"{pluriel(sans, 'indicateur', 'indicateurs')} sans donnée. Un axe n'a pas de statut moyen.",
        sources=_toutes(lignes),
        colonnes={"axe_dit": "Axe", **{s: trajectoires.STATUTS[s].capitalize() for s in montres.columns}},
        manque="Les indicateurs ne sont pas définis.",
        fichier="indicateurs.csv",
    )


def _toutes(lignes: pd.DataFrame) -> tuple[Provenance, ...]:
    return tuple(
        dict.fromkeys(s for _, ligne in lignes.iterrows() for s in sources_de(ligne) if s.nature != "vide")
    ) or (_present().obs.provenances["indicateurs"],)


def avec_chemin(territoire: Territoire) -> dict[str, str]:
    """Code → libellé des indicateurs qui ont une cible recevable et une valeur datée."""
    lignes = suivi(territoire)
    gardes = lignes[
        lignes["cible"].notna() & lignes["date"].notna() & lignes["statut"].ne(trajectoires.CIBLE_REFUSEE)
    ]
    return dict(zip(gardes["code"], gardes["libelle"], strict=True))


def chemin(territoire: Territoire, code: str) -> Releve:
    """La série d'un indicateur, son chemin vers la cible et ce que le rythme observé donnerait."""
    ligne = suivi(territoire).set_index("code", drop=False).loc[code]
    serie = points(territoire).query("code == @code and date.notna()")
    bouts = [("relevé ou calculé", d, v) for d, v in zip(serie["date"], serie["valeur"], strict=True)]
    bouts += [
        ("chemin prévu", ligne["date_reference"], ligne["reference"]),
        ("chemin prévu", ligne["date_cible"], ligne["cible"]),
    ]
    if pd.notna(ligne["valeur_projetee"]) and ligne["date_cible"] > ligne["date"]:
        bouts += [
            ("au rythme observé", ligne["date"], ligne["valeur"]),
            ("au rythme observé", ligne["date_cible"], ligne["valeur_projetee"]),
        ]
    table = pd.DataFrame(bouts, columns=["trait", "date", "valeur"])
    retard = trajectoires.retard_dit(None if pd.isna(ligne["retard_mois"]) else float(ligne["retard_mois"]))
    suite = f", {retard}" if retard else ""
    return Releve(
        lignes=table.assign(unite=ligne["unite"], le=[jour(d) for d in table["date"]]),
        lecture=f"{ligne['libelle']} : {trajectoires.STATUTS[ligne['statut']]}{suite} ({ligne['motif']}).",
        sources=sources_de(ligne),
        colonnes={"trait": "Trait", "le": "Date", "valeur": f"Valeur ({ligne['unite']})"},
        manque="",
        fichier="cibles.csv",
    )


def a_emporter(territoire: Territoire) -> pd.DataFrame:
    """Les 35 indicateurs, en clair : une ligne chacun, sans donnée comprise."""
    lignes = suivi(territoire).merge(
        jeu()["indicateurs"][["code", "source", "responsable", "prochaine_echeance", "biais", "qualite"]],
        on="code",
    )
    return pd.DataFrame(
        {
            "Territoire": territoire.titre,
            "Code": lignes["code"],
            "Indicateur": lignes["libelle"],
            "Axe": lignes["axe"],
            "Niveau": [libelle("niveau_indicateur", n) for n in lignes["niveau"]],
            "Valeur": lignes["valeur"],
            "Valeur basse": lignes["bas"],
            "Valeur haute": lignes["haut"],
            "Unité": lignes["unite"],
            "Date de la valeur": lignes["date"],
            "Précision": lignes["detail"],
            "Référence": lignes["reference"],
            "Date de référence": lignes["date_reference"],
            "Cible": lignes["cible"],
            "Échéance de la cible": lignes["date_cible"],
            "Cible adoptée par": lignes["adoptee_par"],
            "Statut": lignes["statut"].map(trajectoires.STATUTS),
            "Motif": lignes["motif"],
            "Valeur projetée": lignes["valeur_projetee"],
            "Écart (%)": lignes["ecart_pct"],
            "Retard (mois)": lignes["retard_mois"],
            "Source": lignes["source"],
            "Responsable": lignes["responsable"],
            "Prochaine échéance": lignes["prochaine_echeance"],
            "Biais connus": lignes["biais"],
            "Qualité": lignes["qualite"],
            "Nature": [LIBELLES_NATURE.get(n, LIBELLES_NATURE["vide"]) for n in lignes["nature"]],
        }
    )
