"""Qui peut faire quoi, éprouvé au moment d'écrire : sans le droit, chaque geste refuse et le dossier ne bouge pas."""

import ast
import hashlib
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st
from streamlit import config
from streamlit.runtime.secrets import Secrets

from inclusion import queries, visite
from inclusion.data import ecriture_locale
from inclusion.data import instantanes as stockage
from inclusion.data.instantanes import InterditError, StockageError, copier
from inclusion.data.lecture import JEU_EMBARQUE, load_jeu
from inclusion.queries import depots, feuilles_de_route, instantanes, qualite, saisies, sources
from tests.data.test_droits import AUTH, EDITEUR, LOCAL

RACINE = Path(__file__).resolve().parents[2]
RELAYEE = {**LOCAL, "X-Forwarded-For": "203.0.113.7"}
FORGEE = {"Origin": "http://localhost", "Host": "observatoire.exemple"}
PAR_L_ADRESSE = {"Origin": "http://127.0.0.1:8501", "Host": "127.0.0.1:8501"}
A, B = "84007-ateliers-du-pont", "84007-les-ateliers-du-pont"
DEUX_FICHES = (
    f"{A},,Ateliers du Pont,Avignon,84000,84007,1 rue du Pont,,43.95,4.81,ASSO,,,,Mo-We 09:00-12:00,,,Essai A,,,2026-10-01,"
    "Aide aux démarches administratives,,,,,,,,,,,adresse,,reel\n"
    f"{B},,Les Ateliers du Pont,Avignon,84000,84007,1 rue du Pont,,43.95,4.81,ASSO,+33490000000,,,,,,Essai B,,,2024-01-01,"
    "Utilisation sécurisée du numérique,,,,,,,,,,,adresse,,reel\n"
)


@dataclass(frozen=True)
class Situation:
    """Un visiteur et une instance ; `ecrit` : ce qu'il peut."""

    ecrit: bool
    edition: str = ""
    local: bool = False
    entetes: dict[str, str] = field(default_factory=lambda: LOCAL)
    ip: str | None = None
    secrets: str | None = None
    visiteur: dict[str, object] = field(default_factory=dict)
    inscriptible: bool = True


def toml(section: dict[str, str]) -> str:
    return "[auth]\n" + "".join(f'{cle} = "{valeur}"\n' for cle, valeur in section.items())


EDITEURS = 'editeurs = ["agent@exemple.fr"]'
NON_VERIFIE = EDITEUR | {"email_verified": False}
SANS_MENTION = {cle: v for cle, v in EDITEUR.items() if cle != "email_verified"}
SITUATIONS = {
    "un visiteur": Situation(False),
    "un visiteur d'ailleurs": Situation(False, ip="203.0.113.7"),
    "un visiteur qui forge son origine": Situation(False, entetes=FORGEE),
    "le poste local": Situation(True, local=True),
    "le poste local par son adresse": Situation(True, local=True, entetes=PAR_L_ADRESSE, ip="127.0.0.1"),
    "le poste local, permise = false": Situation(False, "permise = false", local=True),
    "le poste local derrière un mandataire": Situation(False, local=True, entetes=RELAYEE),
    "le poste local, mandataire et permise": Situation(False, "permise = true", local=True, entetes=RELAYEE),
    "le poste local, origine forgée": Situation(False, local=True, entetes=FORGEE),
    "le poste local, autre machine": Situation(False, local=True, ip="192.168.1.20"),
    "le poste local, sans origine": Situation(False, local=True, entetes={"Host": "localhost:8501"}),
    "un réseau de confiance": Situation(True, "permise = true", ip="192.168.1.20"),
    "permise mal écrite": Situation(False, 'permise = "oui"', local=True),
    "des éditeurs sans connexion": Situation(False, EDITEURS, local=True),
    "un éditeur": Situation(True, EDITEURS, secrets=toml(AUTH), visiteur=EDITEUR),
    "un connecté non éditeur": Situation(
        False, EDITEURS, secrets=toml(AUTH), visiteur=EDITEUR | {"email": "autre@exemple.fr"}
    ),
    "un visiteur non connecté": Situation(False, EDITEURS, secrets=toml(AUTH), local=True),
    "un courriel non vérifié": Situation(False, EDITEURS, secrets=toml(AUTH), visiteur=NON_VERIFIE),
    "un courriel sans mention": Situation(False, EDITEURS, secrets=toml(AUTH), visiteur=SANS_MENTION),
    "secrets mal formés": Situation(False, "permise = true", local=True, secrets="[auth\n"),
    "secrets mal formés, éditeur": Situation(False, EDITEURS, secrets="[auth\n", visiteur=EDITEUR),
    "secrets qui ne sont pas du texte": Situation(False, local=True, secrets="\udcff"),
    "section auth vide": Situation(False, local=True, secrets="[auth]\n"),
    "auth qui n'est pas une section": Situation(False, local=True, secrets="auth = 3\n"),
    "secret de témoin trop court": Situation(
        False, EDITEURS, secrets=toml(AUTH | {"cookie_secret": "court"}), visiteur=EDITEUR
    ),
    "un dossier en lecture seule": Situation(False, "permise = true", local=True, inscriptible=False),
    "un éditeur, dossier en lecture seule": Situation(
        False, EDITEURS, secrets=toml(AUTH), visiteur=EDITEUR, inscriptible=False
    ),
}


