"""Deletions: who asked, how far it is, the erasing itself, and the check that nothing is left.

What stays is the proof that access was given and taken back: leases, holders, intents and evidence hold only ids of
collaborations, Pages and businesses; that they belonged to this creator is forgotten.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, or_, select, update
from sqlalchemy.orm import aliased
from sqlmodel import col

from contracts.access import Hold
from contracts.deletion import DeletionReport, DeletionRequest, DeletionStage, DeletionStatus
from store.engine import Database
from store.inserts import insert_missing
from store.leases import Origin
from store.tables import AccountRow, DeletionRow, HolderRow, LeaseRow, LoginRow, NoticeRow, PendingLoginRow, VaultKeyRow
from store.vault import Vault

_OVER = (DeletionStage.ERASED.value, DeletionStage.NOTHING_HELD.value)
_FARTHEST_BACK = (
    DeletionStage.WAITING,
    DeletionStage.RECEIVED,
    DeletionStage.REVOKING,
    DeletionStage.ERASING,
    DeletionStage.ERASED,
    DeletionStage.NOTHING_HELD,
)
_MAX_HOLDS = 500


class DeletionStore:
    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def requested(self, creator_id: str, request: DeletionRequest) -> None:
        """Write a request down. Repeating it changes nothing."""
        row = DeletionRow(
            code=request.code,
            creator_id=creator_id,
            requested_at=request.requested_at,
            stage=DeletionStage.RECEIVED.value,
        )
        async with self._database.write() as session:
            await insert_missing(session, [row])

    async def nothing_held(self, request: DeletionRequest) -> None:
        """We hold nothing of the person who asked. A code that is known keeps what it says."""
        known = select(col(DeletionRow.id)).where(col(DeletionRow.code) == request.code).limit(1)
        async with self._database.write() as session:
            if await session.scalar(known) is None:
                session.add(
                    DeletionRow(
                        code=request.code,
                        requested_at=request.requested_at,
                        stage=DeletionStage.NOTHING_HELD.value,
                        erased_at=request.requested_at,
                    )
                )

    async def report(self, report: DeletionReport) -> None:
        """How far the creator's open deletion is."""
        values = {"stage": report.stage.value, "still_open": report.still_open, "waiting_for": report.waiting_for}
        async with self._database.write() as session:
            await session.execute(update(DeletionRow).where(*_under_way(report.creator_id)).values(values))

    async def finished(self, creator_id: str, now: datetime) -> None:
        """Everything is erased and was looked for in vain. Whose deletion it was is forgotten as well."""
        values = {"stage": DeletionStage.ERASED.value, "still_open": 0, "waiting_for": None}
        theirs = update(DeletionRow).where(*_under_way(creator_id))
        async with self._database.write() as session:
            await session.execute(theirs.values(**values, erased_at=now, creator_id=None))

    async def status(self, code: str) -> DeletionStatus | None:
        """What the code's page shows; of several creators under one code, how far the last of them is."""
        of_code = select(DeletionRow).where(col(DeletionRow.code) == code).order_by(col(DeletionRow.id))
        async with self._database.read() as session:
            rows = (await session.scalars(of_code)).all()
        if not rows:
            return None
        stage = min((DeletionStage(row.stage) for row in rows), key=_FARTHEST_BACK.index)
        over = all(row.stage in _OVER for row in rows)
        return DeletionStatus(
            stage=stage,
            requested_at=rows[0].requested_at,
            still_open=sum(row.still_open for row in rows),
            waiting_for=next((row.waiting_for for row in rows if row.waiting_for), None),
            erased_at=max((row.erased_at for row in rows if row.erased_at), default=None) if over else None,
        )

    async def open_holds(self, creator_id: str) -> tuple[Hold, ...]:
        """What the creator's collaborations hold by the ledger, whatever became of their workflows.

        Let go is not yet taken back: a pair that is still ours and has no holder left counts as held by those it had.
        """
        pair = and_(
            col(LeaseRow.page_id) == col(HolderRow.page_id), col(LeaseRow.business_id) == col(HolderRow.business_id)
        )
        other = aliased(HolderRow)
        somebody = exists().where(
            col(other.page_id) == col(HolderRow.page_id),
            col(other.business_id) == col(HolderRow.business_id),
            col(other.released_at).is_(None),
        )
        not_proven = and_(col(LeaseRow.origin) == Origin.OURS.value, ~somebody)
        theirs = (
            select(HolderRow)
            .join(LeaseRow, pair)
            .where(
                col(HolderRow.creator_id) == creator_id,
                col(HolderRow.since).is_not(None),
                or_(col(HolderRow.released_at).is_(None), not_proven),
            )
            .order_by(col(HolderRow.collaboration_id))
            .limit(_MAX_HOLDS)
        )
        async with self._database.read() as session:
            rows = (await session.scalars(theirs)).all()
        return tuple(Hold.model_validate(row, from_attributes=True) for row in rows)

    async def erase(self, creator_id: str) -> None:
        """Shred the creator's key and erase every row and text about the creator, all or nothing."""
        logins = _logins(creator_id)
        async with self._database.write() as session:
            await self._vault.shred_within(session, creator_id)
            await session.execute(delete(AccountRow).where(col(AccountRow.login_id).in_(logins)))
            await session.execute(delete(LoginRow).where(col(LoginRow.creator_id) == creator_id))
            await session.execute(delete(PendingLoginRow).where(col(PendingLoginRow.creator_id) == creator_id))
            await session.execute(delete(NoticeRow).where(col(NoticeRow.creator_id) == creator_id))
            await session.execute(
                update(HolderRow).where(col(HolderRow.creator_id) == creator_id).values(creator_id=None)
            )
        await self._database.forget_erased()

    async def left_over(self, creator_id: str) -> int:
        """How many keys, rows and texts still say something about the creator."""
        questions = (
            _count(col(VaultKeyRow.creator_id) == creator_id),
            _count(col(LoginRow.creator_id) == creator_id),
            _count(col(AccountRow.login_id).in_(_logins(creator_id))),
            _count(col(PendingLoginRow.creator_id) == creator_id),
            _count(col(NoticeRow.creator_id) == creator_id),
            _count(col(HolderRow.creator_id) == creator_id),
        )
        async with self._database.read() as session:
            return sum([await session.scalar(question) or 0 for question in questions])


def _logins(creator_id: str) -> Select[str]:
    return select(col(LoginRow.id)).where(col(LoginRow.creator_id) == creator_id)


def _count(*conditions: ColumnElement[bool]) -> Select[int]:
    return select(func.count()).where(*conditions)


def _under_way(creator_id: str) -> list[ColumnElement[bool]]:
    return [col(DeletionRow.creator_id) == creator_id, col(DeletionRow.erased_at).is_(None)]
