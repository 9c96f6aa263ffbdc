"""L'exemple de docs/methode.md, relu dans le document et recalculé : à la main, puis par le programme."""

import math
import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from inclusion.analysis.accessibilite import METHODES
from inclusion.analysis.couverture import Demande
from inclusion.analysis.desserte import Desserte, desserte, terciles
from inclusion.analysis.observations import observer
from inclusion.analysis.temps_trajet import SOUS
from inclusion.commandes import lancer
from inclusion.data.lecture import JEU_EMBARQUE, load_jeu

TEXTE = (Path(__file__).resolve().parents[1] / "docs" / "methode.md").read_text(encoding="utf-8")
EXEMPLE = TEXTE.split("## Exemple", 1)[1].split("\n## ", 1)[0]
LIGNES = [
    [c.strip() for c in ligne.strip("|").split("|")] for ligne in EXEMPLE.splitlines() if "|" in ligne[:1]
]


def lu(texte: str) -> float:
    return float(texte.replace(",", "."))


def dit(nom: str) -> float:
    """La valeur de la deuxième colonne, en face de ce nom."""
    (valeur,) = [ligne[1] for ligne in LIGNES if ligne[0] == nom]
    return lu(valeur)


COMMUNES = {
    ligne[0]: [lu(v) for v in ligne[1:]] for ligne in LIGNES if len(ligne) == 5 and re.match(r"\d", ligne[1])
}


@pytest.fixture(scope="module")
def calculee() -> Desserte:
    return desserte(observer(load_jeu(JEU_EMBARQUE), date(2026, 11, 23)), Demande())


@pytest.fixture(scope="module")
def aurel(calculee: Desserte) -> pd.Series:
    return calculee.communes.set_index("code_insee").loc["84005"]


# À la main, d'après les seules données du document


def test_la_distance_et_les_temps_se_refont_a_la_main() -> None:
    distance = math.hypot(dit("x d'Aurel") - dit("x du lieu"), dit("y d'Aurel") - dit("y du lieu"))
    assert dit("distance (m)") == pytest.approx(distance, abs=0.002)
    assert dit("temps (min)") == pytest.approx(1.3 * distance / (30_000 / 60), abs=0.001)
    assert dit("temps court (min)") == pytest.approx(0.8 * dit("temps (min)"), abs=0.001)
    assert dit("temps long (min)") == pytest.approx(1.25 * dit("temps (min)"), abs=0.002)


@pytest.mark.parametrize(
    ("nom", "taux"), [("besoin (personnes)", 0.42), ("besoin bas", 0.35), ("besoin haut", 0.50)]
)
def test_le_besoin_se_refait_a_la_main(nom: str, taux: float) -> None:
    jeunes, actifs, seniors = dit("0-19 ans"), dit("20-64 ans"), dit("65 ans et plus")
    assert dit(nom) == pytest.approx(0.02 * jeunes / 4 + 0.07 * actifs + taux * seniors, abs=0.001)


def test_l_offre_accessible_se_refait_a_la_main() -> None:
    assert dit("capacité (ETP)") == pytest.approx(dit("heures du lieu") / 35)
    assert len(COMMUNES) == 4
    for temps, poids, besoin, produit in COMMUNES.values():
        assert poids == (1 if temps <= 10 else 0.3 if temps <= 15 else 0.1)
        assert produit == pytest.approx(poids * besoin, abs=0.001)
    demande = sum(produit for *_, produit in COMMUNES.values())
    assert dit("demande pondérée") == pytest.approx(demande, abs=0.001)
    assert dit("ETP par personne") == pytest.approx(dit("capacité (ETP)") / demande, rel=1e-4)
    assert dit("APL-MN d'Aurel") == pytest.approx(10_000 * 0.3 * dit("ETP par personne"), abs=0.001)


# Par le programme, d'après le jeu de données


