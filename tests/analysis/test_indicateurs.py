"""Les indicateurs calculés, sur trois communes que l'on peut compter à la main.

Amont (10 000 habitants, 2 000 de 65 ans et plus) et Aval (2 000 et 600) ont chacune un lieu ; Loin (500 et 200) est à
plus de 20 minutes de tout. Besoin théorique (0,02 · ¼ des 0-19, 0,07 · 20-64, 0,42 · 65 et plus) : Amont 1 270,
Aval 324, Loin 101,75.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point

from inclusion.analysis.indicateurs import Monde, calculables, calculer, monde
from inclusion.analysis.observations import observer
from inclusion.analysis.suivi import effectifs, points, suivre, tendances, valeur_ecrite
from inclusion.data.lecture import JEU_EMBARQUE, Jeu, load_jeu, typee
from inclusion.model.schemas import schemas
from inclusion.model.territoires import Niveau, Territoire

A_DATE = date(2026, 11, 22)
DEPARTEMENT = Territoire("84", "Deux Rives et Confins", Niveau.DEPARTEMENT)
DEUX_RIVES = Territoire("200000001", "Deux Rives", Niveau.EPCI, siren_epci="200000001")
CONFINS = Territoire("200000002", "Les Confins", Niveau.EPCI, siren_epci="200000002")
BESOINS = {"Amont": 1270.0, "Aval": 324.0, "Loin": 101.75}
TOTAL = sum(BESOINS.values())
Fabrique = Callable[..., Monde]


def table(nom: str, *lignes: dict[str, str]) -> pd.DataFrame:
    """Une table typée, les colonnes non dites vides."""
    vide = dict.fromkeys(schemas()[nom].colonnes, "")
    brute = pd.DataFrame(
        [{**vide, "nature": "reel", **ligne} for ligne in lignes], columns=list(vide), dtype="str"
    )
    return typee(brute, schemas()[nom])


def lieu(nom: str, code: str, y: float, x: float, **autres: str) -> dict[str, str]:
    return {
        "id": nom,
        "nom": nom,
        "code_insee": code,
        "latitude": str(y),
        "longitude": str(x),
        "date_maj": "2026-10-01",
        "precision_localisation": "adresse",
        "source": "essai",
        **autres,
    }


LIEUX = (
    lieu(
        "a",
        "84901",
        44.05,
        5.05,
        services="Aide aux démarches administratives",
        horaires="Mo 09:00-12:00; Sa 09:00-11:00",
        dispositif_programmes_nationaux="Aidants Connect",
        publics_specifiquement_adresses="Seniors",
    ),
    lieu(
        "b",
        "84902",
        44.05,
        5.15,
        services="Maîtrise des outils numériques du quotidien",
        horaires="Tu 17:00-19:00",
        prise_en_charge_specifique="Surdité",
        date_maj="2025-11-22",
    ),
)
POSTES = (
    {
        "id_poste": "p1",
        "structure_employeuse": "x",
        "code_insee_siege": "84901",
        "etat": "occupe",
        "date_constat": "2026-09-01",
    },
    {
        "id_poste": "p2",
        "structure_employeuse": "x",
        "code_insee_siege": "84901",
        "etat": "vacant",
        "date_fin_contrat": "2026-10-22",
    },
    {"id_poste": "p3", "structure_employeuse": "y", "code_insee_siege": "84903", "etat": "rendu"},
)
FEUILLES = (
    {"id": "fdr-1", "code_territoire": "200000001", "perimetre": "epci", "statut": "adoptee", "source": "s"},
    {
        "id": "fdr-2",
        "code_territoire": "200000002",
        "perimetre": "epci",
        "statut": "non_engagee",
        "source": "s",
    },
)


@pytest.fixture
def fabrique(communes: gpd.GeoDataFrame) -> Fabrique:
    """Un monde dont on choisit des tables ; Loin est mise à 40 km de tout."""
    eloignee = communes.assign(
        chef_lieu=[Point(5.05, 44.05), Point(5.15, 44.05), Point(5.65, 44.05)], relief=False
    )
    vides: dict[str, pd.DataFrame] = {
        nom: table(nom) for nom in schemas() if nom not in {"communes", "communes_voisines"}
    }
    epci = table(
        "epci",
        *(
            {"siren": s, "nom": n, "nom_court": n}
            for s, n in (("200000001", "Deux Rives"), ("200000002", "Les Confins"))
        ),
    )
    modele = load_jeu(JEU_EMBARQUE)

    def faire(a_date: date = A_DATE, **tables: pd.DataFrame) -> Monde:
        toutes = {
            **vides,
            "communes": eloignee,
            "communes_voisines": modele["communes_voisines"].head(0),
            "epci": epci,
            "indicateurs": modele["indicateurs"],
            **tables,
        }
        jeu: Jeu = replace(modele, tables=toutes, code_departement="84")
        return monde(observer(jeu, a_date))

    return faire


def valeurs(un_monde: Monde, territoire: Territoire = DEPARTEMENT) -> dict[str, Any]:
    return calculer(un_monde, territoire).set_index("code").to_dict("index")


# Axe I


def test_la_population_proche_se_compte_en_habitants_et_non_en_communes(fabrique: Fabrique) -> None:
    lues = valeurs(fabrique(lieux=table("lieux", *LIEUX)))
    assert lues["I-01"]["valeur"] == pytest.approx(100 * 12_000 / 12_500)
    assert lues["I-02"]["valeur"] == pytest.approx(100 * 2_600 / 2_800)
    assert lues["I-03"]["valeur"] == pytest.approx(BESOINS["Loin"])
    assert (lues["I-06"]["valeur"], lues["I-06"]["denominateur"]) == (1, 3)


def test_un_territoire_ne_compte_que_ses_communes(fabrique: Fabrique) -> None:
    un_monde = fabrique(lieux=table("lieux", *LIEUX))
    assert valeurs(un_monde, DEUX_RIVES)["I-01"]["valeur"] == 100
    assert valeurs(un_monde, CONFINS)["I-01"]["valeur"] == 0
    assert valeurs(un_monde, CONFINS)["I-03"]["valeur"] == pytest.approx(BESOINS["Loin"])


def test_la_fourchette_du_temps_encadre_la_valeur(fabrique: Fabrique) -> None:
    """Loin est à 20 minutes à un quart près : la valeur basse l'exclut, la haute la compte."""
    un_monde = fabrique(lieux=table("lieux", *LIEUX))
    proche = un_monde.communes.assign(
        minutes=[5.0, 5.0, 18.0], minutes_basses=[4.0, 4.0, 14.4], minutes_hautes=[6.0, 6.0, 22.5]
    )
    lue = valeurs(replace(un_monde, communes=proche))["I-01"]
    assert (lue["bas"], lue["valeur"], lue["haut"]) == (pytest.approx(96), 100, 100)


