"""Les exports de La Coop : vrais dessins de colonnes, personnes inventées que l'import ne doit jamais garder."""

import json
import re
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

from inclusion.analysis.repartitions import repartition
from inclusion.commandes import application
from inclusion.data.depots import statistiques_v1
from inclusion.data.depots.controle import Rapport, controler
from inclusion.data.depots.fichiers import IllisibleError
from inclusion.data.depots.formats import la_coop_valeurs
from inclusion.data.lecture import JEU_EMBARQUE, load_jeu

A_DATE = date(2026, 11, 23)
PERSONNES = (
    "Martine",
    "Durandeau",
    "Kevin",
    "Lopezien",
    "06 12 34 56 78",
    "m.durandeau@exemple.fr",
    "Notes de Kevin",
)
SCHEMAS = Path(__file__).parents[4] / "shared" / "donnees_reelles" / "schemas"
IDENTIFIANTS = ("4f0c2b1e-aaaa-4bbb-8ccc-000000000001", "conum-4242")

# Dessin des colonnes : dépôt public inclusion-numerique/coop-mediation-numerique, buildAccompagnementsWorksheet
# (export d'un coordinateur) puis buildActivitesWorksheet (ancien export d'un médiateur), buildStatistiquesWorksheet.
COLONNES = (
    *("Date", "Enregistré le", "Dernière modification le", "Prénom du médiateur", "Nom du médiateur", "Rôle"),
    *("ID - Conum", "Type", "Participants", "Canaux d’accompagnement", "Nom du lieu", "Adresse", "Commune"),
    *("Code postal", "Code Insee", "Durée (min)", "Nom de l’atelier", "Matériel numérique utilisé"),
    *("Thématique(s) d’accompagnement", "Tags", "Nom de la démarche administrative"),
    *("Niveau d’autonomie (ou de l’atelier)", "Bénéficiaire réorienté", "Structure de redirection"),
    *("Commune du bénéficiaire", "Code postal du bénéficiaire", "Code Insee du bénéficiaire"),
    *("Genre du bénéficiaire", "Tranche d’âge du bénéficiaire", "Statut du bénéficiaire", "ID CRA"),
)
ANCIENNES = (
    *(
        "Date",
        "Type",
        "Nombre de participants",
        "Bénéficiaire",
        "Canaux d’accompagnement",
        "Lieu",
        "Durée (min)",
    ),
    *("Nom de l’atelier", "Matériel numérique utilisé", "Thématique(s) d’accompagnement"),
    *("Nom de la démarche administrative", "Niveau d’autonomie du bénéficiaire", "Niveau de l’atelier"),
    *("Le bénéficiaire est-il orienté vers une autre structure ?", "La démarche est-elle finalisée ?"),
    *("Structure de redirection", "Commune de résidence du bénéficiaire", "Genre du bénéficiaire"),
    *("Tranche d’âge du bénéficiaire", "Statut du bénéficiaire", "Notes supplémentaires"),
)
INDIVIDUEL, ATELIER = "Accompagnement individuel", "Atelier collectif"
AIDE = "Structure d’aide aux démarches administratives (France Services…)"
APT = {"Commune": "Apt", "Code postal": "84400", "Code Insee": "84003"}
SAULT = {"Commune": "Sault", "Code postal": "84390", "Code Insee": "84123"}
AVIGNON = {"Commune": "Avignon", "Code postal": "84000", "Code Insee": "84007"}
LYON = {"Commune": "Lyon", "Code postal": "69001", "Code Insee": "69123"}


def accompagnement(**valeurs: Any) -> dict[str, Any]:
    """Une ligne de l'export d'un coordinateur, à Apt en mars 2026, avec tout ce qui désigne quelqu'un."""
    return {
        **{"Date": datetime(2026, 3, 12), "Prénom du médiateur": "Martine", "Nom du médiateur": "Durandeau"},
        **{"ID - Conum": "conum-4242", "Type": INDIVIDUEL, "Participants": 1, "Durée (min)": 45, **APT},
        **{"Canaux d’accompagnement": "Lieu d’activité", "Nom du lieu": "Maison Durandeau"},
        **{"Thématique(s) d’accompagnement": "E-mail", "Niveau d’autonomie (ou de l’atelier)": "1/3"},
        **{"Tags": "Kevin Lopezien", "Nom de la démarche administrative": "RSA de Kevin, 06 12 34 56 78"},
        **{"Adresse": "m.durandeau@exemple.fr", "Nom de l’atelier": "Notes de Kevin"},
        "Genre du bénéficiaire": "Masculin",
        "ID CRA": IDENTIFIANTS[0],
        **valeurs,
    }


SANS_FILTRE = {
    **{"Période": "-", "Source": "-", "Lieux d’accompagnement": "-", "Communes": "-", "Départements": "-"},
    **{"Type d’accompagnement": "-", "Rôle": "-", "Thématiques non administratives": "-", "Tags": "-"},
}


def classeur(colonnes: tuple[str, ...], lignes: list[dict[str, Any]], **filtres: str) -> bytes:
    """Le classeur tel que La Coop l'écrit : informations nominatives, filtres, une ligne vide, le tableau."""
    ouvert = openpyxl.Workbook()
    feuille = ouvert.active
    feuille.title = "Activités"
    for rangee in (
        *(["Informations export"], ["Nom", "Durandeau"], ["Prénom", "Martine"], ["Rôle", "Coordinateur"]),
        *(["Total", len(lignes)], ["Date d’export", "02/04/2026"], ["Heure d’export", "09:12"], []),
        *(["Filtres"], *map(list, (SANS_FILTRE | filtres).items())),
        *([], [""], list(colonnes)),
    ):
        feuille.append(rangee)
    for ligne in lignes:
        feuille.append([ligne.get(c, "") for c in colonnes])
    tampon = BytesIO()
    ouvert.save(tampon)
    return tampon.getvalue()


