"""Letters, canned replies, tasks, mentions and visits; what a split took; which turn told what."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _add_columns()
    _create_words()
    _create_work()


def downgrade() -> None:
    for table in ("lead_split", "lead_visit", "mention", "task", "candidate_letter"):
        op.drop_table(table)
    for table in ("closing_reason", "canned_reply", "letter_template"):
        op.drop_table(table)
    for table, column in (
        ("note", "kind"),
        ("lead", "closed_reason"),
        ("delivery", "says"),
        ("turn", "told"),
    ):
        op.drop_column(table, column)


def _add_columns() -> None:
    op.add_column("turn", sa.Column("told", sa.JSON(), nullable=True))
    op.add_column("delivery", sa.Column("says", sa.JSON(), nullable=True))
    op.add_column("lead", sa.Column("closed_reason", sa.String(length=60), nullable=True))
    kind = sa.Column("kind", sa.String(length=40), server_default="note", nullable=False)
    op.add_column("note", kind)


def _create_words() -> None:
    edited = ("edited_at", MOMENT), ("edited_by", sa.String()), ("retired_at", MOMENT)
    _words("letter_template", ("title", "subject", "body"), edited)
    _words("canned_reply", ("title", "text"), edited)
    _words("closing_reason", ("title",), (("retired_at", MOMENT),))


def _words(table: str, needed: tuple[str, ...], others: tuple[tuple[str, object], ...]) -> None:
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in needed),
        *(sa.Column(name, kind, nullable=True) for name, kind in others),  # type: ignore[arg-type]
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("key", name=op.f(f"uq_{table}_key")),
    )


def _create_work() -> None:
    op.create_table(
        "candidate_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.String(length=36), nullable=True),
        sa.Column("consultant_id", sa.Integer(), nullable=True),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("template", sa.String(length=60), nullable=True),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        _key("candidate_letter", "lead_id", "lead"),
        _key("candidate_letter", "delivery_id", "delivery", "SET NULL"),
        _key("candidate_letter", "consultant_id", "consultant", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate_letter")),
        sa.UniqueConstraint("delivery_id", name=op.f("uq_candidate_letter_delivery_id")),
    )
    op.create_index(op.f("ix_candidate_letter_lead_id"), "candidate_letter", ["lead_id"])
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("consultant_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.Column("set_at", MOMENT, nullable=False),
        sa.Column("done_by", sa.String(), nullable=True),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("reminded_at", MOMENT, nullable=True),
        _key("task", "lead_id", "lead"),
        _key("task", "consultant_id", "consultant", None),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
    )
    for columns in (["lead_id"], ["consultant_id", "done_at"], ["done_at", "due_at"]):
        op.create_index(op.f(f"ix_task_{'_'.join(columns)}"), "task", columns)
    op.create_table(
        "mention",
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("consultant_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", MOMENT, nullable=True),
        _key("mention", "note_id", "note"),
        _key("mention", "consultant_id", "consultant"),
        sa.PrimaryKeyConstraint("note_id", "consultant_id", name=op.f("pk_mention")),
    )
    op.create_index(op.f("ix_mention_consultant_id"), "mention", ["consultant_id"])
    op.create_table(
        "lead_visit",
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("consultant_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        _key("lead_visit", "lead_id", "lead"),
        _key("lead_visit", "consultant_id", "consultant"),
        sa.PrimaryKeyConstraint("lead_id", "consultant_id", name=op.f("pk_lead_visit")),
    )
    op.create_index(op.f("ix_lead_visit_consultant_id"), "lead_visit", ["consultant_id"])
    op.create_table(
        "lead_split",
        sa.Column("new_id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("split_by", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        _key("lead_split", "new_id", "lead"),
        _key("lead_split", "lead_id", "lead"),
        sa.PrimaryKeyConstraint("new_id", name=op.f("pk_lead_split")),
    )
    op.create_index(op.f("ix_lead_split_lead_id"), "lead_split", ["lead_id"])


def _key(
    table: str, column: str, other: str, ondelete: str | None = "CASCADE"
) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=ondelete)
