"""How our programs write their log: to standard error, one entry a line, in UTC; whoever runs them keeps it."""

import logging
import re
import time

_BREAKS = re.compile(r"[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f]")


class LogLines(logging.Formatter):
    """``2026-11-22T21:55:00.123Z LEVEL logger words``.

    Text from outside may bring line breaks and terminal controls: continuation lines are indented, so that none of
    them can pass for an entry of its own, and controls are replaced.
    """

    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")
        self.converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        return _CONTROL.sub("?", _BREAKS.sub("\n    ", super().format(record)))


def log_to_stderr(level: int) -> None:
    """Log from this level on. Called by a program's ``main``, never at import."""
    handler = logging.StreamHandler()
    handler.setFormatter(LogLines())
    logging.basicConfig(level=level, handlers=[handler])
