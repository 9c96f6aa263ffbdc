"""La politique de contenu laisse toutes les pages marcher, et arrête ce qu'elle doit arrêter."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.navigateur.conftest import CHEMINS


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
