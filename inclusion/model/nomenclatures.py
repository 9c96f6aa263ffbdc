"""Listes fermées du domaine : code écrit dans les tables, libellé montré, description.

Les valeurs nationales (schéma des lieux de médiation numérique v1.0.2) s'écrivent telles quelles : leur code
est leur libellé, avec l'apostrophe droite. Les listes du projet ont un code ASCII et un libellé français.
"""

from collections.abc import Iterable
from dataclasses import dataclass

SEPARATEUR = "|"
NON_RENSEIGNE = "Non renseigné"


@dataclass(frozen=True)
class Valeur:
    """Une valeur admise : ce qu'on écrit, ce qu'on montre, ce que cela veut dire."""

    code: str
    libelle: str
    description: str = ""


def _telles_quelles(*libelles: str) -> tuple[Valeur, ...]:
    """Des valeurs dont le code est le libellé."""
    return tuple(Valeur(libelle, libelle) for libelle in libelles)


# Lieux : schéma national v1.0.2 ----------------------------------------------------------------------------

SERVICES = _telles_quelles(
    "Aide aux démarches administratives",
    "Maîtrise des outils numériques du quotidien",
    "Insertion professionnelle via le numérique",
    "Utilisation sécurisée du numérique",
    "Parentalité et éducation avec le numérique",
    "Loisirs et créations numériques",
    "Compréhension du monde numérique",
    "Accès internet et matériel informatique",
    "Acquisition de matériel informatique à prix solidaire",
)

GROUPES_SERVICES: dict[str, tuple[str, ...]] = {
    "Aide aux démarches": (
        "Aide aux démarches administratives",
        "Insertion professionnelle via le numérique",
    ),
    "Compétences numériques de base": (
        "Maîtrise des outils numériques du quotidien",
        "Utilisation sécurisée du numérique",
    ),
    "Culture numérique": (
        "Parentalité et éducation avec le numérique",
        "Loisirs et créations numériques",
        "Compréhension du monde numérique",
    ),
    "Matériel informatique": (
        "Accès internet et matériel informatique",
        "Acquisition de matériel informatique à prix solidaire",
    ),
}
"""Les 9 services regroupés comme sur une fiche de lieu ; chaque service est dans un seul groupe."""

