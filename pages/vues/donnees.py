"""Données et modèles : ce que contient le jeu de données, et comment le remplir."""

from inclusion import queries, visite
from inclusion.exports import modeles, tables
from inclusion.views import cadres, filtres, tableaux

# Ce que l'on regarde
etat = visite.etat()
territoire = filtres.territoire(queries.territoires(etat))
cadres.titre("Les données, table par table", territoire)
nom = filtres.parmi("Table", "table", queries.tables(etat))
contenu = queries.table(etat, nom, territoire, filtres.etat(queries.etats(nom)))

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