@pytest.fixture
def dossier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Le jeu embarqué, deux fiches du même lieu, et une saisie déjà enregistrée."""
    jeu = tmp_path / "jeu"
    copier(JEU_EMBARQUE, jeu)
    with (jeu / "lieux.csv").open("a", encoding="utf-8", newline="") as fichier:
        fichier.write(DEUX_FICHES)
    monkeypatch.setenv("INCLUSION_DONNEES", str(jeu))
    return jeu


@pytest.fixture
def installer(
    dossier: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[Situation], None]]:
    """Met le visiteur et l'instance dans une situation ; l'instance d'avant revient à la fin de l'essai."""
    chemin = tmp_path / "secrets.toml"
    anciens = config.get_option("secrets.files")
    parametres, present = load_jeu(dossier).parametres, visite._present

    def installe(situation: Situation) -> None:
        regles = {**parametres, "edition": tomllib.loads(situation.edition), "sources": {"internet": True}}
        # comme si parametres.toml le disait
        monkeypatch.setattr(visite, "_present", lambda *cle: replace(present(*cle), parametres=regles))
        chemin.unlink(missing_ok=True)
        if situation.secrets is not None:
            chemin.write_text(situation.secrets, "utf-8", errors="surrogateescape")
        config.set_option("secrets.files", [str(chemin)])
        monkeypatch.setattr(st, "secrets", Secrets())
        monkeypatch.setattr(st, "user", SimpleNamespace(to_dict=lambda: dict(situation.visiteur)))
        entetes = SimpleNamespace(to_dict=lambda: dict(situation.entetes))
        monkeypatch.setattr(st, "context", SimpleNamespace(headers=entetes, ip_address=situation.ip))
        monkeypatch.setattr(stockage, "peut_ecrire", lambda _: situation.inscriptible)
        ecriture_locale._choix.clear()
        if situation.local:
            ecriture_locale.choisir()

    yield installe
    ecriture_locale._choix.clear()
    config.set_option("secrets.files", anciens)


# Les gestes : chacun se prépare, puis s'écrit


def verser(dossier: Path) -> Callable[[], object]:
    fichier = depots.fichier_depose(
        "lieux.csv", (dossier / "lieux.csv").read_bytes().replace(b"Ateliers", b"Fabriques")
    )
    lecture = depots.lecture_depot(visite.ouvrir(), fichier)
    controle = depots.controle_depot(visite.ouvrir(), lecture, depots.Consigne(lecture.format))
    projet = depots.projet_depot(
        visite.ouvrir(), lecture, controle, depots.Reglages("Essai", date(2026, 11, 22), "reel")
    )
    return lambda: depots.verser_depot(visite.ouvrir(), projet)


def retenir(dossier: Path) -> Callable[[], object]:
    lecture = depots.lecture_depot(
        visite.ouvrir(), depots.fichier_depose("inconnu.csv", b"colonne;autre\nvaleur;b\n")
    )
    demande = depots.Consigne(depots.TABLEAU, "lieux", (("colonne", "nom"),))
    return lambda: depots.retenir(visite.ouvrir(), lecture, demande)


def une_saisie() -> saisies.Projet:
    etat = visite.ouvrir()
    depart = saisies.base(etat, "decisions", saisies.etat_present(etat))
    assert depart is not None
    ligne = dict.fromkeys(depart.columns, "") | {
        "date_comite": "12/01/2026", "objet": "Ouvrir une permanence à Sault", "statut": "a_faire",
    }  # fmt: skip
    voulue = depart.copy()
    voulue.loc[len(voulue)] = ligne
    projet = saisies.projet(etat, "decisions", depart, voulue)
    assert projet.enregistrable
    return projet


def saisir(_: Path) -> Callable[[], object]:
    projet = une_saisie()
    return lambda: saisies.enregistrer(visite.ouvrir(), projet)


def defaire(dossier: Path) -> Callable[[], object]:
    faite = _deja()
    return lambda: saisies.annuler(visite.ouvrir(), faite)


def restaurer(dossier: Path) -> Callable[[], object]:
    faite = _deja()
    premier = min(i.nom for i in stockage.instantanes(dossier))
    assert premier != faite.nom
    return lambda: instantanes.restaurer(visite.ouvrir(), premier, stockage.empreinte(dossier))


def _deja() -> Any:
    """Une saisie qu'un autre a faite avant : le droit n'est pas en question."""
    permis = SimpleNamespace(ecrire=True, raison="", exiger=lambda: None)
    projet = une_saisie()
    return saisies.enregistrer(visite.ouvrir().vu_par(permis), projet)


def _la_paire() -> Any:
    etat = visite.ouvrir()
    fiches = qualite.etat_des_fiches(etat, queries.territoires(etat)[0])
    (paire,) = [p for p in fiches.paires if {p.a["id"], p.b["id"]} == {A, B}]
    return paire


def distinguer(_: Path) -> Callable[[], object]:
    paire = _la_paire()
    return lambda: qualite.dire_distincts(visite.ouvrir(), paire)


def reunir(_: Path) -> Callable[[], object]:
    paire = _la_paire()
    return lambda: qualite.reunir(visite.ouvrir(), paire, A)


GESTES = [verser, retenir, saisir, defaire, restaurer, distinguer, reunir]


def contenu(dossier: Path) -> dict[str, str]:
    """Chaque fichier du jeu et son empreinte."""
    return {
        f.relative_to(dossier).as_posix(): hashlib.sha256(f.read_bytes()).hexdigest()
        for f in sorted(dossier.rglob("*"))
        if f.is_file() and f.name != ".verrou"
    }


@pytest.mark.parametrize("geste", GESTES, ids=lambda g: g.__name__)
def test_chaque_geste_ecrit_si_et_seulement_si_le_visiteur_en_a_le_droit(
    geste: Callable[[Path], Callable[[], object]], dossier: Path, installer: Callable[[Situation], None]
) -> None:
    installer(SITUATIONS["le poste local"])
    ecrire = geste(dossier)
    for nom in (n for n, s in SITUATIONS.items() if not s.ecrit):
        installer(SITUATIONS[nom])
        avant = contenu(dossier)
        with pytest.raises(InterditError) as refus:
            ecrire()
        assert str(refus.value), nom
        assert contenu(dossier) == avant, f"{nom} : rien n'a bougé"
    installer(SITUATIONS["le poste local"])
    avant = contenu(dossier)
    geste(dossier)()
    assert contenu(dossier) != avant


def test_la_table_des_droits(installer: Callable[[Situation], None]) -> None:
    for nom, situation in SITUATIONS.items():
        installer(situation)
        donne = visite.ouvrir().droits
        assert donne.ecrire is situation.ecrit, nom
        assert bool(donne.raison) is not situation.ecrit, "un refus dit pourquoi"


class PartiError(StockageError):
    """La source est demandée : on n'ira pas plus loin."""


