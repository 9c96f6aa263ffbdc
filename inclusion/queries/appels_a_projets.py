"""Les appels à projets : où en sont les dossiers, l'argent, les engagements."""

import pandas as pd

from inclusion.analysis import appels_a_projets as dossiers
from inclusion.analysis.ancrage import citent, codes_du_territoire
from inclusion.analysis.portrait import communes_sans_lieu
from inclusion.analysis.selection import du_territoire
from inclusion.model.chiffres import Chiffre
from inclusion.model.etat import Etat
from inclusion.model.francais import enumeration, jour, nombre, pluriel, pourcentage
from inclusion.model.nomenclatures import libelle
from inclusion.model.provenance import LIBELLES_NATURE, Provenance
from inclusion.model.releves import Constats, Releve
from inclusion.model.territoires import Niveau, Territoire
from inclusion.queries.natures import a_fournir, dits, provenance_des
from inclusion.queries.territoires import nom_de

SANS_RETENU = "sans dossier retenu ou en cours (refusé ou retiré)"
AUCUN_ACCEPTE = "aucun dossier accepté ici."
SANS_CANDIDATURE = "Aucune candidature n'est connue pour cet appel dans ce territoire."


def appels(etat: Etat) -> dict[str, str]:
    """Les appels connus, ceux qui ont des candidatures d'abord : identifiant → nom."""
    tous = etat["appels_a_projets"]
    fournis = tous["id"].isin(etat["candidatures"]["id_aap"])
    ordre = tous.assign(fournis=fournis).sort_values(
        ["fournis", "cloture"], ascending=[False, True], na_position="last", kind="stable"
    )
    return dict(zip(ordre["id"], ordre["nom"], strict=True)) or {"": "Aucun appel connu"}


def _appel(etat: Etat, identifiant: str) -> pd.DataFrame:
    """L'appel, ou aucune ligne si l'on n'en connaît aucun."""
    tous = etat["appels_a_projets"]
    return tous[tous["id"].eq(identifiant)]


def _candidatures(etat: Etat, identifiant: str, territoire: Territoire) -> pd.DataFrame:
    """Les candidatures d'un appel qui citent le territoire ; pour le département, toutes."""
    toutes = etat["candidatures"]
    ici = toutes[toutes["id_aap"].eq(identifiant)]
    if territoire.niveau == Niveau.DEPARTEMENT:
        return ici
    return ici[citent(ici["codes_territoires"], codes_du_territoire(territoire, etat["communes"]))]


def _sources(etat: Etat, identifiant: str) -> tuple[Provenance, ...]:
    appel = etat["appels_a_projets"]
    candidatures = etat["candidatures"]
    return (
        provenance_des(etat, "candidatures", candidatures[candidatures["id_aap"].eq(identifiant)]),
        provenance_des(etat, "appels_a_projets", appel[appel["id"].eq(identifiant)]),
    )


def _non_couvertes(etat: Etat, territoire: Territoire) -> frozenset[str]:
    """Les communes du territoire où aucun lieu n'est recensé."""
    sans = communes_sans_lieu(etat["communes"], etat["lieux"])
    return frozenset(du_territoire(sans, etat["communes"], territoire)["code_insee"])


