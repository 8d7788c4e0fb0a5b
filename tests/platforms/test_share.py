"""Shares against the Graph sandbox, over real HTTP: given, read back, refused, taken back.

Every test also checks, by the ``graph`` fixture, that no secret went into a URL or a log.
"""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from contracts.vocabulary import LapseCause
from platforms.meta import errors
from platforms.meta.errors import MetaError
from platforms.meta.graph import GraphClient

if TYPE_CHECKING:
    from tests.platforms.conftest import Sandbox

MIA, COOKS = "10000000000000001", "100000000000001"
BRAND, OTHER = "900000000000777", "900000000000888"
TASKS = ["ADVERTISE", "ANALYZE"]


async def test_a_business(sandbox: "Sandbox", graph: GraphClient) -> None:
    await sandbox.patch(f"businesses/{BRAND}", two_factor_type="all_required")
    business = await graph.business(await sandbox.login(graph), BRAND)
    assert (business.id, business.name, business.two_factor_type) == (BRAND, "Brand GmbH", "all_required")
    modest = await sandbox.login(graph, permissions=("pages_show_list",))
    assert (await graph.business(modest, BRAND)).two_factor_type is None
    with pytest.raises(errors.NotFound):
        await graph.business(modest, "900000000000999")


async def test_share_read_back_unshare(sandbox: "Sandbox", graph: GraphClient) -> None:
    token = await sandbox.page_token(graph)
    assert (await graph.agencies(token, COOKS)).agencies == ()
    ack = await graph.share(token, COOKS, BRAND, TASKS)
    assert not ack.pending
    read_back = await graph.agencies(token, COOKS)
    share = read_back.of(BRAND)
    assert share is not None
    assert (share.name, share.status, share.tasks) == ("Brand GmbH", "CONFIRMED", frozenset(TASKS))
    assert share.covers(TASKS)
    assert read_back.of(OTHER) is None
    assert abs(read_back.at - datetime.now(UTC)) < timedelta(minutes=1)
    gone = await graph.unshare(token, COOKS, BRAND)
    assert (await graph.agencies(token, COOKS)).of(BRAND) is None
    rows = [(row["op"], row["request_id"]) for row in await sandbox.ledger() if row["page_id"] == COOKS]
    assert rows[-2:] == [("share", ack.request_id), ("unshare", gone.request_id)]


async def test_refusals_of_a_share(sandbox: "Sandbox", graph: GraphClient) -> None:
    token = await sandbox.page_token(graph)
    await graph.share(token, COOKS, BRAND, TASKS)
    with pytest.raises(errors.Duplicate):
        await graph.share(token, COOKS, BRAND, TASKS)
    with pytest.raises(errors.Permanent):
        await graph.share(token, COOKS, OTHER, ["FLY"])
    with pytest.raises(errors.Permanent):
        await graph.share(token, COOKS, "900000000000999", TASKS)
    with pytest.raises(errors.Permanent):
        await graph.unshare(token, COOKS, OTHER)
    await sandbox.patch(f"businesses/{OTHER}", two_factor_type="all_required")
    with pytest.raises(errors.TwoFactorRequired):
        await graph.share(token, COOKS, OTHER, TASKS)
    await sandbox.patch(f"businesses/{OTHER}", two_factor_type="none")
    await sandbox.patch(f"pages/{COOKS}", owner_business=OTHER)
    with pytest.raises(errors.AlreadyOwned):
        await graph.share(token, COOKS, OTHER, TASKS)


async def test_a_lost_role_ends_sharing(sandbox: "Sandbox", graph: GraphClient) -> None:
    token = await sandbox.page_token(graph)
    await sandbox.patch(f"pages/{COOKS}", roles={MIA: ["ADVERTISE", "ANALYZE"]})
    with pytest.raises((errors.PermissionMissing, errors.Lapsed)):
        await graph.agencies(token, COOKS)
    await sandbox.patch(f"pages/{COOKS}", roles={})
    with pytest.raises(errors.Lapsed) as caught:
        await graph.agencies(token, COOKS)
    assert caught.value.cause is LapseCause.ROLE_LOST


@pytest.mark.parametrize(("knob", "kind"), [("b2b_access", errors.NotApproved)])
async def test_an_app_without_approval(
    sandbox: "Sandbox", graph: GraphClient, knob: str, kind: type[MetaError]
) -> None:
    await sandbox.put("world", {**sandbox.defaults, "app": {**sandbox.defaults["app"], knob: False}})
    token = await sandbox.page_token(graph)
    with pytest.raises(kind):
        await graph.share(token, COOKS, BRAND, TASKS)


async def test_renamed_tasks_and_pending_approval(sandbox: "Sandbox", graph: GraphClient) -> None:
    knobs = {**sandbox.defaults["app"], "npe_tasks": True, "pending_approval": True}
    await sandbox.put("world", {**sandbox.defaults, "app": knobs})
    token = await sandbox.page_token(graph)
    assert (await graph.share(token, COOKS, BRAND, TASKS)).pending
    share = (await graph.agencies(token, COOKS)).of(BRAND)
    assert share is not None
    assert share.pending
    assert share.tasks == {"PROFILE_PLUS_ADVERTISE", "PROFILE_PLUS_ANALYZE"}
    assert share.covers(TASKS)


async def test_a_page_shared_with_more_than_a_hundred_businesses(sandbox: "Sandbox", graph: GraphClient) -> None:
    many = [{"id": str(7000 + n), "name": f"Brand {n}"} for n in range(130)]
    await sandbox.put("world", {**sandbox.defaults, "businesses": many})
    token = await sandbox.page_token(graph)
    for business in many:
        await graph.share(token, COOKS, business["id"], TASKS)
    read_back = await graph.agencies(token, COOKS)
    assert {agency.business_id for agency in read_back.agencies} == {business["id"] for business in many}
