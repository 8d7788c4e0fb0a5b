"""A platform in trouble, played by the Graph sandbox: what a fault becomes, and how soon.

Every test also checks, by the ``graph`` fixture, that no secret went into a URL or a log.
"""

import asyncio
import dataclasses
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr

from platforms.meta import errors
from platforms.meta.errors import MetaError
from platforms.meta.graph import GraphClient
from tests.tokens import tokens_in

if TYPE_CHECKING:
    from tests.platforms.conftest import Sandbox, Watch

COOKS = "100000000000001"
BRAND = "900000000000777"
TASKS = ["ADVERTISE", "ANALYZE"]


FAULTS: list[tuple[dict[str, Any], type[MetaError]]] = [
    ({"kind": "error", "status": 500, "code": 2}, errors.OutcomeUnknown),
    ({"kind": "error", "status": 500, "code": 1}, errors.OutcomeUnknown),
    ({"kind": "error", "status": 500, "code": 190, "subcode": 460}, errors.OutcomeUnknown),
    ({"kind": "error", "status": 200, "code": 2}, errors.OutcomeUnknown),
    ({"kind": "error", "status": 400, "code": 190, "subcode": 460}, errors.Lapsed),
    ({"kind": "error", "status": 403, "code": 200}, errors.PermissionMissing),
    ({"kind": "error", "status": 400, "code": 368}, errors.Blocked),
    ({"kind": "error", "status": 400, "code": 3918}, errors.OwnedByOther),
    ({"kind": "error", "status": 400, "code": 31337}, errors.Unrecognized),
    ({"kind": "error", "status": 400, "code": 200, "is_transient": True}, errors.OutcomeUnknown),
    ({"kind": "apply_then_error", "status": 500, "code": 2}, errors.OutcomeUnknown),
    ({"kind": "garbage"}, errors.MalformedAnswer),
    ({"kind": "garbage", "body": '{"data":[{"id":'}, errors.MalformedAnswer),
    ({"kind": "garbage", "body": "x" * 2_000_000}, errors.MalformedAnswer),
]


@pytest.mark.parametrize(("fault", "kind"), FAULTS)
@pytest.mark.parametrize("write", [True, False])
async def test_faults_of_the_platform(
    sandbox: "Sandbox", graph: GraphClient, fault: dict[str, Any], kind: type[MetaError], write: bool
) -> None:
    token = await sandbox.page_token(graph)
    await sandbox.fault("*", "/*/agencies", **fault)
    with pytest.raises(MetaError) as caught:
        await (graph.share(token, COOKS, BRAND, TASKS) if write else graph.agencies(token, COOKS))
    assert type(caught.value) is kind
    assert caught.value.__context__ is None
    assert not tokens_in(f"{caught.value} {caught.value!r} {vars(caught.value)}")


@pytest.mark.parametrize("code", [4, 17, 32, 613, 80001, 80004])
async def test_a_throttle_says_how_long(sandbox: "Sandbox", graph: GraphClient, code: int) -> None:
    token = await sandbox.page_token(graph)
    await sandbox.fault("GET", "/*/agencies", kind="throttle", code=code, minutes=7)
    with pytest.raises(errors.RateLimited) as caught:
        await graph.agencies(token, COOKS)
    assert (caught.value.code, caught.value.wait) == (code, timedelta(minutes=7))


@pytest.mark.parametrize("path", ["/me", "/me/permissions", "/me/accounts", "/debug_token", "/"])
async def test_an_inspection_half_throttled_is_no_lapse(sandbox: "Sandbox", graph: GraphClient, path: str) -> None:
    token = await sandbox.login(graph)
    await sandbox.fault("*", path, kind="throttle", code=4, minutes=3)
    with pytest.raises(errors.RateLimited) as caught:
        await graph.inspect(token)
    assert caught.value.wait == timedelta(minutes=3)


async def test_accounts_that_fail_once_in_the_batch_are_asked_again(sandbox: "Sandbox", graph: GraphClient) -> None:
    token = await sandbox.login(graph)
    once = {"method": "GET", "path": "/me/accounts", "times": 1, "fault": {"kind": "error", "status": 500, "code": 2}}
    await sandbox.put("faults", [once])
    assert [page.id for page in (await graph.inspect(token)).pages] == [COOKS]


@pytest.mark.parametrize("applied", [True, False])
async def test_silence_ends_at_the_deadline_with_the_outcome_open(
    sandbox: "Sandbox", graph: GraphClient, applied: bool
) -> None:
    token = await sandbox.page_token(graph)
    await sandbox.fault("POST", "/*/agencies", kind="hang", seconds=2, apply=applied)
    hasty = dataclasses.replace(sandbox.app, timeout_seconds=0.3)
    async with GraphClient(hasty) as client:
        started = asyncio.get_running_loop().time()
        with pytest.raises(errors.OutcomeUnknown, match=r"no answer within 0\.3 s") as caught:
            await client.share(token, COOKS, BRAND, TASKS)
        assert asyncio.get_running_loop().time() - started < 1.5
    assert caught.value.__context__ is None
    assert ((await graph.agencies(token, COOKS)).of(BRAND) is not None) is applied


async def test_a_platform_that_is_not_there_is_transient_and_nothing_happened(sandbox: "Sandbox") -> None:
    nowhere = dataclasses.replace(sandbox.app, graph_url="http://127.0.0.1:1", timeout_seconds=1)
    async with GraphClient(nowhere) as client:
        with pytest.raises(errors.Transient) as caught:
            await client.unshare(SecretStr("EAAx"), COOKS, BRAND)
    assert type(caught.value) is errors.Transient


async def test_cancelling_a_call_is_not_turned_into_an_error(
    sandbox: "Sandbox", graph: GraphClient, watch: "Watch"
) -> None:
    token = await sandbox.page_token(graph)
    await sandbox.fault("GET", "/*/agencies", kind="hang", seconds=2)
    watch.sent.clear()
    call = asyncio.create_task(graph.agencies(token, COOKS))
    await watch.sent.wait()
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
