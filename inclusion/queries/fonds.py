"""Le fond de carte et ses aplats."""

import pandas as pd
import streamlit as st

from inclusion.analysis import aplats, fonds
from inclusion.analysis.selection import communes_du_territoire
from inclusion.model.chiffres import Aplat, Classe
from inclusion.model.francais import nombre
from inclusion.model.reponses import FondDeCarte
from inclusion.model.territoires import Territoire
from inclusion.queries.jeu import dossier, empreinte, jeu, lieux_du_jeu, provenance


@st.cache_resource(max_entries=2, show_spinner="Tracé des contours…")
def _traces(chemin: str, marque: str) -> fonds.Traces:  # noqa: ARG001 clés du cache
    return fonds.traces(jeu()["communes"])


def traces() -> fonds.Traces:
    """Les contours de toutes les communes et les limites d'intercommunalités."""
    return _traces(str(dossier()), empreinte())


def fond_de_carte(territoire: Territoire) -> FondDeCarte:
    """De quoi lire la carte d'un territoire sans tuiles."""
    return fonds.fond_de_carte(jeu()["communes"], territoire, traces(), provenance("communes"))


def variables() -> dict[str, str]:
    """Les aplats au choix : clé → libellé."""
    return {"aucun": "Aucun"} | {c["variable"]: c["libelle"] for c in jeu().parametres.get("classes", [])}


def aplat(territoire: Territoire, variable: str) -> Aplat | None:
    """Une variable par commune du territoire, aux bornes de classes figées de `parametres.toml`."""
    regles = {c["variable"]: c for c in jeu().parametres.get("classes", [])}
    if variable not in regles:
        return None
    regle = regles[variable]
    ici = communes_du_territoire(jeu()["communes"], territoire)
    table = aplats.valeurs(variable, ici, lieux_du_jeu())
    rangs = aplats.rangs(table["valeur"], regle["bornes"])
    textes = [f"{nombre(v, decimales=regle['decimales'])} {regle['unite']}" for v in table["valeur"]]
    sources = (provenance("communes"), *([provenance("lieux")] if variable == "lieux_10_000" else []))
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