@pytest.mark.parametrize(
    ("nom", "colonne"),
    [
        ("temps (min)", "minutes"),
        ("temps court (min)", "minutes_basses"),
        ("temps long (min)", "minutes_hautes"),
        ("besoin (personnes)", "besoin"),
        ("besoin bas", "besoin_bas"),
        ("besoin haut", "besoin_haut"),
        ("taux de besoin (%)", "taux_besoin"),
        ("APL-MN d'Aurel", "apl_mn"),
        ("0-19 ans", "pop_0_19"),
        ("20-64 ans", "pop_20_64"),
        ("65 ans et plus", "pop_65_plus"),
    ],
)
def test_le_programme_trouve_ce_que_dit_le_document(nom: str, colonne: str, aurel: pd.Series) -> None:
    assert float(aurel[colonne]) == pytest.approx(dit(nom), abs=0.001)


def test_le_programme_range_aurel_ou_le_dit_le_document(aurel: pd.Series, calculee: Desserte) -> None:
    assert aurel["zone"] == SOUS
    assert aurel["au_bord"], "une commune voisine est plus proche"
    haute = terciles(calculee.communes["taux_besoin"])[1]
    assert f"{haute:.3f}".replace(".", ",") in EXEMPLE
    assert dit("taux de besoin (%)") > haute


def test_le_programme_trouve_les_memes_communes_autour_de_sault(calculee: Desserte) -> None:
    table = calculee.communes.set_index("nom")
    for nom, (temps, _, besoin, _) in COMMUNES.items():
        assert float(table.loc[nom, "minutes"]) == pytest.approx(temps, abs=0.001)
        assert float(table.loc[nom, "besoin"]) == pytest.approx(besoin, abs=0.001)


# Les commandes, sur les petites tables du document

COMMANDES = [
    [c.strip() for c in ligne.strip("|").split("|")]
    for ligne in TEXTE.splitlines()
    if ligne.startswith("| `accessibilite …")
]


@pytest.mark.parametrize(("commande", "reponse"), [ligne[:2] for ligne in COMMANDES])
def test_les_commandes_du_document_repondent_ce_qu_il_dit(
    commande: str, reponse: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bloc = [
        re.split(r"\s{2,}", ligne.strip())
        for ligne in TEXTE.split("`T.csv` :", 1)[1].split("\n\n")[1].splitlines()
    ]
    for nom, rang in (("D", 0), ("O", 1), ("T", -1)):
        cellules = [ligne[rang] for ligne in bloc if len(ligne) == 3 or rang != 1]
        (tmp_path / f"{nom}.csv").write_text("\n".join(cellules) + "\n", encoding="utf-8")
    tables = ["--demande", "D.csv", "--offre", "O.csv", "--temps", "T.csv", "--sortie", "R.csv"]
    options = commande.strip("`").split(" … ")[1].split()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["inclusion", "accessibilite", *tables, *options])
    assert lancer() == 0
    rendues = pd.read_csv("R.csv", dtype={"id": "str"})
    assert list(rendues["id"]) == ["01004", "01005", "01006"]
    dites = [math.nan if dite == "vide" else lu(dite) for dite in reponse.split(" ; ")]
    assert list(rendues["valeur"]) == pytest.approx(dites, abs=1e-6, nan_ok=True)


def test_le_document_montre_les_six_mesures() -> None:
    assert {ligne[0].split("--methode ")[1].split()[0].strip("`") for ligne in COMMANDES} == set(METHODES)


def test_les_reglages_ecrits_dans_le_document_sont_ceux_du_jeu(calculee: Desserte) -> None:
    r = calculee.reglages
    assert (r.vitesse_plaine, r.vitesse_relief, r.detour, r.bas, r.haut) == (45, 30, 1.3, 0.8, 1.25)
    for ecrit in ("v = 45 km/h, ou 30 km/h", "1,3 × d / v", "1,25 × temps ≤ T", "0,8 × temps > T"):
        assert ecrit in TEXTE
