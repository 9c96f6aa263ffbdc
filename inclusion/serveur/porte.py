"""La porte : une couche ASGI entre le réseau et Streamlit.

Elle refuse ce qui n'a pas à entrer (les compteurs internes ; les autres sites ; en écriture locale, tout ce qui n'est
pas un navigateur de cette machine), pose les en-têtes de sécurité, et marque `Secure` les témoins posés derrière TLS.
"""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any

from inclusion.data import ecriture_locale
from inclusion.serveur import entetes

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

FERMES = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check")
"""Ce que Streamlit sert et que personne n'a à lire ici : les compteurs internes, l'interface des agents."""


@dataclass(frozen=True)
class Reglages:
    """`racine` : chemin de l'application ; `integrations` : qui peut la mettre dans un cadre (directive CSP) ;
    `origines` : les autres sites dont une demande est admise ; `scripts` : les empreintes des scripts écrits dans la
    page ; `tls` : l'instance n'est servie qu'en https."""

    racine: str = ""
    integrations: str = entetes.SOI
    origines: Sequence[str] = ()
    scripts: Sequence[str] = ()
    tls: bool = False


class Porte:
    """Enveloppe une application ASGI."""

    def __init__(self, app: Application, reglages: Reglages) -> None:
        self._app = app
        self._reglages = reglages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        lus = _lus(scope)
        reponse = self._habillee(scope, lus, send)
        refus = self._refus(scope, lus)
        if refus:
            await _refuser(scope, receive, reponse, refus)
        else:
            await self._app(self._sans_origine_etrangere(scope, lus), receive, reponse)

    def _refus(self, scope: Scope, lus: Mapping[str, str]) -> tuple[int, str] | None:
        if self._relatif(scope).startswith(FERMES):
            return 404, "Rien à cette adresse."
        if ecriture_locale.choisie():
            ip = (scope.get("client") or (None,))[0]
            raison = ecriture_locale.refus(lus, ip, origine_exigee=scope["type"] == "websocket")
            if raison:
                return (
                    403,
                    f"Cette instance ne répond qu'à la machine où elle tourne ; demande refusée : {raison}.",
                )
        if scope["type"] == "websocket" and self._etrangere(lus):
            return 403, "Demande d'un autre site."
        return None

    def _etrangere(self, lus: Mapping[str, str]) -> bool:
        origine = lus.get("origin", "")
        if not origine or origine in self._reglages.origines:
            return False
        return not ecriture_locale.meme_origine(origine, lus.get("host", ""))

    def _sans_origine_etrangere(self, scope: Scope, lus: Mapping[str, str]) -> Scope:
        """Streamlit répond à une origine inconnue en demandant à un tiers l'adresse publique du serveur : il ne la voit
        pas. Sans elle, il ne pose aucun en-tête CORS, et le navigateur refuse la réponse à l'autre site."""
        if not self._etrangere(lus):
            return scope
        return {**scope, "headers": [(n, v) for n, v in scope["headers"] if n.lower() != b"origin"]}

    def _habillee(self, scope: Scope, lus: Mapping[str, str], send: Send) -> Send:
        pose = [(n.encode(), v.encode()) for n, v in self._poses(scope).items()]
        noms = {n for n, _ in pose}
        sure = self._reglages.tls or _en_tls(scope, lus)

        async def envoyer(message: Message) -> None:
            if message["type"] in {"http.response.start", "websocket.http.response.start"}:
                gardes = [(n, v) for n, v in message.get("headers", ()) if n.lower() not in noms]
                message["headers"] = [(n, _sur(n, v) if sure else v) for n, v in gardes] + pose
            await send(message)

        return envoyer

    def _poses(self, scope: Scope) -> dict[str, str]:
        r = self._reglages
        quoi = entetes.nature(str(scope["path"]), r.racine)
        csp = entetes.politique(quoi, scripts=r.scripts, cadres=r.integrations)
        return entetes.COMMUNS | {"content-security-policy": csp}

    def _relatif(self, scope: Scope) -> str:
        racine = self._reglages.racine.strip("/")
        return str(scope["path"]).removeprefix(f"/{racine}" if racine else "")


def _lus(scope: Scope) -> dict[str, str]:
    return {nom.decode("latin-1").lower(): valeur.decode("latin-1") for nom, valeur in scope["headers"]}


def _en_tls(scope: Scope, lus: Mapping[str, str]) -> bool:
    """La connexion est chiffrée, ici ou par le mandataire qui le dit ; qui mentirait ne priverait que lui de témoins."""
    dit = lus.get("x-forwarded-proto", "").partition(",")[0].strip().lower()
    return scope.get("scheme") in {"https", "wss"} or dit == "https"


def _sur(nom: bytes, valeur: bytes) -> bytes:
    if nom.lower() != b"set-cookie":
        return valeur
    attributs = [a.strip().lower() for a in valeur.split(b";")[1:]]
    return valeur if b"secure" in attributs else valeur + b"; Secure"


async def _refuser(scope: Scope, receive: Receive, send: Send, refus: tuple[int, str]) -> None:
    statut, raison = refus
    if scope["type"] == "websocket":
        await receive()  # la demande de connexion
        await send({"type": "websocket.close", "code": 1008, "reason": raison})
        return
    corps = raison.encode()
    lignes = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(corps)).encode())]
    await send({"type": "http.response.start", "status": statut, "headers": lignes})
    await send({"type": "http.response.body", "body": corps})
