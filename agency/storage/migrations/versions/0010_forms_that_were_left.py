"""Forms that were begun and left: kept with their chat, and what became of them."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversation", sa.Column("unfinished", sa.JSON(), nullable=True))
    moment = sa.DateTime(timezone=True)
    op.add_column("conversation", sa.Column("unfinished_at", moment, nullable=True))
    op.create_index(op.f("ix_conversation_unfinished_at"), "conversation", ["unfinished_at"])
    op.add_column("lead", sa.Column("left_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("lead", "left_at")
    op.drop_index(op.f("ix_conversation_unfinished_at"), table_name="conversation")
    op.drop_column("conversation", "unfinished_at")
    op.drop_column("conversation", "unfinished")
