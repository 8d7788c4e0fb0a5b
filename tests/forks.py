"""Commands of ours as processes that begin with everything imported: a fork each, where a start costs a second of CPU.

That they can also be started from nothing is shown where a whole stack is (tests/dev), and by `open` of a command line.
"""

import asyncio
import json
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["starter.cli", "starter.client", "starter.exporting", "store.migrate", "worker"])
_STREAMS = (("in", os.O_RDONLY), ("out", os.O_WRONLY), ("err", os.O_WRONLY))


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


async def run(name: str, arguments: Sequence[str], env: dict[str, str], stdin: bytes = b"", within: float = 40) -> Ran:
    """Run ``adaccess …`` or ``worker`` to its end. Raises TimeoutError when that takes longer."""
    with tempfile.TemporaryDirectory() as folder:
        streams = [Path(folder, stream) for stream, _ in _STREAMS]
        for stream, content in zip(streams, (stdin, b"", b""), strict=True):
            stream.write_bytes(content)
        process = _FORKS.Process(target=_become, args=(name, tuple(arguments), env, folder))
        process.start()
        await asyncio.to_thread(process.join, within)
        if process.exitcode is None:
            process.kill()
            raise TimeoutError(f"{name} {arguments} takes more than {within} s")
        code = process.exitcode
        process.close()
        return Ran(code, *(stream.read_text("utf-8") for stream in streams[1:]))


def _become(name: str, arguments: tuple[str, ...], env: dict[str, str], folder: str) -> NoReturn:
    import starter.cli
    import worker
    from starter.leaving import leave

    os.environ.clear()
    os.environ.update(env)
    for number, (stream, how) in enumerate(_STREAMS):
        os.dup2(os.open(Path(folder, stream), how), number)
    sys.stdin = os.fdopen(0)
    if name == "worker":
        leave(worker.main())
    starter.cli.main(arguments)
