"""The door in front of all pages: wrong host, foreign origin, too large, too slow, too often are turned away here.

It stands before the routes, so that a new page is behind it without knowing of it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from starter.web import origins, texts
from starter.web.limits import Kind, Limits
from starter.web.opening import PageRefused
from starter.web.proxies import Network, client_of

HEALTH = "/healthz"
"""Asked by the machine next door under whatever name it knows us by; says nothing."""
CALLBACK = "/oauth/meta/callback"
START = "/oauth/meta/start"
FROM_META = "/meta/"
LARGEST_BODY = 1024 * 1024
"""Bytes. Our forms are far smaller and check that by themselves; Meta's webhooks come in batches."""
BODY_WITHIN_SECONDS = 15.0
"""A phone in a tunnel sends its few hundred bytes within this; who takes longer holds a place on purpose."""

Refuse = Callable[[PageRefused, Scope], ASGIApp]
"""Makes the answer to a request that does not get in."""


@dataclass(frozen=True)
class Rules:
    public_url: str
    proxies: tuple[Network, ...]
    limits: Limits


class Gate:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp, rules: Rules, refuse: Refuse) -> None:
        self._app, self._rules, self._refuse = app, rules, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            self._check(scope, Headers(scope=scope))
        except PageRefused as refused:
            await self._refuse(refused, scope)(scope, receive, send)
            return
        if scope["method"] == "HEAD" and scope["path"] != CALLBACK:  # a return from the dialog is used up by a GET
            await self._app({**scope, "method": "GET"}, receive, _without_body(send))
        else:
            await self._app(scope, within_bounds(receive), send)

    def _check(self, scope: Scope, headers: Headers) -> None:
        """Cheapest first; whatever is counted has passed all the others. Raises PageRefused."""
        if scope["path"] == HEALTH:
            return
        if not origins.is_our_host(self._rules.public_url, headers):
            raise PageRefused(400, texts.WRONG_HOST)
        if changes(scope) and not origins.is_our_doing(self._rules.public_url, headers):
            raise PageRefused(403, texts.FORM_REFUSED)
        if not _fits(headers):
            raise PageRefused(413, texts.TOO_LARGE)
        peer = scope["client"][0] if scope.get("client") else None
        check_rate(self._rules.limits.client(kind_of(scope), client_of(peer, headers, self._rules.proxies)))


def check_rate(seconds: int) -> None:
    """Refuse what has to wait for so many seconds. Raises PageRefused with ``Retry-After``."""
    if seconds:
        raise PageRefused(429, texts.TOO_MANY, headers={"Retry-After": str(seconds)})


def changes(scope: Scope) -> bool:
    return scope["method"] not in ("GET", "HEAD", "OPTIONS")


def kind_of(scope: Scope) -> Kind:
    """What a request is counted as."""
    path: str = scope["path"]
    if path.startswith(FROM_META):
        return Kind.PLATFORM
    if path == CALLBACK:
        return Kind.CALLBACK
    if not changes(scope):
        return Kind.LOOK
    return Kind.SIGN_IN if path == START else Kind.FORM


def within_bounds(receive: Receive, within_seconds: float | None = None) -> Receive:
    """The body, as long as it stays small and arrives in time. Raises PageRefused inside of the route that reads."""
    size, complete, deadline = 0, False, 0.0

    async def next_part() -> Message:
        nonlocal size, complete, deadline
        if complete:  # what comes now is the end of the connection, however late
            return await receive()
        loop = asyncio.get_running_loop()
        deadline = deadline or loop.time() + (within_seconds or BODY_WITHIN_SECONDS)
        try:
            async with asyncio.timeout_at(deadline):
                message = await receive()
        except TimeoutError:
            raise PageRefused(408, texts.TOO_SLOW) from None
        size += len(message.get("body", b""))
        if size > LARGEST_BODY:
            raise PageRefused(413, texts.TOO_LARGE)
        complete = not message.get("more_body", False)
        return message

    return next_part


def _fits(headers: Headers) -> bool:
    length = headers.get("content-length", "0")
    return length.isascii() and length.isdigit() and int(length[:20]) <= LARGEST_BODY


def _without_body(send: Send) -> Callable[[Message], Awaitable[None]]:
    """The head of an answer, and its end at once: also of one that would go on for hours."""
    told = False

    async def send_head(message: Message) -> None:
        nonlocal told
        if message["type"] == "http.response.start":
            await send(message)
        elif not told:
            told = True
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    return send_head