def test_sans_lieu_connu_rien_n_est_a_zero(fabrique: Fabrique) -> None:
    lues = valeurs(fabrique())
    for code in ("I-01", "I-02", "I-03", "I-04", "I-05", "I-06", "I-07", "I-08", "I-15", "II-24", "III-27"):
        assert pd.isna(lues[code]["valeur"]), code
        assert lues[code]["detail"], code


def test_l_apl_mn_conserve_l_offre_et_son_gini_se_calcule_a_la_main(fabrique: Fabrique) -> None:
    """a : 5 h par semaine, b : 2 h, soit 5/35 et 2/35 ETP ; Amont et Aval sont à moins de 15 minutes l'une de l'autre."""
    un_monde = fabrique(lieux=table("lieux", *LIEUX))
    apl = un_monde.communes.set_index("nom")["apl_mn"].astype(float)
    servie = sum(apl[nom] * besoin / 10_000 for nom, besoin in BESOINS.items())
    assert servie == pytest.approx(7 / 35)
    lues = valeurs(un_monde)
    assert lues["I-04"]["valeur"] == pytest.approx(apl["Amont"]), "Amont porte plus de la moitié du besoin"
    masses = sorted((apl[nom], besoin) for nom, besoin in BESOINS.items())
    aire, cumul = 0.0, 0.0
    for valeur, besoin in masses:
        part = valeur * besoin / sum(v * b for v, b in masses)
        aire += besoin / TOTAL * (2 * cumul + part)
        cumul += part
    assert lues["I-05"]["valeur"] == pytest.approx(1 - aire)


