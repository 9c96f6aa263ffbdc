"""L'offre que chacun peut atteindre : mesures d'accessibilité spatiale, sur des paires demande-offre creuses.

Sources : 2SFCA, Luo et Wang (2003) ; E2SFCA, Luo et Qi (2009) ; 3SFCA, Wan et al. (2012). Les conventions sont celles du
paquet PySAL `access`, qui sert d'oracle : un horizon est compris (t ≤ horizon), un palier aussi (t ≤ palier).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.spatial import cKDTree

Vecteur = npt.NDArray[np.float64]
Paliers = Sequence[tuple[float, float]]
"""(minutes au plus, poids), du plus court au plus long ; au-delà du dernier, le poids est nul."""

METHODES = ("plus_proche", "cumulee", "gravite", "2sfca", "e2sfca", "3sfca")
PALIERS: Paliers = ((10, 1.0), (15, 0.3), (20, 0.1))
TOLERANCE = 1e-9


class ConservationError(AssertionError):
    """Σ population × accessibilité ≠ Σ capacité atteinte : le calcul est faux."""


@dataclass(frozen=True, eq=False)
class Paires:
    """Les couples atteignables : rangs de la demande et de l'offre, minutes ; `demandes` × `offres` au plus."""

    demande: npt.NDArray[np.intp]
    offre: npt.NDArray[np.intp]
    minutes: Vecteur
    demandes: int
    offres: int

    def sous(self, horizon: float | None) -> "Paires":
        """Les couples à `horizon` minutes au plus (compris) ; tous sans horizon."""
        return self if horizon is None else self.gardees(self.minutes <= horizon)

    def gardees(self, masque: npt.NDArray[np.bool_]) -> "Paires":
        return Paires(
            self.demande[masque], self.offre[masque], self.minutes[masque], self.demandes, self.offres
        )

    def par_demande(self, valeurs: Vecteur) -> Vecteur:
        """Somme par demande d'une valeur de chaque couple."""
        return np.bincount(self.demande, weights=valeurs, minlength=self.demandes).astype(float)

    def par_offre(self, valeurs: Vecteur) -> Vecteur:
        return np.bincount(self.offre, weights=valeurs, minlength=self.offres).astype(float)


def paires(temps: pd.DataFrame, demandes: Mapping[Any, int], offres: Mapping[Any, int]) -> Paires:
    """Les couples d'une table origine, destination, minutes ; une origine ou une destination inconnue est laissée."""
    i, j = temps["origine"].map(demandes), temps["destination"].map(offres)
    connus = (i.notna() & j.notna()).to_numpy()
    return Paires(
        i[connus].to_numpy(dtype=np.intp),
        j[connus].to_numpy(dtype=np.intp),
        temps["minutes"].to_numpy(dtype=float)[connus],
        len(demandes),
        len(offres),
    )


def paires_proches(demandes: Vecteur, offres: Vecteur, *, rayon_m: float, minutes_par_m: float) -> Paires:
    """Les couples à vol d'oiseau de moins de `rayon_m` (points Lambert-93, mètres), par arbre KD."""
    arbre_demandes, arbre_offres = cKDTree(demandes), cKDTree(offres)
    proches = arbre_demandes.sparse_distance_matrix(arbre_offres, rayon_m, output_type="ndarray")
    minutes = proches["v"] * minutes_par_m
    return Paires(
        proches["i"].astype(np.intp), proches["j"].astype(np.intp), minutes, len(demandes), len(offres)
    )


def poids(minutes: Vecteur, paliers: Paliers) -> Vecteur:
    """Le poids de chaque durée : celui du premier palier qu'elle ne dépasse pas, 0 au-delà du dernier."""
    tries = sorted(paliers)
    bornes = np.array([b for b, _ in tries], dtype=float)
    valeurs = np.array([*(p for _, p in tries), 0.0])
    resultat: Vecteur = valeurs[np.searchsorted(bornes, minutes, side="left")]
    return resultat


def plus_proche(couples: Paires) -> Vecteur:
    """Minutes jusqu'à l'offre la plus proche ; NaN si aucune n'est atteignable."""
    minimum = np.full(couples.demandes, np.inf)
    np.minimum.at(minimum, couples.demande, couples.minutes)
    return np.where(np.isinf(minimum), np.nan, minimum)


