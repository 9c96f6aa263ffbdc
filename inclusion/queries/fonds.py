"""Le fond de carte et ses aplats."""

import geopandas as gpd
import pandas as pd
import streamlit as st

from inclusion.analysis import aplats
from inclusion.analysis.contours import contours, emprise, limites_epci
from inclusion.analysis.selection import communes_du_territoire
from inclusion.model.chiffres import Aplat, Classe
from inclusion.model.francais import nombre
from inclusion.model.reponses import FondDeCarte
from inclusion.model.territoires import Niveau, Territoire
from inclusion.queries.jeu import dossier, empreinte, jeu, lieux_du_jeu, provenance

VILLES = {Niveau.DEPARTEMENT: 12, Niveau.EPCI: 6, Niveau.COMMUNE: 1}


@st.cache_resource(max_entries=2, show_spinner="Tracé des contours…")
def _traces(chemin: str, marque: str) -> tuple[dict[str, object], list[object]]:  # noqa: ARG001 clés du cache
    communes = _tracees(jeu()["communes"])
    return dict(contours(communes)), list(limites_epci(communes))


def _tracees(communes: pd.DataFrame) -> gpd.GeoDataFrame:
    """Les communes dont le contour est connu (EPSG:4326) ; quelques-unes, en France, n'en ont pas."""
    return gpd.GeoDataFrame(communes[communes["geometry"].notna()], geometry="geometry", crs="EPSG:4326")


def fond_de_carte(territoire: Territoire) -> FondDeCarte:
    """De quoi lire la carte d'un territoire sans tuiles."""
    communes = jeu()["communes"]
    traces, limites = _traces(str(dossier()), empreinte())
    ici = communes_du_territoire(communes, territoire)
    principales = ici[ici["chef_lieu"].notna()].nlargest(VILLES[territoire.niveau], "population")
    a_cadrer = _tracees(ici) if ici["geometry"].notna().any() else _tracees(communes)
    return FondDeCarte(
        contours=traces,
        noms=dict(zip(communes["code_insee"], communes["nom"], strict=True)),
        limites=limites,
        villes=tuple((v.nom, v.chef_lieu.y, v.chef_lieu.x) for v in principales.itertuples()),
        emprise=emprise(a_cadrer),
        dedans=frozenset(ici["code_insee"]),
        sources=(provenance("communes"),),
    )


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
