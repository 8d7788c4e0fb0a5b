"""Types of ApplicationError that cross from activities to workflows. Spelled out only here.

AuthorizationLapsed   a login no longer works; details: SuspectedLapse. Waits for re-authorization, then the same step.
StepBlocked           the platform refused for a reason somebody can fix; details: Finding.
RateLimited           the platform asks to wait; carries next_retry_delay.
PlatformUnavailable   no usable answer; retried, outcome of a write settled by read-back.
PlatformRefused       a refusal we have no better word for; retried slowly and loudly, never guessed around.
TurnTaken             another worker has the pair's turn; retried soon.
WrongNamespace        Temporal knows no collaboration while the ledger does; nothing may be released on its word.
HoldClosed            the ledger has let go of this collaboration's hold (release, audit) and does not reopen it.
NotProven             the platform said yes and the read-back does not show it yet; retried.
"""

from pydantic import ValidationError
from temporalio.exceptions import ActivityError, ApplicationError, TimeoutError, TimeoutType

from contracts.authorization import SuspectedLapse
from contracts.eligibility import Finding

AUTHORIZATION_LAPSED = "AuthorizationLapsed"
STEP_BLOCKED = "StepBlocked"
RATE_LIMITED = "RateLimited"
PLATFORM_UNAVAILABLE = "PlatformUnavailable"
PLATFORM_REFUSED = "PlatformRefused"
TURN_TAKEN = "TurnTaken"
NOT_PROVEN = "NotProven"
WRONG_NAMESPACE = "WrongNamespace"
HOLD_CLOSED = "HoldClosed"


def cause_of(error: BaseException) -> ApplicationError | None:
    """The application's own error inside whatever Temporal wrapped it in."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ApplicationError):
            return seen
        seen = seen.cause if isinstance(seen, ActivityError) else seen.__cause__
    return None


def not_begun(error: BaseException) -> bool:
    """No worker took the activity up in time: it waited behind others, or none was there."""
    cause = error.cause if isinstance(error, ActivityError) else error
    return isinstance(cause, TimeoutError) and cause.type is TimeoutType.SCHEDULE_TO_START


def lapse_in(error: BaseException) -> SuspectedLapse | None:
    """The lapse that ``error`` reports, if it is one."""
    cause = cause_of(error)
    if cause is None or cause.type != AUTHORIZATION_LAPSED:
        return None
    try:
        return SuspectedLapse.model_validate(cause.details[0])
    except (IndexError, ValidationError):
        return None


def finding_in(error: BaseException) -> Finding | None:
    """The finding that ``error`` reports, if it is one."""
    cause = cause_of(error)
    if cause is None or cause.type != STEP_BLOCKED:
        return None
    try:
        return Finding.model_validate(cause.details[0])
    except (IndexError, ValidationError):
        return None
