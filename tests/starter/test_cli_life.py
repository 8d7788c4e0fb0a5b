"""The command line over a collaboration's life, as real processes against the real stack."""

import asyncio
import json
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contracts.status import Status
from contracts.vocabulary import Stage
from settings import Settings
from starter.client import CollaborationClient
from starter.links import LinkTarget, read_link
from tests.cast import Creator
from tests.starter.command_line import LINK_KEY, CommandLine
from tests.waiting import eventually

Request = Callable[..., dict[str, Any]]


async def test_start_link_extend_end_list(
    adaccess: CommandLine,
    creator: Creator,
    request_of: Request,
    collaborations: CollaborationClient,
    tmp_path: Path,
) -> None:
    request = request_of()
    name = request["collaboration_id"]
    file = tmp_path / "terms.json"
    file.write_text(json.dumps(request))

    started = await adaccess("start", str(file), "--json")
    assert Status.model_validate(started.json).collaboration_id == name
    assert set(started.json) == set(Status.model_fields)

    again, conflict, link, status = await asyncio.gather(
        adaccess("start", "-", "--json", stdin=json.dumps(request).encode()),
        adaccess("start", "-", stdin=json.dumps(request | {"tasks": ["ANALYZE"]}).encode()),
        adaccess("link", name, "--json"),
        adaccess("status", name),
    )
    assert again.json["collaboration_id"] == name
    assert "tasks differ" in conflict.refusal
    assert conflict.code == 1
    token = link.json["link"].removeprefix("https://access.example/c/")
    assert read_link(Settings(link_keys=LINK_KEY), token) == LinkTarget(name, creator.creator_id)
    assert status.code == 0
    assert "awaiting_authorization" in status.out

    extended, late = await asyncio.gather(
        adaccess("extend", name, "--ends-at", "2098-01-30T01:00:00+01:00", "--json"),
        adaccess("extend", name, "--ends-at", "2020-01-30T00:00:00Z"),
    )
    assert extended.json["term"]["ends_at"] == "2098-01-30T00:00:00Z"
    assert "in the past" in late.refusal

    ending = await adaccess("end", name, "--reason", "campaign cancelled", "--json")
    assert ending.json["collaboration_id"] == name
    await collaborations.wait_until_ended(name, timeout=20)

    async def listed() -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = (await adaccess("list", "--creator", creator.creator_id, "--json")).json
        return [row for row in rows if row["stage"] == "ended"]

    (row,) = await eventually(listed, "it is listed as ended")
    assert row == {
        "collaboration_id": name,
        "stage": "ended",
        "creator_id": creator.creator_id,
        "business_id": creator.business(),
        "instagram_username": creator.username(),
        "ends_at": "2098-01-30T00:00:00Z",
        "needs_attention": False,
        "blocked_on": None,
    }
    table = await adaccess("list", "--business", creator.business())
    assert name in table.out
    refused = await adaccess("end", name, "--reason", "again")
    assert "has ended" in refused.refusal


async def test_check_answers_with_a_table_or_json_and_status_0(
    adaccess: CommandLine, creator: Creator, request_of: Request
) -> None:
    terms = json.dumps(request_of()).encode()
    before = await adaccess("check", "-", "--json", stdin=terms)
    assert before.json["eligible"] is not True
    await creator.consent()
    machine, people = await asyncio.gather(
        adaccess("check", "-", "--json", stdin=terms), adaccess("check", "-", stdin=terms)
    )
    assert machine.json["eligible"] is True
    assert all(set(each) == {"code", "ok", "owner", "message", "next_step"} for each in machine.json["findings"])
    assert (people.code, people.err) == (0, "")
    assert "can be shared" in people.out


async def test_watch_follows_to_the_end(
    adaccess: CommandLine, request_of: Request, collaborations: CollaborationClient
) -> None:
    name = (await collaborations.start(request_of())).collaboration_id
    process = await adaccess.open("status", name, "--watch", "--json")
    assert process.stdout is not None
    try:
        first = json.loads(await asyncio.wait_for(process.stdout.readline(), 30))
        assert first["stage"] == "awaiting_authorization"
        await collaborations.decline(name)
        rest, err = await asyncio.wait_for(process.communicate(), 30)
        assert json.loads(rest.splitlines()[-1])["outcome"] == "declined"
        assert (process.returncode, err) == (0, b"")
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_ctrl_c_is_status_130_without_a_traceback(
    adaccess: CommandLine, request_of: Request, collaborations: CollaborationClient
) -> None:
    name = (await collaborations.start(request_of())).collaboration_id
    process = await adaccess.open("status", name, "--watch")
    assert process.stdout is not None
    try:
        await asyncio.wait_for(process.stdout.readline(), 30)
        process.send_signal(signal.SIGINT)
        _, err = await asyncio.wait_for(process.communicate(), 15)
        assert (process.returncode, err) == (130, b"")
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@pytest.mark.long
async def test_without_a_worker_a_start_succeeds_and_a_status_says_why_not(
    adaccess: CommandLine, creator: Creator, unattended: CollaborationClient, idle_namespace: str
) -> None:
    waiting = (await unattended.start(creator.terms(name="idle-waiting"))).collaboration_id
    terms = creator.terms(name="idle-started").model_dump_json().encode()
    idle = {"TEMPORAL_NAMESPACE": idle_namespace}
    started, status, link = await asyncio.gather(
        adaccess("start", "-", "--json", stdin=terms, env=idle),
        adaccess("status", waiting, env=idle),
        adaccess("link", waiting, env=idle),
    )
    assert started.json["stage"] == Stage.AWAITING_AUTHORIZATION
    assert "adaccess worker" in status.refusal
    assert link.out.startswith("https://access.example/c/")
