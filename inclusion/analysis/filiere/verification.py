"""Le vérificateur : quelle ligne rompt le bilan, et de combien."""

from collections.abc import Iterator, Mapping
from itertools import accumulate, groupby
from math import isnan
from typing import NamedTuple

import pandas as pd

from inclusion.analysis.filiere.bilan import (
    SEUIL_ECART_PART,
    en_alerte,
    mouvements_par_etape,
    par_cle,
    stock_au,
)
from inclusion.analysis.filiere.etapes import EN_COURS, FINS, PASSAGES
from inclusion.model.francais import jour, nombre, pluriel
from inclusion.model.nomenclatures import libelle

ERREUR, A_VERIFIER = "erreur", "à vérifier"
ENTETE = 2
"""La première ligne d'un fichier de saisie, après son en-tête."""
MASSE_BASSE, MASSE_HAUTE = 1 / 3 - 1e-9, 3.0 + 1e-9


class Rupture(NamedTuple):
    """Une ligne qui rompt le bilan, ou qu'il faut vérifier ; `quantite` dit de combien (équipements)."""

    table: str
    ligne: int
    id_lot: str
    regle: str
    gravite: str
    quantite: float
    phrase: str


COLONNES = list(Rupture._fields)
SUIVIS = (*EN_COURS, *(e for e in FINS if e in {"distribue", "en_usage"}))


def verifier(flux: pd.DataFrame, stocks: pd.DataFrame, masses: Mapping[str, float]) -> pd.DataFrame:
    """Toutes les fautes des flux et des inventaires : COLONNES, une ligne par faute, dans l'ordre des fichiers.

    `ligne` est celle du fichier (en-tête = 1), d'après l'index de la table lue, quelles que soient les lignes retenues ;
    `quantite` dit de combien le bilan est rompu (équipements). Une « erreur » rompt le bilan ; un point « à vérifier »
    ne le rompt pas.
    """
    fautes = [
        *_passages(flux),
        *_sorties_sans_entree(flux, stocks),
        *_inventaires(flux, stocks),
        *_statuts(flux),
        *_masses(flux, masses),
        *_masses_en_trop(flux),
    ]
    table = pd.DataFrame(fautes, columns=COLONNES)
    return table.sort_values(["table", "ligne"], kind="stable", ignore_index=True)


def _etape(code: str) -> str:
    return f"« {libelle('etape_filiere', code)} »"


def _passages(flux: pd.DataFrame) -> Iterator[Rupture]:
    """Un passage que la filière ne connaît pas."""
    for passage in flux.itertuples():
        ligne = passage.Index + ENTETE
        suites = PASSAGES.get(passage.etape_de, ())
        if passage.etape_vers not in suites:
            admises = ", ".join(_etape(s) for s in suites) or "aucune étape"
            yield Rupture(
                "flux_equipements", ligne, passage.id_lot, "passage inconnu", ERREUR, float(passage.quantite),
                f"De {_etape(passage.etape_de)} on ne passe pas à {_etape(passage.etape_vers)} ; "
                f"suites admises : {admises}.",
            )  # fmt: skip


def _sorties_sans_entree(flux: pd.DataFrame, stocks: pd.DataFrame) -> Iterator[Rupture]:
    """Une ligne sort d'une étape plus d'équipements que le lot n'y en a : le stock y deviendrait négatif.

    Les entrées d'un jour comptent avant ses sorties. Un lot dont la première ligne part d'une étape déjà inventoriée
    avant elle est un reste d'avant la saisie : il n'est jugé que sur le stock de l'étape, pas sur le lot.
    """
    inventories = stocks[stocks["quantite"].gt(0)].groupby(["noeud", "categorie"])["date"].min().to_dict()
    presents: dict[tuple[str, str, str], float] = {}
    passages = flux.assign(ligne=flux.index + ENTETE).sort_values("date", kind="stable").itertuples()
    for _, du_jour in groupby(passages, key=lambda p: p.date):
        journee = list(du_jour)
        for p in journee:
            arrivee = (p.id_lot, p.categorie, p.etape_vers)
            presents[arrivee] = presents.get(arrivee, 0.0) + float(p.quantite)
        for p in (p for p in journee if p.etape_de in SUIVIS):
            depart = (p.id_lot, p.categorie, p.etape_de)
            avant = inventories.get((p.etape_de, p.categorie))
            if depart not in presents and avant is not None and avant <= p.date:
                continue
            present = presents.get(depart, 0.0)
            presents[depart] = max(0.0, present - float(p.quantite))
            if (manque := float(p.quantite) - present) > 0:
                yield Rupture(
                    "flux_equipements", p.ligne, p.id_lot, "sortie sans entrée", ERREUR, manque,
                    f"La ligne sort {nombre(p.quantite)} de {_etape(p.etape_de)} le {jour(p.date)}, mais le lot "
                    f"{p.id_lot} n'y en a que {nombre(present)} : il en manque {nombre(manque)}.",
                )  # fmt: skip