TYPOLOGIES = (
    Valeur("ACI", "Structures porteuses d'ateliers et chantiers d'insertion"),
    Valeur("ACIPHC", "SIAE — Atelier chantier d'insertion premières heures en chantier"),
    Valeur("AFPA", "Agence nationale pour la formation professionnelle des adultes"),
    Valeur("AI", "Associations intermédiaires"),
    Valeur("ASE", "Aide sociale à l'enfance"),
    Valeur("ASSO", "Associations"),
    Valeur("ASSO_CHOMEUR", "Associations de chômeurs"),
    Valeur("Autre", "Autre"),
    Valeur("AVIP", "Crèche à vocation d'insertion professionnelle"),
    Valeur("BIB", "Bibliothèque / Médiathèque"),
    Valeur(
        "CAARUD", "Centre d'accueil et d'accompagnement à la réduction de risques pour usagers de drogues"
    ),
    Valeur("CADA", "Centres d'accueil de demandeurs d'asile"),
    Valeur("CAF", "Caisses d'allocation familiale"),
    Valeur("CAP_EMPLOI", "Cap Emploi"),
    Valeur("CAVA", "Centres d'adaptation à la vie active"),
    Valeur("CC", "Communautés de Commune"),
    Valeur("CCAS", "Centres communaux d'action sociale"),
    Valeur("CCONS", "Chambres consulaires"),
    Valeur("CD", "Conseils Départementaux"),
    Valeur("CDAS", "Centre départemental d'action sociale"),
    Valeur("CFP", "Centre des finances publiques"),
    Valeur("CHRS", "Centres d'hébergement et de réinsertion sociale"),
    Valeur("CHU", "Centres d'hébergement d'urgence"),
    Valeur("CIAS", "Centres intercommunaux d'action sociale"),
    Valeur("CIDFF", "Centres d'information sur les droits des femmes et des familles"),
    Valeur("CITMET", "Cité des métiers"),
    Valeur("CMP", "Centre Médico Psychologique"),
    Valeur("CMS", "Centre médico-social"),
    Valeur("CPAM", "Caisse primaire d'assurance maladie"),
    Valeur("CPH", "Centres provisoires d'hébergement"),
    Valeur("CS", "Centre social"),
    Valeur("CSAPA", "Centre de soins, d'accompagnement et de prévention en addictologie"),
    Valeur("CSC", "Centre socioculturel"),
    Valeur("DEETS", "Directions de l'Economie, de l'Emploi, du Travail et des Solidarités"),
    Valeur("DEPT", "Services sociaux du Conseil départemental"),
    Valeur("DIPLP", "Délégation interministérielle à la prévention et à la lutte contre la pauvreté"),
    Valeur("E2C", "École de la deuxième chance"),
    Valeur("EA", "Entreprise adaptée"),
    Valeur("EATT", "Entreprise adaptée"),
    Valeur("EI", "Entreprises d'insertion"),
    Valeur("EITI", "Entreprises d'insertion par le travail indépendant"),
    Valeur("ENM", "Espace Numérique Mobile"),
    Valeur("EPCI", "Intercommunalité"),
    Valeur("EPI", "Espace Public Internet"),
    Valeur("EPIDE", "Établissement pour l'insertion dans l'emploi"),
    Valeur("EPN", "Espace publique numérique"),
    Valeur("ES", "Épicerie solidaire"),
    Valeur("ESAT", "Établissements ou services d'aide par le travail"),
    Valeur("ESS", "Entreprise de l'Économie Sociale et Solidaire"),
    Valeur("ETTI", "Entreprises de travail temporaire d'insertion"),
    Valeur("EVS", "Espace de vie sociale"),
    Valeur("FABLAB", "Fablab"),
    Valeur("FABRIQUE", "Fabrique"),
    Valeur("FAIS", "Fédérations d'acteurs de l'insertion et de la solidarité"),
    Valeur("FT", "France travail"),
    Valeur("GEIQ", "Groupements d'employeurs pour l'insertion et la qualification"),
    Valeur("HUDA", "Hébergement d'urgence pour demandeurs d'asile"),
    Valeur("LA_POSTE", "La Poste"),
    Valeur("MDE", "Maison de l'emploi"),
    Valeur("MDEF", "Maison de l'emploi et de la formation"),
    Valeur("MDH", "Maison des Habitants"),
    Valeur("MDPH", "Maison Départementale des Personnes Handicapées"),
    Valeur("MDS", "Maison Départementale des Solidarités"),
    Valeur("MJC", "Maison des jeunes et de la culture"),
    Valeur("ML", "Mission Locale"),
    Valeur("MQ", "Maison de quartier"),
    Valeur("MSA", "Mutualité Sociale Agricole"),
    Valeur("MSAP", "Maison de Services Au Public"),
    Valeur("MUNI", "Municipalités"),
    Valeur("OACAS", "Structures agréées Organisme d'accueil communautaire et d'activité solidaire"),
    Valeur("ODC", "Organisation délégataire d'un CD"),
    Valeur("OF", "Organisme de formations"),
    Valeur("OIL", "Opérateur d'intermédiation locative"),
    Valeur("OPCS", "Organisation porteuse de la clause sociale"),
    Valeur("PAD", "Point d'Accès au Droit"),
    Valeur("PENSION", "Pension de famille"),
    Valeur("PI", "Point info"),
    Valeur("PIJ_BIJ", "Points et bureaux information jeunesse"),
    Valeur("PIMMS", "Point Information Médiation Multi Services"),
    Valeur("PJJ", "Protection judiciaire de la jeunesse"),
    Valeur("PLIE", "Plans locaux pour l'insertion et l'emploi"),
    Valeur("PREF", "Préfecture, Sous-Préfecture"),
    Valeur("PREVENTION", "Service ou club de prévention"),
    Valeur("REG", "Région"),
    Valeur("RELAIS_LECTURE", "Relais lecture"),
    Valeur("RESSOURCERIE", "Ressourcerie"),
    Valeur("RFS", "Réseau France Services"),
    Valeur("RS_FJT", "Résidence sociale - Foyer de Jeunes Travailleurs"),
    Valeur("SCP", "Services et clubs de prévention"),
    Valeur("SPIP", "Services pénitentiaires d'insertion et de probation"),
    Valeur("TIERS_LIEUX", "Tiers lieu & coworking"),
    Valeur("UDAF", "Union Départementale d'Aide aux Familles"),
)

