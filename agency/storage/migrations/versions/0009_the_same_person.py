"""The same person again: what was said of two candidates, and which contacts are verified."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "same_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("is_same", sa.Boolean(), nullable=False),
        sa.Column("said_by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["first_id"],
            ["candidate.id"],
            name=op.f("fk_same_person_first_id_candidate"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["second_id"],
            ["candidate.id"],
            name=op.f("fk_same_person_second_id_candidate"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_same_person")),
        sa.UniqueConstraint(
            "first_id", "second_id", name=op.f("uq_same_person_first_id_second_id")
        ),
    )
    op.create_index(op.f("ix_same_person_second_id"), "same_person", ["second_id"])
    for name in ("email_verified", "phone_verified"):
        op.add_column("candidate", sa.Column(name, sa.String(), nullable=True))
    op.add_column("resume_link", sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("resume_link", "opened_at")
    for name in ("phone_verified", "email_verified"):
        op.drop_column("candidate", name)
    op.drop_index(op.f("ix_same_person_second_id"), "same_person")
    op.drop_table("same_person")
