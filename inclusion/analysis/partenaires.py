"""Les partenaires : qui fait quoi, où, avec qui ; et les cases que personne ne tient."""

from collections.abc import Iterable, Mapping

import pandas as pd

from inclusion.analysis.ancrage import epci_des_codes
from inclusion.analysis.portrait import FRANCE_SERVICES
from inclusion.analysis.selection import SEPARATEUR

ETAPES = ("reperer", "orienter", "accompagner", "equiper")
DEPARTEMENT = ""
# Opérateur : (identifiant du partenaire, typologies nationales de ses lieux)
OPERATEURS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "CAF": ("caf", ("CAF",)),
    "MSA": ("msa-alpes-vaucluse", ("MSA",)),
    "CPAM": ("cpam", ("CPAM",)),
    "France Travail": ("france-travail", ("FT",)),
    "CARSAT": ("carsat", ()),
    "La Poste": ("la-poste", ("LA_POSTE",)),
}
PRESENT, CONVENTION, PAR_FRANCE_SERVICES, NON_CONNU = "lieu", "convention", "france_services", "non_connu"
INVENTEE = "convention_inventee"
"""Une convention que seule la démonstration dit : jamais prise pour un accord réel."""


def acteurs_par_etape(partenaires: pd.DataFrame, communes: pd.DataFrame) -> pd.DataFrame:
    """siren_epci, etape, id, nom : une ligne par acteur et par étape ; `""` pour un acteur départemental.

    Un partenaire sorti du réseau ne tient plus d'étape.
    """
    actifs = partenaires[partenaires["statut"].ne("sorti") & partenaires["etapes"].ne("")]
    lignes = actifs.assign(
        siren_epci=epci_des_codes(actifs["code_territoire"], communes),
        etape=actifs["etapes"].str.split(SEPARATEUR),
    ).explode("etape")
    return lignes[["siren_epci", "etape", "id", "nom"]].reset_index(drop=True)


def matrice(acteurs: pd.DataFrame, epci: pd.DataFrame) -> pd.DataFrame:
    """siren_epci, epci, etape, acteurs, noms : chaque intercommunalité × chaque étape, 0 compris."""
    groupes = acteurs.groupby(["siren_epci", "etape"])["nom"].agg(list).to_dict()
    lignes = [
        (ligne.siren, ligne.nom_court, etape, sorted(groupes.get((ligne.siren, etape), [])))
        for ligne in epci.itertuples()
        for etape in ETAPES
    ]
    table = pd.DataFrame(lignes, columns=["siren_epci", "epci", "etape", "liste"])
    return table.assign(
        acteurs=table["liste"].map(len), noms=table["liste"].map(SEPARATEUR.join).astype("str")
    ).drop(columns="liste")


def cases_vides(une_matrice: pd.DataFrame) -> pd.DataFrame:
    """Les cases sans acteur connu : chacune est un constat."""
    return une_matrice[une_matrice["acteurs"].eq(0)]


def presence_des_operateurs(
    partenaires: pd.DataFrame,
    relations: pd.DataFrame,
    lieux: pd.DataFrame,
    communes: pd.DataFrame,
    epci: pd.DataFrame,
) -> pd.DataFrame:
    """siren_epci, epci, operateur, presence : ce que l'on sait de chaque opérateur dans chaque intercommunalité.

    Par ordre de force : un lieu de sa typologie ; une convention avec un partenaire du territoire ; un espace
    France services, dont le bouquet national comprend les six opérateurs ; une convention de démonstration ; sinon
    « non_connu ».
    """
    lieux_epci = lieux.assign(siren_epci=epci_des_codes(lieux["code_insee"], communes))
    france_services = set(
        lieux_epci.loc[_contient(lieux["dispositif_programmes_nationaux"], FRANCE_SERVICES), "siren_epci"]
    )
    inventees = relations["nature"].eq("demonstration")
    conventions = _conventions(partenaires, relations[~inventees], communes)
    demonstration = _conventions(partenaires, relations[inventees], communes)
    lignes = []
    for operateur, (identifiant, typologies) in OPERATEURS.items():
        chez_lui = set(lieux_epci.loc[_contient(lieux["typologie"], *typologies), "siren_epci"])
        signes, inventes = (
            set(signees.loc[signees["id"] == identifiant, "siren_epci"])
            for signees in (conventions, demonstration)
        )
        for ligne in epci.itertuples():
            forces = (
                (chez_lui, PRESENT),
                (signes, CONVENTION),
                (france_services, PAR_FRANCE_SERVICES),
                (inventes, INVENTEE),
            )
            presence = next((nom for ou, nom in forces if ligne.siren in ou), NON_CONNU)
            lignes.append((ligne.siren, ligne.nom_court, operateur, presence))
    return pd.DataFrame(lignes, columns=["siren_epci", "epci", "operateur", "presence"])