def _inventaires(flux: pd.DataFrame, stocks: pd.DataFrame) -> Iterator[Rupture]:
    """Un inventaire qui s'écarte du stock attendu, ou un stock attendu négatif."""
    passages = par_cle(mouvements_par_etape(flux, "quantite"), ["date", "entree", "sortie"])
    comptes = par_cle(stocks, ["date", "quantite"])
    for inventaire in stocks.itertuples():
        ligne = inventaire.Index + ENTETE
        cle = (inventaire.noeud, inventaire.categorie)
        siens = passages.get(cle, [])
        avant = [compte for compte in comptes[cle] if compte[0] < inventaire.date]
        if not avant and not any(passage[0] <= inventaire.date for passage in siens):
            continue  # le premier inventaire d'une étape ouvre le compte : il n'y a rien à quoi le comparer
        attendu, _ = stock_au(siens, avant, inventaire.date)
        ecart = float(inventaire.quantite) - attendu
        if ecart and en_alerte(ecart, attendu):
            yield Rupture(
                "stocks", ligne, "", "écart d'inventaire", ERREUR if attendu < 0 else A_VERIFIER, ecart,
                f"On a compté {pluriel(int(inventaire.quantite), 'équipement')} à {_etape(inventaire.noeud)} le "
                f"{jour(inventaire.date)} ; les flux en laissent {nombre(attendu)} : écart de {nombre(ecart)}.",
            )  # fmt: skip


def _statuts(flux: pd.DataFrame) -> Iterator[Rupture]:
    """Chaque lot collecté dit son statut ; ce qui est remis est un produit, à un public connu, jamais un déchet."""
    sans_statut = flux[flux["etape_vers"].eq("collecte") & flux["statut_juridique"].replace("", pd.NA).isna()]
    for p in sans_statut.itertuples():
        yield Rupture(
            "flux_equipements", p.Index + ENTETE, p.id_lot, "statut inconnu", A_VERIFIER, float(p.quantite),
            f"On ne sait pas si le lot {p.id_lot} est un produit (donné) ou un déchet (jeté) : l'écrire à la collecte.",
        )  # fmt: skip
    for p in flux[flux["etape_vers"].eq("distribue")].itertuples():
        ligne = p.Index + ENTETE
        if p.statut_juridique == "dechet":
            phrase = "Un déchet ne se remet pas : il sort de ce statut par la préparation au réemploi, à noter « produit »."
            yield Rupture(
                "flux_equipements", ligne, p.id_lot, "déchet remis", ERREUR, float(p.quantite), phrase
            )
        if not _dit(p.public_beneficiaire):
            phrase = "On ne sait pas à quel public ces équipements ont été remis."
            yield Rupture(
                "flux_equipements", ligne, p.id_lot, "public inconnu", A_VERIFIER, float(p.quantite), phrase
            )
        if not pd.isna(p.accompagnes) and p.accompagnes > p.quantite:
            phrase = f"{nombre(p.accompagnes)} accompagnés pour {nombre(p.quantite)} remis."
            yield Rupture(
                "flux_equipements",
                ligne,
                p.id_lot,
                "accompagnés en trop",
                ERREUR,
                float(p.accompagnes - p.quantite),
                phrase,
            )


def _masses(flux: pd.DataFrame, masses: Mapping[str, float]) -> Iterator[Rupture]:
    """Une masse par équipement très loin de la masse médiane de sa catégorie."""
    for p in flux.itertuples():
        ligne = p.Index + ENTETE
        mediane = masses.get(p.categorie)
        if mediane is None or pd.isna(p.masse_kg) or not p.quantite:
            continue
        rapport = float(p.masse_kg) / float(p.quantite) / mediane
        if not MASSE_BASSE <= rapport <= MASSE_HAUTE:
            yield Rupture(
                "flux_equipements", ligne, p.id_lot, "masse improbable", A_VERIFIER, 0.0,
                f"{nombre(float(p.masse_kg) / float(p.quantite), decimales=2)} kg par équipement, quand la masse médiane "
                f"est de {nombre(mediane, decimales=2)} kg.",
            )  # fmt: skip


def _masses_en_trop(flux: pd.DataFrame) -> Iterator[Rupture]:
    """Il sort d'une étape, pour un lot, plus de kg qu'il n'y en est entré, au-delà de 2 % ; pesées seulement.

    Une étape dont une seule ligne du lot n'est pas pesée n'est pas jugée, ni celle où les équipements manquent déjà.
    """
    entrees: dict[tuple[str, str, str], list[tuple[int, float, float]]] = {}
    sorties: dict[tuple[str, str, str], list[tuple[int, float, float]]] = {}
    for p in flux.sort_values("date", kind="stable").itertuples():
        kilos = float("nan") if pd.isna(p.masse_kg) else float(p.masse_kg)
        pese = (p.Index + ENTETE, float(p.quantite), kilos)
        entrees.setdefault((p.etape_vers, p.id_lot, p.categorie), []).append(pese)
        sorties.setdefault((p.etape_de, p.id_lot, p.categorie), []).append(pese)
    for cle, sorties_du_lot in sorties.items():
        etape, lot, _ = cle
        entrees_du_lot = entrees.get(cle, [])
        pesees = not any(isnan(kilos) for _, _, kilos in (*entrees_du_lot, *sorties_du_lot))
        manque = sum(q for _, q, _ in sorties_du_lot) > sum(q for _, q, _ in entrees_du_lot)
        if etape not in EN_COURS or not pesees or manque:
            continue
        entre = sum(kilos for _, _, kilos in entrees_du_lot)
        en_trop = [c - entre for c in accumulate(kilos for _, _, kilos in sorties_du_lot)]
        trop = [ligne for (ligne, _, _), kilos in zip(sorties_du_lot, en_trop, strict=True)
                if kilos > SEUIL_ECART_PART * entre + 1e-9]  # fmt: skip
        if trop:
            yield Rupture(
                "flux_equipements", trop[0], lot, "masse sans entrée", A_VERIFIER, 0.0,
                f"À cette ligne, {nombre(max(en_trop), decimales=1)} kg sont sortis de {_etape(etape)} en plus "
                f"des {nombre(entre, decimales=1)} kg que le lot {lot} y a fait entrer.",
            )  # fmt: skip


def _dit(valeur: object) -> bool:
    return isinstance(valeur, str) and bool(valeur)
