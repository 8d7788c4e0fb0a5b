"""Several processes on one database."""

import asyncio
import sys
from datetime import datetime

import pytest
from pydantic import SecretStr

from store.ledger import Pair
from store.session import Store
from store.vault import VaultKeys

ROUNDS = 24

PROGRAM = """
import asyncio, sys
from datetime import UTC, datetime
from pydantic import SecretStr
from store.errors import TurnTaken
from store.ledger import Pair
from store.session import Store
from store.vault import VaultKeys

async def one(store, pair, owner):
    while True:
        try:
            turn = await store.ledger.take_turn(pair, owner, now=datetime.now(UTC))
        except TurnTaken:
            await asyncio.sleep(0.001)
            continue
        await store.ledger.let_go(pair, owner, datetime.now(UTC))
        return await store.ledger.give_back(turn)

async def main(url, owner, rounds):
    store = await Store.open(url, VaultKeys.parse(SecretStr(sys.stdin.read())))
    pairs = [Pair("100001", "900001"), Pair("100002", "900002")]
    for _ in range(rounds // 2):
        await asyncio.gather(*(one(store, pair, owner + pair.page_id) for pair in pairs))
    await store.aclose()

asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
"""


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)  # a server has no file that could be locked
async def test_two_processes_write_without_a_locked_database(url: str, store: Store, now: datetime) -> None:
    async def run(owner: str) -> tuple[int | None, bytes]:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-W",
            "error",
            "-c",
            PROGRAM,
            url,
            owner,
            str(ROUNDS),
            stdin=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        _, errors = await process.communicate(SecretStr(VaultKeys.generate()).get_secret_value().encode())
        return process.returncode, errors

    for status, errors in await asyncio.gather(run("one"), run("two")):
        assert (status, errors) == (0, b"")
    # Every turn taken raised the fence by one, and none was lost.
    for page_id, business_id in (("100001", "900001"), ("100002", "900002")):
        turn = await store.ledger.take_turn(Pair(page_id, business_id), "counting", now=now)
        assert turn.fence == ROUNDS + 1
