"""What Meta lets us do right now, as its answers told, or their absence: one for all calls of a process.

A refusal holds back whatever the limit covers, and nothing else, until the time that Meta named: calling on prolongs
the block (Meta: docs/graph-api/overview/rate-limiting). So a call that would come too early is refused here, unsent.
"""

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from pydantic import SecretStr

from . import usage
from .errors import MetaError, RateLimited
from .pace import Claim

APP = "app"
"""What a limit of the app covers: everything."""

APP_CODES = frozenset({None, 4, 341, 613})
"""Refusals of the app as a whole; ``None`` is HTTP 429 without a Graph error."""

USER_CODE = 17
"""The person behind the token has called too often. The others (32, 800xx) are about the object in the path."""

OLD = timedelta(minutes=1)
"""After this a percentage is no news: one call may ask for everybody, or waiting for room would never end."""

SILENT_AFTER = 10
"""Calls in a row without a usable answer: that is an outage, and no bad luck of one of them."""

PROBE = timedelta(seconds=1)
"""In an outage one call in this time finds out whether it is over; all others would only cost both sides."""

_MANY = 1000
"""Holds kept before those that are over are thrown away."""


def _now() -> datetime:
    return datetime.now(UTC)


class Allowance:
    """Holds (until when which scope waits) and the last usage heard. For one event loop; nothing here waits."""

    def __init__(self, now: Callable[[], datetime] = _now, longest: timedelta = usage.LONGEST) -> None:
        """``longest`` bounds every hold."""
        self._now = now
        self._longest = longest
        self._holds: dict[str, datetime] = {}
        self._usage = 0.0
        self._heard_at: datetime | None = None
        self._unanswered = 0
        self._probed_at: datetime | None = None
        self.refused = asyncio.Event()
        """Set when Meta refused the app as a whole; whoever acts on it clears it."""

    @property
    def held_until(self) -> datetime | None:
        """Until when nothing at all may be called; None when something may."""
        until = self._holds.get(APP)
        return until if until is not None and until > self._now() else None

    @property
    def usage(self) -> float:
        """Percent of the app's budget that is used, as far as we heard lately; 0 without news.

        What was heard before a pause of the app is none: the pause was as long as Meta wanted it to be.
        """
        heard_at = self._heard_at
        fresh = heard_at is not None and self._now() - heard_at <= OLD and heard_at >= self._holds.get(APP, heard_at)
        return self._usage if fresh else 0.0

    def hold(self, until: datetime, scope: str = APP) -> None:
        """Call nothing of ``scope`` before then. A hold is never shortened."""
        until = min(until, self._now() + self._longest)
        if len(self._holds) > _MANY:
            self._holds = {each: end for each, end in self._holds.items() if end > self._now()}
        if until > self._holds.get(scope, self._now()):
            self._holds[scope] = until

    def wait(self, path: str = "", token: SecretStr | None = None) -> timedelta:
        """How long this call has to wait; zero when it may go."""
        scopes = [APP, _object(path), _bearer(token)]
        until = max((self._holds[scope] for scope in scopes if scope in self._holds), default=self._now())
        return max(until - self._now(), timedelta())

    def room(self, claim: Claim) -> bool:
        """Whether the budget leaves room for this kind of work. When the news are old, one may go and ask."""
        if claim is Claim.TAKE_BACK or self._usage < claim:
            return True
        if self._heard_at is not None and self._now() - self._heard_at <= OLD:
            return False
        self._heard_at = self._now()  # one asks for everybody
        return True

    def answered(self, usable: bool) -> None:
        """Count in how a call ended: with an answer of Meta's, whatever it says, or without."""
        self._unanswered = 0 if usable else self._unanswered + 1

    def silent(self) -> bool:
        """Whether Meta answers nobody, so that there is no use in calling now. Now and then one may go and see."""
        if self._unanswered < SILENT_AFTER:
            return False
        if self._probed_at is not None and self._now() - self._probed_at < PROBE:
            return True
        self._probed_at = self._now()
        return False

    def heard(
        self, path: str, token: SecretStr | None, headers: Mapping[str, str], refusal: MetaError | None = None
    ) -> None:
        """Take in one answer: its usage headers, and the refusal if it is one."""
        percent = usage.app_usage(headers)
        if percent is not None:
            self._usage, self._heard_at = percent, self._now()
        for object_id, wait in usage.object_waits(headers).items():
            self.hold(self._now() + wait, _object(object_id))
        if isinstance(refusal, RateLimited):
            scope = _scope(refusal.code, path, token)
            self.hold(self._now() + refusal.wait, scope)
            if scope == APP:
                self.refused.set()


def _scope(code: int | None, path: str, token: SecretStr | None) -> str:
    if code in APP_CODES:
        return APP
    if code == USER_CODE or not _object(path):
        return _bearer(token) or APP
    return _object(path)


def _object(path: str) -> str:
    """The object that a path is about; empty where it is about none (``me``, ``debug_token``)."""
    first = path.partition("/")[0]
    return f"object {first}" if first.isascii() and first.isdigit() else ""


def _bearer(token: SecretStr | None) -> str:
    """Names a token without keeping it."""
    if token is None:
        return ""
    return "token " + hashlib.sha256(token.get_secret_value().encode()).hexdigest()[:16]
