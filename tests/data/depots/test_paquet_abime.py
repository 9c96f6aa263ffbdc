"""Un ZIP déposé que l'on ne peut pas croire : un message français qui le nomme, jamais une panne."""

import io
import json
import warnings
import zipfile

import pytest

from inclusion.data.depots.fichiers import IllisibleError
from inclusion.data.depots.importation import apports_du_paquet
from inclusion.data.depots.paquet import est_paquet, load_paquet
from inclusion.data.lecture import JEU_EMBARQUE

CSV = (JEU_EMBARQUE / "epci.csv").read_bytes()
EPCI = {"name": "epci", "path": "epci.csv"}


def archive(description: object, *membres: tuple[str, bytes]) -> bytes:
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as sortie, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # un membre en double
        octets = description if isinstance(description, bytes) else json.dumps(description).encode("utf-8")
        sortie.writestr("datapackage.json", octets)
        for nom, contenu in membres:
            sortie.writestr(nom, contenu)
    return tampon.getvalue()


def refus(octets: bytes) -> str:
    assert est_paquet(octets)
    with pytest.raises(IllisibleError) as refuse:
        load_paquet(octets, nom="recu.zip")
    return str(refuse.value)


def decrit(*ressources: object) -> dict[str, object]:
    return {"resources": list(ressources)}


FAUTIFS = {
    "ressource sans nom": (decrit({"path": "epci.csv"}), "resources[0].name"),
    "nom vide": (decrit({**EPCI, "name": ""}), "resources[0].name"),
    "nom non texte": (decrit({**EPCI, "name": ["epci"]}), "resources[0].name"),
    "nom en double": (decrit(EPCI, EPCI), "resources[1].name"),
    "chemin absent": (decrit({"name": "epci"}), "resources[0].path"),
    "chemin absolu": (decrit({**EPCI, "path": "/epci.csv"}), "resources[0].path"),
    "chemin qui remonte": (decrit({**EPCI, "path": "../epci.csv"}), "resources[0].path"),
    "chemins en liste": (decrit({**EPCI, "path": ["epci.csv"]}), "resources[0].path"),
    "schéma en liste": (decrit({**EPCI, "schema": []}), "resources[0].schema"),
    "ressources en objet": ({"resources": {"epci": EPCI}}, "resources"),
    "liste": ([], "un objet JSON"),
    "vide": (b"", "vide"),
    "nul": (b"null", "un objet JSON"),
    "utf-16": (json.dumps(decrit(EPCI)).encode("utf-16"), "UTF-8"),
    "imbrication": (b"[" * 100_000, "imbrication"),
}


@pytest.mark.parametrize(("description", "attendu"), FAUTIFS.values(), ids=list(FAUTIFS))
def test_une_description_fautive_est_refusee_et_dit_ou(description: object, attendu: str) -> None:
    dit = refus(archive(description, ("epci.csv", CSV)))
    assert dit.startswith("« recu.zip » : datapackage.json")
    assert attendu in dit


def test_beaucoup_de_fautes_se_comptent_sans_s_etaler() -> None:
    dit = refus(archive(decrit(*[{}] * 8), ("epci.csv", CSV)))
    assert dit.count("name") == 5
    assert dit.endswith("(et 3 autres)")


def test_un_paquet_sain_se_lit_avec_ou_sans_schema_et_marque_d_ordre() -> None:
    for octets in (
        json.dumps(decrit(EPCI)).encode(),
        json.dumps(decrit({**EPCI, "schema": {}})).encode("utf-8-sig"),
    ):
        lu = load_paquet(archive(octets, ("epci.csv", CSV)), nom="recu.zip")
        assert lu.tables == {"epci": CSV}
        apports, fautes = apports_du_paquet(lu, remplacer=False)
        assert [a.nom_table for a in apports] == ["epci"]
        assert not fautes


def test_un_membre_en_double_est_refuse_au_lieu_d_etre_choisi() -> None:
    assert "deux fichiers « epci.csv »" in refus(archive(decrit(EPCI), ("epci.csv", b"x"), ("epci.csv", CSV)))
    double = archive(decrit(EPCI), ("epci.csv", CSV), ("datapackage.json", b"{}"))
    assert "deux fichiers « datapackage.json »" in refus(double)


def test_un_membre_qui_remonte_n_est_jamais_lu() -> None:
    dit = refus(archive(decrit(EPCI), ("../epci.csv", CSV)))
    assert "aucune table connue" in dit


def test_une_archive_chiffree_ou_dont_un_membre_est_abime_le_dit() -> None:
    sain = archive(decrit(EPCI), ("epci.csv", CSV))
    chiffre = bytearray(sain)
    debut = sain.rindex(b"PK\x01\x02")
    chiffre[debut + 8] |= 1
    chiffre[sain.rindex(b"PK\x03\x04") + 6] |= 1
    assert "chiffrée" in refus(bytes(chiffre))
    abime = bytearray(sain)
    corps = sain.rindex(b"PK\x03\x04") + 60
    abime[corps : corps + 40] = b"\xff" * 40
    assert "abîmée" in refus(bytes(abime))


def test_une_archive_tronquee_n_est_plus_un_paquet() -> None:
    assert not est_paquet(archive(decrit(EPCI), ("epci.csv", CSV))[:-40])


def test_une_archive_qui_se_deplie_sans_fin_est_refusee() -> None:
    dit = refus(archive(decrit(EPCI), ("epci.csv", b"0" * 60_000_001)))
    assert "dépasse 60 Mo" in dit
    assert "démesurée" in refus(archive(decrit(EPCI), *((f"{n}.csv", b"") for n in range(501))))


def test_une_table_tronquee_dans_un_etat_compresse_est_dite() -> None:
    ecrite = {**EPCI, "bytes": len(CSV), "hash": "sha256:0"}
    decrite = {"resources": [ecrite], "instantane": {"nom": "2026-11-23T120000"}}
    apports, fautes = apports_du_paquet(
        load_paquet(archive(decrite, ("epci.csv", CSV)), nom="r.zip"), remplacer=False
    )
    assert apports == []
    assert [f.fichier for f in fautes] == ["epci.csv"]
