"""Les indicateurs d'un territoire : valeurs, séries, cibles, statuts, et ce qui a changé depuis un état enregistré."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from inclusion.analysis import suivi as suivis
from inclusion.analysis import trajectoires
from inclusion.analysis.etats import etat_a_comparer, etat_dit
from inclusion.analysis.indicateurs import Monde, calculer, monde
from inclusion.data.instantanes import Instantane
from inclusion.model.etat import Etat
from inclusion.model.francais import jour, nombre, pluriel
from inclusion.model.memoire import memorise
from inclusion.model.nomenclatures import libelle
from inclusion.model.provenance import LIBELLES_NATURE, Provenance
from inclusion.model.releves import Releve
from inclusion.model.territoires import Territoire
from inclusion.queries.natures import provenance_des

ETATS_MAX = 6
AXES = {"": "Les trois axes", "I": "Axe I", "II": "Axe II", "III": "Axe III"}


@dataclass(frozen=True, eq=False)
class Cartouche:
    """Un indicateur à montrer : sa ligne de suivi, sa fiche, sa série (date, valeur) et ce que l'on en dit.

    `chemin` : la valeur prévue à la date de la dernière mesure, None sans cible ; `sources` : celles de la valeur et de
    la cible.
    """

    suivi: pd.Series
    fiche: pd.Series
    serie: pd.DataFrame
    chemin: float | None
    sources: tuple[Provenance, ...]


@memorise(64, attente="Calcul des indicateurs…")
def _calcules(etat: Etat, territoire: Territoire) -> pd.DataFrame:
    return calculer(monde(etat), territoire)


def etats_passes(etat: Etat) -> list[Instantane]:
    """Les états enregistrés qui ne sont pas le présent, du plus récent au plus ancien."""
    return [i for i in etat.enregistres if not i.courant]


def etat_compare(etat: Etat, comite: date | None = None) -> tuple[str, str]:
    """L'état enregistré auquel comparer le présent (voir `etats.etat_a_comparer`), et comment le dire ; `""` : aucun."""
    retenu = etat_a_comparer([(i.nom, i.date) for i in etats_passes(etat)], etat.a_date, comite=comite)
    return (retenu[0], etat_dit(retenu[1], etat.a_date)) if retenu else ("", "")


def dit(etat: Etat, nom: str) -> str:
    """Quand un état a été enregistré, en clair."""
    return etat_dit(next(i.date for i in etat.enregistres if i.nom == nom), etat.a_date)


def valeurs(etat: Etat, territoire: Territoire, nom: str = "") -> pd.DataFrame:
    """Les valeurs calculées d'un territoire, dans le présent ou dans un état enregistré."""
    return _calcules(etat.ouvrir(nom) if nom else etat, territoire)


def monde_de(etat: Etat, nom: str = "") -> Monde:
    """L'état présent, ou un état enregistré, prêt à calculer."""
    return monde(etat.ouvrir(nom) if nom else etat)


def _du_present(etat: Etat, territoire: Territoire) -> pd.DataFrame:
    """Les valeurs du présent et les relevés : assez pour qui n'a pas de cible, qu'aucune tendance ne juge."""
    return suivis.points(valeurs(etat, territoire), etat["mesures"], territoire.code)


@memorise(32)
def points(etat: Etat, territoire: Territoire) -> pd.DataFrame:
    """Toutes les valeurs connues d'un territoire : états enregistrés (le dernier de chaque jour), présent, relevés."""
    par_jour = {i.date.date(): i.nom for i in reversed(etats_passes(etat))}
    noms = [nom for _, nom in sorted(par_jour.items())[-ETATS_MAX:]]
    calcules = pd.concat([valeurs(etat, territoire, nom) for nom in [*noms, ""]], ignore_index=True)
    return suivis.points(calcules, etat["mesures"], territoire.code)


@memorise(32)
def suivi(etat: Etat, territoire: Territoire) -> pd.DataFrame:
    """Chaque indicateur d'un territoire : valeur, cible, statut (voir `analysis.suivi.suivre`)."""
    vise = etat["cibles"]["code_territoire"].eq(territoire.code).any()
    return suivis.suivre(
        etat["indicateurs"],
        points(etat, territoire) if vise else _du_present(etat, territoire),
        valeurs(etat, territoire),
        etat["cibles"],
        code_territoire=territoire.code,
        a_date=etat.a_date,
    )


def suivi_passe(etat: Etat, territoire: Territoire, nom: str) -> pd.DataFrame:
    """Le même suivi, tel que l'état enregistré le donnait à sa date."""
    avant = monde_de(etat, nom)
    calcules = valeurs(etat, territoire, nom)
    return suivis.suivre(
        avant.obs["indicateurs"],
        suivis.points(calcules, avant.obs["mesures"], territoire.code),
        calcules,
        avant.obs["cibles"],
        code_territoire=territoire.code,
        a_date=avant.a_date,
    )


