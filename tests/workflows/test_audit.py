"""The audit: what disagrees is found and settled, what is not ours is left alone; judged by the sandbox's ledger."""

from datetime import UTC, datetime

from sqlalchemy import delete
from sqlmodel import col
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer

from contracts.audit import Found
from contracts.ids import collaboration_workflow_id
from contracts.vocabulary import LeaseState, Outcome, Stage
from starter.client import CollaborationClient
from store.ledger import Origin
from store.tables import EvidenceRow, HolderRow, IntentRow, LeaseRow
from tests.auditing import audited, by_hand, pair_of, rows_of, told_by_audit
from tests.cast import Creator, end, reaches
from tests.tokens import tokens_in
from tests.waiting import eventually
from workflows.audit import Audit
from workflows.collaboration import Collaboration


async def test_what_a_terminated_collaboration_left_is_taken_back_and_proven(creator: Creator) -> None:
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    assert (await audited(creator)).found == 0
    await handle.terminate("by hand")

    before, ledger = await rows_of(creator), await creator.ledger()
    dry = await audited(creator, dry_run=True)
    assert (dry.released, dry.found, dry.dry_run) == (1, 1, True)
    assert await rows_of(creator) == before, "a dry run changes nothing of ours"
    assert await creator.ledger() == ledger, "and nothing on the platform"

    report = await audited(creator, everything=False)
    assert (report.released, report.found, report.complete) == (1, 1, True)
    assert report.lines[0].text == "its workflow is gone: revoked"
    assert not await creator.shared()
    lease = await creator.stack.store.ledger.lease(pair_of(creator), datetime.now(UTC))
    assert (lease.state, lease.holders) == (LeaseState.ABSENT, ())
    assert (await audited(creator)).found == 0

    history = await creator.stack.temporal.get_workflow_handle(f"audit/on-demand/{creator.creator_id}").fetch_history()
    replayer = Replayer(workflows=[Audit], data_converter=pydantic_data_converter)
    assert (await replayer.replay_workflow(history)).replay_failure is None
    raw = b"".join(event.SerializeToString() for event in history.events)
    assert creator.page().encode() in raw
    for name in (creator.username(), creator.person_id):
        assert name.encode() not in raw
    assert not tokens_in(raw.decode(errors="replace"))


async def test_a_co_holder_keeps_what_a_terminated_one_left(creator: Creator) -> None:
    first = await creator.start(name="first")
    second = await creator.start(name="second")
    await creator.consent()
    await reaches(first, Stage.ACTIVE)
    await reaches(second, Stage.ACTIVE)
    await first.terminate("by hand")
    report = await audited(creator)
    assert [line.text for line in report.lines] == ["its workflow is gone: kept_for_other"]
    assert await creator.shared()
    await end(second)
    assert (await second.result()).outcome is Outcome.REVOKED


async def test_one_terminated_while_it_could_not_take_back(creator: Creator) -> None:
    """Its hold is let go of, the share is still there: nobody but the audit would ever take it back."""
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await creator.change_password()
    await end(handle)
    await reaches(handle, Stage.REVOKE_BLOCKED)
    assert (await audited(creator)).found == 0, "somebody is at it"
    await handle.terminate("by hand")
    report = await audited(creator)
    assert (report.could_not_release, report.found) == (1, 1)
    assert await creator.shared()
    assert len(await told_by_audit(creator)) == 1
    await audited(creator)
    assert len(await told_by_audit(creator)) == 1, "once a day"
    await creator.consent()
    assert (await audited(creator)).released == 1
    assert not await creator.shared()


async def test_a_share_of_ours_that_lands_after_the_proof_is_taken_back(creator: Creator) -> None:
    """The first call is answered by silence and applied later; the second shares, the end takes back and proves."""
    await creator.fault("POST", f"/{creator.page()}/agencies", {"kind": "apply_late", "seconds": 7})
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await end(handle)
    assert (await handle.result()).outcome is Outcome.REVOKED
    assert not await creator.shared()

    async def back() -> bool:
        return await creator.shared()

    await eventually(back, "the straggler lands")
    assert await creator.fired() == 1
    report = await audited(creator)
    assert (report.taken_back, report.found) == (1, 1)
    assert not await creator.shared()
    assert [row["by"] for row in await creator.ledger("unshare")] == ["api", "api"]
    assert (await audited(creator)).found == 0


async def test_somebody_elses_share_after_the_end_is_reported_and_left_alone(creator: Creator) -> None:
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await end(handle)
    await handle.result()
    await creator.stack.control("POST", by_hand(creator))
    for _ in range(2):
        report = await audited(creator)
        assert (report.foreign, report.found) == (1, 1)
    assert await creator.shared()
    assert (await creator.stack.store.ledger.lease(pair_of(creator), datetime.now(UTC))).origin is Origin.FOREIGN
    assert len(await told_by_audit(creator)) == 1
    await creator.stack.control("DELETE", by_hand(creator))
    assert (await audited(creator)).found == 0
    assert (await creator.stack.store.ledger.lease(pair_of(creator), datetime.now(UTC))).state is LeaseState.ABSENT


async def test_a_share_removed_by_hand_and_given_again_by_hand(creator: Creator) -> None:
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await creator.stack.control("DELETE", by_hand(creator))
    assert (await audited(creator, everything=False)).read == 0, "it was read a moment ago"
    report = await audited(creator)
    assert (report.nudged, report.found) == (1, 1)
    await reaches(handle, Stage.IMPAIRED)
    assert (await audited(creator)).found == 0, "it knows"
    await creator.stack.control("POST", by_hand(creator))
    assert (await audited(creator)).nudged == 1
    await reaches(handle, Stage.ACTIVE)
    await end(handle)


async def test_a_dead_login_cannot_read_and_nothing_is_guessed(creator: Creator) -> None:
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await creator.change_password()
    report = await audited(creator)
    assert report.could_not_read == 1
    assert "password_changed" in next(line.text for line in report.lines if line.found is Found.COULD_NOT_READ)
    assert (await creator.stack.store.ledger.lease(pair_of(creator), datetime.now(UTC))).state is LeaseState.PRESENT
    await reaches(handle, Stage.UNMANAGED)
    assert await creator.shared()
    again = await audited(creator)
    assert (again.could_not_read, again.nudged) == (1, 0)


async def test_a_ledger_restored_from_an_older_copy_learns_of_the_share(creator: Creator) -> None:
    client = CollaborationClient(creator.stack.temporal)
    terms = creator.terms()
    creator.started.append(collaboration_workflow_id(terms.collaboration_id))
    await client.start(terms)
    handle = creator.stack.temporal.get_workflow_handle_for(
        Collaboration.run, collaboration_workflow_id(terms.collaboration_id)
    )
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    async with creator.stack.store.ledger._database.write() as session:
        for table in (EvidenceRow, IntentRow, HolderRow, LeaseRow):
            await session.execute(delete(table).where(col(table.page_id) == creator.page()))

    async def found() -> bool:  # the list of running collaborations lags behind
        return (await audited(creator)).forgotten == 1

    await eventually(found, "the audit misses it in the ledger")

    async def known() -> bool:
        return bool((await creator.stack.store.ledger.lease(pair_of(creator), datetime.now(UTC))).holders)

    await eventually(known, "the ledger knows of the hold again")
    assert await creator.shared()
    await end(handle)
    assert (await handle.result()).outcome is Outcome.REVOKED
    assert not await creator.shared()
