"""How far chats came, what is counted by the day, and what visitors think of an answer."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
STEPS = ("opened", "asked", "started", "cv", "lead", "contacted", "registered", "placed")


def _reference(column: str, target: str, rule: str) -> sa.ForeignKeyConstraint:
    table = target.partition(".")[0]
    name = op.f(f"fk_journey_{column}_{table}")
    return sa.ForeignKeyConstraint([column], [target], name=name, ondelete=rule)


def upgrade() -> None:
    op.create_table(
        "journey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(32), nullable=True),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("page", sa.String(200), nullable=False),
        sa.Column("role", sa.String(40), nullable=True),
        sa.Column("branch_id", sa.Integer(), nullable=True),
        *(
            sa.Column(step, sa.Boolean(), server_default=sa.false(), nullable=False)
            for step in STEPS
        ),
        sa.Column("waited_minutes", sa.Integer(), nullable=True),
        sa.Column("in_time", sa.Boolean(), nullable=True),
        sa.Column("contacted_by_id", sa.Integer(), nullable=True),
        sa.Column("told_to", sa.Integer(), nullable=False),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.Column("path", sa.JSON(), nullable=True),
        sa.Column("counted", sa.JSON(), nullable=True),
        sa.Column("settles_at", MOMENT, nullable=True),
        _reference("conversation_id", "conversation.id", "SET NULL"),
        _reference("lead_id", "lead.id", "SET NULL"),
        _reference("branch_id", "branch.id", "SET NULL"),
        _reference("contacted_by_id", "consultant.id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journey")),
        sa.UniqueConstraint("conversation_id", name=op.f("uq_journey_conversation_id")),
        sa.UniqueConstraint("lead_id", name=op.f("uq_journey_lead_id")),
    )
    op.create_index(op.f("ix_journey_day"), "journey", ["day"])
    op.create_index(op.f("ix_journey_settles_at"), "journey", ["settles_at"])
    op.create_table(
        "daily_count",
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("about", sa.String(80), nullable=False),
        sa.Column("detail", sa.String(40), nullable=False),
        sa.Column("page", sa.String(200), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("consultant_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            *("what", "day", "about", "detail", "page", "role", "branch_id", "consultant_id"),
            name=op.f("pk_daily_count"),
        ),
    )
    op.create_table(
        "rating",
        sa.Column("turn_id", sa.Integer(), nullable=False),
        sa.Column("thumb", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(40), nullable=True),
        sa.Column("words", sa.String(300), nullable=True),
        sa.Column("topic", sa.String(80), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["turn_id"], ["turn.id"], name=op.f("fk_rating_turn_id_turn"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("turn_id", name=op.f("pk_rating")),
    )
    op.create_index(op.f("ix_rating_topic"), "rating", ["topic"])
    op.create_index(op.f("ix_rating_at"), "rating", ["at"])
    op.create_index(op.f("ix_conversation_last_turn_at"), "conversation", ["last_turn_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_conversation_last_turn_at"), table_name="conversation")
    op.drop_table("rating")
    op.drop_table("daily_count")
    op.drop_table("journey")
