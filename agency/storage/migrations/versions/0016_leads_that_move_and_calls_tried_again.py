"""Leads that a person placed, calls that are tried again, receivers that some workers know."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

NO = sa.false()


def upgrade() -> None:
    op.add_column(
        "lead", sa.Column("placed_by_hand", sa.Boolean(), nullable=False, server_default=NO)
    )
    op.add_column("promise", sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("receiver", sa.Column("met_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("receiver", "met_at")
    op.drop_column("promise", "tries")
    op.drop_column("lead", "placed_by_hand")
