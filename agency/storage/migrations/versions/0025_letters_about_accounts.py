"""Letters that tell somebody their password or second factor was changed."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    changes = sa.Enum(
        "password",
        "factor_on",
        "factor_off",
        "codes",
        name="accountchange",
        native_enum=False,
        length=40,
    )
    op.create_table(
        "account_letter",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("consultant_id", sa.Integer(), nullable=False),
        sa.Column("change", changes, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["consultant_id"],
            ["consultant.id"],
            name="fk_account_letter_consultant_id_consultant",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_account_letter"),
    )
    op.create_index("ix_account_letter_consultant_id", "account_letter", ["consultant_id"])
    op.create_index("ix_account_letter_due_at", "account_letter", ["due_at"])


def downgrade() -> None:
    op.drop_table("account_letter")
