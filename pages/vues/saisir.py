"""Saisir : tenir à la main ce qu'aucun fichier n'apporte."""

from inclusion import queries, visite
from inclusion.exports import tables
from inclusion.queries import saisies as questions
from inclusion.views import cadres, filtres, saisies

# Ce que l'on regarde
etat = visite.etat()
cadres.titre("Saisir et corriger", filtres.territoire(queries.territoires(etat)))
cadres.texte("saisir")
droits = etat.ecriture
saisies.dire_les_droits(droits, visite.connexion())
nom = filtres.parmi("Table", "table", questions.tables())
present = questions.etat_present(etat)
ouvert = saisies.depuis(present)
base = questions.base(etat, nom, ouvert)

if base is None:
    saisies.perdue(present)
else:
    # Ce que l'on change
    voulue = saisies.grille(
        base,
        questions.schema(nom),
        questions.territoires_nommes(etat),
        etat=ouvert,
        lecture_seule=not droits.ecrire,
    )
    projet = questions.projet(etat, nom, base, voulue)
    if ouvert != present and not projet.gestes:
        saisies.reprendre(present)
        saisies.recommencer()
    saisies.refus(projet.rapport, questions.schema(nom))
    tranche = questions.tranche(projet, *saisies.trancher(projet.conflits))
    saisies.changements(tranche.gestes)
    saisies.enregistrer(
        tranche.enregistrable, droits, lambda: questions.enregistrer(visite.ouvrir(), tranche)
    )

    # Ce que l'on emporte
    cadres.emporter(
        f"saisie-{nom}", {("La table telle que saisie (CSV)", "csv"): lambda: tables.to_csv(voulue)}
    )

saisies.journal(
    *questions.journal(etat),
    droits,
    lambda saisie: questions.annulation(etat, saisie),
    lambda saisie: questions.annuler(visite.ouvrir(), saisie),
)