def chiffres_appel(etat: Etat, identifiant: str, territoire: Territoire) -> list[Chiffre]:
    """Huit nombres d'un appel ; sans candidature, ils sont inconnus et non nuls."""
    ici, sources = _candidatures(etat, identifiant, territoire), _sources(etat, identifiant)
    bilan = dossiers.bilan(ici, _enveloppe(etat, identifiant))
    fourni = etat["candidatures"]["id_aap"].eq(identifiant).any()
    nouvelles = (
        len(dossiers.communes_nouvelles(ici, _non_couvertes(etat, territoire)))
        if etat.fournie("lieux")
        else 0
    )
    tenues, promises = (
        dossiers.somme(dossiers.engagements(ici)[f"{quoi}_heures"]) for quoi in ("realise", "engagement")
    )
    sans_accepte = AUCUN_ACCEPTE if fourni and not bilan.acceptees else ""
    demande = 0.0 if fourni and ici.empty else bilan.demande_eur
    accorde, verse, reste, tenues = (
        0.0 if sans_accepte else valeur
        for valeur in (bilan.accorde_eur, bilan.verse_eur, bilan.reste_a_verser_eur, tenues)
    )
    ailleurs = (
        ""
        if territoire.niveau == Niveau.DEPARTEMENT
        else " Un dossier qui cite plusieurs territoires compte dans chacun."
    )
    return dits(
        [
            Chiffre(
                cle="candidatures",
                libelle="Candidatures",
                valeur=bilan.candidatures if fourni else None,
                unite="dossiers",
                phrase=f"{pluriel(bilan.acceptees, 'acceptée')}.",
                definition=f"Dossiers de l'appel qui citent le territoire, quel que soit leur statut.{ailleurs}",
                sources=sources,
            ),
            _montant("demande", "Demandé", demande, "par toutes les candidatures.", sources),
            _montant(
                "accorde", "Accordé", accorde, sans_accepte or _sur_enveloppe(bilan, territoire), sources
            ),
            _montant("verse", "Versé", verse, sans_accepte or "aux candidatures acceptées.", sources),
            _montant("reste", "Reste à verser", reste, sans_accepte or _moins_verse(bilan), sources),
            Chiffre(
                cle="engagements",
                libelle="Heures réalisées",
                valeur=tenues,
                unite="heures d'accompagnement",
                phrase=f"sur {nombre(promises)} engagées ({pourcentage(tenues / promises)})."
                if tenues is not None and promises
                else sans_accepte or "aucun engagement connu.",
                definition="Heures faites à ce jour par les candidatures acceptées, rapportées à celles de leur convention.",
                sources=sources,
            ),
            Chiffre(
                cle="communes_nouvelles",
                libelle="Communes nouvelles",
                valeur=nouvelles if fourni else None,
                unite="communes",
                phrase="sans lieu recensé, nommées par un dossier accepté qui y promet des permanences.",
                definition="Communes du territoire où aucun lieu n'est recensé et que cite nommément une candidature "
                "acceptée avec des permanences. Un dossier qui ne cite que l'intercommunalité n'ouvre aucune commune ici.",
                sources=(*sources, etat.provenances["lieux"]),
            ),
            Chiffre(
                cle="cout_commune",
                libelle="Par commune nouvelle",
                valeur=dossiers.cout_par_commune_eur(bilan.accorde_eur, nouvelles),
                unite="euros accordés",
                phrase=f"{nombre(bilan.accorde_eur)} euros pour {pluriel(nouvelles, 'commune')}"
                f"{_par_10_000(bilan.accorde_eur, nouvelles)}.",
                definition="Montant accordé divisé par le nombre de communes nouvellement couvertes : un ordre de grandeur, "
                "l'argent servant aussi ailleurs et à autre chose.",
                sources=(*sources, etat.provenances["lieux"]),
                sans_objet="aucune commune nouvelle ici." if fourni and not nouvelles else "",
            ),
        ]
    )


def _a_fournir(etat: Etat, identifiant: str) -> str:
    """La table des candidatures, si l'appel n'en a aucune."""
    return "" if etat["candidatures"]["id_aap"].eq(identifiant).any() else "candidatures.csv"


def _enveloppe(etat: Etat, identifiant: str) -> float | None:
    return dossiers.somme(_appel(etat, identifiant)["enveloppe_eur"])


def _sur_enveloppe(bilan: dossiers.Bilan, territoire: Territoire) -> str:
    """L'enveloppe, et ce qu'il en reste à attribuer : cela ne se dit que de l'appel entier."""
    if bilan.enveloppe_eur is None:
        return "l'enveloppe de l'appel n'est pas connue."
    libre = (
        f", dont {nombre(bilan.enveloppe_libre_eur)} à attribuer"
        if territoire.niveau == Niveau.DEPARTEMENT
        else ""
    )
    return f"sur une enveloppe de {nombre(bilan.enveloppe_eur)} euros pour tout l'appel{libre}."


def _moins_verse(bilan: dossiers.Bilan) -> str:
    """Ce qu'est le reste : au plus, tant que des dossiers ne disent pas leur versé."""
    if not bilan.sans_verse:
        return "accordé moins versé."
    return f"au plus : versé inconnu pour {pluriel(bilan.sans_verse, 'dossier')}."


def _par_10_000(accorde_eur: float | None, nouvelles: int) -> str:
    """« , soit 0,8 commune pour 10 000 euros » : ce qu'une même somme ouvre, d'un appel à l'autre."""
    if not accorde_eur or not nouvelles:
        return ""
    par_somme = 10_000 * nouvelles / accorde_eur
    mot = "commune" if par_somme < 2 else "communes"
    return f", soit {nombre(par_somme, decimales=1)} {mot} pour {nombre(10_000)} euros"


def _montant(
    cle: str, titre: str, valeur: float | None, phrase: str, sources: tuple[Provenance, ...]
) -> Chiffre:
    return Chiffre(
        cle=f"{cle}_eur",
        libelle=titre,
        valeur=valeur,
        unite="euros",
        phrase=phrase,
        definition=f"{titre} : somme des montants connus des candidatures de l'appel qui citent le territoire.",
        sources=sources,
    )


