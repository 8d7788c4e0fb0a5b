"""Taking access back from the brand's side, where the creator's token is dead: proven by the platform's own ledger."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import SecretStr
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities import brand_side
from activities.access import AccessActivities
from contracts import failures
from contracts.access import Hold
from contracts.brands import BRAND_SIDE
from contracts.vocabulary import LapseCause, Outcome
from platforms.meta.graph import GraphClient
from store.ledger import Pair
from tests.cast import Creator


def token_of(creator: Creator) -> str:
    return f"EAAbrandtoken{creator.number}sentinel7f3a9c"


@pytest.fixture
async def graph(creator: Creator) -> AsyncIterator[GraphClient]:
    async with GraphClient(creator.stack.app) as client:
        yield client


async def connected(creator: Creator, graph: GraphClient) -> None:
    """The brand has a system user, and its token is with us."""
    token = token_of(creator)
    await creator.stack.control("PATCH", f"/businesses/{creator.business()}", {"system_token": token})
    await brand_side.connect(creator.stack.store, graph, creator.business(), SecretStr(token), datetime.now(UTC))


async def given(creator: Creator, graph: GraphClient) -> Hold:
    """The brand has access by the activities alone, and the creator's token is dead."""
    await creator.consent()
    terms = creator.terms()
    hold = Hold(
        collaboration_id=terms.collaboration_id,
        creator_id=creator.creator_id,
        page_id=creator.page(),
        business_id=creator.business(),
        tasks=tuple(terms.tasks),
        ends_at=terms.ends_at,
    )
    await ActivityEnvironment().run(_access(creator, graph).acquire, hold)
    await creator.change_password()
    return hold


def _access(creator: Creator, graph: GraphClient, *, on: bool = True) -> AccessActivities:
    return AccessActivities(creator.stack.store, graph, creator.stack.temporal, brand_revoke=on)


async def released(creator: Creator, graph: GraphClient, hold: Hold) -> Outcome:
    return (await ActivityEnvironment().run(_access(creator, graph).release, hold)).outcome


async def refused(creator: Creator, graph: GraphClient, hold: Hold, *, on: bool = True) -> ApplicationError:
    with pytest.raises(ApplicationError) as refusal:
        await ActivityEnvironment().run(_access(creator, graph, on=on).release, hold)
    return refusal.value


async def test_a_dead_creator_token_and_a_connected_brand_is_revoked_and_proven(
    creator: Creator, graph: GraphClient
) -> None:
    """The whole way, with workflow and command line, is in tests/starter/test_cli_brand.py."""
    hold = await given(creator, graph)
    await connected(creator, graph)
    assert await released(creator, graph, hold) is Outcome.REVOKED
    *_, row = await creator.ledger("share", "unshare")
    assert (row["op"], row["by"], row["after"]) == ("unshare", "api", None)
    assert row["person_id"] == f"system-user-{creator.business()}"
    *_, last = await creator.stack.store.ledger.evidence(hold.collaboration_id)
    assert (last.kind, last.present, last.note) == ("unshare", False, BRAND_SIDE)


async def test_with_the_setting_off_nothing_is_touched(creator: Creator, graph: GraphClient) -> None:
    hold = await given(creator, graph)
    await connected(creator, graph)
    error = await refused(creator, graph, hold, on=False)
    assert error.type == failures.AUTHORIZATION_LAPSED
    assert await creator.shared()
    assert await creator.ledger("unshare") == []


async def test_a_brand_that_is_not_connected_stays_revoke_blocked(creator: Creator, graph: GraphClient) -> None:
    lapse = failures.lapse_in(await refused(creator, graph, await given(creator, graph)))
    assert lapse is not None
    assert (lapse.cause, lapse.brand_side) == (LapseCause.PASSWORD_CHANGED, "")


def fault(creator: Creator, **kind: Any) -> list[dict[str, Any]]:
    path = f"/{creator.business()}/pages"
    return [{"method": "DELETE", "path": path, "nth": 1, "times": 1, "fault": kind}]