def test_les_heures_se_rapportent_au_besoin_et_le_soir_se_compte_a_part(fabrique: Fabrique) -> None:
    """Sept heures : deux le samedi, une après 18 h."""
    lue = valeurs(fabrique(lieux=table("lieux", *LIEUX)))["I-07"]
    assert lue["valeur"] == pytest.approx(1000 * 7 / TOTAL)
    assert "43\u202f%" in lue["detail"]


def test_les_mentions_des_fiches_se_rapportent_a_tous_les_lieux(fabrique: Fabrique) -> None:
    lues = valeurs(fabrique(lieux=table("lieux", *LIEUX)))
    assert (lues["I-08"]["valeur"], lues["I-10"]["valeur"]) == (50, 50)
    assert lues["I-09"]["valeur"] == 100
    assert "seniors 1, allophones 0, handicap 1 et jeunes 0" in lues["I-09"]["detail"]


def test_des_fiches_muettes_donnent_une_part_inconnue_et_non_nulle(fabrique: Fabrique) -> None:
    muets = [
        {**dit, "publics_specifiquement_adresses": "", "prise_en_charge_specifique": ""} for dit in LIEUX
    ]
    assert pd.isna(valeurs(fabrique(lieux=table("lieux", *muets)))["I-09"]["valeur"])


def test_les_postes_pourvus_ignorent_les_rendus_et_disent_la_vacance(fabrique: Fabrique) -> None:
    lues = valeurs(fabrique(postes=table("postes", *POSTES)))
    assert (lues["I-15"]["valeur"], lues["I-15"]["denominateur"]) == (50, 2)
    assert "1,0 mois" in lues["I-15"]["detail"]
    assert lues["I-15"]["date"] == pd.Timestamp("2026-09-01"), "la date de la source, pas celle du calcul"


def activites(*lignes: tuple[str, str, str, str]) -> pd.DataFrame:
    """Des activités : mois, commune, thématique, accompagnements."""
    noms = ("mois", "code_insee", "thematique", "accompagnements")
    return table("activites", *({**dict(zip(noms, dite, strict=True)), "source": "s"} for dite in lignes))


DEMARCHES = "Aide aux démarches administratives"
ANNEE = (
    ("2025-10", "84901", "E-mail", "500"),
    ("2025-11", "84901", "E-mail", "30"),
    ("2026-10", "84903", DEMARCHES, "10"),
    ("2026-11", "84901", "E-mail", "700"),
)


def test_les_accompagnements_sont_ceux_des_douze_mois_qui_finissent_au_dernier_mois_plein(
    fabrique: Fabrique,
) -> None:
    """Le 22 novembre, novembre n'est pas fini : novembre 2025 à octobre 2026."""
    lues = valeurs(fabrique(activites=activites(*ANNEE)))
    assert lues["I-11"]["valeur"] == pytest.approx(100 * 40 / TOTAL)
    assert lues["I-12"]["valeur"] == 25
    assert lues["I-11"]["date"] == pd.Timestamp("2026-10-31")
    assert lues["I-11"]["quand"] == "période du 1er novembre 2025 au 31 octobre 2026"


