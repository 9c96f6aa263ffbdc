"""Déposer un fichier : le choisir, voir ce qui en est lu, corriger, accepter."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

import pandas as pd
import streamlit as st

from inclusion.data.depots.controle import Rapport
from inclusion.data.depots.correspondance import Proposition
from inclusion.data.depots.depot import (
    Consigne,
    Controle,
    Corrections,
    Correspondance,
    Lecture,
    Projet,
    Reglages,
    corrections,
)
from inclusion.data.depots.importation import Verse, phrase
from inclusion.data.depots.reconnaissance import TABLEAU
from inclusion.data.droits import Droits
from inclusion.data.instantanes import StockageError
from inclusion.model.anomalies import Anomalie, Gravite
from inclusion.model.formats import dates
from inclusion.model.francais import nombre, pluriel
from inclusion.model.schemas import schemas
from inclusion.views import filtres, tableaux
from inclusion.views.markdown import inerte

STYLE = Path(__file__).parent / "styles" / "depot.css"
EXTENSIONS = ["csv", "tsv", "txt", "xlsx", "xls", "ods", "json", "geojson", "zip"]
SORTES = {"csv": "CSV", "tableur": "classeur", "json": "JSON", "geojson": "GeoJSON"}
SEPARATEURS = {",": "virgule", ";": "point-virgule", "\t": "tabulation", "|": "barre verticale"}
NATURES = {"": "Celle que disent les lignes", "reel": "Données réelles", "demonstration": "Démonstration"}
COLONNES_MAX = 120
TOUTES = "Toutes"
T = TypeVar("T")


def choisir() -> tuple[str, bytes] | None:
    """Le fichier à déposer, ou None ; il reste dans le sélecteur, rien d'autre ne s'en souvient."""
    st.html(STYLE)
    depose = st.file_uploader(
        "Fichier à déposer : un tableau tel que vous l'avez reçu",
        type=EXTENSIONS,
        key="fichier déposé",
        help="CSV, XLSX, XLS, ODS, JSON, GeoJSON, ou ZIP d'un jeu de données entier. 50 Mo au plus. Le fichier est lu "
        "par ce serveur et nulle part ailleurs ; rien n'est enregistré avant votre accord.",
    )
    return (depose.name, depose.getvalue()) if depose else None


def mode_d_emploi(formats: Mapping[str, str]) -> None:
    """Que déposer, et ce qui se passera."""
    st.markdown(
        "1. **Déposer** le fichier : format, encodage et séparateur sont reconnus seuls.\n"
        "2. **Voir** ce qui est corrigé, à vérifier ou refusé, ligne par ligne.\n"
        "3. **Corriger** sur place les lignes refusées, ou les emporter.\n"
        "4. **Accepter** : un nouvel état du jeu est écrit, l'ancien reste et se restaure."
    )
    with st.expander("Les formats reconnus, et les modèles de saisie", icon="📋"):
        st.markdown("\n".join(f"- {inerte(libelle)}" for libelle in formats.values()))
        st.caption(
            "Un tableau d'une autre forme se lit aussi : ses colonnes sont alors à rapprocher des nôtres."
        )
        st.page_link("pages/vues/donnees.py", label="Prendre un modèle de saisie", icon="🗂️")


def dire_les_droits(droits: Droits, entier: bool) -> None:
    """Dit, s'il y a lieu, que rien ne sera enregistré ici, et ce qui reste possible."""
    if not droits.ecrire:
        reste = ", et le jeu fusionné se télécharge" if entier else ""
        st.info(
            f"{inerte(droits.raison)} Le contrôle et la correction restent possibles{reste}.",
            icon="🔒",
        )


def feuille(lecture: Lecture) -> str | None:
    """La feuille d'un classeur à lire ; None s'il n'y a pas de choix."""
    if lecture.brut is None or len(lecture.brut.feuilles) < 2:
        return None
    lues = list(lecture.brut.feuilles)
    return str(
        st.selectbox(
            "Feuille du classeur",
            lues,
            index=lues.index(lecture.brut.feuille),
            key=f"feuille {lecture.fichier.empreinte[:12]}",
        )
    )


