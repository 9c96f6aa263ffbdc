"""Qui est loin d'un lieu, et où le besoin est fort : deux cartes et leurs tableaux."""

import pandas as pd

from inclusion.analysis.chiffres.couverture import a_portee, chiffres_couverture
from inclusion.analysis.couverture import les_plus_loin, par_zone
from inclusion.analysis.desserte import a_surveiller, croisee, terciles
from inclusion.analysis.documents.regard import Regard
from inclusion.analysis.temps_trajet import A_VERIFIER, AU_DELA, INCONNU, SOUS
from inclusion.model.documents import CarteImprimee, Nombre, Section, Tableau
from inclusion.model.francais import enumeration, nombre, pluriel
from inclusion.model.seuils import HORIZON_MIN

GRANDEURS = {
    "communes": "Communes",
    "population": "Habitants",
    "pop_65_plus": "65 ans et plus",
    "besoin": "En besoin",
}
ZONES = {
    SOUS: "à {horizon} minutes au plus",
    A_VERIFIER: "à vérifier",
    AU_DELA: "à plus de {horizon} minutes",
    INCONNU: "aucun lieu connu",
}
SANS_LIEUX = "les lieux de médiation numérique (table « lieux »)"
SANS_BESOIN = "la population par âge, dont se déduit le besoin (table « communes »)"
BESOINS = ("besoin faible", "besoin moyen", "besoin fort")
ELOIGNEMENTS = ("à 10 minutes au plus", "de 10 à 20 minutes", "à plus de 20 minutes")


def nombres_couverture(regard: Regard) -> list[Nombre]:
    """Les huit nombres de la couverture, à 20 minutes ; sans lieu, aucun."""
    if not regard.obs.fournie("lieux"):
        return []
    chiffres = chiffres_couverture(regard.desserte, regard.territoire, horizon=HORIZON_MIN)
    return [Nombre(c) for c in chiffres]


def _portee(regard: Regard) -> str:
    part = a_portee(regard.desserte, regard.territoire, horizon=HORIZON_MIN)
    return (
        f"{nombre(part.valeur, decimales=1)} % des habitants vivent à {nombre(HORIZON_MIN)} minutes estimées au plus "
        f"d'un lieu de médiation numérique : {part.phrase}"
    )


def section_couverture(regard: Regard) -> Section:
    """La carte des zones à 20 minutes, et combien de monde dans chacune."""
    titre = f"Qui habite à plus de {nombre(HORIZON_MIN)} minutes d'un lieu ?"
    if not regard.obs.fournie("lieux"):
        return Section("couverture", titre, manques=(SANS_LIEUX,))
    table = regard.desserte.de(regard.territoire, horizon=HORIZON_MIN)
    dites = {code: dite.format(horizon=nombre(HORIZON_MIN)) for code, dite in ZONES.items()}
    comptes = par_zone(table, [g for g in GRANDEURS if g != "communes"])
    comptes = comptes.set_index("zone").loc[list(ZONES)].reset_index()
    comptes = comptes[comptes["communes"].gt(0) | comptes["zone"].ne("inconnu")]
    lignes = comptes.assign(zone=comptes["zone"].map(dites).astype("str"))[["zone", *GRANDEURS]]
    return Section(
        "couverture",
        titre,
        phrases=(
            _portee(regard),
            "Temps de voiture estimés, sans réseau routier : « à vérifier » quand la fourchette "
            f"(0,8 à 1,25 fois le temps) passe par {nombre(HORIZON_MIN)} minutes.",
        ),
        visuel=CarteImprimee(
            titre,
            _alt_zones(regard, comptes.assign(dite=lignes["zone"])),
            regard.fond,
            dict(zip(table["code_insee"], table["zone"], strict=True)),
            tuple(
                (code, f"{dites[code]} ({pluriel(n, 'commune')})")
                for code, n in zip(comptes["zone"], comptes["communes"], strict=True)
            ),
            _points(regard),
        ),
        tableau=Tableau(
            "Population par zone",
            lignes.rename(columns={"zone": "Zone", **GRANDEURS}),
            (2.4, 1.35, 1.35, 1.2, 1.3),
        ),
        sources=regard.desserte.sources,
    )


def _alt_zones(regard: Regard, comptes: pd.DataFrame) -> str:
    dits = [f"{pluriel(z.communes, 'commune')} {z.dite}" for z in comptes.itertuples() if z.communes]
    return f"Carte des communes, {regard.territoire.titre} : {enumeration(dits)}. Le tableau voisin dit la population."


def _points(regard: Regard) -> tuple[tuple[float, float], ...]:
    lieux = regard.obs.lieux[regard.obs.lieux["code_insee"].isin(regard.fond.dedans)]
    places = lieux[lieux["latitude_carte"].notna()]
    return tuple(
        zip(places["latitude_carte"].astype(float), places["longitude_carte"].astype(float), strict=True)
    )


