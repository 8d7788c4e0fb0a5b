"""Every error of the Graph API that we know of, and the exception it becomes."""

import json
from datetime import timedelta
from typing import Any

import pytest

from contracts.vocabulary import LapseCause
from platforms.meta import errors
from platforms.meta.answers import Answer, read
from platforms.meta.errors import Lapsed, MetaError, RateLimited


def sorted_error(status: int = 400, headers: dict[str, str] | None = None, **error: Any) -> MetaError:
    body = {"error": {"message": "said", "type": "OAuthException", "fbtrace_id": "A1", **error}}
    outcome = read(status, headers or {}, json.dumps(body), ())
    assert isinstance(outcome, MetaError)
    return outcome


CODES: list[tuple[type[MetaError], list[int]]] = [
    (errors.RateLimited, [4, 17, 32, 341, 613, *range(80000, 80015)]),
    (errors.OutcomeUnknown, [1, 2]),
    (errors.Lapsed, [190, 102, 104]),
    (errors.NotApproved, [3]),
    (errors.PermissionMissing, [10, *range(200, 300)]),
    (errors.TwoFactorRequired, [415]),
    (errors.Blocked, [368]),
    (errors.Duplicate, [3989, 506]),
    (errors.AlreadyOwned, [3946]),
    (errors.OwnedByOther, [3918]),
    (errors.NotFound, [803]),
    (errors.Permanent, [100, 2500, *range(3910, 3915), 3947, 3973, 3974, 3977, 3996, 42001, 42004]),
    (errors.Unrecognized, [5, 199, 300, 79999, 80015, 31337]),
]


@pytest.mark.parametrize(("kind", "code"), [(kind, code) for kind, codes in CODES for code in codes])
def test_code_decides_whatever_the_status_below_500(kind: type[MetaError], code: int) -> None:
    for status in (200, 400, 403):
        error = sorted_error(status, code=code)
        assert type(error) is kind
        assert (error.code, error.status, error.request_id, error.message) == (code, status, "A1", "said")


SUBCODES = {
    458: LapseCause.APP_REMOVED,
    459: LapseCause.CHECKPOINT,
    460: LapseCause.PASSWORD_CHANGED,
    463: LapseCause.EXPIRED,
    464: LapseCause.UNCONFIRMED,
    467: LapseCause.LOGGED_OUT,
    492: LapseCause.ROLE_LOST,
    493: LapseCause.DATA_ACCESS_EXPIRED,
    **dict.fromkeys((None, 33, 456, 457, 461, 462, 465, 466, 468, 99999), LapseCause.UNKNOWN),
}


@pytest.mark.parametrize(("subcode", "cause"), SUBCODES.items())
def test_a_lapse_says_its_cause(subcode: int | None, cause: LapseCause) -> None:
    error = sorted_error(code=190, error_subcode=subcode)
    assert isinstance(error, Lapsed)
    assert (error.cause, error.subcode) == (cause, subcode)


@pytest.mark.parametrize("code", [190, 102, 104])
@pytest.mark.parametrize("trouble", [{"status": 500}, {"status": 503}, {"is_transient": True}])
def test_a_server_in_trouble_never_lapses_a_login(code: int, trouble: dict[str, Any]) -> None:
    assert type(sorted_error(**trouble, code=code, error_subcode=460)) is errors.OutcomeUnknown


@pytest.mark.parametrize(("kind", "error"), [
    (errors.RateLimited, {"code": 4, "is_transient": True}),
    (errors.RateLimited, {"code": 17, "error_subcode": 2446079}),
    (errors.RateLimited, {"code": 613, "error_subcode": 1996}),
    (errors.RateLimited, {"code": 80001, "status": 500}),
    (errors.OutcomeUnknown, {"code": 200, "is_transient": True}),
    (errors.OutcomeUnknown, {"code": 31337, "is_transient": True}),
    (errors.OutcomeUnknown, {"code": 31337, "status": 500}),
    (errors.OutcomeUnknown, {"code": 2, "status": 500}),
    (errors.Blocked, {"code": 368, "is_transient": True}),
    (errors.PermissionMissing, {"code": 200, "error_subcode": 2655040, "status": 403}),
    (errors.NotFound, {"code": 100, "error_subcode": 33, "type": "GraphMethodException"}),
    (errors.NotFound, {"code": 100, "message": "Object with ID '1' does not exist"}),
    (errors.Permanent, {"code": 100, "message": "Invalid appsecret_proof provided in the API argument"}),
    (errors.Permanent, {"code": 100, "message": "(#100) Tried accessing nonexisting field (account_type)"}),
    (errors.Lapsed, {"code": 2500, "message": "An active access token must be used to query information"}),
    (errors.Permanent, {"code": 2500, "message": "Syntax error \"Expected end of string\""}),
    (errors.Lapsed, {"code": None}),
    (errors.OutcomeUnknown, {"code": None, "status": 500}),
    (errors.Permanent, {"code": None, "type": "GraphBatchException", "message": "Too many requests in batch message."}),
    (errors.Unrecognized, {"code": None, "type": "GraphMethodException"}),
    (errors.RateLimited, {"code": None, "type": "", "status": 429}),
    (errors.Lapsed, {"code": "190"}),
    (errors.Unrecognized, {"code": True, "type": ""}),
])  # fmt: skip
def test_the_order_of_the_tests(kind: type[MetaError], error: dict[str, Any]) -> None:
    assert type(sorted_error(**error)) is kind


