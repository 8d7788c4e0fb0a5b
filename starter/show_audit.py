"""How an audit's report looks in a terminal."""

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from contracts.audit import AuditReport, Found

_DONE = {
    Found.SETTLED: "doubts of the ledger settled by reading",
    Found.RELEASED: "holds without a workflow released",
    Found.TAKEN_BACK: "shares of ours that came back taken back",
    Found.NUDGED: "collaborations told to look",
    Found.FORGOTTEN: "collaborations that the ledger does not know told to look",
    Found.FOREIGN: "shares that are not ours (left alone)",
    Found.COULD_NOT_READ: "pairs that cannot be read",
    Found.COULD_NOT_RELEASE: "shares that cannot be taken back now (tried again at the next audit)",
}


def audit_view(report: AuditReport) -> RenderableType:
    """Counts, then one row for each finding."""
    counts = Table.grid(padding=(0, 2))
    counts.add_column(justify="right", style="bold")
    counts.add_column()
    counts.add_row(str(report.looked_at), "pairs and collaborations looked at")
    counts.add_row(str(report.read), "pairs read back")
    counts.add_row(str(report.in_order), "in order")
    for kind in Found:
        if number := getattr(report, kind.value):
            counts.add_row(str(number), _DONE[kind])
    parts: list[RenderableType] = [counts]
    if report.dry_run:
        parts.insert(0, Text("Dry run: nothing was changed. This is what an audit would do.", style="yellow"))
    if not report.complete:
        parts.append(Text(f"Incomplete: {report.trouble}", style="red"))
    if report.lines:
        parts += [Text(), _lines(report)]
    if (more := report.found - len(report.lines)) > 0:
        parts.append(Text(f"and {more} more"))
    return Group(*parts)


def _lines(report: AuditReport) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for name in ("finding", "collaboration", "Page", "business", "what"):
        table.add_column(name, overflow="fold")
    for each in report.lines:
        table.add_row(each.found, each.collaboration_id or "–", each.page_id or "–", each.business_id or "–", each.text)
    return table
