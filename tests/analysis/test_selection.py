from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from inclusion.analysis.selection import (
    communes_du_territoire,
    correspond_au_texte,
    effectifs,
    retenus,
    retient,
)
from inclusion.model.facettes import NON_RENSEIGNE, ChoixLieux, Moment
from inclusion.model.territoires import Niveau, Territoire

LUNDI_18_H = datetime(2026, 11, 23, 18, 0, tzinfo=ZoneInfo("Europe/Paris"))


def choix(**valeurs: tuple[str, ...]) -> ChoixLieux:
    return ChoixLieux(tuple(valeurs.items()))


def ids(lieux, demande):
    return set(lieux.loc[retient(lieux, demande), "id"])


def test_sans_filtre_tous_les_lieux_sont_retenus(lieux):
    assert retient(lieux, ChoixLieux()).all()


def test_deux_valeurs_d_une_meme_facette_s_ajoutent(lieux):
    assert ids(lieux, choix(typologie=("BIB", "CS"))) == {"amont-mediatheque", "aval-cs"}


def test_deux_facettes_se_combinent(lieux):
    demande = choix(services=("Aide aux démarches administratives",), itinerance=("Itinérant",))
    assert ids(lieux, demande) == {"amont-bus"}


def test_un_lieu_a_plusieurs_services_repond_a_chacun(lieux):
    assert ids(lieux, choix(services=("Accès internet et matériel informatique",))) == {"amont-bus"}


def test_non_renseigne_est_une_valeur_que_l_on_peut_demander(lieux):
    assert ids(lieux, choix(frais=(NON_RENSEIGNE,))) == {"amont-bus", "aval-cs"}


def test_gratuit_ne_retient_pas_les_lieux_au_cout_inconnu(lieux):
    assert ids(lieux, choix(frais=("Gratuit",))) == {"amont-mediatheque"}


@pytest.mark.parametrize("texte", ["mediatheque", "MÉDIATHÈQUE d’amont", "amont mediatheque"])
def test_la_recherche_ignore_accents_casse_et_apostrophes(lieux, texte):
    assert list(lieux.loc[correspond_au_texte(lieux, texte), "id"]) == ["amont-mediatheque"]


def test_la_recherche_porte_aussi_sur_la_commune(lieux):
    assert list(lieux.loc[correspond_au_texte(lieux, "aval"), "id"]) == ["aval-cs"]


@pytest.mark.parametrize(
    ("moment", "ouverts"),
    [
        (Moment.INDIFFERENT, {"amont-mediatheque", "amont-bus", "aval-cs", "amont-asso"}),
        (Moment.MAINTENANT, {"amont-bus"}),
        (Moment.SOIR, {"amont-bus"}),
        (Moment.SAMEDI, {"amont-mediatheque"}),
    ],
)
def test_les_lieux_ouverts_a_un_moment(lieux, moment, ouverts):
    gardes, _ = retenus(lieux, ChoixLieux(moment=moment), LUNDI_18_H)
    assert set(gardes["id"]) == ouverts


def test_les_horaires_inconnus_sont_comptes_a_part(lieux):
    _, inconnus = retenus(lieux, ChoixLieux(moment=Moment.SAMEDI), LUNDI_18_H)
    assert set(inconnus["id"]) == {"aval-cs", "amont-asso"}


def test_les_effectifs_comptent_chaque_valeur_les_autres_filtres_appliques(lieux):
    comptes = effectifs(lieux, choix(itinerance=("Fixe",)), LUNDI_18_H)
    assert comptes["services"]["Aide aux démarches administratives"] == 1
    assert comptes["itinerance"] == {"Itinérant": 1, "Fixe": 2, NON_RENSEIGNE: 1}


def test_une_valeur_sans_lieu_est_comptee_zero_jamais_cachee(lieux):
    comptes = effectifs(lieux, ChoixLieux(), LUNDI_18_H)
    assert comptes["publics"]["Femmes"] == 0
    assert len(comptes["typologie"]) == 93
    assert len(comptes["services"]) == 10


@pytest.mark.parametrize(
    ("territoire", "attendues"),
    [
        (Territoire("84", "Monde", Niveau.DEPARTEMENT), ["84901", "84902", "84903"]),
        (Territoire("200000001", "Deux Rives", Niveau.EPCI), ["84901", "84902"]),
        (Territoire("84903", "Loin", Niveau.COMMUNE), ["84903"]),
    ],
)
def test_les_communes_d_un_territoire(communes, territoire, attendues):
    assert list(communes_du_territoire(communes, territoire)["code_insee"]) == attendues
