"""Comparer : deux à quatre territoires côte à côte, et un territoire face à ceux qui lui ressemblent."""

from inclusion import queries
from inclusion.exports import classeurs
from inclusion.views import cadres, comparaisons, filtres, releves

# Ce que l'on regarde
territoire = filtres.territoire(queries.territoires())
cadres.titre("Comparer, sans classer", territoire)
with cadres.reglages():
    horizon = float(
        filtres.parmi(
            "À combien de minutes",
            "horizon",
            queries.desserte.horizons(),
            defaut=queries.desserte.horizon_defaut(),
        )
    )
avec = filtres.plusieurs(
    "Comparer à (trois au plus)", "avec", queries.comparaisons.autres(territoire), au_plus=3
)
retenus = queries.comparaisons.choisis(territoire, avec)

# Ce que l'on montre
cadres.titre_section("Côte à côte")
cadres.note(queries.comparaisons.invite(territoire, avec))
comparaisons.cote_a_cote(queries.comparaisons.cote_a_cote(retenus, horizon), queries.comparaisons.date_de)
cadres.titre_section("Face à ceux qui lui ressemblent")
cadres.note(queries.comparaisons.ressemblance(territoire))
if queries.comparaisons.qui_ressemblent(territoire):
    face = queries.comparaisons.face_aux_semblables(territoire, horizon)
    releves.tableau("Ce que l'on peut dire", face)
    mesure = filtres.parmi(
        "Mesure dessinée",
        "chiffre",
        queries.comparaisons.mesures_comparables(territoire, horizon),
        defaut="lieux_10_000",
    )
    releves.show(
        "La mesure et ses bornes",
        queries.comparaisons.intervalles(territoire, horizon, mesure),
        comparaisons.intervalles,
    )
cadres.texte("comparer")

# Ce que l'on emporte
cadres.emporter(
    f"comparer-{territoire.code}",
    {
        ("Cette comparaison (XLSX)", "xlsx"): lambda: classeurs.to_classeur(
            queries.comparaisons.chiffres(territoire, horizon),
            {
                "Comparaison": queries.comparaisons.tableau(retenus, horizon),
                "Semblables": queries.comparaisons.face_aux_semblables(territoire, horizon),
            },
        )
    },
)
