"""The Temporal namespace that the database belongs to."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "home",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("namespace", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_home"),
    )


def downgrade() -> None:
    op.drop_table("home")
