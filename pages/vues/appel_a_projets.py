"""Appel à projets : où en sont les dossiers, l'argent, les engagements ?"""

from inclusion import queries, visite
from inclusion.exports import modeles, tables
from inclusion.views import cadres, filtres, graphiques_reseau, releves

# Ce que l'on regarde
etat = visite.etat()
territoire = filtres.territoire(queries.territoires(etat))
dossiers = queries.appels_a_projets
cadres.titre("Où en est l'appel à projets ?", territoire)
appel = filtres.parmi("Appel à projets", "appel", dossiers.appels(etat))
statuts = dossiers.statuts(etat, appel, territoire)
candidatures = dossiers.liste(etat, appel, territoire)
manquants = dossiers.sans_candidat(etat, appel)

# Ce que l'on montre
cadres.texte("appel_a_projets")
cadres.chiffres(dossiers.chiffres_appel(etat, appel, territoire))
releves.show(
    "Les candidatures par statut",
    statuts,
    graphiques_reseau.empilement("statut_dit", {"candidatures": "Candidatures"}, "dossiers"),
)
releves.constats(
    "Lots et territoires sans dossier retenu ou en cours, dans tout l'appel",
    manquants.phrases,
    rien=dossiers.sans_constat(etat, appel),
    sources=manquants.sources,
)
releves.show(
    "L'argent accordé : versé, reste à verser",
    dossiers.argent(etat, appel, territoire),
    graphiques_reseau.empilement("structure", {"verse": "Versé", "reste": "Reste à verser"}, "euros"),
)
releves.show(
    "Les heures promises et les heures réalisées",
    dossiers.tenue(etat, appel, territoire),
    graphiques_reseau.paires,
)
releves.show("Le calendrier des appels", dossiers.calendrier(etat), graphiques_reseau.periodes)
releves.liste("Toutes les candidatures", candidatures)

# Ce que l'on emporte
cadres.emporter(appel or "appel", {("Candidatures (CSV)", "csv"): lambda: tables.to_csv(candidatures)})
releves.modeles(queries.schemas_de("appels_a_projets", "candidatures"), modeles.to_xlsx)
