"""Le réseau des conseillers et la filière du matériel."""

from dataclasses import replace

import pandas as pd

from inclusion.analysis import reseau
from inclusion.analysis.chiffres.conseillers import chiffres_conseillers, postes
from inclusion.analysis.chiffres.filiere import LOCAUX, chiffres_filiere
from inclusion.analysis.documents.regard import Regard
from inclusion.analysis.filiere import donnees
from inclusion.analysis.observations import lignes, noms_epci
from inclusion.analysis.selection import du_territoire
from inclusion.model.documents import Barres, Nombre, Section, Tableau
from inclusion.model.francais import enumeration, nombre, pluriel
from inclusion.model.nomenclatures import libelle
from inclusion.model.territoires import Niveau

RETENUS_RESEAU = ("postes_attribues", "postes_pourvus", "etp_besoin", "fins_6_mois")
RETENUS_FILIERE = (
    *("collectes", "distribues", "distribues_pour_1000", "taux_reemploi"),
    *("part_accompagnee", "mois_de_stock", "delai_median", "co2e_evite"),
)
SORTES = {"contrat": "Contrat", "convention": "Convention"}
ENTIERE = "Filière entière du département."
SANS_FIN = "les fins de contrat et de convention (table « postes »)"


def nombres_reseau(regard: Regard) -> list[Nombre]:
    """Les huit nombres du réseau."""
    return regard.nombres(lambda m: chiffres_conseillers(m.obs, regard.territoire))


def message(regard: Regard) -> str:
    """Combien de postes sont occupés et combien finissent ; `""` si aucun poste n'est connu ici."""
    ici, _ = postes(regard.obs, regard.territoire)
    if ici.empty:
        return ""
    compte = ici["etat"].value_counts()
    occupes, vacants = (int(compte.get(etat, 0)) for etat in ("occupe", "vacant"))
    dit = f"{pluriel(occupes, 'poste de conseiller numérique occupé', 'postes de conseillers numériques occupés')}, "
    return dit + f"{pluriel(vacants, 'vacant')} ; {_fins(regard)}"


def _fins(regard: Regard) -> str:
    ici, _ = postes(regard.obs, regard.territoire, reseau.fin_dite(regard.obs["postes"]))
    if ici["date_fin_contrat"].isna().all() and ici["date_fin_convention"].isna().all():
        return "aucune fin de contrat ni de convention n'est connue."
    fins = reseau.echeances(ici, regard.obs.a_date)
    proches = fins[fins["horizon_mois"].between(1, 6)]["id_poste"].nunique()
    perdues = regard.communes_perdues
    suite = f", dont dépend l'accès de {pluriel(len(perdues), 'commune')} à un conseiller" if perdues else ""
    dits = pluriel(
        proches,
        "poste voit finir son contrat ou sa convention",
        "postes voient finir leur contrat ou leur convention",
    )
    return f"{dits} dans les six mois{suite}."


def section_reseau(regard: Regard, *, tous: bool = False) -> Section:
    """Les postes, et ce qui finit dans les douze mois ; `tous` : sans choisir ses chiffres."""
    ici, source = postes(regard.obs, regard.territoire)
    titre = "Qui accompagne, et jusqu'à quand ?"
    if ici.empty and not regard.obs.fournie("postes"):
        rien = "les postes de conseillers numériques de ce territoire (table « postes »)"
        return Section("reseau", titre, manques=(rien,))
    if ici.empty:
        aucun = (
            "Aucun employeur de conseiller numérique connu n'a son siège ici ; le lieu d'activité des postes n'est pas "
            "connu : l'un d'eux peut y servir."
        )
        return Section("reseau", titre, (aucun,), sources=(source,))
    dates, source_dates = postes(regard.obs, regard.territoire, reseau.fin_dite(regard.obs["postes"]))
    fins = reseau.echeances(dates, regard.obs.a_date)
    retenus = [n for n in nombres_reseau(regard) if tous or n.chiffre.cle in RETENUS_RESEAU]
    perdues = regard.communes_perdues
    manque = dates["date_fin_contrat"].isna().all() and dates["date_fin_convention"].isna().all()
    return Section(
        "reseau",
        titre,
        phrases=(
            message(regard),
            *([f"Sans renouvellement, perdraient leur accès : {_noms(perdues)}."] if perdues else []),
        ),
        nombres=tuple(retenus),
        visuel=_par_epci(regard, ici),
        tableau=_echeances(fins) if len(fins) else None,
        manques=(SANS_FIN,) if manque else (),
        sources=tuple(dict.fromkeys((source, *([] if manque else [source_dates])))),
    )


