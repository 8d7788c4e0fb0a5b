"""The network is cut between each two parts while terms run out, and nobody is told: ``make proofs``."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from temporalio.client import Client

from contracts.vocabulary import Stage
from starter.links import make_link
from tests.proofs.house import House, running_house
from tests.proofs.keeper import Keeper
from tests.proofs.relay import Relay
from tests.proofs.waves import all_revoked, lives_around
from tests.proofs.web_process import Web
from tests.waiting import eventually
from tests.web.web_visitor import Page, Visitor

PARTS = ("platform", "database", "temporal")
ENDING = 6
"""Collaborations whose terms end in the first half of the cut."""
BEGINNING = 2
"""Collaborations that start just before it."""
SETTLED = 30.0
"""Seconds in which those that end have to be active."""
AWAY = 30.0
PATIENCE = 180.0
IN_TIME = 60.0
"""Seconds after its end within which a share is gone while there is a worker whose ways are whole."""
ANSWER = 20.0
"""Seconds for which the first visitor of a page waits at most, and a third of it for which the next ones do."""


@dataclass
class Ways:
    """The ways of a process to the other parts, each through a relay; ``settings`` make it take them."""

    relays: dict[str, Relay]
    settings: dict[str, str]


@pytest.fixture
async def house(client: Client, temporal_address: str, postgresql_server: str) -> AsyncIterator[House]:
    name = f"network_{time.time_ns()}"
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    url = postgresql_server.replace("/postgres?", f"/{name}?")
    async with running_house(temporal_address, client.namespace, client, url) as running:
        yield running


@pytest.fixture
async def ways(house: House, postgresql_server: str) -> AsyncIterator[Ways]:
    address = urlsplit(house.stack.sandbox_url)
    temporal, port = house.address.rsplit(":", 1)
    folder = Path(postgresql_server.split("host=", 1)[1])
    async with AsyncExitStack() as exits:
        targets: dict[str, tuple[str, int] | str] = {
            "platform": (address.hostname or "", address.port or 0),
            "database": str(folder / ".s.PGSQL.5432"),
            "temporal": (temporal, int(port)),
        }
        relays = {part: await exits.enter_async_context(Relay(target)) for part, target in targets.items()}
        database = urlsplit(house.stack.database_url).path
        settings = {
            "ADACCESS_META_GRAPH_URL": f"{address.scheme}://127.0.0.1:{relays['platform'].port}",
            "ADACCESS_DATABASE_URL": f"postgresql://postgres@127.0.0.1:{relays['database'].port}{database}",
            "TEMPORAL_ADDRESS": f"127.0.0.1:{relays['temporal'].port}",
        }
        yield Ways(relays, settings)


@pytest.mark.parametrize("cut_off", ["every worker", "one of two workers"])
@pytest.mark.parametrize("part", PARTS)
async def test_a_worker_is_cut_off_while_terms_run_out(house: House, ways: Ways, part: str, cut_off: str) -> None:
    await house.worker(behind=ways.settings)
    await house.worker(behind=ways.settings if cut_off == "every worker" else {})
    keeper = Keeper(house.stack)
    creators, lives = await lives_around(keeper, ENDING, BEGINNING, _length, lead=0.5)

    relay = ways.relays[part]
    relay.cut()
    cut = time.time()
    await asyncio.sleep(AWAY)
    assert relay.swallowed > 0, "nothing was ever lost"
    if cut_off == "every worker":
        held = [await creator.shared() for creator in creators[1:ENDING]]
        assert all(held), "somebody found another way"
    relay.mend()
    mended = keeper.quiet_since = time.time()

    taken = await all_revoked(keeper, creators, lives, within=PATIENCE)
    due = [kept for _, kept in lives if kept.ends_at < mended]
    late = max(taken[kept.page_id] - kept.ends_at for kept in due)
    after = max(taken[kept.page_id] for kept in due) - mended
    assert late < IN_TIME or cut_off == "every worker", f"the worker that was whole took {late:.0f} s"
    print(
        f"{cut_off} cut off from the {part} for {mended - cut:.0f} s: {len(lives)} of {len(lives)} revoked, "
        f"0 violations, at most {late:.1f} s after their end, {after:.1f} s after the way was whole"
    )


@pytest.mark.parametrize("part", ["database", "temporal"])
async def test_the_web_process_is_cut_off(house: House, ways: Ways, part: str) -> None:
    """A page answers within a bounded time that it cannot be shown, and works again when the way is whole."""
    await house.worker()
    web = Web(house, behind=ways.settings)
    visitor = Visitor()
    creator = house.stack.next_creator()
    try:
        await web.start()
        terms = creator.terms()
        link = make_link(web.settings, terms.collaboration_id, terms.creator_id)
        await creator.start(terms)
        assert (await visitor.shows(link, Stage.AWAITING_AUTHORIZATION)).status == 200
        relay = ways.relays[part]
        relay.cut()
        seen, waited = list[Page](), list[float]()
        for _ in range(6):
            asked = time.monotonic()
            seen.append(await visitor.open(link))
            waited.append(time.monotonic() - asked)
        assert relay.swallowed > 0, "nothing was ever lost"
        relay.mend()
        mended = time.monotonic()

        async def works() -> bool:
            page = await visitor.open(link)
            await asyncio.sleep(0.5)
            return page.stage == Stage.AWAITING_AUTHORIZATION and page.status == 200

        await eventually(works, "the page is shown again", within=60)
        back = time.monotonic() - mended
        text = f"answers {[page.status for page in seen]} after {[round(each, 1) for each in waited]} s"
        print(f"web cut off from {part}: {text}; whole again after {back:.1f} s")
        assert {page.status for page in seen} <= {200, 503}, text
        assert waited[0] < ANSWER, text
        assert max(waited[1:]) < ANSWER / 3, text
        assert "Traceback" not in web.log.read_text()
    finally:
        web.kill()
        await creator.leave()
        await visitor.http.aclose()


def _length(number: int) -> float:
    """Seconds: the terms of the first ones end one after the other while nothing gets through, the others' later."""
    return SETTLED + AWAY / 2 * number / ENDING if number < ENDING else 2 * AWAY
