"""Les commandes de l'analyste : les mêmes chiffres qu'à la main, et des fautes dites avec leur remède."""

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from inclusion.commandes import lancer

DEMANDE = "id,population\n01004,100\n01005,50\n01006,10\n"
OFFRE = "id,capacite\nA,2\nB,4\n"
TEMPS = "origine,destination,minutes\n01004,A,5\n01004,B,15\n01005,B,20\n"
ANGLAIS = re.compile(
    r"\b(no such|error|invalid|missing|codec|errno|file|decode|could not|should|none|nan)\b", re.IGNORECASE
)

Appel = Callable[..., tuple[int, str]]


@pytest.fixture
def dossier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Les trois tables d'un petit monde : Amont (100 habitants), Aval (50), et 01006 que rien ne relie."""
    for nom, texte in (("D", DEMANDE), ("O", OFFRE), ("T", TEMPS)):
        (tmp_path / f"{nom}.csv").write_text(texte, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def appeler(dossier: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Appel:
    """Lance une commande ; rend son code de sortie et ce qu'elle a dit."""

    def appel(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["inclusion", *arguments])
        code = lancer()
        dit = capsys.readouterr()
        return code, dit.out + dit.err

    return appel


def mesurer(appeler: Appel, methode: str, *options: str) -> tuple[int, str]:
    tables = ("--demande", "D.csv", "--offre", "O.csv", "--temps", "T.csv", "--sortie", "R.csv")
    return appeler("accessibilite", *tables, "--methode", methode, *options)


def implanter(appeler: Appel, modele: str, *options: str) -> tuple[int, str]:
    tables = ("--demande", "D.csv", "--temps", "T.csv", "--json", "R.json")
    return appeler("implanter", *tables, "--modele", modele, *options)


def resultat(dossier: Path) -> dict[str, str]:
    with (dossier / "R.csv").open(encoding="utf-8", newline="") as lu:
        return {ligne["id"]: ligne["valeur"] for ligne in csv.DictReader(lu)}


def reponse(dossier: Path) -> dict[str, object]:
    lue: dict[str, object] = json.loads((dossier / "R.json").read_text(encoding="utf-8"))
    return lue


@pytest.mark.parametrize(
    ("methode", "options", "attendues"),
    [
        ("cumulee", [], [6, 4, 0]),
        ("cumulee", ["--horizon", "15"], [6, 0, 0]),
        ("cumulee", ["--horizon", "14.9"], [2, 0, 0]),
        ("gravite", ["--decroissance", "0"], [6, 4, 0]),
        ("2sfca", [], [2 / 100 + 4 / 150, 4 / 150, 0]),
        ("e2sfca", [], [2 / 100 + 0.3 * 4 / 35, 0.1 * 4 / 35, 0]),
        ("e2sfca", ["--paliers", "20:1"], [2 / 100 + 4 / 150, 4 / 150, 0]),
        ("3sfca", ["--paliers", "20:1"], [0.5 * 2 / 50 + 0.5 * 4 / 100, 4 / 100, 0]),
    ],
)
def test_une_offre_inatteignable_vaut_zero(
    appeler: Appel, dossier: Path, methode: str, options: list[str], attendues: list[float]
) -> None:
    assert mesurer(appeler, methode, *options)[0] == 0
    rendues = resultat(dossier)
    assert list(rendues) == ["01004", "01005", "01006"]
    assert [float(v) for v in rendues.values()] == pytest.approx(attendues, rel=1e-12)


def test_le_plus_proche_est_vide_quand_rien_n_est_atteignable(appeler: Appel, dossier: Path) -> None:
    assert mesurer(appeler, "plus_proche", "--horizon", "15")[0] == 0
    assert resultat(dossier) == {"01004": "5.0", "01005": "", "01006": ""}


@pytest.mark.parametrize("separateur", [";", "\t", "|"])
def test_le_point_virgule_et_la_virgule_decimale_se_lisent(
    appeler: Appel, dossier: Path, separateur: str
) -> None:
    temps = TEMPS.replace(",", separateur).replace(f"A{separateur}5", f"A{separateur}5,5")
    (dossier / "T.csv").write_text(temps, encoding="utf-8-sig")
    assert mesurer(appeler, "plus_proche")[0] == 0
    assert resultat(dossier)["01004"] == "5.5"


def test_un_tableau_de_tableur_windows_se_lit(appeler: Appel, dossier: Path) -> None:
    """Marque d'ordre des octets, fins de ligne Windows, guillemets, colonnes de plus, lignes vides."""
    texte = '\ufeff"nom","id" , population \r\n"A, b",01004,"100"\r\n\r\n,01005,50\r\n,,\r\n"",01006,10\r\n'
    (dossier / "D.csv").write_bytes(texte.encode())
    assert mesurer(appeler, "cumulee")[0] == 0
    assert list(resultat(dossier)) == ["01004", "01005", "01006"]


@pytest.mark.parametrize(
    ("fichier", "texte", "dits"),
    [
        ("D", None, ["D.csv", "n'existe pas", "vérifier le nom"]),
        ("D", "", ["« D.csv » est vide", "id, population"]),
        ("D", "id,population\n", ["n'a que son en-tête"]),
        ("D", "id,habitants\n1,2\n", ["« D.csv »", "colonne « population » absente", "lues : id, habitants"]),
        ("D", "id,id,population\n1,1,2\n", ["deux colonnes « id »", "n'en garder qu'une"]),
        ("D", "id,population\n1,beaucoup\n", ["ligne 2, colonne « population » : « beaucoup »", "écrire par exemple"]),
        ("D", "id,population\n1,10\n2,NaN\n", ["ligne 3, colonne « population » : « NaN »"]),
        ("D", "id,population\n1,inf\n", ["« inf » n'est pas un nombre positif ou nul"]),
        ("D", "id,population\n1,-3\n", ["« -3 » n'est pas un nombre positif ou nul"]),
        ("D", "id,population\n1,1_000\n", ["« 1_000 »"]),
        ("D", "id,population\n1,1 000\n", ["« 1 000 »", "sans unité ni espace"]),
        ("D", "id,population\n1,\n", ["ligne 2, colonne « population » : valeur absente", "retirer la ligne"]),
        ("D", "id,population\n,3\n", ["ligne 2, colonne « id » : valeur absente"]),
        ("D", "id,population\n1,3,5\n", ["ligne 2 : 3 valeurs pour 2 colonnes", "« 5 »", "virgule décimale"]),
        ("D", 'id,population\n"x\ny",1\n01004,zut\n', ["ligne 4, colonne « population » : « zut »"]),
        ("D", "id,population\n1,2\n1,3\n", ["« D.csv », ligne 3, colonne « id » : « 1 » est déjà donné plus haut"]),
        ("D", "id,population\n01004,0\n", ["colonne « population » : tout y est à 0"]),
        ("O", "id,capacite\nA,deux\n", ["« O.csv », ligne 2, colonne « capacite » : « deux »"]),
        ("T", "origine,destination\n01004,A\n", ["« T.csv » : colonne « minutes » absente"]),
        ("T", TEMPS + "01004,A,6\n", ["« T.csv », ligne 5, colonne « origine, destination » : « 01004, A »"]),
        ("T", TEMPS.replace("01005", "1005"), ["ligne 4, colonne « origine » : « 1005 »", "« 01005 »", "zéros de tête"]),
    ],
)  # fmt: skip
def test_une_table_fautive_est_refusee_avec_la_ligne_la_valeur_et_le_remede(
    appeler: Appel, dossier: Path, fichier: str, texte: str | None, dits: list[str]
) -> None:
    chemin = dossier / f"{fichier}.csv"
    chemin.unlink()
    if texte is not None:
        chemin.write_text(texte, encoding="utf-8")
    code, dit = mesurer(appeler, "2sfca")
    assert code == 2
    for attendu in dits:
        assert attendu in dit
    assert not ANGLAIS.search(dit.replace("« NaN »", "").replace("« inf »", ""))
    assert not (dossier / "R.csv").exists()


@pytest.mark.parametrize(
    ("octets", "dit"),
    [
        ("id,population\nOrgon é,1\n".encode("cp1252"), "n'est pas en UTF-8 (octet 20)"),
        ("id,population\n1,2\n".encode("utf-16"), "n'est pas en UTF-8"),
        (b"id,population\n1,2\0\n", "n'est pas un texte"),
        (b"id,population\n" + b"9" * 200_000 + b",1\n", "guillemets ou cellule que l'on ne sait pas lire"),
    ],
)
def test_un_fichier_qui_n_est_pas_un_texte_est_refuse_en_francais(
    appeler: Appel, dossier: Path, octets: bytes, dit: str
) -> None:
    (dossier / "D.csv").write_bytes(octets)
    code, message = mesurer(appeler, "cumulee")
    assert (code, dit in message) == (2, True), message
    assert "CSV UTF-8" in message
    assert not ANGLAIS.search(message)


def test_la_limite_d_une_cellule_ne_depend_pas_du_reste_du_programme(appeler: Appel, dossier: Path) -> None:
    """`csv.field_size_limit` est commun au processus ; d'autres bibliothèques le lèvent."""
    avant = csv.field_size_limit(10**9)
    try:
        (dossier / "D.csv").write_text("id,population\n" + "9" * 200_000 + ",1\n", encoding="utf-8")
        code, dit = mesurer(appeler, "cumulee")
    finally:
        csv.field_size_limit(avant)
    assert (code, "ligne 2 : guillemets ou cellule que l'on ne sait pas lire" in dit) == (2, True), dit


def test_un_dossier_a_la_place_d_un_fichier_est_refuse(appeler: Appel, dossier: Path) -> None:
    (dossier / "D.csv").unlink()
    (dossier / "D.csv").mkdir()
    code, dit = mesurer(appeler, "cumulee")
    assert (code, "ne s'ouvre pas" in dit) == (2, True)


def test_une_sortie_impossible_est_dite(appeler: Appel) -> None:
    for code, dit in (
        appeler("accessibilite", "--demande", "D.csv", "--offre", "O.csv", "--temps", "T.csv", "--methode", "cumulee",
                "--sortie", "D.csv/R.csv"),
        appeler("implanter", "--demande", "D.csv", "--temps", "T.csv", "--modele", "mclp", "--json", "D.csv/R.json"),
    ):  # fmt: skip
        assert (code, "ne peut pas être écrit" in dit) == (2, True)
        assert not ANGLAIS.search(dit)


def test_un_identifiant_sans_pareil_est_ignore_mais_dit(appeler: Appel, dossier: Path) -> None:
    (dossier / "T.csv").write_text(TEMPS + "99999,A,1\n01006,Z,1\n", encoding="utf-8")
    code, dit = mesurer(appeler, "cumulee")
    assert code == 0
    assert "1 origine(s) absente(s) de la demande, ignorée(s) : 99999" in dit
    assert "1 destination(s) absente(s) de l'offre, ignorée(s) : Z" in dit
    assert float(resultat(dossier)["01006"]) == 0


@pytest.mark.parametrize(
    ("options", "dit"),
    [
        (["--paliers", "10"], "écrire minutes:poids"),
        (["--paliers", "dix:1"], "écrire minutes:poids"),
        (["--paliers", "10:nan"], "positifs ou nuls"),
        (["--paliers", "10:-1"], "positifs ou nuls"),
        (["--paliers", "10:1,10:0.5"], "donné deux fois"),
        (["--horizon", "nan"], "'--horizon' : il faut un nombre supérieur ou égal à 0"),
        (["--horizon", "-1"], "'--horizon' : il faut un nombre supérieur ou égal à 0"),
        (["--horizon", "20,5"], "'--horizon' : il faut un nombre, écrit avec un point"),
        (["--horizon", "inf"], "Option --horizon : « inf » n'est pas un nombre"),
        (["--methode", "4sfca"], "'4sfca' n'est pas l'un de 'plus_proche', 'cumulee'"),
        (["--decroissance", "inf"], "Option --decroissance"),
    ],
)
def test_un_reglage_insense_est_refuse(appeler: Appel, dossier: Path, options: list[str], dit: str) -> None:
    code, message = mesurer(appeler, "e2sfca", *options)
    assert (code, dit in message) == (2, True), message
    assert not ANGLAIS.search(message.replace("10:nan", ""))
    assert not (dossier / "R.csv").exists()


def test_le_meilleur_site_est_celui_qui_couvre_le_plus(appeler: Appel, dossier: Path) -> None:
    """À 15 minutes, A et B couvrent Amont seul : 100 ; à 20, B couvre Amont et Aval : 150."""
    assert implanter(appeler, "mclp", "--seuil", "20", "--p", "1")[0] == 0
    dite = reponse(dossier)
    assert (dite["objectif"], dite["sites"], dite["population_couverte"]) == (150, ["B"], 150)
    assert (dite["prouve_optimal"], dite["population"]) == (True, 160)


def test_un_site_existant_compte_et_n_est_pas_repropose(appeler: Appel, dossier: Path) -> None:
    (dossier / "ouverts.txt").write_text("\ufeffA\n\n", encoding="utf-8")
    assert implanter(appeler, "mclp", "--seuil", "20", "--p", "2", "--existants", "ouverts.txt")[0] == 0
    dite = reponse(dossier)
    assert (dite["existants"], dite["sites"], dite["population_couverte"]) == (["A"], ["B"], 150)


def test_tout_couvrir_nomme_ce_qui_est_hors_de_portee(appeler: Appel, dossier: Path) -> None:
    code, dit = implanter(appeler, "lscp", "--seuil", "20")
    assert code == 1
    assert "Sans candidat à portée : 01006" in dit
    assert "augmenter le seuil ou les candidats" in dit
    assert not (dossier / "R.json").exists()
    (dossier / "D.csv").write_text(DEMANDE.replace("01006,10\n", ""), encoding="utf-8")
    assert implanter(appeler, "lscp", "--seuil", "20")[0] == 0
    assert (reponse(dossier)["objectif"], reponse(dossier)["sites"]) == (1, ["B"])


def test_la_p_mediane_minimise_les_minutes(appeler: Appel, dossier: Path) -> None:
    """Avec A à 40 minutes d'Aval : A coûte 100·5 + 50·40 = 2 500, B 100·15 + 50·20 = 2 500 ; puis A à 41 : B gagne."""
    (dossier / "D.csv").write_text(DEMANDE.replace("01006,10\n", ""), encoding="utf-8")
    (dossier / "T.csv").write_text(TEMPS + "01005,A,41\n", encoding="utf-8")
    assert implanter(appeler, "pmediane", "--p", "1", "--seuil", "15")[0] == 0
    dite = reponse(dossier)
    assert (dite["objectif"], dite["sites"], dite["population_couverte"]) == (2_500, ["B"], 100)


@pytest.mark.parametrize(
    ("options", "code", "dit"),
    [
        (["--p", "3"], 2, "p = 3 dépasse le nombre de candidats (2)"),
        (["--p", "0"], 2, "il faut au moins un site"),
        (["--p", "1"], 1, "Sans candidat à portée : 01006"),
        (["--existants", "zut.txt"], 2, "« zut.txt » n'existe pas"),
        (["--seuil", "nan"], 2, "'--seuil' : il faut un nombre supérieur ou égal à 0"),
        (["--seuil", "inf"], 2, "Option --seuil"),
        (["--p", "-1"], 2, "'--p' : il faut un nombre supérieur ou égal à 0"),
        (["--p", "1.5"], 2, "'--p' : il faut un nombre entier"),
    ],
)
def test_une_implantation_impossible_dit_pourquoi(
    appeler: Appel, dossier: Path, options: list[str], code: int, dit: str
) -> None:
    sortie, message = implanter(appeler, "pmediane", *options)
    assert (sortie, dit in message) == (code, True), message
    assert not (dossier / "R.json").exists()


def test_un_existant_que_rien_n_atteint_ne_sert_personne_et_est_nomme_avec_sa_ligne(
    appeler: Appel, dossier: Path
) -> None:
    """Une table de temps coupée au seuil n'a pas de ligne pour lui : ce n'est pas une faute, mais cela se dit."""
    (dossier / "ouverts.txt").write_text("A\nmairie de Z\n", encoding="utf-8")
    code, dit = implanter(appeler, "mclp", "--seuil", "20", "--p", "1", "--existants", "ouverts.txt")
    assert code == 0
    dit = re.sub(r"\s+", " ", dit)
    assert "1 site existant sans aucun temps, qui ne sert donc personne : « mairie de Z » (ligne 2)" in dit
    dite = reponse(dossier)
    assert (dite["existants"], dite["sites"], dite["population_couverte"]) == (["A"], ["B"], 150)


def test_des_existants_tous_inconnus_ou_sans_leurs_zeros_sont_refuses(appeler: Appel, dossier: Path) -> None:
    (dossier / "ouverts.txt").write_text("mairie de Z\n", encoding="utf-8")
    code, dit = implanter(appeler, "mclp", "--existants", "ouverts.txt")
    assert (code, "« ouverts.txt », ligne 1 : « mairie de Z » n'est la destination d'aucun temps" in dit) == (
        2,
        True,
    )
    (dossier / "T.csv").write_text(TEMPS.replace("A", "01"), encoding="utf-8")
    (dossier / "ouverts.txt").write_text("B\n1\n", encoding="utf-8")
    code, dit = implanter(appeler, "mclp", "--existants", "ouverts.txt")
    assert (code, "ligne 2 : « 1 » n'est pas « 01 » ; des zéros de tête" in dit) == (2, True)


def test_les_zeros_de_tete_perdus_arretent_aussi_l_implantation(appeler: Appel, dossier: Path) -> None:
    (dossier / "D.csv").write_text(DEMANDE.replace("01004", "1004"), encoding="utf-8")
    code, dit = implanter(appeler, "mclp")
    assert (code, "zéros de tête" in dit.replace("\n", " ")) == (2, True)


def test_une_demande_sans_habitant_ne_s_implante_pas(appeler: Appel, dossier: Path) -> None:
    (dossier / "D.csv").write_text("id,population\n01004,0\n", encoding="utf-8")
    code, dit = implanter(appeler, "mclp")
    assert (code, "personne à servir" in dit) == (2, True)


def test_l_inegalite_sort_en_json(appeler: Appel, dossier: Path) -> None:
    """Deux communes de 500 habitants, 1 et 3 (test_inegalites) ; seuil 2."""
    (dossier / "V.csv").write_text("id;valeur;population\n01004;1,0;500\n01005;3,0;500\n", encoding="utf-8")
    code, dit = appeler("inegalites", "--valeurs", "V.csv", "--seuil", "2")
    assert code == 0
    rendue = json.loads(dit)
    assert list(rendue) == ["gini", "palma", "theil", "fgt0", "fgt1", "fgt2"]
    assert [rendue[n] for n in ("gini", "palma", "fgt0", "fgt1", "fgt2")] == pytest.approx(
        [0.25, 0.75, 0.5, 0.25, 0.125]
    )
    sans = json.loads(appeler("inegalites", "--valeurs", "V.csv")[1])
    assert (sans["gini"], sans["fgt0"]) == (rendue["gini"], None)


@pytest.mark.parametrize(
    ("texte", "options", "dit"),
    [
        ("id,valeur,population\n1,2,0\n", [], "tout y est à 0"),
        ("id,valeur,population\n1,NaN,5\n", [], "ligne 2, colonne « valeur » : « NaN »"),
        ("id,valeur,population\n1,-1,5\n", [], "« -1 » n'est pas un nombre positif ou nul"),
        ("id,valeur,population\n1,1,5\n1,1,5\n", [], "« 1 » est déjà donné"),
        ("id,valeur\n1,1\n", [], "colonne « population » absente"),
        ("id,valeur,population\n1,1,5\n", ["--seuil", "0"], "Le seuil doit être positif"),
        ("id,valeur,population\n1,1,5\n", ["--seuil", "nan"], "Option --seuil"),
    ],
)
def test_une_inegalite_impossible_dit_pourquoi(
    appeler: Appel, dossier: Path, texte: str, options: list[str], dit: str
) -> None:
    (dossier / "V.csv").write_text(texte, encoding="utf-8")
    code, message = appeler("inegalites", "--valeurs", "V.csv", *options)
    assert (code, dit in message) == (2, True), message