def lu(octets: bytes, nom: str = "coop-numerique.xlsx") -> Rapport:
    return controler(octets, jeu=load_jeu(JEU_EMBARQUE), a_date=A_DATE, nom=nom)


def rapport(*lignes: dict[str, Any], **filtres: str) -> Rapport:
    return lu(classeur(COLONNES, list(lignes), **filtres))


def cellules(table: pd.DataFrame, *colonnes: str) -> list[tuple[str, ...]]:
    return sorted(table[list(colonnes)].itertuples(index=False, name=None))


# Reconnaître et réunir


def test_l_export_d_un_coordinateur_est_reconnu_et_reuni_par_mois_et_commune() -> None:
    r = rapport(*[accompagnement()] * 7)
    assert (r.format, r.table_cible) == ("la-coop-activites", "activites")
    assert (r.lignes_lues, r.lignes_gardees, r.lignes_refusees) == (7, 7, 0)
    (ligne,) = r.table.to_dict("records")
    assert ligne == {
        "mois": "2026-03",
        "code_insee": "84003",
        "type": INDIVIDUEL,
        "thematique": "E-mail",
        "canal": "Lieu d'activité",
        "duree": "30min à 1 h",
        "accompagnements": "7",
        "autonomie": "Avec guidage",
        "source": "La Coop de la médiation numérique",
        "nature": "reel",
    }


def test_chaque_participant_d_un_atelier_compte_une_fois_et_son_niveau_n_est_pas_une_autonomie() -> None:
    participants = [
        accompagnement(
            **{"Type": ATELIER, "Participants": f"{i}/6", "Niveau d’autonomie (ou de l’atelier)": "3/3"}
        )
        for i in range(1, 7)
    ]
    (ligne,) = rapport(*participants).table.to_dict("records")
    assert (ligne["type"], ligne["accompagnements"], ligne["autonomie"]) == (ATELIER, "6", "")


def test_l_ancien_export_donne_le_nombre_de_participants_et_la_commune_dans_le_lieu() -> None:
    commune = {"Date": "12/03/2026", "Canaux d’accompagnement": "Autre lieu", "Durée (min)": 120}
    lignes = [
        {**commune, "Type": ATELIER, "Nombre de participants": 9, "Lieu": "Médiathèque, 84400 Apt"},
        {**commune, "Type": "Aide aux démarches administratives", "Nombre de participants": 6, "Lieu": "84390 Sault",
         "Bénéficiaire": "Kevin Lopezien", "Thématique(s) d’accompagnement": "Logement"},
    ]  # fmt: skip
    r = lu(classeur(ANCIENNES, lignes))
    assert cellules(r.table, "code_insee", "type", "thematique", "duree", "accompagnements") == [
        ("84003", ATELIER, "", "2 h et plus", "9"),
        ("84123", INDIVIDUEL, "Aide aux démarches administratives", "2 h et plus", "6"),
    ]
    sans_personne(r)


def test_de_plusieurs_thematiques_la_premiere_est_gardee_et_c_est_dit() -> None:
    r = rapport(*[accompagnement(**{"Thématique(s) d’accompagnement": "Bureautique\nE-mail"})] * 5)
    assert list(r.table["thematique"]) == ["Bureautique"]
    assert any("première citée" in a.regle and re.search(r"\b5\slignes$", a.regle) for a in r.anomalies)


def test_une_commune_d_un_autre_departement_est_mise_a_part() -> None:
    r = rapport(*[accompagnement()] * 5, *[accompagnement(**LYON)] * 5)
    assert (r.lignes_gardees, r.lignes_hors_departement) == (5, 5)
    assert set(r.table["code_insee"]) == {"84003"}


def test_une_date_illisible_est_refusee() -> None:
    r = rapport(*[accompagnement()] * 5, accompagnement(Date="bientôt"))
    assert (r.lignes_gardees, r.lignes_refusees) == (5, 1)
    sans_personne(r)


# Le secret


def test_un_detail_de_moins_de_cinq_rejoint_une_ligne_moins_detaillee_et_la_somme_reste_juste() -> None:
    email, bureau = accompagnement(), accompagnement(**{"Thématique(s) d’accompagnement": "Bureautique"})
    sante = accompagnement(**{"Thématique(s) d’accompagnement": "Santé"})
    r = rapport(*[email] * 8, *[bureau] * 3, *[sante] * 2)
    assert cellules(r.table, "thematique", "accompagnements") == [("", "5"), ("E-mail", "8")]


def test_un_reste_de_moins_de_cinq_entraine_la_plus_petite_valeur_connue() -> None:
    """8 et 6 resteraient seuls face à 2 : le total moins les deux rendrait le 2."""
    bureau = accompagnement(**{"Thématique(s) d’accompagnement": "Bureautique"})
    sante = accompagnement(**{"Thématique(s) d’accompagnement": "Santé"})
    r = rapport(*[accompagnement()] * 8, *[bureau] * 6, *[sante] * 2)
    assert cellules(r.table, "thematique", "accompagnements") == [("", "8"), ("E-mail", "8")]


