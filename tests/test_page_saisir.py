"""La page « Saisir et corriger », sans navigateur : changer, refuser, enregistrer, s'opposer, défaire."""

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from inclusion.data.instantanes import copier, instantanes
from inclusion.data.lecture import JEU_EMBARQUE, load_jeu

RACINE = Path(__file__).resolve().parents[1]
DECISION = {"date_comite": "12/01/2026", "objet": "Ouvrir une permanence à Sault", "statut": "a_faire"}


@pytest.fixture
def dossier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copier(JEU_EMBARQUE, tmp_path / "jeu")
    regler(tmp_path / "jeu", "permise = true")
    monkeypatch.setenv("INCLUSION_DONNEES", str(tmp_path / "jeu"))
    return tmp_path / "jeu"


def regler(dossier: Path, edition: str) -> None:
    chemin = dossier / "parametres.toml"
    texte = chemin.read_text(encoding="utf-8").partition("\n[edition]")[0]
    chemin.write_text(f"{texte}\n[edition]\n{edition}\n", encoding="utf-8")


def ouvrir(table: str) -> AppTest:
    at = AppTest.from_file(str(RACINE / "app.py"), default_timeout=180)
    at.query_params["table"] = table
    return sans_panne(at.switch_page("pages/vues/saisir.py").run())


def sans_panne(at: AppTest) -> AppTest:
    assert [e.message for e in at.exception] == []
    assert [e.value for e in at.error if "pas pu être affichée" in e.value] == []
    return at


def saisir(
    at: AppTest,
    *,
    changees: dict[int, dict[str, str]] | None = None,
    ajoutees: tuple[dict[str, str], ...] = (),
) -> AppTest:
    (grille,) = at.data_editor
    at.session_state[grille.key] = {
        "edited_rows": changees or {},
        "added_rows": list(ajoutees),
        "deleted_rows": [],
    }
    return sans_panne(at.run())


def bouton(at: AppTest, libelle: str) -> Any:
    (trouve,) = [b for b in at.button if b.label == libelle]
    return trouve


def dits(at: AppTest, *genres: str) -> str:
    return "\n".join(str(e.value) for g in genres for e in at.get(g)).replace("\\", "").replace("\u202f", " ")


def actions(dossier: Path) -> dict[str, str]:
    table = load_jeu(dossier)["actions"]
    return dict(zip(table["id"], table["pilote"].fillna(""), strict=True))


def test_rien_n_est_a_enregistrer_tant_que_rien_n_est_change(dossier: Path) -> None:
    at = ouvrir("actions")
    assert bouton(at, "Enregistrer la saisie").disabled
    assert "Rien pour l'instant." in dits(at, "caption")
    assert "Aucune saisie" in dits(at, "caption")


def test_une_cellule_changee_s_enregistre_et_le_journal_le_dit(dossier: Path) -> None:
    at = saisir(ouvrir("actions"), changees={0: {"pilote": "CCAS d'Apt"}})
    bouton(at, "Enregistrer la saisie").click()
    at = sans_panne(at.run())
    assert "Enregistré le" in dits(at, "success")
    assert next(iter(actions(dossier).values())) == "CCAS d'Apt"
    (saisie,) = [i for i in instantanes(dossier) if i.gestes]
    (geste,) = saisie.gestes["actions"]
    assert (geste.colonne, geste.avant, geste.apres, saisie.qui) == ("pilote", "", "CCAS d'Apt", "")
    assert bouton(at, "Enregistrer la saisie").disabled


def test_une_ligne_ajoutee_passe_par_les_regles_d_un_depot(dossier: Path) -> None:
    at = saisir(ouvrir("decisions"), ajoutees=(DECISION,))
    assert "date mise en forme" in dits(at, "caption")
    bouton(at, "Enregistrer la saisie").click()
    at = sans_panne(at.run())
    table = load_jeu(dossier)["decisions"]
    assert table["objet"].to_list() == [DECISION["objet"]]
    assert str(table["date_comite"].iloc[0].date()) == "2026-01-12"
    assert table["nature"].to_list() == ["reel"]


def test_une_ligne_refusee_dit_pourquoi_et_ne_s_enregistre_pas(dossier: Path) -> None:
    at = saisir(ouvrir("decisions"), ajoutees=({**DECISION, "objet": ""},))
    assert "colonne « Décision »" in dits(at, "error")
    assert bouton(at, "Enregistrer la saisie").disabled
    assert not [i for i in instantanes(dossier) if i.gestes]


