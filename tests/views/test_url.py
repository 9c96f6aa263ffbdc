"""L'URL est la mémoire : ce qui est demandé s'y lit, ce qui est choisi s'y écrit."""

from streamlit.testing.v1 import AppTest


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