def cumulee(couples: Paires, capacite: Vecteur) -> Vecteur:
    """Somme des capacités atteignables."""
    return couples.par_demande(capacite[couples.offre])


def gravite(couples: Paires, capacite: Vecteur, *, decroissance: float) -> Vecteur:
    """Σ S_j · exp(−decroissance · t_ij) (Hansen, 1959)."""
    return couples.par_demande(capacite[couples.offre] * np.exp(-decroissance * couples.minutes))


def sfca(couples: Paires, population: Vecteur, capacite: Vecteur, *, w: Vecteur) -> Vecteur:
    """A_i = Σ_j w_ij · R_j, avec R_j = S_j / Σ_i w_ij · P_i : la forme commune aux mesures par aires mouvantes.

    Vérifie à chaque appel que Σ P_i · A_i = Σ S_j des offres qu'une population atteint ; lève `ConservationError`.
    """
    demande = couples.par_offre(w * population[couples.demande])
    ratio = np.divide(capacite, demande, out=np.zeros_like(demande), where=demande > 0)
    acces = couples.par_demande(w * ratio[couples.offre])
    servie, atteinte = float(population @ acces), float(capacite[demande > 0].sum())
    if not abs(servie - atteinte) <= TOLERANCE * max(1.0, atteinte):  # un NaN doit tomber ici
        raise ConservationError(f"Offre servie {servie} ≠ offre atteinte {atteinte}.")
    return acces


def deux_etapes(couples: Paires, population: Vecteur, capacite: Vecteur) -> Vecteur:
    """2SFCA : poids 1 pour tout couple donné (le limiter par `sous`)."""
    return sfca(couples, population, capacite, w=np.ones(len(couples.minutes)))


def deux_etapes_ponderees(
    couples: Paires, population: Vecteur, capacite: Vecteur, *, paliers: Paliers = PALIERS
) -> Vecteur:
    """E2SFCA : poids par paliers."""
    return sfca(couples, population, capacite, w=poids(couples.minutes, paliers))


def trois_etapes(
    couples: Paires,
    population: Vecteur,
    capacite: Vecteur,
    *,
    paliers: Paliers = PALIERS,
    horizon: float | None = None,
) -> Vecteur:
    """3SFCA : poids par paliers × part de ce choix parmi tous ceux de l'origine, G_ij = w_ij / Σ_k w_ik."""
    w = poids(couples.minutes, paliers)
    w = w * parts_du_choix(couples, w)
    dedans = np.ones(len(w), dtype=bool) if horizon is None else couples.minutes <= horizon
    return sfca(couples.gardees(dedans), population, capacite, w=w[dedans])


def parts_du_choix(couples: Paires, w: Vecteur) -> Vecteur:
    """G_ij = w_ij / Σ_k w_ik : la part de chaque offre dans ce que son origine peut choisir, par couple."""
    total = couples.par_demande(w)[couples.demande]
    return np.divide(w, total, out=np.zeros_like(w), where=total > 0)


def mesure(
    methode: str,
    couples: Paires,
    population: Vecteur,
    capacite: Vecteur,
    *,
    horizon: float | None,
    paliers: Paliers = PALIERS,
    decroissance: float = 0.2,
) -> Vecteur:
    """Une mesure par son nom (METHODES), l'horizon compris ; lève `ValueError` pour un nom inconnu."""
    proches = couples.sous(horizon)
    match methode:
        case "plus_proche":
            return plus_proche(proches)
        case "cumulee":
            return cumulee(proches, capacite)
        case "gravite":
            return gravite(proches, capacite, decroissance=decroissance)
        case "2sfca":
            return deux_etapes(proches, population, capacite)
        case "e2sfca":
            return deux_etapes_ponderees(proches, population, capacite, paliers=paliers)
        case "3sfca":
            return trois_etapes(couples, population, capacite, paliers=paliers, horizon=horizon)
    raise ValueError(f"Méthode « {methode} » inconnue ; connues : {', '.join(METHODES)}.")
