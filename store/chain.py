"""The chain of evidence: every entry of a pair carries the hash of the one before, the pair's lease row the last.

Called where evidence is written, in the same transaction: the lease row is locked there, so a chain cannot fork.
"""

import hashlib
import secrets
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from contracts.proof import Line, entry_hash, instant
from store.tables import EvidenceRow, HolderRow, IntentRow, LeaseRow

_SALT_BYTES = 16
_MAX_HOLDERS = 500


async def append(session: AsyncSession, lease: LeaseRow, row: EvidenceRow) -> None:
    """Make ``row`` the pair's last entry, with who holds the pair and what our last call met.

    ``lease`` is the pair's row, locked in this session. Intents that are still open count: who wrote them may be dead.
    """
    holders = (await session.scalars(_holding(row))).all()
    row.holders = [{"collaboration_id": each.collaboration_id, "tasks": sorted(each.tasks)} for each in holders]
    if row.intent_id is not None:
        row.before = met(await session.get(IntentRow, row.intent_id))
    else:
        row.before = met(await session.scalar(_newest_open_intent(row)))
    row.salt = new_salt()
    link(lease, row)
    session.add(row)


def link(lease: LeaseRow, row: EvidenceRow) -> None:
    """Give ``row`` its place behind the pair's last entry, and its hash."""
    row.seq, row.previous_hash = lease.chain_length + 1, lease.chain_hash
    row.hash = entry_hash(entry_line(row))
    lease.chain_length, lease.chain_hash = row.seq, row.hash


def new_salt() -> str:
    return secrets.token_hex(_SALT_BYTES)


def met(intent: IntentRow | None) -> dict[str, Any] | None:
    """What our last call before a read-back met: without it nobody could tell how the pair stood up to that call."""
    if intent is None:
        return None
    return {
        "at": instant(intent.before_at or intent.written_at),
        "present": intent.before_present,
        "pending": intent.before_pending,
        "tasks": sorted(intent.before_tasks),
    }


def entry_line(row: EvidenceRow) -> Line:
    """The entry as an export shows it to who may see everything. Its hash is that of the row, not computed anew."""
    return {
        "type": "entry",
        "page_id": row.page_id,
        "business_id": row.business_id,
        "seq": row.seq,
        "previous": row.previous_hash,
        "kind": row.kind,
        "state": row.state,
        "origin": row.origin,
        "present": row.present,
        "pending": row.pending,
        "tasks": list(row.tasks),
        "at": instant(row.at),
        "request_id": row.request_id,
        "intent_id": row.intent_id,
        "before": row.before,
        "parties": _parties(row),
        "note": {"text": row.note, "salt": _derived(row.salt, "/")} if row.note is not None else None,
        "salt": _derived(row.salt, ""),
        "hash": row.hash,
    }


def _holding(row: EvidenceRow) -> Select[HolderRow]:
    return (
        select(HolderRow)
        .where(
            col(HolderRow.page_id) == row.page_id,
            col(HolderRow.business_id) == row.business_id,
            col(HolderRow.released_at).is_(None),
            col(HolderRow.since) <= row.at,
        )
        .order_by(col(HolderRow.collaboration_id))
        .limit(_MAX_HOLDERS)
    )


def _newest_open_intent(row: EvidenceRow) -> Select[IntentRow]:
    return (
        select(IntentRow)
        .where(
            col(IntentRow.page_id) == row.page_id,
            col(IntentRow.business_id) == row.business_id,
            col(IntentRow.settled_at).is_(None),
        )
        .order_by(col(IntentRow.fence).desc(), col(IntentRow.written_at).desc())
        .limit(1)
    )


def _parties(row: EvidenceRow) -> list[dict[str, Any]]:
    """The collaboration that asked for the read-back, and those that held the pair, each with a salt of its own."""
    tasks: dict[str, list[str] | None] = {} if row.collaboration_id is None else {row.collaboration_id: None}
    tasks.update({each["collaboration_id"]: each["tasks"] for each in row.holders})
    return [
        {
            "collaboration_id": name,
            "asked": name == row.collaboration_id,
            "holds": tasks[name],
            "salt": _derived(row.salt, name),
        }
        for name in sorted(tasks)
    ]


def _derived(salt: str, purpose: str) -> str:
    """The row's own salt is never shown: with it, every salt of the row could be computed.

    ``purpose`` is a collaboration's id (which has no slash), ``/`` for the note, nothing for the entry itself.
    """
    return hashlib.sha256(f"{salt}/{purpose}".encode()).hexdigest()[: 2 * _SALT_BYTES]
