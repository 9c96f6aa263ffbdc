"""Couverture : qui habite trop loin d'un lieu de médiation ?"""

from inclusion import queries, visite
from inclusion.exports import tables
from inclusion.views import cadres, cartes_couverture, filtres, graphiques_couverture, releves

# Ce que l'on regarde
etat = visite.etat()
territoire = filtres.territoire(queries.territoires(etat))
cadres.titre("Qui habite trop loin d'un lieu ?", territoire)
with cadres.reglages():
    defaut = queries.desserte.horizon_defaut(etat)
    horizon = float(filtres.parmi("Seuil", "horizon", queries.desserte.horizons(), defaut=defaut))
    service = filtres.parmi("Service", "service", queries.desserte.services())
    public = filtres.parmi("Public", "public", queries.desserte.publics())
    jour = filtres.parmi("Jour", "jour", queries.desserte.jours())
demande = queries.desserte.demande(service, public, jour)
fond = queries.fond_de_carte(etat, territoire)
ici = (etat, territoire, demande)

# Ce que l'on montre
cadres.chiffres(queries.couverture.chiffres(*ici, horizon=horizon))
releves.show(
    "Habitants, seniors, personnes en besoin : en deçà, au-delà, à vérifier",
    queries.couverture.personnes(*ici, horizon=horizon),
    graphiques_couverture.personnes,
)
with cadres.reglages():
    mesure = filtres.parmi("Carte et groupes", "mesure", queries.couverture_cartes.mesures())
    besoin = filtres.parmi("Besoin", "besoin", queries.couverture_cartes.besoins_possibles(etat))
cartes_couverture.show(queries.couverture_cartes.aplat(*ici, mesure), fond)
cartes_couverture.croisee(
    "Besoin et éloignement, ensemble",
    queries.couverture_cartes.besoin_et_eloignement(*ici, besoin),
    fond,
)
releves.tableau("Besoin fort, loin", queries.couverture.quadrant(*ici, besoin=besoin))
releves.tableau("Où l'éloignement pèse le plus", queries.couverture.plus_loin(*ici, horizon=horizon))
releves.show(
    "Comment se partage l'accompagnement",
    queries.couverture_equite.partage(*ici),
    graphiques_couverture.partage,
)
releves.show(
    "Les intercommunalités, par groupes",
    queries.couverture_equite.groupes(etat, demande, mesure),
    graphiques_couverture.groupes,
)
releves.tableau(
    "De quoi est fait le besoin", queries.couverture_cartes.decomposition(etat, territoire, besoin)
)
releves.constats(
    "Ce que cette page ne sait pas", queries.desserte.ignores(*ici), rien="Aucun lieu n'est connu."
)

# Ce que l'on emporte
cadres.emporter(
    queries.couverture.nom_du_fichier(*ici[1:], horizon),
    {("Communes (CSV)", "csv"): lambda: tables.to_csv(queries.couverture.communes(*ici, horizon=horizon))},
)
