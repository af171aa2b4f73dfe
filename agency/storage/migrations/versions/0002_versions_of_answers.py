"""Versions of answers, written at the desk."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answer_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("nation", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("shipped", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("publisher_id", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["consultant.id"], name=op.f("fk_answer_version_author_id_consultant")
        ),
        sa.ForeignKeyConstraint(
            ["publisher_id"],
            ["consultant.id"],
            name=op.f("fk_answer_version_publisher_id_consultant"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_version")),
        sa.UniqueConstraint(
            "topic", "role", "nation", "number", name=op.f("uq_answer_version_topic_role_nation_number")
        ),
    )


def downgrade() -> None:
    op.drop_table("answer_version")