def lu(lecture: Lecture) -> None:
    """Ce qui a été lu, ou pourquoi rien ne l'a été."""
    if lecture.erreur:
        st.error(inerte(lecture.erreur), icon="🚫")
        return
    if lecture.fautes:
        st.error(
            f"Ce data package a {nombre(len(lecture.fautes))} faute(s) : rien n'en est repris.", icon="🚫"
        )
        tableaux.simple(
            pd.DataFrame([str(f) for f in lecture.fautes], columns=["Faute"]), cle="fautes", alt="Fautes"
        )
        return
    if lecture.brut is None:
        st.success(f"Jeu de données lu : {pluriel(len(lecture.apports), 'table')}, sans faute.", icon="📦")
        return
    brut = lecture.brut
    details = [
        SORTES.get(brut.sorte, brut.sorte),
        *([f"feuille « {brut.feuille} »"] if brut.feuille else []),
        *([brut.encodage.upper()] if brut.sorte != "tableur" else []),
        *([f"séparateur {SEPARATEURS.get(brut.separateur, brut.separateur)}"] if brut.separateur else []),
        pluriel(len(brut.table), "ligne"),
        pluriel(len(brut.colonnes), "colonne"),
    ]
    st.caption(f"Lu : {inerte(', '.join(details))}.")


def format_lu(lecture: Lecture, formats: Mapping[str, str]) -> str:
    """Le format sous lequel lire le fichier : celui que l'on reconnaît, ou un autre."""
    options = list(formats)
    reconnu = lecture.format or TABLEAU
    if not lecture.format:
        st.warning("Aucun format connu n'a cette forme : dire ce que contient chaque colonne.", icon="🧩")
    return str(
        st.selectbox(
            "Format reconnu" if lecture.format else "Format",
            options,
            index=options.index(reconnu),
            format_func=lambda nom: formats[nom],
            key=f"format {lecture.cle}",
            help="Si ce n'est pas le bon, en choisir un autre ; « Tableau » permet de rapprocher les colonnes une à une.",
        )
    )


def table_visee(lecture: Lecture, tables: Mapping[str, str]) -> str:
    """La table qu'un tableau quelconque remplit."""
    defaut = lecture.retenue[0] if lecture.retenue and lecture.retenue[0] in tables else "lieux"
    return str(
        st.selectbox(
            "Ces lignes sont des…",
            list(tables),
            index=list(tables).index(defaut),
            format_func=lambda nom: tables[nom],
            key=f"table {lecture.cle}",
        )
    )


def rapprocher(lecture: Lecture, nom_table: str, propositions: Sequence[Proposition]) -> Correspondance:
    """La correspondance des colonnes : proposée, corrigée par l'utilisateur."""
    champs = {"": "(ne pas reprendre)"} | {
        c.nom: f"{c.titre}{' *' if c.requis else ''}"
        for c in schemas()[nom_table].champs
        if c.nom != "nature"
    }
    prises = sum(bool(p.cible) for p in propositions)
    with st.expander(
        f"Rapprocher les colonnes : {nombre(prises)} proposée(s) sur {nombre(len(propositions))}",
        icon="🧩",
        expanded=not lecture.format,
    ):
        st.caption("Une étoile marque ce que la table demande. Une colonne personnelle n'est jamais reprise.")
        with st.grid(min_column_width=240):
            choisies = [
                (p.colonne, _colonne(lecture, nom_table, p, champs)) for p in propositions[:COLONNES_MAX]
            ]
    return tuple(choisies)


def _colonne(lecture: Lecture, nom_table: str, p: Proposition, champs: Mapping[str, str]) -> str:
    brut = lecture.brut
    vues = brut.table[p.colonne].head(300) if brut else pd.Series(dtype="str")
    exemples = ", ".join(list(dict.fromkeys(v[:40] for v in vues if v.strip()))[:3])
    return str(
        st.selectbox(
            inerte(p.colonne),
            list(champs),
            index=list(champs).index(p.cible) if p.cible in champs else 0,
            format_func=lambda nom: champs[nom],
            key=f"colonne {lecture.cle} {nom_table} {p.colonne}",
            help=f"Exemples : {inerte(exemples) or 'aucune valeur'}. Proposée ainsi : {inerte(p.raison)}.",
        )
    )


def retenir(demande: Consigne, droits: Droits, garder: Callable[[], None]) -> None:
    """Garder la correspondance pour le prochain fichier aux mêmes en-têtes."""
    st.button(
        "Retenir ce rapprochement pour la prochaine fois",
        on_click=lambda: _faire(
            garder, lambda _: "Rapprochement retenu : il sera proposé au prochain fichier."
        ),
        disabled=not droits.ecrire or not any(cible for _, cible in demande.correspondance),
        icon="🧠",
    )