# Lieux : familles lisibles sur une carte -------------------------------------------------------------------

FAMILLES = (
    Valeur("france_services", "France services", "Espace labellisé, qui que ce soit qui le porte"),
    Valeur("la_poste", "La Poste", "Bureau de poste sans label France services"),
    Valeur("mediatheque", "Médiathèque", "Bibliothèque, médiathèque, relais lecture"),
    Valeur("solidarites", "Solidarités", "EDeS, CCAS, centre médico-social : l'action sociale publique"),
    Valeur("tiers_lieu_fablab", "Tiers-lieu, fablab", "Tiers-lieu, fablab, espace public numérique"),
    Valeur("mairie_collectivite", "Mairie, collectivité", "Mairie et annexe, intercommunalité, Département"),
    Valeur("social_association", "Association, centre social", "Association, vie sociale, insertion"),
    Valeur("autre", "Autre", "Opérateur de l'État, formation, soin, ou typologie non renseignée"),
)

TYPOLOGIES_PAR_FAMILLE: dict[str, tuple[str, ...]] = {
    "france_services": ("RFS", "MSAP"),
    "la_poste": ("LA_POSTE",),
    "mediatheque": ("BIB", "RELAIS_LECTURE"),
    "solidarites": (
        *("ASE", "CCAS", "CDAS", "CIAS", "CMS", "DEPT", "DIPLP", "MDPH", "MDS", "ODC", "PLIE"),
        *("PREVENTION", "SCP"),
    ),
    "tiers_lieu_fablab": ("ENM", "EPI", "EPN", "FABLAB", "FABRIQUE", "TIERS_LIEUX"),
    "mairie_collectivite": ("CC", "CD", "EPCI", "MUNI", "REG"),
    "social_association": (
        *("ACI", "ACIPHC", "AI", "ASSO", "ASSO_CHOMEUR", "AVIP", "CADA", "CAVA", "CHRS", "CHU", "CIDFF"),
        *("CPH", "CS", "CSC", "EI", "EITI", "ES", "ESS", "ETTI", "EVS", "FAIS", "HUDA", "MDH", "MJC", "MQ"),
        *("OACAS", "OIL", "OPCS", "PENSION", "PIMMS", "RESSOURCERIE", "RS_FJT", "UDAF"),
    ),
    "autre": (
        *("AFPA", "Autre", "CAARUD", "CAF", "CAP_EMPLOI", "CCONS", "CFP", "CITMET", "CMP", "CPAM", "CSAPA"),
        *("DEETS", "E2C", "EA", "EATT", "EPIDE", "ESAT", "FT", "GEIQ", "MDE", "MDEF", "ML", "MSA", "OF"),
        *("PAD", "PI", "PIJ_BIJ", "PJJ", "PREF", "SPIP"),
    ),
}
"""Chaque typologie nationale est dans une seule famille (choix du projet, à discuter ici)."""

# Toutes les listes -----------------------------------------------------------------------------------------