def _contient(cellules: pd.Series, *valeurs: str) -> pd.Series:
    cherchees = set(valeurs)
    return cellules.map(lambda lue: not cherchees.isdisjoint(lue.split(SEPARATEUR))).astype(bool)


def _conventions(partenaires: pd.DataFrame, relations: pd.DataFrame, communes: pd.DataFrame) -> pd.DataFrame:
    """id, siren_epci : chaque partenaire qui conventionne, dans un sens ou l'autre, avec un acteur local."""
    epci = dict(zip(partenaires["id"], epci_des_codes(partenaires["code_territoire"], communes), strict=True))
    signees = relations[relations["type"].eq("conventionne")]
    sens = [("source", "cible"), ("cible", "source")]
    paires = [
        (getattr(r, un), epci.get(getattr(r, autre), "")) for r in signees.itertuples() for un, autre in sens
    ]
    return pd.DataFrame(paires, columns=["id", "siren_epci"])


def liens(relations: pd.DataFrame, partenaires: pd.DataFrame, dedans: pd.Series) -> pd.DataFrame:
    """de, vers, type, nature : les relations dont un bout est dans le territoire ; `dedans` : masque des partenaires."""
    noms = dict(zip(partenaires["id"], partenaires["nom"], strict=True))
    ici = set(partenaires.loc[dedans, "id"])
    gardees = relations[relations["source"].isin(ici) | relations["cible"].isin(ici)]
    return pd.DataFrame(
        {
            "de": gardees["source"].map(noms),
            "vers": gardees["cible"].map(noms),
            "type": gardees["type"],
            "nature": gardees["nature"],
        }
    ).sort_values(["type", "de", "vers"], ignore_index=True)


def colonnes(les_liens: pd.DataFrame, maximum: int) -> tuple[dict[str, int], dict[str, int]]:
    """Le rang de chaque nom à gauche (de) et à droite (vers) du dessin, `maximum` par côté, les plus liés gardés.

    `les_liens` : de, vers, type ; le lien le plus central de chaque type est gardé : aucune sorte ne disparaît. La droite
    est rangée par barycentre de ses voisins de gauche (Sugiyama, 1981) : les traits se croisent moins.
    """
    temoins = _centraux(les_liens)
    gauche = _principaux(les_liens["de"], maximum, d_abord=temoins["de"])
    gardes = les_liens[les_liens["de"].isin(gauche)]
    droite = _principaux(gardes["vers"], maximum, d_abord=temoins["vers"])
    place = {nom: rang for rang, nom in enumerate(gauche)}
    centres = gardes["de"].map(place).groupby(gardes["vers"]).mean()
    return place, {nom: rang for rang, nom in enumerate(sorted(droite, key=lambda n: (float(centres[n]), n)))}


def _centraux(les_liens: pd.DataFrame) -> pd.DataFrame:
    """Le lien le plus central de chaque type : celui dont les deux bouts ont le plus de liens."""
    poids = sum(les_liens[bout].map(les_liens[bout].value_counts()) for bout in ("de", "vers"))
    return (
        les_liens.assign(poids=poids)
        .sort_values(["poids", "de"], ascending=[False, True])
        .drop_duplicates("type")
    )


def _principaux(noms: pd.Series, maximum: int, *, d_abord: Iterable[str]) -> list[str]:
    """Les noms les plus cités, à égalité par ordre alphabétique ; ceux de `d_abord` ont leur place."""
    comptes, tenus = noms.value_counts(), set(d_abord)
    ordre = sorted(comptes.index, key=lambda nom: (nom not in tenus, -int(comptes[nom]), nom))[:maximum]
    return sorted(ordre, key=lambda nom: (-int(comptes[nom]), nom))
