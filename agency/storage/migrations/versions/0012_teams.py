"""Teams, and consultants who belong to several branches."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# With its key inside the column SQLite need not copy the table, which would let go of its rows.
TEAM = "INTEGER CONSTRAINT fk_desk_team_id_team REFERENCES team (id)"


def upgrade() -> None:
    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("key", name=op.f("uq_team_key")),
    )
    for group in ("team", "branch"):
        table = f"{group}_member"
        op.create_table(
            table,
            sa.Column(f"{group}_id", sa.Integer(), nullable=False),
            sa.Column("consultant_id", sa.Integer(), nullable=False),
            sa.ForeignKeyConstraint(
                [f"{group}_id"],
                [f"{group}.id"],
                name=op.f(f"fk_{table}_{group}_id_{group}"),
                ondelete="CASCADE",
            ),
            sa.ForeignKeyConstraint(
                ["consultant_id"],
                ["consultant.id"],
                name=op.f(f"fk_{table}_consultant_id_consultant"),
                ondelete="CASCADE",
            ),
            sa.PrimaryKeyConstraint(f"{group}_id", "consultant_id", name=op.f(f"pk_{table}")),
        )
        op.create_index(op.f(f"ix_{table}_consultant_id"), table, ["consultant_id"])
    op.execute(f"ALTER TABLE desk ADD COLUMN team_id {TEAM}")
    op.create_index(op.f("ix_desk_team_id"), "desk", ["team_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_desk_team_id"), table_name="desk")
    op.drop_column("desk", "team_id")
    op.drop_table("branch_member")
    op.drop_table("team_member")
    op.drop_table("team")
