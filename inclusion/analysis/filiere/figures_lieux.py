"""La filière sur la carte : acteurs et points de dépôt, remises par intercommunalité ; le calendrier des dons annoncés."""

from collections.abc import Iterable

import pandas as pd

from inclusion.analysis.aplats import rangs
from inclusion.analysis.filiere import bilan, depots, equite
from inclusion.analysis.filiere.donnees import TOUTES, flux
from inclusion.analysis.observations import chefs_lieux, lignes, territoires
from inclusion.analysis.portee import personnes_en_besoin
from inclusion.analysis.positions import etalees, situes
from inclusion.analysis.selection import communes_du_territoire, du_territoire
from inclusion.analysis.temps_trajet import trajet
from inclusion.model.chiffres import Aplat, Chiffre, Classe
from inclusion.model.etat import Etat
from inclusion.model.francais import enumeration, jour, nombre, pluriel
from inclusion.model.nomenclatures import libelle
from inclusion.model.periodes import Periode
from inclusion.model.releves import Releve
from inclusion.model.territoires import Niveau, Territoire

CLASSES_MINUTES = ("15 minutes ou moins", "de 15 à 20 minutes", "plus de 20 minutes")
ROLES_DITS = {
    "ressourcerie": "ressourcerie",
    "point_de_collecte_deee": "point de collecte DEEE",
    "donateur": "donateur",
    "collecteur": "collecteur",
    "reconditionneur": "reconditionneur",
    "distributeur": "distributeur",
    "recycleur": "recycleur",
}
ATTENDUS = ("annonce", "confirme")
EN_RETARD = "date passée"


def acteurs_places(obs: Etat) -> pd.DataFrame:
    """Tous les acteurs, placés à la mairie de leur commune (EPSG:4326), étalés s'ils y sont plusieurs."""
    table, _ = lignes(obs, "acteurs_filiere", "role")
    sans_position = table.assign(precision_localisation="commune", latitude=pd.NA, longitude=pd.NA)
    sans_position = sans_position.astype({"latitude": "Float64", "longitude": "Float64"})
    return etalees(situes(sans_position, chefs_lieux(obs)))


def acteurs_filiere(obs: Etat, territoire: Territoire) -> Releve:
    """Ressourceries et points de collecte du territoire."""
    _, source = lignes(obs, "acteurs_filiere", "role")
    places = du_territoire(acteurs_places(obs), obs["communes"], territoire)
    comptes = places["role"].value_counts()
    dits = [pluriel(int(n), ROLES_DITS[r], _au_pluriel(ROLES_DITS[r])) for r, n in comptes.items()]
    return Releve(
        lignes=places.assign(
            role_dit=pd.array([libelle("role_filiere", r) for r in places["role"]], dtype="str"),
            source_dite=places["source"],
        ),
        lecture=f"{enumeration(dits)}. Recensés, ils ne sont pas pour autant engagés dans une filière solidaire ; chacun "
        "est placé à la mairie de sa commune.",
        sources=(source, obs.provenances["communes"]),
        colonnes={
            "nom": "Acteur",
            "commune": "Commune",
            "role_dit": "Rôle",
            "detail": "Accepte",
            "source_dite": "Source",
        },
        manque="Aucune ressourcerie ni aucun point de collecte n'est connu sur ce territoire.",
        fichier="" if len(obs["acteurs_filiere"]) else "acteurs_filiere.csv",
    )


def _au_pluriel(mot: str) -> str:
    premier, _, suite = mot.partition(" ")
    return f"{premier}s {suite}".strip()


def chiffres_depots(obs: Etat, territoire: Territoire) -> list[Chiffre]:
    """La part des habitants à 15 puis 20 minutes estimées d'un point de dépôt ; vide si aucun n'est connu."""
    _, source = lignes(obs, "acteurs_filiere", "role")
    ici = communes_du_territoire(_temps(obs), territoire)
    return [
        Chiffre(
            cle=f"depot_{seuil:.0f}",
            libelle=f"À {seuil:.0f} min d'un dépôt",
            valeur=100 * compte.estimes / compte.en_tout if connu else None,
            unite="% des habitants",
            phrase=f"{nombre(compte.estimes)} sur {nombre(compte.en_tout)} ; entre {nombre(compte.au_moins)} et "
            f"{nombre(compte.au_plus)} selon la fourchette de temps."
            if connu
            else "Aucun point de dépôt n'est connu.",
            definition=f"Habitants des communes dont la mairie est à {seuil:.0f} minutes de voiture estimées au plus d'une "
            "ressourcerie, d'un point de collecte ou d'un atelier connu, où qu'il soit dans le département ; les points "
            "des départements voisins ne sont pas connus. Chaque point est placé à la mairie de sa commune.",
            sources=(source, obs.provenances["communes"]),
        )
        for seuil in depots.SEUILS_MIN
        for compte in (depots.a_moins_de(ici, seuil),)
        for connu in (bool(ici["minutes"].notna().any() and compte.en_tout),)
    ]


def _temps(obs: Etat) -> pd.DataFrame:
    return depots.temps_au_depot(obs["communes"], acteurs_places(obs), trajet(obs.parametres))


