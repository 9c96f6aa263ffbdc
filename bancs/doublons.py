"""Précision et rappel des doublons proposés, par seuil, sur les paires étiquetées ; et leur vitesse sur 20 000 lieux."""

import random
import time
from pathlib import Path

import pandas as pd

from inclusion.analysis.doublons import COLONNES, SEUIL, doublons
from inclusion.model.schemas import schemas

PAIRES = Path(__file__).resolve().parents[1] / "tests" / "analysis" / "paires_doublons.csv"
SEUILS = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)
VALBRUNE, SORGUELLE = ("84901", "Valbrune"), ("84902", "Sorguelle")
METRES_PAR_DEGRE = 111_195.0


def load_paires(chemin: Path = PAIRES) -> pd.DataFrame:
    """Les paires étiquetées à la main, chacune : étiquette, pourquoi, et les deux fiches."""
    return pd.read_csv(chemin, sep=";", dtype="str", keep_default_na=False)


def fiches(paire: pd.Series) -> pd.DataFrame:
    """Les deux lieux d'une paire, au schéma des lieux, à la distance dite."""
    vide = dict.fromkeys(schemas()["lieux"].colonnes, "")
    loin = float(paire["distance_m"] or 0) / METRES_PAR_DEGRE
    precision = "adresse" if paire["distance_m"] else "commune"
    lignes = []
    for cote in "ab":
        code, commune = SORGUELLE if cote == "b" and paire["commune_b"] else VALBRUNE
        dites = {
            c: paire[f"{c}_{cote}"]
            for c in ("nom", "typologie", "adresse", "telephone", "source", "itinerance")
        }
        position = {"latitude": 44.0 + (loin if cote == "b" else 0), "longitude": 5.0}
        lignes.append(
            {**vide, **dites, **position, "id": cote, "code_insee": code, "commune": commune}
            | {"precision_localisation": precision}
        )
    return pd.DataFrame(lignes)


def jugees(paires: pd.DataFrame) -> pd.DataFrame:
    """Les paires étiquetées et leur score (0 : pas même regardée)."""
    notes = [
        doublons(fiches(p), voisines=[(VALBRUNE[0], SORGUELLE[0])], seuil=0.0)["score"].max()
        for _, p in paires.iterrows()
    ]
    return paires.assign(score=pd.Series(notes, paires.index).fillna(0.0))


def mesures(notees: pd.DataFrame, seuil: float) -> tuple[float, float]:
    """(précision, rappel) à un seuil."""
    proposees, vraies = notees["score"] >= seuil, notees["meme"] == "oui"
    justes = int((proposees & vraies).sum())
    return justes / max(int(proposees.sum()), 1), justes / int(vraies.sum())


def grand_jeu(combien: int, communes: int = 151) -> pd.DataFrame:
    """Des lieux tirés au sort, dont un dixième en double à une lettre près."""
    des = random.Random(84)  # noqa: S311 un tirage reproductible, pas un secret
    sortes = ("Médiathèque", "Centre social", "Mairie", "France services", "Atelier", "MJC", "Tiers-lieu")
    mots = ["".join(des.choices("aeioulmnprst", k=7)).capitalize() for _ in range(3_000)]
    vide = dict.fromkeys(schemas()["lieux"].colonnes, "")
    lignes = []
    for rang in range(combien):
        commune = min(int(des.expovariate(6 / communes)), communes - 1)
        nom = f"{des.choice(sortes)} {des.choice(mots)} {des.choice(mots)}"
        if rang % 10 == 9:
            commune, nom = int(str(lignes[-1]["code_insee"])[2:]), str(lignes[-1]["nom"])[:-1]
        lignes.append(
            vide
            | {
                "id": f"l{rang:05d}",
                "nom": nom,
                "code_insee": f"84{commune:03d}",
                "commune": f"C{commune}",
                "latitude": None,
                "longitude": None,
            }
        )
    return pd.DataFrame(lignes)


def main() -> None:
    notees = jugees(load_paires())
    vraies = int((notees["meme"] == "oui").sum())
    print(f"{len(notees)} paires étiquetées, dont {vraies} vrais doublons ; seuil de l'application : {SEUIL}")
    print("seuil  précision  rappel")
    for seuil in SEUILS:
        precision, rappel = mesures(notees, seuil)
        print(f"{seuil:.2f}   {precision:8.2f}  {rappel:6.2f}")
    for _, p in notees[(notees["score"] >= SEUIL) != (notees["meme"] == "oui")].iterrows():
        print(
            f"  à tort ({p['score']:.2f}, étiquette {p['meme']}) : {p['nom_a']} / {p['nom_b']} — {p['pourquoi']}"
        )
    lieux = grand_jeu(20_000)
    debut = time.perf_counter()
    trouvees = doublons(lieux)
    assert list(trouvees.columns) == COLONNES
    plus_grande = lieux["code_insee"].value_counts().max()
    print(
        f"20 000 lieux ({plus_grande} dans la plus grande commune) : {len(trouvees)} paires proposées "
        f"en {time.perf_counter() - debut:.1f} s"
    )


if __name__ == "__main__":
    main()
