"""Les feuilles de route des intercommunalités : leur état, leurs actions, leurs cibles, et leur cadre à recopier."""

from collections.abc import Callable

import pandas as pd

from inclusion.analysis import feuilles_de_route as feuilles
from inclusion.analysis import trajectoires
from inclusion.analysis.natures import informees
from inclusion.analysis.observations import noms_epci
from inclusion.analysis.selection import communes_du_territoire
from inclusion.data.instantanes import Instantane
from inclusion.model.chiffres import Aplat, Chiffre, Classe
from inclusion.model.etat import Etat
from inclusion.model.francais import enumeration, nombre, pluriel
from inclusion.model.nomenclatures import NOMENCLATURES
from inclusion.model.provenance import Provenance
from inclusion.model.releves import Releve
from inclusion.model.territoires import Niveau, Territoire
from inclusion.queries import indicateurs, saisies
from inclusion.queries.actions import actions_classees
from inclusion.queries.natures import dits, lignes
from inclusion.queries.territoires import nom_de, territoires


def intercommunalites(etat: Etat) -> list[Territoire]:
    """Les intercommunalités du jeu, par ordre alphabétique."""
    return [t for t in territoires(etat) if t.niveau == Niveau.EPCI]


def _feuilles(etat: Etat) -> tuple[pd.DataFrame, Provenance]:
    return lignes(etat, "feuilles_de_route", "statut")


def chiffres_territoires(etat: Etat) -> list[Chiffre]:
    """Feuilles de route adoptées, et la part de la population qu'elles couvrent."""
    toutes, source = _feuilles(etat)
    siennes = toutes[toutes["perimetre"].eq("epci")]
    adoptees = siennes[siennes["statut"].isin(feuilles.ADOPTEES)]["code_territoire"].nunique()
    part = feuilles.couverture_population(toutes, etat["communes"]) if len(siennes) else None
    communes = etat["communes"]
    couverts = communes.loc[
        communes["siren_epci"].isin(
            siennes.loc[siennes["statut"].isin(feuilles.ADOPTEES), "code_territoire"]
        ),
        "population",
    ].sum()
    return dits(
        [
            Chiffre(
                cle="feuilles_adoptees",
                libelle="Feuilles de route",
                valeur=adoptees if len(siennes) else None,
                unite="intercommunalité" if adoptees == 1 else "intercommunalités",
                phrase=f"adoptées ou déployées, sur {nombre(len(noms_epci(etat)))}.",
                definition="Intercommunalités dont la feuille de route est adoptée ou déployée. « Non engagée » veut "
                "aussi dire : statut non connu publiquement.",
                sources=(source,),
            ),
            Chiffre(
                cle="population_couverte",
                libelle="Population couverte",
                valeur=None if part is None else 100 * part,
                unite="% des habitants",
                decimales=1,
                phrase=f"{nombre(couverts)} habitants d'une intercommunalité à la feuille de route adoptée ou déployée.",
                definition="Habitants des communes du département dont l'intercommunalité a une feuille de route "
                "adoptée ou déployée, rapportés aux habitants du département.",
                sources=(source, etat.provenances["communes"]),
            ),
        ]
    )


def territoires_feuilles(etat: Etat) -> Releve:
    """Une ligne par intercommunalité : l'état de sa feuille de route, ses actions, ses indicateurs et ses cibles."""
    toutes, source = _feuilles(etat)
    table = pd.DataFrame([_etat_epci(etat, t, toutes) for t in intercommunalites(etat)])
    adoptes = list(table.loc[table["statut"].isin(feuilles.ADOPTEES), "territoire"]) if len(table) else []
    return Releve(
        lignes=table,
        lecture=(
            f"{enumeration(adoptes)} : feuille de route adoptée ou déployée."
            if adoptes
            else "aucune feuille de route adoptée ou déployée n'est connue."
        )
        + _remarque(table),
        sources=(
            source,
            actions_classees(etat, intercommunalites(etat)[0])[1] if intercommunalites(etat) else source,
            etat.provenances["communes"],
        ),
        colonnes={
            "territoire": "Intercommunalité",
            "statut_dit": "Feuille de route",
            "habitants": "Habitants",
            "actions": "Actions",
            "difficulte": "En retard ou bloquées",
            "connus": "Indicateurs connus",
            "cibles": "Cibles adoptées",
            "juges": "Indicateurs jugés",
            "hors": "Hors trajectoire",
            "remarque": "Remarque",
        },
        manque="Aucune intercommunalité n'est connue.",
        fichier="feuilles_de_route.csv",
    )


def _remarque(table: pd.DataFrame) -> str:
    """Ce que « non engagée » veut dire ici, quand la table le remarque."""
    dites = table[table["statut"].eq("non_engagee") & table["remarque"].ne("")]["remarque"].value_counts()
    return "".join(
        f" Dites « non engagées » par défaut, {nombre(n)} fois : {dite}." for dite, n in dites.items()
    )