def test_une_commune_qui_n_a_pas_cinq_accompagnements_est_masquee_et_une_autre_avec_elle() -> None:
    """Le total du département moins Apt et Avignon rendrait les quatre de Sault : la plus petite, Apt, se cache aussi."""
    r = rapport(*[accompagnement()] * 6, *[accompagnement(**AVIGNON)] * 9, *[accompagnement(**SAULT)] * 4)
    assert cellules(r.table, "code_insee", "accompagnements") == [
        ("84003", ""),
        ("84007", "9"),
        ("84123", ""),
    ]
    assert valeurs_de(r, "total", "")["Accompagnements"] == "19"
    assert any("masqué" in a.regle for a in r.anomalies)


def test_ce_qui_n_est_pas_dit_ne_se_retrouve_pas_par_difference_avec_le_total() -> None:
    """Onze moins huit rendrait les trois sans canal ; douze moins neuf, les trois que l'on n'a pas réorientés."""
    r = rapport(*[accompagnement()] * 8, *[accompagnement(**{"Canaux d’accompagnement": ""})] * 3)
    assert valeurs_de(r, "total", "84003") == {"Accompagnements": "11"}
    assert valeurs_de(r, "canal", "84003") == {"Lieu d'activité": ""}
    vers = {"Bénéficiaire réorienté": "Oui", "Structure de redirection": "Autre"}
    r = rapport(*[accompagnement(**vers)] * 9, *[accompagnement()] * 3)
    assert valeurs_de(r, "redirection", "84003") == {"Autre": ""}


def test_les_valeurs_d_une_commune_au_total_masque_ne_s_additionnent_pas_jusqu_a_lui() -> None:
    """Apt est masquée pour protéger les quatre de Sault, sans thématique : ses six « E-mail » la rendraient."""
    muet = accompagnement(**SAULT, **{"Thématique(s) d’accompagnement": ""})
    r = rapport(*[accompagnement()] * 6, *[accompagnement(**AVIGNON)] * 9, *[muet] * 4)
    assert valeurs_de(r, "total", "84003") == {"Accompagnements": ""}
    assert valeurs_de(r, "thematique", "84003") == {"E-mail": ""}
    assert valeurs_de(r, "thematique", "") == {"E-mail": "15"}


def export_varie() -> Rapport:
    """Trois cents accompagnements dans trois communes et deux années, tirés sans hasard."""
    vers = {"Bénéficiaire réorienté": "Oui", "Structure de redirection": AIDE}
    lignes = [
        accompagnement(
            **{
                "Date": datetime(2025 + (i % 5 == 0), 1 + i % 4, 5),
                "Durée (min)": 15 * (i % 9 + 1),
                "Thématique(s) d’accompagnement": ("E-mail", "Santé", "Bureautique", "E-mail\nSanté")[
                    i % 7 % 4
                ],
                "Niveau d’autonomie (ou de l’atelier)": f"{i % 3 + 1}/3",
                "Type": ATELIER if i % 6 == 0 else INDIVIDUEL,
                **(vers if i % 11 == 0 else {}),
                **((APT, SAULT, AVIGNON)[i % 17 % 3]),
            }
        )
        for i in range(300)
    ]
    return rapport(*lignes)


def test_aucun_effectif_ecrit_n_est_entre_un_et_quatre() -> None:
    r = export_varie()
    for table, colonne in ((r.table, "accompagnements"), (r.aussi["statistiques_mediation"], "effectif")):
        ecrits = [int(n) for n in table[colonne] if n]
        assert len(ecrits) > 10
        assert min(ecrits) >= 5
    assert r.table["accompagnements"].replace("", "0").astype(int).sum() <= 300


def test_aucune_difference_entre_les_deux_tables_ne_rend_un_petit_effectif() -> None:
    """Le bilan d'une année moins les mois visibles, valeur par valeur ; et le département moins ses communes."""
    r = export_varie()
    bilans = r.aussi["statistiques_mediation"]
    bilans = bilans[bilans["effectif"].ne("")].assign(
        n=lambda t: t["effectif"].astype(int), an=lambda t: t["debut"].str[:4]
    )
    visibles = r.table[r.table["accompagnements"].ne("")].assign(
        n=lambda t: t["accompagnements"].astype(int), an=lambda t: t["mois"].str[:4], total="Accompagnements"
    )
    vus = 0
    for ligne in bilans[
        bilans["repartition"].isin(["total", "type", "canal", "duree", "autonomie", "thematique", "mois"])
    ].itertuples():
        ici = visibles[visibles["an"].eq(ligne.an) & visibles[ligne.repartition].eq(ligne.valeur)]
        ici = ici if ligne.code_insee == "" else ici[ici["code_insee"].eq(ligne.code_insee)]
        assert ligne.n - ici["n"].sum() not in range(1, 5), ligne
        vus += 1
    for (_, _, _), groupe in bilans.groupby(["an", "repartition", "valeur"]):
        tout, communes = groupe[groupe["code_insee"].eq("")], groupe[groupe["code_insee"].ne("")]
        if len(tout):
            assert tout["n"].iloc[0] - communes["n"].sum() not in range(1, 5)
            vus += 1
    assert vus > 40


# Les personnes


def sans_personne(r: Rapport) -> None:
    """Rien de nominatif dans ce qui est gardé, refusé, mis à part ou dit."""
    tables = (r.table, *r.aussi.values(), r.refusees, r.hors_departement)
    dit = "\n".join(
        [*(t.to_csv() for t in tables), json.dumps(r.to_json(), ensure_ascii=False), *r.en_texte()]
    )
    assert [secret for secret in (*PERSONNES, *IDENTIFIANTS, "Masculin") if secret in dit] == []


def test_aucune_personne_dans_le_resultat_ni_dans_le_rapport() -> None:
    lignes = [*[accompagnement()] * 6, accompagnement(Date="hier"), accompagnement(**LYON)]
    r = lu(classeur(COLONNES, lignes), nom="export de Martine Durandeau.xlsx")
    assert (r.lignes_refusees, r.lignes_hors_departement) == (1, 1)
    assert "Nom du médiateur" in r.non_repris
    sans_personne(r)


