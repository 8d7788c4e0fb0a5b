"""A creator's deletion: revoked and proven first, erased after that, and looked for in vain."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio.client import WorkflowExecutionStatus, WorkflowHandle
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import RPCError
from temporalio.worker import Replayer

from contracts.deletion import DeletionStage, DeletionStatus
from contracts.ids import authorization_workflow_id, collaboration_workflow_id, deletion_workflow_id
from contracts.vocabulary import Outcome, Stage
from starter.client import CollaborationClient
from starter.errors import RequestRefused
from store.errors import LoginUnknown
from tests.cast import Creator, end, reaches, status_of
from tests.tokens import tokens_in
from tests.waiting import eventually
from workflows.deletion import Deletion


async def asked(creator: Creator) -> str:
    """The creator asks to be deleted; the code of the request."""
    creator.started.append(deletion_workflow_id(creator.creator_id))
    return await CollaborationClient(creator.stack.temporal).delete_creator(creator.creator_id)


def deletion_of(creator: Creator) -> WorkflowHandle[Any, Any]:
    return creator.stack.temporal.get_workflow_handle(deletion_workflow_id(creator.creator_id))


async def shows(creator: Creator, code: str, *stages: DeletionStage, within: float = 20) -> DeletionStatus:
    """What the code's page shows, once it shows one of these."""

    async def look() -> DeletionStatus | None:
        status = await creator.stack.store.deletions.status(code)
        return status if status is not None and status.stage in stages else None

    return await eventually(look, f"a deletion that is {', '.join(stages)}", within)


async def two_active(creator: Creator) -> tuple[WorkflowHandle[Any, Any], WorkflowHandle[Any, Any]]:
    first = await creator.start(name="first")
    second = await creator.start(creator.terms(name="second", business_id=creator.business(1)))
    await creator.consent()
    await reaches(first, Stage.ACTIVE)
    await reaches(second, Stage.ACTIVE)
    return first, second


def results_of(*handles: WorkflowHandle[Any, Any]) -> asyncio.Future[list[Any]]:
    """How they end, listened for from now on: once the creator is erased Temporal has forgotten them."""
    return asyncio.gather(*(handle.result() for handle in handles))


async def nothing_is_left(creator: Creator, login_id: str) -> None:
    store = creator.stack.store
    assert await store.deletions.left_over(creator.creator_id) == 0
    assert await store.logins.views(creator.creator_id) == ()
    with pytest.raises(LoginUnknown):
        await store.logins.user_token(login_id)
    assert await store.notices.of_creator(creator.creator_id) == ()


async def test_everything_is_taken_back_before_anything_is_erased(creator: Creator) -> None:
    first, second = await two_active(creator)
    (login,) = await creator.stack.store.logins.views(creator.creator_id)
    ends = results_of(first, second)
    code = await asked(creator)
    done = await shows(creator, code, DeletionStage.ERASED)
    assert done.erased_at is not None
    for ended in await ends:
        assert ended.outcome is Outcome.REVOKED
        assert "asked for the deletion" in ended.reason
    for name, business in (("first", 0), ("second", 1)):
        assert not await creator.shared(business=business)
        proof = (await creator.stack.store.ledger.evidence(f"c-{creator.number}-{name}"))[-1]
        assert not proof.present, "the proof stays"
        assert proof.at < done.erased_at
    assert [row["op"] for row in await creator.ledger("share", "unshare")].count("unshare") == 2
    await nothing_is_left(creator, login.login_id)


