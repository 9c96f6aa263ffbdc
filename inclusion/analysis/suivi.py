"""Chaque indicateur d'un territoire à une date : sa valeur, sa série, sa cible et son statut."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from inclusion.analysis.natures import DEMONSTRATION
from inclusion.analysis.trajectoires import EVALUES, MOYEN, STATUTS, Trajectoire, evaluer
from inclusion.model.francais import INSECABLE, accordee, nombre, part_ecrite

SENS = {"hausse": 1, "baisse": -1, "neutre": 0}
POINTS = ["code", "date", "valeur", "nature", "origine"]
CALCULE, MESURE = "calculé", "relevé"
CIBLE = ["reference", "date_reference", "cible", "date_cible", "adoptee_par"]
ELEMENTS = ["bas", "haut", "effectif", "detail", "tables", "quand"]
COLONNES = [
    *("code", "libelle", "axe", "niveau", "sens", "unite", "frequence"),
    *("valeur", "date", "origine", "nature_valeur", *ELEMENTS, *CIBLE, "nature_cible"),
    *("statut", "motif", "valeur_projetee", "ecart_pct", "retard_mois", "nature"),
]


def points(calcules: pd.DataFrame, mesures: pd.DataFrame, code_territoire: str) -> pd.DataFrame:
    """POINTS : toutes les valeurs connues d'un territoire, par indicateur et par date.

    `calcules` : code, date, valeur, nature, d'un état du jeu après l'autre, le présent en dernier ; `mesures` : la table
    du même nom. Un état passé d'une autre nature que le présent ne s'y mêle pas. Le réel d'abord : la démonstration d'un
    indicateur ne reste que s'il n'en a aucune valeur réelle. À date égale, le calcul l'emporte sur le relevé.
    """
    siennes = mesures[mesures["code_territoire"].eq(code_territoire)]
    relevees = siennes.rename(columns={"id_indicateur": "code"}).assign(origine=MESURE)
    connus = calcules[calcules["valeur"].notna()]
    du_present = connus.groupby("code")["nature"].transform("last")
    tous = pd.concat(
        [relevees[POINTS], connus[connus["nature"].eq(du_present)].assign(origine=CALCULE)[POINTS]],
        ignore_index=True,
    )
    reels = tous["nature"].ne(DEMONSTRATION)
    a_du_reel = tous["code"].isin(tous.loc[reels, "code"])
    return (
        tous[reels | ~a_du_reel]
        .drop_duplicates(["code", "date"], keep="last")
        .sort_values(["code", "date"], kind="stable", na_position="first", ignore_index=True)
    )


def cible_qui_court(siennes: pd.DataFrame, a_date: date) -> dict[str, Any] | None:
    """Parmi les cibles d'un indicateur sur un territoire : la plus proche à venir, à défaut la dernière passée.

    Réelle d'abord ; None s'il n'y en a pas.
    """
    reelles = siennes[siennes["nature"].ne(DEMONSTRATION)]
    tries = (reelles if len(reelles) else siennes).sort_values("date_cible")
    if tries.empty:
        return None
    a_venir = tries[tries["date_cible"] >= pd.Timestamp(a_date)]
    retenue = a_venir.iloc[0] if len(a_venir) else tries.iloc[-1]
    return {str(nom): retenue[nom] for nom in [*CIBLE, "nature"]}


def suivre(
    definitions: pd.DataFrame,
    series: pd.DataFrame,
    calcules: pd.DataFrame,
    cibles: pd.DataFrame,
    *,
    code_territoire: str,
    a_date: date,
) -> pd.DataFrame:
    """COLONNES, une ligne par indicateur, dans l'ordre de `definitions` (table `indicateurs`).

    `series` : voir `points` ; `calcules` : voir `indicateurs.calculer`, pour la fourchette, l'effectif et le détail de
    la valeur du jour. `nature` : démonstration dès que la valeur ou la cible en est une.
    """
    par_code = dict(tuple(series.groupby("code")))
    elements = calcules.set_index("code")[ELEMENTS].to_dict("index")
    siennes = cibles[cibles["code_territoire"].eq(code_territoire)]
    qui_courent = {code: cible_qui_court(c, a_date) for code, c in siennes.groupby("id_indicateur")}
    lignes = [
        _ligne(
            fiche,
            par_code.get(fiche["code"], series.head(0)),
            elements.get(fiche["code"], {}),
            qui_courent.get(fiche["code"]),
            a_date,
        )
        for fiche in definitions.to_dict("records")
    ]
    table = pd.DataFrame(lignes, columns=COLONNES)
    nombres = ["valeur", "bas", "haut", "effectif", "reference", "cible"]
    nombres += ["valeur_projetee", "ecart_pct", "retard_mois"]
    dates = {nom: pd.to_datetime(table[nom]) for nom in ("date", "date_reference", "date_cible")}
    return table.assign(**{nom: table[nom].astype("Float64") for nom in nombres}, **dates)


def _ligne(
    fiche: Mapping[str, Any],
    serie: pd.DataFrame,
    elements: Mapping[str, Any],
    cible: Mapping[str, Any] | None,
    a_date: date,
) -> dict[str, Any]:
    connus = serie[serie["date"].isna() | (serie["date"] <= pd.Timestamp(a_date))]
    derniere = connus.iloc[-1].to_dict() if len(connus) else {}
    du_calcul = elements if derniere.get("origine") == CALCULE or not derniere else {}
    lue = evaluer(
        connus,
        cible,
        sens=SENS[fiche["sens"]],
        frequence=fiche["frequence"],
        a_date=a_date,
        effectif=_nombre(du_calcul.get("effectif")),
    )
    dits = {nom: fiche[nom] for nom in ("code", "libelle", "axe", "niveau", "sens", "unite", "frequence")}
    natures = {derniere.get("nature", ""), (cible or {}).get("nature", "")}
    return {
        **dits,
        **{nom: du_calcul.get(nom) for nom in ELEMENTS},
        "detail": du_calcul.get("detail") or "",
        "tables": du_calcul.get("tables") or "",
        "quand": du_calcul.get("quand") or "",
        **{nom: derniere.get(nom) for nom in ("valeur", "date")},
        "origine": derniere.get("origine", ""),
        "nature_valeur": derniere.get("nature", ""),
        **{nom: (cible or {}).get(nom) for nom in CIBLE},
        "nature_cible": (cible or {}).get("nature", ""),
        **_lus(lue),
        "nature": DEMONSTRATION if DEMONSTRATION in natures else derniere.get("nature", ""),
    }


def _lus(lue: Trajectoire) -> dict[str, Any]:
    return {
        "statut": lue.statut,
        "motif": lue.motif,
        "valeur_projetee": lue.valeur_projetee,
        "ecart_pct": lue.ecart_pct,
        "retard_mois": lue.retard_mois,
    }


def _nombre(valeur: object) -> float | None:
    return None if valeur is None or pd.isna(valeur) else float(valeur)  # type: ignore[arg-type]


def valeur_ecrite(valeur: object, unite: str, *, dite: bool = True) -> str:
    """Une valeur, avec les décimales qu'elle mérite, et son unité si elle est `dite`."""
    lue = _nombre(valeur)
    if lue is None:
        return nombre(None)
    entiere = lue.is_integer() or (abs(lue) >= 100 and unite != "%")
    decimales = 2 if unite.startswith("indice") else 0 if entiere else 1
    dit = nombre(lue, decimales=decimales)
    if unite == "%" and 0 < lue < 100:
        dit = part_ecrite(lue / 100).removesuffix(f"{INSECABLE}%") if decimales else dit
    return " ".join([dit, *([accordee(round(lue, decimales), unite)] if dite else [])])


