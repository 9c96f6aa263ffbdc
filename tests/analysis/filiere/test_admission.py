"""Un dépôt qui romprait le bilan est refusé avant d'être versé, et chaque refus dit pourquoi et de combien."""

from typing import Any

import pandas as pd

from inclusion.analysis.filiere.admission import juger_inventaires, juger_lots, juger_passages
from tests.analysis.filiere.petite_filiere import en_flux, en_stocks

PARAMETRES = {"masses": {"portable": {"valeur": 1.65}}}
COLLECTE = ("2026-01-10", "A", "portable", "gisement", "collecte", 6)
DIAGNOSTIC = ("2026-01-20", "A", "portable", "collecte", "diagnostique", 8)
RIEN = {"flux_equipements": en_flux(), "stocks": en_stocks().assign(nature="reel")}


def passages(deposes: pd.DataFrame, connus: pd.DataFrame | None = None) -> list[tuple[Any, ...]]:
    tables = RIEN if connus is None else RIEN | {"flux_equipements": connus}
    return [(v.rang, v.regle, v.gravite) for v in juger_passages(deposes, tables, PARAMETRES)]


def test_une_sortie_sans_entree_est_refusee_et_la_phrase_dit_de_combien() -> None:
    (verdict,) = juger_passages(en_flux(COLLECTE, DIAGNOSTIC), RIEN, PARAMETRES)
    assert (verdict.rang, verdict.gravite, verdict.colonne) == (1, "refusé", "quantite")
    assert "il en manque 2" in verdict.phrase


def test_l_entree_peut_etre_deja_connue() -> None:
    diagnostic = en_flux(("2026-01-20", "A", "portable", "collecte", "diagnostique", 6))
    assert passages(diagnostic, en_flux(COLLECTE)) == []
    assert passages(diagnostic) == [(0, "sortie sans entrée", "refusé")]


def test_une_ligne_deja_connue_deposee_de_nouveau_n_est_pas_une_entree_de_plus() -> None:
    cumul = en_flux(COLLECTE, DIAGNOSTIC)
    assert passages(cumul, en_flux(COLLECTE)) == [(1, "sortie sans entrée", "refusé")]


def test_une_ligne_qui_prendrait_ce_qu_une_sortie_connue_a_pris_est_refusee() -> None:
    """Six collectés, six diagnostiqués le 20 : le 15, il n'y a plus rien à diagnostiquer d'autre."""
    connus = en_flux(COLLECTE, ("2026-01-20", "A", "portable", "collecte", "diagnostique", 6))
    (verdict,) = juger_passages(
        en_flux(("2026-01-15", "A", "portable", "collecte", "diagnostique", 2)),
        RIEN | {"flux_equipements": connus},
        PARAMETRES,
    )
    assert (verdict.rang, verdict.gravite) == (0, "refusé")
    assert "il manquerait 2" in verdict.phrase
    assert "20 janvier 2026" in verdict.phrase


def test_une_faute_deja_connue_ne_refuse_pas_une_ligne_juste() -> None:
    connus = en_flux(COLLECTE, DIAGNOSTIC)
    assert passages(en_flux(("2026-01-21", "A", "portable", "diagnostique", "pieces", 1)), connus) == []


def test_une_quantite_corrigee_est_dite_elle_s_ajouterait_a_la_premiere() -> None:
    corrigee = en_flux(("2026-01-10", "A", "portable", "gisement", "collecte", 7))
    (verdict,) = juger_passages(corrigee, RIEN | {"flux_equipements": en_flux(COLLECTE)}, PARAMETRES)
    assert (verdict.regle, verdict.gravite) == ("passage déjà connu autrement", "à vérifier")
    assert "6 équipements" in verdict.phrase.replace("\u202f", " ").replace("\xa0", " ")
    assert passages(en_flux(COLLECTE), en_flux(COLLECTE)) == []


def test_une_ligne_repetee_dans_le_depot_est_dite_elle_compte_deux_fois() -> None:
    autre_commune = en_flux(COLLECTE, COLLECTE, code_insee=["84007", "84003"])
    assert passages(en_flux(COLLECTE, COLLECTE)) == [(1, "passage en double", "à vérifier")]
    assert passages(autre_commune) == []


def test_un_statut_qui_manque_est_dit_sans_refuser_la_ligne() -> None:
    assert passages(en_flux(COLLECTE, statut_juridique="")) == [(0, "statut inconnu", "à vérifier")]


def test_un_inventaire_qui_s_ecarte_est_dit_jamais_refuse() -> None:
    connus = RIEN | {"flux_equipements": en_flux(COLLECTE)}
    compte = en_stocks(("2026-01-31", "collecte", "portable", 2)).assign(nature="reel")
    (verdict,) = juger_inventaires(compte, connus, PARAMETRES)
    assert (verdict.rang, verdict.regle, verdict.gravite) == (0, "écart d'inventaire", "à vérifier")
    assert "écart de -4" in verdict.phrase


def test_un_inventaire_recompte_remplace_le_premier_et_la_demonstration_ne_juge_rien() -> None:
    reel = en_stocks(("2026-01-31", "collecte", "portable", 6)).assign(nature="reel")
    connus = {
        "flux_equipements": en_flux(COLLECTE),
        "stocks": reel.assign(quantite=pd.array([9], dtype="Int64")),
    }
    assert juger_inventaires(reel, connus, PARAMETRES) == []
    fictifs = {"flux_equipements": en_flux(COLLECTE, nature="demonstration"), "stocks": RIEN["stocks"]}
    autre = en_stocks(("2026-01-31", "collecte", "portable", 2)).assign(nature="reel")
    assert juger_inventaires(autre, fictifs, PARAMETRES) == []


def test_un_comptage_d_une_etape_ou_l_on_ne_stocke_pas_est_dit() -> None:
    compte = en_stocks(("2026-01-31", "recyclage", "portable", 2)).assign(nature="reel")
    (verdict,) = juger_inventaires(compte, RIEN, PARAMETRES)
    assert (verdict.colonne, verdict.gravite) == ("noeud", "à vérifier")
    assert "n'entre pas au bilan" in verdict.phrase


def test_plus_d_effacements_attestes_que_de_memoires_est_refuse() -> None:
    lots = pd.DataFrame({"avec_stockage": [10, 10, None], "effaces_certifies": [10, 15, 3]}).astype("Int64")
    (verdict,) = juger_lots(lots, RIEN, PARAMETRES)
    assert (verdict.rang, verdict.colonne, verdict.gravite) == (1, "effaces_certifies", "refusé")
    assert verdict.phrase.endswith("5 de trop.")
