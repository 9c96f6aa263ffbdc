"""Les activités de médiation : combien d'accompagnements, sur quoi, où, avec quelle autonomie."""

import pandas as pd

from inclusion.analysis.parcours import TOTAL, TOUT
from inclusion.model.etat import Etat
from inclusion.model.francais import jour, mois_nomme, nombre, pluriel, pourcentage
from inclusion.model.nomenclatures import NOMENCLATURES, libelle, valeurs
from inclusion.model.provenance import Provenance
from inclusion.model.releves import Releve
from inclusion.model.territoires import Niveau, Territoire
from inclusion.queries.la_coop import NON_VENTILE, annuelle, comptees
from inclusion.queries.natures import a_fournir, lignes
from inclusion.queries.parcours import SECRET, dit, manquent

ENTETES = {
    "type": "Type",
    "thematique": "Thématique",
    "canal": "Canal",
    "autonomie": "Niveau d'autonomie",
}
TITRES = {
    "autonomie": "Le niveau d'autonomie constaté",
    "thematique": "Les thématiques d'accompagnement",
    "canal": "Les canaux d'accompagnement",
}
COMPTES = dict.fromkeys(TITRES, "accompagnements") | {"autonomie": "accompagnements individuels"}
PLUSIEURS = "Un accompagnement compte à chacune de ses thématiques. "
EXPORT = "Un export d'activités de La Coop (XLSX), déposé tel quel, les donne aussi."
NON_VENTILE_DIT = "Non ventilé"


def repartitions_montrees(etat: Etat, territoire: Territoire, periode: str) -> dict[str, Releve]:
    """Titre → relevé : autonomie, thématiques, canaux."""
    return {titre: repartition(etat, territoire, periode, colonne) for colonne, titre in TITRES.items()}


def repartition(etat: Etat, territoire: Territoire, periode: str, colonne: str) -> Releve:
    """Les accompagnements selon une caractéristique : à l'année, ou à défaut mois par mois, le non ventilé à la fin."""
    dite = annuelle(etat, territoire, periode, colonne)
    return _de_l_annee(etat, *dite, colonne) if dite else _des_mois(etat, territoire, periode, colonne)


def _de_l_annee(etat: Etat, parts: pd.DataFrame, source: Provenance, colonne: str) -> Releve:
    dites = parts[parts["masque"] | parts["effectif"].fillna(0).gt(0)]
    if colonne != "autonomie":
        dites = dites.sort_values(["masque", "effectif"], ascending=[True, False])
    somme = nombre(float(dites["effectif"].astype("Float64").sum()))
    caches = int(dites["masque"].sum())
    masquees = f", et {pluriel(caches, 'valeur masquée', 'valeurs masquées')}" if caches else ""
    return Releve(
        lignes=dites.assign(
            nom=dites["valeur"],
            reste=False,
            combien=dites["effectif"].astype("Float64").fillna(0.0),
            dit=[dit(n, masque=bool(m)) for n, m in zip(dites["effectif"], dites["masque"], strict=True)],
        ),
        lecture=f"{PLUSIEURS if colonne == 'thematique' else f'{somme} {COMPTES[colonne]} où c’est dit{masquees}. '}"
        f"{SECRET}",
        sources=(source,),
        colonnes={"nom": ENTETES[colonne], "dit": "Accompagnements"},
        manque="Aucun accompagnement n'est connu ici.",
        fichier=a_fournir(etat, "statistiques_mediation", "valeur"),
    )


def _des_mois(etat: Etat, territoire: Territoire, periode: str, colonne: str) -> Releve:
    comptes, source = comptees(etat, colonne)
    table = comptes.tranche(territoire.code, periode)
    total = table[table["valeur"].eq(TOTAL)].iloc[0]
    parts = table[table["valeur"].ne(TOTAL)].assign(reste=lambda t: t["valeur"].eq(NON_VENTILE))
    parts = parts[parts["masque"] | parts["effectif"].fillna(0).gt(0)]
    if colonne != "autonomie":
        parts = parts.sort_values(["reste", "masque", "effectif"], ascending=[True, True, False])
    reste = parts[parts["reste"]]["effectif"].astype("Float64").sum()
    return Releve(
        lignes=parts.assign(
            nom=parts["valeur"].where(~parts["reste"], NON_VENTILE_DIT),
            combien=parts["effectif"].astype("Float64").fillna(0.0),
            dit=[dit(n, masque=bool(m)) for n, m in zip(parts["effectif"], parts["masque"], strict=True)],
        ),
        lecture=f"{dit(total['effectif'], masque=bool(total['masque']))} {COMPTES[colonne]} ; {_ventiles(total, reste)}"
        f"{SECRET}{manquent(comptes, territoire, periode)}",
        sources=(source,),
        colonnes={"nom": ENTETES[colonne], "dit": "Accompagnements"},
        manque=f"Aucun accompagnement n'est connu ici. {EXPORT}",
        fichier=a_fournir(etat, "activites", "accompagnements"),
    )


