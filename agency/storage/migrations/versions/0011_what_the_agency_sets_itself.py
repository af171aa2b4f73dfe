"""What the agency sets at its own desk: sections of its configuration, and who is told."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "section_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section_version")),
        sa.UniqueConstraint("section", "number", name=op.f("uq_section_version_section_number")),
    )
    op.create_table(
        "webhook",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("is_room", sa.Boolean(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("secret", sa.String(), nullable=True),
        sa.Column("old_secret", sa.String(), nullable=True),
        sa.Column("old_until", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("stopped_at", MOMENT, nullable=True),
        sa.Column("removed_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
    )
    op.create_table(
        "webhook_trial",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("webhook_id", sa.String(length=32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["webhook_id"],
            ["webhook.id"],
            name=op.f("fk_webhook_trial_webhook_id_webhook"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_trial")),
    )
    op.create_index(op.f("ix_webhook_trial_webhook_id"), "webhook_trial", ["webhook_id"])
    # With its key inside the column SQLite need not copy the table.
    key = "VARCHAR(32) CONSTRAINT fk_delivery_webhook_id_webhook REFERENCES webhook (id)"
    op.execute(f"ALTER TABLE delivery ADD COLUMN webhook_id {key}")
    op.create_index(op.f("ix_delivery_webhook_id"), "delivery", ["webhook_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_delivery_webhook_id"), table_name="delivery")
    op.drop_column("delivery", "webhook_id")
    op.drop_index(op.f("ix_webhook_trial_webhook_id"), table_name="webhook_trial")
    op.drop_table("webhook_trial")
    op.drop_table("webhook")
    op.drop_table("section_version")
