"""Les pages, lancées sans navigateur : chaque page, chaque sorte de territoire, chaque sorte de jeu de données."""

import csv
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from inclusion.data.lecture import load_jeu
from inclusion.model.territoires import Niveau, Territoire
from tests.pages_ouvertes import retirer

RACINE = Path(__file__).resolve().parents[1]
DONNEES = RACINE / "data"
PAGES = [str(p.relative_to(RACINE)) for p in sorted((RACINE / "pages" / "vues").glob("*.py"))]
SYNTHESE, CARTE, TABLES = "pages/vues/synthese.py", "pages/vues/carte.py", "pages/vues/donnees.py"
SANS_TITRE_DE_TERRITOIRE = {"pages/vues/a_propos.py", "pages/vues/provenance.py"}
PART = "part vauclusienne"
FINE = "\u202f"

DEPARTEMENT = "Vaucluse (département)"
LMV = Territoire("", "Luberon Monts de Vaucluse", Niveau.EPCI).libelle
GRAND_AVIGNON = Territoire("", "Grand Avignon", Niveau.EPCI).libelle
PERTUIS = Territoire("", "Aix-Marseille-Provence", Niveau.EPCI).libelle
AVIGNON = "Avignon (84007)"
TERRITOIRES = {
    DEPARTEMENT: "Vaucluse",
    LMV: "Luberon Monts de Vaucluse",
    GRAND_AVIGNON: f"Grand Avignon, {PART}",
    PERTUIS: f"Aix-Marseille-Provence, {PART}",
    "Saint-Léger-du-Ventoux (84110)": "Saint-Léger-du-Ventoux",
    AVIGNON: "Avignon",
    "Vedène (84141)": "Vedène",
}

PIEGE = '<img src=x onerror=alert(1)>${alert(1)}`{{7*7}}</script>=HYPERLINK("http://exemple.invalid")'


