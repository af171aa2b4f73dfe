"""What visitors asked and did not get, what is taught of it, and approval of answers."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True)


def person(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], ["consultant.id"], name=op.f(f"fk_{table}_{column}_consultant")
    )


def upgrade() -> None:
    op.create_table(
        "question_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("centre", sa.LargeBinary(), nullable=False),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("aside_at", MOMENT, nullable=True),
        sa.Column("aside_by_id", sa.Integer(), nullable=True),
        sa.Column("topic", sa.String(length=80), nullable=True),
        sa.Column("role", sa.String(length=40), nullable=True),
        sa.Column("pointed_at", MOMENT, nullable=True),
        sa.Column("pointed_by_id", sa.Integer(), nullable=True),
        person("question_group", "aside_by_id"),
        person("question_group", "pointed_by_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_group")),
    )
    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("turn_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("got", sa.String(length=40), nullable=False),
        sa.Column("topic", sa.String(length=80), nullable=True),
        sa.Column("role", sa.String(length=40), nullable=True),
        sa.Column("confidence", sa.Double(), nullable=True),
        sa.Column("guesses", JSON, nullable=True),
        sa.Column("page", sa.String(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["turn_id"], ["turn.id"], name=op.f("fk_question_turn_id_turn"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["question_group.id"], name=op.f("fk_question_group_id_question_group")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.UniqueConstraint("turn_id", name=op.f("uq_question_turn_id")),
    )
    for column in ("got", "topic", "at", "group_id"):
        op.create_index(op.f(f"ix_question_{column}"), "question", [column])
    op.create_table(
        "example",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("topic", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("use", sa.String(length=40), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"], ["question_group.id"], name=op.f("fk_example_group_id_question_group")
        ),
        person("example", "author_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_example")),
    )
    op.create_index(op.f("ix_example_group_id"), "example", ["group_id"])
    op.create_table(
        "training",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("examples", sa.JSON(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("started_at", MOMENT, nullable=True),
        sa.Column("beat_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("step", sa.String(), nullable=True),
        sa.Column("cancel_at", MOMENT, nullable=True),
        sa.Column("comparison", JSON, nullable=True),
        sa.Column("problem", sa.String(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("why", sa.String(), nullable=True),
        person("training", "by_id"),
        person("training", "decided_by_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training")),
    )
    op.create_index(op.f("ix_training_state"), "training", ["state"])
    with op.batch_alter_table("answer_version") as version:
        version.add_column(sa.Column("approval_asked_at", MOMENT, nullable=True))
        version.add_column(sa.Column("sent_back_why", sa.String(), nullable=True))
        version.add_column(sa.Column("sent_back_by_id", sa.Integer(), nullable=True))
        version.create_foreign_key(
            op.f("fk_answer_version_sent_back_by_id_consultant"),
            "consultant",
            ["sent_back_by_id"],
            ["id"],
        )


def downgrade() -> None:
    with op.batch_alter_table("answer_version") as version:
        version.drop_constraint(
            op.f("fk_answer_version_sent_back_by_id_consultant"), type_="foreignkey"
        )
        version.drop_column("sent_back_by_id")
        version.drop_column("sent_back_why")
        version.drop_column("approval_asked_at")
    for table in ("training", "example", "question", "question_group"):
        op.drop_table(table)
