"""A platform error becomes an ApplicationError here and nowhere else."""

from datetime import timedelta

from temporalio.exceptions import ApplicationError

from activities import findings
from contracts import failures
from contracts.authorization import SuspectedLapse
from contracts.eligibility import Finding
from contracts.vocabulary import FindingCode, LapseCause
from platforms.meta import errors as meta

_ABUSE_PAUSE = timedelta(hours=1)
"""Meta blocks what it calls abusive for a while and names no time; calling on prolongs it (code 368)."""


def lapse(login_id: str, cause: LapseCause, *, brand_side: str = "") -> ApplicationError:
    """The login is dead: only its owner can bring it back, so retrying is pointless."""
    detail = SuspectedLapse(login_id=login_id, cause=cause, brand_side=brand_side)
    return ApplicationError(
        f"authorization lapsed: {cause}", detail, type=failures.AUTHORIZATION_LAPSED, non_retryable=True
    )


def blocked(finding: Finding) -> ApplicationError:
    """The platform refuses for a reason that somebody can mend."""
    return ApplicationError(
        f"{finding.code}: {finding.message}", finding, type=failures.STEP_BLOCKED, non_retryable=True
    )


def translated(error: meta.MetaError, *, login_id: str = "") -> ApplicationError:
    """What the workflow hears of ``error``; no text of ours ever holds a token, and Meta's is scrubbed already."""
    text = str(error)
    match error:
        case meta.Lapsed():
            return lapse(login_id, error.cause)
        case meta.PermissionMissing():
            return blocked(findings.failed(FindingCode.PERMISSION_DECLINED))
        case meta.NotApproved():
            return blocked(findings.failed(FindingCode.APP_NOT_APPROVED))
        case meta.TwoFactorRequired():
            return blocked(findings.failed(FindingCode.TWO_FACTOR_REQUIRED))
        case meta.OwnedByOther():
            return blocked(findings.failed(FindingCode.PAGE_OWNED_BY_OTHER_BUSINESS))
        case meta.RateLimited():
            return ApplicationError(text, type=failures.RATE_LIMITED, next_retry_delay=error.wait)
        case meta.Blocked():
            return ApplicationError(text, type=failures.PLATFORM_REFUSED, next_retry_delay=_ABUSE_PAUSE)
        case meta.Transient() | meta.TooLate():
            return ApplicationError(text, type=failures.PLATFORM_UNAVAILABLE)
        case _:
            return ApplicationError(text, type=failures.PLATFORM_REFUSED)
