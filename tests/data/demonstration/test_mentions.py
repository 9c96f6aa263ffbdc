"""La provenance d'une table dit la démonstration tant qu'elle y est, et seulement alors."""

from datetime import date

from inclusion.data.demonstration.mentions import PRODUCTEUR, avec_mention, sans_mention
from inclusion.data.provenance import provenance

A_DATE = date(2026, 10, 31)
VIDE = {
    "name": "candidatures",
    "nature": "vide",
    "producteur": "Département (à fournir)",
    "date_donnees": None,
    "millesime": "",
    "sources": [{"title": "À fournir : table encore vide"}],
}
REELLE = {
    "name": "partenaires",
    "nature": "reel",
    "producteur": "Banatic",
    "date_donnees": "2026-01-01",
    "millesime": "2026",
    "sources": [{"title": "Banatic 2026", "date_donnees": "2026-01-01"}],
}


def test_une_table_vide_prend_la_date_de_la_demonstration() -> None:
    dite = avec_mention(VIDE, graine=84, a_date=A_DATE)
    assert dite["producteur"] == f"Département (à fournir) ; {PRODUCTEUR}"
    assert dite["date_donnees"] == "2026-10-31"
    assert dite["millesime"] == "démonstration, au 31 octobre 2026"
    assert [s["title"] for s in dite["sources"]] == ["Démonstration : valeurs inventées, graine 84"]


def test_une_table_reelle_garde_sa_date_et_ses_sources() -> None:
    dite = avec_mention(REELLE, graine=84, a_date=A_DATE)
    assert (dite["date_donnees"], dite["millesime"]) == ("2026-01-01", "2026")
    assert [s["title"] for s in dite["sources"]] == [
        "Banatic 2026",
        "Démonstration : valeurs inventées, graine 84",
    ]


def test_retirer_rend_la_description_d_avant() -> None:
    assert sans_mention(avec_mention(VIDE, graine=84, a_date=A_DATE), vide=True) == VIDE
    assert sans_mention(avec_mention(REELLE, graine=84, a_date=A_DATE), vide=False) == REELLE


def test_engendrer_de_nouveau_ne_repete_pas_la_mention() -> None:
    deux_fois = avec_mention(avec_mention(REELLE, graine=1, a_date=A_DATE), graine=2, a_date=A_DATE)
    assert deux_fois["producteur"] == f"Banatic ; {PRODUCTEUR}"
    assert [s["title"] for s in deux_fois["sources"]][1:] == ["Démonstration : valeurs inventées, graine 2"]


def test_le_dernier_constat_d_une_table_melee_est_celui_du_reel() -> None:
    melee, inventee = (provenance(avec_mention(r, graine=84, a_date=A_DATE)) for r in (REELLE, VIDE))
    assert melee.dernier_constat == date(2026, 1, 1), "la démonstration ne rajeunit pas Banatic"
    assert inventee.dernier_constat is None
