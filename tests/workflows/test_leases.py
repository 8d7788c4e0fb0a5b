"""One (Page, business) pair: overlap, doubt, foreign and owned shares. Never rob, never lose track."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from contracts.vocabulary import Outcome, Owner, Stage
from tests.cast import Creator, end, reaches, skip_time, status_of
from workflows.collaboration import Collaboration


async def test_the_end_of_the_first_keeps_the_second(creator: Creator) -> None:
    first = await creator.start(name="first")
    second = await creator.start(name="second")
    await creator.consent()
    await reaches(first, Stage.ACTIVE)
    await reaches(second, Stage.ACTIVE)
    await end(first)
    assert (await first.result()).outcome is Outcome.KEPT_FOR_OTHER
    assert await creator.shared()
    await end(second)
    assert (await second.result()).outcome is Outcome.REVOKED
    assert [row["op"] for row in await creator.ledger("share", "unshare")] == ["share", "unshare"]


async def test_two_that_end_at_the_same_instant_revoke_once(creator: Creator) -> None:
    first = await creator.start(name="first")
    second = await creator.start(name="second")
    await creator.consent()
    await reaches(first, Stage.ACTIVE)
    await reaches(second, Stage.ACTIVE)
    await asyncio.gather(end(first), end(second))
    results = await asyncio.gather(first.result(), second.result())
    assert {result.outcome for result in results} <= {Outcome.KEPT_FOR_OTHER, Outcome.REVOKED}
    assert Outcome.REVOKED in {result.outcome for result in results}, "one of them at least knows that it is gone"
    assert [row["op"] for row in await creator.ledger("share", "unshare")] == ["share", "unshare"]


async def test_a_wider_second_holder_widens_the_share(creator: Creator) -> None:
    first = await creator.start(creator.terms(name="first", tasks=["ANALYZE"]))
    await creator.consent()
    await reaches(first, Stage.ACTIVE)
    second = await creator.start(creator.terms(name="second", tasks=["ADVERTISE"]))
    await reaches(second, Stage.ACTIVE)
    rows = await creator.ledger("share")
    assert set(rows[-1]["after"]) >= {"ADVERTISE", "ANALYZE"}
    await end(second)
    assert (await second.result()).outcome is Outcome.KEPT_FOR_OTHER
    await end(first)
    assert (await first.result()).outcome is Outcome.REVOKED


DOUBTS: list[tuple[str, dict[str, Any]]] = [
    ("POST", {"kind": "apply_then_error", "status": 500, "code": 2}),
    ("POST", {"kind": "error", "status": 500, "code": 1}),
    ("POST", {"kind": "hang", "seconds": 8, "apply": True}),
    ("POST", {"kind": "garbage", "body": "<html>busy</html>"}),
    ("POST", {"kind": "success_not_applied"}),
    ("DELETE", {"kind": "apply_then_error", "status": 500, "code": 2}),
    ("DELETE", {"kind": "error", "status": 500, "code": 1}),
    ("DELETE", {"kind": "success_not_applied"}),
]


@pytest.mark.parametrize(("method", "fault"), DOUBTS, ids=[f"{m}-{f['kind']}" for m, f in DOUBTS])
async def test_doubt_is_settled_by_reading_back(creator: Creator, method: str, fault: dict[str, Any]) -> None:
    await creator.fault(method, f"/{creator.page()}/agencies", fault)
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE, within=45)
    assert await creator.shared()
    await end(handle)
    assert (await handle.result()).outcome is Outcome.REVOKED
    assert not await creator.shared()
    assert await creator.fired() == 1, "a run in which the planned fault did not fire proves nothing"


async def test_a_share_that_is_gone_already_is_a_success(creator: Creator) -> None:
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await creator.stack.control("DELETE", f"/pages/{creator.page()}/agencies/{creator.business()}")
    await end(handle)
    assert (await handle.result()).outcome is Outcome.REVOKED
    assert [row["by"] for row in await creator.ledger("unshare")] == ["hand"]
    assert (await status_of(handle)).access.revocation_verified_at is not None


async def test_a_share_from_before_is_adopted_and_left_alone(creator: Creator) -> None:
    await creator.stack.control("POST", f"/pages/{creator.page()}/agencies/{creator.business()}")
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await end(handle)
    assert (await handle.result()).outcome is Outcome.LEFT_FOREIGN
    assert [row["by"] for row in await creator.ledger("share", "unshare")] == ["hand"]


async def test_a_foreign_share_that_is_too_narrow_is_not_touched(creator: Creator) -> None:
    body = {"tasks": ["ANALYZE"]}
    await creator.stack.control("POST", f"/pages/{creator.page()}/agencies/{creator.business()}", body)
    handle = await creator.start()
    await creator.consent()
    status = await reaches(handle, Stage.BLOCKED)
    assert status.blocked is not None
    assert (status.blocked.code, status.blocked.owner) == ("foreign_share_too_narrow", Owner.CREATOR)
    await end(handle)
    await handle.result()
    assert [row["by"] for row in await creator.ledger("share", "unshare")] == ["hand"]


async def test_a_business_that_owns_the_page_needs_no_share_and_gets_no_unshare(creator: Creator) -> None:
    await creator.patch_page(owner_business=creator.business())
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await end(handle)
    assert (await handle.result()).outcome is Outcome.LEFT_FOREIGN
    assert await creator.ledger("share", "unshare") == []


async def test_a_share_removed_by_hand_is_impaired_and_never_silently_given_again(creator: Creator) -> None:
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    by_hand = f"/pages/{creator.page()}/agencies/{creator.business()}"
    await creator.stack.control("DELETE", by_hand)
    await handle.signal(Collaboration.access_drifted)
    status = await reaches(handle, Stage.IMPAIRED)
    assert status.blocked is not None
    assert status.blocked.code == "share_removed"
    assert status.access.tasks == (), "what is gone allows nothing"
    await creator.stack.control("POST", by_hand)
    await handle.signal(Collaboration.recheck)
    await reaches(handle, Stage.ACTIVE)
    assert len(await creator.ledger("share")) == 2, "ours, and the one by hand"
    await end(handle)
    assert (await handle.result()).outcome is Outcome.REVOKED


async def test_an_instagram_account_that_is_unlinked_in_mid_term(creator: Creator) -> None:
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await creator.patch_page(instagram={"link": "none"})
    await handle.signal(Collaboration.recheck)
    status = await reaches(handle, Stage.IMPAIRED)
    assert status.blocked is not None
    assert status.blocked.code == "instagram_unlinked"
    await creator.patch_page(instagram={"link": "business"})
    await handle.signal(Collaboration.recheck)
    await reaches(handle, Stage.ACTIVE)
    await end(handle)


async def test_take_over_when_the_first_is_stuck_at_revoking(creator: Creator) -> None:
    """The second collaboration's login keeps the share; the first lets go without a platform call."""
    first = await creator.start(name="first")
    await creator.consent()
    await reaches(first, Stage.ACTIVE)
    await creator.change_password()
    await end(first)
    await reaches(first, Stage.REVOKE_BLOCKED)
    second = await creator.start(name="second")
    await creator.consent()
    outcome = (await first.result()).outcome
    await reaches(second, Stage.ACTIVE)
    assert outcome in (Outcome.KEPT_FOR_OTHER, Outcome.REVOKED)
    await end(second)
    await second.result()
    assert not await creator.shared()


async def test_a_throttled_revoke_waits_as_long_as_meta_says_and_says_so(creator: Creator) -> None:
    handle = await creator.start()
    await creator.consent()
    await reaches(handle, Stage.ACTIVE)
    await creator.fault("DELETE", f"/{creator.page()}/agencies", {"kind": "throttle", "code": 32, "minutes": 5})
    await end(handle)
    stuck = await reaches(handle, Stage.REVOKE_BLOCKED)
    assert stuck.blocked is not None
    assert stuck.blocked.owner is Owner.PLATFORM
    assert stuck.authorization.state == "valid", "a throttle never marks a login lapsed"
    await skip_time(handle)
    assert (await handle.result()).outcome is Outcome.REVOKED
    ended = await status_of(handle)
    waited = ended.history[-1].at - stuck.history[-1].at
    assert waited >= timedelta(minutes=5)
