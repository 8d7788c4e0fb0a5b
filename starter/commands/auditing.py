"""The command that audits."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from starter.commands.options import Directory, Json
from starter.commands.running import print_json, with_client

if TYPE_CHECKING:
    from contracts.audit import AuditReport
    from settings import Settings
    from starter.client import CollaborationClient


def register(app: typer.Typer) -> None:
    app.command("audit")(audit)


def audit(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what it would do, and change nothing.")] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Read every pair back, however lately it was read.", show_default=False)
    ] = False,
    creator: Annotated[str | None, typer.Option("--creator", metavar="CR", help="Only this creator's pairs.")] = None,
    as_json: Json = False,
    directory: Directory = None,
) -> None:
    """Hold the ledger against the platform, and settle every disagreement.

    The worker does the same by itself every ADACCESS_AUDIT_EVERY minutes. Exit status 0 also with findings.
    """

    async def audited(client: "CollaborationClient", settings: "Settings") -> "AuditReport":
        read_after = timedelta(hours=0 if everything else settings.audit_read_after)
        return await client.audit(dry_run=dry_run, read_after=read_after, creator=creator)

    report = with_client(directory, audited)
    if as_json:
        print_json(report.model_dump(mode="json"))
        return
    from starter.show import console
    from starter.show_audit import audit_view

    console().print(audit_view(report))