def cartes(etat: Etat, territoire: Territoire, axe: str) -> dict[str, list[Cartouche]]:
    """Axe → les indicateurs dont on sait quelque chose : une valeur ou une cible."""
    lignes, series = suivi(etat, territoire), points(etat, territoire)
    connues = lignes[lignes["valeur"].notna() | lignes["cible"].notna()]
    fiches = etat["indicateurs"].set_index("code", drop=False)
    return {
        code: [
            _carte(etat, ligne, fiches.loc[ligne["code"]], series)
            for _, ligne in connues[connues["axe"].eq(code)].iterrows()
        ]
        for code in _axes(axe)
    }


def _axes(axe: str) -> list[str]:
    return [axe] if axe else [code for code in AXES if code]


def _carte(etat: Etat, ligne: pd.Series, fiche: pd.Series, series: pd.DataFrame) -> Cartouche:
    siens = series[series["code"].eq(ligne["code"]) & series["date"].notna()]
    quand = ligne["date"] if pd.notna(ligne["date"]) else pd.Timestamp(etat.a_date)
    juge = pd.notna(ligne["cible"]) and ligne["statut"] != trajectoires.CIBLE_REFUSEE
    return Cartouche(
        suivi=ligne,
        fiche=fiche,
        serie=siens[["date", "valeur"]],
        chemin=trajectoires.chemin(ligne, quand.date()) if juge else None,
        sources=sources_de(etat, ligne),
    )


def sources_de(etat: Etat, ligne: pd.Series) -> tuple[Provenance, ...]:
    """Les provenances d'un indicateur : les tables de sa valeur, et les cibles s'il en a une."""
    sources = monde(etat).sources
    if ligne["origine"] == suivis.CALCULE:
        siennes = [sources[nom] for nom in str(ligne["tables"]).split("|")]
    else:
        siennes = [_relevees(etat, "mesures", ligne["nature_valeur"])] if ligne["origine"] else []
    if pd.notna(ligne["cible"]):
        siennes.append(_relevees(etat, "cibles", ligne["nature_cible"]))
    return tuple(dict.fromkeys(siennes))


def _relevees(etat: Etat, nom: str, nature: str) -> Provenance:
    table = etat[nom]
    return provenance_des(etat, nom, table[table["nature"].eq(nature)])


def manques(etat: Etat, territoire: Territoire, axe: str) -> dict[str, pd.DataFrame]:
    """Axe → les indicateurs dont on ne sait rien : ce qu'il faut apporter, et qui peut le faire."""
    lignes = suivi(etat, territoire)
    inconnus = lignes[lignes["valeur"].isna() & lignes["cible"].isna()].merge(
        etat["indicateurs"][["code", "source", "responsable", "prochaine_echeance", "perimetre"]], on="code"
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


def statuts(etat: Etat, territoire: Territoire) -> Releve:
    """Le nombre d'indicateurs par statut et par axe ; jamais de statut moyen, et les sans-donnée à côté."""
    lignes = suivi(etat, territoire)
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
        sources=_toutes(etat, lignes),
        colonnes={"axe_dit": "Axe", **{s: trajectoires.STATUTS[s].capitalize() for s in montres.columns}},
        manque="Les indicateurs ne sont pas définis.",
        fichier="indicateurs.csv",
    )


def _toutes(etat: Etat, lignes: pd.DataFrame) -> tuple[Provenance, ...]:
    return tuple(
        dict.fromkeys(
            s for _, ligne in lignes.iterrows() for s in sources_de(etat, ligne) if s.nature != "vide"
        )
    ) or (monde(etat).obs.provenances["indicateurs"],)


def avec_chemin(etat: Etat, territoire: Territoire) -> dict[str, str]:
    """Code → libellé des indicateurs qui ont une cible recevable et une valeur datée."""
    lignes = suivi(etat, territoire)
    gardes = lignes[
        lignes["cible"].notna() & lignes["date"].notna() & lignes["statut"].ne(trajectoires.CIBLE_REFUSEE)
    ]
    return dict(zip(gardes["code"], gardes["libelle"], strict=True))


def chemin(etat: Etat, territoire: Territoire, code: str) -> Releve:
    """La série d'un indicateur, son chemin vers la cible et ce que le rythme observé donnerait."""
    ligne = suivi(etat, territoire).set_index("code", drop=False).loc[code]
    serie = points(etat, territoire).query("code == @code and date.notna()")
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
        sources=sources_de(etat, ligne),
        colonnes={"trait": "Trait", "le": "Date", "valeur": f"Valeur ({ligne['unite']})"},
        manque="",
        fichier="cibles.csv",
    )


def a_emporter(etat: Etat, territoire: Territoire) -> pd.DataFrame:
    """Les 35 indicateurs, en clair : une ligne chacun, sans donnée comprise."""
    lignes = suivi(etat, territoire).merge(
        etat["indicateurs"][["code", "source", "responsable", "prochaine_echeance", "biais", "qualite"]],
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
