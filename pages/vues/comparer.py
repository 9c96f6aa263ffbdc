"""Comparer : deux à quatre territoires côte à côte, et un territoire face à ceux qui lui ressemblent."""

from inclusion import queries, visite
from inclusion.exports import classeurs
from inclusion.views import cadres, comparaisons, filtres, releves

# Ce que l'on regarde
etat = visite.etat()
territoire = filtres.territoire(queries.territoires(etat))
cadres.titre("Comparer, sans classer", territoire)
with cadres.reglages():
    defaut = queries.desserte.horizon_defaut(etat)
    horizon = float(
        filtres.parmi("À combien de minutes", "horizon", queries.desserte.horizons(), defaut=defaut)
    )
avec = filtres.plusieurs(
    "Comparer à (trois au plus)", "avec", queries.comparaisons.autres(etat, territoire), au_plus=3
)
retenus = queries.comparaisons.choisis(etat, territoire, avec)

# Ce que l'on montre
cadres.titre_section("Côte à côte")
cadres.note(queries.comparaisons.invite(territoire, avec))
comparaisons.cote_a_cote(
    queries.comparaisons.cote_a_cote(etat, retenus, horizon), queries.comparaisons.date_de
)
cadres.titre_section("Face à ceux qui lui ressemblent")
cadres.note(queries.comparaisons.ressemblance(etat, territoire))
if queries.comparaisons.qui_ressemblent(etat, territoire):
    face = queries.comparaisons.face_aux_semblables(etat, territoire, horizon)
    releves.tableau("Ce que l'on peut dire", face)
    mesure = filtres.parmi(
        "Mesure dessinée",
        "chiffre",
        queries.comparaisons.mesures_comparables(etat, territoire, horizon),
        defaut="lieux_10_000",
    )
    releves.show(
        "La mesure et ses bornes",
        queries.comparaisons.intervalles(etat, territoire, horizon, mesure),
        comparaisons.intervalles,
    )
cadres.texte("comparer")

# Ce que l'on emporte
cadres.emporter(
    f"comparer-{territoire.code}",
    {
        ("Cette comparaison (XLSX)", "xlsx"): lambda: classeurs.to_classeur(
            queries.comparaisons.chiffres(etat, territoire, horizon),
            {
                "Comparaison": queries.comparaisons.tableau(etat, retenus, horizon),
                "Semblables": queries.comparaisons.face_aux_semblables(etat, territoire, horizon),
            },
        )
    },
)
