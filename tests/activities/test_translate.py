"""Each platform error under the name by which workflows know it, with what it says about trying again."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from activities.translate import translated
from contracts import failures
from contracts.failures import finding_in, lapse_in
from contracts.vocabulary import FindingCode, LapseCause
from platforms.meta import errors as meta

WAIT = timedelta(minutes=7)
HOUR = timedelta(hours=1)

TABLE: list[tuple[meta.MetaError, str, bool, timedelta | None]] = [
    (meta.Lapsed(LapseCause.EXPIRED), failures.AUTHORIZATION_LAPSED, True, None),
    (meta.PermissionMissing(), failures.STEP_BLOCKED, True, None),
    (meta.NotApproved(), failures.STEP_BLOCKED, True, None),
    (meta.TwoFactorRequired(), failures.STEP_BLOCKED, True, None),
    (meta.OwnedByOther(), failures.STEP_BLOCKED, True, None),
    (meta.RateLimited(WAIT), failures.RATE_LIMITED, False, WAIT),
    (meta.Blocked(), failures.PLATFORM_REFUSED, False, HOUR),
    (meta.Transient(), failures.PLATFORM_UNAVAILABLE, False, None),
    (meta.OutcomeUnknown(), failures.PLATFORM_UNAVAILABLE, False, None),
    (meta.MalformedAnswer(), failures.PLATFORM_UNAVAILABLE, False, None),
    (meta.TooLate(), failures.PLATFORM_UNAVAILABLE, False, None),
    (meta.CodeRefused(), failures.PLATFORM_REFUSED, False, None),
    (meta.Duplicate(), failures.PLATFORM_REFUSED, False, None),
    (meta.AlreadyOwned(), failures.PLATFORM_REFUSED, False, None),
    (meta.NotFound(), failures.PLATFORM_REFUSED, False, None),
    (meta.Permanent(), failures.PLATFORM_REFUSED, False, None),
    (meta.Unrecognized(), failures.PLATFORM_REFUSED, False, None),
    (meta.SignedRequestRefused(), failures.PLATFORM_REFUSED, False, None),
    (meta.MetaError(), failures.PLATFORM_REFUSED, False, None),
]
"""Error, type, whether it is pointless to retry, how long to wait. The unknown stays retryable."""


def _all(error: type[meta.MetaError]) -> Iterator[type[meta.MetaError]]:
    yield error
    for below in error.__subclasses__():
        yield from _all(below)


def test_the_table_knows_every_error() -> None:
    assert {type(error) for error, *_ in TABLE} == set(_all(meta.MetaError))


@pytest.mark.parametrize(("error", "kind", "final", "wait"), TABLE, ids=[type(row[0]).__name__ for row in TABLE])
def test_an_error_becomes(error: meta.MetaError, kind: str, final: bool, wait: timedelta | None) -> None:
    told = translated(error, login_id="l-1")
    assert (told.type, told.non_retryable, told.next_retry_delay) == (kind, final, wait)


@pytest.mark.parametrize("cause", LapseCause)
def test_a_lapse_keeps_its_cause_and_names_its_login(cause: LapseCause) -> None:
    lapse = lapse_in(translated(meta.Lapsed(cause), login_id="l-1"))
    assert lapse is not None
    assert (lapse.login_id, lapse.cause) == ("l-1", cause)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (meta.PermissionMissing(), FindingCode.PERMISSION_DECLINED),
        (meta.NotApproved(), FindingCode.APP_NOT_APPROVED),
        (meta.TwoFactorRequired(), FindingCode.TWO_FACTOR_REQUIRED),
        (meta.OwnedByOther(), FindingCode.PAGE_OWNED_BY_OTHER_BUSINESS),
    ],
    ids=str,
)
def test_what_somebody_can_mend_names_the_finding(error: meta.MetaError, code: FindingCode) -> None:
    finding = finding_in(translated(error))
    assert finding is not None
    assert (finding.code, finding.ok) == (code, False)


SECRETS = [
    "EAAGm0PX4ZCpsBAKZCq7vGZBbx",
    "123456789012345|AbCdEfGhIjKlMnOpQrStUvWx1",
    "AQDx3kPq9ZlM2nR8sT1uVwXyZ0aBcDeF",
    "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0",
]


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("row", range(len(TABLE)), ids=[type(row[0]).__name__ for row in TABLE])
def test_no_secret_in_metas_text_gets_into_a_history(row: int, secret: str) -> None:
    """I9. Meta quotes tokens and codes in its messages, and failures are payloads."""
    error = TABLE[row][0]
    said = f"Error validating {secret}: GET /debug_token?input_token={secret}&code={secret}"
    facts = meta.Facts(code=190, status=400, request_id=f"r {secret}")
    if isinstance(error, meta.Lapsed):
        planted: meta.MetaError = meta.Lapsed(error.cause, said, **facts)
    elif isinstance(error, meta.RateLimited):
        planted = meta.RateLimited(error.wait, said, **facts)
    else:
        planted = type(error)(said, **facts)
    told = translated(planted, login_id="l-1")
    assert secret not in f"{told!r} {told} {told.message} {told.details} {planted!r} {planted.args}"
    assert len(told.message) < 600
