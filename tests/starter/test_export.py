"""What an export answers about an instant, and what it keeps to itself."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from contracts.proof import Line
from starter.proof.access_at import Verdict
from tests.starter.evidence_life import OTHER, Life, check, empty, living

HAD, NOT, UNKNOWN = Verdict.HAD_ACCESS, Verdict.NO_ACCESS, Verdict.UNKNOWN


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("life") / "empty.db"
    empty(file)
    return file


@pytest.fixture
async def life(tmp_path: Path, template: Path) -> AsyncIterator[Life]:
    async with living(tmp_path, template) as one:
        yield one


async def answers(life: Life, at: float, **only: str) -> dict[str, Line]:
    """By collaboration; and the export that they come with is intact."""
    lines = await life.export(at, **only)
    assert check(lines).problems == ()
    return {line["collaboration_id"]: line for line in lines if line["type"] == "access"}


async def test_who_had_access_is_known_between_two_read_backs_that_agree(life: Life) -> None:
    await life.hold("c-1", 10)
    await life.call("share", "c-1", 10)
    await life.let_go("c-1", 30)
    await life.call("unshare", "c-1", 30)
    await life.hold("c-2", 50)
    await life.call("share", "c-2", 50)
    await life.read("c-2", 60, present=False)  # somebody took it away by hand
    await life.read("c-2", 70, present=True, pending=True)
    expected = {
        9: UNKNOWN,  # nobody looked before
        10: NOT,  # the moment at which our call found it absent
        10.05: UNKNOWN,  # the call itself
        10.1: HAD,
        20: HAD,  # up to the unshare, which found it there
        30: HAD,
        30.05: UNKNOWN,
        30.1: NOT,
        40: NOT,
        55: UNKNOWN,  # gone somewhere in between
        65: NOT,  # listed but not approved is no access
        70: NOT,
        71: UNKNOWN,  # nobody looked since
    }
    for at, verdict in expected.items():
        told = await answers(life, at)
        assert {name: each["verdict"] for name, each in told.items()} == {"c-1": verdict, "c-2": verdict}, at
        assert told["c-1"]["held"] is (10 <= at < 30)
        assert told["c-2"]["held"] is (at >= 50)
    answer = (await answers(life, 20))["c-1"]
    assert (answer["before"]["seq"], answer["after"]["seq"]) == (1, 2), "it says what it rests on"
    assert (answer["since"], answer["tasks"]) == ("2026-12-01T10:00:00.000000Z", ["ADVERTISE"])


async def test_a_call_whose_worker_died_still_tells_what_it_met(life: Life) -> None:
    await life.hold("c-1", 10)
    await life.call("share", "c-1", 10)
    await life.call("unshare", "c-1", 30, died=True)
    await life.read("c-1", 31, present=False)
    assert (await answers(life, 20))["c-1"]["verdict"] == HAD
    assert (await answers(life, 30.5))["c-1"]["verdict"] == UNKNOWN


async def test_while_a_call_is_on_its_way_nothing_is_known(life: Life) -> None:
    await life.hold("c-1", 10)
    await life.call("unshare", "c-1", 20, died=True)
    await life.read("c-1", 22, present=True)
    assert (await answers(life, 21))["c-1"]["verdict"] == UNKNOWN, "perhaps taken away, and given again by hand"


async def test_a_foreign_share_is_access_all_the_same(life: Life) -> None:
    await life.hold("c-1", 10)
    await life.read("c-1", 10, present=True, foreign=True)
    await life.read(None, 20, present=True, foreign=True)
    lines = await life.export(15)
    assert [each["origin"] for each in lines if each["type"] == "entry"] == ["foreign", "foreign"]
    assert (await answers(life, 15))["c-1"]["verdict"] == HAD


async def test_a_share_that_could_not_be_taken_back_is_still_access(life: Life) -> None:
    await life.hold("c-1", 10)
    await life.call("share", "c-1", 10)
    await life.let_go("c-1", 30)
    await life.read("c-1", 35, present=True)
    told = (await answers(life, 32))["c-1"]
    assert (told["held"], told["verdict"]) == (False, HAD)


async def test_a_word_is_no_read_back(life: Life) -> None:
    await life.hold("c-1", 10)
    await life.call("share", "c-1", 10)
    await life.attest("c-1", 20, "jane: ticket 4711")
    await life.read(None, 30, present=True)
    assert (await answers(life, 25))["c-1"]["verdict"] == HAD


async def two_on_one_pair(life: Life) -> None:
    await life.hold("c-1", 10)
    await life.call("share", "c-1", 10)
    await life.hold("c-2", 20)
    await life.read("c-2", 20, present=True)
    await life.let_go("c-1", 30)
    await life.read("c-2", 40, present=True)
    await life.attest("c-2", 45, "jane: ticket 4711")
    await life.let_go("c-2", 50)
    await life.call("unshare", "c-2", 50)
    await life.read(None, 60, present=False)
    await life.hold("c-3", 1, OTHER)
    await life.call("share", "c-3", 1, OTHER)


@pytest.mark.parametrize("only", [{"collaboration": "c-1"}, {"creator": "cr-1"}])
async def test_others_are_in_it_only_as_hashes(life: Life, only: dict[str, str]) -> None:
    await two_on_one_pair(life)
    lines = await life.export(15, **only)
    found = check(lines)
    assert (found.problems, found.pairs, found.entries, found.sealed) == ((), 1, 3, 3)
    told = json.dumps(lines)
    for secret in ("c-2", "c-3", "cr-2", "r-40", OTHER.page_id, "jane: ticket 4711"):
        assert f'"{secret}' not in told
    shared = [line for line in lines if line["type"] == "entry"][1]
    assert [set(party) for party in shared["parties"]][1:] == [{"sealed"}], "its own read-back by the other, unnamed"
    assert set(await answers(life, 15, **only)) == {"c-1"}


async def test_what_is_sealed_is_not_known(life: Life) -> None:
    await two_on_one_pair(life)
    assert (await answers(life, 45, collaboration="c-1"))["c-1"]["verdict"] == UNKNOWN
    assert (await answers(life, 25))["c-1"]["verdict"] == HAD
    assert (await answers(life, 45, business="900001"))["c-1"]["verdict"] == HAD


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("DELETE FROM evidence WHERE seq = 1", "entry 1 is missing"),
        ("DELETE FROM evidence WHERE seq > 1", "entries 2 to 3 are missing at the end"),
        ("DELETE FROM evidence", "entries 1 to 3 are missing at the end"),
        ("UPDATE evidence SET present = NOT present WHERE seq = 2", "entry 2 was altered"),
        ("UPDATE evidence SET collaboration_id = 'c-2' WHERE seq = 1", "entry 1 was altered"),
        ("UPDATE evidence SET holders = '[]' WHERE seq = 1", "entry 1 was altered"),
        ("UPDATE evidence SET \"at\" = '2026-12-01 10:00:00.000001' WHERE seq = 3", "entry 3 was altered"),
        ("UPDATE evidence SET seq = seq + 9 WHERE seq = 2", "entry 2 is missing"),
        ("UPDATE lease SET chain_length = 2", "the last were added"),
    ],
)
async def test_who_alters_the_database_shows(life: Life, statement: str, says: str) -> None:
    await life.hold("c-1", 10)
    await life.call("share", "c-1", 10)
    await life.read("c-1", 15, present=True)
    await life.call("unshare", "c-1", 20)
    async with life.database.write() as session:
        await session.execute(text(statement))
    problems = check(await life.export()).problems
    assert [problem for problem in problems if says in problem], problems


async def test_nothing_matches_is_an_export_of_nothing(life: Life) -> None:
    lines = await life.export(15, creator="nobody")
    assert [line["type"] for line in lines] == ["header", "end"]
    assert check(lines).problems == ()