def statuts(etat: Etat, identifiant: str, territoire: Territoire) -> Releve:
    """Les candidatures par statut."""
    ici = _candidatures(etat, identifiant, territoire)
    table = dossiers.par_statut(ici).assign(
        statut_dit=lambda t: pd.array([libelle("statut_candidature", s) for s in t["statut"]], dtype="str")
    )
    return Releve(
        lignes=table if len(ici) else table.head(0),
        lecture=f"{pluriel(len(ici), 'candidature')}, dont {pluriel(int(ici['statut'].eq('acceptee').sum()), 'acceptée')}.",
        sources=_sources(etat, identifiant),
        colonnes={
            "statut_dit": "Statut",
            "candidatures": "Candidatures",
            "demande_eur": "Demandé (euros)",
            "accorde_eur": "Accordé (euros)",
            "verse_eur": "Versé (euros)",
        },
        manque=SANS_CANDIDATURE,
        fichier=_a_fournir(etat, identifiant),
    )


def argent(etat: Etat, identifiant: str, territoire: Territoire) -> Releve:
    """Demandé, accordé, versé, reste à verser, par structure retenue."""
    ici = _candidatures(etat, identifiant, territoire)
    acceptees = ici[ici["statut"].eq("acceptee") & ici["accorde_eur"].notna()]
    table = acceptees.assign(
        verse=acceptees["verse_eur"].fillna(0),
        reste=acceptees["accorde_eur"] - acceptees["verse_eur"].fillna(0),
    ).sort_values("accorde_eur", ascending=False, ignore_index=True)
    return Releve(
        lignes=table,
        lecture=f"{nombre(table['verse'].sum())} euros versés sur {nombre(table['accorde_eur'].sum())} accordés ; la barre "
        f"entière est le montant accordé.{_sans_verse(table)}",
        sources=_sources(etat, identifiant),
        colonnes={
            "structure": "Structure",
            "lot": "Lot",
            "demande_eur": "Demandé (euros)",
            "accorde_eur": "Accordé (euros)",
            "verse": "Versé (euros)",
            "reste": "Reste à verser (euros)",
        },
        manque="Aucun montant accordé n'est connu pour cet appel dans ce territoire.",
        fichier=_a_fournir(etat, identifiant),
    )


def _sans_verse(acceptees: pd.DataFrame) -> str:
    """Les dossiers dont le versé n'est pas dit : leur montant entier est montré comme un reste."""
    muets = int(acceptees["verse_eur"].isna().sum())
    return (
        f" Versé inconnu pour {pluriel(muets, 'dossier')} : montré en entier comme un reste." if muets else ""
    )


def tenue(etat: Etat, identifiant: str, territoire: Territoire) -> Releve:
    """Les engagements et ce qui est réalisé, le moins tenu d'abord."""
    table = dossiers.engagements(_candidatures(etat, identifiant, territoire))
    connus = table[table["part_heures"].notna()]
    passages = table[table["part_permanences"].notna()]
    tenues, promises = (int(passages[f"{quoi}_permanences"].sum()) for quoi in ("realise", "engagement"))
    permanences = (
        f" {pluriel(tenues, 'permanence tenue', 'permanences tenues')} sur {nombre(promises)} promises."
        if promises
        else ""
    )
    return Releve(
        lignes=connus.assign(
            part=(100 * connus["part_heures"]).round(),
            reste_heures=(connus["engagement_heures"] - connus["realise_heures"]).clip(lower=0),
        ),
        lecture=f"{pluriel(int(connus['part_heures'].lt(0.5).sum()), 'dossier a', 'dossiers ont')} réalisé moins de la "
        f"moitié des heures promises.{permanences} Les moyens engagés ne disent pas les résultats obtenus.",
        sources=_sources(etat, identifiant),
        colonnes={
            "structure": "Structure",
            "lot": "Lot",
            "engagement_heures": "Heures engagées",
            "realise_heures": "Heures réalisées",
            "part": "Part réalisée (%)",
            "engagement_permanences": "Permanences engagées",
            "realise_permanences": "Permanences tenues",
        },
        manque="Aucun engagement chiffré n'est connu pour cet appel dans ce territoire.",
        fichier=_a_fournir(etat, identifiant),
    )


