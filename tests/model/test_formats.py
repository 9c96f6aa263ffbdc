"""Une règle de nettoyage par format : ce qu'elle garde, ce qu'elle répare, ce qu'elle refuse de deviner."""

import math
from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.model.anomalies import Gravite, Lu
from inclusion.model.formats import (
    adresse,
    adresse_web,
    booleens,
    code_insee,
    code_postal,
    coordonnees,
    courriel,
    dates,
    horaires,
    listes,
    nombres,
    pivot,
    telephone,
    texte,
)

REGLES: dict[str, tuple[Callable[[str], Lu], tuple[str, ...], tuple[str, ...]]] = {
    "code_insee": (code_insee.code_insee, code_insee.VALIDES, code_insee.INVALIDES),
    "code_postal": (code_postal.code_postal, code_postal.VALIDES, code_postal.INVALIDES),
    "telephone": (telephone.telephone, telephone.VALIDES, telephone.INVALIDES),
    "courriels": (courriel.courriels, courriel.VALIDES, courriel.INVALIDES),
    "adresses_web": (adresse_web.adresses_web, adresse_web.VALIDES, adresse_web.INVALIDES),
    "jour": (dates.jour, dates.VALIDES, dates.INVALIDES),
    "nombre": (nombres.nombre, nombres.VALIDES, nombres.INVALIDES),
    "booleen": (booleens.booleen, booleens.VALIDES, booleens.INVALIDES),
    "pivot": (pivot.pivot, pivot.VALIDES, pivot.INVALIDES),
    "texte": (texte.texte, texte.VALIDES, texte.INVALIDES),
    "horaires": (horaires.horaires, horaires.VALIDES, horaires.INVALIDES),
}
VALIDES = [(nom, lue) for nom, (_, valides, _) in REGLES.items() for lue in valides]
INVALIDES = [(nom, lue) for nom, (_, _, invalides) in REGLES.items() for lue in invalides]
ECRITS = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="0123456789 +().-/,;:|Tt€%hHàéE'\"", max_size=40),
    st.sampled_from([v for _, valides, invalides in REGLES.values() for v in (*valides, *invalides)]),
)


@pytest.mark.parametrize(("nom", "lue"), VALIDES)
def test_une_valeur_bien_ecrite_est_gardee_sans_un_mot(nom: str, lue: str) -> None:
    assert REGLES[nom][0](lue) == Lu(lue)


@pytest.mark.parametrize(("nom", "lue"), INVALIDES)
def test_une_valeur_mal_ecrite_est_reparee_ou_retiree_mais_toujours_dite(nom: str, lue: str) -> None:
    assert REGLES[nom][0](lue).regle


@pytest.mark.parametrize("nom", REGLES)
def test_une_valeur_vide_reste_inconnue_sans_anomalie(nom: str) -> None:
    assert REGLES[nom][0]("") == Lu("")


@pytest.mark.parametrize("nom", REGLES)
@given(lue=ECRITS)
def test_une_regle_ne_tombe_jamais_et_ne_change_plus_ce_qu_elle_a_garde(nom: str, lue: str) -> None:
    garde = REGLES[nom][0](lue)
    assert REGLES[nom][0](garde.valeur).valeur == garde.valeur
    if not garde.regle:
        assert garde.valeur == lue.strip() or nom == "texte"


@pytest.mark.parametrize(
    ("regle", "lue", "gardee", "gravite"),
    [
        (code_insee.code_insee, "1004", "01004", Gravite.CORRIGE),
        (code_insee.code_insee, "84007.0", "84007", Gravite.CORRIGE),
        (code_insee.code_insee, "Avignon", "", Gravite.A_VERIFIER),
        (code_postal.code_postal, "84 000 CEDEX 9", "84000", Gravite.CORRIGE),
        (code_postal.code_postal, "1000", "01000", Gravite.CORRIGE),
        (telephone.telephone, "04 90 00 00 01", "+33490000001", Gravite.CORRIGE),
        (telephone.telephone, "(0)4.90.00.00.01 / 06 00 00 00 00", "+33490000001", Gravite.CORRIGE),
        (telephone.telephone, "0033 4 90 00 00 01", "+33490000001", Gravite.CORRIGE),
        (telephone.telephone, "3646", "", Gravite.CORRIGE),
        (telephone.telephone, "0490", "", Gravite.CORRIGE),
        (courriel.courriels, "mailto:contact@exemple.fr", "contact@exemple.fr", Gravite.CORRIGE),
        (courriel.courriels, "contact (at) exemple.fr", "contact@exemple.fr", Gravite.CORRIGE),
        (courriel.courriels, "prenom.nom@conseiller-numerique.fr", "", Gravite.CORRIGE),
        (adresse_web.adresses_web, "https//:exemple.fr", "https://exemple.fr", Gravite.CORRIGE),
        (adresse_web.adresses_web, "javascript:alert(1)", "", Gravite.A_VERIFIER),
        (dates.jour, "01/08/2024", "2024-08-01", Gravite.CORRIGE),
        (dates.jour, "1er août 2024", "2024-08-01", Gravite.CORRIGE),
        (dates.jour, "45505", "2024-08-01", Gravite.CORRIGE),
        (dates.jour, "1722470400", "2024-08-01", Gravite.CORRIGE),
        (dates.jour, "1970-01-01", "", Gravite.CORRIGE),
        (dates.jour, "31/02/2024", "", Gravite.A_VERIFIER),
        (nombres.nombre, "112 286,48 €", "112286.48", Gravite.CORRIGE),
        (nombres.nombre, "nan", "", Gravite.A_VERIFIER),
        (booleens.booleen, "Oui", "true", Gravite.CORRIGE),
        (booleens.booleen, "peut-être", "", Gravite.A_VERIFIER),
        (pivot.pivot, "356 000 000 00048", "35600000000048", Gravite.CORRIGE),
        (pivot.pivot, "12345678901234", "12345678901234", Gravite.A_VERIFIER),
        (texte.texte, "Non renseignée", "", Gravite.CORRIGE),
        (texte.texte, "Caf&eacute;", "Café", Gravite.CORRIGE),
    ],
)
def test_chaque_defaut_connu_a_sa_reparation(
    regle: Callable[[str], Lu], lue: str, gardee: str, gravite: Gravite
) -> None:
    garde = regle(lue)
    assert (garde.valeur, garde.gravite) == (gardee, gravite)


