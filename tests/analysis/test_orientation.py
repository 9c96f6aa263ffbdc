"""Orienter, sur un monde calculé à la main.

Le 9 mars 2026 est un lundi ; le 14 juillet 2026, férié, est un mardi. Cinq lieux, tous à minutes connues :

| lieu | minutes | services | accueil | horaires |
| --- | --- | --- | --- | --- |
| pres | 12 | démarches | non renseigné | lundi et mardi matin |
| matinal | 13 | démarches, maîtrise | Surdité | lundi de 8 h à 12 h |
| loin | 40 | démarches | Surdité | samedi |
| muet | 5 | démarches | non renseigné | inconnus |
| autre | 8 | maîtrise | Surdité | tous les jours |
"""

from dataclasses import replace
from datetime import date, datetime

import pandas as pd
import pytest

from inclusion.analysis.orientation import (
    accueillants,
    fenetres,
    ouvert,
    ouvertures_du_premier_jour,
    premiere_ouverture,
    temps,
    trier,
)
from inclusion.analysis.propositions import propositions, semaine_en_francais, trajet_en_francais
from inclusion.analysis.renoncements import relachements
from inclusion.analysis.temps_trajet import Trajet
from inclusion.model.nomenclatures import valeurs
from inclusion.model.orientation import ACCUEILS, EXEMPLES, SANS_LIMITE, DemiJournee, Recherche, Tri

DEMARCHES, MAITRISE = "Aide aux démarches administratives", "Maîtrise des outils numériques du quotidien"
LUNDI_7H = datetime(2026, 3, 9, 7)
LUNDI, MARDI, SAMEDI = date(2026, 3, 9), date(2026, 3, 10), date(2026, 3, 14)
LIEUX = [
    ("pres", 12.0, DEMARCHES, "", "Mo,Tu 09:00-12:00"),
    ("matinal", 13.0, f"{DEMARCHES}|{MAITRISE}", "Surdité", "Mo 08:00-12:00"),
    ("loin", 40.0, DEMARCHES, "Surdité", "Sa 09:00-12:00"),
    ("muet", 5.0, DEMARCHES, "", ""),
    ("autre", 8.0, MAITRISE, "Surdité", "Mo-Su 10:00-18:00"),
]


@pytest.fixture
def monde() -> pd.DataFrame:
    table = pd.DataFrame(
        [(i, s, a, h) for i, _, s, a, h in LIEUX],
        columns=["id", "services", "prise_en_charge_specifique", "horaires"],
    )
    return table.assign(
        nom=table["id"], commune="Amont", code_postal="84901", adresse="", famille="autre", telephone="", courriels="",
        publics_specifiquement_adresses="", modalites_acces="", frais_a_charge="", itinerance="Fixe",
        fraicheur="a_jour", precision_localisation="adresse", source="saisie", nature="reel", completude=0.5,
        date_maj=pd.Timestamp("2026-03-01"),
    )  # fmt: skip


@pytest.fixture
def durees() -> pd.Series:
    return pd.Series([minutes for _, minutes, *_ in LIEUX])


def tri(monde: pd.DataFrame, durees: pd.Series, instant: datetime = LUNDI_7H, **demande: object) -> Tri:
    return trier(monde, Recherche(**demande), durees, instant)  # type: ignore[arg-type]


def comptes(resultat: Tri) -> dict[str, tuple[int, int]]:
    return {p.question: (p.surs, p.a_verifier) for p in resultat.paliers}


# Les mots


def test_chaque_service_national_a_sa_phrase_d_exemple() -> None:
    assert tuple(EXEMPLES) == valeurs("services")
    assert len(set(EXEMPLES.values())) == 9


def test_chaque_prise_en_charge_nationale_peut_se_demander_une_fois() -> None:
    assert sorted(ACCUEILS) == sorted(valeurs("prise_en_charge_specifique"))


# La jauge


