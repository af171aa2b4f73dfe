"""Topics that the agency began at the desk."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "own_topic",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("question", sa.String(length=200), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"], ["question_group.id"], name=op.f("fk_own_topic_group_id_question_group")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["consultant.id"], name=op.f("fk_own_topic_author_id_consultant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_topic")),
        sa.UniqueConstraint("name", name=op.f("uq_own_topic_name")),
    )
    op.create_index(op.f("ix_own_topic_group_id"), "own_topic", ["group_id"])


def downgrade() -> None:
    op.drop_table("own_topic")
