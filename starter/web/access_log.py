"""The access log: who did what and what came of it, without anything that opens a page.

A server's own would print addresses, and these hold links, codes and states. Here a link is told by a short hash: the
same link can be followed through the log, and nobody can open it from there.
"""

import hashlib
import logging

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from starter.web.gate import HEALTH
from starter.web.opening import PageRefused
from starter.web.proxies import Network, client_of

_REFUSAL = "adaccess_refusal"
_QUIET = (HEALTH, "/static/")
_WITH_A_SECRET = ("c", "o", "deletion")
_BELOW_A_LINK = (
    "end",
    "decline",
    "recheck",
    "removed",
    "finish",
    "delete",
    "seen",
    "events",
    "evidence",
    "evidence.json",
)
_OF_META = ("oauth", "meta", "start", "callback", "deauthorize", "data-deletion", "webhooks")
_OURS = frozenset(_WITH_A_SECRET + _BELOW_A_LINK + _OF_META)
"""What is told as it came; any other part of an address is a stranger's word and not repeated."""

log = logging.getLogger(__name__)


def note_refusal(scope: Scope, refused: PageRefused) -> None:
    """Have the entry of this request say why it was turned away."""
    scope.setdefault("state", {})[_REFUSAL] = refused.message


class AccessLog:
    """ASGI middleware: one entry for each request, but for health checks and static files. The outermost one."""

    def __init__(self, app: ASGIApp, proxies: tuple[Network, ...]) -> None:
        self._app, self._proxies = app, proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(_QUIET):
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})  # shared with the copies that are made on the way in
        answered = False

        async def send_and_tell(message: Message) -> None:
            nonlocal answered
            if message["type"] == "http.response.start":
                answered = True
                self._tell(scope, message["status"])
            await send(message)

        try:
            await self._app(scope, receive, send_and_tell)
        except Exception:  # is answered, and logged in full, further out
            if not answered:
                self._tell(scope, 500)
            raise

    def _tell(self, scope: Scope, status: int) -> None:
        peer = scope["client"][0] if scope.get("client") else None
        client = client_of(peer, Headers(scope=scope), self._proxies)
        refusal = scope["state"].get(_REFUSAL)
        method = scope["method"] if scope["method"].isalpha() else "?"
        told = f"{method[:10]} {told_as(scope['path'])} {status} from {client}" + (f": {refusal}" if refusal else "")
        log.log(logging.WARNING if status >= 400 else logging.INFO, "%s", told)


def told_as(path: str) -> str:
    """The address without its secrets: ``/c/#3fa9c1d2e0b4/end``."""
    parts = path.split("/")[1:6]
    told = [part if part in _OURS else "…" for part in parts]
    if len(parts) > 1 and parts[0] in _WITH_A_SECRET:
        told[1] = f"#{hashlib.sha256(parts[1].encode('utf-8', 'replace')).hexdigest()[:12]}"
    return "/" + "/".join(told)
