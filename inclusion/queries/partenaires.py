"""Les partenaires d'un territoire : annuaire, étapes tenues, opérateurs, liens."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from inclusion.analysis import partenaires as reseau
from inclusion.analysis.ancrage import citent, codes_du_territoire
from inclusion.model.chiffres import Chiffre
from inclusion.model.etat import Etat
from inclusion.model.francais import enumeration, jour, nombre, periode, pluriel
from inclusion.model.nomenclatures import NOMENCLATURES, libelle
from inclusion.model.provenance import LIBELLES_NATURE, Provenance
from inclusion.model.releves import Constats, Releve
from inclusion.model.territoires import Niveau, Territoire
from inclusion.queries.etapes import faits_connus
from inclusion.queries.natures import a_fournir, dits, lignes, provenance_des
from inclusion.queries.territoires import epci_du_territoire, nom_de

TOUS = ""
PRESENCES = {
    reseau.PRESENT: "lieu sur place",
    reseau.CONVENTION: "convention connue",
    reseau.PAR_FRANCE_SERVICES: "par France services",
    reseau.INVENTEE: "convention inventée (démonstration)",
    reseau.NON_CONNU: "non connu",
}
COMPTEES = {
    reseau.PRESENT: ("présence par un lieu", "présences par un lieu"),
    reseau.CONVENTION: ("par une convention", "par une convention"),
    reseau.PAR_FRANCE_SERVICES: ("par France services", "par France services"),
    reseau.INVENTEE: ("par une convention inventée", "par une convention inventée"),
    reseau.NON_CONNU: ("non connue", "non connues"),
}
SIGNES = {
    reseau.PRESENT: "lieu",
    reseau.CONVENTION: "accord",
    reseau.PAR_FRANCE_SERVICES: "FS",
    reseau.INVENTEE: "démo",
    reseau.NON_CONNU: "?",
}


def types_de_partenaires() -> dict[str, str]:
    return {TOUS: "Tous"} | {v.code: v.libelle for v in NOMENCLATURES["type_partenaire"]}


def etapes() -> dict[str, str]:
    return {TOUS: "Toutes"} | {v.code: v.libelle for v in NOMENCLATURES["etape_parcours"]}


def types_de_relations() -> dict[str, str]:
    return {TOUS: "Toutes"} | {v.code: v.libelle for v in NOMENCLATURES["type_relation"]}


def _dedans(etat: Etat, partenaires: pd.DataFrame, territoire: Territoire) -> pd.Series:
    return citent(partenaires["code_territoire"], codes_du_territoire(territoire, etat["communes"]))


def annuaire(etat: Etat, territoire: Territoire, sorte: str = TOUS, etape: str = TOUS) -> Releve:
    """Les partenaires du territoire, chacun avec sa nature : les réels, puis la démonstration."""
    tous = etat["partenaires"]
    ici = tous[_dedans(etat, tous, territoire)]
    if sorte:
        ici = ici[ici["type"].eq(sorte)]
    if etape:
        ici = ici[citent(ici["etapes"], [etape])]
    ici = ici.sort_values(["nature", "nom"], ascending=[False, True], ignore_index=True)
    return Releve(
        lignes=pd.DataFrame(
            {
                "nom": ici["nom"],
                "type": [libelle("type_partenaire", t) for t in ici["type"]],
                "territoire": [nom_de(etat, c) for c in ici["code_territoire"]],
                "etapes": [_etapes_dites(e) for e in ici["etapes"]],
                "statut": [libelle("statut_partenaire", s) if s else "non renseigné" for s in ici["statut"]],
                "source": ici["source"],
                "date_constat": [jour(d) for d in ici["date_constat"]],
                "nature": [LIBELLES_NATURE[n] for n in ici["nature"]],
            }
        ),
        lecture="",
        sources=(provenance_des(etat, "partenaires", ici),),
        colonnes={
            "nom": "Nom",
            "type": "Type",
            "territoire": "Territoire",
            "etapes": "Étapes du parcours",
            "statut": "Statut",
            "nature": "Nature",
            "source": "Source",
            "date_constat": "Constat",
        },
        manque="Aucun partenaire de ce territoire ne répond à ces filtres.",
        fichier=a_fournir(etat, "partenaires", "nom"),
    )


def _etapes_dites(etapes_: str) -> str:
    return ", ".join(libelle("etape_parcours", e) for e in etapes_.split("|") if e) or "non renseignées"


def chiffres_partenaires(etat: Etat, territoire: Territoire) -> list[Chiffre]:
    """Combien de partenaires, d'étapes dites, de cases vides, de liens."""
    return dits([*_effectifs(etat, territoire), *_trous(etat, territoire)])


