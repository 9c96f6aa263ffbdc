"""Les pages Qualité et Provenance : ce qu'elles disent, et ce qu'une décision sur un doublon change."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from inclusion.data.instantanes import instantanes
from inclusion.data.lecture import JEU_EMBARQUE, load_jeu
from tests.pages_ouvertes import retirer

RACINE = Path(__file__).resolve().parents[1]
QUALITE, PROVENANCE = "pages/vues/qualite.py", "pages/vues/provenance.py"
PERMISE = "\n[edition]\npermise = true\n"
A, B = "84007-ateliers-du-pont", "84007-les-ateliers-du-pont"
DEUX_FICHES = (
    f"{A},,Ateliers du Pont,Avignon,84000,84007,1 rue du Pont,,43.95,4.81,ASSO,,,,Mo-We 09:00-12:00,,,Essai A,,,2026-10-01,"
    "Aide aux démarches administratives,,,,,,,,,,,adresse,,reel\n"
    f"{B},,Les Ateliers du Pont,Avignon,84000,84007,1 rue du Pont,,43.95,4.81,ASSO,+33490000000,,,,,,Essai B,,,2024-01-01,"
    "Utilisation sécurisée du numérique,,,,,,,,,,,adresse,,reel\n"
)


@pytest.fixture
def jeu(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Le jeu embarqué, où l'édition est permise et où deux fiches d'Avignon sont le même lieu."""
    dossier = tmp_path / "jeu"
    shutil.copytree(JEU_EMBARQUE, dossier, ignore=shutil.ignore_patterns("instantanes", "sources", ".verrou"))
    with (dossier / "parametres.toml").open("a", encoding="utf-8") as fichier:
        fichier.write(PERMISE)
    with (dossier / "lieux.csv").open("a", encoding="utf-8", newline="") as fichier:
        fichier.write(DEUX_FICHES)
    monkeypatch.setenv("INCLUSION_DONNEES", str(dossier))
    return dossier


def page(chemin: str, **demandes: str) -> AppTest:
    at = AppTest.from_file(str(RACINE / "app.py"), default_timeout=60)
    for cle, valeur in demandes.items():
        at.query_params[cle] = valeur
    at.switch_page(chemin)
    lue = at.run()
    assert [e.message for e in lue.exception] == []
    assert [e.value for e in lue.error] == []
    return lue


def chiffre(at: AppTest, libelle: str) -> str:
    (valeur,) = [m.value for m in at.metric if m.label == libelle]
    return str(valeur)


def bouton(at: AppTest, debut: str) -> Callable[[], AppTest]:
    (trouve,) = [b for b in at.button if b.key == f"{debut} {A} {B}"]
    assert not trouve.disabled
    return lambda: trouve.click().run()


def textes(at: AppTest) -> str:
    genres = ("markdown", "caption", "warning", "success", "info")
    return "\n".join(str(e.value) for g in genres for e in at.get(g)).replace("\\", "")


def test_les_deux_fiches_sont_proposees_avec_leurs_raisons(jeu: Path) -> None:
    dit = textes(page(QUALITE, territoire="Avignon (84007)"))
    assert "A. Ateliers du Pont" in dit
    assert "B. Les Ateliers du Pont" in dit
    assert "Horaires : lundi au mercredi : 9 h – 12 h" in dit.replace("\u00a0", " ").replace("\u202f", " ")
    assert "Mo-We" not in dit
    assert "noms proches, même adresse, à 0 m l'un de l'autre" in dit


def test_dire_deux_lieux_distincts_retire_la_paire_et_ne_touche_pas_aux_fiches(jeu: Path) -> None:
    at = page(QUALITE)
    avant = int(chiffre(at, "Doublons possibles"))
    apres = bouton(at, "distincts")()
    assert int(chiffre(apres, "Doublons possibles")) == avant - 1
    lu = load_jeu(jeu)
    (decidee,) = lu["decisions_doublons"].to_dict("records")
    assert (decidee["id_a"], decidee["id_b"], decidee["decision"]) == (A, B, "distincts")
    assert {A, B} <= set(lu["lieux"]["id"])


def test_garder_une_fiche_reunit_les_deux_et_l_etat_d_avant_reste_enregistre(jeu: Path) -> None:
    combien = len(load_jeu(jeu)["lieux"])
    bouton(page(QUALITE), "garder A")()
    lu = load_jeu(jeu)
    assert lu.fautes == ()
    assert len(lu["lieux"]) == combien - 1
    reunie = lu["lieux"].set_index("id").loc[A]
    assert reunie["telephone"] == "+33490000000"
    assert reunie["services"] == "Aide aux démarches administratives|Utilisation sécurisée du numérique"
    assert lu["decisions_doublons"]["id_garde"].tolist() == [A]
    assert len(instantanes(jeu)) == 2


def test_sans_le_droit_d_ecrire_les_paires_se_lisent_mais_ne_se_tranchent_pas(
    jeu: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parametres = jeu / "parametres.toml"
    parametres.write_text(
        parametres.read_text("utf-8").replace(PERMISE, "\n[edition]\npermise = false\n"), "utf-8"
    )
    at = page(QUALITE, territoire="Avignon (84007)")
    boutons = [b for b in at.button if str(b.key).startswith(("garder", "distincts"))]
    assert boutons
    assert all(b.disabled for b in boutons)
    assert "se consulte sans se modifier" in textes(at)


def test_une_commune_sans_fiche_dit_quoi_fournir(jeu: Path) -> None:
    at = page(QUALITE, territoire="Saint-Léger-du-Ventoux (84110)")
    assert list(at.metric) == []
    assert "lieux.csv" in textes(at)


def test_sans_la_table_des_lieux_la_page_qualite_reste_entiere(jeu: Path) -> None:
    retirer(jeu, "lieux", "postes")
    assert "lieux.csv" in textes(page(QUALITE))


def test_la_page_provenance_nomme_chaque_table_et_ce_qui_est_en_retard(jeu: Path) -> None:
    at = page(PROVENANCE)
    table = at.dataframe[0].value
    lu = load_jeu(jeu)
    assert len(table) == len(lu.tables)
    lieux = table[table["Table"] == lu.provenances["lieux"].titre].iloc[0]
    assert (lieux["Lignes"], lieux["Cadence"], lieux["En retard"]) == (
        len(lu["lieux"]),
        "trimestrielle",
        "oui",
    )
    assert "cadence attendue trimestrielle" in textes(at)


def test_le_bouton_des_sources_publiques_est_absent_par_defaut(jeu: Path) -> None:
    at = page(PROVENANCE)
    assert [b.label for b in at.button if "Télécharger, contrôler" in b.label] == []
    assert "python -m inclusion actualiser" in textes(at)


def test_le_bouton_des_sources_publiques_demande_internet_et_le_droit_d_ecrire(jeu: Path) -> None:
    with (jeu / "parametres.toml").open("a", encoding="utf-8") as fichier:
        fichier.write("\n[sources]\ninternet = true\n")
    at = page(PROVENANCE)
    assert [b.label for b in at.button if "Télécharger, contrôler" in b.label] != []
