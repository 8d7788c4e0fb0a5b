"""The way out of a process that used the Temporal SDK."""

import logging
import os
import sys
from typing import NoReturn


def leave(status: int) -> NoReturn:
    """End at once with ``status``, after everything was closed and said.

    Threads of the SDK's core have been seen to crash the interpreter's own shutdown (SIGABRT, SIGSEGV) after all work
    was done, and the exit status must tell of the work.
    """
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:  # the reader has gone, as in `adaccess list | head -1`: nothing more to say
            status = status or 1
    os._exit(status)
