"""Ce que suit le comité : trois messages, chiffres clés, indicateurs, actions, décisions."""

import pandas as pd

from inclusion.analysis.chiffres.synthese import chiffres_synthese
from inclusion.analysis.comite import SORTES, a_decider
from inclusion.analysis.documents.regard import Regard
from inclusion.analysis.feuilles_de_route import EN_DIFFICULTE, actions_de, classer, decisions_portees
from inclusion.analysis.indicateurs.valeur import DEPARTEMENTAL
from inclusion.analysis.natures import provenance_des
from inclusion.analysis.observations import lignes
from inclusion.analysis.phrases import faits, phrases
from inclusion.analysis.suivi import MESURE, compte, valeur_ecrite
from inclusion.analysis.trajectoires import EVALUES, MOYEN, SANS_DONNEE, STATUTS, retard_dit
from inclusion.model.documents import Section, Tableau
from inclusion.model.francais import enumeration, jour, minuscule, nombre, pluriel
from inclusion.model.nomenclatures import libelle
from inclusion.model.provenance import Provenance


def section_messages(regard: Regard) -> Section:
    """Les trois phrases de la synthèse."""
    actions, source = actions_du_territoire(regard)
    dites = phrases(faits(regard.territoire.titre, regard.suivi, actions))
    sources = (*regard.desserte.sources, *sources_suivi(regard, regard.suivi), source)
    return Section("messages", "Trois messages", dites, sources=tuple(dict.fromkeys(sources)))


def section_chiffres(regard: Regard) -> Section:
    """Les huit nombres de la synthèse, et ce qui a changé."""
    nombres = regard.nombres(lambda m: chiffres_synthese(m.obs, regard.territoire, m.desserte))
    manques = tuple(minuscule(n.chiffre.libelle) for n in nombres if n.chiffre.valeur is None)
    compare = (
        () if regard.monde_avant else ("un état antérieur du jeu, pour dire l'évolution de ces chiffres",)
    )
    sources = tuple(dict.fromkeys(s for n in nombres for s in n.chiffre.sources))
    return Section(
        "chiffres", "Chiffres clés", nombres=tuple(nombres), manques=(*manques, *compare), sources=sources
    )


def sections_indicateurs(regard: Regard) -> list[Section]:
    """Une section par axe : chaque indicateur, sa valeur, sa cible et son statut en mots."""
    suivi = regard.suivi
    return [_axe(regard, axe, siens) for axe, siens in suivi.groupby("axe", sort=False)]


def _axe(regard: Regard, axe: object, suivi: pd.DataFrame) -> Section:
    titre = f"Axe {axe} : {minuscule(libelle('axe', str(axe)))}"
    return Section(
        f"axe-{axe}",
        titre,
        phrases=(compte_des_statuts(suivi), *du_departement(suivi)),
        tableau=tableau_indicateurs(suivi),
        manques=indicateurs_manquants(suivi),
        sources=sources_suivi(regard, suivi),
    )


def compte_des_statuts(suivi: pd.DataFrame) -> str:
    """« 15 indicateurs. En bonne voie : 2 ; sans cible : 3 ; sans donnée : 10. » ; les moyens à part."""
    comptes = compte(suivi).value_counts()
    dits = [f"{dit} : {nombre(comptes[code])}" for code, dit in STATUTS.items() if code in comptes]
    return f"{pluriel(len(suivi), 'indicateur')}. {' ; '.join(dits).capitalize()}."


def du_departement(suivi: pd.DataFrame) -> tuple[str, ...]:
    """Ceux qui n'ont de valeur que pour le département : ici, rien n'y manque."""
    codes = list(suivi[suivi["statut"].eq(SANS_DONNEE) & suivi["detail"].eq(DEPARTEMENTAL)]["code"])
    return (f"Au niveau du département seulement : {enumeration(codes)}.",) if codes else ()


def indicateurs_manquants(suivi: pd.DataFrame) -> tuple[str, ...]:
    muets = suivi[suivi["statut"].eq(SANS_DONNEE) & suivi["detail"].ne(DEPARTEMENTAL)]["code"]
    return (f"la valeur de {pluriel(len(muets), 'indicateur')} ({', '.join(muets)})",) if len(muets) else ()


