"""Sets the stage of a storm: a world with many brands, shares from before it, collaborations in mid-term."""

from datetime import UTC, datetime, timedelta
from typing import Any

from contracts.access import Evidence, Hold
from contracts.authorization import FoundLogin
from contracts.collaboration import CollaborationState
from contracts.status import AccessStatus, AuthorizationStatus
from contracts.terms import Terms
from contracts.vocabulary import AuthorizationState, LeaseState, Stage
from store.ledger import Origin, Pair
from tests.cast import Creator, world
from tests.stack import Stack

BRANDS = 50
"""Of each creator, for each Page one pair: so few creators have to consent."""

TASKS = ("ADVERTISE", "ANALYZE")


def business(creator: Creator, brand: int) -> str:
    return f"7{creator.number:03d}{brand:011d}"


def name(creator: Creator, which: int, brand: int) -> str:
    """The collaboration's id."""
    return f"storm-{creator.number}-{which}-{brand}"


def stormy_world(creators: int) -> dict[str, Any]:
    """The tests' world, with many brands."""
    people = world()
    people["businesses"] = [
        {"id": f"7{number:03d}{brand:011d}", "name": f"Brand {number}.{brand}"}
        for number in range(creators)
        for brand in range(BRANDS)
    ]
    return people


async def share(stack: Stack, creator: Creator, which: int, brand: int) -> None:
    """A share of ours as an acquire would have left it."""
    page_id, business_id = creator.page(which), business(creator, brand)
    await stack.control("POST", f"/pages/{page_id}/agencies/{business_id}", {"tasks": list(TASKS)})
    ledger, now = stack.store.ledger, datetime.now(UTC)
    turn = await ledger.take_turn(Pair(page_id, business_id), "storm", now=now)
    hold = Hold(
        collaboration_id=name(creator, which, brand),
        creator_id=creator.creator_id,
        page_id=page_id,
        business_id=business_id,
        tasks=TASKS,
        ends_at=now + timedelta(days=1),
    )
    await ledger.hold(turn, hold, now)
    intent, _ = await ledger.intend(turn, "share", TASKS, Evidence(present=False, at=now), now)
    await ledger.settle(
        turn,
        state=LeaseState.PRESENT,
        origin=Origin.OURS,
        evidence=Evidence(present=True, tasks=TASKS, at=now),
        kind="share",
        collaboration_id=hold.collaboration_id,
        intent_id=intent,
    )
    await ledger.give_back(turn)


def state_of(
    creator: Creator, which: int, brand: int, held: bool, login: FoundLogin, at: datetime
) -> CollaborationState:
    """A collaboration whose term ends at ``at`` if its share is ``held``, and begins then if it is not."""
    now = datetime.now(UTC)
    starts_at, ends_at = (at - timedelta(days=1), at) if held else (at, at + timedelta(days=1))
    terms = Terms(
        collaboration_id=name(creator, which, brand),
        creator_id=creator.creator_id,
        brand_name=f"Brand {brand}",
        business_id=business(creator, brand),
        instagram_username=creator.username(which),
        tasks=frozenset(TASKS),
        starts_at=starts_at,
        ends_at=ends_at,
        authorize_by=ends_at,
    )
    return CollaborationState(
        terms=terms,
        ends_at=ends_at,
        started_at=now,
        subscribed_until=ends_at,
        stage=Stage.ACTIVE if held else Stage.SCHEDULED,
        look_due=False,
        authorization=AuthorizationStatus(state=AuthorizationState.VALID),
        login_id=login.login_id,
        consented_at=login.consented_at,
        authorized_once=True,
        check_due=False,
        eligible=True,
        checked_at=now,
        holding=held,
        lease=LeaseState.PRESENT if held else None,
        access=AccessStatus(page_id=creator.page(which), granted_at=now if held else None),
    )
