"""Où ouvrir : quelles permanences de plus rapprocheraient le plus de monde, et que coûterait une fermeture ?"""

from inclusion import queries
from inclusion.exports import classeurs
from inclusion.exports import scenarios as geojson
from inclusion.views import cadres, filtres, releves, scenarios, url

# Ce que l'on regarde
territoire = filtres.territoire(queries.territoires())
cadres.titre("Où ouvrir, et pour qui ?", territoire)

if queries.implantation.possible():
    scenario = scenarios.choisir(territoire, queries.implantation.choix(territoire))
    points = queries.implantation.points(scenario)
    chiffres = queries.implantation.chiffres(scenario)

    # Ce que l'on montre
    scenarios.reponse(queries.implantation.phrases(scenario))
    cadres.chiffres(chiffres)
    scenarios.figures(
        queries.implantation.figures(scenario), points, queries.implantation.fond(territoire), scenario
    )
    releves.constats("Ce que cette page ne sait pas", queries.implantation.inconnues(scenario), rien="")
    cadres.texte("ou_ouvrir")

    # Ce que l'on emporte
    lien = url.complete()
    cadres.emporter(
        f"ou-ouvrir-{territoire.code}",
        {
            ("Ce scénario (XLSX, avec ses paramètres)", "xlsx"): lambda: classeurs.to_classeur(
                chiffres, queries.implantation.classeur(scenario, lien)
            ),
            ("Ce scénario (GeoJSON)", "geojson"): lambda: geojson.to_geojson(
                queries.implantation.contours(scenario),
                points,
                parametres=queries.implantation.parametres(scenario, lien),
                territoire=territoire.titre,
            ),
        },
    )
else:
    cadres.sans_lieux()
