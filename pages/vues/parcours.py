"""Parcours : de repéré à autonome, où s'arrête-t-on, et vers qui est-on réorienté ?"""

from inclusion import queries, visite
from inclusion.exports import modeles, tables
from inclusion.queries.parcours_chiffres import chiffres_parcours
from inclusion.views import cadres, filtres, graphiques_parcours, graphiques_reseau, releves

# Ce que l'on regarde
etat = visite.etat()
territoire = filtres.territoire(queries.territoires(etat))
parcours, activites = queries.parcours, queries.activites
cadres.titre("De repéré à autonome, où s'arrête-t-on ?", territoire)
cadres.texte("parcours")
periode = filtres.parmi("Période", "periode", parcours.periodes(etat))
entonnoir = parcours.entonnoir(etat, territoire, periode)
en_barres = graphiques_parcours.barres("accompagnements")

# Ce que l'on montre
cadres.chiffres(chiffres_parcours(etat, territoire, periode))
releves.show("L'entonnoir du parcours", entonnoir, graphiques_parcours.entonnoir)
releves.show(
    "Le parcours, mois par mois", parcours.mois_par_mois(etat, territoire), graphiques_parcours.courbes
)
releves.show(
    "Le parcours, territoire par territoire",
    parcours.par_territoire(etat, territoire, periode),
    graphiques_reseau.grille("etape_courte", texte="case", rang="rang"),
)
reorientations = parcours.reorientations(etat, territoire, periode)
releves.show("Vers qui l'on réoriente", reorientations, graphiques_parcours.barres("réorientations"))
for titre, releve in activites.repartitions_montrees(etat, territoire, periode).items():
    releves.show(titre, releve, en_barres)
par_mois = activites.mois_par_mois(etat, territoire)
releves.show("Les accompagnements, mois par mois", par_mois, graphiques_parcours.par_type(activites.types()))
selon = filtres.parmi("Statistiques de La Coop, selon", "selon", activites.repartitions())
releves.show("Les statistiques de La Coop", activites.bilan(etat, territoire, selon), en_barres)

# Ce que l'on emporte
cadres.emporter(
    f"parcours-{territoire.code}",
    {("Entonnoir (CSV)", "csv"): lambda: tables.to_csv(entonnoir.transcription)},
)
releves.modeles(queries.schemas_de("parcours", "activites", "statistiques_mediation"), modeles.to_xlsx)
