"""Les quatre étapes du parcours sur un territoire : qui les tient, et ce qui manque."""

from collections.abc import Sequence

import pandas as pd

from inclusion.analysis.ancrage import citent, codes_du_territoire
from inclusion.analysis.selection import du_territoire
from inclusion.model.francais import pluriel
from inclusion.model.nomenclatures import NOMENCLATURES, Valeur
from inclusion.model.provenance import Provenance
from inclusion.model.releves import Etape
from inclusion.model.territoires import Territoire
from inclusion.queries.jeu import fournie, jeu, provenance
from inclusion.queries.natures import lignes

Fait = tuple[int, str, Provenance]
ACCOMPAGNEMENT = (
    "Maîtrise des outils numériques du quotidien",
    "Utilisation sécurisée du numérique",
    "Aide aux démarches administratives",
)
MATERIEL = (
    "Accès internet et matériel informatique",
    "Acquisition de matériel informatique à prix solidaire",
)
QUI_EQUIPE = ("ressourcerie", "reconditionneur", "distributeur")


def etapes_du_territoire(territoire: Territoire) -> list[Etape]:
    """Repérer, orienter, accompagner, équiper : ce qui est connu de chaque étape, et ce qui manque."""
    partenaires, source = lignes("partenaires", "etapes")
    codes = codes_du_territoire(territoire, jeu()["communes"])
    acteurs = partenaires[citent(partenaires["code_territoire"], codes) & partenaires["statut"].ne("sorti")]
    dites = bool(partenaires["etapes"].ne("").any())
    return [
        _etape(valeur, acteurs, source if dites else None, _faits(valeur.code, territoire))
        for valeur in NOMENCLATURES["etape_parcours"]
    ]


def _etape(valeur: Valeur, acteurs: pd.DataFrame, source: Provenance | None, faits: Sequence[Fait]) -> Etape:
    """Une étape ; `source` None : aucun partenaire, nulle part, ne dit ses étapes."""
    combien = int(citent(acteurs["etapes"], [valeur.code]).sum())
    partenaires = [pluriel(combien, "partenaire le dit", "partenaires le disent")] if combien else []
    return Etape(
        libelle=valeur.libelle,
        description=valeur.description,
        constats=(*partenaires, *(phrase for effectif, phrase, _ in faits if effectif)),
        manque=_manque(
            valeur.libelle, combien, [effectif for effectif, _, _ in faits], dites=source is not None
        ),
        sources=(*([source] if source else []), *(dite for effectif, _, dite in faits if effectif)),
    )


def _manque(nom: str, partenaires: int, effectifs: list[int], *, dites: bool) -> str:
    """Ce qui manque à une étape : tout, un partenaire qui la dise, ou un lieu."""
    verbe = nom.lower()
    if not partenaires and not any(effectifs):
        return f"aucun acteur connu pour {verbe} ici."
    if not partenaires:
        return (
            f"aucun partenaire local ne dit {verbe}."
            if dites
            else "les partenaires ne disent pas encore leurs étapes."
        )
    if effectifs and not all(effectifs):
        return f"aucun lieu recensé n'aide à {verbe} ici." if not effectifs[0] else ""
    return ""


def faits_connus(code: str, territoire: Territoire) -> list[str]:
    """Ce que les tables réelles disent d'une étape, hors partenaires, en mots ; rien si elles n'en disent rien."""
    return [phrase for effectif, phrase, _ in _faits(code, territoire) if effectif]


def _faits(code: str, territoire: Territoire) -> list[Fait]:
    """Ce que les tables réelles disent d'une étape, hors partenaires : (effectif, phrase, source)."""
    match code:
        case "reperer":
            mairies = du_territoire(jeu()["mairies"], jeu()["communes"], territoire)
            return [
                (
                    len(mairies),
                    pluriel(len(mairies), "mairie, premier accueil", "mairies, premier accueil"),
                    provenance("mairies"),
                )
            ]
        case "accompagner":
            return [
                _lieux(
                    territoire,
                    ACCOMPAGNEMENT,
                    "lieu forme ou aide aux démarches",
                    "lieux forment ou aident aux démarches",
                )
            ]
        case "equiper":
            return [
                _lieux(
                    territoire,
                    MATERIEL,
                    "lieu prête un accès ou du matériel",
                    "lieux prêtent un accès ou du matériel",
                ),
                _filiere(territoire),
            ]
        case _:
            return []


def _lieux(territoire: Territoire, services: tuple[str, ...], un: str, plusieurs: str) -> Fait:
    ici = du_territoire(jeu()["lieux"], jeu()["communes"], territoire)
    effectif = int(citent(ici["services"], services).sum()) if fournie("lieux") else 0
    return effectif, pluriel(effectif, un, plusieurs), provenance("lieux")


def _filiere(territoire: Territoire) -> Fait:
    ici = du_territoire(jeu()["acteurs_filiere"], jeu()["communes"], territoire)
    effectif = int(ici["role"].isin(QUI_EQUIPE).sum())
    return (
        effectif,
        pluriel(effectif, "acteur du réemploi", "acteurs du réemploi"),
        provenance("acteurs_filiere"),
    )
