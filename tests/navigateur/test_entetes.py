"""La politique de contenu laisse toutes les pages marcher, et arrête ce qu'elle doit arrêter."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.navigateur.conftest import CHEMINS, DONNEES, _servir


@pytest.mark.parametrize("chemin", CHEMINS)
def test_une_page_depliee_ne_heurte_pas_la_politique(chemin: str, visite: Any) -> None:
    visite.ouvrir(chemin)
    visite.deplier()
    visite.page.wait_for_timeout(500)
    assert visite.violations == []
    assert visite.erreurs == []
    assert visite.exterieures == []
    expect(visite.page.locator("html")).to_have_attribute("lang", "fr")  # le script de langue s'exécute


def test_un_script_ajoute_a_la_page_ne_s_execute_pas(visite: Any) -> None:
    page = visite.ouvrir("/")
    page.evaluate(
        """() => {
            const intrus = document.createElement("script");
            intrus.textContent = "window.intrus = true";
            document.body.append(intrus);
            document.body.insertAdjacentHTML("beforeend", '<img src="data:," onerror="window.intrus = true">');
        }"""
    )
    page.wait_for_timeout(500)
    assert page.evaluate("() => window.intrus") is None
    assert visite.violations != []
    visite.violations.clear()


def test_la_page_n_atteint_aucun_autre_site(visite: Any) -> None:
    page = visite.ouvrir("/")
    dit = page.evaluate("() => fetch('https://exemple.invalid/').then(() => 'parti', () => 'retenu')")
    assert dit == "retenu"
    assert any("connect-src" in v for v in visite.violations)
    visite.violations.clear()


def test_evaluer_un_texte_est_permis_au_cadre_de_la_carte_et_a_lui_seul(visite: Any) -> None:
    page = visite.ouvrir("/carte")
    visite.carte_dessinee()
    (carte,) = [cadre for cadre in page.frames if "/component/" in cadre.url]
    essai = """() => new Promise(dire => setTimeout(() => {
        try { dire((0, eval)('6 * 7')) } catch (faute) { dire(faute.name) }
    }))"""  # plus tard : ce que l'on évalue du dehors échappe à la politique
    assert carte.evaluate(essai) == 42
    assert visite.violations == []
    assert page.evaluate(essai) == "EvalError"
    visite.violations.clear()


# Le poste local


@pytest.mark.parametrize("nom", ["localhost", "127.0.0.1"])
def test_sur_son_poste_on_ecrit_par_tous_les_noms_de_la_machine(
    nom: str, adresse: str, visiteur: Callable[..., Any]
) -> None:
    page = visiteur(adresse.replace("localhost", nom)).ouvrir("/saisir")
    expect(page.get_by_text("sans s'y enregistrer")).to_have_count(0)
    expect(page.get_by_role("button", name="Enregistrer")).to_be_visible()


@pytest.fixture(scope="module")
def adresse_publique(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """L'application démarrée sans option, sur le même jeu."""
    yield from _servir(DONNEES, tmp_path_factory.mktemp("journal") / "publique.txt", options=())


def test_sans_l_option_qui_est_devant_la_machine_lit_seulement(
    adresse_publique: str, visiteur: Callable[..., Any]
) -> None:
    page = visiteur(adresse_publique).ouvrir("/saisir")
    expect(page.get_by_text("se consulte sans se modifier")).to_be_visible()
