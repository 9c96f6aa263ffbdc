"""Le plan de la maison est tenu : couches, pages courtes, couleurs à leur place, contrastes lisibles."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from inclusion.views import palette

RACINE = Path(__file__).resolve().parents[1]
PAQUET = RACINE / "inclusion"
PAGES = sorted((RACINE / "pages").rglob("*.py"))
MODULES = sorted(PAQUET.rglob("*.py"))
CODE = [RACINE / "app.py", *PAGES, *MODULES]
LINTER = Path(sys.executable).parent / "lint-imports"
COULEUR = re.compile(r"#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3,4})\b")
COULEUR_NOMMEE = re.compile(r"\b(?:rgba?|hsla?)\(")


def nom(fichier: Path) -> str:
    return fichier.relative_to(RACINE).as_posix()


def imports(fichier: Path) -> set[str]:
    """Les paquets de tête importés par un fichier, où que soit l'import."""
    arbre = ast.parse(fichier.read_text(encoding="utf-8"))
    return {chemin.partition(".")[0] for chemin in _imports(arbre)}


def _imports(arbre: ast.AST) -> Iterator[str]:
    for noeud in ast.walk(arbre):
        if isinstance(noeud, ast.Import):
            yield from (alias.name for alias in noeud.names)
        elif isinstance(noeud, ast.ImportFrom) and noeud.module:
            yield noeud.module


def contient(motif: str, fichiers: list[Path]) -> list[str]:
    return [nom(f) for f in fichiers if re.search(motif, f.read_text(encoding="utf-8"))]


# Les couches