def section_besoin(regard: Regard) -> Section:
    """Le besoin croisé avec l'éloignement, et les communes qui cumulent les deux."""
    titre = "Où le besoin est-il fort et l'offre loin ?"
    if not regard.obs.fournie("lieux"):
        return Section("besoin", titre, manques=(SANS_LIEUX,))
    toutes = regard.desserte.communes
    if toutes["taux_besoin"].isna().all():
        return Section("besoin", titre, manques=(SANS_BESOIN,))
    bornes = terciles(toutes["taux_besoin"])
    ici = croisee(regard.desserte.de(regard.territoire, horizon=HORIZON_MIN), toutes["taux_besoin"], bornes)
    quadrant = a_surveiller(ici)
    lignes = quadrant if len(quadrant) else les_plus_loin(ici, horizon=0.0, nombre=8)
    habitants = nombre(quadrant["population"].sum())
    return Section(
        "besoin",
        titre,
        phrases=(
            f"{pluriel(len(quadrant), 'commune cumule', 'communes cumulent')} un besoin parmi le tiers le plus fort du "
            f"département et plus de 20 minutes estimées (« à vérifier » comprises), soit {habitants} habitants."
            if len(quadrant)
            else "Aucune commune ne cumule un besoin parmi le tiers le plus fort du département et plus de 20 minutes.",
            f"Besoin théorique lié à l'âge, coupé à {nombre(bornes[0], decimales=1)} et {nombre(bornes[1], decimales=1)} "
            "personnes pour 100 habitants ; ce n'est pas l'indice de fragilité numérique.",
        ),
        visuel=CarteImprimee(
            titre,
            f"Carte des communes, {regard.territoire.titre}, selon le besoin et l'éloignement : "
            f"{pluriel(len(quadrant), 'commune')} au besoin fort et à plus de 20 minutes. {_compte(ici)}",
            regard.fond,
            _teintes_croisees(ici),
            tuple(
                (f"croisee_{e}_{b}", f"{BESOINS[b]}, {ELOIGNEMENTS[e]}") for e in range(3) for b in range(3)
            ),
        ),
        tableau=_tableau(
            lignes, "Besoin fort et loin" if len(quadrant) else "Les plus chargées en personnes × minutes"
        ),
        sources=regard.desserte.sources,
    )


def _teintes_croisees(table: pd.DataFrame) -> dict[str, str]:
    connues = table[table["rang_besoin"].notna() & table["rang_eloignement"].notna()]
    return {c.code_insee: f"croisee_{c.rang_eloignement}_{c.rang_besoin}" for c in connues.itertuples()}


def _compte(table: pd.DataFrame) -> str:
    dits = [
        f"{pluriel(int(table['rang_eloignement'].eq(e).sum()), 'commune')} {ELOIGNEMENTS[e]}"
        for e in range(3)
    ]
    return f"{enumeration(dits)}."


def _tableau(table: pd.DataFrame, titre: str) -> Tableau:
    lignes = pd.DataFrame(
        {
            "Commune": table["nom"].astype("str"),
            "Habitants": table["population"],
            "En besoin": table["besoin"].round(0),
            "Pour 100 hab.": table["taux_besoin"].round(1),
            "Minutes": table["minutes"].round(0),
        }
    )
    return Tableau(titre, lignes, (2.6, 1.2, 1.1, 1.2, 1.0), {"Pour 100 hab.": 1}, montrees=9)


def section_communes(regard: Regard) -> Section:
    """Pour le classeur : les huit nombres de la couverture, et chaque commune."""
    table = regard.desserte.de(regard.territoire, horizon=HORIZON_MIN)
    dites = {code: dite.format(horizon=nombre(HORIZON_MIN)) for code, dite in ZONES.items()}
    lignes = pd.DataFrame(
        {
            "Code INSEE": table["code_insee"].astype("str"),
            "Commune": table["nom"].astype("str"),
            "Habitants": table["population"],
            "65 ans et plus": table["pop_65_plus"],
            "En besoin": table["besoin"].round(1),
            "En besoin, pour 100 hab.": table["taux_besoin"].round(1),
            "Minutes": table["minutes"].round(1),
            "Au moins": table["minutes_basses"].round(1),
            "Au plus": table["minutes_hautes"].round(1),
            "Zone": table["zone"].map(dites).astype("str"),
            "APL-MN": table["apl_mn"].round(2),
        }
    )
    return Section(
        "communes",
        "Les communes",
        nombres=tuple(nombres_couverture(regard)),
        tableau=Tableau("Communes", lignes, (1.0,) * len(lignes.columns)),
        manques=() if regard.obs.fournie("lieux") else (SANS_LIEUX,),
        sources=regard.desserte.sources,
    )
