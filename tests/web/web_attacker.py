"""Requests as an attacker makes them, against an app of their own: any address, any host, any header.

Each attack is played twice: against the pages as they are, and with the one defence taken away. The second proves that
it is this defence that holds, and that the attack is one.
"""

import contextlib
import dataclasses
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from settings import Settings
from starter.links import make_link
from starter.web.app import create_app
from starter.web.deps import WebDeps
from tests.cast import Creator
from tests.web.web_visitor import Page, Visitor

PUBLIC = "https://pages.example.com"
SOMEWHERE = "203.0.113.9"
"""An address on the internet."""

both_ways = pytest.mark.parametrize("defended", [True, False], ids=["defended", "without the defence"])


def with_settings(deps: WebDeps, **changes: Any) -> WebDeps:
    settings: Settings = deps.settings.model_copy(update={"public_url": PUBLIC, **changes})
    return dataclasses.replace(deps, settings=settings)


@contextlib.asynccontextmanager
async def visiting(deps: WebDeps, address: str = SOMEWHERE, app: Any = None) -> AsyncIterator[Visitor]:
    """A visitor who comes from ``address`` over https; ``app`` to visit one that others visit too."""
    visitor = Visitor()
    await visitor.http.aclose()
    transport = httpx.ASGITransport(app=app or create_app(deps), client=(address, 4711), raise_app_exceptions=False)
    visitor.http = httpx.AsyncClient(transport=transport, base_url=deps.settings.public_url, verify=False)
    async with visitor.http:
        yield visitor


async def invited(visitor: Visitor, deps: WebDeps, creator: Creator) -> Page:
    """The page of a fresh invitation, as this visitor sees it."""
    terms = creator.terms()
    await creator.start(terms)
    return await visitor.open(make_link(deps.settings, terms.collaboration_id, terms.creator_id))
