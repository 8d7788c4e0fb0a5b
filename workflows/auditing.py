"""What an audit says: counting its findings, telling an operator, showing itself in the Web UI. Pure functions."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from contracts.audit import MAX_LINES, AuditLine, AuditReport, Found, ToRelease
from contracts.notices import Notice, NoticeKind
from contracts.vocabulary import Owner

_WORDS = {
    Found.SETTLED: "doubts of the ledger, settled by reading",
    Found.RELEASED: "holds without a workflow, released",
    Found.TAKEN_BACK: "shares of ours that came back, taken back",
    Found.NUDGED: "collaborations told to look",
    Found.FORGOTTEN: "collaborations unknown to the ledger, told to look",
    Found.FOREIGN: "shares that are not ours, left alone",
    Found.COULD_NOT_READ: "pairs that cannot be read",
    Found.COULD_NOT_RELEASE: "shares that cannot be taken back now",
}


def line(release: ToRelease, found: Found, text: str, *, tell: bool = False) -> AuditLine:
    """What became of one release."""
    hold = release.hold
    return AuditLine(
        found=found,
        text=text,
        page_id=hold.page_id,
        business_id=hold.business_id,
        creator_id=hold.creator_id,
        collaboration_id=hold.collaboration_id,
        tell=tell,
    )


def counted(report: AuditReport, lines: Iterable[AuditLine]) -> AuditReport:
    """Every finding is counted; the first ones are kept in full."""
    lines = tuple(lines)
    found = Counter(each.found for each in lines)
    counts = {kind.value: getattr(report, kind.value) + number for kind, number in found.items()}
    return report.model_copy(update={**counts, "lines": (*report.lines, *lines)[:MAX_LINES]})


def notices(lines: Iterable[AuditLine], now: datetime) -> tuple[Notice, ...]:
    """To the operator: one for each pair and kind of finding, at most once a day."""
    return tuple(
        Notice(
            notice_id=f"audit/{each.found}/{_about(each)}/{now:%Y-%m-%d}",
            kind=NoticeKind.AUDIT,
            to=Owner.OPERATOR,
            creator_id=each.creator_id,
            collaboration_id=each.collaboration_id,
            text=f"{_about(each)}: {each.text}",
        )
        for each in lines
        if each.tell and each.creator_id is not None
    )


def _about(each: AuditLine) -> str:
    return f"{each.page_id}/{each.business_id}" if each.page_id else str(each.collaboration_id)


def details(report: AuditReport) -> str:
    """Markdown for the Temporal Web UI."""
    how = "done" if report.complete else f"incomplete: {report.trouble}"
    whole = how if report.finished_at or report.trouble else "under way"
    rows = [
        f"### audit: {whole}{' (dry run: nothing is changed)' if report.dry_run else ''}",
        "",
        f"- {report.looked_at} pairs and collaborations looked at, {report.read} pairs read back, "
        f"{report.in_order} in order",
    ]
    rows += [f"- **{getattr(report, kind.value)}** {_WORDS[kind]}" for kind in Found if getattr(report, kind.value)]
    rows += [f"- {each.found}: {each.collaboration_id or each.page_id}: {each.text}" for each in report.lines[:10]]
    return "\n".join(rows)
