"""Which vacancy somebody was looking at when they asked or registered."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("lead", sa.Column("vacancy", sa.String(length=40), nullable=True))
    op.execute(
        "UPDATE lead SET vacancy = (SELECT conversation.vacancy FROM conversation "
        "WHERE conversation.id = lead.conversation_id)"
    )


def downgrade() -> None:
    op.drop_column("lead", "vacancy")
