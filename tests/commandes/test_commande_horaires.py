"""`python -m inclusion horaires` : ce qu'elle imprime et le code qu'elle rend."""

import json

from typer.testing import CliRunner, Result

from inclusion.commandes import application


def lancer(*arguments: str) -> Result:
    return CliRunner().invoke(application, ["horaires", *arguments])


def test_un_horaire_francais_donne_sa_forme_osm_ses_heures_et_sa_semaine() -> None:
    resultat = lancer("du lundi au vendredi 9h-12h et 13h30-17h15 sur rendez-vous")
    lignes = resultat.stdout.splitlines()
    assert resultat.exit_code == 0
    assert lignes[:3] == [
        "Mo-Fr 09:00-12:00,13:30-17:15",
        "33 h 45 par semaine",
        "lundi     9 h – 12 h, 13 h 30 – 17 h 15",
    ]
    assert lignes[8:] == ["dimanche  fermé", "Non repris : sur rendez-vous"]


def test_un_horaire_osm_est_garde_tel_qu_il_est_ecrit() -> None:
    assert lancer("Th 08:45-17:00,13:30-17:00").stdout.splitlines()[:2] == [
        "Th 08:45-17:00,13:30-17:00",
        "8 h 15 par semaine",
    ]


def test_la_reponse_pour_machine_a_ses_quatre_cles() -> None:
    reponse = json.loads(lancer("--json", "mardi 9h-12h").stdout)
    assert reponse["osm"] == "Tu 09:00-12:00"
    assert reponse["minutes_hebdomadaires"] == 180
    assert reponse["compris"] is True
    assert reponse["semaine"]["mardi"] == "9 h – 12 h"
    assert reponse["semaine"]["lundi"] == "fermé"


def test_des_heures_sans_jour_sont_imprimees_en_le_disant() -> None:
    for texte in ("9h-12h", "09:00-12:00"):
        resultat = lancer(texte)
        assert resultat.exit_code == 0
        assert resultat.stdout.splitlines() == [
            "09:00-12:00",
            "Aucun jour n'est nommé : ni semaine, ni total.",
        ]


def test_un_texte_non_compris_le_dit_et_rend_le_code_1() -> None:
    for texte in ("je ne sais pas", "Mo-Fr 9-12", "lundi 14h", ""):
        resultat = lancer(texte)
        assert resultat.exit_code == 1
        assert resultat.stdout.startswith("non compris : ")
    reponse = json.loads(lancer("--json", "lundi 14h").stdout)
    assert (reponse["compris"], reponse["osm"], reponse["minutes_hebdomadaires"]) == (False, "", None)