def _effectifs(etat: Etat, territoire: Territoire) -> Iterable[Chiffre]:
    tous, source = lignes(etat, "partenaires", "nom")
    ici = tous[_dedans(etat, tous, territoire)]
    dites = int(ici["etapes"].ne("").sum())
    yield Chiffre(
        cle="partenaires",
        libelle="Partenaires",
        valeur=len(ici) if len(tous) else None,
        unite="structures",
        phrase=f"{nombre(dites)} disent les étapes qu'elles tiennent.",
        definition="Structures du réseau ancrées dans le territoire (commune, intercommunalité, département pour la vue "
        "départementale). Les opérateurs départementaux ne sont comptés que dans la vue du département.",
        sources=(source,),
        date_constat=periode(ici["date_constat"]) or source.quand,
    )
    statuts, source = lignes(etat, "partenaires", "statut")
    ici = statuts[_dedans(etat, statuts, territoire)]
    connus = ici[ici["statut"].ne("")]
    yield Chiffre(
        cle="signataires",
        libelle="Signataires",
        valeur=int(connus["statut"].eq("signataire").sum()) if len(connus) else None,
        unite="structures",
        phrase=f"sur {nombre(len(connus))} dont le statut est renseigné.",
        definition="Partenaires qui ont signé leur adhésion au réseau, parmi ceux dont le statut est renseigné.",
        sources=(source,),
    )


def _trous(etat: Etat, territoire: Territoire) -> Iterable[Chiffre]:
    table, source = _matrice(etat, territoire)
    vides = reseau.cases_vides(table)
    connus = _etapes_connues(etat)
    yield Chiffre(
        cle="cases_vides",
        libelle="Étapes sans acteur",
        valeur=len(vides) if connus else None,
        unite="cases intercommunalité × étape",
        phrase=f"sur {nombre(len(table))} ; les acteurs départementaux n'y comptent pas.",
        definition="Couples d'une intercommunalité et d'une étape (repérer, orienter, accompagner, équiper) pour "
        "lesquels aucun partenaire local ne dit tenir l'étape : un constat à vérifier, pas une preuve d'absence ; une "
        "mairie ou un lieu peut la tenir sans être au réseau.",
        sources=(source,),
    )
    presences = _presences(etat, territoire)
    absents = int(presences["presence"].eq(reseau.NON_CONNU).sum())
    yield Chiffre(
        cle="operateurs_non_connus",
        libelle="Présences inconnues",
        valeur=absents if len(presences) else None,
        unite="couples opérateur × intercommunalité",
        phrase=f"sur {nombre(len(presences))} ({pluriel(presences['siren_epci'].nunique(), 'intercommunalité')}).",
        definition="CAF, MSA, CPAM, France Travail, CARSAT et La Poste, dans chaque intercommunalité : ni lieu recensé, "
        "ni convention connue, ni espace France services.",
        sources=_sources_des(etat, presences),
        date_constat=etat.provenances["lieux"].quand,
    )


def _etapes_connues(etat: Etat) -> bool:
    return bool(lignes(etat, "partenaires", "etapes")[0]["etapes"].ne("").any())


def _matrice(etat: Etat, territoire: Territoire) -> tuple[pd.DataFrame, Provenance]:
    retenus, source = lignes(etat, "partenaires", "etapes")
    acteurs = reseau.acteurs_par_etape(retenus, etat["communes"])
    return reseau.matrice(acteurs, epci_du_territoire(etat, territoire)), source


def matrice(etat: Etat, territoire: Territoire) -> Releve:
    """Les acteurs connus de chaque étape dans chaque intercommunalité ; une case vide est un constat."""
    table, source = _matrice(etat, territoire)
    vides = len(reseau.cases_vides(table))
    departementaux = reseau.acteurs_par_etape(lignes(etat, "partenaires", "etapes")[0], etat["communes"])
    partout = departementaux[departementaux["siren_epci"].eq(reseau.DEPARTEMENT)]["id"].nunique()
    return Releve(
        lignes=(table if _etapes_connues(etat) else table.head(0)).assign(
            etape_dite=lambda t: [libelle("etape_parcours", e) for e in t["etape"]],
            case=lambda t: t["acteurs"].astype("str").where(t["acteurs"].gt(0), "aucun"),
            qui=lambda t: t["noms"].where(t["noms"].ne(""), "aucun acteur connu"),
        ),
        lecture=f"{pluriel(vides, 'case vide', 'cases vides')} sur {nombre(len(table))} : aucun partenaire local n'y dit "
        "tenir l'étape (une mairie ou un lieu peut la tenir sans être au réseau). "
        f"{pluriel(partout, 'acteur départemental intervient', 'acteurs départementaux interviennent')} partout, "
        "hors de ce tableau.",
        sources=(source,),
        colonnes={
            "epci": "Intercommunalité",
            "etape_dite": "Étape",
            "acteurs": "Acteurs connus",
            "qui": "Lesquels",
        },
        manque="Aucun partenaire ne dit encore les étapes du parcours qu'il tient : la matrice serait vide partout, ce "
        "qui ne voudrait rien dire.",
        fichier=a_fournir(etat, "partenaires", "etapes"),
    )


