"""Où ouvrir : quelles permanences de plus rapprocheraient le plus de monde, et que coûterait une fermeture ?"""

from inclusion import queries, visite
from inclusion.exports import classeurs
from inclusion.exports import scenarios as geojson
from inclusion.views import cadres, filtres, releves, scenarios, url

# Ce que l'on regarde
etat = visite.etat()
territoire = filtres.territoire(queries.territoires(etat))
cadres.titre("Où ouvrir, et pour qui ?", territoire)

if queries.implantation.possible(etat):
    scenario = scenarios.choisir(territoire, queries.implantation.choix(etat, territoire))
    points = queries.implantation.points(etat, scenario)
    chiffres = queries.implantation.chiffres(etat, scenario)

    # Ce que l'on montre
    scenarios.reponse(queries.implantation.phrases(etat, scenario))
    cadres.chiffres(chiffres)
    scenarios.figures(
        queries.implantation.figures(etat, scenario),
        points,
        queries.implantation.fond(etat, territoire),
        scenario,
    )
    releves.constats("Ce que cette page ne sait pas", queries.implantation.inconnues(etat, scenario), rien="")
    cadres.texte("ou_ouvrir")

    # Ce que l'on emporte
    lien = url.complete()
    cadres.emporter(
        f"ou-ouvrir-{territoire.code}",
        {
            ("Ce scénario (XLSX, avec ses paramètres)", "xlsx"): lambda: classeurs.to_classeur(
                chiffres, queries.implantation.classeur(etat, scenario, lien)
            ),
            ("Ce scénario (GeoJSON)", "geojson"): lambda: geojson.to_geojson(
                queries.implantation.contours(etat, scenario),
                points,
                parametres=queries.implantation.parametres(etat, scenario, lien),
                territoire=territoire.titre,
            ),
        },
    )
else:
    cadres.sans_lieux()
