"""Le réel d'abord, la démonstration à défaut, et ce qu'il faut apporter."""

from inclusion.queries.natures import a_fournir, lignes
from tests.queries.conftest import Monter

REEL = {"id_poste": "r", "code_insee_siege": "84901", "etat": "occupe"}
INVENTE = {**REEL, "id_poste": "d", "coordonne": "true", "nature": "demonstration"}


def test_la_demonstration_ne_repond_que_si_le_reel_se_tait(monde: Monter) -> None:
    etat = monde(postes=[REEL, INVENTE])
    assert list(lignes(etat, "postes", "etat")[0]["id_poste"]) == ["r"]
    assert list(lignes(etat, "postes", "coordonne")[0]["id_poste"]) == ["d"]
    assert [lignes(etat, "postes", c)[1].nature for c in ("etat", "coordonne")] == ["reel", "demonstration"]


def test_ce_qu_il_faut_apporter_est_dit_tant_que_rien_ne_repond(monde: Monter) -> None:
    etat = monde()
    assert a_fournir(etat, "postes", "etat") == "postes.csv"
    etat = monde(postes=[REEL])
    assert (a_fournir(etat, "postes", "etat"), a_fournir(etat, "postes", "coordonne")) == ("", "postes.csv")
