"""The agency's own rules, who is away when, and what a lead still lacks."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rule_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("scoring", sa.JSON(), nullable=False),
        sa.Column("routing", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_version")),
    )
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultant_id", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultant_id"],
            ["consultant.id"],
            name=op.f("fk_absence_consultant_id_consultant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
        sa.UniqueConstraint(
            "consultant_id", "starts", "ends", name=op.f("uq_absence_consultant_id_starts_ends")
        ),
    )
    op.create_index(op.f("ix_absence_consultant_id"), "absence", ["consultant_id"])
    empty = {"nullable": False, "server_default": "[]"}
    op.add_column("consultant", sa.Column("languages", sa.JSON(), **empty))
    op.add_column("consultant", sa.Column("working_days", sa.JSON(), **empty))
    op.add_column("consultant", sa.Column("capacity", sa.Integer(), nullable=True))
    op.add_column("desk", sa.Column("capacity", sa.Integer(), nullable=True))
    op.add_column("lead", sa.Column("missing", sa.JSON(), **empty))
    op.add_column("lead", sa.Column("language", sa.String(length=40), nullable=True))
    op.add_column(
        "lead",
        sa.Column("stands_in", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_index(op.f("ix_lead_stands_in"), "lead", ["stands_in"])


def downgrade() -> None:
    op.drop_index(op.f("ix_lead_stands_in"), "lead")
    op.drop_column("lead", "stands_in")
    op.drop_column("lead", "language")
    op.drop_column("lead", "missing")
    op.drop_column("desk", "capacity")
    op.drop_column("consultant", "capacity")
    op.drop_column("consultant", "working_days")
    op.drop_column("consultant", "languages")
    op.drop_table("absence")
    op.drop_table("rule_version")