def bilan(rapport: Rapport) -> None:
    """Combien de lignes lues, gardées, refusées, hors du département."""
    comptes = (
        ("Lignes lues", rapport.lignes_lues),
        ("Gardées", rapport.lignes_gardees),
        ("Refusées", rapport.lignes_refusees),
        ("Hors du département", rapport.lignes_hors_departement),
    )
    with st.grid(4, min_column_width=130):
        for libelle, valeur in comptes:
            st.metric(libelle, nombre(valeur), border=True)
    st.caption(
        f"Lues = gardées + refusées + hors du département. Table remplie : « {schemas()[rapport.table_cible].titre} »."
    )


def anomalies(rapport: Rapport) -> None:
    """Tout ce qui a été corrigé, mis à vérifier ou refusé, filtrable par gravité et par règle."""
    liste = list(rapport.anomalies)
    if not liste:
        st.success("Aucune anomalie : le fichier est repris tel quel.")
        return
    par_gravite = {g: sum(a.gravite == g for a in liste) for g in Gravite}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        gravite = filtres.parmi(
            "Gravité",
            "gravite",
            {"": f"{TOUTES} ({nombre(len(liste))})"}
            | {g.name.lower(): f"{g} ({nombre(n)})" for g, n in par_gravite.items()},
        )
        retenues = [a for a in liste if not gravite or a.gravite.name.lower() == gravite]
        regle = _regle(retenues)
    graves = list(reversed(Gravite))
    montrees = sorted(
        (a for a in retenues if not regle or a.regle == regle),
        key=lambda a: (graves.index(a.gravite), a.ligne),
    )
    st.caption(f"{pluriel(len(montrees), 'anomalie')} sur {nombre(len(liste))}.")
    tableaux.simple(en_table(montrees), cle="anomalies", alt="Anomalies du fichier déposé")


def _regle(liste: Sequence[Anomalie]) -> str:
    regles = pd.Series([a.regle for a in liste], dtype="str").value_counts()
    choix = {"": f"{TOUTES} ({nombre(len(regles))})"} | {r: f"{r} ({nombre(n)})" for r, n in regles.items()}
    return str(st.selectbox("Règle", list(choix), format_func=lambda r: choix[r], key="règle des anomalies"))


def en_table(liste: Sequence[Anomalie]) -> pd.DataFrame:
    """Les anomalies, une par ligne."""
    return pd.DataFrame(
        [
            (a.ligne, a.colonne, a.valeur_lue, a.valeur_gardee, a.regle, str(a.gravite), a.remede)
            for a in liste
        ],
        columns=["Ligne", "Colonne", "Valeur lue", "Valeur gardée", "Règle", "Gravité", "Remède"],
    )


def corriger(lecture: Lecture, rapport: Rapport) -> Corrections:
    """Les lignes refusées, à corriger sur place ; rend ce qui y a été changé."""
    fautives = rapport.refusees
    editables = [c for c in fautives.columns if lecture.brut is not None and c in lecture.brut.table.columns]
    if fautives.empty or not editables:
        return ()
    st.markdown("#### Lignes refusées")
    st.caption(
        "Corriger une cellule relance le contrôle ; une ligne laissée telle quelle reste dans son fichier."
    )
    montree = fautives[["motif_refus", *editables]]
    editee = st.data_editor(
        montree,
        key=f"corriger {lecture.cle} {rapport.format}",
        disabled=["motif_refus"],
        hide_index=True,
        column_config={"motif_refus": st.column_config.TextColumn("Motif du refus", width="medium")},
        alt="Lignes refusées, à corriger",
    )
    return corrections(montree[editables], pd.DataFrame(editee)[editables])


def remplace(lecture: Lecture) -> bool:
    """Ce dépôt remplace-t-il la table ? Le commutateur de `reglages`, lu avant d'être dessiné."""
    return bool(st.session_state.get(f"remplacer {lecture.cle}", False))


