"""Conseillers numériques : combien, où, jusqu'à quand, coordonnés par qui ?"""

from inclusion import queries, visite
from inclusion.exports import modeles, tables
from inclusion.views import cadres, carte_postes, filtres, graphiques_reseau, releves

# Ce que l'on regarde
etat = visite.etat()
territoire = filtres.territoire(queries.territoires(etat))
fond = queries.fond_de_carte(etat, territoire)
liste = queries.postes.liste_postes(etat, territoire)
nommees = queries.echeances.communes_nommees(etat, territoire)
etats, temps = queries.postes.etats(), queries.coordination.types()

# Ce que l'on montre
cadres.titre("Qui accompagne, et jusqu'à quand ?", territoire)
cadres.texte("conseillers")
cadres.chiffres(queries.conseillers.chiffres_conseillers(etat, territoire))
releves.show(
    "Où sont les postes, coordonnés ou non",
    queries.postes.carte_postes(etat, territoire),
    lambda lignes, titre: carte_postes.show(lignes, fond, titre),
    legende=carte_postes.legende,
)
releves.show(
    "Ce qui finit dans les douze mois", queries.echeances.frise(etat, territoire), graphiques_reseau.frise
)
releves.tableau("Ce que ces fins emporteraient", queries.echeances.communes_a_perdre(etat, territoire))
releves.constats(
    "Les communes qui perdraient leur accès à un conseiller",
    nommees.phrases,
    rien=queries.echeances.sans_commune(etat),
    sources=nommees.sources,
)
releves.show(
    "Postes par intercommunalité",
    queries.postes.postes_par_epci(etat, territoire),
    graphiques_reseau.empilement("epci", etats, "postes"),
)
releves.show(
    "Postes par nature d'employeur",
    queries.postes.employeurs(etat, territoire),
    graphiques_reseau.empilement("nature", etats, "postes"),
)
releves.show(
    "L'activité de coordination, mois par mois",
    queries.coordination.coordination(etat, territoire),
    lambda lignes, titre: graphiques_reseau.mensuelles(lignes, series=temps, unite="temps", titre=titre),
)
releves.show(
    "L'activité de coordination, territoire par territoire",
    queries.coordination.par_territoire(etat, territoire),
    graphiques_reseau.grille("type_dit", texte="case", rang="rang"),
)
releves.liste("Tous les postes", liste)

# Ce que l'on emporte
cadres.emporter(f"postes-{territoire.code}", {("Postes (CSV)", "csv"): lambda: tables.to_csv(liste)})
releves.modeles(queries.schemas_de("postes", "animations"), modeles.to_xlsx)