async def test_a_refusal_while_it_still_shows_stays_revoke_blocked_with_the_cause(
    creator: Creator, graph: GraphClient
) -> None:
    hold = await given(creator, graph)
    await connected(creator, graph)
    for code in (42001, 415, 200, 100, 3996):
        await creator.stack.control("PUT", "/faults", fault(creator, kind="error", status=400, code=code))
        lapse = failures.lapse_in(await refused(creator, graph, hold))
        assert await creator.fired() == 1
        assert lapse is not None
        assert lapse.cause is LapseCause.PASSWORD_CHANGED
        assert f"code {code}" in lapse.brand_side
        assert await creator.shared()
    assert await released(creator, graph, hold) is Outcome.REVOKED
    assert not await creator.shared()


@pytest.mark.parametrize("code", [3996, 2])
async def test_gone_after_an_answer_that_sounds_otherwise_is_proven_by_the_read_back(
    creator: Creator, graph: GraphClient, code: int
) -> None:
    hold = await given(creator, graph)
    await connected(creator, graph)
    plan = fault(creator, kind="apply_then_error", status=500 if code == 2 else 400, code=code)
    await creator.stack.control("PUT", "/faults", plan)
    assert await released(creator, graph, hold) is Outcome.REVOKED
    assert await creator.fired() == 1
    assert not await creator.shared()


async def test_a_success_that_was_not_applied_is_not_believed(creator: Creator, graph: GraphClient) -> None:
    hold = await given(creator, graph)
    await connected(creator, graph)
    await creator.stack.control("PUT", "/faults", fault(creator, kind="success_not_applied"))
    assert (await refused(creator, graph, hold)).type == failures.NOT_PROVEN
    assert await creator.shared()


async def test_removed_by_hand_already_is_proven_without_a_call_that_changes_anything(
    creator: Creator, graph: GraphClient
) -> None:
    hold = await given(creator, graph)
    await connected(creator, graph)
    await creator.stack.control("DELETE", f"/pages/{creator.page()}/agencies/{creator.business()}")
    assert await released(creator, graph, hold) is Outcome.REVOKED
    assert [row["by"] for row in await creator.ledger("unshare")] == ["hand"]


async def test_a_dead_brand_token_is_told_and_is_no_lapse_of_the_creators(creator: Creator, graph: GraphClient) -> None:
    hold = await given(creator, graph)
    await connected(creator, graph)
    dies = {"kind": "error", "status": 400, "code": 190, "subcode": 463}
    await creator.fault("GET", f"/{creator.business()}/client_pages", dies)
    dead = failures.lapse_in(await refused(creator, graph, hold))
    assert dead is not None
    assert (dead.cause, dead.brand_side) == (
        LapseCause.PASSWORD_CHANGED,
        "the brand's token died: expired",
    )
    await creator.stack.control("PATCH", f"/businesses/{creator.business()}", {"system_token": "EAAanother"})
    lapse = failures.lapse_in(await refused(creator, graph, hold))
    assert lapse is not None
    assert "does not accept the brand's token" in lapse.brand_side
    (brand,) = [each for each in await creator.stack.store.brands.all() if each.business_id == hold.business_id]
    assert brand.problem == lapse.brand_side
    assert await creator.shared()


async def test_while_another_holds_the_pair_the_brands_side_is_not_asked(creator: Creator, graph: GraphClient) -> None:
    hold = await given(creator, graph)
    await connected(creator, graph)
    other = hold.model_copy(update={"collaboration_id": "c-other"})
    store = creator.stack.store
    mine = await store.ledger.take_turn(Pair(hold.page_id, hold.business_id), "test", now=datetime.now(UTC))
    await store.ledger.hold(mine, other, datetime.now(UTC))
    await store.ledger.give_back(mine)
    assert await released(creator, graph, hold) is Outcome.KEPT_FOR_OTHER
    assert await creator.shared()


async def test_a_token_that_is_of_no_use_is_not_kept(creator: Creator, graph: GraphClient) -> None:
    store = creator.stack.store
    with pytest.raises(brand_side.Unusable, match="does not accept"):
        await brand_side.connect(store, graph, creator.business(), SecretStr("EAAnobodys"), datetime.now(UTC))
    await creator.stack.control("PATCH", f"/businesses/{creator.business()}", {"system_token": token_of(creator)})
    token = SecretStr(token_of(creator))
    with pytest.raises(brand_side.Unusable, match="does not show the Pages"):
        await brand_side.connect(store, graph, creator.business(1), token, datetime.now(UTC))
    assert creator.business(1) not in {each.business_id for each in await store.brands.all()}
