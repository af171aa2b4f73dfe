"""Indexes of who holds how much, in which chats somebody speaks, and what a consent let us keep."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

BEFORE = ["owner_id", "branch_id"]


def upgrade() -> None:
    index_open([*BEFORE, "desk_id"])
    index_taken(sa.text("taken_by_id IS NOT NULL"))
    op.create_index(op.f("ix_lead_consent_id"), "lead", ["consent_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_lead_consent_id"), table_name="lead")
    index_open(BEFORE)
    index_taken(None)


def index_open(columns: list[str]) -> None:
    is_open = sa.text("stage IN ('new', 'contacted')")
    op.drop_index("ix_lead_open", table_name="lead")
    op.create_index(
        "ix_lead_open", "lead", columns, sqlite_where=is_open, postgresql_where=is_open
    )


def index_taken(where: sa.TextClause | None) -> None:
    name = "ix_conversation_taken_by_id"
    op.drop_index(name, table_name="conversation")
    op.create_index(
        name, "conversation", ["taken_by_id"], sqlite_where=where, postgresql_where=where
    )
