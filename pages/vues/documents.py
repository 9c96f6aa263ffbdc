"""Documents : que remettre au comité, aux élus, aux communes ?"""

from inclusion import queries, visite
from inclusion.exports import documents_pdf, documents_pptx, documents_xlsx
from inclusion.views import cadres, documents, filtres
from inclusion.views.documents import Offre

# Ce que l'on regarde
etat = visite.etat()
regarde = filtres.territoire(queries.territoires(etat))
territoire = queries.documents.perimetre(etat, regarde)

# Ce que l'on montre
cadres.titre("Que remettre au comité ?", regarde)
documents.chapeau(territoire, regarde)
cadres.texte("documents")

# Ce que l'on emporte
documents.proposer(
    territoire,
    queries.documents.a_date(etat),
    [
        Offre(
            "Présentation du comité de pilotage, à modifier",
            "Quatorze vues PowerPoint : tableaux et graphiques modifiables, cartes imprimables.",
            "copil",
            "pptx",
            documents_pptx.to_pptx,
        ),
        Offre(
            "Présentation du comité de pilotage, à projeter",
            "Les mêmes vues en PDF balisé, lisible par un lecteur d'écran.",
            "copil",
            "pdf",
            lambda document: documents_pdf.to_pdf(document, "copil"),
        ),
        Offre(
            "Fiche de territoire",
            "Deux pages A4, avec un code vers cette application.",
            "fiche",
            "pdf",
            lambda document: documents_pdf.to_pdf(document, "fiche"),
        ),
        Offre(
            "Classeur des chiffres",
            "Tous les chiffres, chaque commune, chaque indicateur ; filtres, sources et dates.",
            "classeur",
            "xlsx",
            documents_xlsx.to_xlsx,
        ),
    ],
    lambda ici, genre, adresse, avancer: queries.documents.document(
        etat, ici, genre, queries.documents.adresse(etat) or adresse, avancer
    ),
)
