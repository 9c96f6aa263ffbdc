"""Un classeur : les chiffres d'un écran et les tableaux de ses figures, les mêmes valeurs, leurs sources à côté."""

from collections.abc import Mapping, Sequence
from io import BytesIO

import pandas as pd
import xlsxwriter

from inclusion.exports.tables import OPTIONS, feuille_de
from inclusion.model.chiffres import Chiffre
from inclusion.model.provenance import LIBELLES_NATURE, Provenance
from inclusion.model.releves import Releve


def to_classeur(chiffres: Sequence[Chiffre], releves: Mapping[str, Releve]) -> bytes:
    """XLSX : « Chiffres », puis une feuille par relevé non vide, puis « Sources » ; nature dite à chaque ligne."""
    tampon = BytesIO()
    with xlsxwriter.Workbook(tampon, OPTIONS) as classeur:
        entete = classeur.add_format({"bold": True, "bottom": 1})
        feuille_de(classeur.add_worksheet("Chiffres"), table_des_chiffres(chiffres), entete)
        for nom, releve in releves.items():
            if len(releve.lignes):
                feuille_de(classeur.add_worksheet(nom[:31]), releve.transcription, entete)
        sources = [s for c in chiffres for s in c.sources] + [s for r in releves.values() for s in r.sources]
        feuille_de(classeur.add_worksheet("Sources"), table_des_sources(sources), entete)
    return tampon.getvalue()


def table_des_chiffres(chiffres: Sequence[Chiffre]) -> pd.DataFrame:
    """Chiffre, Valeur (nombre, arrondi comme à l'écran), Unité, Précision, Définition, Source, Date, Nature."""
    return pd.DataFrame(
        {
            "Chiffre": [c.libelle for c in chiffres],
            "Valeur": pd.array(
                [None if c.valeur is None else round(float(c.valeur), c.decimales) for c in chiffres],
                dtype="Float64",
            ),
            "Unité": [c.unite for c in chiffres],
            "Précision": [c.phrase for c in chiffres],
            "Définition": [c.definition for c in chiffres],
            "Source": [" ; ".join(dict.fromkeys(s.producteur for s in c.sources)) for c in chiffres],
            "Date": [
                c.date_constat or " ; ".join(dict.fromkeys(s.quand for s in c.sources)) for c in chiffres
            ],
            "Nature": [LIBELLES_NATURE[c.nature] for c in chiffres],
        }
    )


def table_des_sources(sources: Sequence[Provenance]) -> pd.DataFrame:
    uniques = list(dict.fromkeys(sources))
    return pd.DataFrame(
        {
            "Table": [s.titre for s in uniques],
            "Producteur": [s.producteur for s in uniques],
            "Source": [s.sources for s in uniques],
            "Date": [s.quand for s in uniques],
            "Licence": [s.licence for s in uniques],
            "Nature": [LIBELLES_NATURE[s.nature] for s in uniques],
        }
    )
