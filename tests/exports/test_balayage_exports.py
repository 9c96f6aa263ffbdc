"""Chaque colonne de texte de chaque table × cent vingt pièges × chaque fichier : rien ne s'évalue ni ne se perd."""

import csv
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import matplotlib.mathtext
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from openpyxl.utils.escape import unescape
from pptx import Presentation
from pypdf import PdfReader

from inclusion.analysis.observations import territoires
from inclusion.commandes.document import ECRITURES, Format, Genre
from inclusion.exports import images
from inclusion.exports.data_inclusion import to_json
from inclusion.exports.paquet import to_zip
from inclusion.exports.parquet import to_parquet
from inclusion.exports.tables import to_csv, to_csv_national, to_geojson, to_xlsx
from inclusion.exports.textes import NOMBRE_OU_TELEPHONE, inerte
from inclusion.model.provenance import Provenance
from inclusion.model.schemas import Schema, schemas
from inclusion.model.territoires import resolu
from inclusion.queries import documents
from inclusion.queries.etat import lire
from inclusion.views import cadres
from tests.balayage import monde
from tests.balayage.charges import TEXTES, alteres, presents
from tests.conftest import A_DATE
from tests.pages_ouvertes import RACINE, ouvrir

SANS_GLYPHE = re.compile("[＝＋－＠]")
"""Les signes larges, que la police des PDF n'a pas : ils s'y voient comme des carrés."""
SOURCE = Provenance(TEXTES[16], TEXTES[96], TEXTES[41], None, sources=TEXTES[108], nature="reel")


def piegee(schema: Schema) -> pd.DataFrame:
    """Cent vingt lignes : à chaque ligne, chaque colonne de texte libre porte un autre piège ; le reste est vide."""
    libres = {c.nom for c in monde.libres(schema)}
    lignes = {
        nom: [
            TEXTES[(ligne + 7 * rang) % len(TEXTES)] if nom in libres else "" for ligne in range(len(TEXTES))
        ]
        for rang, nom in enumerate(schema.colonnes)
    }
    return pd.DataFrame(lignes, dtype="str")


def signe_de_tete(texte: str) -> bool:
    """Ce qu'un tableur calculerait : le premier caractère visible est un signe, large ou non, ou il y a une commande."""
    vus = [c for c in texte if unicodedata.category(c)[0] not in "ZC"]
    return (bool(vus) and unicodedata.normalize("NFKC", vus[0])[0] in "=+-@") or texte[:1] in {
        "\t",
        "\r",
        "\n",
    }


@pytest.fixture(params=list(schemas()))
def schema(request: pytest.FixtureRequest) -> Schema:
    return schemas()[request.param]


def test_un_csv_ne_porte_aucune_formule_et_tout_son_texte(schema: Schema) -> None:
    table = piegee(schema)
    lues = list(csv.DictReader(StringIO(to_csv(table).decode("utf-8-sig"), newline="")))
    assert [v for ligne in lues for v in ligne.values() if signe_de_tete(v)] == []
    assert [list(ligne.values()) for ligne in lues] == [
        [inerte(v) for v in ligne] for ligne in table.to_numpy().tolist()
    ]
    assert {v.removeprefix("'") for ligne in lues for v in ligne.values()} - {""} <= {
        v.removeprefix("'") for v in TEXTES
    }


def test_un_xlsx_ne_porte_ni_formule_ni_lien(schema: Schema) -> None:
    table = piegee(schema)
    classeur = openpyxl.load_workbook(BytesIO(to_xlsx(table, [("Territoire", t) for t in TEXTES])))
    cellules = [
        c for feuille in classeur for rangee in feuille.iter_rows() for c in rangee if c.value is not None
    ]
    assert {c.data_type for c in cellules} <= {"s", "inlineStr"}
    assert [c.value for c in cellules if c.hyperlink or signe_de_tete(str(c.value))] == []
    perdus = {rang for c in cellules for rang in alteres(unescape(str(c.value)))}
    assert perdus == set()


def test_un_parquet_et_un_paquet_rendent_chaque_texte_tel_quel(schema: Schema) -> None:
    table = piegee(schema)
    geographique = {"geometry", "chef_lieu"} & set(schema.colonnes)
    if not geographique:
        lu = pq.read_table(
            BytesIO(to_parquet(table.drop(columns=["latitude", "longitude"], errors="ignore"), SOURCE))
        )
        assert (
            lu.to_pandas()[list(lu.column_names)]
            .astype("str")
            .equals(table[list(lu.column_names)].astype("str"))
        )
        descripteur = {"resources": [{"name": schema.nom, "path": schema.chemin, "title": TEXTES[1]}]}
        typee = table.astype({c.nom: "str" for c in schema.champs})
        with zipfile.ZipFile(BytesIO(to_zip({schema.nom: typee}, descripteur))) as archive:
            assert json.loads(archive.read("datapackage.json"))["resources"][0]["title"] == TEXTES[1]
            lues = list(csv.reader(StringIO(archive.read(schema.chemin).decode("utf-8"), newline="")))[1:]
        assert lues == table.to_numpy().tolist()