def test_la_periode_finit_au_dernier_mois_que_les_donnees_connaissent_et_non_aujourd_hui(
    fabrique: Fabrique,
) -> None:
    """Rien n'est connu après décembre 2025 : l'année 2025, qui compte octobre."""
    un_monde = fabrique(activites=activites(*ANNEE[:2], ("2025-12", "84901", "E-mail", "1")))
    lue = valeurs(un_monde, DEUX_RIVES)["I-11"]
    assert lue["numerateur"] == 531
    assert lue["quand"] == "période du 1er janvier 2025 au 31 décembre 2025"


def test_le_dernier_jour_du_mois_ce_mois_est_plein(fabrique: Fabrique) -> None:
    lue = valeurs(fabrique(a_date=date(2026, 11, 30), activites=activites(*ANNEE)))["I-11"]
    assert lue["numerateur"] == 710


def test_un_compte_masque_fait_des_accompagnements_un_plancher_et_c_est_dit(fabrique: Fabrique) -> None:
    lues = valeurs(fabrique(activites=activites(*ANNEE, ("2026-09", "84903", DEMARCHES, ""))))
    assert lues["I-11"]["numerateur"] == 40
    for code in ("I-11", "I-12"):
        assert "plancher" in lues[code]["detail"]
        assert "1\u202fcompte masqué" in lues[code]["detail"]


def test_la_part_des_demarches_ignore_les_accompagnements_sans_thematique_et_le_dit(
    fabrique: Fabrique,
) -> None:
    """10 démarches et 30 courriels ; 60 sans thématique, soit 60 % des 100."""
    sans = ("2026-09", "84901", "", "60")
    lue = valeurs(fabrique(activites=activites(*ANNEE, sans)))["I-12"]
    assert (lue["valeur"], lue["denominateur"]) == (25, 40)
    assert "60\u202f% des accompagnements, sans thématique dite" in lue["detail"]
    muette = valeurs(fabrique(activites=activites(sans)))["I-12"]
    assert pd.isna(muette["valeur"])
    assert muette["detail"] == "aucune thématique n'est dite"


def test_un_dispositif_que_la_source_ne_recense_pas_est_inconnu_et_non_nul(fabrique: Fabrique) -> None:
    sans = [{**dit, "dispositif_programmes_nationaux": "France Services"} for dit in LIEUX]
    lue = valeurs(fabrique(lieux=table("lieux", *sans)))["I-10"]
    assert pd.isna(lue["valeur"])
    assert "aucune fiche du jeu" in lue["detail"]
    la_bas = table("lieux", LIEUX[0], {**sans[1], "code_insee": "84903"})
    assert valeurs(fabrique(lieux=la_bas), CONFINS)["I-10"]["valeur"] == 0, (
        "la source le recense ailleurs : ici, aucun"
    )


def test_les_constats_se_disent_du_premier_au_dernier(fabrique: Fabrique) -> None:
    lues = valeurs(fabrique(lieux=table("lieux", *LIEUX)))
    assert lues["I-08"]["quand"] == "valeur du 22 novembre 2025 au 1er octobre 2026"
    assert lues["II-24"]["quand"] == (
        "calculé au 22 novembre 2026 sur des constats du 22 novembre 2025 au 1er octobre 2026"
    )
    assert valeurs(fabrique(lieux=table("lieux", LIEUX[0])))["I-08"]["quand"] == "valeur du 1er octobre 2026"


def test_avant_les_premieres_dates_rien_n_est_a_zero_ni_date_du_jour_regarde(fabrique: Fabrique) -> None:
    """Le 1er janvier 2025, rien n'est encore daté : ni activité, ni passage, ni fiche."""
    lues = valeurs(
        fabrique(
            a_date=date(2025, 1, 1),
            lieux=table("lieux", *LIEUX),
            activites=activites(*ANNEE),
            flux_equipements=table(
                "flux_equipements",
                {"date": "2025-06-01", "etape_de": "gisement", "etape_vers": "collecte", "quantite": "5"},
            ),
        )
    )
    for code in ("I-11", "I-12", "III-27", "III-29"):
        assert pd.isna(lues[code]["valeur"]), code
    assert pd.isna(lues["I-01"]["date"]), "la fiche la plus ancienne est de novembre 2025"


