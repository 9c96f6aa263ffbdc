"""La filière à l'écran : figures d'une période, lots, acteurs et points de dépôt, dons annoncés."""

from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st

from inclusion.model.chiffres import Aplat
from inclusion.model.francais import mois_nomme
from inclusion.model.nomenclatures import libelle
from inclusion.model.releves import Releve
from inclusion.model.reponses import FondDeCarte
from inclusion.views import (
    cadres,
    cartes,
    cartes_couverture,
    graphiques,
    graphiques_filiere,
    palette,
    releves,
    tableaux,
)
from inclusion.views.markdown import inerte

RUPTURES_DITES = 12


def show(titres: Mapping[str, str], figures: Mapping[str, Releve]) -> None:
    """Toutes les figures d'une période, chacune avec sa lecture, sa source et son tableau, déplié sous le diagramme."""
    dessins: dict[str, Callable[[Releve], None]] = {
        "Flux": graphiques_filiere.diagramme,
        "Stock": graphiques_filiere.cascade,
        "Cohortes": graphiques_filiere.rendements,
        "Délais": _delais,
        "Équité": _equite,
        "Vérificateur": _ruptures,
    }
    for cle, releve in figures.items():
        if cle in dessins:
            _figure(titres[cle], releve, dessins[cle], deplie=cle == "Flux")
        else:
            releves.tableau(titres[cle], releve)


def _figure(
    titre: str,
    releve: Releve,
    dessin: Callable[[Releve], None],
    *,
    legende: Callable[[], object] | None = None,
    deplie: bool = False,
) -> None:
    """Un relevé vide sans table à fournir dit seulement pourquoi."""
    if releve.lignes.empty and not releve.fichier:
        cadres.titre_section(titre)
        st.info(inerte(releve.manque), icon="🔎")
        return
    cadres.releve(titre, releve, lambda: dessin(releve), cle=titre, legende=legende, deplie=deplie)


def _delais(releve: Releve) -> None:
    graphiques_filiere.colonnes(
        releve.lignes,
        categorie="tranche",
        valeur="quantite",
        unite="équipements",
        titre="Équipements par délai",
    )


def _equite(releve: Releve) -> None:
    graphiques.barres(
        releve.lignes,
        categorie="epci",
        valeur="pour_1000",
        unite="remis pour 1 000 en besoin",
        cle="équité",
        alt="Remis pour 1 000 personnes en besoin, par intercommunalité",
    )


def _ruptures(releve: Releve) -> None:
    """Chaque rupture en une phrase : où, de combien, pourquoi ; au-delà, le tableau."""
    for r in releve.lignes.head(RUPTURES_DITES).itertuples():
        lot = f", lot {r.id_lot}" if r.id_lot else ""
        signe = "🛑" if r.gravite == "erreur" else "🔎"
        ou, quoi = f"{r.table}, ligne {r.ligne}{lot}", f"{r.regle} ({r.gravite})"
        st.markdown(f"{signe} **{inerte(ou)}** — {inerte(quoi)}. {inerte(r.phrase)}")
    if len(releve.lignes) > RUPTURES_DITES:
        st.caption(f"Les {RUPTURES_DITES} premières ; toutes sont dans le tableau.")


def show_carte(aplat: Aplat | None, fond: FondDeCarte) -> None:
    """Les remises par intercommunalité, sur la carte ; rien sans remise située."""
    if aplat:
        cartes_couverture.show(aplat, fond)


def show_lots(suivi: Releve) -> None:
    """Où en est chaque lot, et sous quel statut juridique."""
    releves.tableau("Les lots, leur statut et ce qu'il en reste", suivi)


def show_trace(id_lot: str, trace: Releve) -> None:
    """Le chemin d'un lot."""
    releves.tableau(f"Le chemin du lot {id_lot}", trace)


def show_acteurs(releve: Releve, aplat: Aplat, fond: FondDeCarte) -> None:
    """Les acteurs, placés à la mairie de leur commune ; les communes selon leur temps jusqu'au dépôt le plus proche."""
    if releve.lignes.empty:
        cadres.note(releve.manque)
        cartes_couverture.show(aplat, fond)
        return
    libelles = {code: libelle("role_filiere", code) for code in palette.SIGNES_FILIERE}
    presents = {code: s for code, s in palette.SIGNES_FILIERE.items() if code in set(releve.lignes["role"])}
    points = releve.lignes.assign(detail_carte=releve.lignes["commune"] + " — " + releve.lignes["role_dit"])
    donnees = cartes.donnees_de_points(
        fond, points, palette.SIGNES_FILIERE, signe="role", detail="detail_carte"
    )
    textes = dict(zip(aplat.valeurs["code_insee"], aplat.valeurs["texte"], strict=True))
    colorees = donnees | {"couleurs": cartes.couleurs(aplat), "textes": textes}

    def legende() -> None:
        cartes.legende_points(points, presents, libelles, signe="role")
        cartes.legende_aplat(aplat)

    _figure(
        "Où déposer : les acteurs recensés",
        releve,
        lambda _: cartes.show(colorees, cle="filiere-acteurs", hauteur=420),
        legende=legende,
    )
    releves.liste("Le temps de chaque commune", tableaux.aplat(aplat))


def show_gisements(releve: Releve) -> None:
    """Le calendrier des dons annoncés : les équipements attendus par mois, puis chaque annonce."""

    def calendrier(_: Releve) -> None:
        attendus = releve.lignes[releve.lignes["attendu"]]
        if attendus.empty:
            return
        par_mois = attendus.groupby(attendus["date_prevue"].dt.to_period("M"))["quantite"].sum().astype(float)
        suite = pd.period_range(par_mois.index.min(), par_mois.index.max(), freq="M")
        calendrier_plein = par_mois.reindex(suite, fill_value=0.0)
        graphiques_filiere.colonnes(
            pd.DataFrame(
                {
                    "mois": [mois_nomme(m.start_time.date()) for m in suite],
                    "quantite": calendrier_plein.to_numpy(),
                }
            ),
            categorie="mois",
            valeur="quantite",
            unite="équipements attendus",
            titre="Équipements attendus, par mois",
        )

    _figure("Les dons annoncés", releve, calendrier, deplie=True)
