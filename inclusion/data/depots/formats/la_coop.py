"""La Coop de la médiation numérique : ses exports d'activités (XLSX, une ligne par accompagnement) → des comptes.

Deux dessins de colonnes se rencontrent : une ligne par participant (« 2/7 », commune à part), et l'ancien, une ligne par
activité (« Nombre de participants », lieu en un texte). Rien de ce qui désigne une personne n'est lu : les colonnes
utiles sont choisies, toutes les autres sont oubliées avant le contrôle. Du nom du médiateur il ne reste que l'en-tête :
elle dit que l'export est celui d'un coordinateur, qui réunit plusieurs médiateurs.
"""

import re
from dataclasses import replace

import pandas as pd

from inclusion.data.depots.correspondance import Converti
from inclusion.data.depots.fichiers import Brut, IllisibleError
from inclusion.data.depots.formats import Agregation, Format
from inclusion.data.depots.formats import la_coop_valeurs as valeurs
from inclusion.data.depots.formats.la_coop_reunion import reunir
from inclusion.data.depots.fusion import Lot
from inclusion.model.anomalies import Anomalie, Gravite
from inclusion.model.formats.dates import jour
from inclusion.model.formats.texte import cle
from inclusion.model.francais import enumeration, pluriel

PUBLIC = "La Coop de la médiation numérique"
SEUL = " (un seul médiateur)"
D_UN_SEUL = (
    "export d'un seul médiateur : ses mois y remplacent, commune par commune, ce qui en était connu, et l'activité des "
    "autres médiateurs n'y est pas"
)
REMEDE_SEUL = (
    "Préférer l'export d'un coordinateur, sans filtre : il réunit tous les médiateurs qu'il coordonne."
)
REMEDE_FILTRES = (
    "Dans La Coop, retirer ces filtres et exporter de nouveau : seuls la période, les communes et le département peuvent "
    "être choisis. Depuis l'interface, demander le document sans filtre et réunir toutes ses pages."
)
MOIS_ENTAME = "période qui ne couvre pas des mois entiers : les mois entamés ne sont comptés qu'en partie"
REMEDE_MOIS = "Exporter de nouveau du premier au dernier jour d'un mois : ce dépôt sera remplacé."
UTILES = {
    "date": ("date", "attributes date"),
    "type": ("attributes type", "type"),
    "participants": ("participants", "nombre de participants", "attributes accompagnements"),
    "canal": ("canaux d accompagnement", "attributes type lieu"),
    "lieu": ("lieu",),
    "commune": ("commune", "attributes lieu commune"),
    "code_postal": ("code postal", "attributes lieu code postal"),
    "code_insee": ("code insee", "attributes lieu code insee"),
    "duree": ("duree min", "duree", "attributes duree"),
    "thematiques": ("thematique s d accompagnement", "thematiques", "attributes thematiques"),
    "autonomie": (
        *("niveau d autonomie ou de l atelier", "niveau d autonomie du beneficiaire", "niveau d autonomie"),
        "attributes autonomie",
    ),
    "reoriente": (
        *("beneficiaire reoriente", "le beneficiaire est il oriente vers une autre structure"),
        "attributes oriente vers structure",
    ),
    "redirection": ("structure de redirection", "attributes structure de redirection"),
    "materiel": ("materiel numerique utilise", "attributes materiel"),
    "mediateurs": ("nom du mediateur", "attributes mediateur id"),
    "suppression": ("attributes suppression",),
}
EXIGEES = ("date", "type", "canal", "thematiques")
LIEU = re.compile(r"(\d{5})\s+([^,\n]+)$")
AILLEURS = {"mois": "date", "accompagnements": "participants", "thematique": "thematiques"}


def _colonnes(brut: Brut) -> dict[str, str]:
    """Ce que dit une colonne → son nom dans le fichier."""
    lues = {cle(c): c for c in reversed(brut.colonnes)}
    trouvees = {quoi: next((lues[n] for n in noms if n in lues), "") for quoi, noms in UTILES.items()}
    return {quoi: colonne for quoi, colonne in trouvees.items() if colonne}


def reconnait(brut: Brut) -> float:
    """La date, le type, le canal et les thématiques d'activités : le dessin des exports de La Coop."""
    return 0.98 if set(EXIGEES) <= set(_colonnes(brut)) else 0


def preparer(brut: Brut) -> Brut:
    """Le tableau réduit à ce qui ne désigne personne ; d'un lieu écrit en un texte, il ne reste que sa commune."""
    colonnes = _colonnes(brut)
    table = brut.table[[c for c in brut.colonnes if c in colonnes.values()]]
    if "mediateurs" in colonnes:
        table = table.assign(**{colonnes["mediateurs"]: ""})
    if "lieu" in colonnes:
        communes = [LIEU.search(lu.strip()) for lu in table[colonnes["lieu"]]]
        table = table.assign(**{colonnes["lieu"]: [c[0] if c else "" for c in communes]})
    return replace(
        brut,
        table=table,
        anomalies=tuple(replace(a, valeur_lue="", valeur_gardee="") for a in brut.anomalies),
        mal_formees=tuple((ligne, "") for ligne, _ in brut.mal_formees),
    )


