"""How fast to go on, from how much of the app's budget is used. Pure: a percentage in, a pace or a wait out.

The pace is what the usage says, whatever it was before, so that many workers that see the same headers settle on one
pace without talking to each other. Calls leave a rolling window as they came: a pace that swung would swing for ever,
and with it the use of the budget. One that falls evenly with the room that is left comes to rest.
"""

from enum import IntEnum

FULL_UNTIL = 50.0
"""Percent of the budget up to which there is no reason to go slower. From there the pace falls evenly."""

CRAWL_FROM = 95.0
"""Percent from which we go at FLOOR: slow enough not to be refused, fast enough to hear when there is room again."""

FLOOR = 0.25
"""Platform activities a second, for all workers together."""

RESUME = 4.0
"""The slowest pace after a pause. Temporal's server (1.32, measured) deals a rate out to four partitions of the queue,
and after a rate of zero each waits for an interval of its share and a second: 2 s at this pace, 17 s at FLOOR."""

GROWTH = 2.0
"""The pace may double at each look: how small the budget is shows only in what the last pace used up."""


class Claim(IntEnum):
    """Whose call it is, by the priority of its activity. The number is the percent of the budget it may draw on."""

    TAKE_BACK = 100
    PERSON = 75
    """A consent: somebody waits before the page, and a login that returns is what a stuck revoke waits for."""
    ORDINARY = 50
    """Shares, checks, audits: all of them can wait, and half of the budget is the revokes'."""


def next_pace(current: float, usage: float, most: float) -> float:
    """The pace until the next look. ``usage`` in percent of the app's budget; the other numbers activities a second."""
    room = most * (CRAWL_FROM - usage) / (CRAWL_FROM - FULL_UNTIL)
    return min(most, max(FLOOR, min(room, GROWTH * current)))


def after_refusal(before: float, most: float) -> float:
    """The pace after a pause that Meta asked for: half of what brought the refusal about."""
    return min(max(RESUME, before / 2), most)
