"""Ce dont un comité doit décider : une ligne par décision à prendre, avec qui la porte et ce que l'on propose."""

from collections.abc import Iterable, Iterator

import pandas as pd

from inclusion.analysis import reseau
from inclusion.analysis.ancrage import citent, codes_du_territoire
from inclusion.analysis.appels_a_projets import lots_sans_dossier, vivantes
from inclusion.analysis.feuilles_de_route import EN_DIFFICULTE, actions_de, classer
from inclusion.analysis.indicateurs.monde import Monde
from inclusion.analysis.natures import sans_mention
from inclusion.analysis.observations import lignes, noms_epci
from inclusion.analysis.trajectoires import HORS_TRAJECTOIRE, STATUTS, retard_dit
from inclusion.model.cadences import constats_dits, en_retard_parmi
from inclusion.model.francais import enumeration, jour, pluriel
from inclusion.model.provenance import Provenance
from inclusion.model.seuils import HORIZON_MIN
from inclusion.model.territoires import Niveau, Territoire

SORTES = {
    "action": "Action en retard ou bloquée",
    "cible": "Cible hors trajectoire",
    "contrat": "Contrat ou convention qui finit dans les six mois",
    "commune": "Commune sortie de la zone des 20 minutes",
    "appel": "Appel sans dossier retenu ou en cours",
    "source": "Source périmée",
}
COLONNES = ["sorte", "objet", "responsable", "echeance", "proposition", "nature"]
A_DESIGNER = "à désigner"
TENUE = "Personne qui tient les données (Département)"
MOIS = 6
Ligne = tuple[str, str, str, pd.Timestamp | None, str, str]


def a_decider(
    monde: Monde, suivi: pd.DataFrame, territoire: Territoire, *, avant: Monde | None = None
) -> pd.DataFrame:
    """COLONNES : ce qui demande une décision sur un territoire, par sorte puis par échéance.

    `suivi` : celui du territoire (`suivi.suivre`) ; `avant` : l'état précédent du jeu, sans lequel aucune commune ne
    peut être dite sortie de la zone. `echeance` : NaT si rien ne la dit.
    """
    toutes = [
        *_actions(monde, territoire),
        *_cibles(monde, suivi),
        *_contrats(monde, territoire),
        *_communes(monde, territoire, avant),
        *_appels(monde, territoire),
        *_sources(monde),
    ]
    table = pd.DataFrame(toutes, columns=COLONNES)
    rang = table["sorte"].map({sorte: rang for rang, sorte in enumerate(SORTES)})
    return (
        table.assign(echeance=pd.to_datetime(table["echeance"]), rang=rang)
        .sort_values(["rang", "echeance", "objet"], ignore_index=True)
        .drop(columns="rang")
    )


def _actions(monde: Monde, territoire: Territoire) -> Iterator[Ligne]:
    siennes = actions_de(monde.tables["actions"], monde.obs["feuilles_de_route"], territoire)
    lues = classer(siennes, monde.a_date)
    for action in lues[lues["statut_lu"].isin(EN_DIFFICULTE)].itertuples():
        if action.statut_lu == "bloque":
            dit, proposition = "bloquée", "Dire ce qui bloque, qui peut le lever et pour quand."
        else:
            depuis = "" if pd.isna(action.date_fin) else f" depuis le {jour(action.date_fin)}"
            dit, proposition = f"en retard{depuis}", "Fixer une nouvelle échéance, ou clore l'action."
        pilote = action.pilote or A_DESIGNER
        yield "action", f"{action.nom} : {dit}", pilote, action.date_fin, proposition, action.nature


def _cibles(monde: Monde, suivi: pd.DataFrame) -> Iterator[Ligne]:
    fiches = monde.obs["indicateurs"].set_index("code")["responsable"]
    for ligne in suivi[suivi["statut"].isin(HORS_TRAJECTOIRE)].itertuples():
        retard = retard_dit(None if pd.isna(ligne.retard_mois) else float(ligne.retard_mois))
        suite = f", {retard}" if retard else ""
        yield (
            "cible",
            f"{ligne.libelle} : {STATUTS[ligne.statut]}{suite}",
            str(fiches.get(ligne.code, "")) or A_DESIGNER,
            ligne.date_cible,
            "Renforcer les moyens, ou faire adopter une autre cible.",
            ligne.nature,
        )


