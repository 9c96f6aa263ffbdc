"""La couverture : trois communes, calculées à la main.

Amont (100 km²) a trois lieux à sa mairie, Aval (50 km²) un lieu ; Loin est en relief et n'a rien. En plaine on fait
1,3 × d / 750 minutes (d en mètres) ; dans Amont d = 5 000 m, soit 8,667 minutes ; dans Aval d = 3 535,5 m, soit 6,128.
"""

from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from inclusion.analysis import couverture as moteur
from inclusion.analysis.chiffres.couverture import a_portee, chiffres_couverture
from inclusion.analysis.couverture import Demande, couverture, qui_repondent
from inclusion.analysis.desserte import (
    Desserte,
    a_surveiller,
    croisee,
    desserte,
    minutes_medianes,
    part,
    terciles,
)
from inclusion.analysis.groupes_epci import apl_par_epci, en_groupes, minutes_par_epci
from inclusion.analysis.inegalites import groupes
from inclusion.analysis.ruptures import fermeture, minutes_par_service, par_lieu, ruptures
from inclusion.analysis.temps_trajet import A_VERIFIER, AU_DELA, INCONNU, SOUS, Trajet, zones
from inclusion.model.etat import Etat
from inclusion.model.provenance import Provenance
from inclusion.model.territoires import Niveau, Territoire

REGLAGES = Trajet()
DEPARTEMENT = Territoire("84", "Vaucluse", Niveau.DEPARTEMENT)
DEUX_RIVES = Territoire("200000001", "Deux Rives", Niveau.EPCI, "200000001")
LOIN = Territoire("84903", "Loin", Niveau.COMMUNE, "200000002")
DEMARCHES, QUOTIDIEN = "Aide aux démarches administratives", "Maîtrise des outils numériques du quotidien"
DANS_AMONT, DANS_AVAL = 1.3 * 5_000 / 750, 1.3 * 500 * np.sqrt(50) / 750
PARAMETRES = {
    "besoin": {
        "taux_15_19": {"valeur": 0.02},
        "taux_20_64": {"valeur": 0.07},
        "taux_65_plus": {"valeur": 0.42, "bornes": [0.35, 0.50]},
        "part_15_19": {"valeur": 0.25},
    }
}
# 0,02 × ¼ des jeunes + 0,07 × actifs + 0,42 × 65 ans et plus
BESOINS = {"84901": 10 + 420 + 840, "84902": 2 + 70 + 252, "84903": 0.25 + 17.5 + 84}