def _etat_epci(etat: Etat, territoire: Territoire, toutes: pd.DataFrame) -> dict[str, object]:
    siennes = feuilles.feuilles_de(toutes, territoire)
    statut = str(siennes["statut"].iloc[0]) if len(siennes) else ""
    actions, _ = actions_classees(etat, territoire)
    suivi = indicateurs.suivi(etat, territoire)
    communes = communes_du_territoire(etat["communes"], territoire)
    return {
        "code": territoire.code,
        "territoire": territoire.titre,
        "statut": statut,
        "statut_dit": feuilles.statut_dit(statut),
        "habitants": int(communes["population"].sum()),
        "actions": len(actions),
        "difficulte": int(actions["statut_lu"].isin(feuilles.EN_DIFFICULTE).sum()),
        "connus": int(suivi["valeur"].notna().sum()),
        "cibles": int(suivi["cible"].notna().sum()),
        "juges": int(suivi["statut"].isin(trajectoires.EVALUES).sum()),
        "hors": int(suivi["statut"].isin(trajectoires.HORS_TRAJECTOIRE).sum()),
        "remarque": str(siennes["remarque"].iloc[0]) if len(siennes) else "",
    }


def aplat_feuilles(etat: Etat) -> Aplat:
    """L'état de la feuille de route de chaque intercommunalité, sur chacune de ses communes."""
    toutes, source = _feuilles(etat)
    codes = [v.code for v in NOMENCLATURES["statut_feuille_de_route"]]
    siennes = toutes[toutes["perimetre"].eq("epci")].drop_duplicates("code_territoire")
    statut = dict(zip(siennes["code_territoire"], siennes["statut"], strict=True))
    communes = etat["communes"]
    lus = communes["siren_epci"].map(lambda s: statut.get(s, "")).astype("str")
    rangs = lus.map({code: rang for rang, code in enumerate(codes)}).astype("Int64")
    noms = noms_epci(etat)
    textes = [
        f"{noms.get(s, '')} : {feuilles.statut_dit(c)}"
        for s, c in zip(communes["siren_epci"], lus, strict=True)
    ]
    effectifs = siennes["statut"].value_counts()
    classes = [
        Classe(feuilles.statut_dit(v.code), int(effectifs.get(v.code, 0)), rang)
        for rang, v in enumerate(NOMENCLATURES["statut_feuille_de_route"])
    ]
    sans = len(noms) - int(siennes["statut"].ne("").sum())
    return Aplat(
        titre="Feuille de route",
        lecture="Plus l'intercommunalité est foncée, plus sa feuille de route est avancée.",
        unite="état",
        valeurs=pd.DataFrame(
            {
                "code_insee": communes["code_insee"],
                "nom": communes["nom"],
                "valeur": rangs,
                "rang": rangs,
                "texte": pd.array(textes, dtype="str"),
            }
        ),
        classes=(*classes, Classe("non renseigné", sans, None)),
        sources=(source, etat.provenances["communes"]),
    )


def cadres_a_copier(etat: Etat) -> dict[str, str]:
    """Identifiant → libellé des feuilles de route qui ont des actions."""
    cadres = {
        f.id: (nom_de(etat, f.code_territoire), len(_cadre(etat, f.id)))
        for f in etat["feuilles_de_route"].itertuples()
    }
    return {cle: f"{nom} ({pluriel(n, 'action')})" for cle, (nom, n) in cadres.items() if n}


def _cadre(etat: Etat, feuille: str) -> pd.DataFrame:
    """Les actions d'une feuille de route : les réelles, à défaut celles de démonstration."""
    actions = etat["actions"]
    return informees(actions[actions["id_feuille"].eq(feuille)], "nom")


def feuilles_a_remplir(etat: Etat, depart: str) -> dict[str, str]:
    """Identifiant → territoire des feuilles de route d'intercommunalité, hors celle que l'on copie."""
    siennes = etat["feuilles_de_route"]
    siennes = siennes[siennes["perimetre"].eq("epci") & siennes["id"].ne(depart)]
    noms = {f.id: nom_de(etat, f.code_territoire) for f in siennes.itertuples()}
    return dict(sorted(noms.items(), key=lambda f: f[1])) or {"": "Aucune feuille de route à remplir"}


def cadre_copie(etat: Etat, depart: str, vers: str) -> pd.DataFrame:
    """Le cadre d'une feuille de route recopié dans une autre, aux colonnes de la table `actions`."""
    return feuilles.cadre_copie(_cadre(etat, depart), vers=vers)


def verser_cadre(
    etat: Etat, cadre: pd.DataFrame, rouvrir: Callable[[], Etat]
) -> Callable[[], Instantane] | None:
    """Ce qui ajoute un cadre recopié à la table des actions, et peut lever `StockageError` ; None s'il y est déjà.

    `rouvrir` rend l'état du moment où l'on écrit : le droit se juge alors, pas quand le bouton s'est dessiné.
    """
    projet = saisies.ajouter(etat, "actions", cadre)
    return (lambda: saisies.enregistrer(rouvrir(), projet)) if projet.enregistrable else None


def sans_lieu(etat: Etat) -> pd.DataFrame:
    """La table des lieux, sans ligne : une carte qui ne montre que ses communes."""
    return etat.lieux.head(0)
