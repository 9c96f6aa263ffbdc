"""Où ouvrir, sur un monde en ligne droite où chaque minute se calcule à la main.

Cinq communes A à E alignées d'ouest en est, un chef-lieu tous les 7 500 m. À 45 km/h et 1,3 fois le vol d'oiseau, deux
communes voisines sont à 13 minutes ; dans une même commune (4 km²), ½·√4 = 1 km, soit 1,73 minute. Un seul lieu, en A.
Minutes au lieu d'A : A 1,73 ; B 13 ; C 26 ; D 39 ; E 52.
"""

from dataclasses import replace
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point

from inclusion.analysis import choix_de_sites, effets, scenarios
from inclusion.analysis.chiffres import implantation as dires
from inclusion.analysis.chiffres import releves_implantation as releves
from inclusion.analysis.chiffres import reserves_implantation
from inclusion.analysis.effets import Fourchette
from inclusion.model.etat import Etat
from inclusion.model.provenance import Provenance
from inclusion.model.scenarios import Scenario
from inclusion.model.territoires import Niveau, Territoire

FINE = "\u202f"
DEPARTEMENT = Territoire("84", "Petit pays", Niveau.DEPARTEMENT)
CODES = ["84901", "84902", "84903", "84904", "84905"]
NOMS = ["A", "B", "C", "D", "E"]
POPULATION = [1_000, 100, 400, 200, 50]
SENIORS = [200, 20, 100, 60, 30]
OUEST, EST = "200000001", "200000002"
PARAMETRES = {
    "besoin": {
        "taux_15_19": {"valeur": 0.02},
        "taux_20_64": {"valeur": 0.07},
        "taux_65_plus": {"valeur": 0.42, "bornes": [0.35, 0.50]},
        "part_15_19": {"valeur": 0.25},
    }
}


def _points() -> gpd.GeoSeries:
    """Des points Lambert-93 alignés, rendus en EPSG:4326."""
    return gpd.GeoSeries([Point(850_000 + 7_500 * i, 6_320_000) for i in range(5)], crs="EPSG:2154").to_crs(
        "EPSG:4326"
    )


def _communes() -> pd.DataFrame:
    points = _points()
    return pd.DataFrame(
        {
            "code_insee": CODES,
            "nom": NOMS,
            "siren_epci": [OUEST, OUEST, OUEST, EST, EST],
            "population": pd.array(POPULATION, dtype="Int64"),
            "pop_0_19": pd.array([200, 20, 100, 40, 10], dtype="Int64"),
            "pop_20_64": pd.array([600, 60, 200, 100, 10], dtype="Int64"),
            "pop_65_plus": pd.array(SENIORS, dtype="Int64"),
            "superficie_km2": 4.0,
            "chef_lieu": list(points),
            "relief": False,
        }
    )


def _lieux(*lignes: tuple[str, str, str]) -> pd.DataFrame:
    """(id, commune, horaires) placés au chef-lieu."""
    points = dict(zip(NOMS, _points(), strict=True))
    codes = dict(zip(NOMS, CODES, strict=True))
    return pd.DataFrame(
        {
            "id": [i for i, _, _ in lignes],
            "nom": [f"Lieu {i}" for i, _, _ in lignes],
            "commune": [c for _, c, _ in lignes],
            "code_insee": [codes[c] for _, c, _ in lignes],
            "latitude": pd.array([points[c].y for _, c, _ in lignes], dtype="Float64"),
            "longitude": pd.array([points[c].x for _, c, _ in lignes], dtype="Float64"),
            "horaires": [h for _, _, h in lignes],
            "itinerance": "Fixe",
            "precision_localisation": "adresse",
            "nature": "reel",
        }
    )


def _postes(*lignes: tuple[str, str, str, str]) -> pd.DataFrame:
    """(id_poste, etat, lieu principal, lieux secondaires)."""
    return pd.DataFrame(
        {
            "id_poste": [p for p, _, _, _ in lignes],
            "structure_employeuse": "Mairie d'A",
            "etat": [e for _, e, _, _ in lignes],
            "id_lieu_principal": [lieu for _, _, lieu, _ in lignes],
            "ids_lieux_secondaires": [s for _, _, _, s in lignes],
            "nature": "reel",
        }
    )


