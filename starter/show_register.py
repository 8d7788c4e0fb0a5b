"""How the register of stuck revocations looks in a terminal."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from rich.console import Group, RenderableType
from rich.text import Text

from starter.register import Stuck
from starter.show import NOTHING, columns, plain

_WIDE = 120
"""Characters; below, there is no room for a sentence: `adaccess status ID` has it."""


def register_view(rows: Sequence[Stuck], now: datetime, width: int) -> RenderableType:
    """One row for each, the longest overdue first. ``width`` in characters."""
    if not rows:
        return Text("no revocation is stuck")
    wide = ("what is wrong",) if width >= _WIDE else ()
    table = columns("collaboration", "overdue", "cause", "next try", "who must act", *wide)
    for column in table.columns[:5]:
        column.no_wrap = True
    for row in rows:
        table.add_row(
            plain(row.collaboration_id),
            Text(age(now - row.since) if row.since else "?", style="bold red"),
            plain(row.cause or NOTHING),
            _next_try(row, now),
            row.owner or "?",
            *([plain(f"{row.message} {row.next_step}".strip())] if wide else []),
        )
    return Group(Text(f"{len(rows)} stuck, the longest overdue first"), table)


def age(length: timedelta) -> str:
    """In the two largest units: 3 d 4 h, 2 h 5 min, 40 s."""
    seconds = max(int(length.total_seconds()), 0)
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if days:
        return f"{days} d {hours % 24} h"
    if hours:
        return f"{hours} h {minutes % 60} min"
    return f"{minutes} min" if minutes else f"{seconds} s"


def _next_try(row: Stuck, now: datetime) -> str:
    if row.next_try is None:
        return "?" if not row.answered else "now"
    return f"in {age(row.next_try - now)}" if row.next_try > now else "now"
