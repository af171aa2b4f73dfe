"""Which vacancy's page a conversation was opened on."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversation", sa.Column("vacancy", sa.String(length=40), nullable=True))


def downgrade() -> None:
    op.drop_column("conversation", "vacancy")
