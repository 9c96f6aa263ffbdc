"""Pour le classeur : les 35 indicateurs, toutes les actions et tout le relevé de décisions, nombres en nombres."""

import pandas as pd

from inclusion.analysis.documents.pilotage import (
    actions_du_territoire,
    compte_des_statuts,
    du_departement,
    indicateurs_manquants,
    sources_suivi,
)
from inclusion.analysis.documents.regard import Regard
from inclusion.analysis.feuilles_de_route import decisions_portees
from inclusion.analysis.observations import lignes
from inclusion.analysis.trajectoires import STATUTS
from inclusion.model.documents import Section, Tableau
from inclusion.model.nomenclatures import libelle
from inclusion.model.provenance import LIBELLES_NATURE


def section_indicateurs(regard: Regard) -> Section:
    """Chaque indicateur : valeur, fourchette, date, cible, statut et ce qui le fonde."""
    suivi = regard.suivi
    table = pd.DataFrame(
        {
            "Code": suivi["code"].astype("str"),
            "Axe": suivi["axe"].astype("str"),
            "Indicateur": suivi["libelle"].astype("str"),
            "Valeur": suivi["valeur"],
            "Unité": suivi["unite"].astype("str"),
            "Valeur basse": suivi["bas"],
            "Valeur haute": suivi["haut"],
            "Date de la valeur": suivi["date"],
            "Référence": suivi["reference"],
            "Date de référence": suivi["date_reference"],
            "Cible": suivi["cible"],
            "Échéance": suivi["date_cible"],
            "Adoptée par": suivi["adoptee_par"].fillna("").astype("str"),
            "Statut": suivi["statut"].map(STATUTS).astype("str"),
            "Motif": suivi["motif"].astype("str"),
            "Valeur projetée": suivi["valeur_projetee"],
            "Écart (%)": suivi["ecart_pct"],
            "Retard (mois)": suivi["retard_mois"],
            "Nature": [LIBELLES_NATURE.get(n, LIBELLES_NATURE["vide"]) for n in suivi["nature"]],
        }
    )
    return Section(
        "indicateurs",
        "Les indicateurs de la feuille de route",
        (compte_des_statuts(suivi), *du_departement(suivi)),
        tableau=_tableau("Indicateurs", table),
        manques=indicateurs_manquants(suivi),
        sources=sources_suivi(regard, suivi),
    )


def section_actions(regard: Regard) -> Section:
    """Toutes les actions de la feuille de route, leurs dates, leur avancement et leur argent."""
    actions, source = actions_du_territoire(regard)
    titre = "Les actions de la feuille de route"
    if actions.empty:
        rien = "les actions de la feuille de route de ce territoire (table « actions »)"
        return Section("actions", titre, manques=(rien,))
    table = pd.DataFrame(
        {
            "Axe": actions["axe"].astype("str"),
            "Action": actions["nom"].astype("str"),
            "Pilote": actions["pilote"].astype("str"),
            "Début": actions["date_debut"],
            "Fin prévue": actions["date_fin"],
            "Statut": [libelle("statut_action", s) if s else "non connu" for s in actions["statut_lu"]],
            "Avancement (%)": actions["avancement_pct"],
            "Budget (€)": actions["budget_eur"],
            "Cofinancements": actions["cofinancements"].astype("str"),
            "Nature": [LIBELLES_NATURE[n] for n in actions["nature"]],
        }
    )
    return Section("actions", titre, tableau=_tableau("Actions", table), sources=(source,))


def section_releve(regard: Regard) -> Section:
    """Les décisions prises, ce qui en reste ouvert, et combien de comités l'ont portée."""
    prises, source = lignes(regard.obs, "decisions", "objet")
    portees = decisions_portees(prises, regard.obs.a_date)
    titre = "Le relevé de décisions"
    if portees.empty:
        return Section("releve", titre, manques=("les décisions des comités (table « decisions »)",))
    table = pd.DataFrame(
        {
            "Comité du": portees["date_comite"],
            "Décision": portees["objet"].astype("str"),
            "Responsable": portees["responsable"].astype("str"),
            "Échéance": portees["echeance"],
            "État": [libelle("statut_decision", s) for s in portees["statut"]],
            "En retard": ["oui" if r else "non" for r in portees["en_retard"]],
            "Comités tenus depuis": portees["comites"],
            "Nature": [LIBELLES_NATURE[n] for n in portees["nature"]],
        }
    )
    return Section("releve", titre, tableau=_tableau("Relevé de décisions", table), sources=(source,))


def _tableau(titre: str, table: pd.DataFrame) -> Tableau:
    return Tableau(titre, table, (1.0,) * len(table.columns))
