"""Les partenaires : deux intercommunalités, quatre structures, des cases vides que l'on sait d'avance."""

import geopandas as gpd
import pandas as pd
import pytest

from inclusion.analysis import partenaires as reseau

EPCI = pd.DataFrame({"siren": ["200000001", "200000002"], "nom_court": ["Deux Rives", "Les Confins"]})
AUCUNE_RELATION = pd.DataFrame({"source": [], "cible": [], "type": [], "nature": []}, dtype="str")


@pytest.fixture
def partenaires() -> pd.DataFrame:
    """Un CCAS, une association de Loin, un réseau départemental, et une structure sortie du réseau."""
    lignes = [
        ("ccas", "CCAS d'Amont", "84901", "reperer|orienter", "signataire"),
        ("fablab", "Fablab de Loin", "84903", "accompagner", ""),
        ("caf", "CAF", "84", "orienter", "signataire"),
        ("partie", "Ancienne", "84903", "orienter", "sorti"),
        ("muette", "Sans étape", "84902", "", ""),
    ]
    return pd.DataFrame(lignes, columns=["id", "nom", "code_territoire", "etapes", "statut"])


def cases(partenaires: pd.DataFrame, communes: gpd.GeoDataFrame) -> dict[tuple[str, str], int]:
    table = reseau.matrice(reseau.acteurs_par_etape(partenaires, communes), EPCI)
    return {(c.epci, c.etape): c.acteurs for c in table.itertuples()}


def test_la_matrice_compte_les_acteurs_locaux_de_chaque_etape(
    partenaires: pd.DataFrame, communes: gpd.GeoDataFrame
) -> None:
    assert cases(partenaires, communes) == {
        ("Deux Rives", "reperer"): 1,
        ("Deux Rives", "orienter"): 1,
        ("Deux Rives", "accompagner"): 0,
        ("Deux Rives", "equiper"): 0,
        ("Les Confins", "reperer"): 0,
        ("Les Confins", "orienter"): 0,
        ("Les Confins", "accompagner"): 1,
        ("Les Confins", "equiper"): 0,
    }


def test_une_intercommunalite_sans_orienteur_est_un_constat(
    partenaires: pd.DataFrame, communes: gpd.GeoDataFrame
) -> None:
    """Ni l'acteur départemental, ni la structure sortie du réseau ne remplissent la case."""
    table = reseau.matrice(reseau.acteurs_par_etape(partenaires, communes), EPCI)
    vides = reseau.cases_vides(table)
    assert ("Les Confins", "orienter") in set(zip(vides["epci"], vides["etape"], strict=True))
    assert len(vides) == 5


def test_un_acteur_departemental_est_compte_a_part(
    partenaires: pd.DataFrame, communes: gpd.GeoDataFrame
) -> None:
    acteurs = reseau.acteurs_par_etape(partenaires, communes)
    assert list(acteurs.loc[acteurs["siren_epci"].eq(""), "id"]) == ["caf"]


def test_une_case_nomme_ses_acteurs_par_ordre_alphabetique(
    partenaires: pd.DataFrame, communes: gpd.GeoDataFrame
) -> None:
    deux = pd.concat(
        [partenaires, partenaires.head(1).assign(id="b", nom="Aide d'Aval", code_territoire="84902")]
    )
    table = reseau.matrice(reseau.acteurs_par_etape(deux, communes), EPCI)
    assert table.iloc[0]["noms"] == "Aide d'Aval|CCAS d'Amont"


def presences(
    partenaires: pd.DataFrame, relations: pd.DataFrame, lieux: pd.DataFrame, communes: gpd.GeoDataFrame
) -> dict[tuple[str, str], str]:
    table = reseau.presence_des_operateurs(partenaires, relations, lieux, communes, EPCI)
    return {(p.epci, p.operateur): p.presence for p in table.itertuples()}


def test_un_espace_france_services_rend_les_six_operateurs_presents(
    partenaires: pd.DataFrame, lieux: pd.DataFrame, communes: gpd.GeoDataFrame
) -> None:
    """Le bus d'Amont est un espace France services ; Les Confins n'en ont pas."""
    table = presences(partenaires, AUCUNE_RELATION, lieux, communes)
    assert {table[("Deux Rives", o)] for o in reseau.OPERATEURS} == {"france_services"}
    assert {table[("Les Confins", o)] for o in reseau.OPERATEURS} == {"non_connu"}


