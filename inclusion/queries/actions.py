"""Les actions d'une feuille de route : par statut, dans le temps, ce qu'elles coûtent."""

import pandas as pd

from inclusion.analysis import feuilles_de_route as feuilles
from inclusion.analysis.natures import renseignees
from inclusion.model.chiffres import Chiffre
from inclusion.model.etat import Etat
from inclusion.model.francais import jour, nombre, pluriel
from inclusion.model.nomenclatures import NOMENCLATURES, libelle
from inclusion.model.provenance import LIBELLES_NATURE, Provenance
from inclusion.model.releves import Releve
from inclusion.model.territoires import Niveau, Territoire
from inclusion.queries.natures import a_fournir, dits, lignes
from inclusion.queries.territoires import nom_de

SANS_ACTION = "Aucune action n'est connue pour la feuille de route de ce territoire."
SANS_STATUT = {"": "Sans statut"}


def statuts() -> dict[str, str]:
    """Les huit statuts d'une action, et « sans statut »."""
    return {v.code: v.libelle for v in NOMENCLATURES["statut_action"]} | SANS_STATUT


def actions_classees(etat: Etat, territoire: Territoire) -> tuple[pd.DataFrame, Provenance]:
    """Les actions du territoire, classées à ce jour : les réelles si elles disent leur statut, sinon la démonstration."""
    toutes, source = lignes(etat, "actions", "statut")
    ici = feuilles.actions_de(toutes, etat["feuilles_de_route"], territoire)
    return feuilles.classer(ici, etat.a_date), source


def _feuille(etat: Etat, territoire: Territoire) -> pd.DataFrame:
    return feuilles.feuilles_de(etat["feuilles_de_route"], territoire)


def ou_en_est(etat: Etat, territoire: Territoire) -> str:
    """Où en est la feuille de route du territoire, en une phrase."""
    siennes = _feuille(etat, territoire)
    if siennes.empty:
        return "Aucune feuille de route n'est connue pour ce territoire."
    feuille = siennes.iloc[0]
    statut = feuilles.statut_dit(feuille["statut"]).lower() if feuille["statut"] else ""
    adoption = f"adoptée le {jour(feuille['date_adoption'])}" if pd.notna(feuille["date_adoption"]) else ""
    remarque = "" if str(feuille["remarque"]) in statut else str(feuille["remarque"])
    dits_ = " ; ".join(filter(None, [statut, adoption, remarque])) or "statut non dit"
    sienne = f" de {nom_de(etat, feuille['code_territoire'])}" if territoire.niveau == Niveau.COMMUNE else ""
    return f"Feuille de route{sienne} : {dits_}. Source : {feuille['source']}."


def chiffres_actions(etat: Etat, territoire: Territoire) -> list[Chiffre]:
    """Actions, en retard ou bloquées, budget, part cofinancée."""
    ici, source = actions_classees(etat, territoire)
    comptes = ici["statut_lu"].value_counts()
    retard, bloque = (int(comptes.get(code, 0)) for code in feuilles.EN_DIFFICULTE)
    dites = ici[ici["statut_lu"].ne("")]
    budgets = ici["budget_eur"].dropna()
    cofinancees = ici[ici["cofinancements"].ne("")]
    connues = len(ici) > 0
    return dits(
        [
            Chiffre(
                cle="actions",
                libelle="Actions",
                valeur=len(ici) if connues else None,
                unite="actions",
                phrase=f"{nombre(len(dites))} disent leur statut.",
                definition="Actions de la feuille de route du territoire ; une commune est servie par celle de son "
                "intercommunalité.",
                sources=(source,),
            ),
            Chiffre(
                cle="actions_en_difficulte",
                libelle="En retard ou bloquées",
                valeur=retard + bloque if len(dites) else None,
                unite="actions",
                phrase=f"{nombre(retard)} en retard, {nombre(bloque)} en blocage, sur {nombre(len(ici))}.",
                definition="Une action ni close ni suspendue dont la date de fin est passée est en retard, quel que "
                "soit le statut saisi.",
                sources=(source,),
            ),
            Chiffre(
                cle="budget_actions",
                libelle="Budget prévu",
                valeur=float(budgets.sum()) if len(budgets) else None,
                unite="euros",
                phrase=f"connu pour {nombre(len(budgets))} actions sur {nombre(len(ici))}.",
                definition="Somme des budgets prévus, toutes sources ; un budget inconnu n'est pas compté.",
                sources=(source,),
            ),
            Chiffre(
                cle="actions_cofinancees",
                libelle="Cofinancées",
                valeur=len(cofinancees) if len(budgets) else None,
                unite="actions",
                phrase=f"{nombre(cofinancees['budget_eur'].sum())} euros de budget prévu.",
                definition="Actions qui nomment au moins un cofinanceur ; la part de chacun n'est pas connue.",
                sources=(source,),
            ),
        ]
    )