def test_le_gini_d_une_seule_commune_est_inconnu(fabrique: Fabrique) -> None:
    lue = valeurs(fabrique(lieux=table("lieux", *LIEUX)), CONFINS)["I-05"]
    assert pd.isna(lue["valeur"])
    assert "une seule commune" in lue["detail"]


# Axes II et III


def test_les_feuilles_de_route_adoptees_couvrent_une_population(fabrique: Fabrique) -> None:
    un_monde = fabrique(feuilles_de_route=table("feuilles_de_route", *FEUILLES))
    lue = valeurs(un_monde)["II-21"]
    assert (lue["valeur"], lue["denominateur"]) == (1, 2)
    assert "96,0\u202f% de la population" in lue["detail"]
    assert pd.isna(lue["date"]), "un document non daté n'a pas la date du jour"
    assert pd.isna(valeurs(un_monde, DEUX_RIVES)["II-21"]["valeur"])


def test_une_fiche_de_douze_mois_n_est_plus_a_jour(fabrique: Fabrique) -> None:
    tables = {"lieux": table("lieux", *LIEUX)}
    assert valeurs(fabrique(**tables))["II-23"]["valeur"] == 50
    assert valeurs(fabrique(a_date=date(2026, 11, 21), **tables))["II-23"]["valeur"] == 100


def test_la_filiere_se_lit_au_departement_et_seules_les_remises_se_situent(fabrique: Fabrique) -> None:
    flux = table(
        "flux_equipements",
        *(
            {
                "date": d,
                "id_lot": "l",
                "categorie": "portable",
                "origine": "collectivite",
                "etape_de": de,
                "etape_vers": vers,
                "quantite": n,
                "code_insee": "84901",
                "source": "s",
            }
            for d, de, vers, n in (
                ("2025-10-31", "gisement", "collecte", "50"),
                ("2025-11-01", "gisement", "collecte", "8"),
                ("2026-01-10", "reconditionnable", "reconditionne", "6"),
                ("2026-01-11", "diagnostique", "recyclage", "2"),
                ("2026-10-05", "reconditionne", "distribue", "5"),
                ("2026-11-02", "gisement", "collecte", "70"),
            )
        ),
    )
    un_monde = fabrique(flux_equipements=flux)
    lues = valeurs(un_monde)
    assert lues["III-27"]["valeur"] == 8, "ni la veille de la période, ni le mois en cours"
    assert lues["III-27"]["quand"] == "période du 1er novembre 2025 au 31 octobre 2026"
    assert lues["III-28"]["valeur"] == 75
    assert lues["III-29"]["valeur"] == 5
    assert valeurs(un_monde, DEUX_RIVES)["III-27"]["valeur"] == 8
    assert valeurs(un_monde, CONFINS)["III-27"]["valeur"] == 0
    assert valeurs(un_monde, DEUX_RIVES)["III-29"]["valeur"] == 5
    assert valeurs(un_monde, CONFINS)["III-29"]["valeur"] == 0
    assert pd.isna(valeurs(un_monde, DEUX_RIVES)["III-28"]["valeur"])


def test_une_demonstration_marque_ce_qui_en_depend_et_cede_au_reel(fabrique: Fabrique) -> None:
    inventes = table("postes", *({**p, "nature": "demonstration"} for p in POSTES))
    assert valeurs(fabrique(postes=inventes))["I-15"]["nature"] == "demonstration"
    melange = pd.concat(
        [table("postes", POSTES[0]), inventes.assign(id_poste=["d1", "d2", "d3"])], ignore_index=True
    )
    lue = valeurs(fabrique(postes=melange))["I-15"]
    assert (lue["nature"], lue["denominateur"]) == ("reel", 1)


