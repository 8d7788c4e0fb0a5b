"""Commands that look and change nothing."""

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from contracts.vocabulary import Stage
from starter.commands.options import Directory, Id, Json, Terms
from starter.commands.running import print_json, print_status, with_client

if TYPE_CHECKING:
    from settings import Settings
    from starter.client import CollaborationClient
    from starter.listing import Listed

_SECONDS_BETWEEN_LOOKS = 1.0


def register(app: typer.Typer) -> None:
    app.command("status")(status)
    app.command("list")(list_)
    app.command("check")(check)


def status(
    collaboration_id: Id,
    watch: Annotated[bool, typer.Option("--watch", help="Keep looking until it has ended, or Ctrl-C.")] = False,
    as_json: Json = False,
    directory: Directory = None,
) -> None:
    """Show how a collaboration stands, what holds it up, and who does what next.

    With --watch and --json, one line for each change.
    """
    if watch:
        with_client(directory, lambda client, _: _watch(client, collaboration_id, as_json))
    else:
        print_status(with_client(directory, lambda client, _: client.status(collaboration_id)), as_json)


def list_(
    stage: Annotated[Stage | None, typer.Option(help="Only those in this stage.", show_default=False)] = None,
    creator: Annotated[str | None, typer.Option(metavar="ID", help="Only this creator's.", show_default=False)] = None,
    business: Annotated[
        str | None, typer.Option(metavar="ID", help="Only this brand's (Meta business id).", show_default=False)
    ] = None,
    as_json: Json = False,
    directory: Directory = None,
) -> None:
    """List collaborations, latest first; of stage revoke_blocked the longest overdue first, with who must act.

    `!` marks those where somebody has to do something.
    """

    async def found(client: "CollaborationClient", _: "Settings") -> "list[Listed]":
        return [each async for each in client.list(stage=stage, creator=creator, business=business)]

    rows = with_client(directory, found)
    if as_json:
        print_json([row.model_dump(mode="json") for row in rows])
        return
    from starter.show import console, list_view

    terminal = console()
    if stage is Stage.REVOKE_BLOCKED:
        from starter.register import Stuck
        from starter.show_register import register_view

        stuck = [row for row in rows if isinstance(row, Stuck)]
        terminal.print(register_view(stuck, datetime.now(UTC), terminal.width))
        return
    terminal.print(list_view(rows, terminal.width))


def check(terms: Terms, as_json: Json = False, directory: Directory = None) -> None:
    """Dry run: can this account be shared with this business? Grants nothing.

    Exit status 0 whatever the verdict: the question was answered.
    """
    from starter.terms_file import read_terms

    request = read_terms(terms)
    report = with_client(directory, lambda client, _: client.check(request))
    if as_json:
        findings = [finding.model_dump(mode="json") for finding in report.findings]
        print_json({"eligible": report.eligible, "findings": findings})
        return
    from starter.show import console, report_view

    console().print(report_view(report))


async def _watch(client: "CollaborationClient", collaboration_id: str, as_json: bool) -> None:
    """Show it anew at each change. A worker that is away for a while is said, and waited for."""
    from rich.live import Live

    from starter.errors import WorkerNotAnswering
    from starter.show import console, status_view

    terminal = console()
    seen = await client.status(collaboration_id)
    if as_json or not terminal.is_terminal:
        print_status(seen, as_json)
        while seen.stage is not Stage.ENDED:
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
            try:
                now = await client.status(collaboration_id)
            except WorkerNotAnswering:
                continue
            if now != seen:
                print_status(now, as_json)
            seen = now
        return
    with Live(status_view(seen), console=terminal, auto_refresh=False) as live:
        while seen.stage is not Stage.ENDED:
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
            note = ""
            try:
                seen = await client.status(collaboration_id)
            except WorkerNotAnswering as error:
                note = str(error)
            live.update(status_view(seen, note), refresh=True)