@pytest.mark.parametrize(("kind", "status", "raw"), [
    (errors.OutcomeUnknown, 502, "<html>Bad gateway</html>"),
    (errors.OutcomeUnknown, 500, '{"data":[]}'),
    (errors.RateLimited, 429, ""),
    (errors.MalformedAnswer, 200, "<html>Sorry</html>"),
    (errors.MalformedAnswer, 200, ""),
    (errors.MalformedAnswer, 200, "null"),
    (errors.MalformedAnswer, 200, '{"data":['),
    (errors.MalformedAnswer, 200, b"\xff\xfe\x00"),
    (errors.MalformedAnswer, 200, "[" * 100_000),
    (errors.MalformedAnswer, 200, '{"error":"no object"}'),
    (errors.MalformedAnswer, 302, ""),
    (errors.MalformedAnswer, 404, '{"data":[]}'),
])  # fmt: skip
def test_what_is_no_graph_answer(kind: type[MetaError], status: int, raw: str | bytes) -> None:
    assert type(read(status, {}, raw, ())) is kind


@pytest.mark.parametrize(("headers", "body", "request_id"), [
    ({"x-fb-trace-id": "T1", "x-fb-request-id": "R1"}, '{"fbtrace_id":"B1"}', "T1"),
    ({"x-fb-request-id": "R1"}, '{"fbtrace_id":"B1"}', "R1"),
    ({}, '{"fbtrace_id":"B1"}', "B1"),
    ({}, '{"fbtrace_id":"two words"}', ""),
    ({}, "true", ""),
])  # fmt: skip
def test_request_id_of_an_answer(headers: dict[str, str], body: str, request_id: str) -> None:
    answer = read(200, headers, body, ())
    assert isinstance(answer, Answer)
    assert answer.request_id == request_id


@pytest.mark.parametrize(("code", "headers", "wait"), [
    (80001, {"x-business-use-case-usage": '{"1":[{"type":"pages","estimated_time_to_regain_access":7}]}'},
     timedelta(minutes=7)),
    (80001, {"x-business-use-case-usage": '{"1":[{"estimated_time_to_regain_access":7}, {}],'
     '"2":[{"estimated_time_to_regain_access":9}]}', "x-ad-account-usage": '{"reset_time_duration":100}'},
     timedelta(minutes=9)),
    (80004, {"x-ad-account-usage": '{"acc_id_util_pct":9.67,"reset_time_duration":100}'}, timedelta(seconds=100)),
    (80001, {"x-business-use-case-usage": '{"1":[{"estimated_time_to_regain_access":0}]}'}, timedelta(minutes=1)),
    (80001, {"x-business-use-case-usage": '{"1":[{"estimated_time_to_regain_access":999999}]}'}, timedelta(hours=24)),
    (4, {}, timedelta(minutes=2)),
    (613, {}, timedelta(minutes=1)),
    *((4, {"x-business-use-case-usage": broken, "x-ad-account-usage": broken}, timedelta(minutes=2)) for broken in (
        "", "no json", "[]", "null", '{"1":{}}', '{"1":[3]}', '{"1":[{"estimated_time_to_regain_access":"9"}]}',
        '{"1":[{"estimated_time_to_regain_access":-9}]}', '{"1":[{"estimated_time_to_regain_access":true}]}',
        '{"1":[{"estimated_time_to_regain_access":NaN}]}', '{"1":[{"estimated_time_to_regain_access":Infinity}]}',
        '{"reset_time_duration":1e300}', "[" * 100_000)),
])  # fmt: skip
def test_how_long_a_throttle_wants_us_to_wait(code: int, headers: dict[str, str], wait: timedelta) -> None:
    error = sorted_error(code=code, headers=headers)
    assert isinstance(error, RateLimited)
    assert error.wait == wait
