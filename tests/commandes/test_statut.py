"""`statut` et `indicateurs` : ce que lit la machine qui les appelle."""

import csv
import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import typer

from inclusion.commandes.indicateurs import indicateurs
from inclusion.commandes.statut import Sens, statut
from inclusion.data.instantanes import copier, enregistrer
from inclusion.data.lecture import JEU_EMBARQUE, load_jeu

PARIS = ZoneInfo("Europe/Paris")


def serie(dossier: Path, texte: str) -> Path:
    chemin = dossier / "serie.csv"
    chemin.write_text(texte, encoding="utf-8")
    return chemin


def juger(
    capsys: pytest.CaptureFixture[str],
    chemin: Path,
    cible: float,
    echeance: int = 2030,
    sens: Sens = Sens.PLUS,
) -> dict[str, object]:
    statut(chemin, cible, echeance, sens)
    lu: dict[str, object] = json.loads(capsys.readouterr().out)
    return lu


SIX = "annee,valeur\n2020,30\n2021,34\n2022,38\n2023,42\n2024,46\n2025,50\n"


@pytest.mark.parametrize(
    ("cible", "sens", "dit"),
    [
        (70, Sens.PLUS, "en bonne voie"),
        (72, Sens.PLUS, "léger retard"),
        (90, Sens.PLUS, "retard"),
        (20, Sens.MOINS, "s'éloigne"),
    ],
)
def test_les_quatre_statuts_en_json(
    cible: float, sens: Sens, dit: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lu = juger(capsys, serie(tmp_path, SIX), cible, sens=sens)
    assert lu["statut"] == dit
    assert lu["valeur_projetee"] == pytest.approx(70)
    assert {"statut", "valeur_projetee", "ecart_pct"} <= set(lu)


def test_l_ecart_est_un_pourcentage_de_ce_qui_manque(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert juger(capsys, serie(tmp_path, SIX), 90)["ecart_pct"] == pytest.approx(50)


def test_le_separateur_la_virgule_decimale_et_l_ordre_sont_ceux_du_fichier(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desordre = serie(tmp_path, "\ufeffannee;valeur\n2025;50,0\n2020;-30,5\n2022;38\n")
    assert juger(capsys, desordre, 70)["statut"] == "en bonne voie"


@pytest.mark.parametrize(
    ("points", "dit"),
    [
        ("2025,10\n", "pas encore d'évaluation"),
        ("2024,8\n2025,10\n", "feuille de route jeune"),
    ],
)
def test_trop_peu_de_points_ne_donne_pas_de_projection(
    points: str, dit: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lu = juger(capsys, serie(tmp_path, f"annee,valeur\n{points}"), 20)
    assert (lu["statut"], lu["valeur_projetee"], lu["ecart_pct"]) == (dit, None, None)


def test_une_feuille_de_route_jeune_dit_son_retard_en_mois(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lu = juger(capsys, serie(tmp_path, "annee,valeur\n2024,0\n2025,1\n"), 12, 2030)
    assert lu["retard_mois"] == pytest.approx(6)


@pytest.mark.parametrize(
    ("texte", "dit"),
    [
        ("annee,valeur\n2020,dix\n", "ligne 2, colonne « valeur » : « dix »"),
        ("annee,valeur\n2020,1_000\n", "« 1_000 » n'est pas un nombre ; écrire par exemple 12,5"),
        ("annee,valeur\n2020.5,1\n", "ligne 2, colonne « annee » : « 2020.5 » n'est pas une année"),
        ("annee,valeur\n20,1\n", "« 20 » n'est pas une année ; écrire ses quatre chiffres"),
        ("annee,valeur\n2020,1\n2020,2\n", "déjà donné plus haut"),
        (
            "annee,valeur\n2020,1\n2020.0,2\n",
            "ligne 3, colonne « annee » : « 2020 » est déjà donné plus haut",
        ),
        ("an,valeur\n2020,1\n", "colonne « annee » absente"),
        ("", "est vide"),
        ("annee,valeur\n", "au moins une ligne"),
    ],
)
def test_une_serie_fautive_est_refusee_avec_sa_ligne(
    texte: str, dit: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit) as sortie:
        statut(serie(tmp_path, texte), 1, 2030, Sens.PLUS)
    assert sortie.value.exit_code == 2
    assert dit in capsys.readouterr().err


@pytest.mark.parametrize("cible", [float("nan"), float("inf")])
def test_une_cible_qui_n_est_pas_un_nombre_est_refusee(
    cible: float, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit) as sortie:
        statut(serie(tmp_path, SIX), cible, 2030, Sens.PLUS)
    assert sortie.value.exit_code == 2
    assert "Option --cible" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("valeurs", "cible", "sens", "dit"),
    [
        ("2019,-40\n2021,-30\n2024,-15\n", -5, Sens.PLUS, "en bonne voie"),
        ("2019,40\n2021,30\n2024,15\n", 15, Sens.MOINS, "en bonne voie"),
        ("2019,10\n2021,12\n2024,14\n", 15, Sens.MOINS, "léger retard"),
        ("2019,10\n2021,12\n2024,10\n", 15, Sens.PLUS, "s'éloigne"),
        ("2029,10\n2030,12\n2031,14\n", 15, Sens.PLUS, "retard"),
        ("2022,0\n2023,5\n2024,10\n", 10 + 30 / 0.95, Sens.PLUS, "léger retard"),
        ("2022,0\n2023,5\n2024,10\n", 47.5, Sens.PLUS, "léger retard"),
    ],
    ids=[
        "négatives et trous",
        "atteinte en baissant",
        "atteinte mais se dégrade",
        "plat",
        "échue",
        "5 %",
        "20 %",
    ],
)
def test_les_cas_limites_de_la_regle(  # noqa: PLR0917 un cas par colonne
    valeurs: str, cible: float, sens: Sens, dit: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert juger(capsys, serie(tmp_path, f"annee,valeur\n{valeurs}"), cible, sens=sens)["statut"] == dit


# Les indicateurs d'un territoire


def lignes(chemin: Path) -> dict[str, dict[str, str]]:
    with chemin.open(encoding="utf-8-sig", newline="") as fichier:
        return {ligne["code"]: ligne for ligne in csv.DictReader(fichier)}


@pytest.mark.parametrize("code", ["", "84", "200040442", "84003"])
def test_les_35_indicateurs_s_ecrivent_pour_tout_territoire(code: str, tmp_path: Path) -> None:
    indicateurs(tmp_path / "r.csv", code, None, JEU_EMBARQUE)
    lues = lignes(tmp_path / "r.csv")
    assert len(lues) == 35
    assert {ligne["territoire"] for ligne in lues.values()} == {code or "84"}
    assert float(lues["I-01"]["valeur"]) > 50
    assert lues["I-01"]["date"] <= "2024-08-01", "la date de la source, jamais celle du calcul"
    assert lues["I-13"]["valeur"] == ""
    assert lues["I-13"]["statut"] == "sans donnée"


def test_un_territoire_inconnu_est_refuse(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit):
        indicateurs(tmp_path / "r.csv", "99999", None, JEU_EMBARQUE)
    assert "« 99999 » inconnu" in capsys.readouterr().err
    assert not (tmp_path / "r.csv").exists()


def test_une_date_sans_etat_enregistre_montre_l_etat_courant_et_le_dit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    indicateurs(tmp_path / "r.csv", "", datetime(2024, 1, 1), JEU_EMBARQUE)
    assert "Aucun état enregistré au 1er janvier 2024" in capsys.readouterr().err
    lues = lignes(tmp_path / "r.csv")
    assert lues["I-01"]["date"] <= "2024-01-01"
    assert {ligne["etat"] for ligne in lues.values()} == {"courant"}


def test_a_date_lit_l_etat_enregistre_ce_jour_la(tmp_path: Path) -> None:
    """Le jeu a 97 lieux le 1er mars 2026, un seul le 1er juin : la part des habitants proches n'est plus la même."""
    dossier = tmp_path / "jeu"
    copier(JEU_EMBARQUE, dossier)
    tous = load_jeu(dossier)["lieux"]
    un_seul = tous.head(1)
    enregistrer(dossier, {"lieux": tous}, motif="essai", quand=datetime(2026, 3, 1, 12, tzinfo=PARIS))
    enregistrer(dossier, {"lieux": un_seul}, motif="essai", quand=datetime(2026, 6, 1, 12, tzinfo=PARIS))
    lues = {}
    for quand in ("2026-02-01", "2026-05-31", "2026-06-01", "2026-07-01"):
        indicateurs(tmp_path / "r.csv", "", datetime.fromisoformat(quand), dossier)
        lues[quand] = lignes(tmp_path / "r.csv")["I-01"]
    origine, avant, jour_meme, apres = lues.values()
    assert origine["valeur"] == avant["valeur"]
    assert float(avant["valeur"]) > 90 > float(jour_meme["valeur"])
    assert jour_meme["valeur"] == apres["valeur"]
    assert (avant["etat"][:10], apres["etat"][:10]) == ("2026-03-01", "2026-06-01")
