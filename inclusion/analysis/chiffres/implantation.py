"""Où ouvrir, en mots : la phrase de réponse et ses chiffres."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from inclusion.analysis import choix_de_sites, effets
from inclusion.analysis.effets import Fourchette
from inclusion.analysis.implantation import Solution
from inclusion.analysis.scenarios import Probleme, Vecteur, poser
from inclusion.model.chiffres import Chiffre
from inclusion.model.etat import Etat
from inclusion.model.francais import enumeration, nombre, part_ecrite, pluriel
from inclusion.model.provenance import Provenance
from inclusion.model.scenarios import PUBLICS, Scenario
from inclusion.model.territoires import Niveau

PERSONNES = {
    "tous": ("habitant", "habitants"),
    "seniors": ("habitant de 65 ans et plus", "habitants de 65 ans et plus"),
    "besoin": ("personne en besoin (théorique)", "personnes en besoin (théorique)"),
}


@dataclass(frozen=True, eq=False)
class Resolu:
    """Un scénario résolu : le problème, les sites retenus, ce qu'ils changent."""

    obs: Etat
    scenario: Scenario
    probleme: Probleme
    solution: Solution

    @property
    def gain(self) -> Fourchette:
        return effets.gain(self.probleme, self.solution.sites)

    @property
    def sources(self) -> tuple[Provenance, ...]:
        return tuple(self.obs.provenances[table] for table in ("lieux", "communes", "mairies"))

    @property
    def noms(self) -> list[str]:
        """Les communes retenues, celle qui apporte le plus d'abord."""
        return [str(nom) for nom in choix_de_sites.classement(self.probleme, self.solution.sites)["nom"]]


def resolu(obs: Etat, scenario: Scenario) -> Resolu:
    """Pose et résout un scénario."""
    probleme = poser(obs, scenario)
    return Resolu(obs, scenario, probleme, choix_de_sites.resoudre(probleme, scenario.nombre))


def gens(scenario: Scenario, effectif: float) -> str:
    """« 527 habitants de 65 ans et plus »."""
    return pluriel(round(effectif), *PERSONNES[scenario.public])


def entre(fourchette: Fourchette) -> str:
    """« entre 46 et 872 » ; la fourchette d'un nombre qui ne bouge pas est dite."""
    bas, haut = round(fourchette.bas), round(fourchette.haut)
    return (
        f"entre {nombre(bas)} et {nombre(haut)}" if bas != haut else "quelle que soit l'erreur sur les temps"
    )


def permanences(scenario: Scenario, combien: int) -> str:
    """« 3 permanences », « 3 demi-journées »."""
    if scenario.itinerant:
        return pluriel(combien, "demi-journée", "demi-journées")
    return pluriel(combien, "permanence")


def phrase(r: Resolu) -> str:
    """La réponse en une phrase, incertitude comprise."""
    s, retenus = r.scenario, len(r.solution.sites)
    if not len(r.probleme.candidats):
        return "Aucune commune candidate : en choisir au moins une, ou prendre toutes les mairies."
    if not retenus:
        return _rien_a_gagner(r)
    quand = f" le {s.forme} ({pluriel(s.equipes, 'équipe')})" if s.itinerant else ""
    cible = "d'un accueil ouvert ce jour-là" if s.itinerant else "d'un lieu"
    suffit = ""
    if retenus < s.nombre:
        suffit = f" ; {nombre(retenus)} {'suffit' if retenus == 1 else 'suffisent'}, les autres n'ajouteraient personne"
    return (
        f"{permanences(s, s.nombre)} de plus{quand} → {gens(s, r.gain.central)} de plus à {nombre(s.horizon)} minutes "
        f"ou moins {cible} ({entre(r.gain)}) : {enumeration(r.noms)}{suffit}."
    )