@pytest.fixture(scope="module")
def lieux_pieges() -> pd.DataFrame:
    return piegee(schemas()["lieux"]).assign(
        nature="reel", latitude=44.0, longitude=5.0, date_maj=pd.Timestamp("2026-01-01"), code_insee="84007",
        precision_localisation="adresse", services="Aide aux démarches administratives",
    )  # fmt: skip


def test_les_formats_de_lieux_gardent_chaque_texte(lieux_pieges: pd.DataFrame) -> None:
    geojson = json.loads(to_geojson(lieux_pieges, SOURCE, territoire=TEXTES[2]))
    assert [f["properties"]["nom"] for f in geojson["features"]] == lieux_pieges["nom"].tolist()
    assert geojson["provenance"]["territoire"] == TEXTES[2]
    structures = json.loads(to_json(lieux_pieges, SOURCE))["structures"]
    assert {rang for s in structures for rang in alteres(s["nom"])} == set()
    national = list(csv.DictReader(StringIO(to_csv_national(lieux_pieges).decode("utf-8"), newline="")))
    assert [v for ligne in national for v in ligne.values() if signe_de_tete(v)] == []
    assert [ligne["nom"] for ligne in national] == [inerte(n) for n in lieux_pieges["nom"]]


# Les documents et les images


@pytest.fixture(scope="module", params=range(3))
def hostile(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return monde.jeu_hostile(tmp_path_factory.mktemp(f"hostile{request.param}"), request.param)


@pytest.fixture
def sans_formule(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Ce que matplotlib aurait composé comme une formule."""
    composes: list[str] = []
    origine = matplotlib.mathtext.MathTextParser.parse

    def noter(self: Any, texte: str, *args: Any, **options: Any) -> Any:
        composes.append(texte)
        return origine(self, texte, *args, **options)

    monkeypatch.setattr(matplotlib.mathtext.MathTextParser, "parse", noter)
    yield composes
    assert composes == []


@pytest.mark.parametrize("code", ["84", "200040442"])
@pytest.mark.parametrize(("genre", "forme"), list(ECRITURES))
@pytest.mark.filterwarnings("error:The label")
def test_aucun_document_n_evalue_un_piege(
    genre: Genre, forme: Format, code: str, hostile: Path, sans_formule: list[str]
) -> None:
    type_de_document, ecrire = ECRITURES[genre, forme]
    etat = lire(hostile, A_DATE)
    ici = resolu(code, territoires(etat))
    octets = ecrire(documents.document(etat, ici, type_de_document, "", lambda _: None))
    dits = LIRE[forme](octets)
    assert {rang for dit in dits for rang in presents(dit)}, "des pièges y sont bien"
    fautes = {TEXTES[rang]: lu for dit in dits for rang, lu in alteres(dit).items()}
    assert {
        piege: lu for piege, lu in fautes.items() if forme != Format.PDF or not SANS_GLYPHE.match(piege)
    } == {}


def du_pptx(octets: bytes) -> list[str]:
    """Tout texte d'une présentation, textes de remplacement et classeurs de graphiques compris ; aucun lien."""
    dits = []
    for vue in Presentation(BytesIO(octets)).slides:
        for forme in vue.shapes:
            dits += [forme.name, forme._element._nvXxPr.cNvPr.get("descr", "")]
            if forme.has_text_frame:
                paragraphes = forme.text_frame.paragraphs
                dits += [p.text for p in paragraphes]
                assert [r.text for p in paragraphes for r in p.runs if r.hyperlink.address] == []
            if forme.has_table:
                dits += [c.text for rangee in forme.table.rows for c in rangee.cells]
            if forme.has_chart:
                dits += [str(c) for c in forme.chart.plots[0].categories]
                dits += du_xlsx(forme.chart.part.chart_workbook.xlsx_part.blob)
    return dits


def du_xlsx(octets: bytes) -> list[str]:
    classeur = openpyxl.load_workbook(BytesIO(octets))
    cellules = [
        c for feuille in classeur for rangee in feuille.iter_rows() for c in rangee if c.value is not None
    ]
    assert [c.value for c in cellules if c.data_type == "f" or c.hyperlink] == []
    dits = [unescape(c.value) for c in cellules if isinstance(c.value, str)]
    assert [dit for dit in dits if signe_de_tete(dit) and not NOMBRE_OU_TELEPHONE.fullmatch(dit)] == []
    return dits


def du_pdf(octets: bytes) -> list[str]:
    lu = PdfReader(BytesIO(octets))
    assert [a for page in lu.pages for a in page.get("/Annots") or [] if a.get_object().get("/A")] == []
    return [" ".join(page.extract_text() for page in lu.pages)]


LIRE = {Format.PPTX: du_pptx, Format.XLSX: du_xlsx, Format.PDF: du_pdf}


@pytest.mark.parametrize("page", [p.stem for p in sorted(RACINE.glob("pages/vues/*.py"))])
@pytest.mark.filterwarnings("error:The label")
def test_l_image_de_chaque_figure_s_ecrit_sans_formule(
    page: str, hostile: Path, sans_formule: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INCLUSION_DONNEES", str(hostile))
    ecrites = []
    monkeypatch.setattr(cadres, "_image", lambda impression, cle: ecrites.append(images.to_png(impression)))
    ouvrir(f"pages/vues/{page}.py")
    assert all(octets.startswith(b"\x89PNG") for octets in ecrites)
