"""Partenaires : qui fait quoi, où, avec qui, et quelles étapes personne ne tient ?"""

from inclusion import queries, visite
from inclusion.exports import modeles, tables
from inclusion.views import cadres, filtres, graphiques_reseau, releves

# Ce que l'on regarde
etat = visite.etat()
territoire = filtres.territoire(queries.territoires(etat))
reseau = queries.partenaires

# Ce que l'on montre
cadres.titre("Qui fait quoi, et où manque-t-il quelqu'un ?", territoire)
cadres.texte("partenaires")
cadres.chiffres(reseau.chiffres_partenaires(etat, territoire))
releves.show(
    "Les acteurs connus à chaque étape du parcours",
    reseau.matrice(etat, territoire),
    graphiques_reseau.grille("etape_dite", texte="case", rang="acteurs"),
)
vides = reseau.constats(etat, territoire)
releves.constats(
    "Étapes que nul partenaire local ne dit tenir",
    vides.phrases,
    rien=reseau.sans_constat(etat),
    sources=vides.sources,
)
releves.show(
    "Les opérateurs dans chaque intercommunalité",
    reseau.operateurs(etat, territoire),
    graphiques_reseau.grille("operateur", texte="signe", rang="rang"),
)
relation = filtres.parmi("Relations montrées", "relation", reseau.types_de_relations())
releves.show(
    "Qui finance, emploie, héberge, oriente",
    reseau.liens(etat, territoire, relation),
    graphiques_reseau.liens,
)

sorte = filtres.parmi("Type de partenaire", "type_partenaire", reseau.types_de_partenaires())
etape = filtres.parmi("Étape tenue", "etape", reseau.etapes())
annuaire = reseau.annuaire(etat, territoire, sorte, etape)
releves.tableau("Annuaire", annuaire)

# Ce que l'on emporte
cadres.emporter(
    f"partenaires-{territoire.code}",
    {("Annuaire (CSV)", "csv"): lambda: tables.to_csv(annuaire.transcription)},
)
releves.modeles(queries.schemas_de("partenaires", "relations"), modeles.to_xlsx)