def lint(dossier: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(LINTER), "--no-cache"],
        cwd=dossier,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def copie(vers: Path) -> Path:
    """Le paquet et ses contrats, seuls, dans un autre dossier."""
    shutil.copytree(PAQUET, vers / "inclusion", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(RACINE / "pyproject.toml", vers)
    return vers


def test_les_imports_descendent() -> None:
    sortie = lint(RACINE)
    assert sortie.returncode == 0, sortie.stdout


@pytest.mark.parametrize(
    ("module", "ligne"),
    [
        ("model/territoires.py", "from inclusion.data import lecture"),
        ("analysis/portrait.py", "from inclusion.data.lecture import load_jeu"),
        ("data/lecture.py", "import inclusion.queries.etat"),
        ("exports/textes.py", "from inclusion.views import palette"),
        ("views/palette.py", "from inclusion import commandes"),
    ],
)
def test_un_import_qui_remonte_fait_echouer_le_controle(module: str, ligne: str, tmp_path: Path) -> None:
    fautif = copie(tmp_path) / "inclusion" / module
    fautif.write_text(fautif.read_text(encoding="utf-8") + f"\n{ligne}\n", encoding="utf-8")
    sortie = lint(tmp_path)
    assert sortie.returncode != 0
    assert "inclusion." + module.removesuffix(".py").replace("/", ".") in sortie.stdout


def test_la_copie_sans_faute_passe_le_controle(tmp_path: Path) -> None:
    assert lint(copie(tmp_path)).returncode == 0


def autorises(*debuts: str) -> list[Path]:
    """Les fichiers de code hors de ceux-ci."""
    return [f for f in CODE if not nom(f).startswith(debuts)]


def test_streamlit_n_existe_que_dans_le_cadre_les_pages_les_vues_et_la_visite() -> None:
    ailleurs = autorises("app.py", "pages/", "inclusion/views/", "inclusion/visite.py")
    assert [nom(f) for f in ailleurs if {"streamlit", "streamlit_folium"} & imports(f)] == []


def test_folium_et_plotly_n_existent_que_dans_les_vues_et_les_exports() -> None:
    ailleurs = autorises("inclusion/views/", "inclusion/exports/")
    assert [nom(f) for f in ailleurs if {"folium", "plotly", "branca", "streamlit_folium"} & imports(f)] == []


@pytest.mark.parametrize("module", sorted((PAQUET / "analysis").rglob("*.py")), ids=lambda f: f.stem)
def test_un_calcul_ne_connait_ni_streamlit_ni_les_fichiers(module: Path) -> None:
    assert imports(module).isdisjoint({"streamlit", "os", "pathlib", "requests", "urllib"})


def test_streamlit_ne_garde_que_l_etat() -> None:
    assert contient(r"\bcache_(data|resource)\b", autorises("inclusion/visite.py")) == []
    gardes = re.findall(
        r"@st\.cache_resource[^\n]*\ndef \w+\([^\n]*\) -> (\w+):", (PAQUET / "visite.py").read_text("utf-8")
    )
    assert gardes == ["Etat", "Etat"]


def test_un_calcul_ne_dit_jamais_quel_jour_on_est() -> None:
    purs = [
        f
        for f in MODULES
        if nom(f).startswith(
            ("inclusion/analysis/", "inclusion/model/", "inclusion/views/", "inclusion/queries/")
        )
        and nom(f) != "inclusion/queries/etat.py"
    ]
    assert contient(r"\b(date\.today|datetime\.now|datetime\.today|time\.time)\(", purs) == []


# Les pages


def test_aucune_page_n_est_posee_directement_dans_pages() -> None:
    assert sorted((RACINE / "pages").glob("*.py")) == []


@pytest.mark.parametrize("page_lue", PAGES, ids=lambda f: f.stem)
def test_une_page_est_un_paragraphe(page_lue: Path) -> None:
    texte = page_lue.read_text(encoding="utf-8")
    arbre = ast.parse(texte)
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    assert len(texte.splitlines()) <= 60, "une page a 60 lignes au plus"
    assert [n.name for n in ast.walk(arbre) if isinstance(n, definitions)] == [], "une page ne définit rien"
    assert ast.get_docstring(arbre), "une page dit ce qu'elle montre"
    assert imports(page_lue) <= {"streamlit", "inclusion"}, "une page ne fait que composer"
    assert "session_state" not in texte, "l'URL est la mémoire"
    assert "query_params" not in texte, "une page ne lit pas l'URL elle-même"


def test_chaque_page_est_dans_la_navigation_et_inversement() -> None:
    declarees = set(re.findall(r"st\.Page\(\s*\"([^\"]+)\"", (RACINE / "app.py").read_text(encoding="utf-8")))
    assert declarees == {nom(p) for p in PAGES}


def test_le_cadre_ne_fait_que_composer() -> None:
    arbre = ast.parse((RACINE / "app.py").read_text(encoding="utf-8"))
    assert not any(isinstance(n, ast.FunctionDef | ast.ClassDef) for n in ast.walk(arbre))
    assert imports(RACINE / "app.py") <= {"streamlit", "inclusion"}


# Ce qui gâte ces applications


def test_aucun_html_de_contrebande() -> None:
    assert contient("unsafe_allow_html", CODE) == []


def test_le_seul_script_autorise_dit_la_langue() -> None:
    assert contient("unsafe_allow_javascript", CODE) == ["inclusion/views/cadres.py"]


def test_emporter_un_fichier_ne_relance_pas_la_page() -> None:
    """Une page relancée remplace les fichiers promis : un second clic, donné aussitôt, ne trouverait plus le sien.

    Seule la page des documents suit son fichier à l'écran, et se relance pour cela.
    """
    fautifs = [
        f"{nom(f)}:{appel.lineno}"
        for f in sorted((PAQUET / "views").glob("*.py"))
        if f.name != "documents.py"
        for appel in ast.walk(ast.parse(f.read_text(encoding="utf-8")))
        if isinstance(appel, ast.Call)
        and getattr(appel.func, "attr", "") == "download_button"
        and not any(k.arg == "on_click" and getattr(k.value, "value", "") == "ignore" for k in appel.keywords)
    ]
    assert fautifs == []


def test_aucun_tiroir() -> None:
    assert [nom(f) for f in MODULES if re.fullmatch(r"(utils?|helpers?|misc|common|divers)", f.stem)] == []


def test_aucune_erreur_n_est_avalee() -> None:
    """Une seule barrière attrape tout : `cadres.proteger`, qui journalise la panne et la dit."""
    assert contient(r"except\s*(\(?\s*(Base)?Exception\b.*)?:", CODE) == ["inclusion/views/cadres.py"]
    barriere = (PAQUET / "views" / "cadres.py").read_text(encoding="utf-8").split("except Exception", 1)[1]
    assert "journal.exception(" in barriere.split("def ", 1)[0]


def scripts() -> list[Path]:
    return [
        f
        for f in sorted((RACINE / "static").rglob("*"))
        if f.suffix in {".js", ".css"} and "vendor" not in f.parts
    ]


def test_une_couleur_ne_s_ecrit_que_dans_la_palette_et_le_theme() -> None:
    ailleurs = [f for f in CODE if f.name != "palette.py"]
    fautes = [
        f"{nom(f)} : {motif.group()}"
        for f in [*ailleurs, *scripts()]
        for regle in (COULEUR, COULEUR_NOMMEE)
        for motif in regle.finditer(_sans_commentaires(f))
    ]
    assert fautes == []


def _sans_commentaires(fichier: Path) -> str:
    """Un script sans ses identifiants de motifs SVG ; un module tel quel."""
    return re.sub(r"url\(#\w+\)", "", fichier.read_text(encoding="utf-8"))


def test_le_script_de_la_carte_n_ecrit_jamais_de_balisage_ni_d_adresse_exterieure() -> None:
    for fichier in scripts():
        texte = fichier.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", texte
        )
        assert not re.search(r"https?://|[\"']//", texte)


