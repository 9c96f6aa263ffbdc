"""Le fond de carte et ses aplats."""

import pandas as pd

from inclusion.analysis import aplats, fonds
from inclusion.analysis.selection import communes_du_territoire
from inclusion.model.chiffres import Aplat, Classe
from inclusion.model.etat import Etat
from inclusion.model.francais import nombre
from inclusion.model.memoire import memorise
from inclusion.model.reponses import FondDeCarte
from inclusion.model.territoires import Territoire


@memorise(1, attente="Tracé des contours…")
def traces(etat: Etat) -> fonds.Traces:
    """Les contours de toutes les communes et les limites d'intercommunalités."""
    return fonds.traces(etat["communes"])


@memorise(64)
def fond_de_carte(etat: Etat, territoire: Territoire) -> FondDeCarte:
    """De quoi lire la carte d'un territoire sans tuiles."""
    return fonds.fond_de_carte(etat["communes"], territoire, traces(etat), etat.provenances["communes"])


def variables(etat: Etat) -> dict[str, str]:
    """Les aplats au choix : clé → libellé."""
    return {"aucun": "Aucun"} | {c["variable"]: c["libelle"] for c in etat.parametres.get("classes", [])}


def aplat(etat: Etat, territoire: Territoire, variable: str) -> Aplat | None:
    """Une variable par commune du territoire, aux bornes de classes figées de `parametres.toml`."""
    regles = {c["variable"]: c for c in etat.parametres.get("classes", [])}
    if variable not in regles:
        return None
    regle = regles[variable]
    ici = communes_du_territoire(etat["communes"], territoire)
    table = aplats.valeurs(variable, ici, etat.lieux)
    rangs = aplats.rangs(table["valeur"], regle["bornes"])
    textes = [f"{nombre(v, decimales=regle['decimales'])} {regle['unite']}" for v in table["valeur"]]
    sources = (
        etat.provenances["communes"],
        *([etat.provenances["lieux"]] if variable == "lieux_10_000" else []),
    )
    return Aplat(
        titre=regle["libelle"],
        lecture=regle["lecture"],
        unite=regle["unite"],
        valeurs=table.assign(rang=rangs.to_numpy(), texte=pd.array(textes, dtype="str")),
        classes=_classes(regle["libelles"], rangs),
        sources=sources,
    )


def _classes(libelles: list[str], rangs: pd.Series) -> tuple[Classe, ...]:
    """Les classes et leurs effectifs, « sans donnée » comprise."""
    connues = [Classe(libelle, int(rangs.eq(rang).sum()), rang) for rang, libelle in enumerate(libelles)]
    return (*connues, Classe("sans donnée", int(rangs.isna().sum()), None))
