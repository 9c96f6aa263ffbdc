"""Indices et taux par commune : IFN, pauvreté, diplôme, débit… une colonne par indice → une ligne par valeur."""

import re

import pandas as pd

from inclusion.data.depots.correspondance import Converti
from inclusion.data.depots.fichiers import Brut
from inclusion.data.depots.formats import Format
from inclusion.model.anomalies import Anomalie, Gravite
from inclusion.model.formats.nombres import nombre
from inclusion.model.formats.texte import cle

CODE = re.compile(
    r"^(code )?(insee|commune|geo|depcom|codgeo|com)( com(mune)?)?$|^code (insee|commune|geo).*|^codgeo$|^depcom$"
)
INDICES = (
    (r"tx poverty|pauvrete", "pauvrete_ircom", "IRCOM 2019"),
    (r"nscol|sans diplome", "sans_diplome", "RP 2017"),
    (r"menseul|menages? (seuls?|d une personne)", "menages_seuls", "RP 2017"),
    (r"fammono|monoparental", "familles_monoparentales", "RP 2017"),
    (r"65etplus|65 (ans )?et plus", "part_65_plus", "RP 2017"),
    (r"25etmoins|25 (ans )?et moins", "part_25_moins", "RP 2017"),
    (r"demandeurs? (d )?emploi", "demandeurs_emploi", "RP 2017"),
    (r"\bthd\b|tres haut debit", "non_couverture_thd", "Arcep 09/2019"),
    (r"\bifn\b|fragilite numerique|score global|indice global", "ifn", ""),
)


def _colonnes(brut: Brut) -> dict[str, tuple[str, str]]:
    """Colonne du fichier → (indice, version)."""
    trouvees = {}
    for colonne in brut.colonnes:
        for motif, indice, version in INDICES:
            if re.search(motif, cle(colonne)):
                trouvees[colonne] = (indice, version)
                break
    return trouvees


def _code(brut: Brut) -> str:
    return next((c for c in brut.colonnes if CODE.search(cle(c))), "")


def reconnait(brut: Brut) -> float:
    """Un code commune et au moins un indice connu, dans un fichier sans adresse."""
    colonnes = {cle(c) for c in brut.colonnes}
    return 0.9 if _code(brut) and _colonnes(brut) and not {"adresse", "services"} & colonnes else 0


def convertir(brut: Brut) -> Converti:
    """Une ligne par commune et indice renseigné ; valeurs gardées telles que publiées, jamais recalculées."""
    code = _code(brut)
    lignes: list[int] = []
    morceaux: list[dict[str, str]] = []
    anomalies: list[Anomalie] = []
    for colonne, (indice, version) in _colonnes(brut).items():
        echelle = _echelle(brut.table[colonne], indice)
        if indice == "non_couverture_thd":
            regle = "colonne nommée couverture, mais qui contient le taux de NON-couverture (Arcep 2019)"
            anomalies.append(Anomalie(1, colonne, "", indice, regle, Gravite.A_VERIFIER))
        if indice == "ifn":
            regle = "échelle de l'indice déduite de ses valeurs : à confirmer avec son producteur"
            anomalies.append(Anomalie(1, colonne, "", echelle, regle, Gravite.A_VERIFIER))
        for rang, (commune, valeur) in enumerate(zip(brut.table[code], brut.table[colonne], strict=True)):
            if valeur.strip() and commune.strip():
                morceaux.append(
                    {"code_insee": commune, "indice": indice, "version": version or _version(brut, colonne),
                     "echelle": echelle, "annee": _annee(version or brut.nom), "valeur": valeur}
                )  # fmt: skip
                lignes.append(brut.lignes[rang])
    anomalies += _sans_valeur(brut, code, set(lignes))
    repris = {code, *_colonnes(brut)}
    table = pd.DataFrame(morceaux, dtype="str")
    return Converti(
        "indices_communes",
        table,
        lignes,
        {"code_insee": code, "valeur": ", ".join(_colonnes(brut))},
        (*brut.anomalies, *anomalies),
        tuple(c for c in brut.colonnes if c not in repris),
        table,
    )


def _sans_valeur(brut: Brut, code: str, tirees: set[int]) -> list[Anomalie]:
    """Les lignes dont rien n'est tiré : sans code commune, ou sans aucune valeur."""
    colonnes = ", ".join(_colonnes(brut))
    return [
        Anomalie(ligne, colonnes, "", "", "aucun indice renseigné", Gravite.REFUSE)
        if commune.strip()
        else Anomalie(ligne, code, "", "", "ligne sans code commune", Gravite.REFUSE)
        for ligne, commune in zip(brut.lignes, brut.table[code], strict=True)
        if ligne not in tirees
    ]


def _echelle(valeurs: pd.Series, indice: str) -> str:
    """Un taux est en %; un IFN se reconnaît à ses bornes : base 100, −10 à +10, 0 à 10."""
    if indice != "ifn":
        return "pourcent"
    lus = [float(n) for n in (nombre(v).valeur for v in valeurs) if n]
    if not lus:
        return ""
    if min(lus) < 0:
        return "moins10_10"
    return "0_10" if max(lus) <= 10 else "base_100"


def _version(brut: Brut, colonne: str) -> str:
    return colonne if re.search(r"\d", colonne) else brut.nom.rsplit(".", maxsplit=1)[0]


def _annee(texte: str) -> str:
    trouvee = re.search(r"(?<!\d)(20[0-4]\d|19\d\d)(?!\d)", texte)
    return trouvee[0] if trouvee else ""


FORMATS = (
    Format("indices-communes", "Indices et taux par commune", "indices_communes", reconnait, convertir),
)
