"""Evidence as a chain for each pair; the rows that are there are linked in the order in which they were kept."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from contracts.proof import GENESIS
from store.chain import link, met, new_salt
from store.instants import UtcInstant
from store.tables import EvidenceRow, IntentRow, LeaseRow

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_AT_ONCE = 1000

_OLD = sa.table(
    "evidence",
    sa.column("id", sa.BigInteger()),
    *(sa.column(name, sa.String()) for name in ("page_id", "business_id", "collaboration_id", "intent_id", "kind")),
    sa.column("present", sa.Boolean()),
    sa.column("tasks", sa.JSON()),
    sa.column("at", UtcInstant()),
    sa.column("request_id", sa.String()),
)
_INTENT = sa.table(
    "intent",
    sa.column("id", sa.String()),
    sa.column("before_present", sa.Boolean()),
    sa.column("before_tasks", sa.JSON()),
    sa.column("written_at", UtcInstant()),
)
_EVIDENCE = sa.table(
    "evidence",
    sa.column("id", sa.BigInteger()),
    *(sa.column(name, sa.String()) for name in ("salt", "previous_hash", "hash")),
    sa.column("seq", sa.BigInteger()),
    sa.column("pending", sa.Boolean()),
    sa.column("holders", sa.JSON()),
    sa.column("before", sa.JSON(none_as_null=True)),
)
_LEASE = sa.table(
    "lease",
    *(sa.column(name, sa.String()) for name in ("page_id", "business_id", "chain_hash")),
    sa.column("chain_length", sa.BigInteger()),
)
_ADDED = (
    ("pending", sa.Boolean()),
    ("state", sa.String()),
    ("origin", sa.String()),
    ("holders", sa.JSON()),
    ("before", sa.JSON(none_as_null=True)),
    ("seq", sa.BigInteger()),
    ("salt", sa.String()),
    ("previous_hash", sa.String()),
    ("hash", sa.String()),
)
_REQUIRED = ("pending", "holders", "seq", "salt", "previous_hash", "hash")


def upgrade() -> None:
    op.add_column("lease", sa.Column("chain_length", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("lease", sa.Column("chain_hash", sa.String(), server_default=GENESIS, nullable=False))
    op.add_column("intent", sa.Column("before_pending", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("intent", sa.Column("before_at", sa.DateTime(timezone=True), nullable=True))
    for name, kind in _ADDED:
        op.add_column("evidence", sa.Column(name, kind, nullable=True))
    _link_what_is_there(op.get_bind())
    with op.batch_alter_table("evidence") as evidence:
        for name, kind in _ADDED:
            if name in _REQUIRED:
                evidence.alter_column(name, existing_type=kind, nullable=False)
        evidence.drop_index("ix_evidence_page_id_business_id_id")
        evidence.create_unique_constraint(
            op.f("uq_evidence_page_id_business_id_seq"), ["page_id", "business_id", "seq"]
        )


def _link_what_is_there(connection: sa.Connection) -> None:
    """By pages, pair after pair. What was not written down then (state, origin, holders) is not made up now."""
    last = ("", "", 0)
    lease: LeaseRow | None = None
    while rows := connection.execute(_page(last)).all():
        for row in rows:
            last = (row.page_id, row.business_id, row.id)
            if lease is None or (lease.page_id, lease.business_id) != last[:2]:
                _keep_head(connection, lease)
                lease = _head_of(row.page_id, row.business_id)
            entry = _entry(row)
            link(lease, entry)
            values = {"pending": False, "holders": [], "before": entry.before, "seq": entry.seq, "salt": entry.salt}
            values |= {"previous_hash": entry.previous_hash, "hash": entry.hash}
            connection.execute(sa.update(_EVIDENCE).where(_EVIDENCE.c.id == row.id).values(values))
    _keep_head(connection, lease)


def _head_of(page_id: str, business_id: str) -> LeaseRow:
    return LeaseRow(page_id=page_id, business_id=business_id, state="", origin="", tasks=[], fence=0)


def _page(after: tuple[str, str, int]) -> sa.Select[Any]:
    met_then = [_INTENT.c.before_present, _INTENT.c.before_tasks, _INTENT.c.written_at]
    place = sa.tuple_(_OLD.c.page_id, _OLD.c.business_id, _OLD.c.id)
    return (
        sa.select(*_OLD.c, *met_then)
        .select_from(_OLD.outerjoin(_INTENT, _OLD.c.intent_id == _INTENT.c.id))
        .where(place > sa.tuple_(*(sa.literal(each) for each in after)))
        .order_by(_OLD.c.page_id, _OLD.c.business_id, _OLD.c.id)
        .limit(_AT_ONCE)
    )


def _entry(row: sa.Row[Any]) -> EvidenceRow:
    intent = None
    if row.written_at is not None:
        intent = IntentRow(
            id=row.intent_id,
            page_id=row.page_id,
            business_id=row.business_id,
            fence=0,
            kind=row.kind,
            tasks=[],
            before_present=row.before_present,
            before_tasks=row.before_tasks,
            written_at=row.written_at,
        )
    return EvidenceRow(
        page_id=row.page_id,
        business_id=row.business_id,
        collaboration_id=row.collaboration_id,
        intent_id=row.intent_id,
        kind=row.kind,
        present=row.present,
        tasks=row.tasks,
        at=row.at,
        request_id=row.request_id,
        holders=[],
        before=met(intent),
        salt=new_salt(),
    )


def _keep_head(connection: sa.Connection, lease: LeaseRow | None) -> None:
    if lease is not None:
        of_pair = sa.and_(_LEASE.c.page_id == lease.page_id, _LEASE.c.business_id == lease.business_id)
        head = {"chain_length": lease.chain_length, "chain_hash": lease.chain_hash}
        connection.execute(sa.update(_LEASE).where(of_pair).values(head))


def downgrade() -> None:
    with op.batch_alter_table("evidence") as evidence:
        evidence.drop_constraint(op.f("uq_evidence_page_id_business_id_seq"), type_="unique")
        evidence.create_index("ix_evidence_page_id_business_id_id", ["page_id", "business_id", "id"])
        for name, _ in _ADDED:
            evidence.drop_column(name)
    for name in ("before_pending", "before_at"):
        op.drop_column("intent", name)
    for name in ("chain_length", "chain_hash"):
        op.drop_column("lease", name)
