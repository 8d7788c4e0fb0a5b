"""Child processes: start them in groups of their own, notice their end, stop them gently and then for certain."""

import asyncio
import os
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from starter.dev.errors import StartFailed
from starter.dev.leash import leashed

_LAST_WORDS = 2_000
"""Bytes from the end of a log in which to look for why a part ended."""


@dataclass(frozen=True)
class Part:
    """One program of the stack: what it is called, how it is run, where its output goes."""

    name: str
    argv: Sequence[str]
    log: Path
    env: Mapping[str, str] = field(repr=False)  # has keys in it


class Child:
    """One running part. Its group is its own, so that a Ctrl-C in the terminal reaches us alone."""

    def __init__(self, part: Part, process: asyncio.subprocess.Process, log_from: int) -> None:
        self.part = part
        self._process = process
        self._log_from = log_from

    @classmethod
    async def start(cls, part: Part) -> "Child":
        """Raises StartFailed when the program itself cannot be run."""
        program = part.argv[0]
        if not os.access(program, os.X_OK):
            raise StartFailed(f"{part.name} cannot be run: there is no program {program}; install the package anew")
        with part.log.open("ab") as log:
            log_from = log.tell()
            process = await asyncio.create_subprocess_exec(
                *leashed(part.argv),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=dict(part.env),
                start_new_session=True,
            )
        return cls(part, process, log_from)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process.returncode is None

    async def ended(self) -> str:
        """Wait for the end and say in words how it came, for example ``exit status 1`` or ``SIGKILL``."""
        code = await self._process.wait()
        return signal.Signals(-code).name if code < 0 else f"exit status {code}"

    async def stop(self, grace: float) -> None:
        """SIGTERM, and SIGKILL to what is still there after ``grace`` seconds; returns when it is gone."""
        self._signal(signal.SIGTERM)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._process.wait(), grace)
        # To the group, even when the part itself is gone: it may have left something behind.
        self._signal(signal.SIGKILL)
        await self._process.wait()

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def last_words(self) -> str:
        """The last line it wrote that says something; empty when it wrote nothing."""
        tail = self.part.log.read_bytes()[self._log_from :][-_LAST_WORDS:].decode("utf-8", "replace")
        lines = [line.strip() for line in tail.splitlines() if line.strip()]
        return lines[-1][:300] if lines else ""

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)