def test_une_ligne_mal_formee_ne_dit_pas_son_contenu() -> None:
    octets = classeur(COLONNES, [accompagnement()] * 6)
    ouvert = openpyxl.load_workbook(BytesIO(octets))
    ouvert.active.cell(ouvert.active.max_row + 1, len(COLONNES) + 3, "Kevin Lopezien")
    tampon = BytesIO()
    ouvert.save(tampon)
    r = lu(tampon.getvalue())
    assert r.lignes_refusees == 1
    sans_personne(r)


def test_la_commande_importe_sans_laisser_de_trace_de_personne(tmp_path: Path) -> None:
    fichier = tmp_path / "Martine Durandeau.xlsx"
    fichier.write_bytes(classeur(COLONNES, [*[accompagnement()] * 6, accompagnement(Date="hier")]))
    vers = tmp_path / "jeu"
    fait = CliRunner().invoke(application, ["importer", str(fichier), "--vers", str(vers)])
    assert fait.exit_code == 1, "une ligne est refusée"
    jeu = load_jeu(vers)
    assert list(jeu["activites"]["accompagnements"]) == [6]
    for ecrit in (f for f in vers.rglob("*") if f.is_file() and f.suffix in {".csv", ".json"}):
        texte = ecrit.name + ecrit.read_text(encoding="utf-8")
        assert [p for p in (*PERSONNES, *IDENTIFIANTS) if p in texte] == [], ecrit.name


def test_un_second_depot_du_meme_mois_remplace_le_premier_et_ne_s_y_ajoute_pas(tmp_path: Path) -> None:
    vers, sante = tmp_path / "jeu", {"Thématique(s) d’accompagnement": "Santé"}
    depots = (
        [accompagnement()] * 6 + [accompagnement(**SAULT)] * 5,
        [accompagnement()] * 6 + [accompagnement(**sante)] * 9,
    )
    for rang, lignes in enumerate(depots):
        fichier = tmp_path / f"{rang}.xlsx"
        fichier.write_bytes(classeur(COLONNES, lignes))
        assert CliRunner().invoke(application, ["importer", str(fichier), "--vers", str(vers)]).exit_code == 0
    activites, bilans = load_jeu(vers)["activites"], load_jeu(vers)["statistiques_mediation"]
    totaux = bilans[bilans["repartition"].eq("total")]
    assert dict(zip(totaux["code_insee"], totaux["effectif"], strict=True)) == {
        "84003": 15,
        "84123": 5,
        "": 15,
    }
    assert activites.groupby("code_insee")["accompagnements"].sum().to_dict() == {"84003": 15, "84123": 5}


# Les répartitions


def valeurs_de(r: Rapport, repartition: str, code_insee: str) -> dict[str, str]:
    table = r.aussi["statistiques_mediation"]
    return valeur(table[table["code_insee"].eq(code_insee)], repartition)


def test_chaque_thematique_citee_compte_dans_la_repartition_de_l_annee() -> None:
    deux = accompagnement(**{"Thématique(s) d’accompagnement": "Bureautique\nE-mail"})
    logement = accompagnement(
        **{"Thématique(s) d’accompagnement": "Aide aux démarches administratives\nLogement"}
    )
    r = rapport(*[accompagnement()] * 6, *[deux] * 7, *[logement] * 8)
    for territoire in ("84003", ""):
        assert valeurs_de(r, "thematique", territoire) == {
            "Aide aux démarches administratives": "8",
            "Bureautique": "7",
            "E-mail": "13",
        }
        assert valeurs_de(r, "demarche", territoire) == {"Logement": "8"}
        assert valeurs_de(r, "total", territoire) == {"Accompagnements": "21"}


def test_l_export_d_un_seul_mediateur_ne_dit_rien_du_departement_et_le_dit() -> None:
    ligne = {"Date": "12/03/2026", "Type": INDIVIDUEL, "Nombre de participants": 1, "Lieu": "84400 Apt",
             "Canaux d’accompagnement": "À domicile", "Thématique(s) d’accompagnement": "E-mail"}  # fmt: skip
    r = lu(classeur(ANCIENNES, [ligne] * 6))
    assert set(r.aussi["statistiques_mediation"]["code_insee"]) == {"84003"}
    assert set(r.table["source"]) == {"La Coop de la médiation numérique (un seul médiateur)"}
    (dite,) = [a for a in r.anomalies if "un seul médiateur" in a.regle or "d'un seul médiateur" in a.regle]
    assert str(dite.gravite) == "à vérifier"
    assert "coordinateur" in dite.remede


def test_l_export_d_une_commune_ne_dit_rien_du_departement() -> None:
    r = rapport(*[accompagnement()] * 6, Communes="Commune : Apt · 84400")
    assert set(r.aussi["statistiques_mediation"]["code_insee"]) == {"84003"}


# Les exports restreints


@pytest.mark.parametrize(
    ("filtre", "valeur", "dit"),
    [
        ("Médiateurs", "Martine Durandeau", "médiateurs"),
        ("Lieux d’accompagnement", "Lieu d’activité : Maison Durandeau", "lieux d'accompagnement"),
        ("Type d’accompagnement", "Atelier collectif", "type d'accompagnement"),
        ("Bénéficiaires", "Kevin Lopezien", "bénéficiaires"),
        ("Tags", "Kevin Lopezien", "étiquettes"),
        ("Rôle", "Conseiller numérique", "rôle"),
        ("Filtre d'une version à venir", "Martine", "autre filtre"),
    ],
)
def test_un_export_d_activites_restreint_est_refuse_avec_le_remede_et_sans_dire_a_qui(
    filtre: str, valeur: str, dit: str
) -> None:
    with pytest.raises(IllisibleError, match=re.escape(dit)) as refus:
        rapport(*[accompagnement()] * 6, **{filtre: valeur})
    assert "retirer ces filtres" in str(refus.value)
    assert [p for p in PERSONNES if p in str(refus.value)] == []