def par_statut(etat: Etat, territoire: Territoire) -> Releve:
    """Les actions par statut et par axe."""
    ici, source = actions_classees(etat, territoire)
    larges = feuilles.par_statut(ici, etat.a_date).pivot_table(
        index="axe", columns="statut", values="actions", sort=False
    )
    retard = pluriel(int(ici["retard_jours"].notna().sum()), "échéance passée", "échéances passées")
    table = larges.astype(int).rename(columns=statuts()).reset_index()
    return Releve(
        lignes=table.assign(axe_dit=[f"Axe {a}" for a in table["axe"]]) if len(ici) else table.head(0),
        lecture=f"{pluriel(len(ici), 'action')} ; {retard} sans que l'action soit close.",
        sources=(source,),
        colonnes={"axe_dit": "Axe", **{dit: dit for dit in statuts().values()}},
        manque=SANS_ACTION,
        fichier=a_fournir(etat, "actions", "statut"),
    )


def calendrier(etat: Etat, territoire: Territoire) -> Releve:
    """Les actions datées, du premier au dernier jour, avec leur avancement."""
    ici, source = actions_classees(etat, territoire)
    datees = ici[renseignees(ici, "date_debut", "date_fin")].sort_values(["axe", "date_debut"])
    sans = len(ici) - len(datees)
    return Releve(
        lignes=datees.assign(
            statut_dit=datees["statut_lu"].map(statuts()).astype("str"),
            du=[jour(d) for d in datees["date_debut"]],
            au=[jour(d) for d in datees["date_fin"]],
            a_date=pd.Timestamp(etat.a_date),
        ),
        lecture=f"{pluriel(len(datees), 'action datée', 'actions datées')}, {nombre(sans)} sans dates ; le trait plein dit "
        "la part faite, estimée par le pilote.",
        sources=(source,),
        colonnes={
            "axe": "Axe",
            "nom": "Action",
            "pilote": "Pilote",
            "statut_dit": "Statut",
            "du": "Du",
            "au": "Au",
            "avancement_pct": "Avancement (%)",
        },
        manque=SANS_ACTION if ici.empty else "Aucune action ne dit ses dates de début et de fin.",
        fichier=a_fournir(etat, "actions", "date_debut", "date_fin"),
    )


def liste(etat: Etat, territoire: Territoire) -> pd.DataFrame:
    """Toutes les actions du territoire, réelles et de démonstration, par axe."""
    ici = feuilles.classer(
        feuilles.actions_de(etat["actions"], etat["feuilles_de_route"], territoire), etat.a_date
    ).sort_values(["axe", "id"])
    return pd.DataFrame(
        {
            "Axe": ici["axe"],
            "Action": ici["nom"],
            "Statut": ici["statut_lu"].map(statuts()).astype("str"),
            "Pilote": ici["pilote"],
            "Priorité": [libelle("priorite", p) if p else "" for p in ici["priorite"]],
            "Début": ici["date_debut"],
            "Fin": ici["date_fin"],
            "Retard (jours)": ici["retard_jours"],
            "Avancement (%)": ici["avancement_pct"],
            "Budget (euros)": ici["budget_eur"],
            "Cofinancements": ici["cofinancements"],
            "Remarque": ici["remarque"],
            "Source": ici["source"],
            "Nature": [LIBELLES_NATURE[n] for n in ici["nature"]],
        }
    )
