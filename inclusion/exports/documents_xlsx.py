"""Le classeur d'un document : tous ses chiffres, leurs filtres, leurs sources, leurs dates, et ce qui manque."""

from io import BytesIO

import pandas as pd
import xlsxwriter

from inclusion.exports.classeurs import table_des_chiffres, table_des_sources
from inclusion.exports.tables import OPTIONS, feuille_de
from inclusion.model.documents import MANQUE, SANS_ADRESSE, Document
from inclusion.model.francais import jour, minuscule
from inclusion.model.provenance import LIBELLES_NATURE

SANS_FILTRE = "tous les services, tous les publics, n'importe quel jour ; seuil de 20 minutes"


def to_xlsx(document: Document) -> bytes:
    """XLSX : « Lisez-moi », « Chiffres », une feuille par tableau, « Informations manquantes », « Sources »."""
    tampon = BytesIO()
    with xlsxwriter.Workbook(tampon, OPTIONS) as classeur:
        classeur.set_properties(
            {"title": f"{document.titre} : {document.perimetre}", "author": "Observatoire"}
        )
        entete = classeur.add_format({"bold": True, "bottom": 1})
        feuilles = {"Lisez-moi": _lisez_moi(document), "Chiffres": _chiffres(document), **_tableaux(document)}
        feuilles["Informations manquantes"] = _manques(document)
        feuilles["Sources"] = table_des_sources(document.sources)
        for nom, table in feuilles.items():
            feuille_de(classeur.add_worksheet(nom[:31]), table, entete)
    return tampon.getvalue()


def _lisez_moi(document: Document) -> pd.DataFrame:
    dits = {
        "Document": document.titre,
        "Territoire": document.perimetre,
        "Édité pour le": jour(document.a_date),
        "Comparé à l'état du": document.compare_a or "aucun état antérieur",
        "Filtres": SANS_FILTRE,
        "Page vivante": document.adresse or SANS_ADRESSE,
        "Nature": LIBELLES_NATURE[document.nature],
        "Dates": "Chaque date est celle du constat, jamais celle de l'édition.",
        "Lecture": "Une apostrophe initiale neutralise un texte qu'un tableur prendrait pour une formule.",
    } | {f"Message {rang}": dit for rang, dit in enumerate(document.section("messages").phrases, start=1)}
    return pd.DataFrame({"Quoi": list(dits), "Ce qu'il faut savoir": list(dits.values())})


def _chiffres(document: Document) -> pd.DataFrame:
    nombres = [(s.titre, n) for s in document.sections for n in s.nombres]
    table = table_des_chiffres([n.chiffre for _, n in nombres])
    table.insert(0, "Partie", [titre for titre, _ in nombres])
    table.insert(4, "Évolution", [n.tendance or "non connue" for _, n in nombres])
    return table


def _tableaux(document: Document) -> dict[str, pd.DataFrame]:
    """Une feuille par tableau, toutes ses lignes ; la partie qui le porte dit sa nature."""
    return {
        f"{rang} {s.tableau.titre}": s.tableau.lignes.assign(
            **{"Nature de la partie": LIBELLES_NATURE[s.nature]}
        )
        for rang, s in enumerate((s for s in document.sections if s.tableau is not None), start=1)
        if s.tableau is not None and s.cle != "sources"
    }


def _manques(document: Document) -> pd.DataFrame:
    paires = [(s.titre, dit) for s in document.sections for dit in s.dits_manquants]
    paires += [
        (s.titre, f"{MANQUE}{minuscule(n.chiffre.libelle)}")
        for s in document.sections
        for n in s.nombres
        if n.chiffre.valeur is None
    ]
    return pd.DataFrame(list(dict.fromkeys(paires)), columns=["Partie", "Ce qui manque"])