def test_la_periode_et_le_departement_ne_restreignent_pas_un_export() -> None:
    r = rapport(
        *[accompagnement()] * 6,
        **{"Période": "01.03.2026 - 31.03.2026", "Départements": "Département : 84 · Vaucluse"},
    )
    assert r.lignes_gardees == 6
    assert set(r.aussi["statistiques_mediation"]["code_insee"]) == {"", "84003"}


@pytest.mark.parametrize(
    ("parametre", "dit"),
    [
        ("filter[mediateurs]=4f0c2b1e-aaaa", "médiateurs"),
        ("filter[lieux]=4f0c2b1e-aaaa", "lieux d'accompagnement"),
        ("filter[types]=Individuel", "type d'accompagnement"),
        ("filter[conseiller_numerique]=1", "rôle"),
        ("filter[demarches_administratives]=0", "démarches administratives"),
        (f"filter[beneficiaires]={IDENTIFIANTS[0]}", "bénéficiaires"),
    ],
)
def test_des_statistiques_restreintes_sont_refusees_avec_le_remede(parametre: str, dit: str) -> None:
    with pytest.raises(IllisibleError, match=re.escape(dit)) as refus:
        bilan(statistiques(f"https://exemple.fr/s?filter[departements]=84&{parametre}"))
    assert "retirer ces filtres" in str(refus.value)
    assert "4f0c2b1e" not in str(refus.value)


def test_une_page_d_activites_parmi_d_autres_est_refusee() -> None:
    """Cinq cents activités par page : la seconde remplacerait les mois de la première."""
    attributs = {"type": "individuel", "accompagnements": 6, "date": "2026-03-12", "duree": 30, "type_lieu": "domicile",
                 "lieu_code_insee": "84003", "thematiques": ["email"], "mediateur_id": IDENTIFIANTS[0]}  # fmt: skip
    page = {"data": [{"type": "activite", "id": "1", "attributes": attributs}], "links": {}, "meta": {}}
    r = lu(json.dumps(page).encode(), nom="activites.json")
    assert cellules(r.table, "type", "accompagnements") == [(INDIVIDUEL, "6")]
    sans_personne(r)
    with pytest.raises(IllisibleError, match="une page parmi d'autres"):
        lu(json.dumps(page | {"meta": {"has_next_page": True}}).encode(), nom="activites.json")


# Le producteur


def test_la_source_d_un_export_de_la_coop_est_connue_sans_la_declarer(tmp_path: Path) -> None:
    dites = verses(tmp_path / "jeu", trimestre(1, 6)).provenances
    tables = ("activites", "statistiques_mediation")
    assert {dites[nom].producteur for nom in tables} == {"La Coop de la médiation numérique"}


def test_la_periode_d_une_repartition_va_du_premier_au_dernier_mois_exporte() -> None:
    r = rapport(*[accompagnement()] * 6, *[accompagnement(Date=datetime(2025, 11, 2))] * 6)
    assert cellules(
        r.aussi["statistiques_mediation"].query("repartition == 'total'"), "debut", "fin", "code_insee"
    ) == [
        ("2025-11-01", "2025-11-30", ""),
        ("2025-11-01", "2025-11-30", "84003"),
        ("2026-03-01", "2026-03-31", ""),
        ("2026-03-01", "2026-03-31", "84003"),
    ]


def test_un_mois_entame_s_arrete_au_jour_de_l_export_et_c_est_dit() -> None:
    lignes = [accompagnement(Date=datetime(2026, 4, 1))] * 6
    assert set(rapport(*lignes).aussi["statistiques_mediation"]["fin"]) == {"2026-04-02"}
    r = rapport(*[accompagnement()] * 6, **{"Période": "10.03.2026 - 20.03.2026"})
    assert set(r.aussi["statistiques_mediation"]["fin"]) == {"2026-03-20"}
    assert [str(a.gravite) for a in r.anomalies if "mois entiers" in a.regle] == ["à vérifier"]
    entier = rapport(*[accompagnement()] * 6, **{"Période": "01.03.2026 - 31.03.2026"})
    assert not any("mois entiers" in a.regle for a in entier.anomalies)


def verses(vers: Path, *exports: bytes, suffixe: str = "xlsx") -> Any:
    """Le jeu après avoir importé ces fichiers l'un après l'autre."""
    for rang, octets in enumerate(exports):
        fichier = vers.parent / f"{rang}.{suffixe}"
        fichier.write_bytes(octets)
        fait = CliRunner().invoke(application, ["importer", str(fichier), "--vers", str(vers)])
        assert fait.exit_code == 0, fait.output
    return load_jeu(vers)


def totaux_du_departement(jeu: Any) -> list[tuple[str, str, int]]:
    bilans = jeu["statistiques_mediation"]
    ici = bilans[bilans["repartition"].eq("total") & bilans["code_insee"].eq("")]
    return sorted((f"{b.debut:%m-%d}", f"{b.fin:%m-%d}", int(b.effectif)) for b in ici.itertuples())


