"""Filière : où va le matériel collecté, et à qui ?"""

from inclusion import queries
from inclusion.exports import classeurs
from inclusion.views import cadres, filieres, filtres

# Ce que l'on regarde
territoire = filtres.territoire(queries.territoires())
cadres.titre("Où va le matériel que l'on collecte ?", territoire)

if queries.periodes_filiere():
    with cadres.reglages():
        periode = queries.periode_filiere(filtres.parmi("Période", "periode", queries.periodes_filiere()))
        categorie = filtres.parmi("Équipements", "categorie", queries.categories_filiere())
        unite = filtres.parmi("Unité du diagramme", "unite", queries.UNITES_FILIERE)
        bout = filtres.parmi("Au bout du diagramme", "bout", queries.BOUTS)
    chiffres = queries.chiffres_filiere(territoire, periode, categorie)
    figures = queries.figures_filiere(periode, categorie=categorie, unite=unite, bout=bout)

    # Ce que l'on montre
    cadres.chiffres(chiffres)
    cadres.note(queries.repere_national())
    filieres.show(figures)

    # Ce que l'on emporte
    cadres.emporter(
        f"filiere-{periode.debut}-{periode.fin}",
        {("XLSX, tous les chiffres de cet écran", "xlsx"): lambda: classeurs.to_classeur(chiffres, figures)},
    )
else:
    cadres.vide("Aucun passage de matériel n'est connu.", "flux_equipements.csv", cadres.MODELES)

filieres.show_acteurs(queries.acteurs_filiere(territoire), queries.fond_de_carte(territoire))
filieres.show_gisements(queries.gisements(territoire))