def test_une_date_a_venir_est_gardee_mais_a_verifier() -> None:
    demain = partial(dates.jour, a_date=date(2026, 11, 22))
    assert demain("2026-11-22") == Lu("2026-11-22")
    assert demain("2026-11-23") == Lu("2026-11-23", "date à venir", Gravite.A_VERIFIER)


@pytest.mark.parametrize(
    ("latitude", "longitude", "attendu", "dit"),
    [
        ("43.95", "4.81", (43.95, 4.81), ""),
        ("43,95", "4,81", (43.95, 4.81), "virgule"),
        ("4.81", "43.95", (43.95, 4.81), "inversées"),
        ("0", "0", (None, None), "inconnues"),
        ("", "", (None, None), ""),
        ("43.95", "", (None, None), "incomplètes"),
        ("inf", "nan", (None, None), "illisibles"),
        ("95", "4.81", (None, None), "hors bornes"),
    ],
)
def test_une_position_est_lue_d_ou_qu_elle_vienne(
    latitude: str, longitude: str, attendu: tuple[float | None, float | None], dit: str
) -> None:
    lu = coordonnees.point(latitude, longitude)
    assert (lu.latitude, lu.longitude) == attendu
    assert dit in lu.regle
    assert bool(dit) == bool(lu.regle)


@pytest.mark.parametrize(("est", "nord"), [("845000", "6317000"), ("6317000", "845000")])
def test_le_lambert_93_revient_en_degres_dans_un_sens_comme_dans_l_autre(est: str, nord: str) -> None:
    lu = coordonnees.point(nord, est)
    assert lu.latitude == pytest.approx(43.94, abs=0.02)
    assert lu.longitude == pytest.approx(4.81, abs=0.02)


@given(latitude=ECRITS, longitude=ECRITS)
def test_une_position_gardee_est_finie_et_sur_terre(latitude: str, longitude: str) -> None:
    lu = coordonnees.point(latitude, longitude)
    assert (lu.latitude is None) == (lu.longitude is None)
    if lu.latitude is not None and lu.longitude is not None:
        assert math.isfinite(lu.latitude) and abs(lu.latitude) <= 90
        assert math.isfinite(lu.longitude) and abs(lu.longitude) <= 180


@pytest.mark.parametrize("lue", adresse.VALIDES)
def test_une_voie_seule_n_est_pas_coupee(lue: str) -> None:
    assert adresse.decoupee(lue) is None


def test_une_adresse_d_un_trait_est_coupee_en_trois() -> None:
    assert adresse.decoupee("8 rue de la Boétie - 33000 Bordeaux") == adresse.Decoupee(
        "8 rue de la Boétie", "33000", "Bordeaux"
    )
    assert adresse.decoupee("D 956, 84240 LA TOUR D'AIGUES") == adresse.Decoupee(
        "D 956", "84240", "LA TOUR D'AIGUES"
    )
    assert adresse.decoupee("84000 Avignon") == adresse.Decoupee("", "84000", "Avignon")


def test_une_valeur_ancienne_est_rangee_dans_la_colonne_qui_l_admet() -> None:
    rangee = listes.ranger(
        "services", "Devenir autonome dans les démarches administratives;Accéder à du matériel"
    )
    assert (
        rangee.de("services") == "Aide aux démarches administratives|Accès internet et matériel informatique"
    )
    assert not rangee.inconnues and not rangee.devinees


def test_l_apostrophe_et_la_casse_ne_font_pas_une_autre_valeur() -> None:
    courbe = listes.ranger("services", "ACCÈS INTERNET ET MATÉRIEL INFORMATIQUE")
    assert courbe.de("services") == "Accès internet et matériel informatique"


def test_un_service_dit_en_mots_libres_est_devine_et_le_dit() -> None:
    libre = listes.ranger("services", "Accès à Internet en autonomie / Etre initié aux outils numériques")
    assert libre.de("services").split("|") == [
        "Accès internet et matériel informatique",
        "Maîtrise des outils numériques du quotidien",
    ]
    assert libre.devinees == ("Accès à Internet en autonomie", "Etre initié aux outils numériques")


def test_un_service_que_rien_ne_dit_n_est_pas_invente() -> None:
    muet = listes.ranger("services", "Pétanque")
    assert (muet.de("services"), muet.inconnues) == ("", ("Pétanque",))
