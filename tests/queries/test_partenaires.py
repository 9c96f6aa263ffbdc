"""Les partenaires du petit monde : qui, où, pour quelle étape."""

from inclusion.queries import partenaires
from tests.queries.conftest import Monter
from tests.queries.petit_monde import CONFINS, DEPARTEMENT, DEUX_RIVES

QUI = [
    {"id": "b", "nom": "B", "type": "association", "code_territoire": "84901", "etapes": "reperer|orienter"}
    | {"statut": "signataire"},
    {"id": "c", "nom": "C", "type": "association", "code_territoire": "84903", "etapes": "orienter"},
    {
        "id": "a",
        "nom": "A",
        "type": "association",
        "code_territoire": "84901",
        "etapes": "",
        "statut": "signataire",
    }
    | {"nature": "demonstration"},
]


def test_l_annuaire_met_le_reel_avant_la_demonstration_puis_suit_le_nom(monde: Monter) -> None:
    etat = monde(partenaires=QUI)
    assert list(partenaires.annuaire(etat, DEPARTEMENT).lignes["nom"]) == ["B", "C", "A"]
    assert list(partenaires.annuaire(etat, CONFINS).lignes["nom"]) == ["C"]


def test_l_annuaire_se_filtre_par_etape_entiere(monde: Monter) -> None:
    etat = monde(partenaires=QUI)
    assert list(partenaires.annuaire(etat, DEPARTEMENT, etape="reperer").lignes["nom"]) == ["B"]
    assert list(partenaires.annuaire(etat, DEPARTEMENT, etape="orienter").lignes["nom"]) == ["B", "C"]
    assert partenaires.annuaire(etat, DEPARTEMENT, etape="equiper").lignes.empty


def test_les_effectifs_ne_comptent_que_le_reel_quand_il_repond(monde: Monter) -> None:
    """Deux intercommunalités × quatre étapes, moins repérer et orienter à Deux Rives et orienter aux Confins : 5."""
    etat = monde(partenaires=QUI)
    valeurs = {c.cle: c.valeur for c in partenaires.chiffres_partenaires(etat, DEPARTEMENT)}
    assert (valeurs["partenaires"], valeurs["signataires"], valeurs["cases_vides"]) == (2, 1, 5)


def test_sans_partenaire_les_effectifs_sont_inconnus(monde: Monter) -> None:
    etat = monde()
    valeurs = {c.cle: c.valeur for c in partenaires.chiffres_partenaires(etat, DEPARTEMENT)}
    assert [valeurs[c] for c in ("partenaires", "signataires", "cases_vides")] == [None] * 3
    assert partenaires.sans_constat(etat).endswith("rien ne peut être constaté.")


def test_la_matrice_dit_les_acteurs_de_chaque_etape(monde: Monter) -> None:
    etat = monde(partenaires=QUI)
    table = partenaires.matrice(etat, DEUX_RIVES).lignes.set_index("etape")
    assert dict(table["acteurs"]) == {"reperer": 1, "orienter": 1, "accompagner": 0, "equiper": 0}
    assert dict(table["case"]) == {
        "reperer": "1",
        "orienter": "1",
        "accompagner": "aucun",
        "equiper": "aucun",
    }
