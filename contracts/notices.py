"""Notices: what we tell whom."""

from enum import StrEnum

from contracts.collaboration import EndingKind
from contracts.ids import CreatorId
from contracts.model import Instant, Model, ShortText
from contracts.vocabulary import LapseCause, Outcome, Owner, Stage


class NoticeKind(StrEnum):
    INVITED = "invited"
    REMINDER = "reminder"
    BLOCKED = "blocked"
    SCHEDULED = "scheduled"
    GRANTED = "granted"
    LAPSED = "lapsed"
    RESUMED = "resumed"
    IMPAIRED = "impaired"
    EXPIRES_SOON = "expires_soon"
    REVOKE_BLOCKED = "revoke_blocked"
    REVOKE_OVERDUE = "revoke_overdue"
    REMOVED_BY_HAND = "removed_by_hand"
    ENDED = "ended"
    AUDIT = "audit"


class NoticeFacts(Model):
    """What a notice about a collaboration rests on, for whoever says it in another language.

    Null where it plays no part. ``code`` is that of ``Status.blocked``; ``by`` and ``reason`` are who ended it, and
    why, in their own words.
    """

    stage: Stage
    code: ShortText | None = None
    cause: LapseCause | None = None
    outcome: Outcome | None = None
    ending: EndingKind | None = None
    by: ShortText | None = None
    reason: ShortText | None = None


class Notice(Model):
    """One message to one party. ``notice_id`` is stable: recording it twice records it once."""

    notice_id: str
    kind: NoticeKind
    to: Owner
    creator_id: CreatorId
    collaboration_id: str | None = None
    text: ShortText
    facts: NoticeFacts | None = None


class KeptNotice(Notice):
    """A notice as it was recorded, and when its receiver saw it."""

    recorded_at: Instant
    seen_at: Instant | None = None


class Notices(Model):
    notices: tuple[Notice, ...]