def _contrats(monde: Monde, territoire: Territoire) -> Iterator[Ligne]:
    """Une ligne par poste, même si son contrat et sa convention finissent tous deux."""
    postes, _ = lignes(monde.obs, "postes", reseau.fin_dite(monde.obs["postes"]))
    places = reseau.rattaches(postes, monde.lieux, monde.communes)
    ici = places[places["code_insee"].isin(monde.communes_de(territoire)["code_insee"])]
    fins = reseau.echeances(ici, monde.a_date)
    for _, du_poste in fins[fins["horizon_mois"].between(1, MOIS)].groupby("id_poste", sort=False):
        premiere = du_poste.iloc[0]
        dites = [f"de {fin.sorte} le {jour(fin.quand)}" for fin in du_poste.itertuples()]
        yield (
            "contrat",
            f"{premiere['structure_employeuse']} : fin {enumeration(dites)}",
            premiere["structure_employeuse"],
            premiere["quand"],
            "Dire si le poste est renouvelé, et par qui il est financé.",
            premiere["nature"],
        )


def _communes(monde: Monde, territoire: Territoire, avant: Monde | None) -> Iterator[Ligne]:
    if avant is None:
        return
    epci = noms_epci(monde.obs)
    for commune in sorties(avant, monde, territoire).itertuples():
        yield (
            "commune",
            f"{commune.nom} : {pluriel(commune.population, 'habitant')}, lieu le plus proche à plus de 20 minutes "
            f"depuis le {jour(avant.a_date)}",
            epci.get(commune.siren_epci, A_DESIGNER),
            None,
            "Prévoir une permanence ou le passage d'un bus.",
            "reel",
        )


def sorties(avant: Monde, apres: Monde, territoire: Territoire) -> pd.DataFrame:
    """Les communes du territoire qui avaient un lieu à 20 minutes estimées au plus et n'en ont plus."""
    proches = avant.communes.loc[avant.communes["minutes"].le(HORIZON_MIN), "code_insee"]
    ici = apres.communes_de(territoire)
    return ici[ici["code_insee"].isin(proches) & ~ici["minutes"].le(HORIZON_MIN)]


def _appels(monde: Monde, territoire: Territoire) -> Iterator[Ligne]:
    """Les lots sans dossier retenu ou en cours, ou l'appel ouvert où nul ne cite le territoire ; dossiers connus seuls."""
    candidatures = monde.obs["candidatures"]
    for appel in monde.obs["appels_a_projets"].itertuples():
        siennes = candidatures[candidatures["id_aap"].eq(appel.id)]
        if siennes.empty:
            continue
        qui = enumeration([i for i in appel.initiateurs.split("|") if i]) or A_DESIGNER
        lots = lots_sans_dossier(appel.lots, vivantes(siennes))
        if territoire.niveau == Niveau.DEPARTEMENT and lots:
            proposition = "Relancer les structures, ou reporter le lot au prochain appel."
            yield "appel", f"{appel.nom} : {enumeration(lots)}", qui, appel.cloture, proposition, appel.nature
        ouvert = pd.notna(appel.cloture) and appel.cloture >= pd.Timestamp(monde.a_date)
        if territoire.niveau != Niveau.DEPARTEMENT and ouvert and not _cite(siennes, territoire, monde):
            objet = f"{appel.nom} : aucun dossier ne cite ce territoire"
            yield "appel", objet, qui, appel.cloture, "Susciter un dossier avant la clôture.", appel.nature


def _cite(candidatures: pd.DataFrame, territoire: Territoire, monde: Monde) -> bool:
    codes = codes_du_territoire(territoire, monde.communes)
    return bool(citent(candidatures["codes_territoires"], codes).any())


def _producteur(source: Provenance) -> str:
    """À qui demander : les producteurs réels, jamais la démonstration qui complète la table."""
    return sans_mention(source.producteur) or A_DESIGNER


def _proposition(source: Provenance) -> str:
    """Ce qui rajeunit une source : la relire si elle est tenue ici, la demander sinon."""
    if source.producteur.startswith("Observatoire"):
        return "Relire cette table, la compléter et la dater."
    return f"Demander un export à jour ({_producteur(source)})."


def _sources(monde: Monde) -> Iterable[Ligne]:
    """Les mêmes pour tout territoire : ses chiffres en viennent.

    Toujours réelles : seul un constat réel vieillit, même si une démonstration complète la table.
    """
    for source in en_retard_parmi(monde.obs.provenances.values(), monde.a_date):
        yield (
            "source",
            f"{source.titre} : {constats_dits(source)}, cadence attendue {source.cadence}",
            TENUE,
            None,
            _proposition(source),
            "reel",
        )