def monde(lieux: pd.DataFrame | None = None, postes: pd.DataFrame | None = None) -> Etat:
    source = Provenance("Essai", "Nous", "libre", date(2026, 1, 1))
    communes = _communes()
    mairies = pd.DataFrame({"code_insee": [], "latitude": [], "longitude": []}).astype({"code_insee": "str"})
    epci = pd.DataFrame({"siren": [OUEST, EST], "nom_court": ["Ouest", "Est"], "deborde": [False, True]})
    voisines = pd.DataFrame({"code_insee": [], "chef_lieu": [], "relief": []})
    tables = {
        "communes": communes,
        "mairies": mairies,
        "epci": epci,
        "communes_voisines": voisines,
        "postes": _postes() if postes is None else postes,
    }
    return Etat(
        tables=tables,
        provenances=dict.fromkeys((*tables, "lieux"), source),
        parametres=PARAMETRES,
        departement=DEPARTEMENT,
        part="part d'essai",
        lieux=_lieux(("a", "A", "")) if lieux is None else lieux,
        a_date=date(2026, 11, 23),
    )


def scenario(**choix: object) -> Scenario:
    return replace(Scenario(DEPARTEMENT, horizon=15, nombre=1), **choix)  # type: ignore[arg-type]


def noms_retenus(obs: Etat, s: Scenario) -> list[str]:
    r = dires.resolu(obs, s)
    return [str(r.probleme.candidats["nom"].iloc[j]) for j in r.solution.sites]


# Le monde est bien celui que l'on croit


def test_les_minutes_au_seul_lieu_sont_celles_du_calcul_a_la_main() -> None:
    p = scenarios.poser(monde(), scenario())
    assert p.colonne("avant") == pytest.approx([1.7333, 13, 26, 39, 52], rel=1e-3)


# Gain et fourchette


def test_la_meilleure_permanence_a_15_minutes_est_en_d_elle_rapproche_c_d_et_e() -> None:
    """C, D, E sont trop loin d'A ; D est à 13 minutes de C et de E : 400 + 200 + 50."""
    obs, s = monde(), scenario()
    assert noms_retenus(obs, s) == ["D"]
    assert dires.resolu(obs, s).gain.central == 650


def test_le_gain_sur_ne_garde_que_ceux_que_toute_la_fourchette_rapproche() -> None:
    """Avec D : D (39 → 1,7) est sûre (0,8·39 > 15, 1,25·1,7 ≤ 15) ; C et E (→ 13) ne le sont pas : 1,25·13 = 16,25."""
    assert dires.resolu(monde(), scenario()).gain.bas == 200


def test_le_gain_possible_ajoute_ceux_dont_le_temps_d_aujourd_hui_pourrait_depasser() -> None:
    """B est à 13 minutes d'A : 1,25·13 > 15, peut-être trop loin, mais D (26 min, 0,8·26 > 15) ne l'aide pas."""
    obs = monde()
    p = scenarios.poser(obs, scenario())
    assert effets.gain(p, [3]) == Fourchette(200, 650, 650)
    assert effets.gain(p, [1]) == Fourchette(0, 400, 500)  # en B : C estimé, B peut-être
    assert effets.gain(p, []) == Fourchette(0, 0, 0)


def test_une_permanence_la_ou_il_y_a_deja_un_lieu_ne_rapproche_personne_meme_peut_etre() -> None:
    p = scenarios.poser(monde(), scenario(horizon=13))
    assert effets.gain(p, [0]) == Fourchette(0, 0, 0)


@pytest.mark.parametrize(("horizon", "attendu"), [(12.9, 200), (13.1, 650)])
def test_l_horizon_est_compris_et_une_minute_de_moins_perd_les_voisines(
    horizon: float, attendu: float
) -> None:
    p = scenarios.poser(monde(), scenario(horizon=horizon))
    assert effets.gain(p, [3]).central == attendu


