"""The first tables: vault, pending logins, logins, ledger, notices."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lease",
        sa.Column("page_id", sa.String(), nullable=False),
        sa.Column("business_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("tasks", sa.JSON(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("turn_owner", sa.String(), nullable=True),
        sa.Column("turn_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("page_id", "business_id", name=op.f("pk_lease")),
    )
    op.create_table(
        "login",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("creator_id", sa.String(), nullable=False),
        sa.Column("facebook_user_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=True),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lapsed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("data_access_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("missing_permissions", sa.JSON(), nullable=False),
        sa.Column("sealed_token", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login")),
    )
    op.create_index(
        op.f("ix_login_creator_id_state_consented_at"),
        "login",
        ["creator_id", "state", "consented_at"],
        unique=False,
    )
    op.create_table(
        "notice",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("notice_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("to", sa.String(), nullable=False),
        sa.Column("creator_id", sa.String(), nullable=False),
        sa.Column("collaboration_id", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("notice_id", name=op.f("uq_notice_notice_id")),
    )
    op.create_index(op.f("ix_notice_collaboration_id_id"), "notice", ["collaboration_id", "id"], unique=False)
    op.create_index(op.f("ix_notice_creator_id_id"), "notice", ["creator_id", "id"], unique=False)
    op.create_table(
        "pending_login",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state_hash", sa.String(), nullable=False),
        sa.Column("browser_hash", sa.String(), nullable=False),
        sa.Column("creator_id", sa.String(), nullable=False),
        sa.Column("collaboration_id", sa.String(), nullable=False),
        sa.Column("redirect_uri", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed_verifier", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_code", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_token", sa.LargeBinary(), nullable=True),
        sa.Column("token_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pending_login")),
        sa.UniqueConstraint("state_hash", name=op.f("uq_pending_login_state_hash")),
    )
    op.create_index(op.f("ix_pending_login_created_at"), "pending_login", ["created_at"], unique=False)
    op.create_table(
        "vault_key",
        sa.Column("creator_id", sa.String(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("creator_id", name=op.f("pk_vault_key")),
    )
    op.create_index(op.f("ix_vault_key_key_id"), "vault_key", ["key_id"], unique=False)
    op.create_table(
        "account",
        sa.Column("login_id", sa.String(), nullable=False),
        sa.Column("page_id", sa.String(), nullable=False),
        sa.Column("page_name", sa.String(), nullable=False),
        sa.Column("tasks", sa.JSON(), nullable=False),
        sa.Column("instagram_id", sa.String(), nullable=True),
        sa.Column("instagram_username", sa.String(), nullable=True),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("sealed_token", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["login_id"], ["login.id"], name=op.f("fk_account_login"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("login_id", "page_id", name=op.f("pk_account")),
    )
    op.create_table(
        "holder",
        sa.Column("page_id", sa.String(), nullable=False),
        sa.Column("business_id", sa.String(), nullable=False),
        sa.Column("collaboration_id", sa.String(), nullable=False),
        sa.Column("creator_id", sa.String(), nullable=True),
        sa.Column("tasks", sa.JSON(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["page_id", "business_id"], ["lease.page_id", "lease.business_id"], name=op.f("fk_holder_lease")
        ),
        sa.PrimaryKeyConstraint("page_id", "business_id", "collaboration_id", name=op.f("pk_holder")),
    )
    op.create_table(
        "intent",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("page_id", sa.String(), nullable=False),
        sa.Column("business_id", sa.String(), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("tasks", sa.JSON(), nullable=False),
        sa.Column("before_present", sa.Boolean(), nullable=False),
        sa.Column("before_tasks", sa.JSON(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["page_id", "business_id"], ["lease.page_id", "lease.business_id"], name=op.f("fk_intent_lease")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intent")),
    )
    op.create_index(
        op.f("ix_intent_page_id_business_id_settled_at"),
        "intent",
        ["page_id", "business_id", "settled_at"],
        unique=False,
    )
    op.create_table(
        "evidence",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("page_id", sa.String(), nullable=False),
        sa.Column("business_id", sa.String(), nullable=False),
        sa.Column("collaboration_id", sa.String(), nullable=True),
        sa.Column("intent_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("tasks", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["intent_id"], ["intent.id"], name=op.f("fk_evidence_intent")),
        sa.ForeignKeyConstraint(
            ["page_id", "business_id"], ["lease.page_id", "lease.business_id"], name=op.f("fk_evidence_lease")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index(
        op.f("ix_evidence_page_id_business_id_id"), "evidence", ["page_id", "business_id", "id"], unique=False
    )
    op.create_index(
        op.f("ix_evidence_collaboration_id_id"), "evidence", ["collaboration_id", "id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_evidence_page_id_business_id_id"), table_name="evidence")
    op.drop_index(op.f("ix_evidence_collaboration_id_id"), table_name="evidence")
    op.drop_table("evidence")
    op.drop_index(op.f("ix_intent_page_id_business_id_settled_at"), table_name="intent")
    op.drop_table("intent")
    op.drop_table("holder")
    op.drop_table("account")
    op.drop_index(op.f("ix_vault_key_key_id"), table_name="vault_key")
    op.drop_table("vault_key")
    op.drop_index(op.f("ix_pending_login_created_at"), table_name="pending_login")
    op.drop_table("pending_login")
    op.drop_index(op.f("ix_notice_creator_id_id"), table_name="notice")
    op.drop_index(op.f("ix_notice_collaboration_id_id"), table_name="notice")
    op.drop_table("notice")
    op.drop_index(op.f("ix_login_creator_id_state_consented_at"), table_name="login")
    op.drop_table("login")
    op.drop_table("lease")
