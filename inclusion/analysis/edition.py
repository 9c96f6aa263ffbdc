"""Modifier une table à plusieurs : ce qu'une saisie change, et ce qui en reste possible si la table a changé entre-temps.

Fusion à trois : la table telle qu'on l'a ouverte, telle qu'on la veut, telle qu'elle est devenue. Deux saisies de
cellules différentes se complètent ; deux saisies de la même cellule sont un conflit, que l'on montre sans rien perdre.
"""

import json
from collections.abc import Iterable, Sequence

import pandas as pd

from inclusion.model.edition import Conflit, Geste, Modification

SEPARATEUR = " · "
ORDRE = (Geste.RETRAIT, Geste.CHANGEMENT, Geste.AJOUT)
"""Une clé libérée par une ligne peut être reprise par une autre."""


def modifications(
    ouverte: pd.DataFrame, voulue: pd.DataFrame, cle: Sequence[str]
) -> tuple[Modification, ...]:
    """Les gestes qui mènent d'une table à l'autre (textes, mêmes colonnes ; l'index désigne les lignes).

    Une ligne dont la clé change est retirée puis ajoutée ; sans clé, une ligne est désignée par toutes ses valeurs.
    """
    gestes: list[Modification] = []
    for rang in ouverte.index:
        avant = _ligne(ouverte, rang)
        apres = _ligne(voulue, rang) if rang in voulue.index else None
        gestes += _gestes(avant, apres, cle)
    ajoutees = [_ligne(voulue, rang) for rang in voulue.index if rang not in ouverte.index]
    gestes += [_ajout(ligne, cle) for ligne in ajoutees]
    return tuple(sorted(gestes, key=lambda g: ORDRE.index(g.geste)))


def _gestes(avant: dict[str, str], apres: dict[str, str] | None, cle: Sequence[str]) -> list[Modification]:
    if apres is None:
        return [_retrait(avant, cle)]
    if avant == apres:
        return []
    if not cle or _designee(avant, cle) != _designee(apres, cle):
        return [_retrait(avant, cle), _ajout(apres, cle)]
    ligne = _designee(avant, cle)
    return [
        Modification(Geste.CHANGEMENT, ligne, c, avant[c], apres[c]) for c in avant if avant[c] != apres[c]
    ]


def appliquer(
    table: pd.DataFrame,
    gestes: Iterable[Modification],
    cle: Sequence[str],
    *,
    forces: Iterable[Modification] = (),
) -> tuple[pd.DataFrame, tuple[Conflit, ...]]:
    """La table (textes) après ces gestes, et ceux que son état présent ne permet pas.

    Un geste déjà fait ne compte pas ; `forces` : ceux que l'on veut quand même, en conflit ou non.
    """
    lignes = [_ligne(table, rang) for rang in table.index]
    voulus, conflits, ajoutees = set(forces), [], 0
    for geste in gestes:
        presentes = lignes[: len(lignes) - ajoutees]  # deux ajouts d'une même saisie ne s'opposent pas
        rang = next((r for r, ligne in enumerate(presentes) if _designee(ligne, cle) == geste.ligne), None)
        leur = _opposition(lignes, rang, geste)
        if leur is not None and geste not in voulus:
            conflits.append(Conflit(geste, leur))
        else:
            lignes = _fait(lignes, rang, geste)
            ajoutees += geste.geste == Geste.AJOUT and rang is None
    return pd.DataFrame(lignes, columns=table.columns, dtype="str"), tuple(conflits)


def _opposition(lignes: list[dict[str, str]], rang: int | None, geste: Modification) -> str | None:
    """Ce que la table dit de contraire au geste ; None si rien ne s'y oppose."""
    if geste.geste == Geste.AJOUT:
        ecrite = _ecrite(lignes[rang]) if rang is not None else geste.apres
        return None if ecrite == geste.apres else ecrite
    if rang is None:
        return None if geste.geste == Geste.RETRAIT else "ligne retirée"
    if geste.geste == Geste.RETRAIT:
        ecrite = _ecrite(lignes[rang])
        return None if ecrite == geste.avant else ecrite
    presente = lignes[rang][geste.colonne]
    return None if presente in {geste.avant, geste.apres} else presente


def _fait(lignes: list[dict[str, str]], rang: int | None, geste: Modification) -> list[dict[str, str]]:
    if geste.geste == Geste.CHANGEMENT:
        if rang is None:
            return lignes  # la ligne n'est plus là : il n'y a rien à changer
        changee = {**lignes[rang], geste.colonne: geste.apres}
        return [*lignes[:rang], changee, *lignes[rang + 1 :]]
    if geste.geste == Geste.RETRAIT:
        return lignes if rang is None else [*lignes[:rang], *lignes[rang + 1 :]]
    nouvelle = json.loads(geste.apres)
    return [*lignes, nouvelle] if rang is None else [*lignes[:rang], nouvelle, *lignes[rang + 1 :]]


def _ligne(table: pd.DataFrame, rang: object) -> dict[str, str]:
    return {str(c): str(v) for c, v in table.loc[rang].items()}


def _designee(ligne: dict[str, str], cle: Sequence[str]) -> str:
    return SEPARATEUR.join(ligne[c] for c in cle) if cle else _ecrite(ligne)


def _ecrite(ligne: dict[str, str]) -> str:
    return json.dumps(ligne, ensure_ascii=False)


def _ajout(ligne: dict[str, str], cle: Sequence[str]) -> Modification:
    return Modification(Geste.AJOUT, _designee(ligne, cle), "", "", _ecrite(ligne))


def _retrait(ligne: dict[str, str], cle: Sequence[str]) -> Modification:
    return Modification(Geste.RETRAIT, _designee(ligne, cle), "", _ecrite(ligne), "")
