"""Commands that start and steer a collaboration."""

import asyncio
import getpass
from typing import TYPE_CHECKING, Annotated

import typer

from starter.commands.options import Directory, Id, Json, Terms, read_instant
from starter.commands.running import print_json, print_status, with_client

if TYPE_CHECKING:
    from contracts.status import Status
    from settings import Settings
    from starter.client import CollaborationClient

_LOOKS = 30
"""At a tenth of a second: how long to wait for what a new look finds; finding nothing new, the status is as it was."""


def register(app: typer.Typer) -> None:
    app.command("start")(start)
    app.command("link")(link)
    app.command("end")(end)
    app.command("extend")(extend)
    app.command("recheck")(recheck)
    app.command("attest")(attest)


def start(terms: Terms, as_json: Json = False, directory: Directory = None) -> None:
    """Start a collaboration: the creator is invited, and access follows.

    Starting it again with the same terms shows the one there is; with other terms it is refused.
    """
    from starter.terms_file import read_terms

    request = read_terms(terms)
    print_status(with_client(directory, lambda client, _: client.start(request)), as_json)


def link(
    collaboration_id: Annotated[
        str | None, typer.Argument(metavar="ID", help="The collaboration's id.", show_default=False)
    ] = None,
    creator: Annotated[
        str | None, typer.Option("--creator", metavar="CR", help="The overview of this creator instead.")
    ] = None,
    as_json: Json = False,
    directory: Directory = None,
) -> None:
    """Make a fresh link to the creator's page of one collaboration, or with --creator to all that is the creator's.

    Whoever holds it acts as the creator: send it to nobody else.
    """
    if (collaboration_id is None) == (creator is None):
        raise typer.BadParameter("give a collaboration's ID, or --creator CR")

    async def made(client: "CollaborationClient", settings: "Settings") -> str:
        from starter.links import make_link, make_overview_link

        settings.require("link_keys")
        if creator is not None:
            return make_overview_link(settings, creator)
        assert collaboration_id is not None
        return make_link(settings, collaboration_id, await client.creator_of(collaboration_id))

    address = with_client(directory, made)
    about = {"creator_id": creator} if creator else {"collaboration_id": collaboration_id}
    if as_json:
        print_json({**about, "link": address})
    else:
        print(address)


def end(
    collaboration_id: Id,
    reason: Annotated[str, typer.Option("--reason", metavar="R", help="Why it ends; kept in its history.")],
    as_json: Json = False,
    directory: Directory = None,
) -> None:
    """End a collaboration now: the brand's access is taken back, and the proof follows.

    `adaccess status ID --watch` shows when it is proven.
    """
    print_status(with_client(directory, lambda client, _: client.end(collaboration_id, reason, _user())), as_json)


def extend(
    collaboration_id: Id,
    ends_at: Annotated[
        str,
        typer.Option("--ends-at", metavar="T", help="The new end, with its zone: 2027-01-30T00:00:00Z."),
    ],
    reason: Annotated[str, typer.Option("--reason", metavar="R", help="Why; kept in its history.")] = "",
    as_json: Json = False,
    directory: Directory = None,
) -> None:
    """Move the end of a collaboration's term, later or earlier."""
    instant = read_instant(ends_at, "--ends-at")
    print_status(with_client(directory, lambda client, _: client.extend(collaboration_id, instant, reason)), as_json)


def recheck(collaboration_id: Id, as_json: Json = False, directory: Directory = None) -> None:
    """Have a collaboration look again at once at what holds it up."""

    async def nudged(client: "CollaborationClient", _: "Settings") -> "Status":
        before = await client.status(collaboration_id)
        await client.recheck(collaboration_id)
        for _look in range(_LOOKS):
            if (after := await client.status(collaboration_id)) != before:
                return after
            await asyncio.sleep(0.1)
        return before

    print_status(with_client(directory, nudged), as_json)


def attest(
    collaboration_id: Id,
    evidence: Annotated[
        str, typer.Option("--evidence", metavar="E", help="Who saw where, and when, that the access is gone.")
    ],
    actor: Annotated[
        str | None, typer.Option("--actor", metavar="NAME", help="Who vouches for it (default: you).")
    ] = None,
    as_json: Json = False,
    directory: Directory = None,
) -> None:
    """Vouch that access is gone, where the service cannot see it (stage revoke_blocked)."""
    who = actor or _user()
    attested = with_client(directory, lambda client, _: client.attest_revoked(collaboration_id, who, evidence))
    print_status(attested, as_json)


def _user() -> str:
    """Who steers: the name under which this account is known here, for the history."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name, as in some containers
        return "operator"
