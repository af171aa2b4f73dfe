"""What a visitor was promised, and news for somebody else than a lead's owner."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "promise",
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("call_at", MOMENT, nullable=True),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("kept_at", MOMENT, nullable=True),
        sa.Column("reminded_at", MOMENT, nullable=True),
        sa.Column("escalated_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["lead.id"], name=op.f("fk_promise_lead_id_lead"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("lead_id", name=op.f("pk_promise")),
    )
    op.create_index(op.f("ix_promise_due_at"), "promise", ["due_at"])
    # With its key inside the column SQLite need not copy the table.
    key = "INTEGER CONSTRAINT fk_delivery_recipient_id_consultant REFERENCES consultant (id)"
    op.execute(f"ALTER TABLE delivery ADD COLUMN recipient_id {key}")


def downgrade() -> None:
    op.drop_column("delivery", "recipient_id")
    op.drop_index(op.f("ix_promise_due_at"), table_name="promise")
    op.drop_table("promise")