NOMENCLATURES: dict[str, tuple[Valeur, ...]] = {
    # Lieux
    "services": SERVICES,
    "publics_specifiquement_adresses": _telles_quelles(
        "Jeunes", "Étudiants", "Familles et/ou enfants", "Seniors", "Femmes"
    ),
    "prise_en_charge_specifique": _telles_quelles(
        "Surdité",
        "Handicaps moteurs",
        "Handicaps mentaux",
        "Illettrisme",
        "Langues étrangères (anglais)",
        "Langues étrangères (autres)",
        "Déficience visuelle",
    ),
    "modalites_accompagnement": _telles_quelles(
        "En autonomie", "Accompagnement individuel", "Dans un atelier collectif", "À distance"
    ),
    "modalites_acces": _telles_quelles(
        "Se présenter",
        "Téléphoner",
        "Contacter par mail",
        "Prendre un RDV en ligne",
        "Ce lieu n'accueille pas de public",
        "Envoyer un mail avec une fiche de prescription",
    ),
    "frais_a_charge": _telles_quelles("Gratuit", "Gratuit sous condition", "Payant"),
    "itinerance": _telles_quelles("Itinérant", "Fixe"),
    "dispositif_programmes_nationaux": _telles_quelles(
        "Aidants Connect",
        "Bibliothèques numérique de référence",
        "Certification PIX",
        "Conseillers numériques",
        "Emmaüs Connect",
        "France Services",
        "Grande école du numérique",
        "La Croix Rouge",
        "Point d'accès numérique CAF",
        "Promeneurs du net",
        "Relais numérique (Emmaüs Connect)",
    ),
    "formations_labels": (
        *_telles_quelles(
            "Formé à « Mon Espace Santé »",
            "Formé à « DUPLEX » (illettrisme)",
            "Arnia/MedNum BFC (Bourgogne-Franche-Comté)",
            "Collectif ressources et acteurs réemploi (Normandie)",
        ),
        Valeur("Étapes numériques (La Poste)", "Étapes numériques (La Poste)", "Label ancien"),
        *_telles_quelles(
            "Fabriques de Territoire",
            "Les Éclaireurs du numérique (Drôme)",
            "Mes Papiers (Métropole de Lyon)",
            "ORDI 3.0",
            "SUD LABS (PACA)",
        ),
    ),
    "typologie": TYPOLOGIES,
    "famille": FAMILLES,
    "fraicheur": (
        Valeur("a_jour", "À jour", "Mise à jour il y a moins de 6 mois"),
        Valeur("a_surveiller", "À surveiller", "Mise à jour il y a 6 à 12 mois"),
        Valeur("a_verifier", "À vérifier", "Mise à jour il y a 12 à 18 mois"),
        Valeur("a_actualiser", "À actualiser", "Mise à jour il y a plus de 18 mois, ou jamais datée"),
    ),
    "etat_horaires": (
        Valeur("connus", "Connus", "Horaires renseignés et compris"),
        Valeur("inconnus", "Inconnus", "Horaires non renseignés"),
        Valeur("non_compris", "Non compris", "Horaires renseignés, mais illisibles pour l'observatoire"),
    ),
    "precision_localisation": (
        Valeur("adresse", "À l'adresse", "Position de l'adresse exacte"),
        Valeur("rue", "À la rue", "Position de la voie ou du quartier"),
        Valeur("commune", "À la commune", "Position du chef-lieu, faute d'adresse"),
    ),
    "nature": (
        Valeur("reel", "Réel", "Constaté, avec sa source et sa date"),
        Valeur("demonstration", "Démonstration", "Engendré pour montrer l'écran, sans valeur réelle"),
    ),
    # Territoires
    "nature_epci": (
        Valeur("CC", "Communauté de communes"),
        Valeur("CA", "Communauté d'agglomération"),
        Valeur("CU", "Communauté urbaine"),
        Valeur("METRO", "Métropole"),
    ),
    "chef_lieu_origine": (
        Valeur("mairie", "Mairie", "Point de la mairie"),
        Valeur("interieur", "Point intérieur", "Point pris dans la commune, la mairie étant mal située"),
    ),
    "sorte_rattachement": (
        Valeur("quartier", "Quartier", "Partie d'une commune, souvent avec son code postal"),
        Valeur("ancienne_commune", "Ancienne commune", "Commune fusionnée, associée ou déléguée"),
        Valeur("usage", "Nom d'usage", "Autre nom que celui du code officiel géographique"),
    ),
    "indice_commune": (
        Valeur("ifn", "Fragilité numérique (IFN)", "Score publié, jamais recalculé ici"),
        Valeur("pauvrete_ircom", "Foyers à bas revenu (IRCOM)", "Part des foyers à revenu ≤ 12 000 €, DGFiP"),
        Valeur(
            "sans_diplome", "Sans diplôme", "Part des non-scolarisés de 15 ans et plus peu ou pas diplômés"
        ),
        Valeur("menages_seuls", "Ménages d'une personne"),
        Valeur("familles_monoparentales", "Familles monoparentales"),
        Valeur("part_65_plus", "65 ans et plus"),
        Valeur("part_25_moins", "25 ans et moins"),
        Valeur("demandeurs_emploi", "Demandeurs d'emploi"),
        Valeur(
            "non_couverture_thd",
            "Locaux sans très haut débit",
            "Part NON couverte : la source la nomme couverture",
        ),
    ),
    "echelle_indice": (
        Valeur("base_100", "Base 100"),
        Valeur("moins10_10", "De −10 à +10"),
        Valeur("0_10", "De 0 à 10"),
        Valeur("pourcent", "Pour cent"),
    ),
    "decision_doublon": (
        Valeur("meme_lieu", "Même lieu", "Les deux fiches ont été réunies"),
        Valeur("distincts", "Lieux distincts", "La paire n'est plus proposée"),
    ),
    # Réseau
    "etat_poste": (
        Valeur("occupe", "Occupé", "Une personne est en poste"),
        Valeur("vacant", "Vacant", "Poste attribué, sans personne recrutée"),
        Valeur("rendu", "Rendu", "Poste abandonné par l'employeur"),
    ),
    "typologie_poste": (
        Valeur("conum", "Conseiller numérique"),
        Valeur("coordo", "Coordinateur"),
        Valeur("dns", "dns", "Code national, que sa source ne développe pas"),
    ),
    "nature_employeur": (
        Valeur("commune", "Commune ou CCAS"),
        Valeur("epci", "Intercommunalité"),
        Valeur("departement", "Département"),
        Valeur("region", "Région"),
        Valeur("etat", "État"),
        Valeur("operateur", "Opérateur ou chambre consulaire"),
        Valeur("association", "Association"),
        Valeur("entreprise", "Entreprise privée"),
    ),
    "formation_poste": (
        Valeur("forme", "Formé", "Formation initiale suivie, certification non précisée"),
        Valeur("PIX", "PIX"),
        Valeur("REMN", "REMN", "Responsable d'espace de médiation numérique, CCP2 compris"),
        Valeur("CCP1", "CCP1"),
        Valeur("Sans formation", "Sans formation"),
    ),
    "type_animation": (
        Valeur("animation", "Animation", "Réunion, groupe de travail, webinaire"),
        Valeur("evenement", "Évènement", "Journée, temps fort, rencontre du public"),
        Valeur("partenariat", "Partenariat", "Rendez-vous ou travail avec un partenaire"),
    ),
    "theme_animation": _telles_quelles(
        "Échanges de bonnes pratiques",
        "Maillage territorial",
        "Soutien technique et/ou organisationnel",
        "Projet / Parcours professionnel",
        "Soutien RH auprès des structures",
        "Grand public",
        "National",
        "Journée d'inclusion numérique",
        "NEC local",
        "Conception de parcours usager",
        "Recherche de subvention",
        "Journée de coordination départementale",
        "Rendez-vous avec un·e élu·e",
        "Autre",
    ),
    # Partenaires et appel à projets
    "type_partenaire": (
        Valeur("etat", "État"),
        Valeur("region", "Région"),
        Valeur("departement", "Département"),
        Valeur("epci", "Intercommunalité"),
        Valeur("commune", "Commune ou CCAS"),
        Valeur("operateur", "Opérateur de services ou chambre consulaire"),
        Valeur("association", "Association"),
        Valeur("entreprise", "Entreprise privée"),
    ),
    "statut_partenaire": (
        Valeur("identifie", "Identifié", "Repéré par l'animateur, pas encore contacté"),
        Valeur("contacte", "Contacté", "Un échange a eu lieu"),
        Valeur("signataire", "Signataire", "A signé son adhésion au réseau"),
        Valeur("sorti", "Sorti", "A quitté le réseau"),
    ),
    "type_relation": (
        Valeur("finance", "Finance"),
        Valeur("emploie", "Emploie"),
        Valeur("heberge", "Héberge"),
        Valeur("oriente_vers", "Oriente vers"),
        Valeur("conventionne", "Conventionne avec"),
    ),
    "etape_parcours": (
        Valeur("reperer", "Repérer", "Voir qu'une personne a besoin d'aide"),
        Valeur("orienter", "Orienter", "L'adresser au bon lieu"),
        Valeur("accompagner", "Accompagner", "L'aider à faire, puis à faire seule"),
        Valeur("equiper", "Équiper", "Lui procurer un matériel"),
    ),
    "statut_candidature": (
        Valeur("deposee", "Déposée"),
        Valeur("en_cours", "En cours d'instruction"),
        Valeur("acceptee", "Acceptée"),
        Valeur("refusee", "Refusée"),
        Valeur("retiree", "Retirée"),
    ),
    # Feuilles de route et indicateurs
    "perimetre": (
        Valeur("regional", "Régional"),
        Valeur("departemental", "Départemental"),
        Valeur("epci", "EPCI ou groupement de communes"),
    ),
    "statut_feuille_de_route": (
        Valeur("non_engagee", "Non engagée"),
        Valeur("diagnostic", "Diagnostic"),
        Valeur("redaction", "Rédaction"),
        Valeur("adoptee", "Adoptée"),
        Valeur("deployee", "Déployée"),
    ),
    "axe": (
        Valeur("I", "Accès aux droits via le numérique pour les publics fragiles"),
        Valeur("II", "Parcours numérique usager"),
        Valeur("III", "Filière de collecte, reconditionnement-recyclage et distribution de matériel"),
    ),
    "statut_action": (
        Valeur("a_venir", "À venir"),
        Valeur("a_discuter", "À discuter"),
        Valeur("en_cours", "En cours"),
        Valeur("realise", "Réalisé"),
        Valeur("en_retard", "En retard"),
        Valeur("en_pause", "En pause"),
        Valeur("bloque", "Bloqué"),
        Valeur("abandonne", "Abandonné"),
    ),
    "priorite": (Valeur("eleve", "Élevé"), Valeur("moyen", "Moyen"), Valeur("bas", "Bas")),
    "statut_decision": (
        Valeur("a_faire", "À faire"),
        Valeur("en_cours", "En cours"),
        Valeur("fait", "Fait"),
        Valeur("abandonne", "Abandonné"),
    ),
    "sens": (
        Valeur("hausse", "Doit monter"),
        Valeur("baisse", "Doit descendre"),
        Valeur("neutre", "Sans sens", "Décrit, ne se juge pas"),
    ),
    "niveau_indicateur": (
        Valeur("moyen", "Moyen", "Ce que l'on engage : budget, postes"),
        Valeur("activite", "Activité", "Ce que l'on fait"),
        Valeur("realisation", "Réalisation", "Ce que l'on livre"),
        Valeur("resultat", "Résultat", "Ce qui change pour les habitants"),
        Valeur("contexte", "Contexte", "Ce qui ne dépend pas de la feuille de route"),
    ),
    "mode_calcul": (
        Valeur("calcule", "Calculé", "Par l'observatoire, depuis ses tables"),
        Valeur("saisi", "Saisi", "Saisi ou importé par la personne responsable"),
        Valeur("calcule_ou_saisi", "Calculé, à défaut saisi"),
        Valeur("export_coop", "Tiré d'un export", "Exports La Coop ou conseillers numériques"),
    ),
    "qualite": (
        Valeur("A", "A : fiable", "Source publique complète, définition stable"),
        Valeur(
            "B", "B : utilisable avec réserve", "Source partielle, ou estimation dont l'erreur est connue"
        ),
        Valeur("C", "C : indicative", "Déclarative, partielle, ou pas encore éprouvée"),
    ),
    "frequence": (
        Valeur("mensuelle", "Mensuelle"),
        Valeur("trimestrielle", "Trimestrielle"),
        Valeur("semestrielle", "Semestrielle"),
        Valeur("annuelle", "Annuelle"),
    ),
    # Parcours et activités
    "etape_usager": (
        Valeur("repere", "Repérée", "Le besoin d'une personne a été vu"),
        Valeur("oriente", "Orientée", "La personne a été adressée à un lieu"),
        Valeur("accompagne", "Accompagnée", "La personne a été reçue et aidée"),
        Valeur("autonome", "Autonome", "La personne fait seule"),
    ),
    "structure_redirection": _telles_quelles(
        "Administration (mairie, préfecture…)",
        "Autre structure de médiation numérique",
        "Opérateur ou organisme en charge de la démarche administrative",
        "Structure d'aide sociale",
        "Structure d'insertion professionnelle",
        "Structure d'aide aux démarches administratives (France Services…)",
        "Autre",
    ),
    "type_activite": _telles_quelles("Accompagnement individuel", "Atelier collectif"),
    "thematique_mediation": _telles_quelles(
        "Diagnostic numérique",
        "Prendre en main du matériel",
        "Maintenance de matériel",
        "Gérer ses contenus numériques",
        "Navigation sur internet",
        "E-mail",
        "Bureautique",
        "Réseaux sociaux communication",
        "Santé",
        "Banque et achats en ligne",
        "Accompagner un professionnel",
        "Insertion professionnelle",
        "Prévention en sécurité numérique",
        "Parentalité",
        "Scolarité et numérique",
        "Créer avec le numérique",
        "Culture numérique",
        "Intelligence artificielle (IA)",
        "Aide aux démarches administratives",
    ),
    "canal_activite": _telles_quelles("Lieu d'activité", "À domicile", "À distance", "Autre lieu"),
    "duree_activite": _telles_quelles("Moins de 30 min", "30min à 1 h", "1 h à 2 h", "2 h et plus"),
    "autonomie": _telles_quelles("Avec guidage", "Autonome avec guidage en cas de besoin", "Autonome"),
    "repartition_mediation": (
        Valeur("total", "Total", "Le nombre d'accompagnements, ou d'activités, sans détail"),
        Valeur("mois", "Mois", "Par mois"),
        Valeur("type", "Type", "Accompagnement individuel, atelier collectif"),
        Valeur("thematique", "Thématique", "Thématiques de médiation ; une activité peut en avoir plusieurs"),
        Valeur("demarche", "Démarche", "Thématiques des démarches administratives"),
        Valeur("canal", "Canal", "Où l'activité a eu lieu"),
        Valeur("duree", "Durée", "Par classe de durée"),
        Valeur("materiel", "Matériel", "Matériel utilisé"),
        Valeur("autonomie", "Autonomie", "Par niveau d'autonomie constaté, accompagnements individuels"),
        Valeur("redirection", "Réorientation", "Par type de structure vers laquelle on réoriente"),
    ),
    "compte_mediation": (
        Valeur("accompagnements", "accompagnements", "Des passages : une personne compte à chaque fois"),
        Valeur(
            "activites",
            "activités",
            "Des rendez-vous ou des ateliers, quel que soit le nombre de participants",
        ),
    ),
    # Filière
    "categorie_equipement": (
        Valeur("portable", "Ordinateur portable"),
        Valeur("fixe", "Ordinateur fixe"),
        Valeur("ecran", "Écran"),
        Valeur("tablette", "Tablette"),
        Valeur("smartphone", "Smartphone"),
        Valeur("autre", "Autre"),
    ),
    "origine_equipement": (
        Valeur("particulier", "Particulier"),
        Valeur("entreprise", "Entreprise"),
        Valeur("collectivite", "Collectivité ou établissement public"),
        Valeur("association", "Association"),
        Valeur("decheterie", "Déchèterie ou point d'apport"),
        Valeur("autre", "Autre"),
    ),
    "etape_filiere": (
        Valeur("gisement", "Gisement", "Chez le détenteur, hors de la filière"),
        Valeur("promis", "Promis", "Don annoncé, pas encore collecté"),
        Valeur("collecte", "Collecté", "Entré dans la filière, en attente de diagnostic"),
        Valeur("diagnostique", "Diagnostiqué", "Testé, devenir à décider"),
        Valeur("reconditionnable", "Reconditionnable", "Bon pour l'atelier"),
        Valeur("reconditionne", "Reconditionné", "Remis en état, effacement fait"),
        Valeur("stock_pret", "Stock prêt", "Disponible à la distribution"),
        Valeur("distribue", "Distribué", "Remis à un bénéficiaire"),
        Valeur("en_usage", "En usage", "Encore utilisé lors du suivi"),
        Valeur("retour", "Retour", "Rendu ou en panne après distribution"),
        Valeur("echec_test", "Échec au test", "Remis en état mais refusé au contrôle"),
        Valeur("pieces", "Pièces", "Démonté pour ses pièces"),
        Valeur("recyclage", "Recyclage", "Remis à la filière des déchets électriques (DEEE)"),
        Valeur("rebut_dangereux", "Rebut dangereux", "Déchet dangereux, traité à part"),
    ),
    "etat_gisement": (
        Valeur("annonce", "Annoncé", "Dit par le donateur, sans date ferme"),
        Valeur("confirme", "Confirmé", "Date et quantité convenues"),
        Valeur("remis", "Remis", "Entré dans la filière"),
        Valeur("annule", "Annulé", "Le don n'aura pas lieu"),
    ),
    "statut_juridique": (
        Valeur("produit", "Produit", "N'a jamais été jeté : don, réemploi"),
        Valeur("dechet", "Déchet", "Jeté puis préparé à la réutilisation ou recyclé"),
    ),
    "role_filiere": (
        Valeur("ressourcerie", "Ressourcerie ou recyclerie"),
        Valeur("point_de_collecte_deee", "Point de collecte de déchets électriques (DEEE)"),
        Valeur("donateur", "Donateur"),
        Valeur("collecteur", "Collecteur"),
        Valeur("reconditionneur", "Atelier de reconditionnement"),
        Valeur("distributeur", "Distributeur"),
        Valeur("recycleur", "Recycleur"),
    ),
}

