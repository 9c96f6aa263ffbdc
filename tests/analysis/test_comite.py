"""Ce qu'un comité doit décider, sur le jeu embarqué dont on change quelques lignes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from inclusion.analysis.comite import SORTES, a_decider, sorties
from inclusion.analysis.indicateurs import Monde, calculer, monde
from inclusion.analysis.observations import observer
from inclusion.analysis.suivi import points, suivre
from inclusion.data.lecture import JEU_EMBARQUE, Jeu, load_jeu, typee
from inclusion.model.schemas import schemas
from inclusion.model.territoires import Niveau, Territoire

A_DATE = date(2026, 11, 22)
DEPARTEMENT = Territoire("84", "Vaucluse", Niveau.DEPARTEMENT)
LMV = Territoire("200040442", "Luberon Monts de Vaucluse", Niveau.EPCI, siren_epci="200040442")
VENTOUX_SUD = Territoire("200035723", "Ventoux Sud", Niveau.EPCI, siren_epci="200035723")
Fabrique = Callable[..., Monde]


def table(nom: str, *lignes: dict[str, str]) -> pd.DataFrame:
    vide = dict.fromkeys(schemas()[nom].colonnes, "")
    brute = pd.DataFrame(
        [{**vide, "nature": "reel", **ligne} for ligne in lignes], columns=list(vide), dtype="str"
    )
    return typee(brute, schemas()[nom])


@pytest.fixture(scope="module")
def jeu() -> Jeu:
    return load_jeu(JEU_EMBARQUE)


@pytest.fixture
def fabrique(jeu: Jeu) -> Fabrique:
    return lambda **tables: monde(observer(replace(jeu, tables={**jeu.tables, **tables}), A_DATE))


def decider(
    un_monde: Monde, territoire: Territoire = DEPARTEMENT, avant: Monde | None = None
) -> pd.DataFrame:
    obs, calcules = un_monde.obs, calculer(un_monde, territoire)
    series = points(calcules, obs["mesures"], territoire.code)
    suivi = suivre(
        obs["indicateurs"], series, calcules, obs["cibles"], code_territoire=territoire.code, a_date=A_DATE
    )
    return a_decider(un_monde, suivi, territoire, avant=avant)


def de_sorte(decidees: pd.DataFrame, sorte: str) -> list[str]:
    return list(decidees.loc[decidees["sorte"].eq(sorte), "objet"])


def test_sur_le_jeu_embarque_seules_les_sources_perimees_demandent_une_decision(fabrique: Fabrique) -> None:
    decidees = decider(fabrique())
    assert set(decidees["sorte"]) == {"source"}
    assert decidees[["responsable", "proposition"]].ne("").all(axis=None)
    propositions = {
        o.split(" : ")[0]: p for o, p in zip(decidees["objet"], decidees["proposition"], strict=True)
    }
    assert propositions["Lieux de médiation numérique"] == "Demander un export à jour (ANCT, Hub du Sud)."
    assert propositions["Quartiers et noms d'usage"] == "Relire cette table, la compléter et la dater."
    assert decider(fabrique(), LMV).equals(decidees), "les chiffres d'une intercommunalité en viennent aussi"


def test_les_actions_en_retard_ou_bloquees_de_la_feuille_du_territoire_seulement(fabrique: Fabrique) -> None:
    def action(rang: int, feuille: str, **autres: str) -> dict[str, str]:
        dite = {"id": f"a-{rang}", "id_feuille": feuille, "axe": "I", "nom": f"Action {rang}", "source": "s"}
        return {**dite, **autres}

    un_monde = fabrique(
        actions=table(
            "actions",
            action(1, "fdr-84", statut="en_cours", date_fin="2026-11-21", pilote="CAF"),
            action(2, "fdr-84", statut="bloque", date_fin="2027-01-01"),
            action(3, "fdr-84", statut="en_cours", date_fin="2026-11-22"),
            action(4, "fdr-200040442", statut="en_retard"),
        )
    )
    lues = decider(un_monde).query("sorte == 'action'")
    assert list(lues["objet"]) == ["Action 1 : en retard depuis le 21 novembre 2026", "Action 2 : bloquée"]
    assert list(lues["responsable"]) == ["CAF", "à désigner"]
    assert de_sorte(decider(un_monde, LMV), "action") == ["Action 4 : en retard"]


def test_une_cible_hors_trajectoire_a_le_responsable_de_sa_fiche(fabrique: Fabrique, jeu: Jeu) -> None:
    serie = [("2023-12-31", "60"), ("2024-12-31", "55"), ("2025-12-31", "50"), ("2026-09-30", "45")]
    un_monde = fabrique(
        mesures=table(
            "mesures",
            *(
                {"id_indicateur": "I-13", "code_territoire": "84", "date": d, "valeur": v, "source": "s"}
                for d, v in serie
            ),
        ),
        cibles=table(
            "cibles",
            {
                "id_indicateur": "I-13",
                "code_territoire": "84",
                "reference": "60",
                "date_reference": "2023-12-31",
                "cible": "80",
                "date_cible": "2027-12-31",
                "adoptee_par": "Comité",
                "source": "s",
            },
        ),
    )
    (ligne,) = decider(un_monde).query("sorte == 'cible'").to_dict("records")
    assert ligne["objet"] == "Situations abouties : s'éloigne, 33 mois de retard"
    assert ligne["responsable"] == jeu["indicateurs"].set_index("code").loc["I-13", "responsable"]
    assert de_sorte(decider(un_monde, LMV), "cible") == []


@pytest.mark.parametrize(
    ("fin", "a_dire"), [("2026-11-21", 0), ("2026-11-22", 1), ("2027-05-22", 1), ("2027-05-23", 0)]
)
def test_un_contrat_compte_jusqu_a_six_mois_jour_pour_jour(fin: str, a_dire: int, fabrique: Fabrique) -> None:
    poste = {"id_poste": "p", "structure_employeuse": "Mairie", "code_insee_siege": "84035", "etat": "occupe"}
    un_monde = fabrique(postes=table("postes", {**poste, "date_fin_contrat": fin, "source": "s"}))
    assert len(de_sorte(decider(un_monde), "contrat")) == a_dire
    assert len(de_sorte(decider(un_monde, LMV), "contrat")) == a_dire, "Cavaillon est dans LMV"
    assert de_sorte(decider(un_monde, VENTOUX_SUD), "contrat") == []


def test_un_poste_dont_le_contrat_et_la_convention_finissent_ne_demande_qu_une_decision(
    fabrique: Fabrique,
) -> None:
    poste = {"structure_employeuse": "Mairie", "code_insee_siege": "84035", "etat": "occupe", "source": "s"}
    un_monde = fabrique(
        postes=table(
            "postes",
            {**poste, "id_poste": "a", "date_fin_contrat": "2026-12-31", "date_fin_convention": "2027-03-31"},
            {**poste, "id_poste": "b", "date_fin_contrat": "2028-01-01", "date_fin_convention": "2027-01-15"},
        )
    )
    assert de_sorte(decider(un_monde), "contrat") == [
        "Mairie : fin de contrat le 31 décembre 2026 et de convention le 31 mars 2027",
        "Mairie : fin de convention le 15 janvier 2027",
    ]
    assert SORTES["contrat"] == "Contrat ou convention qui finit dans les six mois"


def test_une_commune_sort_de_la_zone_quand_son_dernier_lieu_proche_disparait(
    fabrique: Fabrique, jeu: Jeu
) -> None:
    avant = fabrique()
    apres = fabrique(lieux=jeu["lieux"][jeu["lieux"]["code_insee"].eq("84007")])
    sorties_ici = set(sorties(avant, apres, DEPARTEMENT)["nom"])
    assert "Sault" in sorties_ici
    assert "Avignon" not in sorties_ici
    assert sorties(apres, avant, DEPARTEMENT).empty, "rien n'entre dans la zone quand on retire des lieux"
    dites = decider(apres, avant=avant).query("sorte == 'commune'")
    assert len(dites) == len(sorties_ici)
    (sault,) = dites[dites["objet"].str.startswith("Sault :")].to_dict("records")
    assert sault["responsable"] == "Ventoux Sud"
    assert de_sorte(decider(apres), "commune") == [], "sans état précédent, rien n'est dit sorti"


def test_un_lot_sans_dossier_se_dit_seulement_quand_l_appel_a_des_dossiers(fabrique: Fabrique) -> None:
    appel = {
        "id": "aap",
        "nom": "Appel",
        "cloture": "2026-12-31",
        "initiateurs": "Département",
        "lots": "A|B",
    }
    appels = table("appels_a_projets", {**appel, "source": "s"})
    dossier = {"id": "c", "id_aap": "aap", "structure": "x", "lot": "A", "statut": "deposee"}
    candidatures = table("candidatures", {**dossier, "codes_territoires": "84123", "source": "s"})
    assert de_sorte(decider(fabrique(appels_a_projets=appels)), "appel") == []
    un_monde = fabrique(appels_a_projets=appels, candidatures=candidatures)
    assert de_sorte(decider(un_monde), "appel") == ["Appel : B"]
    assert de_sorte(decider(un_monde, VENTOUX_SUD), "appel") == [], "Sault est cité"
    assert de_sorte(decider(un_monde, LMV), "appel") == ["Appel : aucun dossier ne cite ce territoire"]


def test_l_ordre_est_celui_des_sortes_puis_des_echeances(fabrique: Fabrique) -> None:
    poste = {"structure_employeuse": "Mairie", "code_insee_siege": "84035", "etat": "occupe", "source": "s"}
    un_monde = fabrique(
        postes=table(
            "postes",
            {**poste, "id_poste": "tard", "date_fin_contrat": "2027-05-01"},
            {**poste, "id_poste": "tot", "date_fin_contrat": "2026-12-01"},
        )
    )
    decidees = decider(un_monde)
    rangs = [list(SORTES).index(s) for s in decidees["sorte"]]
    assert rangs == sorted(rangs)
    assert list(decidees.query("sorte == 'contrat'")["echeance"].dt.month) == [12, 5]