def test_la_jauge_decroit_question_apres_question(monde: pd.DataFrame, durees: pd.Series) -> None:
    resultat = tri(monde, durees, besoin=DEMARCHES, horizon_min=30, accueils=("Surdité",), jour=LUNDI)
    assert resultat.total == 5
    assert comptes(resultat) == {
        "Besoin": (4, 0),  # tous sauf « autre »
        "Où": (3, 0),  # « loin » est à 40 minutes
        "Accueil": (1, 2),  # seul « matinal » le dit ; « pres » et « muet » ne disent rien
        "Quand": (
            1,
            2,
        ),  # « matinal » est ouvert ; « pres » l'est sans dire son accueil ; « muet » ne dit rien
    }
    assert list(resultat.surs["id"]) == ["matinal"]
    assert list(resultat.a_verifier["id"]) == ["pres", "muet"], "le moins douteux d'abord"


def test_trente_minutes_est_encore_a_trente_minutes(monde: pd.DataFrame) -> None:
    a_la_minute = pd.Series([29.9, 30.0, 30.1, 30.0, 30.0])
    assert set(tri(monde, a_la_minute, horizon_min=30).surs["id"]) == {"pres", "matinal", "autre"}


def test_un_lieu_sans_position_est_a_verifier(monde: pd.DataFrame, durees: pd.Series) -> None:
    resultat = tri(monde, durees.where(durees.ne(12.0)), horizon_min=30, jour=LUNDI)
    doutes = dict(zip(resultat.a_verifier["id"], resultat.a_verifier["doutes"], strict=True))
    assert doutes == {"pres": ("temps de trajet",), "muet": ("ouverture",)}


def test_sans_commune_connue_le_trajet_n_ecarte_personne(monde: pd.DataFrame) -> None:
    resultat = tri(monde, pd.Series([float("nan")] * 5), horizon_min=10)
    assert set(resultat.surs["id"]) == {"pres", "matinal", "loin", "autre"}


def test_un_public_vide_veut_dire_tout_public(monde: pd.DataFrame, durees: pd.Series) -> None:
    publics = monde.assign(
        publics_specifiquement_adresses=["Seniors", "Jeunes", "", "Seniors", "Jeunes|Seniors"]
    )
    resultat = tri(publics, durees, publics=("Seniors",), horizon_min=SANS_LIMITE)
    assert set(resultat.surs["id"]) == {"pres", "loin", "autre"}


def test_les_accueils_se_cumulent(monde: pd.DataFrame, durees: pd.Series) -> None:
    accueils = monde.assign(
        prise_en_charge_specifique=["Surdité", "Surdité|Illettrisme", "Illettrisme", "", "Surdité"]
    )
    resultat = tri(accueils, durees, accueils=("Surdité", "Illettrisme"), horizon_min=SANS_LIMITE)
    assert list(resultat.surs["id"]) == ["matinal"]


def test_un_lieu_qui_ne_recoit_pas_de_public_n_est_jamais_propose(monde: pd.DataFrame) -> None:
    fermes = monde.assign(modalites_acces=["", "Téléphoner|Ce lieu n'accueille pas de public", "", "", ""])
    assert "matinal" not in set(accueillants(fermes)["id"])
    assert len(accueillants(fermes)) == 4


# L'ouverture


def test_des_horaires_inconnus_ou_non_compris_ne_sont_jamais_une_ouverture(
    monde: pd.DataFrame, durees: pd.Series
) -> None:
    flous = monde.assign(horaires=["", "quand il fait beau", "", "", ""])
    resultat = tri(flous, durees, horizon_min=SANS_LIMITE)
    assert len(resultat.surs) == 0
    assert len(resultat.a_verifier) == 5
    assert resultat.relachements == (), "renoncer à quoi que ce soit ne ferait connaître aucun horaire"


