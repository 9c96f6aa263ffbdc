"""La saisie à l'écran : la table telle qu'on l'a ouverte, ce que l'on veut y changer, ce que d'autres ont changé."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from inclusion.analysis.edition import appliquer, modifications
from inclusion.data import instantanes as stockage
from inclusion.data.depots.rapport import Rapport
from inclusion.data.instantanes import Instantane
from inclusion.data.saisie import TABLES, enregistrer_saisie, juger, ouverte, ouverte_dans
from inclusion.model.edition import Conflit, Modification
from inclusion.model.etat import Etat
from inclusion.model.francais import jour_et_heure
from inclusion.model.schemas import Schema, schemas
from inclusion.queries.territoires import territoires

ORIGINE = "origine"
JOURNAL_MAX = 200
ANONYME = "poste local"
COLONNES_JOURNAL = ["Quand", "Qui", "Table", "Geste", "Ligne", "Colonne", "Avant", "Après"]


@dataclass(frozen=True, eq=False)
class Projet:
    """Ce que l'on s'apprête à enregistrer : les gestes, ce qui s'y oppose, et la table qui en résulterait."""

    nom: str
    gestes: tuple[Modification, ...]
    conflits: tuple[Conflit, ...]
    rapport: Rapport | None
    recevable: bool
    attendu: str
    forces: tuple[Modification, ...] = ()

    @property
    def enregistrable(self) -> bool:
        return bool(self.gestes) and self.recevable and not self.conflits


def tables() -> dict[str, str]:
    """Nom → titre des tables qui se tiennent à l'écran."""
    return {nom: schemas()[nom].titre for nom in TABLES}


def schema(nom: str) -> Schema:
    return schemas()[nom]


def etat_present(etat: Etat) -> str:
    """L'état du jeu que l'on a sous les yeux : le nom de son instantané, « origine » s'il n'en a pas."""
    return next((i.nom for i in etat.enregistres if i.courant), ORIGINE)


def base(etat: Etat, nom: str, depuis: str) -> pd.DataFrame | None:
    """La table (textes) à l'état `depuis`, celui où l'on a ouvert la saisie ; None si cet état n'existe plus."""
    if depuis == etat_present(etat):
        return ouverte(etat.jeu, nom)
    connus = {e.nom: e for e in etat.enregistres}
    if depuis == ORIGINE:
        return _ouverte_de(etat, min(connus, default=""), nom)
    return _ouverte_de(etat, depuis if depuis in connus else "", nom)


def _ouverte_de(etat: Etat, instantane: str, nom: str) -> pd.DataFrame | None:
    """Lue dans l'état enregistré, elle seule : attendre un jeu entier ferait douter de l'écran."""
    return ouverte_dans(stockage.instantane(etat.dossier, instantane).dossier, nom) if instantane else None


def projet(etat: Etat, nom: str, depart: pd.DataFrame, voulue: pd.DataFrame) -> Projet:
    """Ce que la saisie change à la table telle qu'elle est maintenant, et ce qui s'y oppose."""
    jugee = juger(depart, voulue, nom, jeu=etat.jeu, a_date=etat.a_date)
    gestes = modifications(depart, jugee.table, schema(nom).cle)
    _, conflits = appliquer(ouverte(etat.jeu, nom), gestes, schema(nom).cle)
    return Projet(nom, gestes, conflits, jugee.rapport, jugee.recevable, etat.identifiant)


def tranche(un_projet: Projet, miennes: Sequence[Modification], leurs: Sequence[Modification]) -> Projet:
    """Le projet une fois des conflits tranchés : pour la saisie (`miennes`), ou pour ce que l'autre a mis (`leurs`)."""
    return replace(
        un_projet,
        gestes=tuple(g for g in un_projet.gestes if g not in leurs),
        conflits=tuple(c for c in un_projet.conflits if c.modification not in {*miennes, *leurs}),
        forces=tuple(miennes),
    )


def enregistrer(etat: Etat, un_projet: Projet) -> Instantane:
    """Écrit la saisie dans un nouvel instantané, si le visiteur en a le droit ; lève `StockageError`."""
    return _ecrire(etat, un_projet.nom, un_projet.gestes, un_projet.forces, un_projet.attendu, "saisie")


def annulation(etat: Etat, instantane: Instantane) -> dict[str, tuple[Conflit, ...]]:
    """Ce qui empêche de défaire une saisie, table par table : ce qui a été changé depuis."""
    return {
        nom: appliquer(ouverte(etat.jeu, nom), _inverses(gestes), schema(nom).cle)[1]
        for nom, gestes in instantane.gestes.items()
    }


def annuler(etat: Etat, instantane: Instantane) -> Instantane:
    """Défait une saisie, et elle seule, dans un nouvel instantané ; lève `StockageError`."""
    ((nom, gestes),) = instantane.gestes.items()
    return _ecrire(etat, nom, _inverses(gestes), (), etat.identifiant, f"annulation de {instantane.nom}")


def _inverses(gestes: Sequence[Modification]) -> tuple[Modification, ...]:
    return tuple(g.inverse() for g in reversed(gestes))


def ajouter(etat: Etat, nom: str, lignes: pd.DataFrame) -> Projet:
    """Ce qu'ajouter des lignes (textes) à une table y changerait ; celles dont la clé y est déjà n'y entrent pas."""
    depart = ouverte(etat.jeu, nom)
    cle = list(schema(nom).cle)
    presentes = set(depart[cle].itertuples(index=False, name=None))
    neuves = lignes[[c not in presentes for c in lignes[cle].itertuples(index=False, name=None)]]
    voulue = pd.concat([depart, neuves[depart.columns]], ignore_index=True)
    return projet(etat, nom, depart, voulue)


def _ecrire(  # noqa: PLR0917 ce que dit un instantané
    etat: Etat,
    nom: str,
    gestes: tuple[Modification, ...],
    forces: Sequence[Modification],
    attendu: str,
    motif: str,
) -> Instantane:
    etat.ecriture.exiger()
    table, conflits = appliquer(ouverte(etat.jeu, nom), gestes, schema(nom).cle, forces=forces)
    if conflits:
        raise stockage.ConflitError
    return enregistrer_saisie(
        etat.dossier,
        {nom: table},
        {nom: gestes},
        jeu=etat.jeu,
        attendu=attendu,
        qui=etat.qui,
        quand=etat.instant,
        motif=motif,
    )


def journal(etat: Etat) -> tuple[list[Instantane], pd.DataFrame]:
    """Les saisies enregistrées, de la plus récente à la plus ancienne, et leurs gestes, un par ligne."""
    saisies = [i for i in etat.enregistres if i.gestes][:JOURNAL_MAX]
    lignes = [
        (
            jour_et_heure(i.date),
            i.qui or ANONYME,
            schema(nom).titre,
            str(g.geste),
            g.ligne,
            g.colonne,
            g.avant,
            g.apres,
        )
        for i in saisies
        for nom, gestes in i.gestes.items()
        for g in gestes
    ]
    return saisies, pd.DataFrame(lignes, columns=COLONNES_JOURNAL, dtype="str")


def territoires_nommes(etat: Etat) -> dict[str, str]:
    """Code → nom des territoires que les tables peuvent désigner."""
    return {t.code: t.titre for t in territoires(etat)}
