"""Asking for audits of one creator's pairs, and what ledger and notices say of them before and after."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from contracts.audit import AuditReport
from starter.client import CollaborationClient
from store.ledger import Pair
from store.tables import EvidenceRow, HolderRow, IntentRow, LeaseRow, NoticeRow
from tests.cast import Creator


async def audited(creator: Creator, *, dry_run: bool = False, everything: bool = True) -> AuditReport:
    """An audit of this creator's pairs only."""
    read_after = timedelta() if everything else timedelta(hours=6)
    client = CollaborationClient(creator.stack.temporal)
    return await client.audit(dry_run=dry_run, read_after=read_after, creator=creator.creator_id)


def pair_of(creator: Creator) -> Pair:
    return Pair(creator.page(), creator.business())


def by_hand(creator: Creator) -> str:
    return f"/pages/{creator.page()}/agencies/{creator.business()}"


async def rows_of(creator: Creator) -> list[dict[str, Any]]:
    """Everything that the ledger and the notices say of this creator's first Page."""
    found: list[dict[str, Any]] = []
    async with creator.stack.store.ledger._database.read() as session:
        for table in (LeaseRow, HolderRow, IntentRow, EvidenceRow):
            these = select(table).where(col(table.page_id) == creator.page())
            found += [row.model_dump() for row in (await session.scalars(these)).all()]
        told = select(NoticeRow).where(col(NoticeRow.creator_id) == creator.creator_id)
        found += [row.model_dump() for row in (await session.scalars(told)).all()]
    return found


async def told_by_audit(creator: Creator) -> list[str]:
    return [row["notice_id"] for row in await rows_of(creator) if str(row.get("notice_id")).startswith("audit/")]
