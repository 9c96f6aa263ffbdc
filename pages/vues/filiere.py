"""Filière : où va le matériel collecté, et à qui ?"""

from inclusion import queries, visite
from inclusion.exports import classeurs, modeles
from inclusion.views import cadres, filieres, filtres, releves

# Ce que l'on regarde
etat = visite.etat()
territoire = filtres.territoire(queries.territoires(etat))
fond = queries.fond_de_carte(etat, territoire)
lots, periodes = queries.filiere.lots_filiere(etat), queries.filiere.periodes_filiere(etat)
cadres.titre("Où va le matériel que l'on collecte ?", territoire)
cadres.texte("filiere")

if periodes:
    with cadres.reglages():
        ecran = queries.filiere.ecran_filiere(
            etat,
            territoire,
            periode=filtres.parmi("Période", "periode", periodes),
            categorie=filtres.parmi("Équipements", "categorie", queries.filiere.categories_filiere(etat)),
            unite=filtres.parmi("Unité du diagramme", "unite", queries.filiere.UNITES_FILIERE),
            bout=filtres.parmi("Au bout du diagramme", "bout", queries.filiere.BOUTS),
        )

    # Ce que l'on montre
    cadres.note(ecran.portee)
    cadres.chiffres(ecran.chiffres)
    cadres.note(queries.filiere.repere_national(etat))
    filieres.show(ecran.titres, ecran.figures)
    filieres.show_carte(ecran.carte, queries.fond_de_carte(etat, queries.territoires(etat)[0]))
    filieres.show_lots(queries.filiere.suivi_des_lots(etat))
    lot = filtres.parmi("Suivre un lot", "lot", lots)
    filieres.show_trace(lot, queries.filiere.trace_du_lot(etat, lot))

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
    cadres.note(queries.filiere.repere_national(etat))

cadres.titre_section("À portée d'un point de dépôt")
cadres.chiffres(queries.filiere.chiffres_depots(etat, territoire))
filieres.show_acteurs(
    queries.filiere.acteurs_filiere(etat, territoire), queries.filiere.aplat_depots(etat, territoire), fond
)
filieres.show_gisements(queries.filiere.gisements(etat, territoire))
releves.modeles(
    queries.schemas_de("flux_equipements", "lots", "stocks", "gisements", "acteurs_filiere"), modeles.to_xlsx
)