def tableau_indicateurs(suivi: pd.DataFrame, *, montres: int = 15) -> Tableau:
    """Les indicateurs, la valeur écrite avec son unité, le statut en mots et son motif."""
    moyens = compte(suivi).eq(MOYEN)
    statuts = [
        " : ".join(
            filter(
                None,
                [
                    STATUTS[s.statut] + (" (moyen engagé)" if moyens[s.Index] else ""),
                    retard_dit(None if pd.isna(s.retard_mois) else float(s.retard_mois)),
                ],
            )
        )
        for s in suivi.itertuples()
    ]
    return Tableau(
        "Indicateurs",
        pd.DataFrame(
            {
                "Code": suivi["code"].astype("str"),
                "Indicateur": suivi["libelle"].astype("str"),
                "Valeur": [_valeur(s) for s in suivi.itertuples()],
                "Au": [jour(d) if pd.notna(d) else "sans date" for d in suivi["date"]],
                "Cible": [_cible(s) for s in suivi.itertuples()],
                "Statut": [
                    f"{s} (démonstration)" if n == "demonstration" else s
                    for s, n in zip(statuts, suivi["nature"], strict=True)
                ],
            }
        ),
        (0.75, 4.1, 2.5, 1.6, 2.0, 3.0),
        montrees=montres,
    )


def _valeur(ligne: object) -> str:
    valeur, unite, detail = ligne.valeur, ligne.unite, ligne.detail  # type: ignore[attr-defined]
    return DEPARTEMENTAL if pd.isna(valeur) and detail == DEPARTEMENTAL else valeur_ecrite(valeur, unite)


def _cible(ligne: object) -> str:
    cible, quand = ligne.cible, ligne.date_cible  # type: ignore[attr-defined]
    if pd.isna(cible):
        return "pas de cible"
    echeance = f" au {jour(quand)}" if pd.notna(quand) else ", sans échéance"
    return f"{valeur_ecrite(cible, ligne.unite, dite=False)}{echeance}"  # type: ignore[attr-defined]


def sources_suivi(regard: Regard, suivi: pd.DataFrame) -> tuple[Provenance, ...]:
    """La provenance de ce que ces indicateurs lisent : tables du calcul, relevés, cibles."""
    lus = suivi[suivi["valeur"].notna()]
    tables = dict.fromkeys(t for cite in lus["tables"] for t in cite.split("|") if t)
    sources = [regard.monde.sources[table] for table in tables]
    codes = lus.loc[lus["origine"].eq(MESURE), "code"]
    mesures = regard.obs["mesures"]
    siennes = mesures[
        mesures["id_indicateur"].isin(codes) & mesures["code_territoire"].eq(regard.territoire.code)
    ]
    if len(siennes):
        sources.append(provenance_des(regard.obs.provenances["mesures"], siennes))
    cibles = regard.obs["cibles"]
    visees = cibles[
        cibles["id_indicateur"].isin(suivi["code"]) & cibles["code_territoire"].eq(regard.territoire.code)
    ]
    if len(visees):
        sources.append(provenance_des(regard.obs.provenances["cibles"], visees))
    return tuple(dict.fromkeys(sources))


def actions_du_territoire(regard: Regard) -> tuple[pd.DataFrame, Provenance]:
    """Les actions de la feuille de route du territoire, classées, et leur provenance."""
    toutes, _ = lignes(regard.obs, "actions", "statut")
    siennes = actions_de(toutes, regard.obs["feuilles_de_route"], regard.territoire)
    return classer(siennes, regard.obs.a_date), provenance_des(regard.obs.provenances["actions"], siennes)


def section_actions(regard: Regard) -> Section:
    """Les actions en retard ou bloquées."""
    actions, source = actions_du_territoire(regard)
    titre = "Les actions en difficulté"
    if actions.empty:
        rien = "les actions de la feuille de route de ce territoire (table « actions »)"
        return Section("actions", titre, manques=(rien,))
    muettes = int(actions["statut_lu"].eq("").sum())
    manques = (
        (f"le statut de {pluriel(muettes, 'action')} sur {nombre(len(actions))} (table « actions »)",)
        if muettes
        else ()
    )
    difficiles = actions[actions["statut_lu"].isin(EN_DIFFICULTE)]
    combien = pluriel(len(difficiles), "action en retard ou bloquée", "actions en retard ou bloquées")
    dit = (
        f"{combien} sur {nombre(len(actions))}."
        if len(difficiles)
        else f"Aucune action n'est dite en retard ou bloquée, sur {pluriel(len(actions), 'action')}."
    )
    return Section(
        "actions",
        titre,
        (dit,),
        tableau=_tableau_actions(difficiles, "Actions en retard ou bloquées")
        if len(difficiles)
        else _tableau_actions(actions, "Actions de la feuille de route"),
        manques=manques,
        sources=(source,),
    )


