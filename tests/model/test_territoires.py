"""Désigner un territoire : un code, un SIREN, un libellé ou un nom, et les refus qui aident."""

import pytest

from inclusion.model.territoires import Niveau, Territoire, TerritoireError, resolu

VAUCLUSE = Territoire("84", "Vaucluse", Niveau.DEPARTEMENT)
LUBERON = Territoire("200040442", "Luberon Monts de Vaucluse", Niveau.EPCI, "200040442")
AVIGNON_EPCI = Territoire("248400251", "Avignon", Niveau.EPCI, "248400251", part="part vauclusienne")
AVIGNON = Territoire("84007", "Avignon", Niveau.COMMUNE, "248400251")
ISLE = Territoire("84054", "L'Isle-sur-la-Sorgue", Niveau.COMMUNE, "248400319")
MENERBES = Territoire("84073", "Ménerbes", Niveau.COMMUNE, "200040442")
CORSE = Territoire("2A004", "Ajaccio", Niveau.COMMUNE, "")
TOUS = [VAUCLUSE, LUBERON, AVIGNON_EPCI, AVIGNON, ISLE, MENERBES, CORSE]


@pytest.mark.parametrize(
    ("demande", "attendu"),
    [
        ("", VAUCLUSE),
        ("  ", VAUCLUSE),
        ("84", VAUCLUSE),
        ("Vaucluse", VAUCLUSE),
        ("vaucluse (département)", VAUCLUSE),
        ("VAUCLUSE (departement)", VAUCLUSE),
        ("200040442", LUBERON),
        ("200 040 442", LUBERON),
        ("Luberon Monts de Vaucluse", LUBERON),
        ("luberon monts-de-vaucluse (epci)", LUBERON),
        ("Avignon (EPCI)", AVIGNON_EPCI),
        ("Avignon, part vauclusienne", AVIGNON_EPCI),
        ("84007", AVIGNON),
        ("Avignon (84007)", AVIGNON),
        ("avignon (commune)", AVIGNON),
        ("l’isle sur la sorgue", ISLE),
        ("MENERBES", MENERBES),
        ("2a004", CORSE),
    ],
)
def test_un_territoire_se_designe_de_toutes_les_facons(demande: str, attendu: Territoire) -> None:
    assert resolu(demande, TOUS) == attendu


def test_un_nom_porte_deux_fois_nomme_ses_candidats() -> None:
    with pytest.raises(TerritoireError) as refus:
        resolu("avignon", TOUS)
    assert str(refus.value) == (
        "Territoire « avignon » ambigu : donner l'un de ces codes. Avignon (248400251) ; Avignon (84007)."
    )


@pytest.mark.parametrize(
    ("demande", "propose", "tait"),
    [
        ("Menerbe", "Les plus proches : Ménerbes (84073).", "Avignon"),
        ("Luberon", "Les plus proches : Luberon Monts de Vaucluse (200040442).", "Avignon"),
        ("84008", "Avignon (84007)", "Ajaccio"),
        ("Avignon (Drôme)", "Avignon (84007)", "Ajaccio"),
        ("Zzzz", "Par exemple : Vaucluse (84)", "proches"),
    ],
)
def test_un_inconnu_propose_ce_qui_lui_ressemble(demande: str, propose: str, tait: str) -> None:
    with pytest.raises(TerritoireError) as refus:
        resolu(demande, TOUS)
    assert str(refus.value).startswith(f"Territoire « {demande} » inconnu : ")
    assert propose in str(refus.value)
    assert tait not in str(refus.value)


def test_sans_commune_aucun_territoire_ne_se_designe() -> None:
    with pytest.raises(TerritoireError, match="aucune commune"):
        resolu("", [])
