"""A Graph error body becomes the exception that says what to do next. The body's code counts before the HTTP status.

Codes and subcodes: Meta, docs/graph-api/guides/error-handling; the business ones: reference/page/agencies and the
Business Manager guides. ``type`` tells nothing (throttles are OAuthException too) unless there is no code at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from contracts.vocabulary import LapseCause

from . import errors
from .errors import Facts, MetaError
from .usage import wait_for

RATE_LIMITS: Final = frozenset({4, 17, 32, 341, 613, *range(80000, 80015)})
UNAVAILABLE: Final = frozenset({1, 2})
SESSION: Final = frozenset({102, 104, 190})  # 104 is a wrong signature of the session
RULES: Final = frozenset({100, 2500, *range(3910, 3915), 3947, 3973, 3974, 3977, 3996, 42001, 42004})
PERMISSIONS: Final = range(200, 300)

LAPSES: Final = {
    458: LapseCause.APP_REMOVED,
    459: LapseCause.CHECKPOINT,
    460: LapseCause.PASSWORD_CHANGED,
    463: LapseCause.EXPIRED,
    464: LapseCause.UNCONFIRMED,
    467: LapseCause.LOGGED_OUT,
    492: LapseCause.ROLE_LOST,
    493: LapseCause.DATA_ACCESS_EXPIRED,
}
"""Subcodes of 190. The others (456, 457, 461, 462, 465, 466, 468) are not documented: ``UNKNOWN``."""

NAMED: Final[dict[int, type[MetaError]]] = {
    3: errors.NotApproved,
    10: errors.PermissionMissing,
    415: errors.TwoFactorRequired,
    506: errors.Duplicate,
    803: errors.NotFound,
    3918: errors.OwnedByOther,
    3946: errors.AlreadyOwned,
    3989: errors.Duplicate,
}


@dataclass(frozen=True)
class Refusal:
    """The ``error`` object of an answer. Only message, type, code and fbtrace_id can be counted on, not even these."""

    message: str
    type: str
    code: int | None
    subcode: int | None
    transient: bool
    trace: str

    @classmethod
    def of(cls, error: Mapping[str, object]) -> "Refusal":
        subcode = error.get("error_subcode", error.get("subcode"))  # the latter inside debug_token's data
        return cls(
            message=str(error.get("message") or ""),
            type=str(error.get("type") or ""),
            code=_whole(error.get("code")),
            subcode=_whole(subcode),
            transient=error.get("is_transient") is True,
            trace=str(error.get("fbtrace_id") or ""),
        )


def sort(refusal: Refusal, *, status: int, headers: Mapping[str, str], request_id: str) -> MetaError:
    """The exception for a refusal. ``headers`` (lower-case keys, or case-insensitive) may say how long to wait."""
    code, message = refusal.code, refusal.message
    facts = Facts(code=code, subcode=refusal.subcode, status=status, request_id=request_id or refusal.trace)
    if code in RATE_LIMITS:
        return errors.RateLimited(wait_for(code, headers), message, **facts)
    if code == 368:
        return errors.Blocked(message, **facts)
    if refusal.transient or code in UNAVAILABLE:
        return errors.OutcomeUnknown(message, **facts)
    if _is_lapse(refusal):
        if status >= 500:  # a server in trouble says many things; it must not cost a creator the authorization
            return errors.OutcomeUnknown(message, **facts)
        return errors.Lapsed(LAPSES.get(refusal.subcode or 0, LapseCause.UNKNOWN), message, **facts)
    if code in NAMED:
        return NAMED[code](message, **facts)
    if code in PERMISSIONS:
        return errors.PermissionMissing(message, **facts)
    if code == 100 and (refusal.subcode == 33 or "does not exist" in message):
        return errors.NotFound(message, **facts)
    if code in RULES or refusal.type == "GraphBatchException":
        return errors.Permanent(message, **facts)
    return sort_by_status(message, facts, headers) or errors.Unrecognized(message, **facts)


def sort_by_status(message: str, facts: Facts, headers: Mapping[str, str]) -> MetaError | None:
    """What the HTTP status alone tells, when the body tells nothing."""
    status = facts.get("status") or 0
    if status >= 500:
        return errors.OutcomeUnknown(message, **facts)
    if status == 429:
        return errors.RateLimited(wait_for(None, headers), message, **facts)
    return None


def _is_lapse(refusal: Refusal) -> bool:
    """2500 is both a missing token and a syntax error. Without any code, OAuthException means the token."""
    if refusal.code == 2500:
        return "access token" in refusal.message
    return refusal.code in SESSION or (refusal.code is None and refusal.type == "OAuthException")


def _whole(value: object) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