def test_le_besoin_porte_aussi_l_incertitude_de_ses_taux() -> None:
    """En D : 0,02·¼·40 + 0,07·100 + 0,42·60 = 32,4 ; borne basse avec 0,35 : 28,2."""
    obs = monde()
    p = scenarios.poser(obs, scenario(public="besoin"))
    assert p.communes["personnes"].iloc[3] == pytest.approx(32.4)
    assert effets.gain(p, [3]).bas == pytest.approx(28.2)


def test_les_seniors_ne_comptent_qu_eux() -> None:
    assert dires.resolu(monde(), scenario(public="seniors")).gain.central == 100 + 60 + 30


# Combien, et quoi d'autre


def test_la_courbe_monte_puis_reste_plate_et_dit_ce_qu_ajoute_la_derniere() -> None:
    courbe = choix_de_sites.courbe(scenarios.poser(monde(), scenario(horizon=10)), p_max=5)
    assert courbe["gain"].tolist() == [400, 600, 700, 750, 750]
    assert courbe["ajoute"].tolist() == [400, 200, 100, 50, 0]


def test_une_permanence_de_trop_n_est_pas_inventee() -> None:
    """D rapproche C, D et E ; C et E rendent leur gain sûr ; une quatrième n'apporterait rien."""
    r = dires.resolu(monde(), scenario(nombre=4))
    assert r.noms == ["D", "C", "E"]
    assert r.gain == Fourchette(650, 650, 650)
    assert "3 suffisent, les autres n'ajouteraient personne" in dires.phrase(r)


def test_de_deux_choix_qui_gagnent_autant_on_prend_le_plus_sur() -> None:
    """Lieux en A et C : D et E gagnent E (50) toutes deux, mais d'E on y est sûrement, de D à 13 minutes seulement."""
    obs = monde(_lieux(("a", "A", ""), ("c", "C", "")))
    assert noms_retenus(obs, scenario()) == ["E"]
    assert dires.resolu(obs, scenario()).gain == Fourchette(50, 50, 50)  # pour D, E n'est pas plus près que C


def test_la_certitude_ne_coute_jamais_une_personne_estimee() -> None:
    """C est sûre de 400, D de 200 seulement ; D en rapproche 650 contre 600 : c'est D."""
    p = scenarios.poser(monde(), scenario())
    assert effets.gain(p, [2]).bas == 400
    solution = choix_de_sites.resoudre(p, 1)
    assert [p.candidats["nom"].iloc[j] for j in solution.sites] == ["D"]
    assert solution.population_couverte == 1_100 + 650


def test_le_classement_va_du_plus_grand_apport_au_plus_petit_et_dit_ce_que_l_on_perd() -> None:
    p = scenarios.poser(monde(), scenario(horizon=10))
    table = choix_de_sites.classement(p, [3, 2])
    assert table["nom"].tolist() == ["C", "D"]
    assert table["ajoute"].tolist() == [400, 200]
    assert table["propre"].tolist() == [400, 200]
    assert table["communes"].tolist() == ["C", "D"]


def test_l_apport_se_compte_apres_ceux_du_dessus() -> None:
    """À 15 minutes, D rapproche C, D, E (650) ; C seule rapprocherait C et D (600), mais n'ajoute plus rien après D."""
    table = choix_de_sites.classement(scenarios.poser(monde(), scenario()), [2, 3])
    assert table["nom"].tolist() == ["D", "C"]
    assert table["ajoute"].tolist() == [650, 0]
    assert table["seul"].tolist() == [650, 600]


def test_sans_le_meilleur_site_la_solution_suivante_est_dite_avec_son_ecart() -> None:
    """Sans D : C rapproche C et D (600), soit 7,7 % de moins que 650 : nettement moins bon."""
    r = dires.resolu(monde(), scenario())
    (ligne,) = choix_de_sites.autres_solutions(r.probleme, r.solution, 1).to_dict("records")
    assert (ligne["sans"], ligne["avec"], ligne["gain"], ligne["presque"]) == ("D", "C", 600, False)
    assert ligne["ecart"] == pytest.approx(1 - 600 / 650)


