"""A whole run as plain data, drawn from one seed: who agrees what, what is asked in mid-term, what goes wrong when."""

import random
from dataclasses import dataclass, field

TASKS = (("ADVERTISE", "ANALYZE"), ("ANALYZE",), ("ADVERTISE",), ("ADVERTISE", "CREATE_CONTENT"))
LAPSES: tuple[dict[str, object], ...] = (
    {"password": "next"},
    {"token": "expired"},
    {"token": "logged_out"},
    {"token": "checkpoint"},
    {"app_removed": True},
)

LONG = 120.0
"""Seconds. In shorter runs terms and lapses are shorter in proportion, so that nobody waits for the last one."""

ASLEEP = 25.0
"""Seconds: longer than a heartbeat (10) and a turn (20), so that the other worker takes over what the sleeper began."""


@dataclass(frozen=True)
class Agreed:
    """One collaboration; times are seconds from the begin of the run, except ``length``."""

    name: str
    creator: int
    page: int
    business: int
    tasks: tuple[str, ...]
    submitted: float
    starts: float
    length: float
    move: str = ""
    """extend, shorten, end, cancel or decline; empty: the term runs its course."""
    moved: float = 0.0
    """When, in seconds after the start."""


@dataclass(frozen=True)
class Lapse:
    creator: int
    at: float
    how: dict[str, object]
    back: float | None
    """When the creator authorizes again; None: not before the faults are over."""


@dataclass(frozen=True)
class Plan:
    seed: int
    seconds: float
    creators: int
    agreed: tuple[Agreed, ...]
    lapses: tuple[Lapse, ...] = ()
    outages: tuple[tuple[float, float], ...] = ()
    """Begin and length of each time in which the platform does not answer at all."""
    kills: tuple[float, ...] = ()
    """When a worker is killed and another one started."""
    sleeps: tuple[float, ...] = ()
    """When a worker is stopped (SIGSTOP) for ``ASLEEP``: it wakes up with its turns long over."""
    audits: tuple[float, ...] = ()
    moves: dict[str, int] = field(default_factory=dict)


def draw(seed: int, seconds: float, collaborations: int, *, calm: bool = False, kills: int = 0) -> Plan:
    """The plan of a run: the same seed and sizes draw the same plan. ``calm``: no faults, lapses, kills."""
    chance = random.Random(seed)
    creators = max(2, min(240, collaborations // 8))
    last = max(seconds * 0.3, seconds - 40)
    scale = min(1.0, seconds / LONG)
    agreed = tuple(_agreed(chance, number, creators, last, scale) for number in range(collaborations))
    moves: dict[str, int] = {}
    for each in agreed:
        moves[each.move or "none"] = moves.get(each.move or "none", 0) + 1
    if calm:
        return Plan(seed, seconds, creators, agreed, moves=moves)
    lapses = tuple(_lapse(chance, number, seconds) for number in range(creators) if chance.random() < 0.5)
    count = max(1, int(seconds // 200))
    outages = tuple(
        (seconds * (n + 0.4 + 0.4 * chance.random()) / count, min(40.0, max(6.0, seconds * 0.08))) for n in range(count)
    )
    killed = tuple(sorted(seconds * (0.15 + 0.7 * chance.random()) for _ in range(kills)))
    asleep = tuple(seconds * (0.2 + 0.6 * n / (kills // 3 or 1)) for n in range(kills // 3))
    audits = tuple(seconds * (0.1 + 0.8 * n / kills) for n in range(kills))
    return Plan(seed, seconds, creators, agreed, lapses, outages, killed, asleep, audits, moves)


def _agreed(chance: random.Random, number: int, creators: int, last: float, scale: float) -> Agreed:
    submitted = chance.uniform(0, last)
    ahead = chance.choice([0.0, 0.0, 0.0, chance.uniform(1, 10)])
    length = chance.choice([chance.uniform(2, 8), chance.uniform(15, 40), chance.uniform(30, 90)])
    ahead, length = ahead * scale, length * scale
    move = chance.choice(["", "", "", "", "", "extend", "shorten", "end", "cancel", "decline"])
    return Agreed(
        name=f"s{number}",
        creator=chance.randrange(creators),
        page=chance.choice([0, 0, 1]),
        business=chance.choice([0, 0, 1]),
        tasks=chance.choice(TASKS),
        submitted=submitted,
        starts=submitted + ahead,
        length=length,
        move=move,
        moved=chance.uniform(0.1, 0.9) * length,
    )


def _lapse(chance: random.Random, creator: int, seconds: float) -> Lapse:
    at = chance.uniform(0.05, 0.7) * seconds
    back = None if chance.random() < 0.15 else at + chance.uniform(2, 30) * min(1.0, seconds / LONG)
    return Lapse(creator, at, chance.choice(LAPSES), back)
