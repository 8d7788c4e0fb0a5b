"""How fast to go on, from how much of the app's budget is used. Pure: a percentage in, a pace or a wait out.

The pace falls at once and rises slowly (multiplicative decrease, additive increase), so that many workers that see the
same headers settle on one pace without talking to each other.
"""

from enum import IntEnum

RISE_BELOW = 65.0
"""Percent. Between this and SLOW_FROM the pace stays as it is: without that gap it would swing around one number."""

SLOW_FROM = 75.0
"""Percent from which the pace falls with every look. Meta names no number; it refuses from 100 on."""

CRAWL_FROM = 95.0
"""Percent from which we go at FLOOR: slow enough not to be refused, fast enough to hear when there is room again."""

FLOOR = 0.5
"""Platform activities a second, for all workers together."""

STEPS = 30
"""The pace rises by a thirtieth of the most at each look, by less when it is low: small budgets are soon used up."""


class Claim(IntEnum):
    """Whose call it is, by the priority of its activity. The number is the percent of the budget it may draw on."""

    TAKE_BACK = 100
    PERSON = 75
    """A consent: somebody waits before the page, and a login that returns is what a stuck revoke waits for."""
    ORDINARY = 50
    """Shares, checks, audits: all of them can wait, and half of the budget is the revokes'."""


def next_pace(current: float, usage: float, most: float) -> float:
    """The pace until the next look. ``usage`` in percent of the app's budget; the other numbers activities a second."""
    if usage >= CRAWL_FROM:
        return min(FLOOR, most)
    if usage >= SLOW_FROM:
        return min(max(FLOOR, current * 0.75), most)
    if usage >= RISE_BELOW:
        return min(current, most)
    return min(current + min(most / STEPS, max(FLOOR, current * 0.3)), most)


def after_refusal(before: float, most: float) -> float:
    """The pace after a pause that Meta asked for: half of what brought the refusal about."""
    return min(max(FLOOR, before / 2), most)