def aplat_depots(obs: Etat, territoire: Territoire) -> Aplat:
    """Les minutes de chaque commune jusqu'au point de dépôt le plus proche, en trois classes."""
    ici = communes_du_territoire(_temps(obs), territoire)
    # la borne appartient à la classe du dessus : un temps de 15 minutes tout juste est encore « 15 ou moins »
    rang = rangs(ici["minutes"].astype("Float64") - 1e-9, depots.SEUILS_MIN)
    textes = [f"{nombre(m)} min estimées" if not pd.isna(m) else "temps non connu" for m in ici["minutes"]]
    _, source = lignes(obs, "acteurs_filiere", "role")
    return Aplat(
        titre="Temps jusqu'au dépôt le plus proche",
        lecture="Plus la commune est foncée, plus le point de dépôt connu le plus proche est loin.",
        unite="minutes de voiture estimées",
        valeurs=ici[["code_insee", "nom"]].assign(
            valeur=ici["minutes"].astype("Float64"),
            rang=rang.to_numpy(),
            texte=pd.array(textes, dtype="str"),
        ),
        classes=_classes(CLASSES_MINUTES, rang),
        sources=(source, obs.provenances["communes"]),
    )


def _classes(libelles: Iterable[str], rang: pd.Series) -> tuple[Classe, ...]:
    connues = [Classe(dit, int(rang.eq(r).sum()), r) for r, dit in enumerate(libelles)]
    return (*connues, Classe("sans donnée", int(rang.isna().sum()), None))


def carte_des_remises(obs: Etat, periode: Periode, *, categorie: str = TOUTES) -> Aplat | None:
    """Les remises pour 1 000 personnes en besoin, par intercommunalité : chaque commune porte la valeur de la sienne.

    Classes figées de `[filiere.classes_remises]` ; None sans remise située ou sans classes.
    """
    table, source = flux(obs, categorie)
    regle = obs.parametres.get("filiere", {}).get("classes_remises")
    remises = bilan.dans(table[table["etape_vers"].eq("distribue")], periode.debut, periode.fin)
    if not regle or remises["code_insee"].isin(obs["communes"]["code_insee"]).sum() == 0:
        return None
    epci = {t.code: t for t in territoires(obs) if t.niveau == Niveau.EPCI}
    besoins = pd.Series({code: personnes_en_besoin(obs, t)[0] for code, t in epci.items()}, dtype="Float64")
    compte = equite.par_epci(remises, obs["communes"], besoins).set_index("siren_epci")
    communes = obs["communes"]
    valeur = communes["siren_epci"].map(compte["pour_1000"]).astype("Float64")
    rang = rangs(valeur, regle["bornes"])
    textes = [
        f"{epci[c].titre} : {nombre(compte['distribues'].get(c))} remis, {nombre(v, decimales=1)} pour 1 000"
        if c in epci
        else "sans intercommunalité"
        for c, v in zip(communes["siren_epci"], valeur, strict=True)
    ]
    return Aplat(
        titre="Remis pour 1 000 personnes en besoin, par intercommunalité",
        lecture="Plus l'intercommunalité est foncée, plus elle a reçu d'équipements pour 1 000 personnes en besoin.",
        unite="équipements pour 1 000 personnes en besoin",
        valeurs=communes[["code_insee", "nom"]].assign(
            valeur=valeur.to_numpy(), rang=rang.to_numpy(), texte=pd.array(textes, dtype="str")
        ),
        classes=_classes(regle["libelles"], rang),
        sources=(source, obs.provenances["communes"]),
    )


def gisements(obs: Etat, territoire: Territoire) -> Releve:
    """Les dons annoncés, du plus proche au plus lointain ; une date passée sans remise est dite."""
    table, source = lignes(obs, "gisements", "date_prevue")
    ici = du_territoire(table, obs["communes"], territoire).sort_values("date_prevue")
    attendu = ici["etat"].isin(ATTENDUS)
    retard = attendu & ici["date_prevue"].lt(pd.Timestamp(obs.a_date))
    total = float(ici.loc[attendu, "quantite"].sum())
    etats = [
        libelle("etat_gisement", e) + (f", {EN_RETARD}" if r else "")
        for e, r in zip(ici["etat"], retard, strict=True)
    ]
    return Releve(
        lignes=ici.assign(
            prevu=pd.array([jour(d) for d in ici["date_prevue"]], dtype="str"),
            attendu=attendu,
            categorie_dite=pd.array(
                [libelle("categorie_equipement", c) for c in ici["categorie"]], dtype="str"
            ),
            etat_dit=pd.array(etats, dtype="str"),
        ),
        lecture=f"{nombre(total)} équipements attendus, en {pluriel(int(attendu.sum()), 'annonce')}"
        + (f", dont {nombre(retard.sum())} à la date passée." if retard.any() else "."),
        sources=(source,),
        colonnes={
            "prevu": "Prévu le",
            "donateur": "Donateur",
            "categorie_dite": "Équipements",
            "quantite": "Quantité",
            "etat_dit": "État",
        },
        manque="Aucun don d'équipements n'est annoncé sur ce territoire.",
        fichier="" if len(table) else "gisements.csv",
    )
