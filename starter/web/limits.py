"""How often one address, and one link, may ask: token buckets in memory, few enough to be counted.

A bucket holds ``burst`` requests and fills up again evenly. What a person does never meets a limit; what hammers does.
Each web process counts for itself: with several of them a limit is that many times higher.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

MOST_BUCKETS = 10_000
"""Of each kind. An attacker with more addresses than this makes us forget the longest unused, not run out of memory."""


class Kind(StrEnum):
    """What is counted apart from each other."""

    SIGN_IN = "sign_in"
    CALLBACK = "callback"
    FORM = "form"
    LOOK = "look"
    """Everything that is only shown: pages, their parts, streams."""
    RECORD = "record"
    """The record of all of a creator's collaborations: hundreds of questions to the worker in one answer."""
    PLATFORM = "platform"
    """Meta's own callbacks: from few addresses, in bursts, and repeated for a day when refused."""


@dataclass(frozen=True)
class Limit:
    burst: int
    a_minute: float
    """How many a minute come back."""


FOR_A_LINK = {
    Kind.SIGN_IN: Limit(burst=20, a_minute=4),  # wrong login, wrong Page, wrong permission: a dozen is a bad day
    Kind.FORM: Limit(burst=40, a_minute=12),
    Kind.LOOK: Limit(burst=300, a_minute=120),  # several open tabs that follow what happens: a dozen in a bad minute
    Kind.RECORD: Limit(burst=20, a_minute=6),
}
LOOKS = 4
"""A page is its text, its style, its script and its stream: an address may look so many times as often as it may do."""
FOR_THE_PLATFORM = Limit(burst=3000, a_minute=30_000)


class Limits:
    """All buckets of this process. ``for_a_client`` is the limit for each kind and address; None switches it off."""

    def __init__(self, for_a_client: Limit | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._for_a_client = for_a_client
        self._buckets: dict[str, OrderedDict[str, tuple[float, float]]] = {}
        self._clock = clock

    def client(self, kind: Kind, address: str) -> int:
        """Seconds until this address may ask again; 0 when it may now, which takes one from its bucket."""
        limit = FOR_THE_PLATFORM if kind is Kind.PLATFORM else self._for_a_client
        if kind is Kind.LOOK and limit:
            limit = Limit(limit.burst * LOOKS, limit.a_minute * LOOKS)
        return self._take(f"client/{kind}", address, limit) if limit else 0

    def link(self, kind: Kind, collaboration_id: str) -> int:
        """The same for whoever holds a link of this collaboration, from whatever address."""
        limit = FOR_A_LINK.get(kind)
        return self._take(f"link/{kind}", collaboration_id, limit) if limit else 0

    def _take(self, table: str, key: str, limit: Limit) -> int:
        buckets, now = self._buckets.setdefault(table, OrderedDict()), self._clock()
        left, at = buckets.pop(key, (float(limit.burst), now))
        left = min(float(limit.burst), left + (now - at) * limit.a_minute / 60)
        wait = 0 if left >= 1 else max(1, math.ceil((1 - left) * 60 / limit.a_minute))
        buckets[key] = (left if wait else left - 1, now)
        while len(buckets) > MOST_BUCKETS:
            buckets.popitem(last=False)
        return wait


def limits_of(client_limit: int) -> Limits:
    """``client_limit`` is how much of each kind one address may do in a minute; 0 is no limit."""
    return Limits(Limit(burst=client_limit, a_minute=client_limit) if client_limit else None)