@pytest.fixture(autouse=True)
def jeu_embarque(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("INCLUSION_DONNEES", raising=False)


@pytest.fixture
def copie(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Une copie du jeu embarqué, que l'application lit à la place de l'autre."""
    dossier = tmp_path / "mon jeu"
    shutil.copytree(DONNEES, dossier)
    monkeypatch.setenv("INCLUSION_DONNEES", str(dossier))
    return dossier


def application(page: str = "", **demandes: str) -> AppTest:
    """L'application ouverte par un lien profond : c'est le premier tour, aucune page ne l'a précédé."""
    at = AppTest.from_file(str(RACINE / "app.py"), default_timeout=60)
    for cle, valeur in demandes.items():
        at.query_params[cle] = valeur
    if page:
        at.switch_page(page)
    return at.run()


def sans_exception(at: AppTest) -> AppTest:
    """Ni exception, ni page que la dernière barrière a remplacée par un message de panne."""
    assert [e.message for e in at.exception] == []
    assert [e.value for e in at.error if "pas pu être affichée" in e.value] == []
    return at


def selecteur(at: AppTest, libelle: str = "Territoire") -> Any:
    """Un sélecteur, où qu'il soit ; celui du territoire si l'on ne dit rien."""
    (trouve,) = [s for s in at.selectbox if s.label == libelle]
    return trouve


def chiffre(at: AppTest, debut: str) -> str:
    """La valeur du cartouche dont le libellé commence ainsi."""
    (trouve,) = [m.value for m in at.metric if m.label.startswith(debut)]
    return str(trouve)


def texte(at: AppTest) -> str:
    """Tout ce qui s'écrit, sans les barres obliques qui rendent le Markdown inerte."""
    genres = ("title", "header", "subheader", "markdown", "caption", "info", "warning", "error", "success")
    return "\n".join(str(e.value) for genre in genres for e in at.get(genre)).replace("\\", "")


def arguments_de_carte(at: AppTest) -> str:
    """Ce qui est envoyé au composant de carte."""
    (carte,) = at.get("component_instance")
    return str(carte.proto.json_args)


def donnees_de_carte(at: AppTest) -> dict[str, Any]:
    """Le JSON donné à `static/carte/carte.js`, relu."""
    arguments = json.loads(arguments_de_carte(at))
    script = next(v for v in _chaines(arguments) if "observatoire.dessiner(" in v)
    debut = script.index("{", script.index("observatoire.dessiner("))
    contenu: dict[str, Any] = json.JSONDecoder().raw_decode(script[debut:])[0]
    return contenu


def _chaines(valeur: Any) -> Iterator[str]:
    if isinstance(valeur, str):
        yield valeur
    elif isinstance(valeur, dict | list):
        for v in valeur.values() if isinstance(valeur, dict) else valeur:
            yield from _chaines(v)


def lignes(nom: str) -> list[dict[str, str]]:
    with (DONNEES / f"{nom}.csv").open(encoding="utf-8-sig", newline="") as fichier:
        return list(csv.DictReader(fichier))


def modifier(chemin: Path, changer: Callable[[list[dict[str, str]]], object]) -> None:
    """Réécrit un CSV après avoir changé ses lignes sur place."""
    with chemin.open(encoding="utf-8-sig", newline="") as fichier:
        lecteur = csv.DictReader(fichier)
        contenu, colonnes = list(lecteur), list(lecteur.fieldnames or [])
    changer(contenu)
    with chemin.open("w", encoding="utf-8", newline="") as fichier:
        ecrivain = csv.DictWriter(fichier, colonnes, lineterminator="\n")
        ecrivain.writeheader()
        ecrivain.writerows(contenu)


# Chaque page, chaque territoire


@pytest.mark.parametrize("vue", PAGES)
@pytest.mark.parametrize("libelle", TERRITOIRES)
def test_chaque_page_s_ouvre_seule_pour_chaque_sorte_de_territoire(vue: str, libelle: str) -> None:
    at = sans_exception(application(vue, territoire=libelle))
    assert selecteur(at).value == libelle
    assert [t.value for t in at.title], "une page a un titre"
    assert "Sources." in texte(at), "une page a un pied"
    if vue not in SANS_TITRE_DE_TERRITOIRE:
        assert at.subheader[0].value.replace("\\", "") == TERRITOIRES[libelle]


@pytest.mark.parametrize("vue", sorted(set(PAGES) - SANS_TITRE_DE_TERRITOIRE))
@pytest.mark.parametrize(
    ("libelle", "deborde"), [(GRAND_AVIGNON, True), (PERTUIS, True), (LMV, False), (DEPARTEMENT, False)]
)
def test_la_part_vauclusienne_n_est_dite_que_des_intercommunalites_qui_debordent(
    vue: str, libelle: str, deborde: bool
) -> None:
    at = application(vue, territoire=libelle)
    assert (PART in at.subheader[0].value.replace("\\", "")) == deborde


def test_sans_territoire_demande_le_departement_est_montre() -> None:
    at = sans_exception(application())
    assert selecteur(at).value == DEPARTEMENT
    assert at.subheader[0].value == "Vaucluse"


def test_le_selecteur_propose_le_departement_les_14_intercommunalites_et_les_151_communes() -> None:
    options = selecteur(application()).options
    assert options[0] == DEPARTEMENT
    assert sum(bool(re.search(r"\(84\d{3}\)$", o)) for o in options[15:]) == 151
    assert {LMV, GRAND_AVIGNON, PERTUIS} < set(options[1:15])
    assert len(options) == len(set(options)) == 1 + 14 + 151


@pytest.mark.parametrize("demande", ["84007", "avignon", "AVIGNON (commune)"])
def test_un_territoire_se_demande_dans_le_lien_par_son_code_ou_son_nom(demande: str) -> None:
    at = sans_exception(application(SYNTHESE, territoire=demande))
    assert at.subheader[0].value == "Avignon"
    assert selecteur(at).value == AVIGNON
    assert [w.value for w in at.warning] == []


def test_un_territoire_inconnu_est_dit_et_le_departement_montre() -> None:
    at = sans_exception(application(territoire="Ys (99999)"))
    assert "« Ys (99999) »" in at.warning[0].value.replace("\\", "")
    assert at.subheader[0].value == "Vaucluse"


@pytest.mark.parametrize("vue", PAGES)
def test_le_territoire_suit_de_page_en_page(vue: str) -> None:
    at = application(territoire=LMV)
    at.switch_page(vue).run().run()
    sans_exception(at)
    assert selecteur(at).value == LMV


def test_le_territoire_choisi_au_selecteur_suit_d_une_page_a_l_autre() -> None:
    at = application()
    selecteur(at).set_value(AVIGNON).run()
    assert at.subheader[0].value == "Avignon"
    at.switch_page(CARTE).run().run()
    assert sans_exception(at).subheader[0].value == "Avignon"


# Les chiffres de la synthèse, recomptés depuis data/


def habitants_et_65_ans_et_plus() -> tuple[int, int]:
    communes = load_jeu(DONNEES)["communes"]
    return int(communes["population"].sum()), int(communes["pop_65_plus"].sum())


def a_la_francaise(valeur: int) -> str:
    return f"{valeur:,}".replace(",", FINE)


def test_les_effectifs_publies_du_departement_sont_ceux_de_data() -> None:
    lieux, postes = lignes("lieux"), lignes("postes")
    assert habitants_et_65_ans_et_plus() == (568_702, 129_678)
    assert len(lieux) == 97
    assert sum("France Services" in ligne["dispositif_programmes_nationaux"] for ligne in lieux) == 26
    assert 151 - len({ligne["code_insee"] for ligne in lieux}) == 99
    assert (sum(p["etat"] == "occupe" for p in postes), len(postes)) == (38, 51)


def test_la_synthese_du_departement_montre_les_chiffres_de_data_en_francais() -> None:
    at = application(SYNTHESE)
    habitants, seniors = habitants_et_65_ans_et_plus()
    lieux = lignes("lieux")
    occupees = {ligne["code_insee"] for ligne in lieux}
    assert len(at.metric) <= 8
    assert chiffre(at, "Habitants") == a_la_francaise(habitants) == f"568{FINE}702"
    assert chiffre(at, "65 ans") == a_la_francaise(seniors) == f"129{FINE}678"
    assert chiffre(at, "Lieux de médiation") == str(len(lieux))
    assert f"{10_000 * len(lieux) / habitants:.1f}".replace(".", ",") + f" pour 10{FINE}000" in texte(at)
    assert chiffre(at, "France services") == "26"
    assert chiffre(at, "Communes sans lieu") == str(151 - len(occupees))
    assert re.fullmatch(rf"\d+,\d{FINE}%", chiffre(at, "À 20 min")), "l'unité « % » se lit avec le nombre"
    assert chiffre(at, "Conseillers numériques") == "51"
    assert re.search(rf"38[ {FINE}]occupés sur 51", texte(at))
    assert "communes — sur 151, sans lieu recensé." in texte(at)


def test_la_synthese_d_avignon_compte_ses_lieux_et_se_compare_au_departement() -> None:
    at = application(SYNTHESE, territoire=AVIGNON)
    attendus = sum(ligne["code_insee"] == "84007" for ligne in lignes("lieux"))
    assert chiffre(at, "Lieux de médiation") == str(attendus)
    assert chiffre(at, "Communes sans lieu") == "0"
    assert re.search(r"[Dd]épartement", texte(at))


def test_une_commune_sans_lieu_le_montre_sans_erreur() -> None:
    at = sans_exception(application(SYNTHESE, territoire="Saint-Léger-du-Ventoux (84110)"))
    assert chiffre(at, "Lieux de médiation") == "0"
    assert chiffre(at, "Communes sans lieu") == "1"
    assert chiffre(at, "Heures") == "non connu"


@pytest.mark.parametrize("vue", [SYNTHESE, CARTE, TABLES])
def test_aucun_nombre_n_est_ecrit_a_l_anglaise(vue: str) -> None:
    at = application(vue)
    ecrits = texte(at) + "\n".join(m.value for m in at.metric)
    assert re.findall(r"\d,\d{3}(?!\d)", ecrits) == []
    assert re.findall(r"\d[ \u00a0]\d{3}(?!\d)", ecrits) == [], "milliers : espace fine insécable U+202F"


# Filtres de la carte : l'URL est la mémoire


def test_un_filtre_du_lien_est_applique_et_compte() -> None:
    at = sans_exception(application(CARTE, famille="france_services"))
    assert re.search(rf"\*\*26[ {FINE}]lieux\*\* sur 97", texte(at))
    assert len(donnees_de_carte(at)["lieux"]) == 26


def test_une_valeur_de_filtre_inconnue_est_dite_et_ignoree() -> None:
    at = sans_exception(application(CARTE, services="Coiffure"))
    assert "Coiffure" in "".join(w.value for w in at.warning)
    assert len(donnees_de_carte(at)["lieux"]) == 97


def test_la_fiche_demandee_par_le_lien_s_ouvre() -> None:
    at = sans_exception(application(CARTE, lieu="84003-edes-d-apt"))
    assert "EDeS d'Apt" in texte(at)
    assert sum(lieu[8] for lieu in donnees_de_carte(at)["lieux"]) == 1


def test_une_fiche_inconnue_est_dite() -> None:
    at = sans_exception(application(CARTE, lieu="nulle-part"))
    assert "« nulle-part »" in "".join(w.value for w in at.warning).replace("\\", "")


@pytest.mark.parametrize("moment", ["maintenant", "soir", "samedi"])
def test_un_moment_demande_par_le_lien_est_applique(moment: str) -> None:
    at = sans_exception(application(CARTE, moment=moment))
    assert len(donnees_de_carte(at)["lieux"]) < 97
    assert "horaires sont inconnus" in texte(at)


def test_une_recherche_sans_reponse_explique_l_ecran_vide() -> None:
    at = sans_exception(application(CARTE, texte="zzz"))
    assert "Aucun lieu ne répond" in texte(at)
    assert re.search(rf"\*\*0[ {FINE}]lieu\*\*", texte(at))


@pytest.mark.parametrize("couleur", ["densite", "part_65_plus", "lieux_10_000"])
@pytest.mark.parametrize("libelle", [DEPARTEMENT, PERTUIS, "Saint-Léger-du-Ventoux (84110)"])
def test_chaque_aplat_se_dessine_avec_sa_legende(couleur: str, libelle: str) -> None:
    at = sans_exception(application(CARTE, territoire=libelle, couleur=couleur))
    legende = " ".join(str(e.proto.body) for e in at.get("html"))
    assert "sans donnée" in legende
    donnees = donnees_de_carte(at)
    assert set(donnees["couleurs"]) == set(donnees["dedans"])
    assert set(donnees["textes"]) == set(donnees["dedans"])


@pytest.mark.parametrize("nom", list(load_jeu(DONNEES).tables))
def test_chaque_table_s_ouvre_par_son_lien(nom: str) -> None:
    at = sans_exception(application(TABLES, table=nom))
    assert selecteur(at, "Table").value == nom


# Rien ne part ailleurs, rien ne s'exécute


@pytest.mark.parametrize("vue", [SYNTHESE, CARTE])
@pytest.mark.parametrize("couleur", ["aucun", "densite"])
def test_la_carte_ne_donne_aucune_adresse_exterieure(vue: str, couleur: str) -> None:
    arguments = json.loads(arguments_de_carte(application(vue, couleur=couleur, lieu="84003-edes-d-apt")))
    adresses = [
        a for chaine in _chaines(arguments) for a in re.findall(r"(?:https?:|[\"'(])//[^\s\"')]+", chaine)
    ]
    assert adresses == []
    assert all("app/static/" in lien for lien in arguments["js_links"] + arguments["css_links"])


def test_le_plan_de_l_ign_est_eteint_et_seul_a_designer_un_tiers_quand_on_l_allume() -> None:
    at = application(CARTE)
    (ign,) = at.toggle
    assert ign.value is False
    assert "data.geopf.fr" in ign.help
    ign.set_value(True).run()
    assert set(re.findall(r"https?://([^/\"\\]+)", arguments_de_carte(sans_exception(at)))) == {
        "data.geopf.fr"
    }


def test_un_nom_piege_est_inerte_dans_les_arguments_de_la_carte(copie: Path) -> None:
    modifier(copie / "lieux.csv", lambda lus: lus[0].update(nom=PIEGE))
    for vue in (SYNTHESE, CARTE):
        at = sans_exception(application(vue))
        arguments = arguments_de_carte(at)
        assert not re.search(r"<img|</script>=", "".join(_chaines(json.loads(arguments))))
        assert PIEGE in {lieu[2] for lieu in donnees_de_carte(at)["lieux"]}, "le nom y est, tel quel, en JSON"


def test_un_nom_piege_est_echappe_dans_la_fiche(copie: Path) -> None:
    modifier(
        copie / "lieux.csv", lambda lus: lus[0].update(nom="<img src=x onerror=alert(1)>${alert(1)}`{{7*7}}")
    )
    at = sans_exception(application(CARTE, lieu=lignes("lieux")[0]["id"]))
    (titre,) = [m.value for m in at.markdown if "onerror" in m.value]
    assert "\\<img" in titre
    assert not re.search(r"(?<!\\)[<`$]", titre)


def test_un_nom_qui_contient_une_adresse_est_ecrit_en_code_dans_la_fiche(copie: Path) -> None:
    """Markdown ferait un lien d'une adresse nue, même échappée."""
    modifier(copie / "lieux.csv", lambda lus: lus[0].update(nom=PIEGE))
    at = sans_exception(application(CARTE, lieu=lignes("lieux")[0]["id"]))
    (titre,) = [m.value for m in at.markdown if "onerror" in m.value]
    debut, _, fin = PIEGE.partition(" onerror")
    adresse = f"onerror{fin}"
    assert f"`` {adresse} ``" in titre, "la clôture est plus longue que l'accent grave du nom"
    assert debut.replace("<", "\\<").replace("=", "\\=") in titre, (
        "le reste du nom est échappé, sans être mis en code"
    )


@pytest.mark.parametrize("vue", PAGES)
def test_aucune_page_n_autorise_de_html_venu_des_donnees(vue: str, copie: Path) -> None:
    """Un nom piégé n'arrive jamais dans un bloc HTML ni dans un Markdown autorisé à en contenir."""
    for nom in ("lieux", "partenaires", "acteurs_filiere"):
        modifier(copie / f"{nom}.csv", lambda lus: lus[0].update(nom=PIEGE))
    at = sans_exception(application(vue))
    assert all("onerror" not in str(e.proto.body) for e in at.get("html"))
    assert not any(m.proto.allow_html for m in at.markdown)


# Les jeux que l'on ne peut pas lire, ou qui ne disent pas tout


def test_la_provenance_montre_chaque_faute_du_jeu_et_la_synthese_y_mene(copie: Path) -> None:
    modifier(
        copie / "lieux.csv", lambda lus: (lus[0].update(latitude="au nord"), lus[4].update(date_maj="hier"))
    )
    modifier(copie / "postes.csv", lambda lus: lus[1].update(etat="parti"))
    (lien,) = [e.proto for e in sans_exception(application()).get("page_link") if "écartées" in e.proto.label]
    assert lien.label.replace(FINE, " ").startswith("3 lignes écartées")
    assert lien.page == "provenance"
    tableau = sans_exception(application("pages/vues/provenance.py")).dataframe[0]
    lues = {tuple(str(v) for v in ligne) for ligne in tableau.value.iloc[:, :4].itertuples(index=False)}
    assert lues == {
        ("lieux.csv", "2", "latitude", "au nord"),
        ("lieux.csv", "6", "date_maj", "hier"),
        ("postes.csv", "3", "etat", "parti"),
    }
    assert list(tableau.value["Attendu"].str.len() > 10) == [True] * 3
    assert list(tableau.value["Effet"]) == ["Ligne écartée"] * 3


@pytest.mark.parametrize("vue", PAGES)
def test_un_jeu_que_l_on_ne_peut_pas_ouvrir_montre_son_rapport_sur_chaque_page(vue: str, copie: Path) -> None:
    (copie / "epci.csv").write_text("rien de lisible", encoding="utf-8")
    at = sans_exception(application(vue))
    assert at.title[0].value == "Les données ne peuvent pas être lues"
    assert "mon jeu" in at.error[0].value
    assert "epci.csv" in at.dataframe[0].value.to_string()
    assert not at.metric, "aucun chiffre n'est montré"
    assert "Traceback" not in texte(at)


def test_un_descripteur_illisible_est_dit(copie: Path) -> None:
    (copie / "datapackage.json").write_text("{", encoding="utf-8")
    at = sans_exception(application())
    assert "datapackage.json" in at.dataframe[0].value.to_string()


@pytest.mark.parametrize("vue", PAGES)
@pytest.mark.parametrize("libelle", [DEPARTEMENT, LMV, AVIGNON])
def test_un_jeu_sans_lieux_ni_postes_a_des_ecrans_entiers(vue: str, libelle: str, copie: Path) -> None:
    retirer(copie, "lieux", "postes")
    at = sans_exception(application(vue, territoire=libelle))
    assert selecteur(at).value == libelle
    assert "Sources." in texte(at)


def test_une_table_absente_du_jeu_est_expliquee(copie: Path) -> None:
    retirer(copie, "lieux")
    at = sans_exception(application(TABLES, table="lieux"))
    dit = at.info[0].value.replace("\\", "")
    assert "absente de ce jeu" in dit
    assert "lieux.csv" in dit
    assert "Données et modèles" in dit


def test_une_table_declaree_dont_le_fichier_manque_est_dite_avec_le_remede(copie: Path) -> None:
    """Un fichier effacé par mégarde ne passe pas pour une table que l'on n'a jamais eue."""
    (copie / "lieux.csv").unlink()
    at = sans_exception(application("pages/vues/provenance.py"))
    dit = at.dataframe[0].value.to_string()
    assert "lieux.csv" in dit
    assert "le remettre dans le dossier" in dit
    assert "Table écartée" in dit
    assert "postes.csv" not in dit


@pytest.mark.parametrize("vue", [SYNTHESE, CARTE])
def test_sans_la_table_des_lieux_la_page_dit_quoi_fournir(vue: str, copie: Path) -> None:
    """Zéro lieu faute de table n'est pas zéro lieu sur le terrain : l'écran doit le dire."""
    retirer(copie, "lieux")
    dit = texte(sans_exception(application(vue)))
    assert "lieux.csv" in dit


@pytest.mark.parametrize("vue", PAGES)
def test_un_jeu_sans_communes_dit_la_commande_a_lancer(vue: str, copie: Path) -> None:
    retirer(copie, "communes", "communes_voisines")
    at = sans_exception(application(vue))
    dit = texte(at)
    assert "python -m inclusion referentiel" in dit
    assert "communes.parquet" in dit


@pytest.mark.parametrize("vue", PAGES)
def test_un_dossier_vide_ne_montre_pas_de_trace(
    vue: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INCLUSION_DONNEES", str(tmp_path))
    at = sans_exception(application(vue))
    assert "datapackage.json" in at.dataframe[0].value.to_string()