def test_les_candidats_sont_ranges_par_ce_qu_ils_apporteraient_seuls() -> None:
    table = choix_de_sites.candidats_seuls(scenarios.poser(monde(), scenario()))
    assert table["nom"].tolist()[:2] == ["D", "C"]
    assert table["gain"].tolist() == [650, 600, 400, 250, 0]  # D, C, B (C), E (D et E), A


# Candidats et territoire


def test_communes_sans_lieu_et_liste_choisie_limitent_les_candidats() -> None:
    obs = monde()
    assert scenarios.poser(obs, scenario(candidats="sans_lieu")).candidats["nom"].tolist() == [
        "B",
        "C",
        "D",
        "E",
    ]
    liste = scenario(candidats="liste", liste=("84905", "84902"))
    assert noms_retenus(obs, liste) == ["B"]
    assert "Aucune commune candidate" in dires.phrase(dires.resolu(obs, scenario(candidats="liste")))


def test_une_intercommunalite_ne_compte_que_ses_habitants_et_dit_ce_que_gagnent_les_voisins() -> None:
    """Pour Ouest : B et C rapprochent C de la même façon (400) ; C rapproche aussi D (200), hors d'Ouest."""
    ouest = Territoire(OUEST, "Ouest", Niveau.EPCI, siren_epci=OUEST)
    p = scenarios.poser(monde(), scenario(territoire=ouest))
    assert p.candidats["nom"].tolist() == ["A", "B", "C"]
    assert effets.gain(p, [2]).central == 400
    assert effets.gain(p, [2], ailleurs=True).central == 200


def test_pour_une_commune_la_question_porte_sur_son_intercommunalite() -> None:
    commune = Territoire("84905", "E", Niveau.COMMUNE, siren_epci=EST)
    r = dires.resolu(monde(), scenario(territoire=commune))
    assert r.probleme.bassin.nom == "Est"
    assert r.probleme.bassin.part == "part d'essai"
    (seule,) = [c for c in dires.chiffres(r) if c.cle == "chez_soi"]
    assert seule.valeur == 250  # E rapproche D et E
    assert any("voisines" in dit for dit in reserves_implantation.inconnues(r))


# Fermer


def test_fermer_le_lieu_d_a_eloigne_ceux_qu_aucun_autre_ne_sert() -> None:
    """Lieux en A et en C : sans A, A passe à 26 min (perdue) ; B reste à 13 min, de C."""
    obs = monde(_lieux(("a", "A", ""), ("c", "C", "")))
    p = scenarios.poser(obs, scenario(ferme="lieu:a"))
    assert effets.perte(p) == Fourchette(1_000, 1_000, 1_000)
    assert p.fermes["id"].tolist() == ["a"]
    r = dires.resolu(obs, scenario(ferme="lieu:a"))
    assert f"1{FINE}000{FINE}habitants passent à plus de 15 minutes" in dires.phrase_fermeture(r, "Lieu a")


def test_apres_une_fermeture_on_cherche_a_compenser() -> None:
    obs = monde(_lieux(("a", "A", ""), ("c", "C", "")))
    apres = dires.resolu(obs, scenario(ferme="lieu:a"))
    assert apres.gain.central == 1_000  # A redevient à gagner ; en A ou en B
    assert noms_retenus(obs, scenario(ferme="lieu:a")) == ["A"]


def test_un_lieu_double_au_meme_endroit_se_ferme_sans_eloigner_personne() -> None:
    obs = monde(_lieux(("a", "A", ""), ("a2", "A", "")))
    r = dires.resolu(obs, scenario(ferme="lieu:a"))
    assert effets.perte(r.probleme) == Fourchette(0, 0, 0)
    assert "personne ne passe" in dires.phrase_fermeture(r, "Lieu a")