def compte(suivi: pd.DataFrame) -> pd.Series:
    """Le statut sous lequel chaque indicateur se compte : un moyen jugé se compte à part, jamais avec les résultats."""
    juge = suivi["niveau"].eq("moyen") & suivi["statut"].isin(EVALUES)
    return suivi["statut"].mask(juge, MOYEN).astype("str")


def effectifs(suivi: pd.DataFrame) -> pd.DataFrame:
    """axe, statut, indicateurs : l'effectif de chaque statut par axe, 0 compris ; jamais de statut moyen."""
    comptes = suivi.groupby(["axe", compte(suivi)]).size()
    return pd.DataFrame(
        [
            (axe, statut, int(comptes.get((axe, statut), 0)))
            for axe in suivi["axe"].drop_duplicates()
            for statut in STATUTS
        ],
        columns=["axe", "statut", "indicateurs"],
    )


def tendances(avant: pd.DataFrame, apres: pd.DataFrame) -> pd.DataFrame:
    """code, avant, apres, ecart, sens_lu : ce qui a changé entre deux suivis du même territoire.

    `sens_lu` : « mieux », « moins bien », « change » (indicateur sans sens souhaité), « stable », ou `""` si l'une des
    deux valeurs n'est pas connue, ou qu'une seule est une démonstration.
    """
    deux = apres[["code", "sens", "valeur", "nature_valeur"]].merge(
        avant[["code", "valeur", "nature_valeur"]], on="code", how="left", suffixes=("_apres", "_avant")
    )
    comparables = deux["nature_valeur_apres"].eq(deux["nature_valeur_avant"])
    ecart = (deux["valeur_apres"] - deux["valeur_avant"]).astype("Float64").where(comparables)
    sens_lus = [
        _sens_lu(None if pd.isna(e) else float(e), SENS[s]) for e, s in zip(ecart, deux["sens"], strict=True)
    ]
    return pd.DataFrame(
        {
            "code": deux["code"],
            "avant": deux["valeur_avant"],
            "apres": deux["valeur_apres"],
            "ecart": ecart,
            "sens_lu": pd.array(sens_lus, dtype="str"),
        }
    )


def _sens_lu(ecart: float | None, sens: int) -> str:
    if ecart is None:
        return ""
    if abs(ecart) < 1e-9:
        return "stable"
    if not sens:
        return "change"
    return "mieux" if ecart * sens > 0 else "moins bien"
