"""Commands on brands that connected: whose token may take access back where the creator's is dead."""

import asyncio
import getpass
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from starter.commands.options import Directory, Json
from starter.commands.running import print_json, with_client

if TYPE_CHECKING:
    from contracts.brands import BrandConnection
    from settings import Settings
    from starter.client import CollaborationClient
    from store.session import Store

_LONGEST = 4096
"""Characters of a token; Meta's have a few hundred."""

Business = Annotated[str, typer.Argument(metavar="BUSINESS_ID", help="The brand's Meta business.", show_default=False)]


def register(app: typer.Typer) -> None:
    brand = typer.Typer(help="Brands whose side can take access back.", no_args_is_help=True)
    brand.command("connect")(connect)
    brand.command("list")(list_)
    brand.command("disconnect")(disconnect)
    app.add_typer(brand, name="brand")


def connect(business_id: Business, as_json: Json = False, directory: Directory = None) -> None:
    """Keep the token of a brand's system user; it is read from the standard input, never shown, and sealed.

    The token is looked at on the platform first: it must be our app's, work, and show the business's Pages.
    What is stuck with this brand is tried again at once.
    """
    from pydantic import SecretStr

    from settings import load

    settings = load(directory)
    _business(business_id)
    token = SecretStr(_token())
    from worker import connect_brand  # heavy, as it brings the platform's client along

    connected = asyncio.run(connect_brand(settings, business_id, token))
    tried = _try_again(directory, business_id) if settings.brand_revoke else 0
    if as_json:
        print_json({**connected.model_dump(mode="json"), "enabled": settings.brand_revoke, "tried_again": tried})
        return
    print(f"connected {connected.name} ({business_id})")
    if not settings.brand_revoke:
        print("ADACCESS_BRAND_REVOKE is off: the connection is kept and not used")
    elif tried is None:
        print("Temporal does not answer: what is stuck is tried again at its next turn")
    elif tried:
        print(f"told {tried} stuck collaborations to try again")


def list_(as_json: Json = False, directory: Directory = None) -> None:
    """List the brands that connected, and whether their tokens worked at the last look."""
    brands = asyncio.run(_all(directory))
    if as_json:
        print_json([each.model_dump(mode="json") for each in brands])
        return
    from starter.show import columns, console, plain, when

    if not brands:
        print("no brand is connected")
        return
    table = columns("business", "name", "connected", "last look", "state")
    for each in brands:
        row = (each.business_id, each.name, when(each.connected_at), when(each.checked_at), each.problem or "works")
        table.add_row(*(plain(text) for text in row))
    console().print(table)


def disconnect(business_id: Business, as_json: Json = False, directory: Directory = None) -> None:
    """Forget a brand's token; its data key is shredded. In Meta's settings it lives until the brand removes it."""
    from starter.errors import RequestRefused

    if not asyncio.run(_forgotten(directory, business_id)):
        raise RequestRefused(f"business {business_id!r} is not connected; `adaccess brand list` shows those that are")
    if as_json:
        print_json({"business_id": business_id, "disconnected": True})
    else:
        print(f"disconnected {business_id}")


async def _all(directory: Path | None) -> "tuple[BrandConnection, ...]":
    async with _store(directory) as store:
        return await store.brands.all()


async def _forgotten(directory: Path | None, business_id: str) -> bool:
    async with _store(directory) as store:
        return await store.brands.disconnect(business_id)


@asynccontextmanager
async def _store(directory: Path | None) -> "AsyncIterator[Store]":
    from settings import load
    from store.session import Store
    from store.vault_keys import VaultKeys

    settings = load(directory)
    settings.require("vault_keys")
    assert settings.vault_keys is not None
    store = await Store.open(settings.database_url, VaultKeys.parse(settings.vault_keys))
    try:
        yield store
    finally:
        await store.aclose()


def _business(business_id: str) -> None:
    from starter.listing import listing_query

    listing_query(business=business_id)  # raises RequestRefused for what is no business id


def _token() -> str:
    """From a pipe, or typed without being shown. Raises RequestRefused; the text never quotes what was given."""
    from starter.errors import RequestRefused

    given = (getpass.getpass("token: ") if sys.stdin.isatty() else sys.stdin.read(_LONGEST + 2)).strip()
    if not given:
        raise RequestRefused("no token was given; hand it in on the standard input")
    if len(given) > _LONGEST or not all("!" <= character <= "~" for character in given):
        raise RequestRefused("what was given on the standard input is not a token: one word of printable characters")
    return given


def _try_again(directory: Path | None, business_id: str) -> int | None:
    """Nudge what is stuck with this brand; how many, null where Temporal does not answer."""
    from contracts.vocabulary import Stage
    from starter.connection import NotReachable

    async def nudge(client: "CollaborationClient", _: "Settings") -> int:
        stuck = [each async for each in client.list(stage=Stage.REVOKE_BLOCKED, business=business_id)]
        for each in stuck:
            await client.recheck(each.collaboration_id)
        return len(stuck)

    try:
        return with_client(directory, nudge)
    except NotReachable:
        return None