def test_le_script_de_la_carte_et_folium_ne_nomment_que_des_fichiers_locaux() -> None:
    from inclusion.views.cartes import Carte

    liens = [adresse for _, adresse in (*Carte.default_js, *Carte.default_css)]
    assert all(adresse.startswith("../../app/static/") for adresse in liens)
    assert all((RACINE / "static" / adresse.partition("/static/")[2]).is_file() for adresse in liens)


def test_la_telemetrie_et_les_details_d_erreur_sont_eteints() -> None:
    reglages = theme_complet()
    assert reglages["browser"]["gatherUsageStats"] is False
    assert reglages["client"]["showErrorDetails"] == "none"
    assert reglages["client"]["toolbarMode"] in {"viewer", "minimal"}


# Les contrastes (WCAG 2.1, critère 1.4.3 ; luminance relative du W3C)


def theme_complet() -> dict[str, dict]:
    return tomllib.loads((RACINE / ".streamlit" / "config.toml").read_text(encoding="utf-8"))


def luminance(couleur: str) -> float:
    composantes = [int(couleur[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    rouge, vert, bleu = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in composantes)
    return 0.2126 * rouge + 0.7152 * vert + 0.0722 * bleu


def contraste(une: str, autre: str) -> float:
    fonce, clair = sorted((luminance(une), luminance(autre)))
    return (clair + 0.05) / (fonce + 0.05)


@pytest.mark.parametrize(
    ("une", "autre", "attendu"),
    [("#000000", "#ffffff", 21.0), ("#ffffff", "#ffffff", 1.0), ("#767676", "#ffffff", 4.54)],
)
def test_le_calcul_de_contraste_retrouve_les_valeurs_du_w3c(une: str, autre: str, attendu: float) -> None:
    assert contraste(une, autre) == pytest.approx(attendu, abs=0.01)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("texte", ["textColor", "linkColor"])
@pytest.mark.parametrize("fond", ["backgroundColor", "secondaryBackgroundColor"])
@pytest.mark.parametrize("zone", ["", "sidebar"])
def test_tout_texte_du_theme_est_lisible(mode: str, texte: str, fond: str, zone: str) -> None:
    theme = theme_complet()["theme"][mode]
    couleurs = {**theme, **(theme.get("sidebar", {}) if zone else {})}
    assert contraste(couleurs[texte], couleurs[fond]) >= 4.5


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_la_couleur_premiere_porte_du_blanc_et_se_detache_du_fond(mode: str) -> None:
    """Streamlit écrit en blanc sur elle (4,5 pour 1) et en borde ses commandes (3 pour 1, critère 1.4.11)."""
    theme = theme_complet()["theme"][mode]
    assert contraste(theme["primaryColor"], "#ffffff") >= 4.5
    assert contraste(theme["primaryColor"], theme["backgroundColor"]) >= 3


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_chaque_couleur_de_graphique_se_detache_du_fond(mode: str) -> None:
    """Un objet graphique demande 3 pour 1 (critère 1.4.11)."""
    theme = theme_complet()["theme"][mode]
    faibles = [c for c in theme["chartCategoricalColors"] if contraste(c, theme["backgroundColor"]) < 3]
    assert faibles == []


@pytest.mark.parametrize("fond", [palette.FOND_CLAIR, palette.FOND_SOMBRE], ids=["clair", "sombre"])
def test_les_noms_de_ville_se_lisent_sur_la_carte(fond: palette.Fond) -> None:
    assert min(contraste(fond.texte, sur) for sur in (fond.mer, fond.commune, fond.halo)) >= 4.5


@pytest.mark.parametrize("fond", [palette.FOND_CLAIR, palette.FOND_SOMBRE], ids=["clair", "sombre"])
def test_le_lieu_choisi_se_detache_du_fond_de_carte(fond: palette.Fond) -> None:
    assert contraste(fond.choisi, fond.commune) >= 3


def test_les_signes_de_la_carte_ont_chacun_leur_forme_et_leur_couleur() -> None:
    assert len({s.forme for s in palette.SIGNES.values()}) == len(palette.SIGNES)
    assert len({s.couleur for s in palette.SIGNES.values()}) == len(palette.SIGNES)
    assert {s.forme for s in palette.SIGNES.values()} <= set(palette.FORMES)
    faibles = [s for s in palette.SIGNES.values() if contraste(s.couleur, palette.FOND_CLAIR.commune) < 3]
    assert faibles == []
