"""Notices: what we tell whom."""

from enum import StrEnum

from contracts.ids import CreatorId
from contracts.model import Instant, Model, ShortText
from contracts.vocabulary import Owner


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
    ENDED = "ended"
    AUDIT = "audit"


class Notice(Model):
    """One message to one party. ``notice_id`` is stable: recording it twice records it once."""

    notice_id: str
    kind: NoticeKind
    to: Owner
    creator_id: CreatorId
    collaboration_id: str | None = None
    text: ShortText


class KeptNotice(Notice):
    """A notice as it was recorded, and when its receiver saw it."""

    recorded_at: Instant
    seen_at: Instant | None = None


class Notices(Model):
    notices: tuple[Notice, ...]
