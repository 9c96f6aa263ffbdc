"""Démonstration de la filière : vingt mois de lots qui tombent juste, et un seul qui ne tombe pas juste.

Chaque lot va du dépôt à la remise ; les inventaires trimestriels sont exactement ce que laissent les flux. Le lot
`DEMO-ECART` fait exception : il sort plus de tablettes qu'il n'en est entré, et leur inventaire s'en écarte, pour que
l'écran du vérificateur ait de quoi montrer. Aucun donateur, aucun bénéficiaire n'est réel.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from inclusion.data.demonstration.cadre import hasard

MARQUE = "(démonstration)"
MOIS = 20
EN_COURS = ("collecte", "diagnostique", "reconditionnable", "reconditionne", "echec_test", "stock_pret")
# Équipements par lot (au moins, au plus), part reconditionnée, masse médiane (kg), coût par équipement (€)
CATEGORIES: dict[str, tuple[int, int, float, float, float]] = {
    "portable": (14, 34, 0.62, 1.65, 38.0),
    "fixe": (6, 18, 0.45, 5.26, 29.0),
    "smartphone": (8, 24, 0.38, 0.17, 21.0),
}
ORIGINES = (
    ("collectivite", f"Collectivité fictive {MARQUE}", True),
    ("entreprise", f"Entreprise fictive {MARQUE}", False),
    ("particulier", "", False),
    ("association", f"Association fictive {MARQUE}", False),
)
PUBLICS = ("Demandeurs d'emploi", "Familles avec enfants", "Jeunes en insertion", "Seniors isolés")
BENNE = 2
"""Un lot de particulier sur deux vient de la benne d'une déchèterie : il y entre comme déchet."""
AVANT_REEMPLOI = ("collecte", "diagnostique", "reconditionnable", "pieces")
LOT_FAUX = "DEMO-ECART"
ANNONCES = (
    ("portable", 60),
    ("fixe", 35),
    ("ecran", 40),
    ("portable", 45),
    ("smartphone", 30),
    ("tablette", 20),
)


def engendrer(tables: Mapping[str, pd.DataFrame], *, graine: int, a_date: date) -> dict[str, pd.DataFrame]:
    """Flux, lots, inventaires et annonces fictifs, du plus ancien au plus récent."""
    communes = tables["communes"]
    if communes.empty:
        return {}
    alea = hasard(graine, "filiere")
    grandes = communes.sort_values("population", ascending=False)["code_insee"].head(24).tolist()
    flux: list[dict[str, Any]] = []
    lots: list[dict[str, Any]] = []
    for rang, depot in enumerate(_depots(a_date)):
        for categorie in CATEGORIES:
            lot, passages = _lot(categorie, depot, rang, grandes, alea)
            lots.append(lot)
            flux += [p for p in passages if p["date"] <= a_date]
    stocks = _inventaires(flux, a_date)
    fautif, lot_fautif, inventaire = _lot_faux(grandes[0], a_date)
    return {
        "flux_equipements": pd.DataFrame(flux + fautif),
        "lots": pd.DataFrame([*lots, lot_fautif]),
        "stocks": pd.DataFrame([*stocks, inventaire]),
        "gisements": pd.DataFrame(_annonces(grandes, a_date)),
    }


def _depots(a_date: date) -> list[date]:
    """Le cinq de chacun des `MOIS` derniers mois."""
    dernier = pd.Period(a_date, "M") - (0 if a_date.day >= 5 else 1)
    return [date(m.year, m.month, 5) for m in (dernier - rang for rang in reversed(range(MOIS)))]


