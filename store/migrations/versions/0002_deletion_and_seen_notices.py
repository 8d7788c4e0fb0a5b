"""Deletions, notices that were seen, and a person's logins found by the platform's id of that person."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "deletion",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("creator_id", sa.String(), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("still_open", sa.Integer(), nullable=False),
        sa.Column("waiting_for", sa.String(), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deletion")),
        sa.UniqueConstraint("code", "creator_id", name=op.f("uq_deletion_code_creator_id")),
    )
    op.create_index(op.f("ix_deletion_creator_id"), "deletion", ["creator_id"], unique=False)
    op.create_index(op.f("ix_login_facebook_user_id"), "login", ["facebook_user_id"], unique=False)
    op.add_column("notice", sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("notice", "seen_at")
    op.drop_index(op.f("ix_login_facebook_user_id"), table_name="login")
    op.drop_index(op.f("ix_deletion_creator_id"), table_name="deletion")
    op.drop_table("deletion")
