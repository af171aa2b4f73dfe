"""Promises that still run, found among all that were made; words of leads, each in its index."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    runs = sa.text("kept_at IS NULL")
    op.create_index(
        "ix_promise_running", "promise", ["due_at"], sqlite_where=runs, postgresql_where=runs
    )
    if op.get_bind().dialect.name == "postgresql":
        # Weights are in no index: each find would be read again. The worker writes the words anew.
        op.execute("DELETE FROM lead_text")
        for name in ("person_vector", "near_vector"):
            op.execute(f"ALTER TABLE lead_text ADD COLUMN {name} tsvector")
            op.execute(f"CREATE INDEX ix_lead_text_{name} ON lead_text USING gin ({name})")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for name in ("person_vector", "near_vector"):
            op.execute(f"ALTER TABLE lead_text DROP COLUMN {name}")
    op.drop_index("ix_promise_running", table_name="promise")
