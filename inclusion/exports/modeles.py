"""Les modèles de saisie : un classeur par table, en-têtes, aide et listes déroulantes."""

from io import BytesIO

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from inclusion.model.nomenclatures import libelle
from inclusion.model.schemas import Champ, Schema, attendu, valeurs_admises

LIGNES_A_SAISIR = 1000


def to_xlsx(schema: Schema) -> bytes:
    """Trois feuilles : « Saisie » (en-têtes, aide au survol, listes), « Aide », « Listes »."""
    tampon = BytesIO()
    with xlsxwriter.Workbook(tampon, {"in_memory": True, "strings_to_formulas": False}) as classeur:
        gras = classeur.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        texte = classeur.add_format({"num_format": "@"})
        date = classeur.add_format({"num_format": "yyyy-mm-dd"})
        saisie = classeur.add_worksheet("Saisie")
        aide = classeur.add_worksheet("Aide")
        listes = classeur.add_worksheet("Listes")
        saisie.freeze_panes(1, 0)
        for rang, champ in enumerate(schema.champs):
            saisie.write_string(0, rang, champ.nom, gras)
            saisie.write_comment(0, rang, _aide(champ), {"x_scale": 2.4, "y_scale": 2})
            saisie.set_column(
                rang, rang, max(14, len(champ.nom) + 2), date if champ.type == "date" else texte
            )
            _liste(saisie, listes, champ, rang)
        _feuille_aide(aide, schema, gras)
    return tampon.getvalue()


def _aide(champ: Champ) -> str:
    unite = f" Unité : {champ.unite}." if champ.unite else ""
    requis = "Obligatoire." if champ.requis else "Facultatif : laisser vide ce qui n'est pas connu."
    return f"{champ.titre}. {champ.description}{unite} Attendu : {attendu(champ)}. {requis}"


def _liste(
    saisie: xlsxwriter.worksheet.Worksheet, listes: xlsxwriter.worksheet.Worksheet, champ: Champ, rang: int
) -> None:
    """Une liste déroulante ; une colonne à plusieurs valeurs la propose sans l'imposer."""
    admises = ("true", "false") if champ.type == "boolean" else valeurs_admises(champ)
    if not admises:
        return
    listes.write_string(0, rang, champ.nom)
    listes.write_column(1, rang, admises)
    lettre = xl_col_to_name(rang)
    saisie.data_validation(
        1,
        rang,
        LIGNES_A_SAISIR,
        rang,
        {
            "validate": "list",
            "source": f"=Listes!${lettre}$2:${lettre}${len(admises) + 1}",
            "ignore_blank": True,
            "error_type": "warning" if champ.separateur else "stop",
            "error_title": "Valeur hors liste",
            "error_message": f"Plusieurs valeurs : les séparer par {champ.separateur}"
            if champ.separateur
            else "Choisir une valeur de la liste, ou laisser vide.",
        },
    )


def _feuille_aide(aide: xlsxwriter.worksheet.Worksheet, schema: Schema, gras: object) -> None:
    entetes = ("Colonne", "Libellé", "Description", "Unité", "Attendu", "Obligatoire", "Exemple", "Valeurs")
    for rang, entete in enumerate(entetes):
        aide.write_string(0, rang, entete, gras)
    for ligne, champ in enumerate(schema.champs, start=1):
        libelles = [
            f"{v} = {libelle(champ.nomenclature, v)}" for v in valeurs_admises(champ) if champ.nomenclature
        ]
        cellules = (
            champ.nom,
            champ.titre,
            champ.description,
            champ.unite,
            attendu(champ),
            "oui" if champ.requis else "non",
            champ.exemple,
            " ; ".join(libelles),
        )
        for rang, cellule in enumerate(cellules):
            aide.write_string(ligne, rang, cellule)
    aide.set_column(0, 1, 26)
    aide.set_column(2, 7, 48)
