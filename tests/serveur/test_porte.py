"""La porte : qui entre, et ce que porte toute réponse."""

import asyncio
import base64
import hashlib
from collections.abc import Iterator
from typing import Any

import pytest

from inclusion.data import ecriture_locale
from inclusion.serveur import entetes
from inclusion.serveur.porte import Porte, Reglages

ICI = {"host": "localhost:8501"}
PUBLIC = {"host": "observatoire.exemple"}


@pytest.fixture
def locale() -> Iterator[None]:
    ecriture_locale.choisir()
    yield
    ecriture_locale._choix.clear()


def demander(
    chemin: str = "/",
    *,
    entetes_lus: dict[str, str],
    ip: str = "127.0.0.1",
    genre: str = "http",
    schema: str = "http",
    poses: tuple[tuple[bytes, bytes], ...] = (),
    **reglages: Any,
) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Le premier message rendu, et la demande que Streamlit a vue (None : elle n'est pas entrée)."""
    vues: list[dict[str, Any]] = []
    rendus: list[dict[str, Any]] = []

    async def streamlit(scope: Any, _: Any, send: Any) -> None:
        vues.append(dict(scope))
        if genre == "http":
            await send({"type": "http.response.start", "status": 200, "headers": list(poses)})
        else:
            await send({"type": "websocket.accept"})

    async def recevoir() -> dict[str, Any]:
        return {"type": f"{genre}.connect"}

    async def envoyer(message: Any) -> None:
        rendus.append(message)

    scope = {
        "type": genre,
        "path": chemin,
        "scheme": schema,
        "client": (ip, 50000),
        "headers": [(n.encode(), v.encode()) for n, v in entetes_lus.items()],
    }
    asyncio.run(Porte(streamlit, Reglages(**reglages))(scope, recevoir, envoyer))
    return rendus[0], vues[0] if vues else None


def portes(message: dict[str, Any]) -> dict[str, str]:
    return {n.decode(): v.decode() for n, v in message["headers"]}


@pytest.mark.parametrize(
    "chemin",
    ["/_stcore/metrics", "/_stcore/metrics/", "/_stcore/agent/openapi.json", "/_stcore/script-health-check"],
)
@pytest.mark.parametrize("racine", ["", "observatoire", "/observatoire/"])
def test_les_compteurs_internes_ne_sont_pas_publics(chemin: str, racine: str) -> None:
    debut = f"/{racine.strip('/')}" if racine else ""
    message, vue = demander(debut + chemin, entetes_lus=PUBLIC, racine=racine)
    assert (message["status"], vue) == (404, None)


def test_la_sante_du_serveur_reste_lisible() -> None:
    message, vue = demander("/_stcore/health", entetes_lus=PUBLIC)
    assert message["status"] == 200
    assert vue is not None


@pytest.mark.parametrize(
    ("lus", "ip"),
    [
        (PUBLIC, "127.0.0.1"),
        ({"host": "rebond.exemple:8501"}, "127.0.0.1"),
        (ICI, "192.168.1.20"),
        ({**ICI, "x-forwarded-for": "203.0.113.7"}, "127.0.0.1"),
        ({**ICI, "origin": "https://autre.exemple"}, "127.0.0.1"),
    ],
)
@pytest.mark.parametrize("genre", ["http", "websocket"])
def test_en_ecriture_locale_rien_n_entre_que_de_la_machine(
    lus: dict[str, str], ip: str, genre: str, locale: None
) -> None:
    message, vue = demander(entetes_lus=lus, ip=ip, genre=genre)
    assert vue is None
    assert message.get("status", message.get("code")) in {403, 1008}


@pytest.mark.parametrize("hote", ["localhost:8501", "127.0.0.1:8501", "[::1]:8501"])
def test_en_ecriture_locale_la_machine_entre_par_tous_ses_noms(hote: str, locale: None) -> None:
    assert demander(entetes_lus={"host": hote})[1] is not None
    prise = {"host": hote, "origin": f"http://{hote}"}
    assert demander("/_stcore/stream", entetes_lus=prise, genre="websocket")[1] is not None


def test_en_ecriture_locale_une_prise_sans_origine_n_entre_pas(locale: None) -> None:
    assert demander("/_stcore/stream", entetes_lus=ICI, genre="websocket")[1] is None


def test_sans_ecriture_locale_tout_visiteur_lit() -> None:
    derriere = {**PUBLIC, "x-forwarded-for": "203.0.113.7"}
    assert demander(entetes_lus=derriere, ip="10.0.0.1")[1] is not None


def test_la_prise_d_un_autre_site_est_refusee_sauf_s_il_est_nomme() -> None:
    lus = {**PUBLIC, "origin": "https://autre.exemple"}
    assert demander("/_stcore/stream", entetes_lus=lus, genre="websocket")[1] is None
    admise = demander(
        "/_stcore/stream", entetes_lus=lus, genre="websocket", origines=("https://autre.exemple",)
    )
    assert admise[1] is not None


def test_streamlit_ne_voit_pas_l_origine_d_un_autre_site_et_n_appelle_donc_personne() -> None:
    """À une origine inconnue, il demanderait à un tiers l'adresse publique du serveur."""
    _, vue = demander(entetes_lus={**PUBLIC, "Origin": "https://autre.exemple"})
    assert vue is not None
    assert [n for n, _ in vue["headers"]] == [b"host"]
    _, vue = demander(entetes_lus={**PUBLIC, "origin": "https://observatoire.exemple"})
    assert vue is not None
    assert (b"origin", b"https://observatoire.exemple") in vue["headers"]


# Les témoins

TEMOIN = (b"set-cookie", b"_streamlit_user=x; HttpOnly; Path=/; SameSite=lax")


@pytest.mark.parametrize(
    ("schema", "lus", "tls", "sur"),
    [
        ("http", PUBLIC, False, False),
        ("https", PUBLIC, False, True),
        ("http", {**PUBLIC, "x-forwarded-proto": "https"}, False, True),
        ("http", {**PUBLIC, "x-forwarded-proto": "HTTPS, http"}, False, True),
        ("http", {**PUBLIC, "x-forwarded-proto": "http"}, False, False),
        ("http", PUBLIC, True, True),
    ],
)
def test_les_temoins_sont_marques_secure_derriere_tls(
    schema: str, lus: dict[str, str], tls: bool, sur: bool
) -> None:
    message, _ = demander(entetes_lus=lus, schema=schema, poses=(TEMOIN,), tls=tls)
    assert portes(message)["set-cookie"].endswith("; Secure") is sur


def test_un_temoin_deja_secure_ne_l_est_pas_deux_fois() -> None:
    message, _ = demander(
        entetes_lus=PUBLIC, schema="https", poses=((b"set-cookie", b"a=b; secure; Path=/"),)
    )
    assert portes(message)["set-cookie"] == "a=b; secure; Path=/"


# Les en-têtes


@pytest.mark.parametrize(
    "chemin", ["/", "/carte", "/component/x/index.html", "/media/a.html", "/_stcore/metrics"]
)
def test_toute_reponse_porte_les_en_tetes_une_seule_fois(chemin: str) -> None:
    message, _ = demander(chemin, entetes_lus=PUBLIC, poses=((b"X-Content-Type-Options", b"autre"),))
    noms = [n.decode().lower() for n, _ in message["headers"]]
    assert {*entetes.COMMUNS, "content-security-policy"} <= set(noms)
    assert len(noms) == len(set(noms))
    assert portes(message)["x-content-type-options"] == "nosniff"


def directives(chemin: str, **options: Any) -> dict[str, list[str]]:
    ecrite = entetes.politique(entetes.nature(chemin, options.pop("racine", "")), **options)
    return {d.split()[0]: d.split()[1:] for d in ecrite.split("; ")}


def test_la_page_n_execute_que_ses_scripts_et_ceux_dont_on_a_l_empreinte() -> None:
    page = directives("/carte", scripts=entetes.empreintes(["a()"]))
    empreinte = base64.b64encode(hashlib.sha256(b"a()").digest()).decode()
    assert page["script-src"] == ["'self'", "blob:", f"'sha256-{empreinte}'"]
    assert page["default-src"] == page["object-src"] == page["base-uri"] == ["'none'"]
    assert page["connect-src"] == page["form-action"] == ["'self'"]


@pytest.mark.parametrize("chemin", ["/", "/component/x/index.html"])
def test_le_fond_ign_est_la_seule_exception_et_seulement_pour_des_images(chemin: str) -> None:
    dehors = {nom: [s for s in sources if "://" in s] for nom, sources in directives(chemin).items()}
    assert {nom: s for nom, s in dehors.items() if s} == {"img-src": ["https://data.geopf.fr"]}


def test_evaluer_n_est_permis_qu_au_cadre_d_un_composant() -> None:
    assert "'unsafe-eval'" in directives("/component/x/index.html")["script-src"]
    assert "'unsafe-eval'" in directives("/o/component/x/index.html", racine="o")["script-src"]
    assert "'unsafe-eval'" not in directives("/composant")["script-src"]
    assert "'unsafe-inline'" not in directives("/")["script-src"]


@pytest.mark.parametrize(
    "chemin", ["/media/a.html", "/app/static/a.html", "/_stcore/upload_file/a", "/o/media/a.html"]
)
def test_un_fichier_ouvert_seul_n_execute_rien(chemin: str) -> None:
    politique = directives(chemin, racine="o" if chemin.startswith("/o/") else "")
    assert politique["default-src"] == ["'none'"]
    assert politique["sandbox"] == []
    assert "script-src" not in politique


@pytest.mark.parametrize("chemin", ["/", "/component/x"])
def test_seuls_les_sites_nommes_integrent_l_application_et_sa_carte(chemin: str) -> None:
    assert directives(chemin, cadres=entetes.integrations([]))["frame-ancestors"] == ["'self'"]
    nommes = entetes.integrations(["https://vaucluse.exemple"])
    assert directives(chemin, cadres=nommes)["frame-ancestors"] == ["'self'", "https://vaucluse.exemple"]
    assert directives("/media/a.html", cadres=nommes)["frame-ancestors"] == ["'none'"]


@pytest.mark.parametrize(
    "origine", ["*", "vaucluse.exemple", "https://a.exemple;script-src", "https://a.exemple/b", "'none'", ""]
)
def test_une_integration_mal_ecrite_se_dit(origine: str) -> None:
    with pytest.raises(ValueError, match="n'est pas l'origine d'un site"):
        entetes.integrations([origine])


def test_les_scripts_ecrits_dans_une_page_sont_ceux_sans_attribut() -> None:
    assert entetes.scripts_ecrits(
        '<script>\n a\n</script><script src="b.js"></script><script>c</script>'
    ) == ["\n a\n", "c"]
