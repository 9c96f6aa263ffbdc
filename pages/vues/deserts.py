"""Déserts par service : quel service est déclaré à portée, et lequel ne tient qu'à un lieu ?"""

from inclusion import queries, visite
from inclusion.exports import tables
from inclusion.views import cadres, filtres, graphiques_couverture, releves

# Ce que l'on regarde
etat = visite.etat()
territoire = filtres.territoire(queries.territoires(etat))
cadres.titre("Quel service est déclaré à portée ?", territoire)
with cadres.reglages():
    defaut = queries.desserte.horizon_defaut(etat)
    horizon = float(filtres.parmi("Seuil", "horizon", queries.desserte.horizons(), defaut=defaut))
    jour = filtres.parmi("Jour", "jour", queries.desserte.jours())
demande = queries.desserte.demande(jour=jour)

# Ce que l'on montre
cadres.chiffres(queries.deserts.chiffres(etat, territoire, jour, horizon=horizon))
releves.show(
    "Les neuf services, d'ici",
    queries.deserts.matrice(etat, territoire, jour, horizon=horizon),
    graphiques_couverture.matrice(queries.deserts.colonnes(), ton=queries.deserts.TON),
    legende=lambda _: graphiques_couverture.legende_matrice(queries.deserts.tons(territoire)),
)
releves.tableau(
    "Là où le moins de services est déclaré à portée",
    queries.deserts.communes_demunies(etat, territoire, jour, horizon=horizon),
)
releves.tableau(
    "Le seul lieu de l'intercommunalité à l'offrir", queries.fermetures.seuls(etat, territoire, jour)
)
releves.tableau(
    "Ce qui ne tient qu'à un lieu", queries.fermetures.indispensables(etat, territoire, jour, horizon=horizon)
)
ferme = filtres.parmi("Et si ce lieu fermait ?", "ferme", queries.fermetures.fermables(etat, territoire))
releves.tableau(
    "Ce que ferait sa fermeture", queries.fermetures.fermeture(etat, ferme, jour, horizon=horizon)
)
releves.constats(
    "Ce que cette page ne sait pas",
    queries.desserte.ignores(etat, territoire, demande),
    rien="Aucun lieu n'est connu.",
)

# Ce que l'on emporte
cadres.emporter(
    f"services-{territoire.code}",
    {
        ("Communes × services (CSV)", "csv"): lambda: tables.to_csv(
            queries.deserts.communes(etat, territoire, jour)
        )
    },
)
