"""Appel à projets : où en sont les dossiers, l'argent, les engagements ?"""

from inclusion import queries
from inclusion.exports import modeles, tables
from inclusion.views import cadres, filtres, graphiques_reseau, releves

# Ce que l'on regarde
territoire = filtres.territoire(queries.territoires())
dossiers = queries.appels_a_projets
cadres.titre("Où en est l'appel à projets ?", territoire)
appel = filtres.parmi("Appel à projets", "appel", dossiers.appels())
statuts = dossiers.statuts(appel, territoire)
candidatures = dossiers.liste(appel, territoire)
manquants = dossiers.sans_candidat(appel)

# Ce que l'on montre
cadres.texte("appel_a_projets")
cadres.chiffres(dossiers.chiffres_appel(appel, territoire))
releves.show(
    "Les candidatures par statut",
    statuts,
    graphiques_reseau.empilement("statut_dit", {"candidatures": "Candidatures"}, "dossiers"),
)
releves.constats(
    "Lots et territoires sans dossier retenu ou en cours, dans tout l'appel",
    manquants.phrases,
    rien=dossiers.sans_constat(appel),
    sources=manquants.sources,
)
releves.show(
    "L'argent accordé : versé, reste à verser",
    dossiers.argent(appel, territoire),
    graphiques_reseau.empilement("structure", {"verse": "Versé", "reste": "Reste à verser"}, "euros"),
)
releves.show(
    "Les heures promises et les heures réalisées",
    dossiers.tenue(appel, territoire),
    graphiques_reseau.paires,
)
releves.show("Le calendrier des appels", dossiers.calendrier(), graphiques_reseau.periodes)
releves.liste("Toutes les candidatures", candidatures)

# Ce que l'on emporte
cadres.emporter(appel or "appel", {("Candidatures (CSV)", "csv"): lambda: tables.to_csv(candidatures)})
releves.modeles(queries.schemas_de("appels_a_projets", "candidatures"), modeles.to_xlsx)
