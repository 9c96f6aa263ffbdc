"""Un état enregistré se compte comme le présent : mêmes données, mêmes chiffres."""

from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest

from inclusion.analysis.couverture import Demande
from inclusion.analysis.desserte import desserte
from inclusion.data.instantanes import copier, enregistrer
from inclusion.data.lecture import JEU_EMBARQUE, load_jeu
from inclusion.data.temps_calcules import COLONNES, FICHIER
from inclusion.queries import indicateurs
from inclusion.queries.etat import PARIS, au, lire

AUJOURD_HUI = date(2026, 11, 30)
MARS, JUIN = (datetime(2026, mois, 2, 9, tzinfo=PARIS) for mois in (3, 6))
DIX_HEURES = 600.0


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    """Deux états enregistrés aux tables identiques, en mars et en juin, et un moteur qui met dix heures partout."""
    jeu = tmp_path / "jeu"
    copier(JEU_EMBARQUE, jeu)
    lieux = load_jeu(jeu)["lieux"]
    for quand in (MARS, JUIN):
        enregistrer(jeu, {"lieux": lieux}, motif="essai", quand=quand)
    reglages = (JEU_EMBARQUE / "parametres.toml").read_text("utf-8")
    (jeu / "parametres.toml").write_text(
        reglages.replace('actif = "vol_d_oiseau"', 'actif = "essai"'), encoding="utf-8"
    )
    present = lire(jeu, AUJOURD_HUI)
    points = present.lieux[["latitude", "longitude"]].drop_duplicates()
    temps = pd.MultiIndex.from_product([present["communes"]["code_insee"], points.index]).to_frame(
        index=False
    )
    temps = temps.set_axis(["code_insee", "point"], axis=1).join(points, on="point")
    temps.assign(minutes=DIX_HEURES, moteur="essai", date="2026-11-01")[COLONNES].to_csv(
        jeu / FICHIER, index=False
    )
    return jeu


def test_le_passe_se_compte_avec_les_temps_calcules_et_les_parametres_du_present(dossier: Path) -> None:
    present = lire(dossier, AUJOURD_HUI)
    passe = present.ouvrir(present.enregistres[-2].nom)
    assert passe.a_date == MARS.date()
    minutes = [desserte(etat, Demande()).communes["minutes"] for etat in (present, passe)]
    assert minutes[0].eq(DIX_HEURES).sum() == 99, "la table calculée sert à toute commune sans lieu à elle"
    pd.testing.assert_series_equal(*minutes)


def test_des_donnees_identiques_donnent_des_indicateurs_identiques_quel_que_soit_l_etat(
    dossier: Path,
) -> None:
    present = lire(dossier, AUJOURD_HUI)
    departement = present.departement
    nom = present.enregistres[-2].nom
    dits = [
        indicateurs.valeurs(present, departement, n).set_index("code")["valeur"].dropna() for n in ("", nom)
    ]
    assert len(dits[0]) > 3
    pd.testing.assert_series_equal(*dits)


def test_a_une_date_passee_on_regarde_l_etat_de_ce_jour_et_ceux_d_avant(dossier: Path) -> None:
    etat = au(dossier, date(2026, 4, 1), aujourd_hui=AUJOURD_HUI)
    assert etat.a_date == date(2026, 4, 1)
    assert [(i.date, i.motif, i.courant) for i in etat.enregistres] == [
        (MARS, "essai", True),
        (MARS, "état d'origine", False),
    ]
    assert indicateurs.etats_passes(etat) == list(etat.enregistres[1:])


def test_aujourd_hui_on_regarde_le_present(dossier: Path) -> None:
    etat = au(dossier, AUJOURD_HUI, aujourd_hui=AUJOURD_HUI)
    assert etat.dossier == dossier
    assert etat.identifiant == lire(dossier, AUJOURD_HUI).identifiant


def test_avant_tout_etat_enregistre_on_regarde_le_plus_ancien(dossier: Path) -> None:
    etat = au(dossier, date(2020, 1, 1), aujourd_hui=AUJOURD_HUI)
    plus_ancien = lire(dossier, AUJOURD_HUI).enregistres[-1]
    assert etat.identifiant == plus_ancien.nom
    assert etat.a_date == date(2020, 1, 1)
