"""Déserts par service : quel service est déclaré à portée, et lequel ne tient qu'à un lieu ?"""

from inclusion import queries
from inclusion.exports import tables
from inclusion.views import cadres, filtres, graphiques_couverture, releves

# Ce que l'on regarde
territoire = filtres.territoire(queries.territoires())
cadres.titre("Quel service est déclaré à portée ?", territoire)
with cadres.reglages():
    horizon = float(
        filtres.parmi(
            "Seuil", "horizon", queries.desserte.horizons(), defaut=queries.desserte.horizon_defaut()
        )
    )
    jour = filtres.parmi("Jour", "jour", queries.desserte.jours())
demande = queries.desserte.demande(jour=jour)

# Ce que l'on montre
cadres.chiffres(queries.deserts.chiffres(territoire, jour, horizon=horizon))
releves.show(
    "Les neuf services, d'ici",
    queries.deserts.matrice(territoire, jour, horizon=horizon),
    graphiques_couverture.matrice(queries.deserts.colonnes(), ton=queries.deserts.TON),
    legende=lambda _: graphiques_couverture.legende_matrice(queries.deserts.tons(territoire)),
)
releves.tableau(
    "Là où le moins de services est déclaré à portée",
    queries.deserts.communes_demunies(territoire, jour, horizon=horizon),
)
releves.tableau("Le seul lieu de l'intercommunalité à l'offrir", queries.fermetures.seuls(territoire, jour))
releves.tableau(
    "Ce qui ne tient qu'à un lieu", queries.fermetures.indispensables(territoire, jour, horizon=horizon)
)
ferme = filtres.parmi("Et si ce lieu fermait ?", "ferme", queries.fermetures.fermables(territoire))
releves.tableau("Ce que ferait sa fermeture", queries.fermetures.fermeture(ferme, jour, horizon=horizon))
releves.constats(
    "Ce que cette page ne sait pas",
    queries.desserte.ignores(territoire, demande),
    rien="Aucun lieu n'est connu.",
)

# Ce que l'on emporte
cadres.emporter(
    f"services-{territoire.code}",
    {("Communes × services (CSV)", "csv"): lambda: tables.to_csv(queries.deserts.communes(territoire, jour))},
)