def test_les_indicateurs_calculables_existent_et_ceux_que_l_observatoire_doit_calculer_le_sont() -> None:
    definis = load_jeu(JEU_EMBARQUE)["indicateurs"]
    assert set(calculables()) <= set(definis["code"])
    dus = definis[definis["mode_calcul"].isin(["calcule", "calcule_ou_saisi"])]
    assert set(dus["code"]) <= set(calculables())


@pytest.mark.parametrize(
    "colonne",
    [
        "pourquoi",
        "numerateur",
        "unite",
        "sens",
        "niveau",
        "perimetre",
        "source",
        "responsable",
        "frequence",
        "prochaine_echeance",
        "biais",
        "qualite",
    ],
)
def test_chaque_fiche_est_complete(colonne: str) -> None:
    fiches = load_jeu(JEU_EMBARQUE)["indicateurs"]
    assert len(fiches) == 35
    assert fiches[colonne].notna().all()
    assert fiches[colonne].astype("str").ne("").all()


# Le suivi : séries, cibles, statuts


def mesure(quand: str, valeur: str, **autres: str) -> dict[str, str]:
    dit = {"id_indicateur": "I-13", "code_territoire": "84", "date": quand, "valeur": valeur, "source": "s"}
    return {**dit, **autres}


def cible(echeance: str, valeur: str, **autres: str) -> dict[str, str]:
    return {
        "id_indicateur": "I-13",
        "code_territoire": "84",
        "reference": "40",
        "date_reference": "2020-12-31",
        "cible": valeur,
        "date_cible": echeance,
        "adoptee_par": "Comité",
        "source": "s",
        **autres,
    }


SERIE = [mesure(f"{2020 + rang}-12-31", str(40 + 4 * rang)) for rang in range(6)]


def suivi(
    un_monde: Monde, *, mesures: pd.DataFrame, cibles: pd.DataFrame, territoire: Territoire = DEPARTEMENT
) -> pd.DataFrame:
    calcules = calculer(un_monde, territoire)
    series = points(calcules, mesures, territoire.code)
    return suivre(
        un_monde.obs["indicateurs"], series, calcules, cibles, code_territoire=territoire.code, a_date=A_DATE
    )


def test_une_cible_d_un_territoire_n_est_pas_celle_d_un_autre(fabrique: Fabrique) -> None:
    mesures, cibles = table("mesures", *SERIE), table("cibles", cible("2030-12-31", "80"))
    ici = suivi(fabrique(), mesures=mesures, cibles=cibles).set_index("code")
    assert len(ici) == 35
    assert ici.loc["I-13", "statut"] == "donnee_en_retard"
    fraiches = table("mesures", *SERIE, mesure("2026-06-30", "62"))
    assert (
        suivi(fabrique(), mesures=fraiches, cibles=cibles).set_index("code").loc["I-13", "statut"]
        == "en_bonne_voie"
    )
    la_bas = suivi(fabrique(), mesures=fraiches, cibles=cibles, territoire=DEUX_RIVES).set_index("code")
    assert la_bas.loc["I-13", "statut"] == "sans_donnee"


def test_le_reel_chasse_la_demonstration_de_la_serie_et_de_la_cible(fabrique: Fabrique) -> None:
    mesures = table("mesures", mesure("2026-06-30", "62"), mesure("2026-09-30", "99", nature="demonstration"))
    cibles = table("cibles", cible("2030-12-31", "80"), cible("2028-12-31", "90", nature="demonstration"))
    lue = suivi(fabrique(), mesures=mesures, cibles=cibles).set_index("code").loc["I-13"]
    assert (lue["valeur"], lue["cible"], lue["nature"]) == (62, 80, "reel")


def test_une_cible_de_demonstration_marque_une_valeur_reelle(fabrique: Fabrique) -> None:
    mesures = table("mesures", mesure("2026-06-30", "62"))
    cibles = table("cibles", cible("2030-12-31", "80", nature="demonstration"))
    lue = suivi(fabrique(), mesures=mesures, cibles=cibles).set_index("code").loc["I-13"]
    assert (lue["nature_valeur"], lue["nature"]) == ("reel", "demonstration")


