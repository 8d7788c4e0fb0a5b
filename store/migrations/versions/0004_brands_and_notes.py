"""Brands that connected, and what else is to be said of a piece of evidence."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "brand_connection",
        sa.Column("business_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("connected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("problem", sa.String(), nullable=True),
        sa.Column("sealed_token", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("business_id", name=op.f("pk_brand_connection")),
    )
    op.add_column("evidence", sa.Column("note", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("evidence") as evidence:
        evidence.drop_column("note")
    op.drop_table("brand_connection")
