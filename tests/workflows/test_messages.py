"""Messages in every order: duplicated, late, early, refused; cancelling; every way to end before access."""

from datetime import UTC, datetime, timedelta

import pytest
from temporalio.client import WorkflowExecutionStatus, WorkflowUpdateFailedError

from contracts.collaboration import AttestRevoked, ChangeTerm, Decline
from contracts.vocabulary import Outcome, Stage
from tests.cast import Creator, end, reaches, skip_time, status_of
from tests.temporal_server import SUGGEST_CONTINUE_AS_NEW
from tests.waiting import eventually
from workflows.collaboration import Collaboration


async def test_a_creator_who_never_answers_is_reminded_and_then_left_in_peace(creator: Creator) -> None:
    now = datetime.now(UTC)
    handle = await creator.start(creator.terms(authorize_by=now + timedelta(days=20)))
    await reaches(handle, Stage.AWAITING_AUTHORIZATION)
    await skip_time(handle)
    assert (await handle.result()).outcome is Outcome.UNANSWERED
    notices = await creator.stack.store.notices.of_collaboration(f"c-{creator.number}-a")
    kinds = [notice.kind.value for notice in notices]
    assert kinds.count("invited") == 1
    assert kinds.count("reminder") == 4, "after 1, 3, 7 and 14 days"
    assert kinds.count("ended") == 2, "creator and brand"


async def test_a_creator_who_declines(creator: Creator) -> None:
    handle = await creator.start()
    await reaches(handle, Stage.AWAITING_AUTHORIZATION)
    await handle.signal(Collaboration.decline, Decline(reason="not this brand"))
    assert (await handle.result()).outcome is Outcome.DECLINED
    assert "not this brand" in (await status_of(handle)).history[-1].cause


async def test_a_term_that_ends_while_held_up_was_never_granted(creator: Creator) -> None:
    await creator.patch_page(published=False)
    handle = await creator.start(seconds=3600)
    await creator.consent()
    await reaches(handle, Stage.BLOCKED)
    await skip_time(handle)
    assert (await handle.result()).outcome is Outcome.NEVER_GRANTED


async def test_ended_by_request_before_access(creator: Creator) -> None:
    handle = await creator.start()
    await reaches(handle, Stage.AWAITING_AUTHORIZATION)
    await end(handle)
    assert (await handle.result()).outcome is Outcome.CANCELLED


async def test_cancelling_in_the_web_ui_ends_it_properly(creator: Creator) -> None:
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await handle.cancel()
    assert (await handle.result()).outcome is Outcome.REVOKED
    assert not await creator.shared()
    described = await handle.describe()
    assert described.status is WorkflowExecutionStatus.COMPLETED


async def test_cancelling_while_the_platform_is_slow_still_releases(creator: Creator) -> None:
    path = f"/{creator.page()}/agencies"
    await creator.fault("POST", path, {"kind": "hang", "seconds": 2, "apply": True})
    handle = await creator.start()
    await creator.consent()
    await eventually(creator.shared, "the share is made, and the platform is silent")
    await handle.cancel()
    assert (await handle.result()).outcome is Outcome.REVOKED
    assert not await creator.shared()


async def test_a_hundred_duplicate_and_senseless_nudges_change_nothing(creator: Creator) -> None:
    handle = await creator.start()
    for _ in range(25):
        await handle.signal(Collaboration.reauthorized)
        await handle.signal(Collaboration.authorization_lapsed)
        await handle.signal("a_message_of_the_future")
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    for _ in range(25):
        await handle.signal(Collaboration.authorization_lapsed)
        await handle.signal(Collaboration.access_drifted)
    await handle.signal(Collaboration.decline, Decline(reason="too late to decline, so it ends"))
    assert (await handle.result()).outcome is Outcome.REVOKED
    assert [row["op"] for row in await creator.ledger("share", "unshare")] == ["share", "unshare"]


async def test_messages_sent_before_the_first_workflow_task(creator: Creator) -> None:
    await creator.consent()
    handle = await creator.start()
    await handle.signal(Collaboration.recheck)
    await handle.signal(Collaboration.reauthorized)
    await reaches(handle, Stage.ACTIVE)
    await end(handle)
    assert (await handle.result()).outcome is Outcome.REVOKED


