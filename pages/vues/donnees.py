"""Données et modèles : ce que contient le jeu de données, et comment le remplir."""

from inclusion import queries
from inclusion.exports import modeles, tables
from inclusion.views import cadres, filtres, tableaux

# Ce que l'on regarde
territoire = filtres.territoire(queries.territoires())
cadres.titre("Les données, table par table", territoire)
nom = filtres.parmi("Table", "table", queries.tables())
contenu = queries.table(nom, territoire, filtres.etat(queries.etats(nom)))

# Ce que l'on montre
cadres.description(contenu)
if contenu.lignes.empty:
    cadres.table_vide(contenu)
else:
    tableaux.contenu(contenu)

# Ce que l'on emporte
cadres.emporter(nom, {("Table (CSV)", "csv"): lambda: tables.to_csv(contenu.lignes)})
cadres.emporter(
    f"modele-{nom}", {("Modèle de saisie (XLSX)", "xlsx"): lambda: modeles.to_xlsx(contenu.schema)}
)
with cadres.repli("Les colonnes de cette table"):
    tableaux.champs(contenu.schema)
