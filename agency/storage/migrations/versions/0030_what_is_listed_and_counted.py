"""Indexes of what is listed, counted and forgotten: by its order, with all that is asked of it."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

NEW = {
    "ix_delivery_newest": ("delivery", ["created_at", "id"]),
    "ix_delivery_newest_of_state": ("delivery", ["state", "created_at", "id"]),
    "ix_candidate_oldest": ("candidate", ["created_at", "id"]),
    "ix_conversation_last_turn": ("conversation", ["last_turn_at", "id"]),
    "ix_question_counted": ("question", ["at", "got", "group_id", "page"]),
    "ix_question_of_group": ("question", ["group_id", "id"]),
}
# What begins as one of the new ones does.
OLD = {
    "ix_conversation_last_turn_at": ("conversation", ["last_turn_at"]),
    "ix_question_at": ("question", ["at"]),
    "ix_question_group_id": ("question", ["group_id"]),
}


def upgrade() -> None:
    for name, (table, columns) in NEW.items():
        op.create_index(name, table, columns)
    for name, (table, _) in OLD.items():
        op.drop_index(name, table_name=table)
    index_erased(sa.text("erase_on IS NOT NULL"))


def downgrade() -> None:
    index_erased(None)
    for name, (table, columns) in OLD.items():
        op.create_index(name, table, columns)
    for name, (table, _) in NEW.items():
        op.drop_index(name, table_name=table)


def index_erased(where: sa.TextClause | None) -> None:
    name = "ix_candidate_erase_on"
    op.drop_index(name, table_name="candidate")
    op.create_index(
        name, "candidate", ["erase_on"], sqlite_where=where, postgresql_where=where
    )
