"""Les postes de conseillers numériques d'un territoire : par employeur, par intercommunalité, sur la carte."""

import pandas as pd

from inclusion.analysis import reseau
from inclusion.analysis.chiffres import conseillers
from inclusion.analysis.observations import chefs_lieux, noms_epci
from inclusion.analysis.positions import etalees, situes
from inclusion.analysis.selection import du_territoire
from inclusion.model.etat import Etat
from inclusion.model.francais import enumeration, nombre, pluriel
from inclusion.model.nomenclatures import NOMENCLATURES, libelle
from inclusion.model.provenance import LIBELLES_NATURE, Provenance
from inclusion.model.releves import Releve
from inclusion.model.territoires import Territoire
from inclusion.queries.natures import a_fournir

SANS_POSTE = "Aucun poste de conseiller numérique n'est connu ici."


def postes(etat: Etat, territoire: Territoire, *colonnes: str) -> tuple[pd.DataFrame, Provenance]:
    """Les postes du territoire qui renseignent `colonnes`, rattachés, et leur provenance."""
    return conseillers.postes(etat, territoire, *colonnes)


def employeurs(etat: Etat, territoire: Territoire) -> Releve:
    """Les postes par état et par nature d'employeur."""
    ici, source = postes(etat, territoire)
    table = reseau.par_etat(ici, "nature_employeur")
    nature = [
        libelle("nature_employeur", code) if code else "Non renseignée" for code in table["nature_employeur"]
    ]
    employeurs_ = ici["structure_employeuse"].nunique()
    return Releve(
        lignes=table.assign(nature=pd.array(nature, dtype="str")),
        lecture=f"{pluriel(len(ici), 'poste')} chez {pluriel(employeurs_, 'employeur')} ; {_etats(ici)}.",
        sources=(source,),
        colonnes={
            "nature": "Nature de l'employeur",
            "occupe": "Occupés",
            "vacant": "Vacants",
            "rendu": "Rendus",
        },
        manque=SANS_POSTE,
        fichier=a_fournir(etat, "postes", "etat"),
    )


def _etats(ici: pd.DataFrame) -> str:
    compte = ici["etat"].value_counts()
    return enumeration(
        [pluriel(int(compte.get(e, 0)), libelle("etat_poste", e).lower()) for e in reseau.ETATS]
    )


def postes_par_epci(etat: Etat, territoire: Territoire) -> Releve:
    """Les postes par intercommunalité, et ce qui les y rattache."""
    ici, source = postes(etat, territoire)
    noms = noms_epci(etat)
    table = reseau.par_etat(
        ici.assign(epci=ici["siren_epci"].map(lambda s: noms.get(s, "hors intercommunalité"))), "epci"
    )
    activite = int(ici["rattachement"].eq(reseau.LIEU_ACTIVITE).sum())
    siege = len(ici) - activite
    return Releve(
        lignes=table,
        lecture=f"{pluriel(activite, 'poste situé', 'postes situés')} à son lieu d'activité, {nombre(siege)} au siège de "
        "l'employeur faute de lieu connu : ceux-là peuvent servir ailleurs.",
        sources=(source,),
        colonnes={"epci": "Intercommunalité", "occupe": "Occupés", "vacant": "Vacants", "rendu": "Rendus"},
        manque=SANS_POSTE,
        fichier=a_fournir(etat, "postes", "etat"),
    )


def carte_postes(etat: Etat, territoire: Territoire) -> Releve:
    """Les postes non rendus sur la carte : coordonnés ou non, le coordonnateur à part."""
    ici, source = postes(etat, territoire, "coordonne")
    table = _places(etat, ici[ici["etat"].ne("rendu")])
    siege = int(table["rattachement"].eq(reseau.SIEGE).sum())
    return Releve(
        lignes=table,
        lecture=f"{pluriel(len(table), 'poste occupé ou vacant', 'postes occupés ou vacants')}, dont {nombre(siege)} "
        "au siège de l'employeur faute de lieu d'activité connu.",
        sources=(source, etat.provenances["lieux"], etat.provenances["communes"]),
        colonnes={
            "structure_employeuse": "Employeur",
            "commune": "Commune",
            "rattachement": "Situé au",
            "etat_dit": "État",
            "coordination_dite": "Coordination",
        },
        manque=SANS_POSTE,
        fichier=a_fournir(etat, "postes", "etat"),
    )


def _places(etat: Etat, ici: pd.DataFrame) -> pd.DataFrame:
    """Les postes placés sur la carte : au lieu d'activité, sinon autour de la mairie du siège."""
    points = etat.lieux.set_index("id")
    connus = (
        points[["latitude", "longitude", "precision_localisation"]]
        .rename_axis("id_lieu_principal")
        .reset_index()
    )
    noms = dict(zip(etat["communes"]["code_insee"], etat["communes"]["nom"], strict=True))
    table = ici.merge(connus, how="left", on="id_lieu_principal").assign(id=lambda t: t["id_poste"])
    table = table.assign(precision_localisation=table["precision_localisation"].fillna("commune"))
    codes = reseau.coordination(table)
    return etalees(situes(table, chefs_lieux(etat))).assign(
        commune=table["code_insee"].map(lambda c: noms.get(c, c)).astype("str"),
        etat_dit=pd.array([libelle("etat_poste", e) for e in table["etat"]], dtype="str"),
        coordination=codes,
        coordination_dite=codes.map(reseau.COORDINATIONS).astype("str"),
    )


def liste_postes(etat: Etat, territoire: Territoire) -> pd.DataFrame:
    """Tous les postes du territoire, tels qu'on les lit : les réels, puis la démonstration."""
    ici = reseau.rattaches(etat["postes"], etat["lieux"], etat["communes"])
    ici = du_territoire(ici, etat["communes"], territoire).sort_values(
        ["nature", "structure_employeuse"], ascending=[False, True], kind="stable", ignore_index=True
    )
    noms = noms_epci(etat)
    return pd.DataFrame(
        {
            "Employeur": ici["structure_employeuse"],
            "Nature de l'employeur": [
                libelle("nature_employeur", n) if n else "" for n in ici["nature_employeur"]
            ],
            "État": [libelle("etat_poste", e) for e in ici["etat"]],
            "Intercommunalité": ici["siren_epci"].map(lambda s: noms.get(s, "")),
            "Rattaché par": ici["rattachement"],
            "Fin de contrat": ici["date_fin_contrat"],
            "Fin de convention": ici["date_fin_convention"],
            "Formation": [libelle("formation_poste", f) if f else "" for f in ici["formation"]],
            "Constat": ici["date_constat"],
            "Nature": [LIBELLES_NATURE[n] for n in ici["nature"]],
        }
    )


def etats() -> dict[str, str]:
    """Les états d'un poste, au pluriel."""
    return {v.code: f"{v.libelle}s" for v in NOMENCLATURES["etat_poste"]}
