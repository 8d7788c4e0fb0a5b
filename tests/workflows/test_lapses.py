"""A lapse at every point of a collaboration's life, and a re-authorization that resumes it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio.client import WorkflowUpdateFailedError

from contracts.access import ATTESTATION
from contracts.collaboration import AttestRevoked, RemovedByHand
from contracts.notices import NoticeKind
from contracts.vocabulary import AuthorizationState, LapseCause, Outcome, Stage
from platforms.meta.login import REQUIRED_PERMISSIONS
from tests.auditing import by_hand
from tests.cast import ADMIN, Creator, end, reaches, skip_time, status_of
from tests.waiting import eventually
from workflows.collaboration import Collaboration

CAUSES: list[tuple[dict[str, Any], LapseCause]] = [
    ({"password": "second"}, LapseCause.PASSWORD_CHANGED),
    ({"app_removed": True}, LapseCause.APP_REMOVED),
    ({"token": "checkpoint"}, LapseCause.CHECKPOINT),
    ({"token": "unconfirmed"}, LapseCause.UNCONFIRMED),
    ({"selected_pages": []}, LapseCause.PAGE_DESELECTED),
    ({"declined": ["pages_manage_metadata", "business_management"]}, LapseCause.PERMISSION_REMOVED),
]


@pytest.mark.parametrize(("change", "cause"), CAUSES, ids=[cause.value for _, cause in CAUSES])
async def test_a_lapse_in_mid_term_is_unmanaged_and_a_new_consent_resumes_it(
    creator: Creator, change: dict[str, Any], cause: LapseCause
) -> None:
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    creator.password = change.get("password", creator.password)
    await creator.patch_person(**change)
    await handle.signal(Collaboration.recheck)

    lapsed = await reaches(handle, Stage.UNMANAGED)
    assert lapsed.authorization.state is AuthorizationState.LAPSED
    assert lapsed.authorization.cause is cause
    assert lapsed.blocked is not None
    assert lapsed.blocked.next_step
    assert await creator.shared(), "a lapse does not take the brand's access away"

    await creator.consent()
    resumed = await reaches(handle, Stage.ACTIVE)
    assert resumed.authorization.state is AuthorizationState.VALID
    assert resumed.blocked is None
    assert resumed.access.verified_at is not None
    assert lapsed.access.verified_at is not None
    assert resumed.access.verified_at > lapsed.access.verified_at, "resumed means read back"
    await end(handle)
    assert (await handle.result()).outcome is Outcome.REVOKED


async def test_a_role_lost_on_the_page_is_named_as_such_and_mended(creator: Creator) -> None:
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await creator.patch_page(roles={})
    await handle.signal(Collaboration.recheck)
    assert (await reaches(handle, Stage.UNMANAGED)).authorization.cause is LapseCause.ROLE_LOST
    await creator.consent((creator.page(1),))
    assert (await status_of(handle)).authorization.cause is LapseCause.ROLE_LOST, "a consent gives no role back"
    await creator.patch_page(roles={creator.person_id: ADMIN})
    await creator.consent()
    assert (await reaches(handle, Stage.ACTIVE)).authorization.cause is None
    await end(handle)
    assert (await handle.result()).outcome is Outcome.REVOKED


async def test_at_the_end_of_the_term_somebody_with_the_role_takes_it_back(creator: Creator) -> None:
    """The release finds no login for the Page; that the role was lost is still why."""
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    other = creator.stack.next_creator()
    await creator.patch_page(roles={other.person_id: ADMIN})
    await handle.signal(Collaboration.recheck)
    await reaches(handle, Stage.UNMANAGED)
    await end(handle)
    assert (await reaches(handle, Stage.REVOKE_BLOCKED)).authorization.cause is LapseCause.ROLE_LOST
    await creator.consent((creator.page(),), person=other)
    assert (await handle.result()).outcome is Outcome.REVOKED


async def test_one_lapse_is_told_to_every_collaboration_of_the_creator(creator: Creator) -> None:
    first = await creator.start(name="first")
    second = await creator.start(creator.terms(name="second", business_id=creator.business(1)))
    await creator.consent()
    await reaches(first, Stage.ACTIVE)
    await reaches(second, Stage.ACTIVE)
    await creator.change_password()
    await first.signal(Collaboration.recheck)
    await reaches(first, Stage.UNMANAGED)
    assert (await reaches(second, Stage.UNMANAGED)).authorization.cause is LapseCause.PASSWORD_CHANGED
    await creator.consent()
    await reaches(first, Stage.ACTIVE)
    await reaches(second, Stage.ACTIVE)


async def test_a_lapse_before_the_check(creator: Creator) -> None:
    await creator.consent()
    await creator.change_password()
    handle = await creator.start()
    lapsed = await reaches(handle, Stage.AWAITING_AUTHORIZATION)
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    status = await status_of(handle)
    assert lapsed.access.granted_at is None
    assert Stage.UNMANAGED not in [entry.stage for entry in status.history]


async def test_a_lapse_before_the_share(creator: Creator) -> None:
    await creator.consent()
    handle = await creator.start(creator.terms(starts_at=datetime.now(UTC) + timedelta(seconds=6)))
    await reaches(handle, Stage.SCHEDULED)
    await creator.change_password()
    lapsed = await reaches(handle, Stage.AWAITING_AUTHORIZATION)
    assert lapsed.authorization.cause is LapseCause.PASSWORD_CHANGED
    assert lapsed.blocked is not None
    assert await creator.ledger("share") == []
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)


async def test_a_lapse_inside_the_share_after_it_was_applied(creator: Creator) -> None:
    """Shared, the answer lost, and the token dead before we could read back: doubt, settled after the return."""
    handle = await creator.start()
    page = f"/{creator.page()}/agencies"
    await creator.stack.control(
        "PUT",
        "/faults",
        [
            {
                "method": "POST",
                "path": page,
                "nth": 1,
                "times": 1,
                "fault": {"kind": "apply_then_error", "status": 500, "code": 2},
            },
            {
                "method": "GET",
                "path": page,
                "nth": 2,
                "times": 1,
                "fault": {"kind": "error", "status": 400, "code": 190, "subcode": 460},
            },
        ],
    )
    await creator.consent()
    lapsed = await reaches(handle, Stage.AWAITING_AUTHORIZATION, Stage.GRANTING, Stage.UNMANAGED)
    while lapsed.authorization.cause is None:
        lapsed = await reaches(handle, Stage.AWAITING_AUTHORIZATION, Stage.UNMANAGED)
    assert await creator.fired() == 2
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await end(handle)
    assert (await handle.result()).outcome is Outcome.REVOKED
    assert [row["op"] for row in await creator.ledger("share", "unshare")] == ["share", "unshare"]


async def test_the_term_ends_while_lapsed_and_the_returned_token_takes_access_back(creator: Creator) -> None:
    handle = await creator.start(seconds=3600)
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await creator.change_password()
    await handle.signal(Collaboration.recheck)
    await reaches(handle, Stage.UNMANAGED)
    await skip_time(handle, 1)
    stuck = await reaches(handle, Stage.REVOKE_BLOCKED)
    assert stuck.blocked is not None
    assert stuck.authorization.cause is LapseCause.PASSWORD_CHANGED
    assert stuck.outcome is None
    assert await creator.shared()

    await creator.consent()
    assert (await handle.result()).outcome is Outcome.REVOKED
    assert not await creator.shared()


async def test_a_lapse_met_by_the_revoke_itself(creator: Creator) -> None:
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await creator.change_password()
    await end(handle)
    await reaches(handle, Stage.REVOKE_BLOCKED)
    await creator.consent()
    assert (await handle.result()).outcome is Outcome.REVOKED


async def test_an_expired_login_still_lets_its_page_token_revoke(creator: Creator) -> None:
    """Page tokens of a long-lived login have no expiry date (Meta: get-long-lived)."""
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await creator.patch_person(token="expired")
    await end(handle)
    assert (await handle.result()).outcome is Outcome.REVOKED


async def test_removed_by_hand_while_we_cannot_read_it_is_attested_by_an_operator(creator: Creator) -> None:
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await creator.patch_person(app_removed=True)
    await end(handle)
    await reaches(handle, Stage.REVOKE_BLOCKED)
    word = AttestRevoked(actor="olga", evidence="screenshot of the Page's access settings, ticket 12")
    status = await handle.execute_update(Collaboration.attest_revoked, word)
    assert status.outcome is Outcome.REVOKED
    assert (await handle.result()).outcome is Outcome.REVOKED
    ended = await status_of(handle)
    assert ended.access.revocation_verified_at is None, "an attestation is not a read-back"
    assert "ticket 12" in ended.history[-1].cause
    assert "nothing was read back" in ended.history[-1].cause
    assert ended.access.tasks == ()
    assert (ended.access.attested_by, ended.access.attestation) == (word.actor, word.evidence)
    evidence = await creator.stack.store.ledger.evidence(ended.collaboration_id)
    kept = [entry for entry in evidence if entry.kind == ATTESTATION]
    assert [(entry.note, entry.present, entry.at) for entry in kept] == [
        (f"{word.actor}: {word.evidence}", False, ended.access.revoked_at)
    ]
    last = await creator.stack.store.ledger.last_read(kept[0].pair)
    assert last is not None
    assert last.present, "a word is no read-back"


async def test_the_creator_says_that_they_removed_it_and_an_operator_confirms_it(creator: Creator) -> None:
    """Said before the end of the term, twice: it ends the collaboration, goes to the operator once, proves nothing."""
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    with pytest.raises(WorkflowUpdateFailedError):
        await handle.execute_update(Collaboration.removed_by_hand, RemovedByHand())
    await creator.patch_person(app_removed=True)
    await handle.signal("recheck")
    await reaches(handle, Stage.UNMANAGED)
    await creator.stack.control("DELETE", by_hand(creator))
    said = await handle.execute_update(Collaboration.removed_by_hand, RemovedByHand())
    assert said.access.said_removed_at is not None
    await handle.execute_update(Collaboration.removed_by_hand, RemovedByHand())
    stuck = await reaches(handle, Stage.REVOKE_BLOCKED)
    assert stuck.access.said_removed_at == said.access.said_removed_at

    async def told() -> list[str]:
        notices = await creator.stack.store.notices.of_collaboration(stuck.collaboration_id)
        return [notice.notice_id for notice in notices if notice.kind is NoticeKind.REMOVED_BY_HAND]

    assert await eventually(told, "the operator is told") == [f"{stuck.collaboration_id}/removed_by_hand/operator"]
    word = AttestRevoked(actor="olga", evidence="the creator's screenshot, ticket 13")
    await handle.execute_update(Collaboration.attest_revoked, word)
    assert (await handle.result()).outcome is Outcome.REVOKED
    assert (await status_of(handle)).access.revocation_verified_at is None


async def test_consent_of_somebody_else_does_not_resume(creator: Creator) -> None:
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await creator.change_password()
    await handle.signal(Collaboration.recheck)
    await reaches(handle, Stage.UNMANAGED)
    other = creator.stack.next_creator()
    answer = await creator.consent(person=other)
    assert answer.accepted

    async def uncovered() -> bool:
        return (await status_of(handle)).authorization.cause is LapseCause.PAGE_DESELECTED

    await eventually(uncovered, "the password is no longer the cause")
    assert (await status_of(handle)).stage is Stage.UNMANAGED
    await creator.consent(permissions=REQUIRED_PERMISSIONS)
    await reaches(handle, Stage.ACTIVE)
