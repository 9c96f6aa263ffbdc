"""Démonstration du parcours : repérages, orientations, accompagnements, activités agrégées et leurs répartitions annuelles.

Des effectifs inventés pour de vraies communes ; les prescripteurs sont fictifs. Les activités sont tirées une à une puis
réunies comme un export de La Coop : rien entre 1 et 4 ; le parcours, lui, en garde, que l'écran masque.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from inclusion.data.demonstration.cadre import hasard
from inclusion.data.depots.formats.la_coop_reunion import reunir
from inclusion.model.nomenclatures import valeurs

MOIS = 18
COMMUNES_PAR_EPCI = 2
PRESCRIPTEURS = ("Espace des solidarités fictif", "Espace France services fictif", "Mission locale fictive")
MARQUE = "(démonstration)"
PASSAGE = {"oriente": 0.72, "accompagne": 0.64, "autonome": 0.38}
"""Part des situations qui passent de l'étape d'avant à celle-ci, dans ce monde inventé."""
RETARD_MOIS = {"oriente": 0, "accompagne": 1, "autonome": 3}
POIDS_THEMES = np.array([2, 9, 3, 3, 8, 9, 6, 3, 6, 4, 1, 6, 6, 2, 2, 2, 3, 2, 33])
POIDS_CANAUX = np.array([76, 8, 10, 6])
POIDS_DUREES = np.array([18, 47, 29, 6])
POIDS_AUTONOMIES = np.array([46, 37, 17])
POIDS_REDIRECTIONS = np.array([16, 22, 24, 14, 9, 11, 4])
PART_REORIENTEE = 0.14


def engendrer(tables: Mapping[str, pd.DataFrame], *, graine: int, a_date: date) -> dict[str, pd.DataFrame]:
    """Dix-huit mois de parcours et d'activités dans deux communes par intercommunalité ; rien sans commune."""
    communes = tables["communes"]
    if communes.empty:
        return {}
    alea = hasard(graine, "parcours")
    retenues = _retenues(communes)
    mois = [str(m) for m in pd.period_range(end=pd.Period(a_date, "M"), periods=MOIS, freq="M")]
    parcours = pd.DataFrame(list(_parcours(retenues, mois, alea)))
    tires = _tires_tous(retenues, mois, alea)
    annexe = pd.DataFrame(
        {"thematique": tires["thematique"], "reunit": True, "arrete": ""}, index=tires.index
    ).assign(demarche="", materiel="", redirection="")
    reunis = reunir(tires.assign(source="", nature=""), annexe).tables
    return {"parcours": parcours, **{nom: table.drop(columns="nature") for nom, table in reunis.items()}}


def _retenues(communes: pd.DataFrame) -> pd.DataFrame:
    """Les deux communes les plus peuplées de chaque intercommunalité."""
    rangees = communes.sort_values(["population", "code_insee"], ascending=[False, True])
    return rangees.groupby("siren_epci").head(COMMUNES_PAR_EPCI)[["code_insee", "population"]]


def _saison(mois: str) -> float:
    """Moins de monde en août et en décembre, plus à la rentrée."""
    return {"08": 0.5, "12": 0.75, "07": 0.8, "09": 1.25, "10": 1.15, "01": 1.1}.get(mois[5:], 1.0)


def _parcours(communes: pd.DataFrame, mois: list[str], alea: np.random.Generator) -> Iterator[dict[str, Any]]:
    """Chaque étape reprend une part de la précédente, un peu plus tard ; une part des orientés est réorientée."""
    for commune in communes.itertuples():
        reperes = [alea.poisson(_saison(m) * (2 + float(commune.population) ** 0.5 / 4)) for m in mois]
        effectifs = {"repere": reperes}
        precedente = "repere"
        for etape, part in PASSAGE.items():
            retard = RETARD_MOIS[etape] - RETARD_MOIS.get(precedente, 0)
            decales = [*([round(np.mean(reperes))] * retard), *effectifs[precedente]][: len(mois)]
            effectifs[etape] = [int(alea.binomial(n, part)) for n in decales]
            precedente = etape
        for rang, m in enumerate(mois):
            for etape, serie in effectifs.items():
                yield from _etape(str(commune.code_insee), m, etape, int(serie[rang]), alea)


def _etape(
    code: str, mois: str, etape: str, effectif: int, alea: np.random.Generator
) -> Iterator[dict[str, Any]]:
    base = {"mois": mois, "code_insee": code, "etape": etape, "prescripteur": "", "structure_redirection": ""}
    if etape in {"repere", "oriente"}:
        base["prescripteur"] = f"{PRESCRIPTEURS[int(alea.integers(len(PRESCRIPTEURS)))]} {MARQUE}"
    partis = int(alea.binomial(effectif, PART_REORIENTEE)) if etape == "oriente" else 0
    if effectif - partis:
        yield base | {"effectif": effectif - partis}
    listes = valeurs("structure_redirection")
    for structure, combien in zip(listes, alea.multinomial(partis, _poids(POIDS_REDIRECTIONS)), strict=True):
        if combien:
            yield base | {"structure_redirection": structure, "effectif": int(combien)}


def _poids(poids: np.ndarray) -> np.ndarray:
    return np.asarray(poids / poids.sum())


def _tires_tous(communes: pd.DataFrame, mois: list[str], alea: np.random.Generator) -> pd.DataFrame:
    """Une ligne par accompagnement inventé."""
    tires = [
        _tires(str(commune.code_insee), m, int(alea.poisson(_saison(m) * float(commune.population) ** 0.6 / 4.5)), alea)
        for commune in communes.itertuples()
        for m in mois
    ]  # fmt: skip
    return pd.concat(tires, ignore_index=True).assign(accompagnements="1")


def _tires(code: str, mois: str, combien: int, alea: np.random.Generator) -> pd.DataFrame:
    individuel, atelier = valeurs("type_activite")
    atelier_tire = alea.random(combien) < 0.3
    autonomies = _choix("autonomie", POIDS_AUTONOMIES, combien, alea)
    return pd.DataFrame(
        {
            "mois": mois,
            "code_insee": code,
            "type": np.where(atelier_tire, atelier, individuel),
            "thematique": _choix("thematique_mediation", POIDS_THEMES, combien, alea),
            "canal": _choix("canal_activite", POIDS_CANAUX, combien, alea),
            "duree": _choix("duree_activite", POIDS_DUREES, combien, alea),
            "autonomie": np.where(atelier_tire, "", autonomies),
        }
    )


def _choix(nomenclature: str, poids: np.ndarray, combien: int, alea: np.random.Generator) -> np.ndarray:
    return alea.choice(np.array(valeurs(nomenclature), dtype=object), combien, p=_poids(poids))