def _tableau_actions(actions: pd.DataFrame, titre: str) -> Tableau:
    return Tableau(
        titre,
        pd.DataFrame(
            {
                "Axe": actions["axe"].astype("str"),
                "Action": actions["nom"].astype("str"),
                "Pilote": [p or "à désigner" for p in actions["pilote"]],
                "Fin prévue": [jour(d) if pd.notna(d) else "non connue" for d in actions["date_fin"]],
                "Statut": [libelle("statut_action", s) if s else "non connu" for s in actions["statut_lu"]],
                "Avancement": [
                    f"{nombre(a)} %" if pd.notna(a) else "non connu" for a in actions["avancement_pct"]
                ],
            }
        ),
        (0.6, 5.2, 2.6, 1.7, 1.4, 1.4),
        montrees=10,
    )


def section_decisions(regard: Regard) -> Section:
    """Ce qui demande une décision, et ce qui reste ouvert des comités précédents."""
    demandees = a_decider(regard.monde, regard.suivi, regard.territoire, avant=regard.monde_avant)
    prises, source = lignes(regard.obs, "decisions", "objet")
    portees = decisions_portees(prises, regard.obs.a_date)
    ouvertes = portees[portees["ouverte"]]
    titre = "Les décisions demandées au comité"
    sortes = demandees["sorte"].value_counts()
    comptes = enumeration([f"{minuscule(SORTES[s])} : {nombre(sortes[s])}" for s in SORTES if s in sortes])
    dits = [
        f"{pluriel(len(demandees), 'décision')} à prendre ({comptes})."
        if len(demandees)
        else "Rien dans les données connues ne demande de décision.",
        f"{pluriel(len(ouvertes), 'décision ouverte', 'décisions ouvertes')} des comités précédents, dont "
        f"{nombre(ouvertes['en_retard'].sum())} échue{'s' if ouvertes['en_retard'].sum() > 1 else ''}."
        if len(portees)
        else "",
    ]
    sources = [source] if len(portees) else []
    inventees = demandees["nature"].eq("demonstration").any()
    return Section(
        "decisions",
        titre,
        tuple(d for d in dits if d),
        tableau=_a_decider(demandees) if len(demandees) else None,
        manques=()
        if len(portees)
        else ("le relevé des décisions des comités précédents (table « decisions »)",),
        sources=(*sources, *(regard.inventees if inventees else ())),
    )


def _a_decider(demandees: pd.DataFrame) -> Tableau:
    objets = [
        f"{o} (démonstration)" if n == "demonstration" else o
        for o, n in zip(demandees["objet"], demandees["nature"], strict=True)
    ]
    return Tableau(
        "À décider",
        pd.DataFrame(
            {
                "Objet": objets,
                "Qui la porte": demandees["responsable"].astype("str"),
                "Échéance": [jour(d) if pd.notna(d) else "à fixer" for d in demandees["echeance"]],
                "Décision proposée": demandees["proposition"].astype("str"),
            }
        ),
        (4.6, 2.2, 1.4, 3.6),
        montrees=8,
    )


def section_indicateurs(regard: Regard) -> Section:
    """Pour la fiche : le compte des statuts, et les indicateurs que l'on sait juger."""
    juges = regard.suivi[regard.suivi["statut"].isin(EVALUES)]
    connus = juges if len(juges) else regard.suivi[regard.suivi["valeur"].notna()]
    return Section(
        "indicateurs",
        "Les indicateurs de la feuille de route",
        (compte_des_statuts(regard.suivi),),
        tableau=tableau_indicateurs(connus, montres=6) if len(connus) else None,
        manques=() if len(juges) else ("des cibles adoptées pour ce territoire (table « cibles »)",),
        sources=sources_suivi(regard, connus),
    )