@pytest.mark.parametrize(
    ("instant", "jour", "moment", "attendu"),
    [
        (LUNDI_7H, LUNDI, DemiJournee.MATIN, True),
        (LUNDI_7H, LUNDI, DemiJournee.APRES_MIDI, False),
        (LUNDI_7H, MARDI, DemiJournee.SOIR, False),
        (datetime(2026, 3, 9, 11, 30), LUNDI, DemiJournee.TOUTE, True),  # une demi-heure juste
        (datetime(2026, 3, 9, 11, 31), LUNDI, DemiJournee.TOUTE, False),  # vingt-neuf minutes
        (datetime(2026, 3, 9, 11, 31), None, DemiJournee.TOUTE, True),  # demain
        (datetime(2026, 3, 10, 13), None, DemiJournee.TOUTE, True),  # le lundi suivant, sixième jour
        (LUNDI_7H, SAMEDI, DemiJournee.TOUTE, False),
    ],
)
def test_ouvert_une_demi_heure_au_moins_au_moment_demande(
    instant: datetime, jour: date | None, moment: DemiJournee, attendu: bool
) -> None:
    assert ouvert("Mo,Tu 09:00-12:00", Recherche(jour=jour, demi_journee=moment), instant) is attendu


def test_a_cheval_sur_midi_chaque_demi_journee_ne_compte_que_sa_part() -> None:
    midi = "Mo 11:40-12:40"
    assert ouvert(midi, Recherche(jour=LUNDI, demi_journee=DemiJournee.MATIN), LUNDI_7H) is False
    assert ouvert(midi, Recherche(jour=LUNDI, demi_journee=DemiJournee.APRES_MIDI), LUNDI_7H) is True
    assert ouvert(midi, Recherche(jour=LUNDI), LUNDI_7H) is True


def test_un_jour_ferie_que_l_horaire_ignore_est_un_doute_et_ferme_s_il_le_dit() -> None:
    demande, veille = Recherche(jour=date(2026, 7, 14)), datetime(2026, 7, 13, 8)
    assert ouvert("Tu 09:00-12:00", demande, veille) is None
    assert ouvert("Tu 09:00-12:00; PH off", demande, veille) is False
    assert ouvert("Tu 09:00-12:00; PH 09:00-12:00", demande, veille) is True


def test_un_ferie_douteux_laisse_sa_place_au_jour_sur_de_la_meme_semaine() -> None:
    veille = datetime(2026, 7, 13, 8)
    assert premiere_ouverture("Tu-We 09:00-12:00", Recherche(), veille) == datetime(2026, 7, 15, 9)


def test_une_semaine_sur_deux_se_juge_a_la_date() -> None:
    paires = "week 2-53/2 Mo 09:00-12:00"  # le 9 mars 2026 est en semaine 11, le 16 en semaine 12
    assert ouvert(paires, Recherche(jour=LUNDI), LUNDI_7H) is False
    assert ouvert(paires, Recherche(jour=date(2026, 3, 16)), LUNDI_7H) is True


def test_une_demi_journee_passee_n_a_plus_de_fenetre() -> None:
    assert fenetres(Recherche(jour=LUNDI, demi_journee=DemiJournee.MATIN), datetime(2026, 3, 9, 12)) == ()
    assert len(fenetres(Recherche(), LUNDI_7H)) == 7


def test_les_ouvertures_dites_sont_celles_du_premier_jour() -> None:
    plages = ouvertures_du_premier_jour("Mo 09:00-12:00,14:00-17:00; Tu 08:00-12:00", Recherche(), LUNDI_7H)
    assert [(d.hour, f.hour) for d, f in plages] == [(9, 12), (14, 17)]


# L'ordre


def test_dans_une_meme_tranche_de_cinq_minutes_le_premier_ouvert_l_emporte(
    monde: pd.DataFrame, durees: pd.Series
) -> None:
    resultat = tri(monde, durees, horizon_min=SANS_LIMITE)
    assert list(resultat.surs["id"]) == ["autre", "matinal", "pres", "loin"]