def _rien_a_gagner(r: Resolu) -> str:
    s = r.scenario
    loin = _au_dela(r, r.probleme.colonne("avant"))
    ou = r.probleme.bassin.titre
    if loin < 1:
        incertains = effets.incertains(r.probleme)
        verifier = f" ; la fourchette laisse {gens(s, incertains)} à vérifier" if incertains >= 1 else ""
        return (
            f"{permanences(s, s.nombre)} de plus → aucun gain : dans {ou}, tous sont déjà à {nombre(s.horizon)} "
            f"minutes ou moins d'un lieu, temps estimés{verifier}."
        )
    return (
        f"{permanences(s, s.nombre)} de plus → aucun gain : {gens(s, loin)} de {ou} sont à plus de "
        f"{nombre(s.horizon)} minutes, mais aucun candidat n'est assez près d'eux."
    )


def _au_dela(r: Resolu, minutes: Vecteur) -> float:
    total = float(r.probleme.colonne("personnes")[r.probleme.dedans].sum())
    return total - effets.couverts(r.probleme, minutes)


def phrase_fermeture(r: Resolu, quoi: str) -> str:
    """Ce que coûte l'arrêt demandé (`""` s'il n'y en a pas) ; `quoi` le nomme."""
    if not r.scenario.ferme:
        return ""
    if r.probleme.fermes.empty:
        return f"Si « {quoi} » s'arrête, aucun lieu ne perd son dernier poste : les temps de trajet ne changent pas."
    perte = effets.perte(r.probleme)
    if perte.haut < 1:
        return f"Si « {quoi} » s'arrête, personne ne passe à plus de {nombre(r.scenario.horizon)} minutes."
    passent = "passe" if round(perte.central) < 2 else "passent"
    return (
        f"Si « {quoi} » s'arrête, {gens(r.scenario, perte.central)} {passent} à plus de {nombre(r.scenario.horizon)} "
        f"minutes d'un lieu ({entre(perte)})."
    )


def phrase_plus_court(obs: Etat, scenario: Scenario, horizons: Iterable[float]) -> str:
    """À un horizon plus court, ce que les mêmes permanences gagneraient (`""` : rien non plus)."""
    for horizon in sorted((h for h in horizons if h < scenario.horizon), reverse=True):
        autre = resolu(obs, replace(scenario, horizon=horizon))
        if autre.solution.sites:
            return (
                f"À {nombre(horizon)} minutes, en revanche, {permanences(scenario, len(autre.solution.sites))} "
                f"({enumeration(autre.noms)}) : {gens(scenario, autre.gain.central)} de plus ({entre(autre.gain)})."
            )
    return ""


def chiffres(r: Resolu) -> list[Chiffre]:
    """Les nombres du scénario."""
    return [*_du_gain(r), *_du_reste(r), *_d_une_commune(r), *_de_la_fermeture(r)]


def _du_gain(r: Resolu) -> Iterable[Chiffre]:
    unite, horizon = PERSONNES[r.scenario.public][1], nombre(r.scenario.horizon)
    yield Chiffre(
        cle="gain",
        libelle=f"De plus à {horizon} min",
        valeur=round(r.gain.central),
        unite=unite,
        phrase=f"{entre(r.gain)}.",
        definition=f"{PUBLICS[r.scenario.public]} du territoire dont le temps estimé au lieu le plus proche passe de plus "
        f"de {horizon} minutes à {horizon} minutes ou moins. Borne basse : toujours vrai si chaque trajet, avant et "
        "après, se trompe du mauvais côté ; borne haute : du bon côté.",
        sources=r.sources,
    )
    sure = r.gain.part_sure
    yield Chiffre(
        cle="gain_sur",
        libelle="Part sûre du gain",
        valeur=None if sure is None else 100 * sure,
        unite="% du gain",
        phrase="rien à gagner ici."
        if sure is None
        else f"{nombre(r.gain.bas)} sur {nombre(r.gain.central)}.",
        definition="Part du gain qui tient dans toute la fourchette des temps (×0,8 à ×1,25) : ces personnes sont "
        "sûrement trop loin aujourd'hui, et sûrement assez près ensuite.",
        sources=r.sources,
    )