def _noms(communes: list[str], au_plus: int = 8) -> str:
    reste = len(communes) - au_plus
    return (
        enumeration(communes) if reste <= 0 else f"{', '.join(communes[:au_plus])} et {nombre(reste)} autres"
    )


def _par_epci(regard: Regard, ici: pd.DataFrame) -> Barres | None:
    """Un graphique pour le département ; une intercommunalité seule n'a rien à comparer."""
    if regard.territoire.niveau != Niveau.DEPARTEMENT:
        return None
    noms = noms_epci(regard.obs)
    table = reseau.par_etat(
        ici.assign(epci=ici["siren_epci"].map(noms).fillna("hors intercommunalité")), "epci"
    )
    return Barres(
        "Postes par intercommunalité",
        tuple(table["epci"]),
        tuple((f"{libelle('etat_poste', e)}s", tuple(table[e].astype(float))) for e in reseau.ETATS),
        "postes",
    )


def _echeances(fins: pd.DataFrame) -> Tableau:
    echues = fins["horizon_mois"].eq(reseau.ECHUE)
    quand = [
        "déjà passée, à vérifier" if passee else f"dans les {h} mois"
        for passee, h in zip(echues, fins["horizon_mois"], strict=True)
    ]
    return Tableau(
        "Fins de contrat et de convention, douze mois",
        pd.DataFrame(
            {
                "Employeur": fins["structure_employeuse"].astype("str"),
                "Ce qui finit": fins["sorte"].map(SORTES).astype("str"),
                "Le": fins["quand"],
                "Échéance": pd.array(quand, dtype="str"),
            }
        ),
        (3.0, 1.2, 1.5, 1.7),
        montrees=8,
    )


def section_filiere(regard: Regard, *, tous: bool = False) -> Section:
    """Ce que la filière collecte et remet, et qui elle peut mobiliser ici ; `tous` : sans choisir ses chiffres."""
    titre = "Le matériel : que collecte-t-on, à qui le remet-on ?"
    acteurs, source = lignes(regard.obs, "acteurs_filiere", "role")
    ici = du_territoire(acteurs, regard.obs["communes"], regard.territoire)
    comptes = ici["role"].value_counts()
    roles = [f"{libelle('role_filiere', r)} : {nombre(n)}" for r, n in comptes.items()]
    recenses = (
        f"Acteurs recensés, pas pour autant engagés dans une filière solidaire. {' ; '.join(roles)}."
        if len(ici)
        else "Aucun acteur du réemploi ni point de collecte n'est recensé ici."
    )
    if not donnees.periodes_filiere(regard.obs):
        flux = "les passages de matériel, de la collecte à la remise (table « flux_equipements »)"
        tableau = _acteurs(ici) if len(ici) else None
        return Section("filiere", titre, (recenses,), tableau=tableau, manques=(flux,), sources=(source,))
    periode = donnees.periode_filiere(regard.obs, donnees.DOUZE_MOIS)
    chiffres = chiffres_filiere(regard.obs, regard.territoire, periode)
    retenus = {c.cle: c for c in chiffres}
    source_flux = donnees.flux(regard.obs)[1]
    partout = regard.territoire.niveau == Niveau.DEPARTEMENT
    dits = {c: n if partout or c in LOCAUX else replace(n, repere=ENTIERE) for c, n in retenus.items()}
    return Section(
        "filiere",
        titre,
        phrases=(f"Douze derniers mois pleins, {periode.dite}.", recenses),
        nombres=tuple(Nombre(dits[cle]) for cle in (dits if tous else RETENUS_FILIERE)),
        tableau=_acteurs(ici) if tous and len(ici) else None,
        sources=(source_flux, source),
    )


def _acteurs(ici: pd.DataFrame) -> Tableau:
    return Tableau(
        "Acteurs recensés",
        pd.DataFrame(
            {
                "Acteur": ici["nom"].astype("str"),
                "Commune": ici["commune"].astype("str"),
                "Rôle": pd.array([libelle("role_filiere", r) for r in ici["role"]], dtype="str"),
            }
        ),
        (3.0, 1.8, 2.4),
        montrees=9,
    )