def test_une_tranche_plus_proche_l_emporte_meme_ouverte_plus_tard(monde: pd.DataFrame) -> None:
    resultat = tri(monde, pd.Series([14.9, 15.0, 60.0, 60.0, 60.0]), horizon_min=30, besoin=DEMARCHES)
    assert list(resultat.surs["id"]) == ["pres", "matinal"]


# À quoi renoncer


def dits(resultat: Tri) -> dict[str, int]:
    return {r.libelle: r.surs for r in resultat.relachements}


def test_trois_lieux_suffisent_a_ne_rien_relacher(monde: pd.DataFrame, durees: pd.Series) -> None:
    assert dits(tri(monde, durees, horizon_min=30)) == {}


def test_chaque_renoncement_dit_ce_qu_il_rendrait(monde: pd.DataFrame, durees: pd.Series) -> None:
    resultat = tri(monde, durees, besoin=DEMARCHES, horizon_min=30, accueils=("Surdité",))
    assert len(resultat.surs) == 1
    assert dits(resultat) == {"Jusqu'à 45 minutes": 2, "Sans exiger « Surdité »": 2}


def test_appliquer_un_renoncement_donne_bien_l_effectif_annonce(
    monde: pd.DataFrame, durees: pd.Series
) -> None:
    resultat = tri(
        monde, durees, besoin=DEMARCHES, accueils=("Surdité",), jour=MARDI, demi_journee=DemiJournee.SOIR
    )
    assert resultat.relachements
    for relachement in resultat.relachements:
        assert len(trier(monde, relachement.demande, durees, LUNDI_7H).surs) == relachement.surs


def test_quand_un_seul_renoncement_ne_suffit_pas_deux_sont_proposes_ensemble(
    monde: pd.DataFrame, durees: pd.Series
) -> None:
    resultat = tri(
        monde, durees, besoin=DEMARCHES, horizon_min=30, jour=SAMEDI, demi_journee=DemiJournee.SOIR
    )
    assert dits(resultat) == {
        "À toute heure et n'importe quel jour des sept prochains": 2,
        "À toute heure et jusqu'à 45 minutes": 1,
    }


def test_le_besoin_n_est_lache_qu_en_dernier(monde: pd.DataFrame, durees: pd.Series) -> None:
    sans_offre = tri(monde, durees, besoin="Utilisation sécurisée du numérique", horizon_min=30)
    assert dits(sans_offre) == {"Pour un autre besoin": 3}


def test_aucune_impasse_tant_qu_un_lieu_a_des_horaires(monde: pd.DataFrame, durees: pd.Series) -> None:
    for moment in DemiJournee:
        for besoin in EXEMPLES:
            resultat = tri(
                monde,
                durees,
                besoin=besoin,
                horizon_min=10,
                accueils=ACCUEILS,
                jour=SAMEDI,
                demi_journee=moment,
            )
            assert resultat.relachements, (moment, besoin)


def test_un_renoncement_plus_lointain_qui_ne_rend_rien_de_plus_n_est_pas_propose() -> None:
    rendus = {10: 0, 15: 0, 20: 1, 30: 1, 45: 1, 60: 4, SANS_LIMITE: 4}
    proposes = relachements(Recherche(horizon_min=10), lambda d: rendus[d.horizon_min], situee=True)
    assert [(r.libelle, r.surs) for r in proposes] == [("Jusqu'à 60 minutes", 4), ("Jusqu'à 20 minutes", 1)]


# Le trajet


@pytest.mark.parametrize(
    ("minutes", "dit"),
    [
        (20.0, "16 à 25 min en voiture (estimation)"),
        (8.667, "7 à 11 min en voiture (estimation)"),
        (0.4, "environ 1 min en voiture (estimation)"),
        (float("nan"), ""),
    ],
)
def test_un_trajet_se_dit_en_fourchette(minutes: float, dit: str) -> None:
    """0,8 fois le temps central à 1,25 fois."""
    assert trajet_en_francais(minutes, Trajet()) == dit


