"""How the sender of a lead wants to be reached."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("lead", sa.Column("way", sa.String(length=40), nullable=True))
    op.add_column("lead", sa.Column("way_words", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("lead", "way_words")
    op.drop_column("lead", "way")
