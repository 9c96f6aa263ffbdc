"""Où ouvrir, en tableaux : la courbe de gain, les sites classés, les autres solutions, les communes, les paramètres."""

import numpy as np
import pandas as pd

from inclusion.analysis import choix_de_sites, effets
from inclusion.analysis.chiffres.implantation import Resolu, entre, gens, permanences
from inclusion.analysis.observations import noms_epci
from inclusion.model.francais import nombre, pluriel, pourcentage
from inclusion.model.releves import Releve
from inclusion.model.scenarios import CANDIDATS, DEMI_JOURNEES, FORMES, PUBLICS

SANS_GAIN = (
    "Aucun candidat ne rapproche personne à cet horizon : essayer un horizon plus court ou plus de candidats."
)


def courbe(r: Resolu) -> Releve:
    """Le gain pour 1 à 20 permanences, et sa fourchette."""
    table = choix_de_sites.courbe(r.probleme)
    utiles = int((table["ajoute"] > 0.5).sum())
    un, tous = table["gain"].iloc[0], table["gain"].iloc[-1]
    lecture = (
        f"une permanence bien placée en rapproche {gens(r.scenario, un)} ; "
        f"{nombre(utiles)} {'suffit' if utiles == 1 else 'suffisent'} à rapprocher tous ceux qui peuvent l'être "
        f"({nombre(tous)})."
        if utiles
        else "rien à gagner."
    )
    if utiles == len(table):
        lecture = (
            f"une permanence bien placée en rapproche {gens(r.scenario, un)}, {nombre(utiles)} en rapprochent "
            f"{nombre(tous)} ; au-delà, il en reste à gagner."
        )
    return _releve(
        r,
        _arrondi(table, "gain_bas", "gain", "gain_haut", "ajoute").assign(retenu=r.scenario.nombre)
        if utiles
        else table.head(0),
        lecture,
        {
            "nombre": "Permanences",
            "gain_bas": "Gain sûr",
            "gain": "Gain estimé",
            "gain_haut": "Gain possible",
            "ajoute": "Ajouté par la dernière",
        },
    )


def sites(r: Resolu) -> Releve:
    """Les communes retenues, classées par ce qu'elles ajoutent."""
    table = choix_de_sites.classement(r.probleme, r.solution.sites)
    lecture = ""
    if len(table):
        premier = table.iloc[0]
        lecture = (
            f"à {premier['nom']}, la permanence rapproche {gens(r.scenario, premier['seul'])} à elle seule ; « ajoute » "
            "compte ceux que les lignes du dessus n'ont pas déjà rapprochés"
            f"{' ; une ligne à 0 rend le gain plus sûr' if table['ajoute'].lt(0.5).any() else ''}."
        )
    return _releve(
        r,
        _arrondi(table, "ajoute", "ajoute_sur", "seul", "propre").assign(epci=_epci(r, table["code_insee"])),
        lecture,
        {
            "rang": "Rang",
            "nom": "Commune",
            "ajoute": "Ajoute",
            "ajoute_sur": "Dont sûr",
            "seul": "Seule, gagnerait",
            "propre": "Perdu si l'on y renonce",
            "communes": "Communes rapprochées",
            "epci": "Intercommunalité",
        },
    )


def autres(r: Resolu) -> Releve:
    """Les solutions sans l'un des sites retenus : ce qu'elles coûtent."""
    table = choix_de_sites.autres_solutions(r.probleme, r.solution, r.scenario.nombre)
    presque = table[table["presque"]]
    lecture = "aucune autre solution ne garde 95 % du gain : chaque site retenu compte."
    if len(presque):
        lecture = (
            f"en se passant de {' ou de '.join(presque['sans'])}, on garde encore au moins 95 % du gain."
        )
    return _releve(
        r,
        _arrondi(table, "gain", "gain_sur").assign(
            verdict=table["presque"]
            .map({True: "presque aussi bonne", False: "nettement moins"})
            .astype("str"),
            de_moins=[f"−{pourcentage(e, decimales=1)}" if e > 0 else "égale" for e in table["ecart"]],
        ),
        lecture,
        {
            "sans": "Sans",
            "avec": "Ouvrir alors",
            "gain": "Gain",
            "gain_sur": "Dont sûr",
            "de_moins": "Écart",
            "verdict": "Verdict",
        },
    )


