"""The command line as a real process, and what it leaves behind."""

import asyncio
import json
import sys
from dataclasses import dataclass
from typing import Any

LINK_KEY = "link-key-0123456789abcdef-01234567"


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What a command that succeeded printed."""
        assert self.code == 0, self.err
        return json.loads(self.out)

    @property
    def refusal(self) -> str:
        """The one line that every failing command leaves on stderr, and nothing else anywhere."""
        assert self.code in (1, 2), self
        assert self.out == ""
        assert self.err.startswith("error: "), self.err
        assert self.err.count("\n") == 1, self.err
        return self.err.removeprefix("error: ").strip()


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
        process = await self.open(*arguments, env=env)
        try:
            out, err = await asyncio.wait_for(process.communicate(stdin), within)
        except TimeoutError:
            process.kill()
            await process.wait()
            raise
        assert process.returncode is not None
        return Ran(process.returncode, out.decode(), err.decode())
