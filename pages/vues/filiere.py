"""Filière : où va le matériel collecté, et à qui ?"""

from inclusion import queries
from inclusion.exports import classeurs, modeles
from inclusion.views import cadres, filieres, filtres, releves

# Ce que l'on regarde
territoire = filtres.territoire(queries.territoires())
fond = queries.fond_de_carte(territoire)
lots, periodes = queries.filiere.lots_filiere(), queries.filiere.periodes_filiere()
cadres.titre("Où va le matériel que l'on collecte ?", territoire)
cadres.texte("filiere")

if periodes:
    with cadres.reglages():
        ecran = queries.filiere.ecran_filiere(
            territoire,
            periode=filtres.parmi("Période", "periode", periodes),
            categorie=filtres.parmi("Équipements", "categorie", queries.filiere.categories_filiere()),
            unite=filtres.parmi("Unité du diagramme", "unite", queries.filiere.UNITES_FILIERE),
            bout=filtres.parmi("Au bout du diagramme", "bout", queries.filiere.BOUTS),
        )

    # Ce que l'on montre
    cadres.note(ecran.portee)
    cadres.chiffres(ecran.chiffres)
    cadres.note(queries.filiere.repere_national())
    filieres.show(ecran.titres, ecran.figures)
    filieres.show_carte(ecran.carte, queries.fond_de_carte(queries.territoires()[0]))
    filieres.show_lots(queries.filiere.suivi_des_lots())
    lot = filtres.parmi("Suivre un lot", "lot", lots)
    filieres.show_trace(lot, queries.filiere.trace_du_lot(lot))

    # Ce que l'on emporte
    cadres.emporter(
        f"filiere-{ecran.periode.debut}-{ecran.periode.fin}",
        {
            ("Chiffres et figures (XLSX)", "xlsx"): lambda: classeurs.to_classeur(
                ecran.chiffres, ecran.figures
            )
        },
    )
else:
    cadres.vide("Aucun passage de matériel n'est connu.", "flux_equipements.csv")
    cadres.note(queries.filiere.repere_national())

cadres.titre_section("À portée d'un point de dépôt")
cadres.chiffres(queries.filiere.chiffres_depots(territoire))
filieres.show_acteurs(
    queries.filiere.acteurs_filiere(territoire), queries.filiere.aplat_depots(territoire), fond
)
filieres.show_gisements(queries.filiere.gisements(territoire))
releves.modeles(
    queries.schemas_de("flux_equipements", "lots", "stocks", "gisements", "acteurs_filiere"), modeles.to_xlsx
)
