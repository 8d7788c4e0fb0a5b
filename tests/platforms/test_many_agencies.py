"""Read-backs of many Pages in one HTTP request: each its own answer, each its own refusal."""

from typing import TYPE_CHECKING

from pydantic import SecretStr

from platforms.meta import errors
from platforms.meta.graph import GraphClient
from platforms.meta.models import Agencies

if TYPE_CHECKING:
    from tests.platforms.conftest import Sandbox, Watch

COOKS = "100000000000001"
BRAND = "900000000000777"


async def test_each_page_has_its_own_answer_and_all_are_one_request(
    sandbox: "Sandbox", graph: GraphClient, watch: "Watch"
) -> None:
    token = await sandbox.page_token(graph)
    await graph.share(token, COOKS, BRAND, ["ADVERTISE"])
    watch.urls.clear()
    there, dead, unknown = await graph.agencies_of(
        [(COOKS, token), (COOKS, SecretStr("EAAnothing")), ("100000000000009", token)]
    )
    assert len(watch.urls) == 1
    assert isinstance(there, Agencies)
    assert there.of(BRAND) is not None
    assert isinstance(dead, errors.Lapsed)
    assert isinstance(unknown, errors.MetaError)
    assert await graph.agencies_of([]) == ()


async def test_more_than_one_request_holds_and_more_businesses_than_one_answer(
    sandbox: "Sandbox", graph: GraphClient, watch: "Watch"
) -> None:
    token = await sandbox.page_token(graph)
    brands = [{"id": f"9{number:014d}", "name": f"Brand {number}"} for number in range(120)]
    await sandbox.put("world", {**sandbox.defaults, "businesses": brands})
    token = await sandbox.page_token(graph)
    for brand in brands:
        (await sandbox.control.post(f"/_sandbox/pages/{COOKS}/agencies/{brand['id']}")).raise_for_status()
    watch.urls.clear()
    (found,) = await graph.agencies_of([(COOKS, token)])
    assert isinstance(found, Agencies)
    assert len(found.agencies) == 120
    assert len(watch.urls) == 2, "the request, and the rest of the list by itself"
    watch.urls.clear()
    assert len(await graph.agencies_of([("100000000000009", token)] * 51)) == 51
    assert len(watch.urls) == 2


async def test_a_page_that_meta_asked_us_to_wait_for_is_not_called(
    sandbox: "Sandbox", graph: GraphClient, watch: "Watch"
) -> None:
    token = await sandbox.page_token(graph)
    await sandbox.fault("GET", f"/{COOKS}/agencies", kind="throttle", code=32, minutes=5)
    (told,) = await graph.agencies_of([(COOKS, token)])
    assert isinstance(told, errors.RateLimited)
    await sandbox.put("faults", [])
    watch.urls.clear()
    (held,) = await graph.agencies_of([(COOKS, token)])
    assert isinstance(held, errors.RateLimited)
    assert watch.urls == []