async def test_a_blocked_revoke_keeps_the_deletion_waiting_and_a_new_consent_finishes_it(creator: Creator) -> None:
    first, second = await two_active(creator)
    (login,) = await creator.stack.store.logins.views(creator.creator_id)
    await creator.patch_person(app_removed=True)
    code = await asked(creator)
    waiting = await shows(creator, code, DeletionStage.WAITING)
    assert waiting.still_open
    assert waiting.waiting_for == "authorization_lapsed"
    assert waiting.erased_at is None
    assert await creator.shared()
    await reaches(first, Stage.REVOKE_BLOCKED)
    await reaches(second, Stage.REVOKE_BLOCKED)
    assert await creator.stack.store.logins.views(creator.creator_id), "nothing may be erased yet"
    await creator.consent()
    await shows(creator, code, DeletionStage.ERASED, within=40)
    assert not await creator.shared()
    assert not await creator.shared(business=1)
    await nothing_is_left(creator, login.login_id)


async def test_a_collaboration_that_never_had_access_is_ended_as_well(creator: Creator) -> None:
    waiting = await creator.start(name="waiting")
    await reaches(waiting, Stage.AWAITING_AUTHORIZATION)
    ends = results_of(waiting)
    code = await asked(creator)
    await shows(creator, code, DeletionStage.ERASED)
    assert [ended.outcome for ended in await ends] == [Outcome.CANCELLED]


async def test_a_creator_of_whom_nothing_is_open_is_erased_at_once(creator: Creator) -> None:
    await creator.consent()
    (login,) = await creator.stack.store.logins.views(creator.creator_id)
    code = await asked(creator)
    await shows(creator, code, DeletionStage.ERASED)
    assert await creator.stack.store.deletions.left_over(creator.creator_id) == 0
    with pytest.raises(LoginUnknown):
        await creator.stack.store.logins.user_token(login.login_id)


async def test_asking_again_is_the_same_deletion_under_another_code(creator: Creator) -> None:
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    codes = [await asked(creator) for _ in range(5)]
    assert len(set(codes)) == 5
    for code in codes:
        await shows(creator, code, DeletionStage.ERASED)
    assert [row["op"] for row in await creator.ledger("unshare")] == ["unshare"]
    late = await asked(creator)
    await shows(creator, late, DeletionStage.ERASED)


async def test_a_request_while_it_waits_is_shown_as_waiting_too(creator: Creator) -> None:
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await creator.change_password()
    first = await asked(creator)
    await shows(creator, first, DeletionStage.WAITING)
    second = await asked(creator)
    await shows(creator, second, DeletionStage.WAITING, within=60)
    await creator.consent()
    await shows(creator, first, DeletionStage.ERASED, within=60)
    await shows(creator, second, DeletionStage.ERASED)


async def test_what_a_terminated_collaboration_left_behind_is_taken_back_too(creator: Creator) -> None:
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await handle.terminate("by hand")
    assert await creator.shared()
    code = await asked(creator)
    await shows(creator, code, DeletionStage.ERASED)
    assert not await creator.shared()


async def test_what_a_terminated_collaboration_left_behind_keeps_it_waiting_too(creator: Creator) -> None:
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await handle.terminate("by hand")
    await creator.change_password()
    code = await asked(creator)
    waiting = await shows(creator, code, DeletionStage.WAITING)
    assert waiting.waiting_for == "authorization_lapsed"
    assert await creator.stack.store.logins.views(creator.creator_id)
    await creator.consent()
    await asked(creator)  # who asks again has it looked at at once
    await shows(creator, code, DeletionStage.ERASED)
    assert not await creator.shared()


async def test_an_attestation_lets_the_deletion_go_on(creator: Creator) -> None:
    """Removed by hand where we cannot read it: somebody vouches for it."""
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await creator.patch_person(app_removed=True)
    code = await asked(creator)
    await shows(creator, code, DeletionStage.WAITING)
    await CollaborationClient(creator.stack.temporal).attest_revoked(
        (await status_of(handle)).collaboration_id, actor="olga", evidence="screenshot, ticket 12"
    )
    await shows(creator, code, DeletionStage.ERASED, within=40)