def test_une_cible_sans_adoptant_est_refusee_avec_la_raison(dossier: Path) -> None:
    cible = {
        "id_indicateur": "I-01",
        "code_territoire": "84",
        "reference": "60",
        "date_reference": "2025-12-31",
        "cible": "80",
        "date_cible": "2027-12-31",
        "adoptee_par": "",
    }
    at = saisir(ouvrir("cibles"), ajoutees=(cible,))
    assert "colonne « Adoptée par »" in dits(at, "error")
    assert bouton(at, "Enregistrer la saisie").disabled


def test_deux_editeurs_sur_deux_cellules_se_completent(dossier: Path) -> None:
    moi, autre = ouvrir("actions"), ouvrir("actions")
    autre = saisir(autre, changees={0: {"remarque": "vu en réunion"}})
    bouton(autre, "Enregistrer la saisie").click()
    sans_panne(autre.run())
    moi = saisir(moi, changees={0: {"pilote": "CCAS d'Apt"}})
    bouton(moi, "Enregistrer la saisie").click()
    sans_panne(moi.run())
    premiere = load_jeu(dossier)["actions"].iloc[0]
    assert (premiere["pilote"], premiere["remarque"]) == ("CCAS d'Apt", "vu en réunion")


def test_deux_editeurs_sur_la_meme_cellule_voient_les_deux_valeurs_et_choisissent(dossier: Path) -> None:
    moi, autre = ouvrir("actions"), ouvrir("actions")
    autre = saisir(autre, changees={0: {"pilote": "Mairie d'Apt"}})
    bouton(autre, "Enregistrer la saisie").click()
    sans_panne(autre.run())
    moi = saisir(moi, changees={0: {"pilote": "CCAS d'Apt"}})
    assert "Quelqu'un a enregistré" in dits(moi, "error")
    assert bouton(moi, "Enregistrer la saisie").disabled
    (choix,) = [r for r in moi.radio if "pilote" in r.label]
    choix.set_value("Ma valeur")
    moi = sans_panne(moi.run())
    bouton(moi, "Enregistrer la saisie").click()
    sans_panne(moi.run())
    assert next(iter(actions(dossier).values())) == "CCAS d'Apt"
    assert len([i for i in instantanes(dossier) if i.gestes]) == 2


def test_une_saisie_se_defait_sans_toucher_aux_autres(dossier: Path) -> None:
    at = saisir(ouvrir("actions"), changees={0: {"pilote": "CCAS d'Apt"}})
    bouton(at, "Enregistrer la saisie").click()
    at = sans_panne(at.run())
    bouton(at, "Défaire cette saisie").click()
    at = sans_panne(at.run())
    assert "Défait le" in dits(at, "success")
    assert next(iter(actions(dossier).values())) == ""


def test_une_instance_publique_se_lit_sans_se_modifier(dossier: Path) -> None:
    regler(dossier, "permise = false")
    at = ouvrir("actions")
    assert "se consulte sans se modifier" in dits(at, "info")
    at = saisir(at, changees={0: {"pilote": "CCAS d'Apt"}})
    assert bouton(at, "Enregistrer la saisie").disabled


# Recopier le cadre d'une feuille de route


def territoires(vers: str) -> AppTest:
    at = AppTest.from_file(str(RACINE / "app.py"), default_timeout=180)
    at.query_params["vers"] = vers
    return sans_panne(at.switch_page("pages/vues/territoires.py").run())


def recopier(at: AppTest) -> Any:
    (trouve,) = [b for b in at.button if b.label.startswith("Ajouter ces actions")]
    return trouve


def test_le_cadre_d_une_feuille_de_route_se_recopie_sur_place_une_seule_fois_et_se_defait(
    dossier: Path,
) -> None:
    at = territoires("fdr-200035723")
    sans_panne(recopier(at).click().run())
    lues = load_jeu(dossier)["actions"].query("id_feuille == 'fdr-200035723'")
    assert len(lues) == 10
    assert set(lues["statut"]) == {"a_discuter"}
    assert set(lues["pilote"]) == {""}
    (saisie,) = [i for i in instantanes(dossier) if i.gestes]
    assert len(saisie.gestes["actions"]) == 10
    assert recopier(at).disabled
    assert any("y sont déjà" in c.value for c in at.caption)


def test_une_instance_publique_ne_recopie_rien(dossier: Path) -> None:
    regler(dossier, "permise = false")
    assert recopier(territoires("fdr-200035723")).disabled
