"""L'activité de coordination du réseau, par mois et par territoire."""

from inclusion.analysis import reseau
from inclusion.analysis.ancrage import codes_du_territoire
from inclusion.model.francais import pluriel
from inclusion.model.nomenclatures import NOMENCLATURES, libelle
from inclusion.model.releves import Releve
from inclusion.model.territoires import Territoire
from inclusion.queries.jeu import jeu
from inclusion.queries.natures import a_fournir, lignes


def coordination(territoire: Territoire) -> Releve:
    """Les temps de coordination, par mois et par type."""
    tout, source = lignes("animations", "date")
    codes = codes_du_territoire(territoire, jeu()["communes"])
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
        fichier=a_fournir("animations", "date"),
    )


def types() -> dict[str, str]:
    """Les types de temps de coordination : code → libellé."""
    return {v.code: v.libelle for v in NOMENCLATURES["type_animation"]}