def sans_candidat(etat: Etat, identifiant: str) -> Constats:
    """Les lots, puis les intercommunalités, sans aucun dossier, ou sans dossier retenu ou en cours."""
    toutes = etat["candidatures"]
    ici = toutes[toutes["id_aap"].eq(identifiant)]
    if ici.empty:
        return Constats((), _sources(etat, identifiant))
    ouverts = "|".join(_appel(etat, identifiant)["lots"])
    lots, noms = dossiers.lots_sans_dossier(ouverts, ici), _epci_sans_dossier(etat, ici)
    vivants = dossiers.vivantes(ici)
    lots_ecartes = [lot for lot in dossiers.lots_sans_dossier(ouverts, vivants) if lot not in lots]
    noms_ecartes = [nom for nom in _epci_sans_dossier(etat, vivants) if nom not in noms]
    combien, combien_ecartes = (pluriel(len(n), "intercommunalité") for n in (noms, noms_ecartes))
    phrases = [
        *(f"Lot sans candidat : {lot}." for lot in lots),
        *(f"Lot {SANS_RETENU} : {lot}." for lot in lots_ecartes),
        *([f"{combien} sans candidat : {enumeration(noms)}."] if noms else []),
        *([f"{combien_ecartes} {SANS_RETENU} : {enumeration(noms_ecartes)}."] if noms_ecartes else []),
        *([_partout(etat, vivants)] if noms or noms_ecartes else []),
    ]
    return Constats(tuple(filter(None, phrases)), _sources(etat, identifiant))


def _partout(etat: Etat, candidatures: pd.DataFrame) -> str:
    """Les dossiers qui citent tout le département : aucune intercommunalité ne les compte pour siens."""
    combien = int(citent(candidatures["codes_territoires"], [etat.departement.code]).sum())
    dit = pluriel(combien, "dossier retenu ou en cours qui porte", "dossiers retenus ou en cours qui portent")
    return f"Hors de ce compte : {dit} sur tout le département." if combien else ""


def sans_constat(etat: Etat, identifiant: str) -> str:
    """Ce que veut dire une liste de constats vide."""
    if _a_fournir(etat, identifiant):
        return "Aucune candidature n'est connue pour cet appel : rien ne peut être constaté."
    lots = (
        "Chaque lot et chaque"
        if any(_appel(etat, identifiant)["lots"])
        else "Lots de l'appel non connus ; chaque"
    )
    return f"{lots} intercommunalité a un dossier retenu ou en cours."


def _epci_sans_dossier(etat: Etat, candidatures: pd.DataFrame) -> list[str]:
    epci = dossiers.territoires_sans_dossier(candidatures, etat["communes"], etat["epci"])
    return sorted(epci["nom_court"])


def calendrier(etat: Etat) -> Releve:
    """Les appels dans le temps : ouverture et clôture connues."""
    tous = etat["appels_a_projets"]
    dates = tous[tous["ouverture"].notna() | tous["cloture"].notna()].sort_values(
        "cloture", ignore_index=True
    )
    a_date = pd.Timestamp(etat.a_date)
    ouverts = dates[dates["cloture"].ge(a_date) & ~dates["ouverture"].gt(a_date)]
    sans_fin = int((dates["cloture"].isna() & dates["ouverture"].le(a_date)).sum())
    return Releve(
        lignes=dates.assign(
            ouvre=[jour(d) for d in dates["ouverture"]],
            ferme=[jour(d) for d in dates["cloture"]],
            debut=dates["ouverture"].fillna(dates["cloture"]),
            fin=dates["cloture"].fillna(dates["ouverture"]),
            a_date=a_date,
        ),
        lecture=f"{pluriel(len(dates), 'appel')} ; {pluriel(len(ouverts), 'ouvert')} aujourd'hui"
        + (f" ({enumeration(ouverts['nom'].tolist())})" if len(ouverts) else "")
        + (
            f" ; {pluriel(sans_fin, 'appel commencé', 'appels commencés')} sans clôture connue"
            if sans_fin
            else ""
        )
        + ". Un point seul : une seule des deux dates est connue.",
        sources=(provenance_des(etat, "appels_a_projets", tous),),
        colonnes={"nom": "Appel", "ouvre": "Ouverture", "ferme": "Clôture"},
        manque="Aucune date d'appel à projets n'est connue.",
        fichier=a_fournir(etat, "appels_a_projets", "cloture"),
    )


def liste(etat: Etat, identifiant: str, territoire: Territoire) -> pd.DataFrame:
    """Les candidatures d'un appel, telles qu'on les lit ; chacune dit sa nature."""
    ici = _candidatures(etat, identifiant, territoire)
    return pd.DataFrame(
        {
            "Structure": ici["structure"],
            "Lot": ici["lot"],
            "Statut": [libelle("statut_candidature", s) for s in ici["statut"]],
            "Territoires": [
                enumeration([nom_de(etat, c) for c in t.split("|") if c]) for t in ici["codes_territoires"]
            ],
            "Demandé (euros)": ici["demande_eur"],
            "Accordé (euros)": ici["accorde_eur"],
            "Versé (euros)": ici["verse_eur"],
            "Publics": ici["engagement_publics"],
            "Nature": [LIBELLES_NATURE[n] for n in ici["nature"]],
        }
    )
