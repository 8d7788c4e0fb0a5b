"""The command line as a real process, and what it leaves behind."""

import asyncio
import sys
from dataclasses import dataclass

from tests import forks
from tests.forks import Ran

LINK_KEY = "link-key-0123456789abcdef-01234567"


@dataclass(frozen=True)
class CommandLine:
    environment: dict[str, str]

    async def open(self, *arguments: str, env: dict[str, str] | None = None) -> asyncio.subprocess.Process:
        """Start a command and leave it running; whoever opens it ends it."""
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "starter.cli",
            *arguments,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=self.environment | (env or {}),
        )

    async def __call__(
        self, *arguments: str, stdin: bytes = b"", within: float = 40, env: dict[str, str] | None = None
    ) -> Ran:
        """Run one command to its end, with ``env`` on top of the test's environment."""
        return await forks.run("adaccess", arguments, self.environment | (env or {}), stdin, within)
