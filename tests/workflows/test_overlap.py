"""Several holders of one pair who want different things, or follow each other: nobody loses what is theirs."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete
from sqlmodel import col

from contracts.collaboration import ChangeTerm
from contracts.vocabulary import Outcome, Stage
from store.ledger import Origin, Pair
from store.tables import EvidenceRow, HolderRow, IntentRow, LeaseRow
from tests.cast import Creator, end, reaches
from tests.stack import Stack
from tests.waiting import eventually
from workflows.collaboration import Collaboration

NARROW, WIDE = ["ANALYZE"], ["ADVERTISE", "ANALYZE"]


async def two(creator: Creator, first: list[str], second: list[str]) -> tuple[Any, Any]:
    """Two active collaborations on one pair with these tasks."""
    one = await creator.start(creator.terms(name="one", tasks=first))
    await creator.consent()
    await reaches(one, Stage.ACTIVE)
    other = await creator.start(creator.terms(name="other", tasks=second))
    await reaches(other, Stage.ACTIVE)
    return one, other


async def shown(creator: Creator) -> list[str]:
    """The tasks that the platform shows now, by its own record."""
    return sorted((await creator.ledger("share", "unshare"))[-1]["after"] or [])


async def may(handle: Any) -> list[str]:
    """What the brand may do, as the collaboration says."""
    return list((await handle.query(Collaboration.status)).access.tasks)


async def test_when_the_wider_one_leaves_the_share_narrows(creator: Creator) -> None:
    wide, narrow = await two(creator, WIDE, NARROW)
    assert await shown(creator) == WIDE
    assert [await may(wide), await may(narrow)] == [WIDE, NARROW], "each says what was agreed in its name"
    await end(wide)
    assert (await wide.result()).outcome is Outcome.KEPT_FOR_OTHER
    assert await shown(creator) == NARROW
    assert [await may(wide), await may(narrow)] == [[], NARROW]
    assert [row["op"] for row in await creator.ledger("share", "unshare")] == ["share", "unshare", "share"]
    await end(narrow)
    assert (await narrow.result()).outcome is Outcome.REVOKED
    assert not await creator.shared()


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "error", "status": 500, "code": 1},
        {"kind": "error", "status": 400, "code": 100},
        {"kind": "apply_then_error", "status": 500, "code": 2},
        {"kind": "success_not_applied"},
    ],
    ids=["not applied", "refused", "applied", "a lie"],
)
async def test_whatever_hinders_the_narrower_share_it_stays_owed(creator: Creator, fault: dict[str, Any]) -> None:
    wide, narrow = await two(creator, WIDE, NARROW)
    await creator.fault("POST", f"/{creator.page()}/agencies", fault)
    await end(wide)
    assert (await wide.result()).outcome is Outcome.KEPT_FOR_OTHER
    assert await creator.fired() == 1
    assert await shown(creator) == NARROW
    await end(narrow)
    assert (await narrow.result()).outcome is Outcome.REVOKED
    assert not await creator.shared()


async def test_a_wider_share_that_is_refused_costs_the_first_nothing(creator: Creator) -> None:
    first = await creator.start(creator.terms(name="one", tasks=NARROW))
    await creator.consent()
    await reaches(first, Stage.ACTIVE)
    refused = {"kind": "error", "status": 400, "code": 415}
    await creator.fault("POST", f"/{creator.page()}/agencies", refused)
    second = await creator.start(creator.terms(name="other", tasks=WIDE))
    assert (await reaches(second, Stage.BLOCKED)).blocked is not None
    assert await creator.fired() == 1
    assert await shown(creator) == NARROW
    await end(second)
    assert (await second.result()).outcome is Outcome.CANCELLED
    await end(first)
    assert (await first.result()).outcome is Outcome.REVOKED
    assert not await creator.shared()


async def test_narrowing_does_not_give_again_what_somebody_removed_by_hand(creator: Creator) -> None:
    wide, narrow = await two(creator, WIDE, NARROW)
    await creator.stack.control("DELETE", f"/pages/{creator.page()}/agencies/{creator.business()}")
    await end(wide)
    assert (await wide.result()).outcome is Outcome.KEPT_FOR_OTHER
    assert not await creator.shared()
    await narrow.signal(Collaboration.access_drifted)
    assert (await reaches(narrow, Stage.IMPAIRED)).blocked is not None
    await end(narrow)
    assert (await narrow.result()).outcome is Outcome.REVOKED


async def test_a_narrowing_that_nobody_finishes_is_finished_at_the_next_look(creator: Creator) -> None:
    wide, narrow = await two(creator, WIDE, NARROW)
    await creator.fault("POST", f"/{creator.page()}/agencies", {"kind": "hang", "seconds": 8, "apply": False})
    await end(wide)

    async def hangs() -> bool:
        return await creator.fired() == 1

    await eventually(hangs, "the narrower share is on its way")
    await wide.terminate()
    await narrow.signal(Collaboration.access_drifted)

    async def narrowed() -> bool:
        return await shown(creator) == NARROW

    await eventually(narrowed, "the share is given to who stays")
    assert (await reaches(narrow, Stage.ACTIVE)).blocked is None
    await end(narrow)
    assert (await narrow.result()).outcome is Outcome.REVOKED


async def test_an_end_that_is_the_next_start_leaves_no_gap(creator: Creator) -> None:
    first = await creator.start(name="one")
    await creator.consent()
    await reaches(first, Stage.ACTIVE)
    at = datetime.now(UTC) + timedelta(seconds=6)
    second = await creator.start(creator.terms(name="other", starts_at=at))
    await reaches(second, Stage.SCHEDULED)
    await first.execute_update(Collaboration.change_term, ChangeTerm(ends_at=at, reason="the next one follows"))
    assert (await first.result()).outcome is Outcome.KEPT_FOR_OTHER
    await reaches(second, Stage.ACTIVE)
    assert [row["op"] for row in await creator.ledger("share", "unshare")] == ["share"]
    await end(second)
    assert (await second.result()).outcome is Outcome.REVOKED


async def test_a_start_that_lies_ahead_keeps_nothing_yet(creator: Creator) -> None:
    first = await creator.start(name="one")
    await creator.consent()
    await reaches(first, Stage.ACTIVE)
    second = await creator.start(creator.terms(name="other", starts_at=datetime.now(UTC) + timedelta(minutes=30)))
    await reaches(second, Stage.SCHEDULED)
    await end(first)
    assert (await first.result()).outcome is Outcome.REVOKED
    assert not await creator.shared()
    await end(second)
    assert (await second.result()).outcome is Outcome.CANCELLED


async def forget(stack: Stack, page: str) -> None:
    """The database is restored from a copy older than everything about this Page's shares."""
    async with stack.store._database.write() as session:
        for table in (EvidenceRow, IntentRow, HolderRow, LeaseRow):
            await session.execute(delete(table).where(col(table.page_id) == page))


