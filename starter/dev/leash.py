"""Becomes a program that dies with its parent, even when that is killed without a chance to clean up.

Run as a script: ``python leash.py <parent's pid> <program> <argument>…``. Linux has it in the kernel (prctl
PR_SET_PDEATHSIG), and it holds on through exec. A program of its own, and not a function between fork and exec: there,
in a process with threads, any lock may be held for ever.

Elsewhere nothing comparable exists: there a parent that is killed with -9 leaves its children behind; every other way
of stopping cleans up.
"""

import ctypes
import os
import signal
import sys
from collections.abc import Sequence

_PR_SET_PDEATHSIG = 1


def leashed(argv: Sequence[str]) -> list[str]:
    """The command line that runs ``argv`` as a program that dies with this process."""
    if sys.platform != "linux":
        return list(argv)
    # Isolated and without site: nothing but this file is loaded, so it costs some 20 ms.
    return [sys.executable, "-I", "-S", __file__, str(os.getpid()), *argv]


def main() -> None:
    parent, argv = int(sys.argv[1]), sys.argv[2:]
    # SIGKILL, not SIGTERM: a part may take its time over SIGTERM, and the next start wants the ports and databases.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL))
    if os.getppid() != parent:
        sys.exit("the parent is gone")  # before the kernel knew of our wish; nobody would ever kill us
    os.execv(argv[0], argv)  # noqa: S606 (no shell is wanted)


if __name__ == "__main__":
    main()