def test_de_deux_cibles_court_la_prochaine(fabrique: Fabrique) -> None:
    mesures = table("mesures", mesure("2026-06-30", "62"))
    cibles = table("cibles", cible("2026-01-01", "60"), cible("2030-12-31", "80"), cible("2028-12-31", "70"))
    assert suivi(fabrique(), mesures=mesures, cibles=cibles).set_index("code").loc["I-13", "cible"] == 70


def test_un_moyen_juge_ne_se_compte_pas_parmi_les_resultats(fabrique: Fabrique) -> None:
    postes = [mesure(f"{2020 + rang}-12-31", str(40 + 4 * rang), id_indicateur="I-15") for rang in range(6)]
    postes.append(mesure("2026-11-01", "64", id_indicateur="I-15"))
    cibles = table("cibles", cible("2030-12-31", "80", id_indicateur="I-15"))
    lu = suivi(fabrique(), mesures=table("mesures", *postes), cibles=cibles)
    assert lu.set_index("code").loc["I-15", "statut"] == "en_bonne_voie"
    comptes = effectifs(lu).query("axe == 'I'").set_index("statut")["indicateurs"]
    assert (comptes["en_bonne_voie"], comptes["moyen"]) == (0, 1)
    assert comptes.sum() == 15


def test_les_tendances_lisent_le_sens_souhaite_et_ne_comparent_pas_le_vrai_a_l_invente(
    fabrique: Fabrique,
) -> None:
    def lu(*lignes: dict[str, str]) -> pd.DataFrame:
        return suivi(fabrique(), mesures=table("mesures", *lignes), cibles=table("cibles"))

    avant = lu(mesure("2026-01-01", "50"), mesure("2026-01-01", "20", id_indicateur="I-14"))
    apres = lu(mesure("2026-06-30", "55"), mesure("2026-06-30", "25", id_indicateur="I-14"))
    sens = tendances(avant, apres).set_index("code")["sens_lu"]
    assert (sens["I-13"], sens["I-14"], sens["II-20"]) == ("mieux", "moins bien", "")
    invente = lu(mesure("2026-06-30", "55", nature="demonstration"))
    assert tendances(avant, invente).set_index("code").loc["I-13", "sens_lu"] == ""


def test_la_valeur_du_jour_est_celle_du_present_meme_si_un_etat_passe_etait_d_une_autre_nature() -> None:
    """L'état d'avant ne savait que les heures d'ouverture (réel) ; le présent compte des postes de démonstration."""
    lignes = [
        ("I-04", pd.Timestamp("2024-08-01"), 2.3, "reel"),
        ("I-04", pd.Timestamp("2024-08-01"), 4.1, "demonstration"),
        ("I-01", pd.Timestamp("2023-01-01"), 80.0, "demonstration"),
        ("I-01", pd.Timestamp("2024-08-01"), 99.6, "reel"),
    ]
    calcules = pd.DataFrame(lignes, columns=["code", "date", "valeur", "nature"])
    lues = points(calcules, table("mesures"), "84")
    assert lues[["code", "valeur"]].to_dict("split")["data"] == [["I-01", 99.6], ["I-04", 4.1]]


@pytest.mark.parametrize(
    ("valeur", "unite", "ecrit"),
    [
        (99.98, "%", "plus de 99,9 %"),
        (0.9934, "mois", "1,0 mois"),
        (1.0, "Intercommunalités", "1 Intercommunalité"),
        (305.09, "personnes", "305 personnes"),
        (0.3258, "indice 0-1", "0,33 indice 0-1"),
        (pd.NA, "%", "non connu"),
    ],
)
def test_une_valeur_s_ecrit_de_meme_a_l_ecran_et_dans_les_documents(
    valeur: object, unite: str, ecrit: str
) -> None:
    assert valeur_ecrite(valeur, unite) == ecrit
