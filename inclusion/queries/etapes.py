"""Les quatre étapes du parcours sur un territoire : qui les tient, et ce qui manque."""

from collections.abc import Sequence

import pandas as pd

from inclusion.analysis.ancrage import citent, codes_du_territoire
from inclusion.analysis.selection import du_territoire
from inclusion.model.etat import Etat
from inclusion.model.francais import pluriel
from inclusion.model.nomenclatures import NOMENCLATURES, Valeur
from inclusion.model.provenance import Provenance
from inclusion.model.releves import Etape
from inclusion.model.territoires import Territoire
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


def etapes_du_territoire(etat: Etat, territoire: Territoire) -> list[Etape]:
    """Repérer, orienter, accompagner, équiper : ce qui est connu de chaque étape, et ce qui manque."""
    partenaires, source = lignes(etat, "partenaires", "etapes")
    codes = codes_du_territoire(territoire, etat["communes"])
    acteurs = partenaires[citent(partenaires["code_territoire"], codes) & partenaires["statut"].ne("sorti")]
    dites = bool(partenaires["etapes"].ne("").any())
    return [
        _etape(valeur, acteurs, source if dites else None, _faits(etat, valeur.code, territoire))
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


def faits_connus(etat: Etat, code: str, territoire: Territoire) -> list[str]:
    """Ce que les tables réelles disent d'une étape, hors partenaires, en mots ; rien si elles n'en disent rien."""
    return [phrase for effectif, phrase, _ in _faits(etat, code, territoire) if effectif]


def _faits(etat: Etat, code: str, territoire: Territoire) -> list[Fait]:
    """Ce que les tables réelles disent d'une étape, hors partenaires : (effectif, phrase, source)."""
    match code:
        case "reperer":
            mairies = du_territoire(etat["mairies"], etat["communes"], territoire)
            return [
                (
                    len(mairies),
                    pluriel(len(mairies), "mairie, premier accueil", "mairies, premier accueil"),
                    etat.provenances["mairies"],
                )
            ]
        case "accompagner":
            return [
                _lieux(
                    etat,
                    territoire,
                    ACCOMPAGNEMENT,
                    "lieu forme ou aide aux démarches",
                    "lieux forment ou aident aux démarches",
                )
            ]
        case "equiper":
            return [
                _lieux(
                    etat,
                    territoire,
                    MATERIEL,
                    "lieu prête un accès ou du matériel",
                    "lieux prêtent un accès ou du matériel",
                ),
                _filiere(etat, territoire),
            ]
        case _:
            return []


def _lieux(etat: Etat, territoire: Territoire, services: tuple[str, ...], un: str, plusieurs: str) -> Fait:
    ici = du_territoire(etat["lieux"], etat["communes"], territoire)
    effectif = int(citent(ici["services"], services).sum()) if etat.fournie("lieux") else 0
    return effectif, pluriel(effectif, un, plusieurs), etat.provenances["lieux"]


def _filiere(etat: Etat, territoire: Territoire) -> Fait:
    ici = du_territoire(etat["acteurs_filiere"], etat["communes"], territoire)
    effectif = int(ici["role"].isin(QUI_EQUIPE).sum())
    return (
        effectif,
        pluriel(effectif, "acteur du réemploi", "acteurs du réemploi"),
        etat.provenances["acteurs_filiere"],
    )
