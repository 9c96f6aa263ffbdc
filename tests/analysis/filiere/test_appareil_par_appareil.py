"""Des filières tirées au hasard, suivies appareil par appareil sans le moteur : il doit trouver les mêmes nombres."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inclusion.analysis.filiere import bilan, chaine, cohortes
from inclusion.analysis.filiere.etapes import EN_COURS, PASSAGES, PERTES
from tests.analysis.filiere.petite_filiere import en_flux, en_stocks

DEBUT, FIN = date(2026, 1, 1), date(2026, 6, 30)
SORTIS = ("distribue", "en_usage", *PERTES)


@dataclass
class Appareil:
    """Un appareil, où il est, et son histoire : (jour, étape quittée, étape atteinte)."""

    lot: str
    categorie: str
    ou: str = "gisement"
    histoire: list[tuple[date, str, str]] = field(default_factory=list)

    def atteint(self, etape: str) -> list[date]:
        return [jour for jour, _, vers in self.histoire if vers == etape]

    def pousser(self, jour: date, vers: str) -> None:
        self.histoire.append((jour, self.ou, vers))
        self.ou = vers


@dataclass
class Monde:
    """Des appareils, et les lignes qu'un atelier aurait saisies pour eux."""

    appareils: list[Appareil]
    lignes: list[tuple[Any, ...]]

    @property
    def flux(self) -> pd.DataFrame:
        return en_flux(*self.lignes)


@st.composite
def mondes(tirage: st.DrawFn) -> Monde:
    """Un à quatre lots de un à six appareils ; quelques-uns d'une étape passent à la suivante, ou reviennent.

    Les déjà remis quittent l'étape d'abord, puis les déjà reconditionnés : la seule convention (décision 0019).
    """
    monde = Monde([], [])
    for lot in range(tirage(st.integers(1, 4))):
        categorie = tirage(st.sampled_from(["portable", "fixe"]))
        du_lot = [Appareil(f"L{lot}", categorie) for _ in range(tirage(st.integers(1, 6)))]
        jour = date(2025, 10, 1) + timedelta(days=tirage(st.integers(0, 120)))
        for _ in range(tirage(st.integers(1, 25))):
            jour += timedelta(days=tirage(st.sampled_from([1, 5, 20])))
            etapes = sorted({a.ou for a in du_lot if a.ou in PASSAGES})
            if not etapes:
                break
            de = tirage(st.sampled_from(etapes))
            vers = tirage(st.sampled_from(PASSAGES[de]))
            presents = [a for a in du_lot if a.ou == de]
            presents.sort(key=lambda a: (not a.atteint("distribue"), not a.atteint("reconditionne")))
            partants = presents[: tirage(st.integers(1, len(presents)))]
            for appareil in partants:
                appareil.pousser(jour, vers)
            monde.lignes.append((jour, f"L{lot}", categorie, de, vers, len(partants)))
        monde.appareils += du_lot
    return monde


def pendant(jours: list[date]) -> int:
    return sum(DEBUT <= jour <= FIN for jour in jours)


@settings(max_examples=40, deadline=None)
@given(mondes())
def test_les_comptes_et_les_taux_sont_ceux_des_appareils(monde: Monde) -> None:
    comptes = chaine.effectifs(monde.flux, debut=DEBUT, fin=FIN)
    passes = {e: sum(pendant(a.atteint(e)) for a in monde.appareils) for e in PASSAGES} | {
        e: sum(pendant(a.atteint(e)) for a in monde.appareils) for e in PERTES
    }
    premiers = {
        e: sum(pendant(a.atteint(e)[:1]) for a in monde.appareils) for e in ("distribue", "reconditionne")
    }
    assert comptes["collectes"] == passes["collecte"]
    assert (comptes["distribues"], comptes["retours"]) == (passes["distribue"], passes["retour"])
    assert comptes["redistribues"] == passes["distribue"] - premiers["distribue"]
    refaits, perdus = premiers["reconditionne"], passes["recyclage"] + passes["rebut_dangereux"]
    assert chaine.taux_reemploi(monde.flux, debut=DEBUT, fin=FIN) == chaine.Rapport(refaits, refaits + perdus)
    assert chaine.taux_distribution(monde.flux, debut=DEBUT, fin=FIN) == chaine.Rapport(
        premiers["distribue"], refaits
    )