def test_un_lieu_de_l_operateur_l_emporte_sur_france_services(
    partenaires: pd.DataFrame, lieux: pd.DataFrame, communes: gpd.GeoDataFrame
) -> None:
    poste = lieux.assign(typologie=lieux["typologie"].where(lieux["id"] != "aval-cs", "CS|LA_POSTE"))
    table = presences(partenaires, AUCUNE_RELATION, poste, communes)
    assert table[("Deux Rives", "La Poste")] == "lieu"
    assert table[("Deux Rives", "CAF")] == "france_services"


@pytest.mark.parametrize(("source", "cible"), [("caf", "fablab"), ("fablab", "caf")])
def test_une_convention_avec_un_acteur_local_vaut_presence_dans_les_deux_sens(
    partenaires: pd.DataFrame, lieux: pd.DataFrame, communes: gpd.GeoDataFrame, source: str, cible: str
) -> None:
    relations = pd.DataFrame(
        {"source": [source], "cible": [cible], "type": ["conventionne"], "nature": ["reel"]}
    )
    table = presences(partenaires, relations, lieux, communes)
    assert table[("Les Confins", "CAF")] == "convention"


def test_une_convention_de_demonstration_ne_passe_pas_pour_un_accord_et_cede_au_reel(
    partenaires: pd.DataFrame, lieux: pd.DataFrame, communes: gpd.GeoDataFrame
) -> None:
    """Inventée à Loin, où rien d'autre n'est connu ; à Amont, l'espace France services réel l'emporte."""
    relations = pd.DataFrame(
        {"source": ["caf", "caf"], "cible": ["fablab", "ccas"], "type": ["conventionne"] * 2}
    ).assign(nature="demonstration")
    table = presences(partenaires, relations, lieux, communes)
    assert table[("Les Confins", "CAF")] == "convention_inventee"
    assert table[("Deux Rives", "CAF")] == "france_services"


def test_un_financement_n_est_pas_une_presence(
    partenaires: pd.DataFrame, lieux: pd.DataFrame, communes: gpd.GeoDataFrame
) -> None:
    relations = pd.DataFrame(
        {"source": ["caf"], "cible": ["fablab"], "type": ["finance"], "nature": ["reel"]}
    )
    assert presences(partenaires, relations, lieux, communes)[("Les Confins", "CAF")] == "non_connu"


RELATIONS = pd.DataFrame(
    {
        "source": ["caf", "ccas", "caf"],
        "cible": ["ccas", "fablab", "fablab"],
        "type": ["finance", "oriente_vers", "finance"],
        "nature": ["demonstration"] * 3,
    }
)


def test_un_lien_est_montre_des_qu_un_bout_est_dans_le_territoire(partenaires: pd.DataFrame) -> None:
    dedans = partenaires["code_territoire"].eq("84901")
    table = reseau.liens(RELATIONS, partenaires, dedans)
    assert list(zip(table["de"], table["type"], table["vers"], strict=True)) == [
        ("CAF", "finance", "CCAS d'Amont"),
        ("CCAS d'Amont", "oriente_vers", "Fablab de Loin"),
    ]


def test_les_plus_lies_sont_gardes_et_la_droite_suit_ses_voisins() -> None:
    """a → x, a → y, b → x, c → z : à gauche a (2 liens), b, c ; z n'a que c, il vient donc en dernier."""
    liens = pd.DataFrame({"de": ["a", "a", "b", "c"], "vers": ["y", "x", "x", "z"], "type": "oriente_vers"})
    assert reseau.colonnes(liens, 3) == ({"a": 0, "b": 1, "c": 2}, {"y": 0, "x": 1, "z": 2})
    assert reseau.colonnes(liens, 1) == ({"a": 0}, {"x": 0})


def test_aucune_sorte_de_lien_ne_disparait_du_dessin() -> None:
    """Deux places par côté : c emploie z n'a qu'un lien, il garde pourtant la sienne."""
    liens = pd.DataFrame(
        {
            "de": ["a", "a", "b", "b", "c"],
            "vers": ["x", "y", "x", "y", "z"],
            "type": ["finance", "finance", "finance", "finance", "emploie"],
        }
    )
    assert reseau.colonnes(liens, 2) == ({"a": 0, "c": 1}, {"x": 0, "z": 1})
