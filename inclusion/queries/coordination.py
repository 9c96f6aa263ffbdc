"""L'activité de coordination du réseau, par mois et par territoire."""

from inclusion.analysis import reseau
from inclusion.analysis.ancrage import codes_du_territoire
from inclusion.model.etat import Etat
from inclusion.model.francais import enumeration, pluriel
from inclusion.model.nomenclatures import NOMENCLATURES, libelle
from inclusion.model.releves import Releve
from inclusion.model.territoires import Territoire
from inclusion.queries.natures import a_fournir, lignes
from inclusion.queries.territoires import epci_du_territoire


def coordination(etat: Etat, territoire: Territoire) -> Releve:
    """Les temps de coordination, par mois et par type."""
    tout, source = lignes(etat, "animations", "date")
    codes = codes_du_territoire(territoire, etat["communes"])
    table = reseau.activite_mensuelle(tout, codes)
    total = int(table["temps"].sum()) if len(table) else 0
    mois = table["mois"].nunique()
    return Releve(
        lignes=table.assign(type_dit=[libelle("type_animation", t) for t in table["type"]]),
        lecture=f"{pluriel(total, 'temps', 'temps')} de coordination en {pluriel(mois, 'mois', 'mois')} ; un temps tenu "
        "pour le département n'est compté que dans la vue du département.",
        sources=(source,),
        colonnes={
            "mois": "Mois",
            "type_dit": "Type",
            "temps": "Temps tenus",
            "structures": "Présences de structures",
            "participants": "Participants (présences)",
        },
        manque="Aucune activité de coordination n'est connue ici.",
        fichier=a_fournir(etat, "animations", "date"),
    )


def par_territoire(etat: Etat, territoire: Territoire) -> Releve:
    """Les temps de coordination de chaque intercommunalité, par type ; aucun est un constat."""
    tout, source = lignes(etat, "animations", "date")
    table = reseau.activite_par_territoire(tout, epci_du_territoire(etat, territoire), etat["communes"])
    locaux = table[table["siren_epci"].ne("")].groupby("epci", sort=False)["temps"].sum()
    sans = locaux[locaux.eq(0)].index.tolist()
    dits = (
        f"{pluriel(len(sans), 'intercommunalité')} sans temps de coordination propre : {enumeration(sans)}."
        if sans
        else "Chaque intercommunalité a eu au moins un temps de coordination propre."
    )
    return Releve(
        lignes=(table if len(tout) else table.head(0)).assign(
            type_dit=[libelle("type_animation", t) for t in table["type"]] if len(tout) else [],
            case=lambda t: t["temps"].astype("str").where(t["temps"].gt(0), "aucun"),
            rang=lambda t: t["temps"],
        ),
        lecture=f"{dits} Ce qui se tient pour tout le département est à part.",
        sources=(source,),
        colonnes={"epci": "Territoire", "type_dit": "Type", "temps": "Temps tenus"},
        manque="Aucune activité de coordination n'est connue.",
        fichier=a_fournir(etat, "animations", "date"),
    )


def types() -> dict[str, str]:
    """Les types de temps de coordination : code → libellé."""
    return {v.code: v.libelle for v in NOMENCLATURES["type_animation"]}