def trimestre(mois: int, combien: int) -> bytes:
    """Un export dont les accompagnements se partagent entre le premier et le dernier mois d'un trimestre."""
    return classeur(
        COLONNES,
        [accompagnement(Date=datetime(2026, m, 9)) for m in (mois, mois + 2) for _ in range(combien)],
        **{"Période": f"01.{mois:02}.2026 - {30 if mois == 4 else 31}.{mois + 2:02}.2026"},
    )


def test_deux_trimestres_d_une_annee_s_ajoutent_et_chacun_dit_sa_periode(tmp_path: Path) -> None:
    jeu = verses(tmp_path / "jeu", trimestre(1, 6), trimestre(4, 10))
    assert totaux_du_departement(jeu) == [("01-01", "03-31", 12), ("04-01", "06-30", 20)]
    annee = repartition(
        jeu["statistiques_mediation"], "thematique", code="", communes=["84003"], periode="2026"
    )
    assert list(zip(annee["valeur"], annee["effectif"], strict=True)) == [("E-mail", 32)]


def test_un_export_qui_recouvre_les_precedents_les_remplace(tmp_path: Path) -> None:
    semestre = classeur(
        COLONNES, [accompagnement(Date=datetime(2026, m, 9)) for m in range(1, 7) for _ in range(8)]
    )
    jeu = verses(tmp_path / "jeu", trimestre(1, 6), trimestre(4, 10), semestre)
    assert totaux_du_departement(jeu) == [("01-01", "06-30", 48)]
    assert jeu["activites"]["accompagnements"].sum() == 48


def test_les_statistiques_publiees_et_l_export_d_une_meme_periode_se_cotoient(tmp_path: Path) -> None:
    """La Coop compte des activités par thématique, son export des accompagnements : ni l'un ni l'autre ne s'efface."""
    adresse = "https://exemple.fr/s?filter[du]=2026-01-01&filter[au]=2026-03-31&filter[departements]=84"
    publiees = json.dumps(statistiques(adresse)).encode()
    for rang, ordre in enumerate([(publiees, trimestre(1, 6)), (trimestre(1, 6), publiees)]):
        (tmp_path / str(rang)).mkdir()
        jeu = verses(tmp_path / str(rang) / "jeu", *ordre)
        bilans = jeu["statistiques_mediation"].query("repartition == 'thematique' and code_insee == ''")
        email = bilans[bilans["valeur"].eq("E-mail")]
        assert dict(zip(email["compte"], email["effectif"], strict=True)) == {
            "accompagnements": 12,
            "activites": 30,
        }


def test_les_reorientations_se_comptent_par_type_de_structure() -> None:
    vers = {"Bénéficiaire réorienté": "Oui", "Structure de redirection": AIDE}
    r = rapport(*[accompagnement()] * 10, *[accompagnement(**vers)] * 5)
    assert valeurs_de(r, "redirection", "84003") == {
        "Structure d'aide aux démarches administratives (France Services…)": "5"
    }


def test_une_repartition_rare_se_lit_a_l_annee_meme_quand_aucun_mois_ne_la_garde() -> None:
    """Deux « Santé » par mois pendant quatre mois : jamais cinq dans le mois, huit dans l'année."""
    sante = {"Thématique(s) d’accompagnement": "Santé"}
    lignes = [
        accompagnement(Date=datetime(2026, m, 3), **(sante if i < 2 else {}))
        for m in range(1, 5)
        for i in range(9)
    ]
    r = rapport(*lignes)
    assert "Santé" not in set(r.table["thematique"])
    assert valeurs_de(r, "thematique", "84003") == {"E-mail": "28", "Santé": "8"}


# Les statistiques


def statistiques(href: str = "https://exemple.fr/api/v1/statistiques") -> dict[str, Any]:
    """Un document de l'interface v1 (OpenAPI), à huit valeurs connues."""

    def parts(**comptes: int) -> list[dict[str, Any]]:
        return [{"value": v, "label": v, "count": n, "proportion": 0.5} for v, n in comptes.items()]

    attributs = {
        "accompagnements_par_jour": [{"label": "31/12", "count": 3}] * 90,
        "accompagnements_par_mois": [
            {"label": "Nov.", "count": 40},
            {"label": "Déc.", "count": 10},
            {"label": "Jan.", "count": 30},
        ],
        "beneficiaires": {
            "total": 31,
            "genres": parts(Masculin=31),
            "tranche_ages": [],
            "statuts_social": [],
        },
        "activites": {
            "total": 60,
            "type_activites": parts(Individuel=60),
            "durees": [],
            "type_lieu": [{"value": "ADistance", "label": "À distance", "count": 60, "proportion": 100.0}],
            "thematiques": [
                {"value": v, "label": v, "count": n, "proportion": 1.0}
                for v, n in {
                    "E-mail": 30,
                    "Santé": 3,
                    "Bureautique": 9,
                    "Logement": 18,
                    "Parentalité": 0,
                }.items()
            ],
            "materiels": [],
        },
        "totaux": {
            "activites": {"total": 60, "individuels": {"total": 60, "proportion": 100.0}},
            "accompagnements": {"total": 80, "individuels": {"total": 60}, "collectifs": {"total": 20}},
            "beneficiaires": {"total": 31, "nouveaux": 0, "suivis": 2, "anonymes": 29},
        },
    }
    donnee = {"type": "statistiques", "id": "statistiques", "attributes": attributs}
    return {"data": donnee, "links": {"self": {"href": href}}, "meta": {}}


def bilan(document: dict[str, Any]) -> Rapport:
    return lu(json.dumps(document, ensure_ascii=False).encode(), nom="statistiques.json")


def valeur(table: pd.DataFrame, repartition: str) -> dict[str, str]:
    part = table[table["repartition"].eq(repartition)]
    return dict(zip(part["valeur"], part["effectif"], strict=True))