def _lot(
    categorie: str, depot: date, rang: int, communes: list[str], alea: np.random.Generator
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Un lot et tous ses passages, même futurs : les effectifs d'une étape sont ceux qui sortent de la précédente."""
    nom = f"DEMO-{depot:%Y-%m}-{categorie}"
    bas, haut, rendement, masse, cout = CATEGORIES[categorie]
    origine, deposant, public = ORIGINES[rang % len(ORIGINES)]
    depose = int(alea.integers(bas, haut))
    bons = int(alea.binomial(depose, rendement))
    pieces = (depose - bons) // 3
    rates = min(bons, int(alea.binomial(bons, 0.05)))
    prets = bons - rates
    remis = [prets // 2, prets - prets // 2]
    revenus = 1 if remis[0] >= 6 else 0
    debut = {"de": "gisement", "vers": "collecte"}
    etapes = [
        (0, debut, depose, {}),
        (12, {"de": "collecte", "vers": "diagnostique"}, depose, {}),
        (12, {"de": "diagnostique", "vers": "reconditionnable"}, bons, {}),
        (12, {"de": "diagnostique", "vers": "pieces"}, pieces, {}),
        (14, {"de": "diagnostique", "vers": "recyclage"}, depose - bons - pieces, {}),
        (30, {"de": "reconditionnable", "vers": "reconditionne"}, bons, {}),
        (31, {"de": "reconditionne", "vers": "echec_test"}, rates, {}),
        (40, {"de": "echec_test", "vers": "recyclage"}, rates, {}),
        (31, {"de": "reconditionne", "vers": "stock_pret"}, prets, {}),
        *(
            (jours, {"de": "stock_pret", "vers": "distribue"}, n, _remise(n, alea))
            for jours, n in zip((47, 82 + int(alea.integers(0, 40))), remis, strict=True)
        ),
        (60, {"de": "distribue", "vers": "retour"}, revenus, {}),
        (61, {"de": "retour", "vers": "diagnostique"}, revenus, {}),
        (61, {"de": "diagnostique", "vers": "recyclage"}, revenus, {}),
    ]
    statut = "dechet" if rang % 8 == BENNE else "produit"
    passages = [
        {
            "date": depot + timedelta(days=jours),
            "id_lot": nom,
            "categorie": categorie,
            "origine": origine,
            "etape_de": passage["de"],
            "etape_vers": passage["vers"],
            "quantite": quantite,
            "masse_kg": round(quantite * masse, 2),
            "code_insee": communes[int(alea.integers(0, len(communes)))],
            "statut_juridique": _statut(passage["vers"], statut),
            **autres,
        }
        for jours, passage, quantite, autres in etapes
        if quantite
    ]
    lot = {
        "id_lot": nom,
        "date_depot": depot,
        "origine": origine,
        "deposant": deposant,
        "donateur_public": public,
        "annee_fabrication": depot.year - (12 if rang % 8 == 4 else int(alea.integers(4, 9))),
        "reformes": depose if public else None,
        "statut_juridique": statut,
        "avec_stockage": depose,
        "effaces_certifies": depose - int(alea.binomial(depose, 0.06)),
        "cout_eur": round(depose * cout, 2),
    }
    return lot, passages


def _statut(vers: str, a_l_entree: str) -> str:
    """Un déchet redevient un produit par la préparation au réemploi ; ce qui part au recyclage est un déchet."""
    if vers == "recyclage":
        return "dechet"
    return a_l_entree if vers in AVANT_REEMPLOI else "produit"


def _remise(quantite: int, alea: np.random.Generator) -> dict[str, Any]:
    return {
        "public_beneficiaire": PUBLICS[int(alea.integers(0, len(PUBLICS)))],
        "accompagnes": int(alea.binomial(quantite, 0.7)),
    }


def _inventaires(flux: list[dict[str, Any]], a_date: date) -> list[dict[str, Any]]:
    """À chaque fin de trimestre passée, ce que les flux laissent à chaque étape : l'écart est nul."""
    return [
        {"date": fin, "noeud": etape, "categorie": categorie, "quantite": _reste(flux, etape, categorie, fin)}
        for fin in _fins_de_trimestre(flux, a_date)
        for etape in EN_COURS
        for categorie in CATEGORIES
    ]


def _reste(flux: list[dict[str, Any]], etape: str, categorie: str, fin: date) -> int:
    passages = [p for p in flux if p["date"] <= fin and p["categorie"] == categorie]
    entrees = sum(p["quantite"] for p in passages if p["etape_vers"] == etape)
    return int(entrees - sum(p["quantite"] for p in passages if p["etape_de"] == etape))


def _fins_de_trimestre(flux: list[dict[str, Any]], a_date: date) -> Iterator[date]:
    debut = min((p["date"] for p in flux), default=a_date)
    for trimestre in pd.period_range(debut, a_date, freq="Q"):
        fin = trimestre.end_time.date()
        if fin <= a_date:
            yield fin


def _lot_faux(commune: str, a_date: date) -> tuple[list[dict[str, Any]], dict[str, Any], dict[str, Any]]:
    """Douze tablettes entrées, quatorze diagnostiquées ; et un inventaire qui n'en trouve que cinq."""
    depot = a_date - timedelta(days=60)
    suite = (
        ("gisement", "collecte", 12, 0),
        ("collecte", "diagnostique", 14, 20),
        ("diagnostique", "pieces", 6, 21),
    )
    passages = [
        {
            "date": depot + timedelta(days=jours), "id_lot": LOT_FAUX, "categorie": "tablette", "origine": "association",
            "etape_de": de, "etape_vers": vers, "quantite": quantite, "code_insee": commune, "statut_juridique": "produit",
        }
        for de, vers, quantite, jours in suite
    ]  # fmt: skip
    lot = {
        "id_lot": LOT_FAUX, "date_depot": depot, "origine": "association", "donateur_public": False,
        "deposant": f"Association fictive {MARQUE}", "statut_juridique": "produit",
    }  # fmt: skip
    inventaire = {
        "date": a_date - timedelta(days=5),
        "noeud": "diagnostique",
        "categorie": "tablette",
        "quantite": 5,
    }
    return passages, lot, inventaire


def _annonces(communes: list[str], a_date: date) -> list[dict[str, Any]]:
    """Six annonces : une remise, deux confirmées, les autres à venir dans les neuf mois."""
    etats = ("remis", "confirme", "confirme", "annonce", "annonce", "annonce")
    return [
        {
            "id": f"demonstration-{rang + 1}",
            "donateur": f"Collectivité fictive {MARQUE}",
            "donateur_public": True,
            "date_annonce": a_date - timedelta(days=90 - 10 * rang),
            "date_prevue": a_date + timedelta(days=50 * (rang - 1) + 10),
            "categorie": categorie,
            "quantite": quantite,
            "code_insee": communes[rang],
            "etat": etats[rang],
        }
        for rang, (categorie, quantite) in enumerate(ANNONCES)
    ]