def test_un_poste_n_arrete_que_les_lieux_qu_il_est_seul_a_servir() -> None:
    postes = _postes(("p1", "occupe", "a", "c"), ("p2", "occupe", "c", ""), ("p3", "vacant", "a", ""))
    obs = monde(_lieux(("a", "A", ""), ("c", "C", "")), postes)
    assert scenarios.lieux_arretes(obs, "poste:p1") == {"a"}
    assert scenarios.lieux_arretes(obs, "poste:p2") == frozenset()
    r = dires.resolu(obs, scenario(ferme="poste:p2"))
    assert "aucun lieu ne perd son dernier poste" in dires.phrase_fermeture(r, "p2")
    assert set(scenarios.fermables(obs, DEPARTEMENT)) == {"lieu:a", "lieu:c", "poste:p1", "poste:p2"}


# Itinérante


def test_une_permanence_itinerante_se_compare_aux_lieux_ouverts_ce_jour_la() -> None:
    """Le lieu d'A n'ouvre que le lundi : le mardi, en B, on rapproche A, B et C (1 500 habitants)."""
    obs = monde(_lieux(("a", "A", "Mo 09:00-12:00")))
    assert dires.resolu(obs, scenario(forme="lundi")).gain.central == 650
    mardi = dires.resolu(obs, scenario(forme="mardi"))
    assert mardi.gain.central == 1_500
    assert "d'un accueil ouvert ce jour-là" in dires.phrase(mardi)


@pytest.mark.parametrize(
    ("horaires", "demi", "attendu"),
    [
        ("Mo 09:00-12:00", "matin", True),
        ("Mo 09:00-12:00", "apres_midi", False),
        ("Mo 14:00-17:00", "apres_midi", True),
        ("Mo 14:00-17:00", "matin", False),
        ("Mo 12:00-14:00", "matin", False),
        ("Mo 11:59-14:01", "apres_midi", True),
        ("Tu 09:00-12:00", "journee", False),
        ("", "journee", None),
        ("quand il fait beau", "matin", None),
    ],
)
def test_le_matin_finit_a_midi_l_apres_midi_commence_a_14_heures(
    horaires: str, demi: str, attendu: bool | None
) -> None:
    assert scenarios.ouvert_la_demi_journee(horaires, "lundi", demi) is attendu


def test_un_lieu_aux_horaires_inconnus_compte_ouvert_pour_le_gain_et_ferme_pour_la_borne_haute() -> None:
    obs = monde(_lieux(("a", "A", "")))
    p = scenarios.poser(obs, scenario(forme="mardi"))
    assert p.inconnus == 1
    assert effets.gain(p, [0]) == Fourchette(0, 0, 1_100)  # personne d'estimé, A et B si le lieu est fermé
    r = dires.resolu(obs, scenario(forme="mardi"))
    assert any("horaires inconnus" in dit for dit in reserves_implantation.inconnues(r))


def test_une_equipe_tient_deux_demi_journees_ou_une_seule_si_tout_est_le_matin() -> None:
    assert scenario(forme="lundi", nombre=3).equipes == 2
    assert scenario(forme="lundi", nombre=3, demi_journee="matin").equipes == 3


def test_les_arrets_les_plus_proches_sont_a_la_meme_equipe() -> None:
    p = scenarios.poser(monde(), scenario(forme="lundi"))
    assert choix_de_sites.tournees(p, [0, 1, 4]) == [(0, 1), (4,)]


# Avant, après, et les mots


def test_chaque_commune_dit_ce_qui_change() -> None:
    p = scenarios.poser(monde(), scenario())
    table = effets.avant_apres(p, [4]).set_index("nom")  # une permanence en E
    assert table["etat"].to_dict() == {
        "A": "proche",
        "B": "proche",
        "C": "loin",
        "D": "gagnee",
        "E": "gagnee",
    }
    assert table["zone_avant"].to_dict()["B"] == "a_verifier"
    assert table["zone_apres"].to_dict()["E"] == "sous"