def _du_reste(r: Resolu) -> Iterable[Chiffre]:
    p, horizon = r.probleme, nombre(r.scenario.horizon)
    total = float(p.colonne("personnes")[p.dedans].sum())
    avant = effets.couverts(p, p.colonne("avant"))
    reste, parts = effets.restent(p, r.solution.sites), effets.parts_atteintes(p, r.solution.sites)
    yield Chiffre(
        cle="part_apres",
        libelle=f"À {horizon} min, ensuite",
        valeur=None if parts is None else 100 * parts.central,
        unite=f"% des {PERSONNES[r.scenario.public][1]}",
        decimales=1,
        phrase=f"{_parts(parts)}{part_ecrite(avant / total if total else None)} sans ces permanences.",
        definition=f"Part des personnes du territoire à {horizon} minutes estimées ou moins d'un lieu ou d'une permanence. "
        "Bornes : tous les temps longs (×1,25), tous les temps courts (×0,8).",
        sources=r.sources,
    )
    yield Chiffre(
        cle="reste",
        libelle=f"Encore à plus de {horizon} min",
        valeur=round(reste.central),
        unite=PERSONNES[r.scenario.public][1],
        phrase=f"{entre(reste)}, sur {nombre(total)} dans {p.bassin.titre}.",
        definition="Personnes qui resteraient trop loin de tout lieu et de toute permanence, temps estimés. Bornes : tous "
        "les temps courts (×0,8), tous les temps longs (×1,25).",
        sources=r.sources,
    )
    dehors = effets.gain(p, r.solution.sites, ailleurs=True)
    if p.bassin.niveau != Niveau.DEPARTEMENT:
        yield Chiffre(
            cle="ailleurs",
            libelle="Et chez les voisins",
            valeur=round(dehors.central),
            unite=PERSONNES[r.scenario.public][1],
            phrase=f"hors de {p.bassin.titre}, {entre(dehors)}.",
            definition="Le même gain, pour les communes du département hors du territoire : il n'a pas servi à choisir.",
            sources=r.sources,
        )


def _parts(parts: Fourchette | None) -> str:
    """« de 92,1 % à 100,0 % selon la fourchette des temps ; » ; sans bornes quand elles s'écrivent pareil."""
    if parts is None:
        return ""
    if part_ecrite(parts.bas) == part_ecrite(parts.haut):
        return "quelle que soit l'erreur sur les temps ; "
    return f"de {part_ecrite(parts.bas)} à {part_ecrite(parts.haut)} selon la fourchette des temps ; "


def _d_une_commune(r: Resolu) -> Iterable[Chiffre]:
    ici = r.scenario.territoire
    rangs = r.probleme.candidats.index[r.probleme.candidats["code_insee"].eq(ici.code)]
    if ici.niveau != Niveau.COMMUNE or not len(rangs):
        return
    seule = effets.gain(r.probleme, [int(rangs[0])])
    meilleure = choix_de_sites.candidats_seuls(r.probleme).iloc[0]
    yield Chiffre(
        cle="chez_soi",
        libelle="Une seule, ici",
        valeur=round(seule.central),
        unite=PERSONNES[r.scenario.public][1],
        phrase=f"{entre(seule)} ; {nombre(meilleure['gain'])} là où c'est le plus ({meilleure['nom']}).",
        definition=f"Ce qu'apporterait une seule permanence à la mairie de {ici.nom}, à tous les habitants de son "
        "intercommunalité.",
        sources=r.sources,
    )


def _de_la_fermeture(r: Resolu) -> Iterable[Chiffre]:
    if not r.scenario.ferme:
        return
    perte = effets.perte(r.probleme)
    yield Chiffre(
        cle="perte",
        libelle="Perdues par la fermeture",
        valeur=round(perte.central),
        unite=PERSONNES[r.scenario.public][1],
        phrase=f"{entre(perte)}, avant toute permanence nouvelle.",
        definition="Personnes du territoire que l'arrêt demandé fait passer à plus de "
        f"{nombre(r.scenario.horizon)} minutes estimées d'un lieu.",
        sources=r.sources,
    )
