"""La couverture : qui habite trop loin d'un lieu qui répond, et combien d'habitants cela fait."""

import pandas as pd

from inclusion.analysis.chiffres import couverture as chiffres_de
from inclusion.analysis.couverture import Demande, les_plus_loin
from inclusion.analysis.desserte import HORIZONS, a_surveiller, desserte, part
from inclusion.analysis.observations import noms_epci
from inclusion.analysis.temps_trajet import ZONES
from inclusion.model.chiffres import Chiffre
from inclusion.model.etat import Etat
from inclusion.model.francais import nombre, part_ecrite, pluriel
from inclusion.model.releves import Releve
from inclusion.model.seuils import HORIZON_MIN
from inclusion.model.territoires import Territoire
from inclusion.queries.couverture_cartes import BESOIN_AGE, croisees
from inclusion.queries.desserte import SANS_REPONSE, a_apporter, noms_lieux, ou_sans_lieu

GRANDEURS = {"population": "Habitants", "pop_65_plus": "65 ans et plus", "besoin": "En besoin"}


def chiffres(etat: Etat, territoire: Territoire, demande: Demande, *, horizon: float) -> list[Chiffre]:
    """Les huit nombres de la couverture."""
    return chiffres_de.chiffres_couverture(desserte(etat, demande), territoire, horizon=horizon)


def personnes(etat: Etat, territoire: Territoire, demande: Demande, *, horizon: float) -> Releve:
    """Habitants, 65 ans et plus, personnes en besoin : sous, à vérifier, au-delà, à chacun des quatre seuils."""
    calculee = desserte(etat, demande)
    lignes = []
    for seuil in HORIZONS:
        table = calculee.de(territoire, horizon=seuil)
        for grandeur, libelle in GRANDEURS.items():
            dite = part(table, grandeur, horizon=seuil)
            lignes.append(
                (libelle, seuil, dite.sous, dite.a_verifier, dite.au_dela, dite.inconnu, dite.total)
            )
    colonnes = ["grandeur", "horizon", "sous", "a_verifier", "au_dela", "inconnu", "total"]
    lues = pd.DataFrame(lignes, columns=colonnes).sort_values(
        "grandeur", key=lambda g: g.map(list(GRANDEURS.values()).index), kind="stable", ignore_index=True
    )
    dite = part(calculee.de(territoire, horizon=horizon), "population", horizon=horizon)
    return Releve(
        lignes=lues.round(0) if len(calculee.lieux) else lues.head(0),
        lecture=f"à {nombre(horizon)} minutes, {nombre(dite.sous)} habitants sur {nombre(dite.total)} sont sûrement en deçà "
        f"({part_ecrite(dite.part(dite.sous))}), {nombre(dite.a_verifier)} à vérifier et {nombre(dite.au_dela)} sûrement "
        "au-delà.",
        sources=calculee.sources,
        colonnes={
            "grandeur": "Qui",
            "horizon": "Seuil (minutes)",
            "sous": "Sûrement en deçà",
            "a_verifier": "À vérifier",
            "au_dela": "Sûrement au-delà",
            "inconnu": "Aucun lieu connu",
            "total": "Total",
        },
        manque=ou_sans_lieu(etat, SANS_REPONSE),
        fichier=a_apporter(etat),
    )


COLONNES_COMMUNES = {
    "code_insee": "Code INSEE",
    "nom": "Commune",
    "epci": "Intercommunalité",
    "population": "Habitants",
    "pop_65_plus": "65 ans et plus",
    "besoin": "En besoin",
    "taux_besoin": "En besoin, pour 100 hab.",
    "minutes": "Minutes",
    "minutes_basses": "Au moins",
    "minutes_hautes": "Au plus",
    "zone_dite": "Au seuil demandé",
    "lieu": "Lieu le plus proche",
    "apl_mn": "APL-MN",
    "bord": "Voisin plus proche",
}
ESSENTIELLES = (
    "nom",
    "epci",
    "population",
    "besoin",
    "minutes",
    "minutes_basses",
    "minutes_hautes",
    "lieu",
    "bord",
)