def candidats(r: Resolu) -> Releve:
    """Chaque candidat qui rapproche quelqu'un, s'il était le seul."""
    table = choix_de_sites.candidats_seuls(r.probleme)
    utiles = table[table["gain_haut"] >= 0.5]
    return _releve(
        r,
        _arrondi(utiles, "gain_bas", "gain", "gain_haut"),
        f"{pluriel(len(utiles), 'candidat rapprocherait', 'candidats rapprocheraient')} quelqu'un, sur "
        f"{nombre(len(table))}.",
        {
            "nom": "Commune",
            "code_insee": "Code INSEE",
            "gain_bas": "Gain sûr",
            "gain": "Gain estimé",
            "gain_haut": "Gain possible",
        },
    )


def communes(r: Resolu) -> Releve:
    """Les communes du bassin, avant et après."""
    table = effets.avant_apres(r.probleme, r.solution.sites)
    comptes = table.groupby("etat")["personnes"].sum()
    dits = [
        f"{libelle.format(horizon=nombre(r.scenario.horizon))} : {gens(r.scenario, comptes[code])}"
        for code, libelle in effets.ETATS.items()
        if code in comptes
    ]
    libelles = {code: dit.format(horizon=nombre(r.scenario.horizon)) for code, dit in effets.ETATS.items()}
    return _releve(
        r,
        _arrondi(_minutes(table), "personnes").assign(etat_dit=table["etat"].map(libelles).astype("str")),
        " ; ".join(dits) + ".",
        _colonnes_minutes(r, fermeture=bool(r.scenario.ferme)) | {"etat_dit": "Ce qui change"},
    )


def fermeture(r: Resolu) -> Releve:
    """Les communes du bassin dont le temps s'allonge si l'arrêt demandé a lieu, avant toute permanence nouvelle."""
    table = effets.avant_apres(r.probleme, r.solution.sites)
    touchees = table[table["avant"] > table["aujourd_hui"]].sort_values("personnes", ascending=False)
    perte = effets.perte(r.probleme)
    return _releve(
        r,
        _arrondi(_minutes(touchees), "personnes"),
        f"{pluriel(len(touchees), 'commune serait', 'communes seraient')} plus loin d'un lieu ; "
        f"{gens(r.scenario, perte.central)} au-delà de {nombre(r.scenario.horizon)} minutes ({entre(perte)}).",
        _colonnes_minutes(r, fermeture=True),
        manque="Cet arrêt n'éloigne aucune commune : un autre lieu est aussi près.",
    )


def tournees(r: Resolu) -> Releve:
    """Les arrêts d'une permanence itinérante, par équipe."""
    s, p = r.scenario, r.probleme
    par_equipe = (
        choix_de_sites.tournees(p, r.solution.sites)
        if s.demi_journee == "journee"
        else [(j,) for j in r.solution.sites]
    )
    rangs = {code: i for i, code in enumerate(p.communes["code_insee"])}
    noms, codes = p.candidats["nom"].tolist(), p.candidats["code_insee"].tolist()
    lignes = [
        (
            f"Équipe {n}",
            noms[arrets[0]],
            noms[arrets[1]] if len(arrets) > 1 else "",
            round(float(p.temps[rangs[codes[arrets[0]]], arrets[1]])) if len(arrets) > 1 else pd.NA,
        )
        for n, arrets in enumerate(par_equipe, 1)
    ]
    table = pd.DataFrame(lignes, columns=["equipe", "premier", "second", "route"]).astype({"route": "Int64"})
    return _releve(
        r,
        table if s.itinerant else table.head(0),
        f"{pluriel(len(table), 'équipe')} le {s.forme} pour {permanences(s, len(r.solution.sites))} : deux arrêts proches "
        "par équipe quand elle tient la journée. Un ordre de grandeur, pas une tournée optimisée.",
        {
            "equipe": "Équipe",
            "premier": "Première demi-journée",
            "second": "Seconde demi-journée",
            "route": "Minutes de l'une à l'autre",
        },
    )


