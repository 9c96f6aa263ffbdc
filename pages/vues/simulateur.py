"""Simulateur : si nous collectons tant par mois, quand aurons-nous remis tant d'équipements ?"""

from inclusion import queries, visite
from inclusion.exports import classeurs, modeles
from inclusion.views import cadres, filtres, releves, simulateurs, url

# Ce que l'on regarde
etat = visite.etat()
territoire = filtres.territoire(queries.territoires(etat))
cadres.titre("Si nous collectons tant, quand aurons-nous remis tant d'équipements ?", territoire)
cadres.texte("simulateur")
categorie = filtres.parmi("Équipements", "categorie", queries.simulateur.categories(etat))
depart = queries.simulateur.depart(etat, categorie)
cadres.note(queries.simulateur.d_ou_vient(etat, depart))
reglages = simulateurs.reglages(depart.reglages)
reponse = queries.simulateur.reponse(etat, queries.simulateur.en_scenario(reglages), categorie)
chiffres = queries.simulateur.chiffres(reponse)

# Ce que l'on montre
simulateurs.show_phrases(queries.simulateur.phrases(reponse))
cadres.chiffres(chiffres)
simulateurs.show(queries.simulateur.figures(reponse))

# Ce que l'on emporte
lien = url.complete()
cadres.emporter(
    f"simulation-{categorie}",
    {
        ("Scénario et résultats (XLSX)", "xlsx"): lambda: classeurs.to_classeur(
            chiffres, queries.simulateur.classeur(reponse, lien)
        )
    },
)
releves.modeles(queries.schemas_de("flux_equipements", "stocks"), modeles.to_xlsx)
