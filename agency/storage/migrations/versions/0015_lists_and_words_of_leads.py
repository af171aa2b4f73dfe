"""Lists of leads in their order, what is found in them, kept views, and deeds on several."""

from datetime import UTC
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
BEHIND = 10**11
COLUMNS = ("person", "said", "cv", "notes", "near")
LINES = (
    ("owner", "owner_id"),
    ("branch", "branch_id"),
    ("stage", "stage"),
    ("role", "role"),
    ("grade", "grade"),
    ("kind", "kind"),
    ("area", "area"),
    ("town", "town"),
    ("page", "page"),
)


def upgrade() -> None:
    nothing = sa.text("0")
    op.add_column("lead", sa.Column("in_line", sa.BigInteger(), server_default=nothing, nullable=False))
    op.add_column("lead", sa.Column("area", sa.String(length=4), nullable=True))
    op.add_column("lead", sa.Column("town", sa.String(), nullable=True))
    op.add_column("lead", sa.Column("page", sa.String(), nullable=True))
    op.add_column(
        "lead", sa.Column("has_cv", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("cv", sa.Column("findable", sa.String(), nullable=True))
    put_in_line()
    op.create_index("ix_lead_in_line", "lead", ["in_line"])
    for name, column in LINES:
        op.create_index(f"ix_lead_{name}_line", "lead", [column, "in_line"])
    op.create_index("ix_lead_points", "lead", ["points", "id"])
    not_accepted = sa.text("accepted_at IS NULL")
    op.create_index(
        "ix_lead_unaccepted",
        "lead",
        ["in_line"],
        sqlite_where=not_accepted,
        postgresql_where=not_accepted,
    )
    make_tables()
    make_search()


def make_tables() -> None:
    op.create_table(
        "lead_text",
        sa.Column("lead_id", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in COLUMNS),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["lead.id"], name=op.f("fk_lead_text_lead_id_lead"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("lead_id", name=op.f("pk_lead_text")),
    )
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultant_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("query", sa.String(length=1000), nullable=False),
        sa.Column("shared", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("kept_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["consultant_id"],
            ["consultant.id"],
            name=op.f("fk_saved_view_consultant_id_consultant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("consultant_id", "name", name=op.f("uq_saved_view_consultant_id_name")),
    )
    op.create_table(
        "bulk_deed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultant_id", sa.Integer(), nullable=False),
        sa.Column("did", sa.String(length=40), nullable=False),
        sa.Column("leads", sa.JSON(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["consultant_id"],
            ["consultant.id"],
            name=op.f("fk_bulk_deed_consultant_id_consultant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_deed")),
    )
    op.create_index(op.f("ix_bulk_deed_consultant_id"), "bulk_deed", ["consultant_id"])
    op.create_index(op.f("ix_bulk_deed_at"), "bulk_deed", ["at"])


def make_search() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE lead_text ADD COLUMN vector tsvector")
        op.execute("CREATE INDEX ix_lead_text_vector ON lead_text USING gin (vector)")
        return
    names = ", ".join(COLUMNS)
    op.execute(
        f"CREATE VIRTUAL TABLE lead_found USING fts5({names}, content='lead_text',"
        " content_rowid='lead_id', prefix='3', tokenize='unicode61 remove_diacritics 2')"
    )
    new = ", ".join(f"new.{name}" for name in COLUMNS)
    old = ", ".join(f"old.{name}" for name in COLUMNS)
    add = f"INSERT INTO lead_found(rowid, {names}) VALUES (new.lead_id, {new});"
    drop = (
        f"INSERT INTO lead_found(lead_found, rowid, {names})"
        f" VALUES ('delete', old.lead_id, {old});"
    )
    op.execute(f"CREATE TRIGGER lead_text_added AFTER INSERT ON lead_text BEGIN {add} END")
    op.execute(f"CREATE TRIGGER lead_text_gone AFTER DELETE ON lead_text BEGIN {drop} END")
    op.execute(
        f"CREATE TRIGGER lead_text_changed AFTER UPDATE ON lead_text BEGIN {drop} {add} END"
    )


def put_in_line() -> None:
    """Give every lead its place; its words follow, a few leads at a time, from the worker."""
    bind = op.get_bind()
    rows = bind.execute(
        sa.text(
            "SELECT lead.id, lead.stage, candidate.postcode, candidate.town, conversation.page,"
            " promise.call_at, promise.due_at, promise.kept_at,"
            " EXISTS (SELECT 1 FROM cv WHERE cv.candidate_id = lead.candidate_id) AS has_cv"
            " FROM lead JOIN candidate ON candidate.id = lead.candidate_id"
            " LEFT JOIN conversation ON conversation.id = lead.conversation_id"
            " LEFT JOIN promise ON promise.lead_id = lead.id"
        ).columns(call_at=MOMENT, due_at=MOMENT, kept_at=MOMENT)
    ).all()
    change = sa.text(
        "UPDATE lead SET in_line = :in_line, area = :area, town = :town, page = :page,"
        " has_cv = :has_cv WHERE id = :id"
    )
    for row in rows:
        bind.execute(change, place_of(row))


def place_of(row: Any) -> dict[str, Any]:
    waits = row.due_at is not None and row.kept_at is None and row.stage in ("new", "contacted")
    postcode = (row.postcode or "").strip().upper()
    letters = postcode[: next((n for n, c in enumerate(postcode) if not c.isalpha()), 0)]
    return {
        "id": row.id,
        "in_line": seconds(row.call_at or row.due_at) if waits else BEHIND - row.id,
        "area": letters[:2] or None,
        "town": (row.town or "").strip().casefold()[:80] or None,
        "page": row.page,
        "has_cv": bool(row.has_cv),
    }


def seconds(at: Any) -> int:
    return int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp())


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE lead_found")
    for name in ("bulk_deed", "saved_view", "lead_text"):
        op.drop_table(name)
    op.drop_index("ix_lead_unaccepted", table_name="lead")
    op.drop_index("ix_lead_points", table_name="lead")
    for name, _column in LINES:
        op.drop_index(f"ix_lead_{name}_line", table_name="lead")
    op.drop_index("ix_lead_in_line", table_name="lead")
    op.drop_column("cv", "findable")
    for name in ("has_cv", "page", "town", "area", "in_line"):
        op.drop_column("lead", name)