async def test_what_ends_already_is_not_disturbed(creator: Creator) -> None:
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    ends = results_of(handle)
    await end(handle, reason="plans changed")
    code = await asked(creator)
    await shows(creator, code, DeletionStage.ERASED)
    assert [ended.reason for ended in await ends] == ["plans changed"]


async def test_nobody_else_is_touched(creator: Creator) -> None:
    other = creator.stack.next_creator()
    theirs = await other.start()
    await other.consent()
    await reaches(theirs, Stage.ACTIVE)
    await creator.consent()
    code = await asked(creator)
    await shows(creator, code, DeletionStage.ERASED)
    assert (await status_of(theirs)).stage is Stage.ACTIVE
    assert await other.shared()
    await other.leave()


async def test_cancelling_a_deletion_changes_nothing(creator: Creator) -> None:
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    code = await asked(creator)
    await deletion_of(creator).cancel()
    await shows(creator, code, DeletionStage.ERASED)
    await deletion_of(creator).result()
    described = await deletion_of(creator).describe()
    assert described.status is WorkflowExecutionStatus.COMPLETED


async def test_temporal_forgets_all_that_names_the_creator(creator: Creator) -> None:
    """What ran, what was only checked, and the logins: as the services around us start them."""
    client, temporal = CollaborationClient(creator.stack.temporal), creator.stack.temporal
    terms = creator.terms()
    await client.start(terms)
    creator.started.append(collaboration_workflow_id(terms.collaboration_id))
    await creator.consent()
    await client.wait_for_stage(terms.collaboration_id, Stage.ACTIVE, timeout=20)
    await client.check(creator.terms(name="checked"))
    theirs = f"CreatorId = '{creator.creator_id}' OR WorkflowId = '{authorization_workflow_id(creator.creator_id)}'"

    async def listed() -> set[str]:
        return {each.workflow_type async for each in temporal.list_workflows(theirs)}

    async def all_three() -> bool:
        return await listed() == {"Collaboration", "EligibilityCheck", "Authorization"}

    await eventually(all_three, "all three are listed")
    await shows(creator, await asked(creator), DeletionStage.ERASED, within=40)
    assert await listed() == set()
    for workflow_id in (creator.started[0], authorization_workflow_id(creator.creator_id)):
        with pytest.raises(RPCError, match="not found"):
            await temporal.get_workflow_handle(workflow_id).describe()
    assert not (await creator.stack.store.ledger.evidence(terms.collaboration_id))[-1].present, "the proof stays"


async def test_a_deleted_creator_may_come_back(creator: Creator) -> None:
    await creator.consent()
    code = await asked(creator)
    await shows(creator, code, DeletionStage.ERASED)
    handle = await creator.start(creator.terms(ends_at=datetime.now(UTC) + timedelta(days=3)))
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    again = await asked(creator)
    await shows(creator, again, DeletionStage.ERASED)
    assert not await creator.shared()


async def test_what_is_no_creator_id_is_refused(creator: Creator) -> None:
    client = CollaborationClient(creator.stack.temporal)
    for wrong in ("", "a/b", "x" * 101, "' OR 1=1", "é"):
        with pytest.raises(RequestRefused, match="creator_id"):
            await client.delete_creator(wrong)


async def test_its_history_replays_and_names_nobody(creator: Creator) -> None:
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await creator.change_password()
    code = await asked(creator)
    await shows(creator, code, DeletionStage.WAITING)
    await creator.consent()
    await shows(creator, code, DeletionStage.ERASED, within=40)
    await deletion_of(creator).result()
    history = await deletion_of(creator).fetch_history()
    replayer = Replayer(workflows=[Deletion], data_converter=pydantic_data_converter)
    assert (await replayer.replay_workflow(history)).replay_failure is None
    raw = b"".join(event.SerializeToString() for event in history.events)
    for name in (f"Creator {creator.number}", creator.username(), creator.person_id):
        assert name.encode() not in raw
    assert not tokens_in(raw.decode(errors="replace"))
