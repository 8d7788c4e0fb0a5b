"""Which language a reader reads: their choice on the page, else what their browser asks for, else English."""

import re
from contextvars import ContextVar
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from starter.web.texts import DEFAULT, LANGUAGES, Texts

COOKIE = "adaccess_lang"
"""Over https with ``__Host-`` in front, like the browser's own cookie: no sibling host can set or read it."""
YEAR_SECONDS = 365 * 24 * 3600
_CHOICE = "lang"
_current: ContextVar[Texts] = ContextVar("language", default=DEFAULT)
_RANGE = re.compile(r"\s*([A-Za-z]{1,8}|\*)(?:-[A-Za-z0-9-]{1,30})?\s*(?:;\s*q\s*=\s*([01](?:\.\d{1,3})?))?\s*")


def texts() -> Texts:
    """The words for the request that is being answered."""
    return _current.get()


def preferred(accept_language: str) -> Texts:
    """The best of our languages for an Accept-Language header (RFC 9110, 12.5.4); English if none is asked for."""
    best, weight = DEFAULT, 0.0
    for part in accept_language[:500].split(","):
        if (found := _RANGE.fullmatch(part)) is None:
            continue
        asked, quality = found[1].lower(), float(found[2] or 1)
        language = DEFAULT if asked == "*" else LANGUAGES.get(asked)
        if language is not None and quality > weight:
            best, weight = language, quality
    return best


class Languages:
    """ASGI middleware: settles the language of each answer, and remembers a choice made with ``?lang=``."""

    def __init__(self, app: ASGIApp, secure: bool) -> None:
        self._app = app
        self._name, self._secure = (f"__Host-{COOKIE}", "; Secure") if secure else (COOKIE, "")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        chosen = LANGUAGES.get(_chosen(scope))
        language = (
            chosen or LANGUAGES.get(_remembered(headers, self._name)) or preferred(headers.get("accept-language", ""))
        )
        _current.set(language)

        async def send_in_language(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                answer["Content-Language"] = language.code
                if chosen is not None:
                    answer.append("Set-Cookie", self._cookie(chosen))
            await send(message)

        await self._app(scope, receive, send_in_language)

    def _cookie(self, chosen: Texts) -> str:
        return f"{self._name}={chosen.code}; Max-Age={YEAR_SECONDS}; Path=/; HttpOnly; SameSite=Lax{self._secure}"


def _chosen(scope: Scope) -> str:
    query = scope.get("query_string", b"")[:4000].decode("latin-1")
    return parse_qs(query, max_num_fields=50).get(_CHOICE, [""])[0] if query.count("&") < 50 else ""


def _remembered(headers: Headers, name: str) -> str:
    try:
        kept = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return ""
    return kept.value if kept else ""