def parametres(r: Resolu, *, lien: str, ferme: str) -> Releve:
    """Tout ce qu'il faut pour refaire le calcul : choix, réglages, lien."""
    s, p = r.scenario, r.probleme
    t = p.reglages
    liste = [str(n) for n in p.candidats["nom"]] if s.candidats == "liste" else []
    lignes = [
        ("Territoire choisi", s.territoire.titre),
        ("Territoire du calcul", p.bassin.titre),
        ("Horizon (minutes, compris)", nombre(s.horizon)),
        ("Public", PUBLICS[s.public]),
        ("Candidats", f"{CANDIDATS[s.candidats]} ({nombre(len(p.candidats))}) {' ; '.join(liste)}".strip()),
        ("Permanences nouvelles", nombre(s.nombre)),
        ("Forme", FORMES[s.forme] + (f", {DEMI_JOURNEES[s.demi_journee].lower()}" if s.itinerant else "")),
        ("Ce qui s'arrête", ferme or "rien"),
        ("Lieux pris en compte", nombre(len(p.ouverts))),
        (
            "Temps",
            f"{nombre(t.detour, decimales=2)} × vol d'oiseau / vitesse ; ½·√superficie dans la commune",
        ),
        ("Vitesses (km/h)", f"plaine {nombre(t.vitesse_plaine)}, relief {nombre(t.vitesse_relief)}"),
        ("Fourchette des temps", f"× {nombre(t.bas, decimales=2)} à × {nombre(t.haut, decimales=2)}"),
        (
            "Modèle",
            "Couverture maximale (MCLP, Church et ReVelle, 1974), programme en nombres entiers, HiGHS",
        ),
        (
            "Optimalité",
            "prouvée" if r.solution.prouve_optimal else f"non prouvée, écart {pourcentage(r.solution.ecart)}",
        ),
        ("Jour du calcul", r.obs.a_date.isoformat()),
        ("Lien du scénario", lien),
    ]
    return _releve(
        r,
        pd.DataFrame(lignes, columns=["parametre", "valeur"]),
        "de quoi refaire le calcul.",
        {"parametre": "Paramètre", "valeur": "Valeur"},
    )


def _releve(
    r: Resolu, table: pd.DataFrame, lecture: str, colonnes: dict[str, str], *, manque: str = SANS_GAIN
) -> Releve:
    return Releve(table, lecture, r.sources, colonnes, manque, "")


def _colonnes_minutes(r: Resolu, *, fermeture: bool) -> dict[str, str]:
    """Les colonnes d'une commune : personnes, minutes aujourd'hui, après la fermeture s'il y en a une, ensuite."""
    debut = {"nom": "Commune", "personnes": PUBLICS[r.scenario.public], "aujourd_hui": "Minutes aujourd'hui"}
    milieu = {"avant": "Après la fermeture"} if fermeture else {}
    return debut | milieu | {"apres": "Avec les permanences"}


def _minutes(table: pd.DataFrame) -> pd.DataFrame:
    """Des minutes au dixième, vides quand aucun lieu n'est connu."""
    colonnes = {
        c: table[c].replace(np.inf, np.nan).astype("Float64").round(1)
        for c in ("aujourd_hui", "avant", "apres")
    }
    return table.assign(**colonnes)


def _arrondi(table: pd.DataFrame, *colonnes: str) -> pd.DataFrame:
    """Des personnes entières."""
    return table.assign(**{c: table[c].astype("Float64").round().astype("Int64") for c in colonnes})


def _epci(r: Resolu, codes: pd.Series) -> pd.Series:
    sirens = dict(zip(r.obs["communes"]["code_insee"], r.obs["communes"]["siren_epci"], strict=True))
    noms = noms_epci(r.obs)
    return codes.map(lambda code: noms.get(sirens.get(code, ""), "")).astype("str")