def reglages(lecture: Lecture) -> Reglages:
    """D'où viennent ces données, de quand, et comment les verser."""
    st.markdown("#### Verser dans le jeu")
    with st.grid(min_column_width=220):
        source = st.text_input("Source", value="", placeholder=lecture.fichier.nom, key=f"source {lecture.cle}",
                               help="Le producteur des données : il sera cité sous chaque chiffre.")  # fmt: skip
        quand = _jour_saisi(lecture)
        nature = st.selectbox(
            "Nature", list(NATURES), format_func=lambda n: NATURES[n], key=f"nature {lecture.cle}"
        )
    remplacer = st.toggle(
        "Remplacer toute la table",
        key=f"remplacer {lecture.cle}",
        help="Sinon : une ligne déjà connue est mise à jour (une valeur vide n'efface rien), les autres s'ajoutent.",
    )
    return Reglages(source, quand, nature, remplacer)


def _jour_saisi(lecture: Lecture) -> date | None:
    """La date écrite au clavier : le calendrier de Streamlit ne parle pas français."""
    saisi = st.text_input(
        "Date d'extraction", placeholder="JJ/MM/AAAA", key=f"date {lecture.cle}",
        help="La date du constat ou de l'extraction, par exemple 01/08/2024 ; laissée vide, elle est dite inconnue.",
    )  # fmt: skip
    lu = dates.jour(saisi)
    if saisi.strip() and not lu.valeur:
        st.warning(f"« {inerte(saisi)} » n'est pas une date : l'écrire JJ/MM/AAAA.", icon="📅")
    return date.fromisoformat(lu.valeur) if lu.valeur else None


def accepter(projet: Projet, droits: Droits, enregistrer: Callable[[], Verse]) -> None:
    """Ce que verser changerait, et l'accord de celui qui dépose."""
    st.markdown(f"**Ce que cela change** — {inerte(phrase(projet.fusions))}.")
    if any(f.identiques for f in projet.fusions.values()) and not projet.change:
        st.caption("Le jeu contient déjà ces lignes : il n'y a rien à enregistrer.")
    st.button(
        "Accepter et enregistrer",
        type="primary",
        icon="✅",
        disabled=not (droits.ecrire and projet.change),
        on_click=lambda: _faire(enregistrer, _verse),
    )


def _verse(fait: Verse) -> str:
    if fait.instantane is None:
        return "Rien à changer : le jeu contient déjà ces lignes."
    return f"Enregistré dans l'instantané « {fait.instantane.nom} » — {phrase(fait.fusions)}."


def _faire(action: Callable[[], T], dire: Callable[[T], str]) -> None:
    """Mène une action qui écrit, et dit en tête de page ce qu'il en est."""
    try:
        st.success(inerte(dire(action())), icon="✅")
    except StockageError as erreur:
        st.error(inerte(erreur), icon="🚫")


def erreur(controle: Controle) -> None:
    """Pourquoi le contrôle n'a pas pu être mené, s'il ne l'a pas été."""
    if controle.erreur:
        st.error(inerte(controle.erreur), icon="🚫")


def emporter(rapport: Rapport, nom: str, refusees: Callable[[], bytes]) -> None:
    """Le rapport, et les lignes refusées à corriger chez soi."""
    racine = nom.rpartition(".")[0] or nom
    with st.container(horizontal=True):
        st.download_button(
            "Rapport (JSON)",
            lambda: json.dumps(rapport.to_json(), ensure_ascii=False, indent=2).encode("utf-8"),
            f"rapport-{racine}.json",
            "application/json",
            icon="⬇️",
            on_click="ignore",
        )
        st.download_button(
            "Lignes refusées (CSV)",
            refusees,
            f"refusees-{racine}.csv",
            "text/csv",
            icon="⬇️",
            on_click="ignore",
            disabled=rapport.refusees.empty,
            help="À corriger dans un tableur, puis à déposer de nouveau.",
        )


def fusionne(projet: Projet, entier: bool, ecrire: Callable[[], bytes]) -> None:
    """Le jeu tel qu'il serait, à emporter sans rien enregistrer ; pas quand une faute en écarte quelque chose."""
    st.download_button(
        "Télécharger le jeu fusionné (ZIP)",
        ecrire,
        "jeu-fusionne.zip",
        "application/zip",
        icon="⬇️",
        on_click="ignore",
        disabled=not (entier and projet.fusions),
        help="Toutes les tables, celles-ci comprises : à poser dans un autre dossier, ou à déposer ailleurs. Le parcours, "
        "dont les petits effectifs sont au secret, n'y est que pour qui peut écrire.",
    )