def constats(etat: Etat, territoire: Territoire) -> Constats:
    """« Aucun acteur connu pour orienter à Ventoux Sud » : une phrase par case vide.

    Là où une mairie ou un lieu tient déjà l'étape sans être un partenaire qui la dise, c'est cela qui est dit.
    """
    table, source = _matrice(etat, territoire)
    if not _etapes_connues(etat):
        return Constats((), (source,))
    return Constats(tuple(_constat(etat, case) for case in reseau.cases_vides(table).itertuples()), (source,))


def _constat(etat: Etat, case: Any) -> str:
    verbe = libelle("etape_parcours", case.etape).lower()
    ailleurs = faits_connus(
        etat, case.etape, Territoire(case.siren_epci, case.epci, Niveau.EPCI, case.siren_epci)
    )
    if ailleurs:
        return f"Aucun partenaire local ne dit {verbe}, dans « {case.epci} » (mais {enumeration(ailleurs)})."
    return f"Aucun acteur connu pour {verbe} à {case.epci}."


def sans_constat(etat: Etat) -> str:
    """Ce que veut dire une liste de constats vide."""
    if _etapes_connues(etat):
        return "Chaque étape a au moins un acteur connu."
    return "Aucun partenaire ne dit ses étapes : rien ne peut être constaté."


def _presences(etat: Etat, territoire: Territoire) -> pd.DataFrame:
    return reseau.presence_des_operateurs(
        etat["partenaires"],
        lignes(etat, "relations", "type")[0],
        etat["lieux"],
        etat["communes"],
        epci_du_territoire(etat, territoire),
    )


def _sources_des(etat: Etat, presences: pd.DataFrame) -> tuple[Provenance, ...]:
    """Les lieux, et les relations si l'une d'elles donne une présence : une convention inventée ailleurs n'y déteint pas."""
    par_accord = presences["presence"].isin([reseau.CONVENTION, reseau.INVENTEE]).any()
    return (etat.provenances["lieux"], *([lignes(etat, "relations", "type")[1]] if par_accord else []))


def operateurs(etat: Etat, territoire: Territoire) -> Releve:
    """Les six opérateurs dans chaque intercommunalité : présents, par France services, ou non connus."""
    table = _presences(etat, territoire)
    table = table.assign(
        dite=table["presence"].map(PRESENCES).astype("str"),
        signe=table["presence"].map(SIGNES).astype("str"),
        rang=table["presence"].map({presence: rang for rang, presence in enumerate(reversed(PRESENCES))}),
    )
    comptes = table["presence"].value_counts()
    montrees = {p: formes for p, formes in COMPTEES.items() if p != reseau.INVENTEE or p in comptes}
    comptees = [pluriel(int(comptes.get(p, 0)), *formes) for p, formes in montrees.items()]
    signes = ", ".join(SIGNES[p] for p in montrees)
    sans = table[table["presence"].eq(reseau.NON_CONNU)]["epci"].drop_duplicates().tolist()
    suite = f" Sans présence connue d'au moins un opérateur : {enumeration(sans)}." if sans else ""
    return Releve(
        lignes=table,
        lecture=f"{' ; '.join(comptees)} ({signes}).{suite} "
        "« Non connu » n'est pas « absent » : aucun lieu ni accord n'est recensé.",
        sources=_sources_des(etat, table),
        colonnes={"epci": "Intercommunalité", "operateur": "Opérateur", "dite": "Présence"},
        manque="Sans lieux ni intercommunalités, la présence des opérateurs est inconnue.",
        fichier=a_fournir(etat, "lieux", "id"),
    )


def liens(etat: Etat, territoire: Territoire, sorte: str = TOUS) -> Releve:
    """Qui finance, emploie, héberge, oriente, conventionne avec qui."""
    retenues, source = lignes(etat, "relations", "type")
    tous = etat["partenaires"]
    table = reseau.liens(retenues, tous, _dedans(etat, tous, territoire))
    if sorte:
        table = table[table["type"].eq(sorte)]
    table = table.assign(type_dit=pd.array([libelle("type_relation", t) for t in table["type"]], dtype="str"))
    acteurs = pd.concat([table["de"], table["vers"]]).nunique()
    return Releve(
        lignes=table,
        lecture=f"{pluriel(len(table), 'lien')} entre {pluriel(acteurs, 'structure')} ; à gauche celle qui agit, à "
        "droite celle qui reçoit.",
        sources=(source, provenance_des(etat, "partenaires", tous)),
        colonnes={"de": "Qui", "type_dit": "Fait quoi", "vers": "Pour qui"},
        manque="Aucune relation de cette sorte n'est connue dans ce territoire.",
        fichier=a_fournir(etat, "relations", "type"),
    )