def test_le_json_des_statistiques_donne_une_ligne_par_valeur() -> None:
    r = bilan(
        statistiques(
            "https://exemple.fr/s?filter%5Bdu%5D=2025-11-01&filter%5Bau%5D=2026-01-31&filter[departements]=84"
        )
    )
    assert (r.format, r.lignes_refusees) == ("la-coop-statistiques", 0)
    assert valeur(r.table, "total") == {"Accompagnements": "80", "Activités": "60"}
    assert valeur(r.table, "type") == {INDIVIDUEL: "60", ATELIER: "20"}
    assert valeur(r.table, "mois") == {"2025-11": "40", "2025-12": "10", "2026-01": "30"}
    assert set(r.table["debut"]) == {"2025-11-01"}
    assert set(r.table["code_insee"]) == {""}
    assert not any("territoire non dit" in a.regle for a in r.anomalies)


def test_un_effectif_masque_en_masque_un_second() -> None:
    """Santé (3) se retrouverait par différence : Bureautique (9), la plus petite autre, se cache aussi."""
    assert valeur(bilan(statistiques()).table, "thematique") == {
        "E-mail": "30",
        "Santé": "",
        "Bureautique": "",
        "Parentalité": "0",
    }
    assert valeur(bilan(statistiques()).table, "demarche") == {"Logement": "18"}


def test_le_profil_des_beneficiaires_n_est_pas_repris() -> None:
    table = bilan(statistiques()).table
    assert "31" not in set(table["effectif"])
    assert table["valeur"].str.contains("Masculin|néficiaire").sum() == 0


def test_des_statistiques_sans_territoire_sont_comptees_pour_le_departement_et_a_verifier() -> None:
    r = bilan(statistiques())
    assert set(r.table["code_insee"]) == {""}
    assert [str(a.gravite) for a in r.anomalies if "territoire non dit" in a.regle] == ["à vérifier"]


def test_des_statistiques_d_une_commune_lui_sont_attribuees() -> None:
    assert set(bilan(statistiques("https://exemple.fr/s?filter[communes]=84003")).table["code_insee"]) == {
        "84003"
    }


def test_des_statistiques_d_un_autre_departement_sont_refusees_tout_entieres() -> None:
    with pytest.raises(ValueError, match="pas celles du 69"):
        bilan(statistiques("https://exemple.fr/s?filter[departements]=69"))


def test_des_statistiques_de_deux_communes_sont_refusees() -> None:
    r = bilan(statistiques("https://exemple.fr/s?filter[communes]=84003,84123"))
    assert r.lignes_gardees == 0
    assert r.lignes_refusees == r.lignes_lues > 0


def test_un_filtre_laisse_vide_ne_restreint_rien() -> None:
    adresse = "https://exemple.fr/s?filter[communes]=84003&filter[beneficiaires]="
    assert bilan(statistiques(adresse)).lignes_gardees


@pytest.mark.parametrize(
    ("chemin", "valeur", "faute"),
    [
        (("type",), "activite", "data.type : attendu « statistiques »"),
        (("attributes", "totaux"), None, "data.attributes.totaux : attendu un objet, lu rien"),
        (
            ("attributes", "totaux", "accompagnements", "total"),
            "quatre-vingts",
            "data.attributes.totaux.accompagnements.total : attendu un entier, lu un texte",
        ),
        (
            ("attributes", "activites", "thematiques", 2, "count"),
            9.5,
            "data.attributes.activites.thematiques[2].count : attendu un entier, lu un nombre",
        ),
        (
            ("attributes", "activites", "thematiques", 1),
            "Kevin",
            "data.attributes.activites.thematiques[1] : attendu un objet, lu un texte",
        ),
        (
            ("attributes", "accompagnements_par_mois"),
            {"Nov.": 40},
            "data.attributes.accompagnements_par_mois : attendu une liste, lu un objet",
        ),
    ],
)
def test_un_json_qui_n_a_pas_la_forme_publiee_est_refuse_en_nommant_le_chemin(
    chemin: tuple[Any, ...], valeur: Any, faute: str
) -> None:
    document = statistiques()
    ici: Any = document["data"]
    for nom in chemin[:-1]:
        ici = ici[nom]
    ici[chemin[-1]] = valeur
    with pytest.raises(IllisibleError, match=re.escape(faute)) as refus:
        bilan(document)
    assert "Kevin" not in str(refus.value)


def test_un_json_sans_ses_parties_exigees_les_nomme_toutes() -> None:
    document = statistiques()
    del document["links"], document["data"]["id"]
    with pytest.raises(IllisibleError, match=re.escape("data.id : absent ; links : absent")):
        bilan(document)


def test_notre_forme_est_celle_que_publie_la_coop() -> None:
    """L'exemple que l'on tire de l'OpenAPI publiée nous est conforme, et chacune de ses valeurs y est attendue."""
    publie = SCHEMAS / "coop_v1.openapi.json"
    if not publie.is_file():
        pytest.skip("documents publics absents : ../shared/donnees_reelles")
    composants = json.loads(publie.read_text(encoding="utf-8"))
    reponse = composants["paths"]["/statistiques"]["get"]["responses"]["200"]
    forme = reponse["content"]["application/json"]["schema"]
    document = exemple(forme, composants["components"]["schemas"])
    assert statistiques_v1.fautes(document) == []
    assert sorted(feuilles(statistiques_v1.DOCUMENT)) == sorted(feuilles(document))


