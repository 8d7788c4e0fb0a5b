"""Failures cross from activities to workflows and are still understood there."""

import pytest
from temporalio.api.failure.v1 import Failure
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.exceptions import ActivityError, ApplicationError, FailureError, RetryState

from activities import findings, translate
from contracts.authorization import SuspectedLapse
from contracts.eligibility import Finding
from contracts.failures import AUTHORIZATION_LAPSED, STEP_BLOCKED, cause_of, finding_in, lapse_in
from contracts.vocabulary import FindingCode, LapseCause


def over_the_wire(error: BaseException) -> BaseException:
    """As the workflow gets it: through the converter, where details become plain JSON."""
    failure, converter = Failure(), pydantic_data_converter
    converter.failure_converter.to_failure(error, converter.payload_converter, failure)
    arrived = converter.failure_converter.from_failure(failure, converter.payload_converter)
    assert isinstance(arrived, FailureError)
    return arrived


def in_activity(cause: BaseException | None) -> ActivityError:
    error = ActivityError(
        "Activity task failed",
        scheduled_event_id=1,
        started_event_id=2,
        identity="worker",
        activity_type="acquire_access",
        activity_id="1",
        retry_state=RetryState.NON_RETRYABLE_FAILURE,
    )
    error.__cause__ = cause
    return error


@pytest.mark.parametrize("cause", LapseCause)
def test_a_lapse_arrives_as_a_lapse(cause: LapseCause) -> None:
    arrived = over_the_wire(in_activity(translate.lapse("l-1", cause)))
    assert lapse_in(arrived) == SuspectedLapse(login_id="l-1", cause=cause)
    assert finding_in(arrived) is None


@pytest.mark.parametrize("code", FindingCode)
def test_a_finding_arrives_as_a_finding(code: FindingCode) -> None:
    finding = findings.failed(code)
    arrived = over_the_wire(in_activity(translate.blocked(finding)))
    assert finding_in(arrived) == finding
    assert lapse_in(arrived) is None


def test_it_is_found_however_deep_it_is_wrapped() -> None:
    error = RuntimeError("outer")
    error.__cause__ = in_activity(in_activity(translate.lapse("l-1", LapseCause.EXPIRED)))
    assert lapse_in(error) is not None


@pytest.mark.parametrize("kind", [AUTHORIZATION_LAPSED, STEP_BLOCKED])
@pytest.mark.parametrize("details", [(), ("text",), ({"cause": "of a later version"},), (None,), (7,)])
def test_details_that_say_nothing_are_no_lapse_and_no_finding(kind: str, details: tuple[object, ...]) -> None:
    """Of another version of this service, perhaps. It is then a step without a usable answer, and tried again."""
    arrived = over_the_wire(in_activity(ApplicationError("?", *details, type=kind)))
    assert lapse_in(arrived) is None
    assert finding_in(arrived) is None


def test_a_timeout_has_no_cause_of_ours() -> None:
    assert cause_of(in_activity(None)) is None
    assert cause_of(in_activity(TimeoutError("heartbeat"))) is None
    assert lapse_in(in_activity(None)) is None


def test_details_of_a_newer_version_are_read_as_far_as_they_are_known() -> None:
    finding = {**findings.failed(FindingCode.PAGE_NOT_PUBLISHED).model_dump(), "severity": "new"}
    arrived = over_the_wire(in_activity(ApplicationError("?", finding, type=STEP_BLOCKED)))
    found = finding_in(arrived)
    assert isinstance(found, Finding)
    assert found.code is FindingCode.PAGE_NOT_PUBLISHED
