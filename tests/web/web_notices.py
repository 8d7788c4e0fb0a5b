"""Messages of every kind, about a collaboration as it stands."""

from datetime import UTC, datetime

from contracts.collaboration import EndingKind
from contracts.notices import KeptNotice, NoticeFacts, NoticeKind
from contracts.status import Status
from contracts.vocabulary import Owner, Stage

AT = datetime(2026, 12, 1, 9, 5, tzinfo=UTC)


def notice(
    kind: NoticeKind,
    about: str,
    standing: Status | None,
    *,
    number: int = 0,
    seen: bool = False,
    ending: EndingKind = EndingKind.TERM_OVER,
    by: str = "adaccess",
    reason: str = "the term is over",
) -> KeptNotice:
    """Told when ``about`` stood as in ``standing``; without one it was told before such things were written down."""
    facts = None
    if standing is not None:
        over = standing.stage in (Stage.ENDING, Stage.REVOKE_BLOCKED, Stage.ENDED)
        facts = NoticeFacts(
            stage=standing.stage,
            code=standing.blocked.code if standing.blocked else None,
            cause=standing.authorization.cause,
            outcome=standing.outcome,
            ending=ending if over else None,
            by=by if over else None,
            reason=reason if over else None,
        )
    return KeptNotice(
        notice_id=f"{about}/{number}/{kind}/creator",
        kind=kind,
        to=Owner.CREATOR,
        creator_id="cr-7",
        collaboration_id=about,
        text="INTERNAL",
        facts=facts,
        recorded_at=AT,
        seen_at=AT if seen else None,
    )
