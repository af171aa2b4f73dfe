"""Candidates found at once: by an address however written, a number, a postcode; open leads."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_candidate_address", "candidate", [sa.text("lower(email)")])
    op.create_index("ix_candidate_number", "candidate", [sa.text("substr(phone, 1, 12)")])
    op.create_index("ix_candidate_postcode", "candidate", ["postcode"])
    is_open = sa.text("stage IN ('new', 'contacted')")
    op.create_index(
        "ix_lead_open",
        "lead",
        ["owner_id", "branch_id"],
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def downgrade() -> None:
    op.drop_index("ix_lead_open", table_name="lead")
    for name in ("address", "number", "postcode"):
        op.drop_index(f"ix_candidate_{name}", table_name="candidate")
