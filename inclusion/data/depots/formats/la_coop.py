"""La Coop de la médiation numérique : ses exports d'activités (XLSX, une ligne par accompagnement) → des comptes.

Deux dessins de colonnes se rencontrent : une ligne par participant (« 2/7 », commune à part), et l'ancien, une ligne par
activité (« Nombre de participants », lieu en un texte). Rien de ce qui désigne une personne n'est lu : les colonnes
utiles sont choisies, toutes les autres sont oubliées avant le contrôle.
"""

import re
from dataclasses import replace
from functools import partial

import pandas as pd

from inclusion.data.depots.correspondance import Converti
from inclusion.data.depots.fichiers import Brut
from inclusion.data.depots.formats import Agregation, Format
from inclusion.data.depots.formats import la_coop_valeurs as valeurs
from inclusion.model.anomalies import Anomalie, Gravite
from inclusion.model.formats.dates import jour
from inclusion.model.formats.texte import cle
from inclusion.model.secret import SEUIL, regroupes

PUBLIC = "La Coop de la médiation numérique"
UTILES = {
    "date": ("date", "attributes date"),
    "type": ("type", "attributes type"),
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
    "suppression": ("attributes suppression",),
}
EXIGEES = ("date", "type", "canal", "thematiques")
LIEU = re.compile(r"(\d{5})\s+([^,\n]+)$")
ACTIVITES = ("mois", "code_insee", "type")
DETAILS = ("canal", "thematique", "autonomie", "duree")
"""Dans cet ordre, le détail qui se perd le moins d'abord : presque tout se passe au lieu d'activité."""
PARCOURS = ("mois", "code_insee", "etape")


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


def _converti(brut: Brut, table: pd.DataFrame, nom_table: str) -> Converti:
    colonnes = _colonnes(brut)
    lues = {"mois": "date", "effectif": "participants", "accompagnements": "participants"}
    lues |= {"thematique": "thematiques", "structure_redirection": "redirection"}
    dites = {cible: colonnes.get(lues.get(cible, cible), "") for cible in table.columns}
    if not dites.get("code_insee"):
        dites["code_insee"] = colonnes.get("lieu", "")
    return Converti(
        nom_table,
        table.reset_index(drop=True),
        brut.lignes,
        {cible: colonne for cible, colonne in dites.items() if colonne},
        brut.anomalies,
    )


def vers_activites(brut: Brut) -> Converti:
    """Une rangée par ligne : mois, commune, type, thématique, canal, durée, accompagnements, autonomie."""
    lu = _lu(brut)
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
    converti = _converti(brut, table, "activites")
    return replace(converti, anomalies=(*converti.anomalies, *_plusieurs(brut, listes)))


def _plusieurs(brut: Brut, listes: list[list[str]]) -> list[Anomalie]:
    """Une activité a plusieurs thématiques, la table n'en garde qu'une : c'est dit une fois, avec le nombre de lignes."""
    lignes = [ligne for ligne, liste in zip(brut.lignes, listes, strict=True) if len(liste) > 1]
    if not lignes:
        return []
    regle = f"plusieurs thématiques, la première citée est gardée : {len(lignes)} ligne(s)"
    return [Anomalie(lignes[0], _colonnes(brut)["thematiques"], "", "", regle, Gravite.CORRIGE)]


def vers_parcours(brut: Brut) -> Converti:
    """L'étape « accompagné » et le type de structure vers laquelle on réoriente ; les ateliers n'en disent rien : zéro.

    L'autonomie reste dans les activités : la redire ici laisserait retrouver un petit effectif par différence.
    """
    lu = _lu(brut)
    ateliers = pd.Series([valeurs.type_d_activite(t) == valeurs.ATELIER for t in lu["type"]], index=lu.index)
    table = lu[["mois", "code_insee", "commune", "code_postal"]].assign(
        etape="accompagne",
        prescripteur="",
        structure_redirection=[
            valeurs.redirection(r, o) for r, o in zip(lu["redirection"], lu["reoriente"], strict=True)
        ],
        effectif=lu["accompagnements"].mask(ateliers, 0).astype("str"),
    )
    return _converti(brut, table, "parcours")


def agreger(
    lignes: pd.DataFrame, *, fixes: tuple[str, ...], details: tuple[str, ...], effectif: str
) -> tuple[pd.DataFrame, tuple[Anomalie, ...]]:
    """Les lignes réunies, aucune n'ayant de 1 à 4 accompagnements (`model.secret.regroupes`), et ce qui a été caché."""
    if lignes.empty:
        return lignes, ()
    comptes = lignes.assign(**{effectif: lignes[effectif].replace("", "0").astype(int)})
    reunies = regroupes(comptes, fixes=[*fixes, "source", "nature"], details=list(details), effectif=effectif)
    masquees = int(reunies[effectif].isna().sum())
    rendue = reunies.assign(**{effectif: ["" if pd.isna(n) else str(n) for n in reunies[effectif]]})
    return rendue.reindex(columns=lignes.columns, fill_value="").astype("str"), _dit(
        effectif, len(rendue), masquees
    )


def _dit(effectif: str, reunies: int, masquees: int) -> tuple[Anomalie, ...]:
    regle = f"lignes réunies en {reunies} compte(s), sans aucune personne ; les détails trop rares sont vidés"
    dites = [Anomalie(1, effectif, "", "", regle, Gravite.CORRIGE)]
    if masquees:
        regle = f"moins de {SEUIL} en tout : effectif masqué pour {masquees} compte(s)"
        dites.append(Anomalie(1, effectif, "", "", regle, Gravite.CORRIGE))
    return tuple(dites)


FORMATS = (
    Format(
        "la-coop-activites",
        "La Coop : export des activités → activités (comptes par mois et commune)",
        "activites",
        reconnait,
        vers_activites,
        PUBLIC,
        preparer,
        Agregation(
            partial(agreger, fixes=ACTIVITES, details=DETAILS, effectif="accompagnements"),
            ("mois", "code_insee"),
        ),
    ),
    Format(
        "la-coop-parcours",
        "La Coop : export des activités → parcours (accompagnements individuels et réorientations)",
        "parcours",
        lambda brut: 0.9 * reconnait(brut),
        vers_parcours,
        PUBLIC,
        preparer,
        Agregation(
            partial(agreger, fixes=PARCOURS, details=("structure_redirection",), effectif="effectif"),
            PARCOURS,
        ),
    ),
)
