"""La page Orienter, sans navigateur : les réponses, la jauge, les renoncements, et ce que le serveur envoie à la fiche."""

import json
import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from streamlit.testing.v1 import AppTest

from inclusion.model.orientation import EXEMPLES
from tests import pages_ouvertes
from tests.pages_ouvertes import FINE, RACINE, texte

ORIENTER = "pages/vues/orienter.py"
DEMARCHES, MAITRISE = "Aide aux démarches administratives", "Maîtrise des outils numériques du quotidien"
CARPENTRAS, SAULT = "Carpentras (84031)", "Sault (84123)"
MARDI_8H = datetime(2026, 11, 24, 8, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture(autouse=True)
def un_mardi(monkeypatch: pytest.MonkeyPatch) -> None:
    """Le mardi 24 novembre 2026 à 8 h, sur le jeu embarqué."""
    monkeypatch.delenv("INCLUSION_DONNEES", raising=False)
    monkeypatch.setattr("inclusion.queries.etat.maintenant", lambda: MARDI_8H)


def ouvrir(**demandes: str | list[str]) -> AppTest:
    return pages_ouvertes.ouvrir(ORIENTER, **demandes)


def sans_exception(at: AppTest) -> AppTest:
    assert [e.message for e in at.exception] == []
    assert [e.value for e in at.error] == []
    return at


def jauge(at: AppTest) -> tuple[int, int, int]:
    """(lieux ouverts, total, à vérifier) que dit la jauge du bas."""
    (barre,) = at.get("progress")
    dit = barre.proto.text.replace(FINE, " ")
    trouve = re.search(r"\*\*(\d+) lieux? ouverts?\*\* sur (\d+), (\d+) à vérifier", dit)
    assert trouve, dit
    return int(trouve[1]), int(trouve[2]), int(trouve[3])


def paliers(at: AppTest) -> list[int]:
    (dit,) = [c.value for c in at.caption if c.value.startswith("Besoin ")]
    return [int(n) for n in re.findall(r"\d+", dit)]


def composants(at: AppTest) -> Iterator[Any]:
    for element in at.get("bidi_component"):
        yield element.proto


def fiche(at: AppTest) -> dict[str, Any]:
    """Ce que le serveur envoie au composant de la fiche."""
    (proto,) = [p for p in composants(at) if "fiche" in p.component_name]
    contenu: dict[str, Any] = json.loads(proto.json)
    return contenu


def test_sans_commune_les_lieux_ne_sont_dits_ni_proches_ni_ouverts_a_l_instant() -> None:
    dit = texte(ouvrir())
    assert re.search(r"\*\*\d+ lieux ouverts\*\* dans les sept jours ; en voici 3\.", dit)
    assert "à ce moment" not in dit
    assert "les plus proches" not in dit


def test_de_sa_commune_les_lieux_sont_les_plus_proches_et_le_moment_est_dit() -> None:
    dit = texte(ouvrir(territoire=CARPENTRAS, jour="2026-11-24", demi_journee="apres_midi"))
    assert "mardi 24 novembre, l'après-midi" in dit
    assert "; voici les plus proches." in dit


def boutons(at: AppTest) -> dict[str, Any]:
    return {b.label.replace(FINE, " "): b for b in at.button if "→" in b.label}


# La réponse


def test_sans_rien_demander_vingt_six_lieux_ont_des_horaires_et_soixante_et_onze_non() -> None:
    """Les 26 France services ont des horaires publiés et ouvrent dans la semaine ; les 71 lieux du Hub du Sud, non."""
    at = ouvrir()
    assert jauge(at) == (26, 97, 71)
    assert "Horaires inconnus : **71**" in texte(at)
    assert "Aucun n'est compté comme ouvert" in texte(at)


def test_trois_lieux_au_plus_sont_proposes_du_plus_proche_au_plus_loin() -> None:
    at = ouvrir(territoire=CARPENTRAS, besoin=DEMARCHES)
    titres = [m.value.replace("\\", "") for m in at.markdown if re.match(r"##### \d", m.value)]
    assert [t.split(".")[0][-1] for t in titres] == ["1", "2", "3"]
    assert "Carpentras" in titres[0]
    bas = [int(n) for n in re.findall(r"\*\*Trajet\*\* : (\d+) à \d+ min en voiture", texte(at))]
    assert bas == sorted(bas)
    assert len(bas) == 3
    assert texte(at).count("**Ouvert** : mardi 24 novembre") == 3


def test_un_lieu_aux_horaires_inconnus_n_est_jamais_dit_ouvert() -> None:
    at = ouvrir(territoire="Apt (84003)", besoin=MAITRISE)
    surs, _, a_verifier = jauge(at)
    assert surs == 0
    assert a_verifier > 0
    assert "**Ouvert**" not in texte(at)
    assert "À vérifier : horaires inconnus." in texte(at)
    assert all(lieu["ouverture"] == "" and lieu["doutes"] for lieu in fiche(at)["lieux"])


def test_la_jauge_ne_remonte_jamais_d_une_question_a_l_autre() -> None:
    at = ouvrir(territoire=SAULT, besoin=DEMARCHES, demi_journee="soir", prise_en_charge="Surdité")
    restes = paliers(at)
    assert len(restes) == 4
    assert restes == sorted(restes, reverse=True)
    assert jauge(at)[0] == restes[-1]


# À quoi renoncer


def test_chaque_renoncement_tient_sa_promesse_au_clic() -> None:
    at = ouvrir(territoire=SAULT, besoin=DEMARCHES, demi_journee="soir", prise_en_charge="Surdité")
    assert jauge(at)[0] == 0
    proposes = list(boutons(at))
    assert proposes
    for libelle in proposes:
        frais = ouvrir(territoire=SAULT, besoin=DEMARCHES, demi_journee="soir", prise_en_charge="Surdité")
        boutons(frais)[libelle].click().run()
        promis = int(re.findall(r"→ (\d+)", libelle)[0])
        assert jauge(sans_exception(frais))[0] == promis > 0


@pytest.mark.parametrize("besoin", EXEMPLES)
@pytest.mark.parametrize("territoire", [SAULT, "Ventoux Sud (EPCI)", "Saint-Léger-du-Ventoux (84110)"])
def test_aucune_demande_ne_mene_a_une_impasse(besoin: str, territoire: str) -> None:
    at = ouvrir(
        territoire=territoire, besoin=besoin, trajet="10", prise_en_charge="Illettrisme", demi_journee="soir"
    )
    surs, _, a_verifier = jauge(at)
    assert surs or a_verifier or boutons(at)


# L'URL est la mémoire, sauf de la personne


def test_le_lien_porte_toute_la_demande() -> None:
    at = ouvrir(
        territoire=CARPENTRAS, besoin=DEMARCHES, trajet="45", publics=["Seniors", "Femmes"], jour="2026-11-25",
        demi_journee="matin",
    )  # fmt: skip
    recapitulatif = dict(fiche(at)["recapitulatif"])
    assert recapitulatif["Besoin"] == DEMARCHES
    assert recapitulatif["Au départ de"].replace(FINE, " ") == "Carpentras, 45 minutes de voiture au plus"
    assert recapitulatif["Accueil demandé"] == "Seniors et Femmes"
    assert recapitulatif["Moment"] == "mercredi 25 novembre, le matin (avant midi)"
    assert all("mercredi 25 novembre" in lieu["ouverture"] for lieu in fiche(at)["lieux"] if lieu["coche"])


def test_un_jour_passe_dans_un_lien_est_ignore_et_dit() -> None:
    at = ouvrir(jour="2026-11-20")
    assert "2026-11-20" in "".join(w.value for w in at.warning).replace("\\", "")
    assert dict(fiche(at)["recapitulatif"])["Moment"] == "dans les sept jours"


def test_choisir_la_commune_dans_la_page_la_choisit_partout() -> None:
    at = ouvrir()
    (commune,) = [s for s in at.selectbox if s.label == "Sa commune"]
    commune.set_value("84123").run()
    assert SAULT in at.query_params["territoire"]
    assert at.subheader[0].value == "Sault"
    (territoire,) = [s for s in at.selectbox if s.label == "Territoire"]
    assert territoire.value == SAULT


def test_le_serveur_n_a_aucun_champ_pour_le_prenom_les_notes_ni_la_position() -> None:
    at = ouvrir(territoire=CARPENTRAS)
    assert len(at.text_input) == len(at.text_area) == len(at.number_input) == 0
    assert set(fiche(at)) == {"recapitulatif", "lieux", "pied", "styles"}


def test_le_script_de_la_fiche_ne_renvoie_rien_et_celui_de_la_position_que_la_commune() -> None:
    dossier = RACINE / "static" / "orientation"
    renvois = re.compile(
        r"setStateValue|setTriggerValue\(.*?\)|fetch\(|XMLHttpRequest|sendBeacon|WebSocket|Storage|location\."
    )
    assert renvois.findall((dossier / "fiche.js").read_text(encoding="utf-8")) == []
    position = (dossier / "position.js").read_text(encoding="utf-8").replace("navigator.geolocation.", "")
    assert renvois.findall(position) == ['setTriggerValue("commune", code)']


def test_la_fiche_coche_trois_lieux_et_dit_ses_sources() -> None:
    contenu = fiche(ouvrir(territoire=CARPENTRAS, besoin=DEMARCHES))
    assert sum(lieu["coche"] for lieu in contenu["lieux"]) == 3
    assert "appeler avant de se déplacer" in contenu["pied"]
    assert all(lieu["source"] and lieu["maj"] for lieu in contenu["lieux"])


def test_sans_table_des_lieux_l_ecran_dit_quoi_fournir(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = tmp_path / "jeu"
    shutil.copytree(RACINE / "data", dossier)
    (dossier / "lieux.csv").unlink()
    monkeypatch.setenv("INCLUSION_DONNEES", str(dossier))
    at = ouvrir(territoire=CARPENTRAS)
    assert any("lieux.csv" in i.value.replace("\\", "") for i in at.info)
