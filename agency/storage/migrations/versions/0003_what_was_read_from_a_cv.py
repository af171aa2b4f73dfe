"""What was read from a CV, and whether its sender has confirmed it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("read_claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("fields", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("confirmed", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("text", sa.String(), nullable=True),
    ):
        op.add_column("cv", column)
    op.create_index(op.f("ix_cv_read_at"), "cv", ["read_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_cv_read_at"), table_name="cv")
    for name in (
        "text", "told_at", "confirmed", "fields", "reason", "outcome", "read_claimed_until",
        "read_attempts", "read_at",
    ):  # fmt: skip
        op.drop_column("cv", name)
