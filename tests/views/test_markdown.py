"""Un texte venu des données reste un texte dans le Markdown de Streamlit."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.views.markdown import A_MONTRER_EN_CODE, inerte

PIEGES = [
    "[clic](exemple)", "![x](a.png)", "<img src=x onerror=alert(1)>",
    "`code`", "${alert(1)}", "$x^2$", ":red[rouge]", ":material/home:", "**gras**", "# titre", "a | b",
    "1. un", "- un", "> cité", "~~barré~~", "&lt;script&gt;", "\\[x\\]",
    "9:00-12:00", "a->b", "(@etalab/decoupage)", "L'atelier @ Apt",
]  # fmt: skip
# L'affichage remplace ces textes après coup, même échappés : ils sont écrits en code.
EN_CODE = [
    "[clic](http://exemple.invalid)", "http://exemple.invalid", "HTTPS://exemple.invalid", "www.exemple.invalid",
    "a@exemple.invalid", "``www.exemple.invalid``", ":smile:", ":+1:", ":100:", "->", "<-", "<->", "--", ">=", "<=", "~=",
]  # fmt: skip


@pytest.mark.parametrize("piege", PIEGES)
def test_aucun_signe_actif_n_est_laisse_nu(piege: str) -> None:
    assert re.findall(r"(?<!\\)(?:\\\\)*[`*_{}\[\]()<>#|~:$&@!]", inerte(piege)) == []


@pytest.mark.parametrize("piege", PIEGES)
def test_le_texte_se_relit_une_fois_les_barres_otees(piege: str) -> None:
    assert re.sub(r"\\(.)", r"\1", inerte(piege)) == piege


@pytest.mark.parametrize("piege", EN_CODE)
@pytest.mark.parametrize(("avant", "apres"), [("", ""), ("chez ", " demain")])
def test_ce_qui_serait_remplace_apres_coup_s_ecrit_en_code_tel_quel(
    piege: str, avant: str, apres: str
) -> None:
    debut, cloture, texte, fin, suite = re.fullmatch(
        r"([^`]*?)(`+) (.*) (`+)([^`]*)", inerte(f"{avant}{piege}{apres}")
    ).groups()
    assert (debut, texte, suite) == (avant, piege, apres)
    assert cloture == fin
    assert cloture not in re.findall("`+", piege)


def test_une_adresse_ne_met_pas_en_code_le_reste_de_la_phrase() -> None:
    assert inerte("voir *ici* www.exemple.invalid") == "voir \\*ici\\* ` www.exemple.invalid `"


@given(st.text().filter(lambda texte: not A_MONTRER_EN_CODE.search(texte)))
def test_l_echappement_est_reversible_aux_blancs_pres(texte: str) -> None:
    rendu = re.sub(r"\\(.)", r"\1", inerte(texte), flags=re.DOTALL)
    assert rendu == re.sub(r"[ \t\r\n]+", " ", re.sub("[\u202a-\u202e\u2066-\u2069]", "", texte))


@pytest.mark.parametrize("retour", ["\n\n", "\r", "\r\n", "\n    "])
def test_un_saut_de_ligne_ne_commence_ni_paragraphe_ni_code(retour: str) -> None:
    assert inerte(f"un{retour}# deux") == "un \\# deux"


def test_un_signe_qui_retourne_la_lecture_disparait() -> None:
    assert inerte("ab\u202ecd\u2067ef") == "abcdef"


def test_un_nombre_ou_un_vide_s_ecrivent_aussi() -> None:
    assert (inerte(12), inerte("")) == ("12", "")