async def test_a_restored_ledger_learns_again_and_nobody_is_robbed(creator: Creator) -> None:
    first, second = await two(creator, WIDE, WIDE)
    await forget(creator.stack, creator.page())
    await end(first)
    assert (await first.result()).outcome is Outcome.KEPT_FOR_OTHER
    assert await creator.shared()
    await end(second)
    assert (await second.result()).outcome is Outcome.REVOKED
    assert not await creator.shared()


async def test_a_restored_ledger_still_takes_our_share_back(creator: Creator) -> None:
    only = await creator.start()
    await creator.consent()
    await reaches(only, Stage.ACTIVE)
    await forget(creator.stack, creator.page())
    await only.signal(Collaboration.access_drifted)

    async def known() -> bool:
        return await creator.stack.store.ledger.last_read(Pair(creator.page(), creator.business())) is not None

    await eventually(known, "the ledger knows of the share again")
    await end(only)
    assert (await only.result()).outcome is Outcome.REVOKED
    assert not await creator.shared()


async def test_a_restored_ledger_does_not_take_a_foreign_share_for_ours(creator: Creator) -> None:
    await creator.stack.control("POST", f"/pages/{creator.page()}/agencies/{creator.business()}", {"tasks": WIDE})
    only = await creator.start()
    await creator.consent()
    await reaches(only, Stage.ACTIVE)
    await forget(creator.stack, creator.page())
    await only.signal(Collaboration.access_drifted)

    async def known() -> bool:
        lease = await creator.stack.store.ledger.lease(Pair(creator.page(), creator.business()), datetime.now(UTC))
        return bool(lease.holders) and lease.origin is Origin.FOREIGN

    await eventually(known, "the ledger knows of the hold again")
    await end(only)
    assert (await only.result()).outcome is Outcome.LEFT_FOREIGN
    assert await creator.ledger("unshare") == []
