"""Saisir : tenir à la main ce qu'aucun fichier n'apporte."""

from inclusion import queries
from inclusion.exports import tables
from inclusion.queries import depots
from inclusion.queries import saisies as questions
from inclusion.views import cadres, filtres, saisies

# Ce que l'on regarde
cadres.titre("Saisir et corriger", filtres.territoire(queries.territoires()))
cadres.texte("saisir")
droits = depots.droits_du_visiteur()
saisies.dire_les_droits(droits, depots.connexion())
nom = filtres.parmi("Table", "table", questions.tables())
present = questions.etat_present()
etat = saisies.depuis(present)
base = questions.base(nom, etat)

if base is None:
    saisies.perdue(present)
else:
    # Ce que l'on change
    voulue = saisies.grille(
        base,
        questions.schema(nom),
        questions.territoires_nommes(),
        etat=etat,
        lecture_seule=not droits.ecrire,
    )
    projet = questions.projet(nom, base, voulue)
    if etat != present and not projet.gestes:
        saisies.reprendre(present)
        saisies.recommencer()
    saisies.refus(projet.rapport, questions.schema(nom))
    tranche = questions.tranche(projet, *saisies.trancher(projet.conflits))
    saisies.changements(tranche.gestes)
    saisies.enregistrer(tranche.enregistrable, droits, lambda: questions.enregistrer(tranche))

    # Ce que l'on emporte
    cadres.emporter(
        f"saisie-{nom}", {("La table telle que saisie (CSV)", "csv"): lambda: tables.to_csv(voulue)}
    )

saisies.journal(
    *questions.journal(),
    droits,
    questions.annulation,
    lambda saisie: questions.annuler(saisie, depots.empreinte()),
)
