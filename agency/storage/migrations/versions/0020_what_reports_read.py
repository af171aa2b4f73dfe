"""One index in which a report finds all it counts."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

STEPS = ("opened", "asked", "started", "cv", "lead", "contacted", "registered", "placed")
HOW_SOON = ("waited_minutes", "in_time", "contacted_by_id", "lead_id")


def upgrade() -> None:
    op.drop_index(op.f("ix_journey_day"), table_name="journey")
    columns = ["day", "branch_id", "role", "page", *STEPS, *HOW_SOON]
    op.create_index(op.f("ix_journey_counted"), "journey", columns)


def downgrade() -> None:
    op.drop_index(op.f("ix_journey_counted"), table_name="journey")
    op.create_index(op.f("ix_journey_day"), "journey", ["day"])
