"""Notices: what we tell whom."""

from enum import StrEnum

from contracts.ids import CreatorId
from contracts.model import Model, ShortText
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
    ENDED = "ended"


class Notice(Model):
    """One message to one party. ``notice_id`` is stable: recording it twice records it once."""

    notice_id: str
    kind: NoticeKind
    to: Owner
    creator_id: CreatorId
    collaboration_id: str | None = None
    text: ShortText


class Notices(Model):
    notices: tuple[Notice, ...]