def test_telecharger_une_source_demande_le_droit_d_ecrire(
    installer: Callable[[Situation], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def actualise(*_: object, **__: object) -> None:
        raise PartiError

    monkeypatch.setattr(sources.actualisation, "actualiser", actualise)
    source = next(iter(sources.sources_publiques(visite.ouvrir()).values()))
    for nom, situation in SITUATIONS.items():
        installer(situation)
        assert sources.internet_permis(visite.ouvrir()) is situation.ecrit, nom
        with pytest.raises(PartiError if situation.ecrit else InterditError):
            sources.prendre(visite.ouvrir(), source)


def test_le_parcours_entier_n_est_emporte_que_par_qui_peut_l_ecrire(
    dossier: Path, installer: Callable[[Situation], None]
) -> None:
    installer(SITUATIONS["le poste local"])
    lecture = depots.lecture_depot(
        visite.ouvrir(), depots.fichier_depose("lieux.csv", (dossier / "lieux.csv").read_bytes())
    )
    controle = depots.controle_depot(visite.ouvrir(), lecture, depots.Consigne(lecture.format))
    projet = depots.projet_depot(visite.ouvrir(), lecture, controle, depots.Reglages())
    for nom, situation in SITUATIONS.items():
        installer(situation)
        assert ("parcours" in depots.jeu_fusionne(visite.ouvrir(), projet)[0]) is situation.ecrit, nom


# Aucun autre chemin n'écrit

ECRIVAINS = {
    "verser", "save_correspondance", "restaurer", "enregistrer", "enregistrer_saisie", "actualiser", "copier",
    "adopter", "ecrire", "remplacer", "dossier_neuf", "to_refus", "to_fichier",
    "write_text", "write_bytes", "unlink", "rmtree", "mkdir", "replace_file",
}  # fmt: skip
"""Ce qui écrit un jeu (`inclusion.data`) ou un fichier."""
QUESTIONS = sorted((RACINE / "inclusion" / "queries").glob("*.py"))
ECRANS = [
    RACINE / "app.py",
    *(RACINE / "pages").rglob("*.py"),
    *(RACINE / "inclusion" / "views").rglob("*.py"),
]


def appeles(noeud: ast.AST) -> set[str]:
    """Les noms appelés, avec ce qui les porte : `stockage.restaurer`."""
    return {ast.unparse(n.func) for n in ast.walk(noeud) if isinstance(n, ast.Call)}


def importes_de_data(arbre: ast.Module) -> set[str]:
    """Les noms que le fichier tient d'`inclusion.data`, et par quoi il les appelle."""
    return {
        a.asname or a.name
        for n in ast.walk(arbre)
        if isinstance(n, ast.ImportFrom) and (n.module or "").startswith("inclusion.data")
        for a in n.names
    }


def ecritures(arbre: ast.Module) -> list[ast.FunctionDef]:
    """Les fonctions qui appellent un écrivain d'`inclusion.data`."""
    connus = importes_de_data(arbre)

    def ecrit(appel: str) -> bool:
        tete, _, nom = appel.rpartition(".")
        return nom in ECRIVAINS and (tete or nom) in connus

    return [
        n for n in ast.walk(arbre) if isinstance(n, ast.FunctionDef) and any(ecrit(a) for a in appeles(n))
    ]


def test_toute_question_qui_ecrit_exige_d_abord_le_droit() -> None:
    trouvees = {}
    for fichier in QUESTIONS:
        for fonction in ecritures(ast.parse(fichier.read_text("utf-8"))):
            corps = [
                n
                for n in fonction.body
                if not isinstance(n, ast.Expr) or not isinstance(n.value, ast.Constant)
            ]
            trouvees[f"{fichier.stem}.{fonction.name}"] = ast.unparse(corps[0])
    assert trouvees == {
        "depots.retenir": "etat.ecriture.exiger()",
        "depots.verser_depot": "etat.ecriture.exiger()",
        "instantanes.restaurer": "etat.droits.exiger()",  # ne réécrit rien de ce qui est lu
        "qualite._enregistrer": "etat.ecriture.exiger()",
        "saisies._ecrire": "etat.ecriture.exiger()",
        "sources.prendre": "etat.ecriture.exiger()",
    }


def test_aucun_ecran_n_ecrit_lui_meme() -> None:
    assert [f.name for f in ECRANS if ecritures(ast.parse(f.read_text("utf-8")))] == []


def test_recopier_un_cadre_passe_par_la_saisie(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ajouter une action, recopier un cadre : la même porte que la grille de saisie."""
    projet = SimpleNamespace(enregistrable=True)
    monkeypatch.setattr(saisies, "ajouter", lambda _, nom, __: projet if nom == "actions" else None)
    monkeypatch.setattr(saisies, "enregistrer", lambda _, recu: ("enregistre", recu))
    verse = feuilles_de_route.verser_cadre(visite.ouvrir(), None, visite.ouvrir)
    assert verse is not None
    assert verse() == ("enregistre", projet)