def test_dans_la_commune_on_roule_une_demi_racine_de_sa_superficie(
    communes: pd.DataFrame, lieux: pd.DataFrame
) -> None:
    """Amont fait 100 km² : 5 km, à 1,3 de détour et 45 km/h, 8 min 40."""
    depart = communes.assign(relief=False).iloc[[0]]
    durees = temps(lieux, depart, pd.Series([], dtype="str"), Trajet())
    assert durees.iloc[0] == pytest.approx(5 * 1.3 * 60 / 45)
    assert temps(lieux, depart.head(0), pd.Series([], dtype="str"), Trajet()).isna().all()


# Les phrases


def test_une_proposition_dit_tout_en_francais_et_n_invente_rien(
    monde: pd.DataFrame, durees: pd.Series
) -> None:
    demande = Recherche(besoin=DEMARCHES, jour=LUNDI)
    (premier, *_) = propositions(trier(monde, demande, durees, LUNDI_7H).surs, demande, Trajet(), LUNDI_7H)
    assert premier.id == "matinal"
    assert premier.ouverture == "lundi 9 mars, 8 h – 12 h"
    assert premier.prochaine == "fermé, ouvre à 8 h"
    assert premier.trajet == "10 à 16 min en voiture (estimation)"
    assert premier.semaine == "lundi : 8 h – 12 h ; mardi au dimanche : fermé"
    assert premier.adresse == "84901 Amont (adresse exacte non connue)"
    assert premier.a_demander == ("contact", "mode d'accès", "coût")
    assert premier.doutes == premier.reserves == ()


def test_un_lieu_a_verifier_dit_pourquoi(monde: pd.DataFrame, durees: pd.Series) -> None:
    demande = Recherche(accueils=("Surdité",), horizon_min=SANS_LIMITE)
    flou = monde.assign(horaires=["Mo 09:00-12:00", "", "", "quand il fait beau", ""])
    resultat = propositions(trier(flou, demande, durees, LUNDI_7H).a_verifier, demande, Trajet(), LUNDI_7H)
    doutes = {p.id: p.doutes for p in resultat}
    assert doutes["pres"] == ("accueil « Surdité » non renseigné",)
    assert doutes["autre"] == ("horaires inconnus",)
    assert doutes["muet"][1].startswith("horaires que l'on ne sait pas lire")
    assert all(p.ouverture == "" for p in resultat if p.id != "pres")


def test_un_lieu_itinerant_ancien_ou_approche_porte_ses_reserves(
    monde: pd.DataFrame, durees: pd.Series
) -> None:
    nus = monde.assign(itinerance="Itinérant", fraicheur="a_actualiser", precision_localisation="commune")
    (premier, *_) = propositions(
        trier(nus, Recherche(), durees, LUNDI_7H).surs, Recherche(), Trajet(), LUNDI_7H
    )
    assert [reserve.split(" ")[0] for reserve in premier.reserves] == ["lieu", "fiche", "trajet"]


def test_un_lieu_de_demonstration_le_reste(monde: pd.DataFrame, durees: pd.Series) -> None:
    surs = trier(monde.assign(nature="demonstration"), Recherche(), durees, LUNDI_7H).surs
    assert {p.nature for p in propositions(surs, Recherche(), Trajet(), LUNDI_7H)} == {"demonstration"}


def test_une_semaine_groupe_les_jours_semblables() -> None:
    assert semaine_en_francais("Mo-Fr 09:00-12:00; Sa 10:00-12:00") == (
        "lundi au vendredi : 9 h – 12 h ; samedi : 10 h – 12 h ; dimanche : fermé"
    )
    assert semaine_en_francais("") == ""


def test_la_table_recue_n_est_pas_modifiee(monde: pd.DataFrame, durees: pd.Series) -> None:
    avant = monde.copy()
    trier(monde, replace(Recherche(), besoin=DEMARCHES), durees, LUNDI_7H)
    pd.testing.assert_frame_equal(monde, avant)
