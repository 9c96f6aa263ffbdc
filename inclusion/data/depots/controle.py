"""Contrôler un fichier déposé : le lire, le reconnaître, le nettoyer, juger chaque ligne ; ne rien perdre."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from inclusion.data.depots.correspondance import Converti
from inclusion.data.depots.fichiers import Brut, IllisibleError, load_brut
from inclusion.data.depots.formats import Format, Reunion
from inclusion.data.depots.localisation import INTROUVABLE
from inclusion.data.depots.nettoyage import Cahier, nettoyer
from inclusion.data.depots.rapport import MOTIF, Rapport
from inclusion.data.depots.reconnaissance import format_demande
from inclusion.data.depots.repertoire import repertoire
from inclusion.data.lecture import Jeu, typee
from inclusion.data.references import references_rompues
from inclusion.model.anomalies import Anomalie, Gravite, sans_redites
from inclusion.model.formats.code_insee import code_insee
from inclusion.model.formats.code_insee import departement as departement_de
from inclusion.model.schemas import Schema, conforme, schemas
from inclusion.model.verdicts import Juge, Juges, Verdict

__all__ = ["Rapport", "controler", "controler_brut"]
DU_JEU = -1


def controler(
    fichier: Path | bytes,
    *,
    jeu: Jeu,
    a_date: date,
    nom: str = "",
    nom_format: str | None = None,
    feuille: str | None = None,
    departement: str | None = None,
    source: str = "",
    juges: Juges = MappingProxyType({}),
    remplacer: bool = False,
) -> Rapport:
    """Contrôle un fichier sur l'état d'un jeu ; lève `IllisibleError` si rien ne peut en être tiré."""
    brut = load_brut(fichier, nom=nom, feuille=feuille)
    un_format = format_demande(nom_format, brut, fichier)
    return controler_brut(
        brut,
        un_format,
        jeu=jeu,
        a_date=a_date,
        departement=departement,
        source=source,
        juges=juges,
        remplacer=remplacer,
    )


def controler_brut(
    brut: Brut,
    un_format: Format,
    *,
    jeu: Jeu,
    a_date: date,
    departement: str | None = None,
    source: str = "",
    juges: Juges = MappingProxyType({}),
    remplacer: bool = False,
) -> Rapport:
    """Contrôle un tableau déjà lu, dans un format donné.

    `source` : ce qui est écrit quand une ligne ne dit pas la sienne (à défaut, le nom du fichier, ou celui que le
    format écrit à sa place) ; `a_date` : le jour du contrôle, qu'aucune mise à jour ne dépasse ; `juges` : par table,
    ce que des lignes bien formées feraient à celles que le jeu connaît (aucune, s'il les remplace : `remplacer`). Lève
    `IllisibleError` (format, département).
    """
    _refuser_un_autre_departement(departement, jeu)
    toutes, brut = brut.colonnes, un_format.preparer(brut)
    oubliees = [colonne for colonne in toutes if colonne not in brut.table]
    converti = un_format.convertir(brut)
    nom = f"{un_format.public}{converti.precision}" if un_format.public else brut.nom
    _refuser_un_autre_departement(converti.departement, jeu)
    schema = schemas()[converti.nom_table]
    propre = nettoyer(
        converti.table.assign(source=source or nom) if un_format.public else converti.table,
        nom_table=schema.nom,
        lignes=converti.lignes,
        colonnes_lues=converti.colonnes_lues,
        repertoire=repertoire(jeu.tables, jeu.code_departement),
        source=source or nom,
        a_date=a_date,
    )
    ailleurs = set(propre.hors_departement)
    cahier = Cahier(converti.lignes, converti.colonnes_lues)
    table = _references(propre.table, schema, jeu, cahier, hors=ailleurs)
    jugee = _sans_cle(schema) if un_format.agregation else schema
    motifs = _motifs(table, jugee, cahier, hors=ailleurs, deja=propre.anomalies)
    if schema.nom in juges:
        juge = _juge(juges[schema.nom], jeu, sans=schema.nom if remplacer else "")
        _juger(table, schema, motifs, cahier, juge=juge, hors=ailleurs)
    sans_suite = _sans_suite(brut, converti)
    lointaines = _codes_d_ailleurs(brut, converti, sans_suite, jeu.code_departement)
    refus = _par_ligne(converti.lignes, motifs) | _mal_formees(brut)
    refus |= {ligne: motif for ligne, motif in sans_suite.items() if ligne not in lointaines}
    d_ici = {ligne for rang, ligne in enumerate(converti.lignes) if rang not in ailleurs}
    hors = (lointaines | {converti.lignes[rang] for rang in ailleurs}) - d_ici - set(refus)
    gardes = [r for r, ligne in enumerate(converti.lignes) if r not in ailleurs and ligne not in refus]
    lues = len(brut.lignes) + len(brut.mal_formees)
    reunion = _reunion(table, gardes, converti, un_format)
    dites = sans_redites(
        [
            *brut.anomalies,
            *converti.anomalies,
            *propre.anomalies,
            *cahier.anomalies,
            *reunion.anomalies,
        ]
    )
    anomalies = [*dites, *_refus_tus(refus, dites)]
    return Rapport(
        nom=nom,
        format=un_format.nom,
        libelle_format=un_format.libelle,
        table_cible=schema.nom,
        lignes_lues=lues,
        lignes_gardees=lues - len(refus) - len(hors),
        anomalies=tuple(sorted((a for a in anomalies if a.ligne not in hors), key=lambda a: a.ligne)),
        table=reunion.tables[schema.nom],
        refusees=_refusees(brut, refus),
        hors_departement=_extraites(brut, hors),
        non_repris=(*oubliees, *converti.non_repris),
        departement=jeu.code_departement,
        aussi={nom: autre for nom, autre in reunion.tables.items() if nom != schema.nom},
        lots=un_format.agregation.lots if un_format.agregation else un_format.lots,
        producteur=nom if un_format.public else "",
    )


def _sans_cle(schema: Schema) -> Schema:
    """Le schéma d'une ligne qui sera réunie à d'autres : sa clé n'est unique qu'après."""
    return replace(
        schema, cle=(), descripteur={k: v for k, v in schema.descripteur.items() if k != "primaryKey"}
    )


def _reunion(table: pd.DataFrame, gardes: list[int], converti: Converti, un_format: Format) -> Reunion:
    """Les lignes à verser : telles quelles, ou réunies par le format."""
    gardee = table.iloc[gardes].reset_index(drop=True)
    if un_format.agregation is None:
        return Reunion({converti.nom_table: gardee})
    annexe = converti.annexe if converti.annexe is not None else pd.DataFrame(index=table.index)
    return un_format.agregation.reunir(gardee, annexe.iloc[gardes].reset_index(drop=True))


def _refuser_un_autre_departement(departement: str | None, jeu: Jeu) -> None:
    if departement and departement != jeu.code_departement:
        raise IllisibleError(
            f"Ce jeu connaît les communes du département {jeu.code_departement}, pas celles du {departement}. Construire "
            f"d'abord son référentiel : python -m inclusion referentiel --departement {departement} --vers DOSSIER, puis "
            "désigner ce dossier par INCLUSION_DONNEES ou par --vers."
        )


def _references(
    table: pd.DataFrame, schema: Schema, jeu: Jeu, cahier: Cahier, *, hors: Collection[int]
) -> pd.DataFrame:
    """Un code qui ne désigne rien est retiré s'il est facultatif (à vérifier) ; obligatoire, sa ligne sera refusée."""
    ensemble = pd.concat(
        [jeu[schema.nom].reindex(columns=schema.colonnes).astype("str"), table], ignore_index=True
    )
    rangs = [*[DU_JEU] * len(jeu[schema.nom]), *range(len(table))]
    autres = {nom: list(range(len(t))) for nom, t in jeu.tables.items() if nom not in jeu.absentes}
    rompues = references_rompues(
        {**jeu.tables, schema.nom: ensemble}, {**autres, schema.nom: rangs}, jeu.code_departement
    )
    corrigee = table.copy()
    champs = {c.nom: c for c in schema.champs}
    for faute in rompues[schema.nom]:
        rang = faute.ligne
        if rang is None or rang == DU_JEU or rang in hors:
            continue
        champ, remede = champs[faute.colonne], f"Attendu : {faute.attendu}."
        if champ.requis:
            regle = "code qui ne désigne rien"
            cahier.noter(rang, champ.nom, faute.valeur, "", regle, Gravite.REFUSE, remede)
            garde = ""
        else:
            codes = str(corrigee.loc[rang, champ.nom]).split(champ.separateur) if champ.separateur else []
            garde = (champ.separateur or "").join(c for c in codes if c != faute.valeur)
            regle = "code qui ne désigne rien, retiré"
            cahier.noter(rang, champ.nom, faute.valeur, garde, regle, Gravite.A_VERIFIER, remede)
        corrigee.loc[rang, champ.nom] = garde
    return corrigee


def _motifs(
    table: pd.DataFrame, schema: Schema, cahier: Cahier, *, hors: Collection[int], deja: Collection[Anomalie]
) -> dict[int, list[str]]:
    """Rang → motifs de refus : tout ce qui empêche une ligne d'entrer dans la table.

    `deja` : ce que le nettoyage a dit ; un code de commune absent s'explique par la commune que l'on n'a pas trouvée.
    """
    introuvables = {a.ligne: a for a in deja if a.regle == INTROUVABLE}
    juges = [rang for rang in range(len(table)) if rang not in hors]
    motifs: dict[int, list[str]] = {}
    for faute in conforme(table.iloc[juges], schema, fichier=schema.chemin, lignes=juges):
        if faute.ligne is None:
            continue
        cause = introuvables.get(cahier.lignes[faute.ligne])
        if cause and not faute.valeur and faute.colonne.startswith("code_insee"):
            motifs.setdefault(faute.ligne, []).append(
                f"{cause.colonne} : « {cause.valeur_lue} », {cause.regle}"
            )
            cahier.noter(faute.ligne, cause.colonne, "", "", cause.regle, Gravite.REFUSE, cause.remede)
            continue
        motifs.setdefault(faute.ligne, []).append(f"{faute.colonne} : {faute.attendu}")
        valeur = faute.valeur
        regle = "valeur refusée par la table" if valeur else "valeur obligatoire absente"
        if faute.colonne == ", ".join(schema.cle) and not valeur:
            regle = "clé absente ou déjà prise"
            valeur = ", ".join(v for v in table.iloc[faute.ligne][list(schema.cle)].astype("str") if v)
        remede = f"Attendu : {faute.attendu}."
        cahier.noter(faute.ligne, faute.colonne, valeur, "", regle, Gravite.REFUSE, remede)
    return motifs


def _juge(juge: Juge, jeu: Jeu, *, sans: str) -> Callable[[pd.DataFrame], Sequence[Verdict]]:
    """Le juge, devant ce que le jeu connaît ; `sans` : la table que le dépôt remplace."""
    tables = {nom: table.iloc[:0] if nom == sans else table for nom, table in jeu.tables.items()}
    return lambda deposees: juge(deposees, tables, jeu.parametres)


def _juger(
    table: pd.DataFrame,
    schema: Schema,
    motifs: dict[int, list[str]],
    cahier: Cahier,
    *,
    juge: Callable[[pd.DataFrame], Sequence[Verdict]],
    hors: Collection[int],
) -> None:
    """Ajoute aux motifs les verdicts d'un juge ; une ligne refusée n'est plus là pour celles qui comptaient sur elle."""
    absente = ""
    while True:
        refusees = {cahier.lignes[rang] for rang in motifs}
        restent = [r for r, ligne in enumerate(cahier.lignes) if r not in hors and ligne not in refusees]
        if not restent:
            return
        deposees = typee(table.iloc[restent], schema).set_axis(restent)
        verdicts = juge(deposees)
        refus = [v for v in verdicts if v.gravite == Gravite.REFUSE]
        for v in refus or verdicts:
            lue = str(table.loc[v.rang, v.colonne])
            cahier.noter(v.rang, v.colonne, lue, "" if refus else lue, v.regle, v.gravite, v.phrase + absente)
        for v in refus:
            motifs.setdefault(v.rang, []).append(f"{v.regle} : {v.phrase}{absente}")
        if not refus:
            return
        absente = " Une ligne refusée n'y est pas comptée."


def _par_ligne(lignes: Sequence[int], motifs: dict[int, list[str]]) -> dict[int, str]:
    """Ligne du fichier → motif ; une ligne du fichier est refusée si l'une des rangées qu'elle donne l'est."""
    par_ligne: dict[int, list[str]] = {}
    for rang, dits in motifs.items():
        par_ligne.setdefault(lignes[rang], []).extend(dits)
    return {ligne: " ; ".join(dict.fromkeys(dits)) for ligne, dits in par_ligne.items()}


def _sans_suite(brut: Brut, converti: Converti) -> dict[int, str]:
    """Les lignes dont le format n'a rien tiré : elles sont refusées, jamais oubliées."""
    tirees = set(converti.lignes)
    dites = {a.ligne: a.regle for a in converti.anomalies}
    return {
        ligne: dites.get(ligne, "rien à reprendre dans cette ligne")
        for ligne in brut.lignes
        if ligne not in tirees
    }


def _codes_d_ailleurs(
    brut: Brut, converti: Converti, lignes: Collection[int], departement_du_jeu: str
) -> set[int]:
    """Parmi ces lignes, celles dont le code commune est d'un autre département."""
    lues = converti.colonnes_lues
    colonne = lues.get("code_insee") or lues.get("code_insee_siege") or ""
    if colonne not in brut.table:
        return set()
    codes = dict(zip(brut.lignes, brut.table[colonne], strict=True))
    lus = {ligne: departement_de(code_insee(codes[ligne]).valeur) for ligne in lignes if ligne in codes}
    return {ligne for ligne, lu in lus.items() if lu and lu != departement_du_jeu}


def _refus_tus(refus: Mapping[int, str], dites: Collection[Anomalie]) -> list[Anomalie]:
    """Une anomalie « refusé » pour chaque ligne refusée qui n'en a pas encore : son motif."""
    refusees = {a.ligne for a in dites if a.gravite == Gravite.REFUSE}
    return [
        Anomalie(ligne, "", "", "", motif, Gravite.REFUSE)
        for ligne, motif in refus.items()
        if ligne not in refusees
    ]


def _mal_formees(brut: Brut) -> dict[int, str]:
    return {
        ligne: "ligne mal formée : ses cellules ne sont pas en face des en-têtes"
        for ligne, _ in brut.mal_formees
    }


def _refusees(brut: Brut, refus: dict[int, str]) -> pd.DataFrame:
    """Les lignes refusées, telles que dans le fichier, avec leur motif en tête ; l'index est leur rang, < 0 sans rang."""
    table = _extraites(brut, refus)
    mal = pd.DataFrame([(texte,) for _, texte in brut.mal_formees], columns=brut.colonnes[:1] or ["ligne"])
    mal.index = range(-len(mal), 0)  # elles n'ont pas de rang dans le tableau lu
    lignes = [ligne for ligne in brut.lignes if ligne in refus] + [ligne for ligne, _ in brut.mal_formees]
    table = pd.concat([table, mal]).fillna("")
    motifs = pd.Series([refus[ligne] for ligne in lignes], index=table.index, dtype="str")
    table = table.drop(columns=MOTIF, errors="ignore")
    table.insert(0, MOTIF, motifs)
    return table


def _extraites(brut: Brut, lignes: Collection[int]) -> pd.DataFrame:
    """Des lignes du fichier, telles quelles ; l'index est leur rang dans le fichier."""
    voulues = set(lignes)
    rangs = [rang for rang, ligne in enumerate(brut.lignes) if ligne in voulues]
    return brut.table.iloc[rangs]