def exemple(forme: dict[str, Any], composants: dict[str, Any]) -> Any:
    """Un document de la forme d'un schéma OpenAPI, fait de ses exemples."""
    if "$ref" in forme:
        return exemple(composants[forme["$ref"].rsplit("/", 1)[1]], composants)
    if forme["type"] == "array":
        return [exemple(forme["items"], composants)]
    if forme["type"] == "object":
        return {nom: exemple(f, composants) for nom, f in forme.get("properties", {}).items()}
    return forme["example"]


def feuilles(objet: Any, chemin: str = "") -> list[str]:
    """Les chemins des valeurs d'un document, ou d'une forme."""
    if isinstance(objet, dict):
        return [f for nom, dedans in objet.items() for f in feuilles(dedans, f"{chemin}.{nom}")]
    if isinstance(objet, list):
        return [f for dedans in objet for f in feuilles(dedans, f"{chemin}[]")]
    return [chemin]


def test_les_statistiques_d_un_seul_mediateur_demandent_une_commune_et_se_disent_partielles() -> None:
    r = lu(classeur_de_statistiques(commune="Commune : Apt · 84400"))
    assert set(r.table["source"]) == {"La Coop de la médiation numérique (un seul médiateur)"}
    assert [str(a.gravite) for a in r.anomalies if "d'un seul médiateur" in a.regle] == ["à vérifier"]
    with pytest.raises(IllisibleError, match="d'un seul médiateur, sans commune"):
        lu(classeur_de_statistiques(commune="-"))


def classeur_de_statistiques(commune: str) -> bytes:
    """Les statistiques d'un médiateur, telles que La Coop les écrit."""
    ouvert = openpyxl.Workbook()
    ouvert.active.title = "Statistiques"
    mois = ("Oct.", "Nov.", "Déc.", "Jan.", "Fév.", "Mars", "Avr.", "Mai", "Juin", "Juil.", "Août", "Sep.")
    for rangee in (
        *(["Informations export"], ["Nom", "Durandeau"], ["Prénom", "Martine"], ["Rôle", "Médiateur"]),
        *(["Date d’export", "11/09/2024"], ["Heure d’export", "17:42"], []),
        *(["Filtres"], ["Période", "-"], ["Communes", commune], ["Départements", "-"]),
        *([], ["Statistiques générales sur vos accompagnements"]),
        *(["Accompagnements au total", 91], ["Bénéficiaires accompagnés", 23], ["Bénéficiaires suivis", 2]),
        ["Accompagnements sur les 12 derniers mois", *mois],
        ["", 12, 6, 8, 6, 12, 12, 14, 9, 10, 5, 5, 7],
        *([], ["Statistiques sur vos activités"], ["Accompagnements individuels", 63, "40 %"]),
        *(["Ateliers collectifs", 4, "20 %"], ["Nombre total de participants aux ateliers", 28]),
        *(["Nombre total d’activités", 67], [], ["Thématiques Médiation numérique"], ["E-mail", 60, "90 %"]),
        *(
            [],
            ["Tags"],
            ["Kevin Lopezien", 12, "20 %"],
            [],
            ["Canaux des activités"],
            ["À distance", 67, "100 %"],
        ),
        *([], ["Nombre d’activités par lieux"], ["Maison Durandeau", 67, "100 %"], []),
        *(["Statistiques sur vos bénéficiaires"], ["Genre"], ["Masculin", 22, "90 %"]),
    ):
        ouvert.active.append(rangee)
    tampon = BytesIO()
    ouvert.save(tampon)
    return tampon.getvalue()


def test_le_classeur_des_statistiques_se_lit_section_par_section() -> None:
    r = lu(classeur_de_statistiques(commune="Commune : Apt · 84400"))
    assert (r.format, r.lignes_refusees) == ("la-coop-statistiques", 0)
    assert set(r.table["code_insee"]) == {"84003"}
    assert valeur(r.table, "total") == {"Accompagnements": "91", "Activités": "67"}
    assert valeur(r.table, "type") == {INDIVIDUEL: "63", ATELIER: "28"}
    assert valeur(r.table, "thematique") == {"E-mail": "60"}
    assert valeur(r.table, "canal") == {"À distance": "67"}
    assert valeur(r.table, "mois")["2023-10"] == "12"
    assert valeur(r.table, "mois")["2024-09"] == "7"
    sans_personne(r)


# Les mots de La Coop


@pytest.mark.parametrize(
    ("minutes", "classe"),
    [("29", "Moins de 30 min"), ("30", "30min à 1 h"), ("59", "30min à 1 h"), ("60", "1 h à 2 h"), ("1h30", "1 h à 2 h"),
     ("119", "1 h à 2 h"), ("120", "2 h et plus"), ("2 h", "2 h et plus"), ("45 min", "30min à 1 h"),
     ("", ""), ("long", "")],
)  # fmt: skip
def test_une_duree_tombe_dans_sa_classe(minutes: str, classe: str) -> None:
    assert la_coop_valeurs.duree(minutes) == classe


@pytest.mark.parametrize(
    ("lu_", "attendues"),
    [
        ("prendre_en_main_du_materiel", ["Prendre en main du matériel"]),
        ("securite_numerique|entrepreneuriat", ["Prévention en sécurité numérique", "Accompagner un professionnel"]),
        ("Aide aux démarches administratives\nPapiers - Élections - Citoyenneté", ["Aide aux démarches administratives"]),
        ("Santé", ["Santé"]),
        ("Social - Santé", ["Aide aux démarches administratives"]),
        ("Jardinage", []),
    ],
)  # fmt: skip
def test_une_thematique_se_reconnait_sous_toutes_ses_graphies(lu_: str, attendues: list[str]) -> None:
    assert la_coop_valeurs.thematiques(lu_) == attendues