@pytest.fixture
def terre(communes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Les trois communes, Loin en relief."""
    return communes.assign(relief=[False, False, True])


@pytest.fixture
def offre(lieux: pd.DataFrame) -> pd.DataFrame:
    """Les quatre lieux, chacun à la mairie de sa commune ; capacités inconnues."""
    aval = lieux["code_insee"].eq("84902")
    return lieux.assign(
        longitude=lieux["longitude"].mask(aval, 5.15), capacite_etp=pd.array([None] * 4, dtype="Float64")
    )


def monde(terre: gpd.GeoDataFrame, offre: pd.DataFrame, **tables: pd.DataFrame) -> Etat:
    vide = terre.head(0)
    postes = pd.DataFrame(
        {"etat": [], "id_lieu_principal": [], "capacite_etp": pd.array([], dtype="Float64"), "nature": []}
    )
    connues = {"communes": terre, "communes_voisines": vide, "lieux": offre, "postes": postes} | tables
    dites = {
        nom: Provenance(nom, "Essai", "essai", date(2026, 1, 1), nature="reel" if len(t) else "vide")
        for nom, t in connues.items()
    }
    return Etat(connues, dites, PARAMETRES, DEPARTEMENT, "part", offre, date(2026, 11, 22))


@pytest.fixture
def desservi(terre: gpd.GeoDataFrame, offre: pd.DataFrame) -> Desserte:
    return desserte(monde(terre, offre), Demande())


def par_code(table: pd.DataFrame, colonne: str) -> dict[str, Any]:
    return dict(zip(table["code_insee"], table[colonne], strict=True))


# Le temps


def test_les_deux_plus_proches_et_ce_qui_manque() -> None:
    durees = np.array([[5.0, 3.0, 9.0], [np.nan, 4.0, np.nan], [np.nan, np.nan, np.nan]])
    proche, rang, ensuite = moteur.deux_plus_proches(durees)
    assert proche.tolist()[:2] == [3.0, 4.0]
    assert rang.tolist() == [1, 1, -1]
    assert ensuite[0] == 5.0
    assert np.isnan([proche[2], ensuite[1], ensuite[2]]).all()


def test_dans_sa_commune_on_parcourt_la_moitie_de_la_racine_de_sa_superficie(desservi: Desserte) -> None:
    minutes = par_code(desservi.communes, "minutes")
    assert minutes["84901"] == pytest.approx(DANS_AMONT)
    assert minutes["84902"] == pytest.approx(DANS_AVAL)


def test_vers_une_autre_commune_le_vol_d_oiseau_et_la_moyenne_si_un_bout_est_en_relief(
    desservi: Desserte,
) -> None:
    # 0,1 degré de longitude à 44,05° N fait 8,0 km ; Loin, en relief, va à Aval, en plaine
    plaine = 1.3 * 0.1 * 111_320 * np.cos(np.radians(44.05)) / 750
    assert par_code(desservi.communes, "minutes")["84903"] == pytest.approx(
        (plaine + 1.5 * plaine) / 2, rel=5e-3
    )
    assert par_code(desservi.communes, "id_lieu")["84903"] == "aval-cs"


@pytest.mark.parametrize(
    ("minutes", "zone"),
    [(16.0, SOUS), (16.01, A_VERIFIER), (25.0, A_VERIFIER), (25.01, AU_DELA), (float("nan"), INCONNU)],
)
def test_les_trois_zones_a_vingt_minutes(minutes: float, zone: str) -> None:
    assert zones(np.array([minutes]), 20, REGLAGES).tolist() == [zone]


def test_sans_aucun_lieu_tout_est_inconnu_et_rien_n_est_zero(
    terre: gpd.GeoDataFrame, offre: pd.DataFrame
) -> None:
    table = couverture(terre, offre.head(0), REGLAGES)
    assert set(table["zone"]) == {INCONNU}
    assert table["minutes"].isna().all()
    assert set(table["id_lieu"]) == {""}
    vide = desserte(monde(terre, offre.head(0)), Demande())
    assert vide.communes["apl_mn"].isna().all()
    assert [c.valeur for c in chiffres_couverture(vide, DEPARTEMENT, horizon=20)[:6]] == [None] * 6


# Qui répond


def test_un_service_garde_les_lieux_qui_l_offrent(offre: pd.DataFrame) -> None:
    gardes, _ = qui_repondent(offre, Demande(DEMARCHES))
    assert list(gardes["id"]) == ["amont-bus", "aval-cs"]


def test_un_jour_ecarte_les_horaires_inconnus_et_les_compte(offre: pd.DataFrame) -> None:
    gardes, inconnus = qui_repondent(offre, Demande(jour="samedi"))
    assert list(gardes["id"]) == ["amont-mediatheque"]
    assert inconnus == 2, "Aval ne dit rien, l'atelier « quand il fait beau »"
    assert list(qui_repondent(offre, Demande(jour="soir"))[0]["id"]) == ["amont-bus"]
    assert list(qui_repondent(offre, Demande(jour="mercredi"))[0]["id"]) == ["amont-mediatheque"]


def test_un_lieu_sans_public_declare_accueille_tout_le_monde(offre: pd.DataFrame) -> None:
    seniors = offre.assign(
        publics_specifiquement_adresses=["Seniors (+ 65 ans)", "Jeunes (16-26 ans)", "", ""]
    )
    gardes, inconnus = qui_repondent(seniors, Demande(public="Seniors (+ 65 ans)"))
    assert list(gardes["id"]) == ["amont-mediatheque", "aval-cs", "amont-asso"]
    assert inconnus == 0


# Les personnes


def test_les_quatre_zones_font_le_total(desservi: Desserte) -> None:
    # à 8 minutes : Aval 6,1 × 1,25 = 7,7 est en deçà, Amont 8,7 à vérifier, Loin au-delà
    dite = part(desservi.de(DEPARTEMENT, horizon=8), "population", horizon=8)
    assert (dite.sous, dite.a_verifier, dite.au_dela, dite.inconnu) == (2_000, 10_000, 500, 0)
    assert (dite.total, dite.centrale, dite.loin) == (12_500, 2_000, 10_500)
    assert dite.part(dite.sous) == pytest.approx(0.16)


def test_le_besoin_de_chaque_commune_et_sa_fourchette(desservi: Desserte) -> None:
    assert par_code(desservi.communes, "besoin") == pytest.approx(BESOINS)
    assert par_code(desservi.communes, "besoin_bas")["84903"] == pytest.approx(0.25 + 17.5 + 70)
    assert par_code(desservi.communes, "besoin_haut")["84903"] == pytest.approx(0.25 + 17.5 + 100)
    assert par_code(desservi.communes, "taux_besoin")["84903"] == pytest.approx(100 * 101.75 / 500)


def test_la_mediane_est_celle_des_habitants_et_non_des_communes(desservi: Desserte) -> None:
    assert minutes_medianes(desservi.communes) == pytest.approx(DANS_AMONT), "10 000 habitants sur 12 500"


def test_les_plus_loin_sont_classees_par_personnes_fois_minutes_de_trop() -> None:
    table = pd.DataFrame(
        {"nom": ["A", "B", "C"], "besoin": [100.0, 10.0, 900.0], "minutes": [21.0, 40.0, 20.0]}
    )
    loin = moteur.les_plus_loin(table, horizon=20)
    assert list(loin["nom"]) == ["B", "A"], "10 × 20 = 200 passe devant 100 × 1 ; C est au seuil"
    assert list(loin["personnes_minutes"]) == [200, 100]


def test_la_part_a_portee_porte_sa_fourchette(desservi: Desserte) -> None:
    chiffre = a_portee(desservi, DEPARTEMENT, horizon=8)
    assert chiffre.valeur == pytest.approx(16.0)
    assert "2 000 sur 12 500" in chiffre.phrase.replace("\u202f", " ")
    assert "de 16,0\u202f% à 96,0\u202f%" in chiffre.phrase
    assert "16,7" in a_portee(desservi, DEUX_RIVES, horizon=8).phrase, "2 000 sur 12 000"
    assert a_portee(desservi, LOIN, horizon=8).phrase.endswith("pour toute la commune.")


def test_une_demande_dont_on_ne_sait_rien_n_a_pas_de_valeur(
    terre: gpd.GeoDataFrame, offre: pd.DataFrame
) -> None:
    muets = offre.assign(horaires="")
    chiffre = a_portee(desserte(monde(terre, muets), Demande(jour="samedi")), DEPARTEMENT, horizon=20)
    assert chiffre.valeur is None
    assert "dont on sache" in chiffre.phrase
    jamais = a_portee(
        desserte(monde(terre, muets), Demande("Utilisation sécurisée du numérique")), LOIN, horizon=20
    )
    assert (jamais.valeur, jamais.phrase) == (None, "aucun lieu dont on sache qu'il répond à cette demande.")


# L'offre


def test_la_capacite_est_dite_sinon_celle_des_postes_sinon_celle_des_heures(offre: pd.DataFrame) -> None:
    dits = offre.assign(capacite_etp=pd.array([2.0, None, None, None], dtype="Float64"))
    postes = pd.DataFrame(
        {
            "etat": ["occupe", "occupe", "vacant", "occupe"],
            "id_lieu_principal": ["amont-mediatheque", "aval-cs", "aval-cs", ""],
            "capacite_etp": pd.array([1.0, 0.5, 1.0, 1.0], dtype="Float64"),
        }
    )
    capacite = dict(zip(dits["id"], moteur.capacites(dits, postes, 35), strict=True))
    assert capacite["amont-mediatheque"] == 2.0, "ce que dit le lieu l'emporte"
    assert capacite["amont-bus"] == pytest.approx(2 / 35), "deux heures d'ouverture"
    assert capacite["aval-cs"] == 0.5, "un poste vacant n'accueille personne"
    assert pd.isna(capacite["amont-asso"])


def test_l_apl_partage_chaque_etp_entre_ceux_qui_l_atteignent(
    terre: gpd.GeoDataFrame, offre: pd.DataFrame
) -> None:
    un_seul = offre.assign(capacite_etp=pd.array([2.0, None, None, None], dtype="Float64"), horaires="")
    calculee = desserte(monde(terre, un_seul), Demande())
    # Amont à 8,7 minutes (poids 1), Aval à 13,9 (0,3), Loin à plus de 20 (0)
    ratio = 2 / (BESOINS["84901"] + 0.3 * BESOINS["84902"])
    assert par_code(calculee.communes, "apl_mn") == pytest.approx(
        {"84901": 10_000 * ratio, "84902": 3_000 * ratio, "84903": 0.0}
    )
    servis = (calculee.communes["apl_mn"] * calculee.communes["besoin"].astype(float)).sum() / 10_000
    assert servis == pytest.approx(2.0), "l'offre atteinte est partagée, ni plus ni moins"


def test_une_commune_voisine_plus_proche_que_le_lieu_connu_est_signalee(
    terre: gpd.GeoDataFrame, offre: pd.DataFrame
) -> None:
    voisines = terre[terre["code_insee"].eq("84903")].assign(code_insee="04001")
    calculee = desserte(monde(terre, offre, communes_voisines=voisines), Demande())
    assert par_code(calculee.communes, "au_bord") == {"84901": False, "84902": False, "84903": True}


# Besoin × éloignement


def test_les_terciles_font_trois_effectifs_egaux() -> None:
    valeurs = pd.Series([9.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 1.0])
    basse, haute = terciles(valeurs)
    assert [int(valeurs.le(basse).sum()), int(valeurs.le(haute).sum())] == [3, 6]
    assert np.isnan(terciles(pd.Series([], dtype="Float64"))).all()


def test_une_borne_appartient_a_la_classe_du_dessous_et_l_inconnu_n_a_pas_de_rang() -> None:
    table = pd.DataFrame({"minutes": [10.0, 10.01, 20.0, 20.01, None], "besoin": [5.0, 1.0, 2.0, 3.0, 4.0]})
    besoin = pd.Series([1.0, 1.01, 2.0, 2.01, 2.01])
    rangs = croisee(table, besoin, (1.0, 2.0))
    assert list(rangs["rang_eloignement"][:4]) == [0, 1, 1, 2]
    assert list(rangs["rang_besoin"]) == [0, 1, 1, 2, 2]
    assert pd.isna(rangs["rang_eloignement"].iloc[4])
    assert list(a_surveiller(rangs).index) == [3], "une commune sans temps connu n'est pas dite loin"


# Les services et les fermetures


@pytest.fixture
def services(terre: gpd.GeoDataFrame, offre: pd.DataFrame) -> pd.DataFrame:
    return minutes_par_service(terre, offre, REGLAGES)


def test_chaque_service_a_son_plus_proche(services: pd.DataFrame) -> None:
    assert len(services) == 3 * 9
    quotidien = services[services["service"].eq(QUOTIDIEN)]
    assert par_code(quotidien, "id_lieu") == dict.fromkeys(["84901", "84902", "84903"], "amont-mediatheque")
    assert quotidien["minutes_ensuite"].isna().all(), "elle est seule à l'offrir"


def test_un_point_de_rupture_est_un_lieu_sans_remplacant_assez_proche(
    services: pd.DataFrame, offre: pd.DataFrame
) -> None:
    perdues = ruptures(services, horizon=20)
    assert set(perdues.loc[perdues["service"].eq(DEMARCHES), "code_insee"]) == {"84903"}, (
        "Amont et Aval se remplacent à 13,9 minutes ; Loin n'a qu'Aval"
    )
    table = par_lieu(perdues, offre).set_index("id")
    assert table.loc["amont-mediatheque", "population"] == 12_000, "Amont et Aval, comptées une fois"
    assert table.loc["aval-cs", "population"] == 500
    assert list(table["population"]) == sorted(table["population"], reverse=True)


def test_une_fermeture_ne_change_rien_si_un_lieu_voisin_offre_la_meme_chose(
    terre: gpd.GeoDataFrame, offre: pd.DataFrame
) -> None:
    jumeau = pd.concat([offre, offre.head(1).assign(id="jumeau")], ignore_index=True)
    services = minutes_par_service(terre, jumeau, REGLAGES)
    assert fermeture(services, "amont-mediatheque").empty
    seul = fermeture(minutes_par_service(terre, offre, REGLAGES), "amont-mediatheque")
    assert set(seul["service"]) == {QUOTIDIEN}
    assert len(seul) == 3


def test_le_seul_lieu_de_l_intercommunalite_est_nomme(terre: gpd.GeoDataFrame, offre: pd.DataFrame) -> None:
    seuls = moteur.seuls_de_leur_epci(offre, terre)
    assert set(zip(seuls["service"], seuls["id"], strict=True)) == {
        (QUOTIDIEN, "amont-mediatheque"),
        ("Accès internet et matériel informatique", "amont-bus"),
    }, "les démarches ont deux lieux dans les Deux Rives"


# Les intercommunalités


def intervalles(**bornes: tuple[float, float]) -> pd.DataFrame:
    return pd.DataFrame(bornes.values(), columns=["bas", "haut"], index=list(bornes))


def test_des_intervalles_qui_se_recouvrent_font_un_seul_groupe() -> None:
    assert groupes(intervalles(x=(1, 3), y=(2, 5), z=(4, 9))).to_dict() == {"x": "A", "y": "A", "z": "A"}


def test_un_intervalle_tout_entier_au_dela_change_de_groupe() -> None:
    assert groupes(intervalles(z=(7, 9), x=(1, 3), y=(4, 5))).to_dict() == {"x": "A", "y": "B", "z": "C"}


def test_quatre_intervalles_separes_font_trois_groupes_aux_plus_grands_ecarts() -> None:
    assert groupes(intervalles(a=(0, 1), b=(1.1, 2), c=(5, 6), d=(9, 10))).to_dict() == {
        "a": "A",
        "b": "A",
        "c": "B",
        "d": "C",
    }


def bornes_en_groupes(besoin: float, lieux: int, *, plus_est_mieux: bool = False) -> dict[str, str]:
    table = intervalles(petit=(1, 2), autre=(5, 6), grand=(5, 6)).assign(valeur=1.0)
    besoins, nombres = dict.fromkeys(table.index, 1_000.0), dict.fromkeys(table.index, 10)
    rendu = en_groupes(
        table,
        besoin=besoins | {"autre": besoin},
        lieux=nombres | {"autre": lieux},
        plus_est_mieux=plus_est_mieux,
    )
    groupes_: dict[str, str] = rendu["groupe"].to_dict()
    return groupes_


def test_sous_500_personnes_ou_3_lieux_une_intercommunalite_n_a_pas_de_groupe() -> None:
    assert bornes_en_groupes(500, 3) == {"petit": "A", "autre": "B", "grand": "B"}
    assert bornes_en_groupes(499.9, 3)["autre"] == ""
    assert bornes_en_groupes(500, 2)["autre"] == ""


def test_le_groupe_a_est_le_mieux_servi_dans_un_sens_comme_dans_l_autre() -> None:
    assert bornes_en_groupes(500, 3, plus_est_mieux=True) == {"petit": "B", "autre": "A", "grand": "A"}


def test_l_intervalle_des_minutes_va_jusqu_a_un_lieu_de_moins(desservi: Desserte) -> None:
    table = minutes_par_epci(desservi).loc["200000001"]
    a, b = BESOINS["84901"], BESOINS["84902"]
    valeur = (a * DANS_AMONT + b * DANS_AVAL) / (a + b)
    assert table["valeur"] == pytest.approx(valeur)
    assert table["bas"] == pytest.approx(0.8 * valeur)
    # sans le lieu d'Aval, Aval irait à Amont : 8,0 km, 13,9 minutes ; les trois lieux d'Amont se remplacent
    sans_aval = par_code(desservi.communes, "minutes_ensuite")["84902"]
    assert table["sans_un_lieu"] == pytest.approx(valeur + b * (sans_aval - DANS_AVAL) / (a + b))
    assert table["haut"] == pytest.approx(max(1.25 * valeur, table["sans_un_lieu"]))


def test_un_etp_de_plus_ou_de_moins_borne_l_offre(terre: gpd.GeoDataFrame, offre: pd.DataFrame) -> None:
    un_seul = offre.assign(capacite_etp=pd.array([5.0, None, None, None], dtype="Float64"), horaires="")
    calculee = desserte(monde(terre, un_seul), Demande())
    table = apl_par_epci(calculee, [(60, 1.0)]).loc["200000001"]
    assert table["haut"] - table["valeur"] >= 10_000 / (BESOINS["84901"] + BESOINS["84902"]) - 1e-9
    assert table["bas"] <= table["valeur"] <= table["haut"]
