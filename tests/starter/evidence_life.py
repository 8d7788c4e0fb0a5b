"""The life of pairs, written into a ledger as the service writes it, hour by hour."""

import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from contracts.access import Evidence, Hold
from contracts.proof import Line, canonical
from contracts.vocabulary import LeaseState
from starter.exporting import export
from starter.proof.check import Check, Found
from store import migrate
from store.attestations import Attestations
from store.engine import Database, make_engine
from store.ledger import Ledger, Origin, Pair, Turn
from store.proofs import EvidenceFilter, Proofs

PAIR, OTHER = Pair("100001", "900001"), Pair("100002", "900001")
TASKS = ("ADVERTISE",)


def hour(number: float) -> datetime:
    return datetime(2026, 12, 1, tzinfo=UTC) + timedelta(hours=number)


class Life:
    """What happens to pairs; ``at`` is in hours. ``c-1`` and the like belong to the creator ``cr-1`` and the like."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.ledger = Ledger(database)
        self.proofs = Proofs(database, page=3)
        self._turns: dict[Pair, Turn] = {}

    async def hold(self, name: str, at: float, pair: Pair = PAIR) -> None:
        turn = await self._turn(pair)
        hold = Hold(
            collaboration_id=name,
            creator_id=name.replace("c-", "cr-"),
            **pair._asdict(),
            tasks=TASKS,
            ends_at=hour(999),
        )
        await self.ledger.hold(turn, hold, hour(at))

    async def let_go(self, name: str, at: float, pair: Pair = PAIR) -> None:
        await self.ledger.let_go(pair, name, hour(at))

    async def read(
        self, name: str | None, at: float, present: bool, pair: Pair = PAIR, *, foreign: bool = False, **more: Any
    ) -> None:
        """A read-back without a call of ours."""
        turn = await self._turn(pair)
        await self.ledger.settle(
            turn,
            state=(LeaseState.FOREIGN if foreign else LeaseState.PRESENT) if present else LeaseState.MISSING,
            origin=Origin.FOREIGN if foreign else Origin.OURS,
            evidence=_evidence(at, present, **more),
            kind="read",
            collaboration_id=name,
        )

    async def call(self, kind: str, name: str, at: float, pair: Pair = PAIR, *, died: bool = False) -> None:
        """A share or unshare of ours, read before and, a tenth of an hour later, after, unless its worker died."""
        shared = kind == "share"
        turn = await self._turn(pair)
        intent, _ = await self.ledger.intend(turn, kind, TASKS, _evidence(at, not shared), hour(at))
        if not died:
            await self.ledger.settle(
                turn,
                state=LeaseState.PRESENT if shared else LeaseState.ABSENT,
                origin=Origin.OURS if shared else Origin.NONE,
                evidence=_evidence(at + 0.1, shared),
                kind=kind,
                collaboration_id=name,
                intent_id=intent,
            )

    async def attest(self, name: str, at: float, word: str, pair: Pair = PAIR) -> None:
        """An operator vouches that access is gone."""
        await Attestations(self.database).keep(await self._turn(pair), name, word, hour(at))

    async def _turn(self, pair: Pair) -> Turn:
        if pair not in self._turns:
            self._turns[pair] = await self.ledger.take_turn(pair, "life", now=hour(0), ttl=timedelta(days=999))
        return self._turns[pair]

    async def export(self, at: float | None = None, **only: str) -> list[Line]:
        when = hour(at) if at is not None else None
        return [line async for line in export(self.proofs, EvidenceFilter(**only), made_at=hour(1000), at=when)]


@asynccontextmanager
async def living(folder: Path, template: Path | None = None) -> AsyncIterator[Life]:
    """``template`` is an empty ledger to begin with, made by ``empty``; without it a fresh one is made."""
    file = folder / "life.db"
    if template:
        shutil.copy(template, file)
    else:
        empty(file)
    database = Database(make_engine(f"sqlite:///{file}"))
    yield Life(database)
    await database.aclose()


def empty(file: Path) -> None:
    migrate.upgrade(f"sqlite:///{file}")


def check(lines: Sequence[object]) -> Found:
    one = Check()
    for line in lines:
        one.take(line)
    return one.finish()


def to_file(file: Path, lines: Sequence[Line]) -> Path:
    file.write_text("".join(f"{canonical(line)}\n" for line in lines), encoding="ascii")
    return file


def _evidence(at: float, present: bool, **more: Any) -> Evidence:
    return Evidence(present=present, tasks=TASKS if present else (), at=hour(at), request_id=f"r-{at}", **more)
