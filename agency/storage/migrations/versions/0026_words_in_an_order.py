"""The order in which letters, replies and reasons are offered; who changed a reason."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

TABLES = ("letter_template", "canned_reply", "closing_reason")


def upgrade() -> None:
    for table in TABLES:
        place = sa.Column("place", sa.Integer(), server_default="0", nullable=False)
        op.add_column(table, place)
        op.execute(sa.text(f"UPDATE {table} SET place = id"))  # noqa: S608  our own three names
    op.add_column("closing_reason", sa.Column("edited_by", sa.String(), nullable=True))
    moment = sa.DateTime(timezone=True)
    op.add_column("closing_reason", sa.Column("edited_at", moment, nullable=True))


def downgrade() -> None:
    for column in ("edited_at", "edited_by"):
        op.drop_column("closing_reason", column)
    for table in TABLES:
        op.drop_column(table, "place")