def test_la_fermeture_non_compensee_se_voit_sur_la_carte() -> None:
    p = scenarios.poser(monde(_lieux(("a", "A", ""), ("e", "E", ""))), scenario(ferme="lieu:a"))
    assert effets.avant_apres(p, []).set_index("nom")["etat"].to_dict()["A"] == "perdue"


def test_la_reponse_tient_en_une_phrase_avec_son_incertitude() -> None:
    assert dires.phrase(dires.resolu(monde(), scenario(public="seniors"))) == (
        f"1{FINE}permanence de plus → 190{FINE}habitants de 65 ans et plus de plus à 15 minutes ou moins d'un lieu "
        "(entre 60 et 190) : D."
    )


def test_quand_il_n_y_a_rien_a_gagner_la_phrase_dit_pourquoi() -> None:
    tous = dires.resolu(monde(), scenario(horizon=60))
    assert "tous sont déjà à 60 minutes" in dires.phrase(tous)
    assert f"50{FINE}habitants à vérifier" in dires.phrase(tous)  # E : 52 min, 1,25·52 = 65
    loin = dires.resolu(monde(), scenario(horizon=15, candidats="liste", liste=("84901",)))
    assert "aucun candidat n'est assez près" in dires.phrase(loin)
    assert dires.phrase_plus_court(monde(), scenario(horizon=60), (10, 30, 60)).startswith("À 30 minutes")


def test_les_chiffres_disent_avant_et_apres() -> None:
    par_cle = {c.cle: c for c in dires.chiffres(dires.resolu(monde(), scenario()))}
    assert par_cle["gain"].valeur == 650
    assert par_cle["gain_sur"].valeur == pytest.approx(100 * 200 / 650)
    assert par_cle["part_apres"].valeur == pytest.approx(100)
    assert par_cle["reste"].valeur == 0
    assert "62,9" in par_cle["part_apres"].phrase  # 1 100 sur 1 750


def test_le_reste_a_la_fourchette_des_temps() -> None:
    """Sans permanence, à 15 minutes : C, D, E (650) sont loin ; B, à 13, l'est peut-être (16,25) : 750 ; tous sûrs."""
    p = scenarios.poser(monde(), scenario())
    assert effets.restent(p, []) == Fourchette(650, 650, 750)
    parts = effets.parts_atteintes(p, [])
    assert parts is not None
    assert (parts.bas, parts.central, parts.haut) == pytest.approx(
        (1_000 / 1_750, 1_100 / 1_750, 1_100 / 1_750)
    )


def test_les_parametres_suffisent_a_refaire_le_calcul() -> None:
    r = dires.resolu(monde(), scenario(candidats="liste", liste=("84904",), ferme="lieu:a"))
    dits = dict(
        releves.parametres(r, lien="adresse?x=1", ferme="Lieu a").lignes.itertuples(index=False, name=None)
    )
    assert dits["Candidats"] == "Une liste de communes (1) D"
    assert dits["Ce qui s'arrête"] == "Lieu a"
    assert dits["Lien du scénario"] == "adresse?x=1"
    assert dits["Jour du calcul"] == "2026-11-23"
    assert dits["Vitesses (km/h)"] == "plaine 45, relief 30"


def test_une_commune_sans_effectif_n_est_comptee_pour_rien_et_c_est_dit() -> None:
    obs = monde()
    obs["communes"].loc[3, "population"] = pd.NA
    r = dires.resolu(obs, scenario())
    assert r.probleme.sans_effectif == 1
    assert any("sans effectif connu" in dit for dit in reserves_implantation.inconnues(r))


def test_sans_aucun_lieu_tout_le_monde_est_a_gagner_et_les_minutes_restent_vides() -> None:
    r = dires.resolu(monde(_lieux(("a", "A", "")).head(0)), scenario(nombre=5))
    assert r.gain.central == sum(POPULATION)
    assert np.isinf(r.probleme.colonne("avant")).all()
    assert releves.communes(r).lignes["aujourd_hui"].isna().all()