def communes(etat: Etat, territoire: Territoire, demande: Demande, *, horizon: float) -> pd.DataFrame:
    """Une ligne par commune, en-têtes français : de quoi refaire chaque chiffre de l'écran."""
    table = _dites(etat, desserte(etat, demande).de(territoire, horizon=horizon), horizon)
    return table[list(COLONNES_COMMUNES)].rename(columns=COLONNES_COMMUNES)


def _dites(etat: Etat, table: pd.DataFrame, horizon: float) -> pd.DataFrame:
    zones = {code: dite.format(horizon=nombre(horizon)) for code, dite in ZONES.items()}
    arrondis = {
        "besoin": 0,
        "taux_besoin": 1,
        "minutes": 1,
        "minutes_basses": 1,
        "minutes_hautes": 1,
        "apl_mn": 2,
    }
    return table.assign(
        epci=table["siren_epci"].map(noms_epci(etat)).astype("str"),
        lieu=noms_lieux(etat, table["id_lieu"]),
        zone_dite=table["zone"].map(zones).astype("str"),
        bord=table["au_bord"].map({True: "oui", False: ""}).astype("str"),
        **{nom: table[nom].astype("Float64").round(n) for nom, n in arrondis.items()},
    )


def quadrant(etat: Etat, territoire: Territoire, demande: Demande, *, besoin: str = BESOIN_AGE) -> Releve:
    """Les communes « besoin fort, loin » : le tiers au plus fort besoin, à plus de 20 minutes."""
    ici = a_surveiller(croisees(etat, territoire, demande, besoin)[0])
    return Releve(
        lignes=_dites(etat, ici, HORIZON_MIN),
        lecture=f"{pluriel(len(ici), 'commune')} du tiers au plus fort besoin, à plus de 20 minutes estimées du lieu le "
        f"plus proche, où vivent {nombre(ici['population'].sum())} habitants.",
        sources=desserte(etat, demande).sources,
        colonnes={c: COLONNES_COMMUNES[c] for c in ESSENTIELLES},
        manque="Aucune commune d'ici ne cumule un besoin parmi le tiers le plus fort du département et plus de 20 minutes."
        if len(desserte(etat, demande).lieux)
        else ou_sans_lieu(etat, SANS_REPONSE),
        fichier=a_apporter(etat),
    )


def plus_loin(etat: Etat, territoire: Territoire, demande: Demande, *, horizon: float) -> Releve:
    """Les dix communes par personnes en besoin × minutes au-dessus du seuil."""
    dix = les_plus_loin(desserte(etat, demande).de(territoire, horizon=horizon), horizon=horizon)
    premiere = dix.iloc[0] if len(dix) else None
    return Releve(
        lignes=_dites(etat, dix, horizon).assign(personnes_minutes=dix["personnes_minutes"].round(0)),
        lecture=""
        if premiere is None
        else f"à {premiere['nom']}, {nombre(premiere['besoin'])} personnes en besoin sont à "
        f"{nombre(premiere['minutes'] - horizon, decimales=1)} minutes de trop.",
        sources=desserte(etat, demande).sources,
        colonnes={"nom": "Commune", "personnes_minutes": "Personnes × minutes de trop"}
        | {c: COLONNES_COMMUNES[c] for c in ESSENTIELLES if c != "bord"},
        manque=f"Aucune commune d'ici n'est à plus de {nombre(horizon)} minutes estimées."
        if len(desserte(etat, demande).lieux)
        else ou_sans_lieu(etat, SANS_REPONSE),
        fichier=a_apporter(etat),
    )


def nom_du_fichier(territoire: Territoire, demande: Demande, horizon: float) -> str:
    """Un nom de fichier qui dit la demande."""
    precise = "-demande" if demande != Demande() else ""
    return f"couverture-{territoire.code}-{horizon:g}min{precise}"


def communes_a_surveiller(etat: Etat, territoire: Territoire) -> int:
    """Le nombre de communes « besoin fort, loin » d'un territoire, pour n'importe quel service, n'importe quel jour."""
    return len(a_surveiller(croisees(etat, territoire, Demande(), BESOIN_AGE)[0]))
