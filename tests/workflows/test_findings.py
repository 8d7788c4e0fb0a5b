"""What holds a collaboration up before it starts, and how each hindrance is mended."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contracts.eligibility import CheckEligibility
from contracts.ids import WORKFLOW_QUEUE
from contracts.vocabulary import FindingCode, Outcome, Owner, Stage
from platforms.meta.login import REQUIRED_PERMISSIONS
from tests.cast import Creator, end, reaches, status_of
from tests.waiting import eventually
from workflows.collaboration import Collaboration
from workflows.eligibility import EligibilityCheck

BROKEN_PAGES: list[tuple[dict[str, Any], dict[str, Any], FindingCode]] = [
    ({"instagram": {"link": "none"}}, {"instagram": {"link": "business"}}, FindingCode.INSTAGRAM_NOT_LINKED),
    (
        {"instagram": {"professional": False}},
        {"instagram": {"professional": True}},
        FindingCode.INSTAGRAM_NOT_PROFESSIONAL,
    ),
    (
        {"instagram": {"link": "connected"}},
        {"instagram": {"link": "business"}},
        FindingCode.INSTAGRAM_NOT_PROFESSIONAL,
    ),
    ({"published": False}, {"published": True}, FindingCode.PAGE_NOT_PUBLISHED),
]


@pytest.mark.parametrize(("broken", "mended", "code"), BROKEN_PAGES)
async def test_a_page_that_is_not_ready_blocks_until_it_is_mended(
    creator: Creator, broken: dict[str, Any], mended: dict[str, Any], code: FindingCode
) -> None:
    await creator.patch_page(**broken)
    handle = await creator.start()
    await creator.consent()
    blocked = await reaches(handle, Stage.BLOCKED)
    assert blocked.blocked is not None
    assert (blocked.blocked.code, blocked.blocked.owner) == (code, Owner.CREATOR)
    assert blocked.blocked.next_step
    assert await creator.ledger("share") == []

    await creator.patch_page(**mended)
    await handle.signal(Collaboration.recheck)
    await reaches(handle, Stage.ACTIVE)
    await end(handle)


async def test_a_person_without_full_control_of_the_page(creator: Creator) -> None:
    await creator.patch_page(roles={creator.person_id: ["ADVERTISE", "ANALYZE"]})
    handle = await creator.start()
    await creator.consent()
    status = await reaches(handle, Stage.BLOCKED)
    assert status.blocked is not None
    assert status.blocked.code == FindingCode.PAGE_ROLE_MISSING
    await handle.signal(Collaboration.recheck)

    async def looked_again() -> bool:
        again = await status_of(handle)
        return again.tried_at is not None and status.tried_at is not None and again.tried_at > status.tried_at

    await eventually(looked_again, "a look that finds the same is told all the same")
    await end(handle)
    assert (await handle.result()).outcome is Outcome.CANCELLED


async def test_the_page_was_not_ticked_and_is_ticked_the_next_time(creator: Creator) -> None:
    handle = await creator.start()
    await creator.consent(pages=())
    status = await reaches(handle, Stage.BLOCKED)
    assert status.blocked is not None
    assert status.blocked.code == FindingCode.PAGE_NOT_SELECTED
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await end(handle)


async def test_a_declined_permission_is_named_and_granted_the_next_time(creator: Creator) -> None:
    handle = await creator.start()
    without = tuple(name for name in REQUIRED_PERMISSIONS if name != "pages_manage_metadata")
    await creator.consent(permissions=without)
    status = await reaches(handle, Stage.BLOCKED)
    assert status.blocked is not None
    assert status.blocked.code == FindingCode.PERMISSION_DECLINED
    assert "pages_manage_metadata" in status.blocked.message
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await end(handle)


async def test_another_persons_login_is_named_with_what_it_shows(creator: Creator) -> None:
    other = creator.stack.next_creator()
    handle = await creator.start()
    await creator.consent(person=other)
    status = await reaches(handle, Stage.BLOCKED)
    assert status.blocked is not None
    assert status.blocked.code == FindingCode.WRONG_FACEBOOK_LOGIN
    assert f"Creator {other.number}" in status.blocked.message
    assert other.username() in status.blocked.message
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await end(handle)


async def test_a_business_that_does_not_exist_makes_it_ineligible(creator: Creator) -> None:
    handle = await creator.start(creator.terms(business_id="900999999999999"))
    await creator.consent()
    assert (await handle.result()).outcome is Outcome.INELIGIBLE
    status = await status_of(handle)
    assert status.stage is Stage.ENDED
    assert await creator.ledger("share") == []


async def test_two_factor_is_its_own_finding_and_never_just_try_again(creator: Creator) -> None:
    await creator.stack.control("PATCH", f"/businesses/{creator.business()}", {"two_factor_type": "all_required"})
    handle = await creator.start()
    await creator.consent()
    status = await reaches(handle, Stage.BLOCKED)
    assert status.blocked is not None
    assert status.blocked.code == FindingCode.TWO_FACTOR_REQUIRED
    await creator.patch_person(two_factor=True)
    await handle.signal(Collaboration.recheck)
    await reaches(handle, Stage.ACTIVE)
    await end(handle)


@pytest.mark.long
async def test_a_platform_that_does_not_answer_is_never_a_verdict(creator: Creator) -> None:
    path = f"/{creator.page()}/agencies"
    await creator.fault("GET", path, {"kind": "error", "status": 500, "code": 2}, times=None)
    handle = await creator.start()
    await creator.consent()
    status = await reaches(handle, Stage.BLOCKED, within=45)
    assert status.blocked is not None
    assert (status.blocked.code, status.blocked.owner) == (FindingCode.PLATFORM_UNAVAILABLE, Owner.PLATFORM)
    assert status.authorization.state == "valid", "a 5xx never marks a login lapsed"
    assert await creator.fired() > 0
    await creator.stack.control("PUT", "/faults", [])
    await handle.signal(Collaboration.recheck)
    await reaches(handle, Stage.ACTIVE)
    await end(handle)


async def test_a_start_that_lies_ahead_waits_with_everything_ready(creator: Creator) -> None:
    await creator.consent()
    starts_at = datetime.now(UTC) + timedelta(seconds=6)
    handle = await creator.start(creator.terms(starts_at=starts_at))
    status = await reaches(handle, Stage.SCHEDULED)
    assert status.blocked is None
    assert await creator.ledger("share") == []
    active = await reaches(handle, Stage.ACTIVE)
    assert active.access.granted_at is not None
    assert active.access.granted_at >= starts_at, "never before the term"
    await end(handle)


async def test_a_share_that_waits_for_approval_is_not_called_active(creator: Creator) -> None:
    await creator.stack.control("PATCH", "/app", {"pending_approval": True})
    try:
        handle = await creator.start()
        await creator.consent()
        status = await reaches(handle, Stage.BLOCKED)
    finally:
        await creator.stack.control("PATCH", "/app", {"pending_approval": False})
    assert status.blocked is not None
    assert status.blocked.code == FindingCode.SHARE_PENDING
    assert status.access.granted_at is None
    await creator.stack.control("POST", f"/pages/{creator.page()}/agencies/{creator.business()}")
    await handle.signal(Collaboration.recheck)
    await reaches(handle, Stage.ACTIVE)
    await end(handle)
    assert (await handle.result()).outcome is Outcome.REVOKED


async def test_a_dry_run_meets_a_dead_login_and_says_what_it_knows(creator: Creator) -> None:
    await creator.consent()
    await creator.change_password()
    report = await creator.stack.temporal.execute_workflow(
        EligibilityCheck.run,
        CheckEligibility(terms=creator.terms()),
        id=f"check/{creator.creator_id}",
        task_queue=WORKFLOW_QUEUE,
    )
    assert report.eligible is None
    assert FindingCode.PLATFORM_UNAVAILABLE not in [finding.code for finding in report.findings]


async def test_a_dry_run_grants_nothing_and_gives_the_verdict(creator: Creator) -> None:
    await creator.consent()
    report = await creator.stack.temporal.execute_workflow(
        EligibilityCheck.run,
        CheckEligibility(terms=creator.terms()),
        id=f"check/{creator.creator_id}",
        task_queue=WORKFLOW_QUEUE,
    )
    assert report.eligible is True
    assert await creator.ledger("share") == []