VIDES: dict[str, str] = {"statut_action": "Sans statut"}
"""Ce qui se lit quand la valeur manque, si ce n'est pas « Non renseigné »."""

_LIBELLES = {nom: {v.code: v.libelle for v in liste} for nom, liste in NOMENCLATURES.items()}
_FAMILLE_D_UNE_TYPOLOGIE = {
    typologie: famille for famille, typologies in TYPOLOGIES_PAR_FAMILLE.items() for typologie in typologies
}


def valeurs(nomenclature: str) -> tuple[str, ...]:
    """Les codes admis d'une liste, dans son ordre ; lève `KeyError` si la liste n'existe pas."""
    return tuple(_LIBELLES[nomenclature])


def libelle(nomenclature: str, code: str) -> str:
    """Le libellé d'un code ; vide → « Non renseigné » ; lève `KeyError` pour un code inconnu."""
    if not code:
        return VIDES.get(nomenclature, NON_RENSEIGNE)
    return _LIBELLES[nomenclature][code]


def famille(typologies: str, dispositifs: str) -> str:
    """La famille d'un lieu, d'après ses typologies et dispositifs nationaux (multivalués, séparés par « | »).

    Le label l'emporte : un bureau de poste labellisé France services est d'abord France services, car c'est
    ce que l'usager y trouve. Ensuite la première famille, dans l'ordre de `FAMILLES`, à laquelle une des
    typologies se rattache (un tiers-lieu associatif est un tiers-lieu). Sans typologie : « autre ».
    Lève `KeyError` pour une typologie hors de la liste nationale.
    """
    if "France Services" in dispositifs.split(SEPARATEUR):
        return "france_services"
    return _premiere(_FAMILLE_D_UNE_TYPOLOGIE[t] for t in typologies.split(SEPARATEUR) if t)


def _premiere(familles: Iterable[str]) -> str:
    """La première famille dans l'ordre de `FAMILLES` ; « autre » s'il n'y en a pas."""
    return min(familles, key=valeurs("famille").index, default="autre")
