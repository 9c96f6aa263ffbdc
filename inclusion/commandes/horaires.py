"""`horaires` : lit un horaire et le montre jour par jour."""

import json
import re
from dataclasses import asdict, dataclass, field
from typing import Annotated

import typer

from inclusion.analysis.horaires import (
    Horaires,
    NonCompris,
    duree_en_francais,
    lire,
    minutes_hebdomadaires,
    semaine,
)
from inclusion.model.formats.horaires_texte import Forme, lire_texte, nomme_des_jours

SEMBLE_OSM = re.compile(r"\b(?:Mo|Tu|We|Th|Fr|Su|PH|off)\b|24/7")
JOUR_OSM = re.compile(r"\b(?:Mo|Tu|We|Th|Fr|Sa|Su)\b|24/7|\boff\b", re.IGNORECASE)


@dataclass(frozen=True)
class Reponse:
    """Ce que la commande a lu ; `minutes_hebdomadaires` et `semaine` demandent que des jours soient nommés."""

    osm: str
    compris: bool
    jours_nommes: bool = True
    minutes_hebdomadaires: int | None = None
    semaine: dict[str, str] = field(default_factory=dict)
    reserves: tuple[str, ...] = ()
    motif: str = ""


def horaires(
    texte: Annotated[str, typer.Argument(help="Horaire en syntaxe OSM ou en français.")],
    en_json: Annotated[bool, typer.Option("--json", help="Répond en JSON.")] = False,
) -> None:
    """Lit un horaire (OSM ou français) : forme OSM, heures par semaine, semaine jour par jour."""
    reponse = repondre(texte)
    typer.echo(
        json.dumps(asdict(reponse), ensure_ascii=False, indent=2) if en_json else "\n".join(_lignes(reponse))
    )
    if not reponse.compris:
        raise typer.Exit(code=1)


def repondre(texte: str) -> Reponse:
    """Lit le texte comme de l'OSM, sinon comme du français."""
    lu = lire(texte)
    if isinstance(lu, Horaires):
        return _reponse_osm(lu.texte) if JOUR_OSM.search(lu.texte) else _reponse_d_un_jour(lu.texte)
    if isinstance(lu, NonCompris) and SEMBLE_OSM.search(texte):
        return Reponse("", compris=False, motif=lu.motif)
    forme: Forme = "semaine" if nomme_des_jours(texte) else "jour"
    lecture = lire_texte(texte, forme)
    if not lecture.osm:
        return Reponse("", compris=False, reserves=lecture.reserves, motif=lecture.motif)
    if forme == "jour":
        return _reponse_d_un_jour(lecture.osm, lecture.reserves)
    return _reponse_osm(lecture.osm, lecture.reserves)


def _reponse_osm(osm: str, reserves: tuple[str, ...] = ()) -> Reponse:
    jours = {str(ligne.jour): str(ligne.plages) for ligne in semaine(osm).itertuples()}
    return Reponse(
        osm,
        compris=True,
        minutes_hebdomadaires=minutes_hebdomadaires(osm),
        semaine=jours,
        reserves=reserves,
    )


def _reponse_d_un_jour(osm: str, reserves: tuple[str, ...] = ()) -> Reponse:
    return Reponse(osm, compris=True, jours_nommes=False, reserves=reserves)


def _lignes(reponse: Reponse) -> list[str]:
    """La réponse en français, une ligne par fait."""
    reserves = [f"Non repris : {reserve}" for reserve in reponse.reserves]
    if not reponse.compris:
        return [f"non compris : {reponse.motif}", *reserves]
    if reponse.minutes_hebdomadaires is None:
        return [reponse.osm, "Aucun jour n'est nommé : ni semaine, ni total.", *reserves]
    return [
        reponse.osm,
        f"{duree_en_francais(reponse.minutes_hebdomadaires)} par semaine",
        *(f"{jour:<9} {plages}" for jour, plages in reponse.semaine.items()),
        *reserves,
    ]