def _ventiles(total: pd.Series, reste: float) -> str:
    """Quelle part n'est pas ventilée : le détail trop rare d'une commune un mois donné n'est pas gardé à l'import."""
    if not reste or pd.isna(total["effectif"]) or not total["effectif"]:
        return ""
    part = pourcentage(reste / float(total["effectif"]))
    return f"{part} ne sont pas ventilés (non dits, ou trop rares pour être gardés). "


def mois_par_mois(etat: Etat, territoire: Territoire) -> Releve:
    """Les accompagnements par mois et par type."""
    comptes, source = comptees(etat, "type")
    series = [comptes.serie(territoire.code, v).assign(type=v) for v in valeurs("type_activite")]
    table = pd.concat(series, ignore_index=True)
    dits = table["masque"] | table["effectif"].fillna(0).gt(0)
    table = table if dits.any() else table.head(0)
    caches = int(table["masque"].sum())
    return Releve(
        lignes=table.assign(
            temps=table["effectif"].astype("Float64").fillna(0.0),
            dit=[dit(n, masque=bool(m)) for n, m in zip(table["effectif"], table["masque"], strict=True)],
        ),
        lecture=f"{pluriel(table['mois'].nunique(), 'mois', 'mois')} ; "
        f"{pluriel(caches, 'valeur masquée', 'valeurs masquées')} (sans barre).{manquent(comptes, territoire, TOUT)}",
        sources=(source,),
        colonnes={"mois": "Mois", "type": "Type", "dit": "Accompagnements"},
        manque=f"Aucun accompagnement n'est connu ici, mois par mois. {EXPORT}",
        fichier=a_fournir(etat, "activites", "accompagnements"),
    )


def types() -> dict[str, str]:
    return {v: v for v in valeurs("type_activite")}


def repartitions() -> dict[str, str]:
    """Ce selon quoi La Coop publie ses statistiques, sauf le total."""
    return {v.code: v.libelle for v in NOMENCLATURES["repartition_mediation"] if v.code != "total"}


def bilan(etat: Etat, territoire: Territoire, selon: str) -> Releve:
    """Les statistiques de La Coop, publiées ou comptées sur son export, pour ce territoire, à la dernière période."""
    tous, source = lignes(etat, "statistiques_mediation", "valeur")
    code = "" if territoire.niveau == Niveau.DEPARTEMENT else territoire.code
    ici = tous[tous["code_insee"].eq(code)]
    ici = ici.merge(_derniere_periode(ici[ici["repartition"].eq(selon)]))
    parts = _d_un_compte(ici[ici["repartition"].eq(selon)])
    parts = parts if selon in {"mois", "duree"} else parts.sort_values("effectif", ascending=False)
    return Releve(
        lignes=parts.assign(
            nom=[_mois_dit(v) for v in parts["valeur"]] if selon == "mois" else parts["valeur"],
            combien=parts["effectif"].astype("Float64").fillna(0.0),
            masque=parts["effectif"].isna(),
            dit=[dit(n, masque=bool(pd.isna(n))) for n in parts["effectif"]],
            compte_dit=[libelle("compte_mediation", c) for c in parts["compte"]],
        ),
        lecture=f"{_periode(ici)}{_totaux(ici)}Une activité peut avoir plusieurs thématiques, et un atelier plusieurs "
        f"accompagnements. {SECRET}",
        sources=(source,),
        colonnes={"nom": repartitions()[selon], "compte_dit": "Ce que l'on compte", "dit": "Effectif"},
        manque="Aucune statistique de La Coop n'est connue pour ce territoire et cette répartition : elles se demandent "
        "pour une commune ou pour le département.",
        fichier=a_fournir(etat, "statistiques_mediation", "valeur"),
    )


def _d_un_compte(parts: pd.DataFrame) -> pd.DataFrame:
    """Celles d'un seul compte : ce que La Coop publie (des activités), à défaut ce qui est compté sur son export."""
    publiees = parts[parts["compte"].eq("activites")]
    return parts if publiees.empty else publiees


def _mois_dit(lu: str) -> str:
    """« 2026-03 » → « mars 2026 » ; un mois que l'export ne date pas, tel quel."""
    quand = pd.to_datetime(lu, format="%Y-%m", errors="coerce")
    return lu if pd.isna(quand) else mois_nomme(quand.date())


def _derniere_periode(parts: pd.DataFrame) -> pd.DataFrame:
    """debut, fin de la période qui finit le plus tard, la plus longue de celles-là (sans date : la seule)."""
    periodes = parts[["debut", "fin"]].drop_duplicates()
    return periodes.sort_values(["fin", "debut"], ascending=[False, True]).head(1)


def _periode(ici: pd.DataFrame) -> str:
    if ici.empty or pd.isna(ici["fin"].iloc[0]):
        return "Période non dite par l'export. "
    return f"La Coop, du {jour(ici['debut'].min())} au {jour(ici['fin'].max())}. "


def _totaux(ici: pd.DataFrame) -> str:
    totaux = ici[ici["repartition"].eq("total")]
    dits = [f"{nombre(t.effectif)} {libelle('compte_mediation', t.compte)}" for t in totaux.itertuples()]
    return f"En tout : {' ; '.join(dits)}. " if dits else ""