async def test_the_term_is_moved_later_and_earlier(creator: Creator) -> None:
    handle = await creator.start(seconds=3600)
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    later = datetime.now(UTC) + timedelta(days=3)
    status = await handle.execute_update(Collaboration.change_term, ChangeTerm(ends_at=later, reason="going well"))
    assert status.term.ends_at == later
    sooner = datetime.now(UTC) + timedelta(seconds=3)
    await handle.execute_update(Collaboration.change_term, ChangeTerm(ends_at=sooner, reason="going badly"))
    assert (await handle.result()).outcome is Outcome.REVOKED
    ended = await status_of(handle)
    assert sooner <= ended.history[-1].at < later
    assert any("going well" in entry.cause for entry in ended.history)


async def test_what_is_told_during_a_step_is_not_forgotten_by_its_result(creator: Creator) -> None:
    slow = {"kind": "hang", "seconds": 1.5}
    handle = await creator.start()
    begun = (await status_of(handle)).term.ends_at

    async def longer_while(step: str, path: str, days: int) -> None:
        await creator.fault("GET", path, slow)
        await (creator.consent() if step == "acquire" else handle.signal(Collaboration.recheck))
        await eventually(creator.fired, f"{path} is being read")
        later = begun + timedelta(days=days)
        await handle.execute_update(Collaboration.change_term, ChangeTerm(ends_at=later, reason="going well"))
        await eventually(quiet, "the step is done")
        assert (await status_of(handle)).term.ends_at == later

    async def quiet() -> bool:
        pending = (await handle.describe()).raw_description.pending_activities
        return not pending and (await status_of(handle)).stage is Stage.ACTIVE

    await longer_while("acquire", f"/{creator.page()}/agencies", 1)
    await longer_while("verify", f"/{creator.page()}/agencies", 2)
    await end(handle)
    assert (await handle.result()).outcome is Outcome.REVOKED


async def test_senseless_messages_are_refused_with_a_reason(creator: Creator) -> None:
    handle = await creator.start(creator.terms(starts_at=datetime.now(UTC) + timedelta(days=2)))
    await reaches(handle, Stage.AWAITING_AUTHORIZATION)

    async def refused(update: str, message: ChangeTerm | AttestRevoked, reason: str) -> None:
        with pytest.raises(WorkflowUpdateFailedError) as error:
            await handle.execute_update(update, message)
        assert reason in str(error.value.cause)

    before = await status_of(handle)
    await refused("change_term", ChangeTerm(ends_at=datetime.now(UTC) - timedelta(hours=1)), "in the past")
    await refused("change_term", ChangeTerm(ends_at=datetime.now(UTC) + timedelta(days=1)), "not later than the start")
    await refused("attest_revoked", AttestRevoked(actor="olga", evidence="saw it"), "revoke_blocked")
    assert await status_of(handle) == before
    await end(handle)
    await handle.result()


async def test_a_long_life_continues_as_new_and_forgets_nothing(creator: Creator) -> None:
    handle = await creator.start()
    await creator.consent()
    before = await reaches(handle, Stage.ACTIVE)
    first_run = (await handle.describe()).run_id
    for _ in range(SUGGEST_CONTINUE_AS_NEW):
        await handle.signal(Collaboration.reauthorized)

    async def continued() -> bool:
        return (await handle.describe()).run_id != first_run

    await eventually(continued, "the workflow continues as new")
    after = await status_of(handle)
    assert after.model_dump(exclude={"history"}) == before.model_dump(exclude={"history"})
    assert after.history[: len(before.history)] == before.history
    await end(handle)
    assert (await handle.result()).outcome is Outcome.REVOKED


async def test_both_sides_are_told_that_it_ended_and_why(creator: Creator) -> None:
    first = await creator.start(name="first")
    second = await creator.start(creator.terms(name="second", business_id=creator.business(1)))
    await creator.consent()
    await reaches(first, Stage.ACTIVE)
    await reaches(second, Stage.ACTIVE)
    await end(first, reason="changed my mind")
    await second.signal(Collaboration.decline, Decline(reason="not this brand"))
    for handle, reason in ((first, "changed my mind"), (second, "not this brand")):
        await handle.result()
        told = await creator.stack.store.notices.of_collaboration((await status_of(handle)).collaboration_id)
        ended = [notice for notice in told if notice.kind == "ended"]
        assert {notice.to for notice in ended} == {"creator", "brand"}
        assert all(reason in notice.text for notice in ended)
