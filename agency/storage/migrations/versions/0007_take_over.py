"""A consultant in the assistant's place: who wants one, who speaks, and who is there."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# With its key inside the column SQLite need not copy the table, which would let go of its rows.
SPEAKER = "INTEGER CONSTRAINT {name} REFERENCES consultant (id)"


def upgrade() -> None:
    for name in ("wanted_at", "taken_at", "care_at"):
        op.add_column("conversation", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.add_column("consultant", sa.Column("here_at", sa.DateTime(timezone=True), nullable=True))
    for table, column in (("conversation", "taken_by_id"), ("turn", "consultant_id")):
        key = SPEAKER.format(name=f"fk_{table}_{column}_consultant")
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {key}")
    op.create_index(op.f("ix_conversation_wanted_at"), "conversation", ["wanted_at"])
    op.create_index(op.f("ix_conversation_taken_by_id"), "conversation", ["taken_by_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_conversation_taken_by_id"), table_name="conversation")
    op.drop_index(op.f("ix_conversation_wanted_at"), table_name="conversation")
    op.drop_column("turn", "consultant_id")
    for name in ("taken_by_id", "care_at", "taken_at", "wanted_at"):
        op.drop_column("conversation", name)
    op.drop_column("consultant", "here_at")