@settings(max_examples=40, deadline=None)
@given(mondes(), st.integers(-2, 2))
def test_le_stock_de_chaque_etape_est_fait_des_appareils_qui_y_sont(monde: Monde, trouves: int) -> None:
    """Fin mars, on recompte une étape à `trouves` près : l'écart est celui-là, et il suit le stock jusqu'en juin."""
    mars = date(2026, 3, 31)

    def presents(etape: str, categorie: str, jour: date) -> int:
        return sum(
            (vers == etape) - (de == etape)
            for a in monde.appareils
            if a.categorie == categorie
            for quand, de, vers in a.histoire
            if quand <= jour
        )

    etape, categorie = "collecte", monde.appareils[0].categorie
    compte = max(0, presents(etape, categorie, mars) + trouves)
    ecart = compte - presents(etape, categorie, mars)
    table = bilan.bilan(monde.flux, en_stocks((mars, etape, categorie, compte)), debut=DEBUT, fin=FIN)
    ouvre = not any(
        quand <= mars and c == categorie and etape in {de, vers} for quand, _, c, de, vers, _ in monde.lignes
    )
    for ligne in table.itertuples():
        recompte = (ligne.noeud, ligne.categorie) == (etape, categorie)
        assert ligne.stock_fin == presents(ligne.noeud, ligne.categorie, FIN) + (ecart if recompte else 0)
        if recompte and ouvre:
            assert pd.isna(ligne.ecart)
        elif recompte:
            assert ligne.ecart == ecart
    assert set(table["noeud"]) <= set(EN_COURS)


@settings(max_examples=40, deadline=None)
@given(mondes())
def test_les_cohortes_et_le_delai_sont_ceux_des_appareils(monde: Monde) -> None:
    """Dans un lot, premier collecté, premier remis, puis premier perdu (décision 0019)."""
    remis_a_6_mois: dict[str, int] = {}
    collectes: dict[str, int] = {}
    attente: dict[str, int] = {}
    jours_des_clos: list[int] = []
    for lot in sorted({a.lot for a in monde.appareils}):
        siens = [a for a in monde.appareils if a.lot == lot]
        entrees = sorted(a.atteint("collecte")[0] for a in siens if a.atteint("collecte"))
        remises = sorted(a.atteint("distribue")[0] for a in siens if a.atteint("distribue"))
        perdus = sum(a.ou in PERTES and not a.atteint("distribue") for a in siens)
        for rang, entree in enumerate(entrees):
            mois = f"{entree:%Y-%m}"
            collectes[mois] = collectes.get(mois, 0) + 1
            attente[mois] = attente.get(mois, 0) + (rang >= len(remises) + perdus)
            a_temps = rang < len(remises) and pd.Timestamp(remises[rang]) <= pd.Timestamp(
                entree
            ) + pd.DateOffset(months=6)
            remis_a_6_mois[mois] = remis_a_6_mois.get(mois, 0) + a_temps
        if entrees and all(a.ou in SORTIS for a in siens if a.atteint("collecte")):
            jours_des_clos += [(r - e).days for e, r in zip(entrees, remises, strict=False)]
    tard = date(2029, 1, 1)
    table = cohortes.rendements(monde.flux, a_date=tard).set_index("mois")
    assert table["collectes"].to_dict() == collectes
    assert table["en_cours"].to_dict() == attente
    for mois, ligne in table.iterrows():
        assert ligne["part_basse_6"] == pytest.approx(remis_a_6_mois[str(mois)] / collectes[str(mois)])
        assert ligne["part_haute_6"] == ligne["part_basse_6"]
    delai, effectif = cohortes.delai_median(monde.flux)
    assert effectif == len(jours_des_clos)
    assert delai == (float(pd.Series(jours_des_clos).median()) if jours_des_clos else None)


@settings(max_examples=40, deadline=None)
@given(mondes(), st.randoms(use_true_random=False))
def test_l_ordre_des_lignes_du_fichier_ne_change_aucun_compte(monde: Monde, hasard: Any) -> None:
    """Les dates ramenées au premier du mois : presque tout se passe le même jour."""
    lignes = [(jour.replace(day=1), *suite) for jour, *suite in monde.lignes]
    melees = list(lignes)
    hasard.shuffle(melees)

    def comptes(lues: list[tuple[Any, ...]]) -> tuple[Any, ...]:
        flux = en_flux(*lues, code_insee=[f"8400{1 + ligne[5] % 3}" for ligne in lues])
        remises = chaine.premieres_remises(flux).groupby(["date", "id_lot", "code_insee"])["premieres"].sum()
        refaits = chaine.premiers_reconditionnements(flux).groupby(["date", "id_lot"])["premiers"].sum()
        rendements = cohortes.rendements(flux, a_date=FIN).astype("str").to_numpy().tolist()
        return remises.to_dict(), refaits.to_dict(), rendements, cohortes.delai_median(flux)

    assert comptes(melees) == comptes(lignes)
