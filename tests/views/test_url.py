"""Un texte venu des données reste un texte dans le Markdown de Streamlit."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from inclusion.views.url import LIEN_AUTOMATIQUE, inerte

PIEGES = [
    "[clic](exemple)", "![x](a.png)", "<img src=x onerror=alert(1)>",
    "`code`", "${alert(1)}", "$x^2$", ":smile:", ":red[rouge]", ":material/home:", "**gras**", "# titre", "a | b",
    "1. un", "- un", "> cité", "~~barré~~", "&lt;script&gt;", "\\[x\\]",
]  # fmt: skip
# Markdown fait un lien d'une adresse nue, même échappée : ces textes sont écrits en code.
ADRESSES = [
    "[clic](http://exemple.invalid)", "![x](http://exemple.invalid/a.png)", "http://exemple.invalid",
    "www.exemple.invalid", "a@exemple.invalid", "`` `www.exemple.invalid` ``",
]  # fmt: skip


@pytest.mark.parametrize("piege", PIEGES)
def test_aucun_signe_actif_n_est_laisse_nu(piege: str) -> None:
    assert re.findall(r"(?<!\\)(?:\\\\)*[`*_{}\[\]()<>#|~:$&@!]", inerte(piege)) == []


@pytest.mark.parametrize("piege", PIEGES)
def test_le_texte_se_relit_une_fois_les_barres_otees(piege: str) -> None:
    assert re.sub(r"\\(.)", r"\1", inerte(piege)) == piege


@pytest.mark.parametrize("adresse", ADRESSES)
def test_une_adresse_est_ecrite_en_code_et_s_y_lit_telle_quelle(adresse: str) -> None:
    cloture, texte, fin = re.fullmatch(r"(`+) (.*) (`+)", inerte(adresse)).groups()
    assert (cloture, texte) == (fin, adresse)
    assert cloture not in re.findall("`+", adresse)


@given(st.text().filter(lambda texte: not LIEN_AUTOMATIQUE.search(texte)))
def test_l_echappement_est_reversible_quel_que_soit_le_texte(texte: str) -> None:
    assert re.sub(r"\\(.)", r"\1", inerte(texte), flags=re.DOTALL) == texte.replace("\n", " ")


def test_un_saut_de_ligne_ne_commence_pas_de_paragraphe() -> None:
    assert "\n" not in inerte("un\n\n# deux")


def test_un_nombre_ou_un_vide_s_ecrivent_aussi() -> None:
    assert (inerte(12), inerte("")) == ("12", "")


def lecteur() -> None:
    """Une page minuscule : deux valeurs admises, ce que l'on a lu, un bouton qui écrit."""
    import streamlit as st

    from inclusion.views import url

    st.write(",".join(url.lues("service", ["a", "b", "c"])))
    st.button("écrire", on_click=lambda: url.ecrire("service", ["b", "c"]))
    st.button("effacer", on_click=lambda: url.ecrire("service", [""]))


def ouvrir(*valeurs: str) -> AppTest:
    at = AppTest.from_function(lecteur)
    if valeurs:
        at.query_params["service"] = list(valeurs)
    at.run()
    assert not at.exception
    return at


def test_les_valeurs_se_lisent_dans_l_ordre_admis() -> None:
    assert ouvrir("c", "a").markdown[0].value == "a,c"


def test_sans_valeur_demandee_rien_n_est_lu() -> None:
    at = ouvrir()
    assert (at.markdown[0].value, len(at.warning)) == ("", 0)


def test_une_valeur_inconnue_est_ignoree_et_dite() -> None:
    at = ouvrir("a", "<img>")
    assert at.markdown[0].value == "a"
    assert "« \\<img\\> » (service)" in at.warning[0].value


def test_ce_qui_est_choisi_s_ecrit_dans_le_lien_et_s_y_relit() -> None:
    at = ouvrir()
    at.button[0].click().run()
    assert at.query_params["service"] == ["b", "c"]
    assert at.markdown[0].value == "b,c"


def test_ne_rien_choisir_retire_la_cle() -> None:
    at = ouvrir("a")
    at.button[1].click().run()
    assert "service" not in at.query_params
