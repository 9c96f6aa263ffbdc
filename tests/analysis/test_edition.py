"""Modifier une table à plusieurs, sur deux actions : ce qui se complète, ce qui se contredit, ce qui se défait."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from inclusion.analysis.edition import appliquer, modifications
from inclusion.model.edition import Geste, lue

CLE = ("id",)


def table(*lignes: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(list(lignes), columns=["id", "statut", "pilote"], dtype="str")


OUVERTE = table(("a", "en_cours", "CCAS"), ("b", "a_venir", "EPCI"))


def contenu(t: pd.DataFrame) -> list[tuple[str, ...]]:
    return [tuple(ligne) for ligne in t.to_numpy()]


def test_une_cellule_changee_est_un_geste_et_rien_d_autre() -> None:
    voulue = table(("a", "realise", "CCAS"), ("b", "a_venir", "EPCI"))
    (geste,) = modifications(OUVERTE, voulue, CLE)
    assert (geste.geste, geste.ligne, geste.colonne, geste.avant, geste.apres) == (
        Geste.CHANGEMENT,
        "a",
        "statut",
        "en_cours",
        "realise",
    )


def test_deux_personnes_sur_deux_cellules_se_completent() -> None:
    moi = modifications(OUVERTE, table(("a", "realise", "CCAS"), ("b", "a_venir", "EPCI")), CLE)
    devenue = table(("a", "en_cours", "Mairie"), ("b", "a_venir", "EPCI"))
    apres, conflits = appliquer(devenue, moi, CLE)
    assert conflits == ()
    assert contenu(apres)[0] == ("a", "realise", "Mairie")


def test_deux_personnes_sur_la_meme_cellule_sont_en_conflit_et_rien_n_est_perdu() -> None:
    moi = modifications(OUVERTE, table(("a", "realise", "CCAS"), ("b", "a_venir", "EPCI")), CLE)
    devenue = table(("a", "bloque", "CCAS"), ("b", "a_venir", "EPCI"))
    apres, (conflit,) = appliquer(devenue, moi, CLE)
    assert (conflit.modification.apres, conflit.leur) == ("realise", "bloque")
    assert contenu(apres) == contenu(devenue)
    forcee, aucun = appliquer(devenue, moi, CLE, forces=moi)
    assert (contenu(forcee)[0], aucun) == (("a", "realise", "CCAS"), ())


def test_la_meme_valeur_saisie_deux_fois_n_est_pas_un_conflit() -> None:
    voulue = table(("a", "realise", "CCAS"), ("b", "a_venir", "EPCI"))
    apres, conflits = appliquer(voulue, modifications(OUVERTE, voulue, CLE), CLE)
    assert (contenu(apres), conflits) == (contenu(voulue), ())


def test_changer_une_ligne_que_l_autre_a_retiree_est_un_conflit() -> None:
    moi = modifications(OUVERTE, table(("a", "realise", "CCAS"), ("b", "a_venir", "EPCI")), CLE)
    _, (conflit,) = appliquer(table(("b", "a_venir", "EPCI")), moi, CLE)
    assert conflit.leur == "ligne retirée"


def test_retirer_une_ligne_que_l_autre_a_changee_est_un_conflit() -> None:
    moi = modifications(OUVERTE, OUVERTE.drop(index=0), CLE)
    devenue = table(("a", "bloque", "CCAS"), ("b", "a_venir", "EPCI"))
    apres, conflits = appliquer(devenue, moi, CLE)
    assert len(conflits) == 1 and contenu(apres) == contenu(devenue)


def test_ajouter_une_cle_que_l_autre_a_deja_prise_est_un_conflit() -> None:
    voulue = pd.concat([OUVERTE, table(("c", "a_venir", "CAF"))], ignore_index=True)
    devenue = pd.concat([OUVERTE, table(("c", "en_cours", "MSA"))], ignore_index=True)
    _, conflits = appliquer(devenue, modifications(OUVERTE, voulue, CLE), CLE)
    assert [c.modification.geste for c in conflits] == [Geste.AJOUT]


def test_deux_lignes_ajoutees_sans_identifiant_ne_sont_pas_un_conflit() -> None:
    """Personne d'autre n'a enregistré : c'est au contrôle de dire que leur clé manque."""
    voulue = table(
        ("a", "en_cours", "CCAS"), ("b", "a_venir", "EPCI"), ("", "", "Mairie"), ("", "a_venir", "")
    )
    apres, conflits = appliquer(OUVERTE, modifications(OUVERTE, voulue, CLE), CLE)
    assert conflits == ()
    assert contenu(apres)[2:] == [("", "", "Mairie"), ("", "a_venir", "")]


def test_sans_cle_une_ligne_changee_est_retiree_puis_ajoutee() -> None:
    voulue = table(("a", "realise", "CCAS"), ("b", "a_venir", "EPCI"))
    gestes = modifications(OUVERTE, voulue, ())
    assert [g.geste for g in gestes] == [Geste.RETRAIT, Geste.AJOUT]
    apres, conflits = appliquer(OUVERTE, gestes, ())
    assert sorted(contenu(apres)) == sorted(contenu(voulue)) and not conflits


MOTS = st.sampled_from(["", "x", "y", "é|à"])
TABLES = st.lists(
    st.tuples(st.sampled_from("abcd"), MOTS, MOTS), unique_by=lambda ligne: ligne[0], max_size=4
)


@given(avant=TABLES, apres=TABLES)
def test_appliquer_les_gestes_donne_la_table_voulue_et_les_defaire_rend_l_ancienne(
    avant: list[tuple[str, str, str]], apres: list[tuple[str, str, str]]
) -> None:
    ouverte = table(*avant)
    voulue = table(*apres)
    gestes = modifications(ouverte, voulue, CLE)
    assert tuple(lue(g.to_json()) for g in gestes) == gestes
    faite, conflits = appliquer(ouverte, gestes, CLE)
    assert (sorted(contenu(faite)), conflits) == (sorted(contenu(voulue)), ())
    defaite, conflits = appliquer(faite, [g.inverse() for g in reversed(gestes)], CLE)
    assert (sorted(contenu(defaite)), conflits) == (sorted(contenu(ouverte)), ())
