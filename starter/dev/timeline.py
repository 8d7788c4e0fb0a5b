"""What happens, told line by line as it happens: UTC time, actor, event."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

from starter.dev.ledger_check import Verdict

_STYLES = {"creator": "magenta", "brand": "blue", "adaccess": "cyan", "Facebook": "yellow"}


@dataclass(frozen=True)
class Event:
    at: datetime
    actor: str
    what: str


class Timeline:
    """Collects events, and prints each at once unless ``quiet``."""

    def __init__(self, console: Console, *, quiet: bool) -> None:
        self._console = console
        self._quiet = quiet
        self.events: list[Event] = []

    def say(self, actor: str, what: str, at: datetime | None = None) -> None:
        """``at`` is when it happened, where somebody else took the time; else it happens now."""
        event = Event(at or datetime.now(UTC), actor, what)
        self.events.append(event)
        if not self._quiet:
            # Built as Text: what happened may quote names, and brackets in them are no markup.
            line = Text(f"{event.at:%H:%M:%S}  ", style="dim")
            line.append(f"{actor:<9} ", style=_STYLES.get(actor, "bold"))
            line.append(what, style="default")
            self._console.print(line, soft_wrap=True)

    def summary(self, verdicts: Sequence[Verdict], graph_calls: int, seconds: float) -> None:
        """The closing table: every claim, our word beside the platform's."""
        if self._quiet:
            return
        table = Table(title="What we say, and what the platform's own ledger says", title_justify="left")
        for heading in ("claim", "adaccess says", "the ledger says", ""):
            table.add_column(heading)
        for verdict in verdicts:
            mark = Text("agrees", style="green") if verdict.agrees else Text("DISAGREES", style="bold red")
            table.add_row(Text(verdict.claim), Text(verdict.we_say), Text(verdict.platform_says), mark)
        self._console.print()
        self._console.print(table)
        self._console.print(f"{graph_calls} Graph calls in all, {seconds:.0f} s from start to end.", highlight=False)