def _lu(brut: Brut) -> pd.DataFrame:
    """Les colonnes utiles sous un même nom, `""` pour celles que le fichier n'a pas ; la commune d'un lieu en un texte."""
    colonnes = _colonnes(brut)
    lu = pd.DataFrame(
        {quoi: brut.table[colonnes[quoi]].str.strip() if quoi in colonnes else "" for quoi in UTILES},
        index=brut.table.index,
        dtype="str",
    )
    dits = [LIEU.search(texte) for texte in lu["lieu"]]
    return lu.assign(
        code_postal=lu["code_postal"].mask(lu["code_postal"].eq(""), [d[1] if d else "" for d in dits]),
        commune=lu["commune"].mask(lu["commune"].eq(""), [d[2].strip() if d else "" for d in dits]),
        mois=[jour(d).valeur[:7] for d in lu["date"]],
        accompagnements=[
            0 if supprime else valeurs.accompagnements(p)
            for p, supprime in zip(lu["participants"], lu["suppression"].ne(""), strict=True)
        ],
    )


def exiger_tout(brut: Brut) -> None:
    """Lève `IllisibleError` si l'export n'a qu'une part de l'activité : comptée, elle passerait pour le tout."""
    if brut.perimetre.filtres:
        filtres = enumeration(list(brut.perimetre.filtres))
        raise IllisibleError(
            f"{PUBLIC} : export restreint ({filtres}), qui ne dit qu'une part de l'activité. {REMEDE_FILTRES}"
        )


def convertir(brut: Brut) -> Converti:
    """Une rangée par ligne : mois, commune, type, thématique, canal, durée, accompagnements, autonomie ; et l'annexe."""
    exiger_tout(brut)
    lu = _lu(brut)
    colonnes = _colonnes(brut)
    listes = [valeurs.thematiques(t) for t in lu["thematiques"]]
    demarche = lu["type"].map(cle).str.contains("demarche")
    premieres = pd.Series([t[0] if t else "" for t in listes], index=lu.index, dtype="str")
    table = lu[["mois", "code_insee", "commune", "code_postal"]].assign(
        type=[valeurs.type_d_activite(t) for t in lu["type"]],
        thematique=premieres.mask(demarche, valeurs.DEMARCHES),
        canal=[valeurs.canal(c) for c in lu["canal"]],
        duree=[valeurs.duree(d) for d in lu["duree"]],
        accompagnements=lu["accompagnements"].astype("str"),
        autonomie=[valeurs.autonomie(a, t) for a, t in zip(lu["autonomie"], lu["type"], strict=True)],
    )
    seul = "mediateurs" not in colonnes
    lues = {c: colonnes.get(AILLEURS.get(c, c), "") for c in table.columns}
    lues["code_insee"] = lues["code_insee"] or colonnes.get("lieu", "")
    return Converti(
        "activites",
        table.reset_index(drop=True),
        brut.lignes,
        {cible: colonne for cible, colonne in lues.items() if colonne},
        (*brut.anomalies, *_plusieurs(brut, listes), *_reserves(brut, seul=seul)),
        tuple(colonnes[quoi] for quoi in ("mediateurs",) if quoi in colonnes),
        annexe=_annexe(lu, listes, demarche).assign(
            reunit=not seul and not brut.perimetre.communes,
            arrete=brut.perimetre.au or brut.perimetre.arrete,
        ),
        precision=SEUL if seul else "",
    )


def _annexe(lu: pd.DataFrame, listes: list[list[str]], demarche: pd.Series) -> pd.DataFrame:
    """Ce qu'une ligne dit de plus que la table : toutes ses thématiques, le matériel, la réorientation."""
    toutes = [
        "|".join(dict.fromkeys([*([valeurs.DEMARCHES] if d else []), *liste]))
        for liste, d in zip(listes, demarche, strict=True)
    ]
    dites = zip(lu["redirection"], lu["reoriente"], strict=True)
    return pd.DataFrame(
        {
            "thematique": toutes,
            "demarche": ["|".join(valeurs.demarches(t)) for t in lu["thematiques"]],
            "materiel": ["|".join(valeurs.materiels(m)) for m in lu["materiel"]],
            "redirection": [valeurs.redirection(structure, oui) for structure, oui in dites],
        },
        dtype="str",
    )


def _reserves(brut: Brut, *, seul: bool) -> list[Anomalie]:
    """Ce que cet export ne dit pas de son territoire ou de ses mois : c'est dit une fois."""
    ou, dites = brut.perimetre, []
    if seul:
        dites.append((D_UN_SEUL, REMEDE_SEUL))
    entiers = ou.du[8:] in {"", "01"} and (not ou.au or pd.Timestamp(ou.au).is_month_end)
    if not entiers:
        dites.append((MOIS_ENTAME, REMEDE_MOIS))
    premiere = brut.lignes[0] if brut.lignes else 1
    return [Anomalie(premiere, "", "", "", regle, Gravite.A_VERIFIER, remede) for regle, remede in dites]


def _plusieurs(brut: Brut, listes: list[list[str]]) -> list[Anomalie]:
    """Une activité a plusieurs thématiques, la table n'en garde qu'une : c'est dit une fois, avec le nombre de lignes."""
    lignes = [ligne for ligne, liste in zip(brut.lignes, listes, strict=True) if len(liste) > 1]
    if not lignes:
        return []
    regle = f"plusieurs thématiques, la première citée est gardée : {pluriel(len(lignes), 'ligne')}"
    return [Anomalie(lignes[0], _colonnes(brut)["thematiques"], "", "", regle, Gravite.CORRIGE)]


FORMATS = (
    Format(
        "la-coop-activites",
        "La Coop : export des activités → comptes par mois et commune, répartitions par année",
        "activites",
        reconnait,
        convertir,
        PUBLIC,
        preparer,
        Agregation(
            reunir,
            {
                "activites": Lot(("mois", "code_insee")),
                "statistiques_mediation": Lot(
                    ("code_insee", "compte", "repartition"), periode=("debut", "fin")
                ),
            },
        ),
    ),
)
