"""How statuses, lists and findings look in a terminal. For people only: programs take ``--json``."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from contracts.eligibility import EligibilityReport
from contracts.status import AccessStatus, AuthorizationStatus, Status
from contracts.vocabulary import AuthorizationState, Stage
from starter.listing import Listed

_STYLE = {
    Stage.ACTIVE: "green",
    Stage.ENDED: "dim",
    Stage.BLOCKED: "yellow",
    Stage.IMPAIRED: "yellow",
    Stage.UNMANAGED: "red",
    Stage.REVOKE_BLOCKED: "bold red",
}
NOTHING = "–"
_PIPE_WIDTH = 200
"""Nobody's window: a line is folded only where it would be absurd not to."""
_WIDE = 120
"""From this width on a list also has room for creator and business."""


def console() -> Console:
    """Texts come from creators, brands and the platform: none of them is markup."""
    width = None if sys.stdout.isatty() else _PIPE_WIDTH
    return Console(markup=False, highlight=False, emoji=False, width=width)


def status_view(status: Status, note: str = "") -> RenderableType:
    """Stage, why it is blocked and what to do next, term, authorization, access, history."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row("collaboration", plain(status.collaboration_id))
    table.add_row("stage", Text(status.stage, style=_STYLE.get(status.stage, "cyan")))
    if status.outcome:
        table.add_row("outcome", status.outcome)
    if status.blocked:
        table.add_row("blocked", plain(f"{status.blocked.message} ({status.blocked.code})"))
        table.add_row("next step", plain(f"{status.blocked.owner}: {status.blocked.next_step}"))
        table.add_row("since", when(status.blocked.since))
        if status.blocked.overdue_since:
            table.add_row("overdue since", when(status.blocked.overdue_since))
        if status.blocked.next_try:
            table.add_row("next try", when(status.blocked.next_try))
    table.add_row("term", f"{when(status.term.starts_at)} to {when(status.term.ends_at)}")
    table.add_row("authorization", plain(_authorization(status.authorization)))
    for name, text in _access(status.access):
        table.add_row(name, plain(text))
    parts: list[RenderableType] = [table]
    if status.history:
        parts += [Text(), _history(status)]
    if note:
        parts += [Text(), Text(note, style="yellow")]
    return Group(*parts)


def list_view(rows: Sequence[Listed], width: int) -> RenderableType:
    """One row for each collaboration; ``!`` where somebody has to do something. ``width`` in characters."""
    if not rows:
        return Text("no collaboration matches")
    whose = ("creator", "business") if width >= _WIDE else ()
    table = columns("", "collaboration", "stage", "account", "ends (UTC)", *whose, "blocked on")
    for column in table.columns[:-1]:
        column.no_wrap = True
    for row in rows:
        ids = (row.creator_id, row.business_id) if whose else ()
        table.add_row(
            "!" if row.needs_attention else "",
            plain(row.collaboration_id),
            Text(row.stage, style=_STYLE.get(row.stage, "cyan")) if row.stage else "?",
            plain(f"@{row.instagram_username}" if row.instagram_username else NOTHING),
            f"{row.ends_at:%Y-%m-%d %H:%M}" if row.ends_at else NOTHING,
            *(plain(each or NOTHING) for each in ids),
            plain(row.blocked_on or NOTHING),
        )
    return table


def report_view(report: EligibilityReport) -> RenderableType:
    """The verdict of a dry run, and each finding with who does what next."""
    table = columns("", "check", "who", "what we saw", "next step")
    for finding in report.findings:
        table.add_row(
            {True: Text("ok", "green"), False: Text("no", "red"), None: Text("?", "yellow")}[finding.ok],
            finding.code,
            NOTHING if finding.ok else finding.owner,
            plain(finding.message or NOTHING),
            plain(finding.next_step or NOTHING),
        )
    verdict = {
        True: "This account can be shared with this business.",
        False: "This account cannot be shared with this business as things stand.",
        None: "It cannot be known yet whether this account can be shared.",
    }[report.eligible]
    return Group(Text(verdict), table) if report.findings else Text(verdict)


def when(instant: datetime | None) -> str:
    return f"{instant.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if instant else NOTHING


def _authorization(found: AuthorizationStatus) -> str:
    text = found.state.value
    if found.cause:
        text += f" ({found.cause})"
    if found.login:
        text += f", login of {found.login}"
    if found.state is AuthorizationState.VALID and found.expires_at:
        text += f", until {when(found.expires_at)}"
    return text


def _access(access: AccessStatus) -> list[tuple[str, str]]:
    rows = []
    if access.page_id:
        account = f", Instagram account {access.instagram_id}" if access.instagram_id else ""
        rows.append(("account", f"Page {access.page_id}{account}"))
    if access.tasks:
        rows.append(("may", ", ".join(access.tasks)))
    moments = {
        "granted": access.granted_at,
        "last seen": access.verified_at,
        "creator says removed": access.said_removed_at,
        "vouched to be gone" if access.attested_by else "taken back": access.revoked_at,
        "proven gone": access.revocation_verified_at,
    }
    rows += [(name, when(instant)) for name, instant in moments.items() if instant]
    if access.attested_by:
        rows.append(("attested, not proven", f"{access.attested_by}: {access.attestation or NOTHING}"))
    return rows or [("access", "none")]


def _history(status: Status) -> Table:
    table = columns("at", "stage", "why")
    for entry in status.history:
        table.add_row(when(entry.at), Text(entry.stage, style=_STYLE.get(entry.stage, "cyan")), plain(entry.cause))
    return table


def columns(*names: str) -> Table:
    """A plain table with these headings."""
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for name in names:
        table.add_column(name, overflow="fold")
    return table


def plain(text: str) -> str:
    """Without control characters: a name must not steer the terminal that shows it."""
    return "".join(character if character.isprintable() else " " for character in text)
