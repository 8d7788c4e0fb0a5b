"""One folder, one stack. The lock is the kernel's: it is gone the moment its holder is, so it can never be stale."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from starter.dev.errors import AlreadyRunning


@contextmanager
def hold(directory: Path) -> Iterator[None]:
    """Hold ``directory`` for this process while the block runs. Raises AlreadyRunning when another one does.

    The file stays after the block: removing it would let a third process lock a file that no longer has a name.
    """
    import fcntl  # not on Windows, where only the other commands run

    with (directory / "lock").open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            holder = file.read().strip()
            who = f" (process {holder})" if holder.isdigit() else ""
            raise AlreadyRunning(
                f"a development stack already runs on {directory}{who}; stop it, or use another --dir"
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
        file.truncate(0)
