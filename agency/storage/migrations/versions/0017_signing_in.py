"""A second factor, sign-ins their owners know again, and an audit log that only grows."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
KEPT_TABLES = ("audit_entry", "audit_seal")
KEPT = "the audit log is only ever added to"


def upgrade() -> None:
    op.create_table(
        "second_factor",
        sa.Column("consultant_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        _of_a_consultant("second_factor"),
        sa.PrimaryKeyConstraint("consultant_id", name=op.f("pk_second_factor")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultant_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        _of_a_consultant("recovery_code"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    op.create_index(op.f("ix_recovery_code_consultant_id"), "recovery_code", ["consultant_id"])
    op.create_table(
        "guess",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("against", sa.String(length=64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guess")),
    )
    op.create_index(op.f("ix_guess_at"), "guess", ["at"])
    op.create_index(op.f("ix_guess_against_at"), "guess", ["against", "at"])
    op.add_column("consultant", sa.Column("provider_subject", sa.String(), nullable=True))
    op.create_index(
        op.f("ix_consultant_provider_subject"), "consultant", ["provider_subject"], unique=True
    )
    op.add_column("sign_in_link", sa.Column("letter_id", sa.String(length=32), nullable=True))
    op.add_column("sign_in_link", sa.Column("due_at", MOMENT, nullable=True))
    attempts = sa.Column("attempts", sa.Integer(), nullable=False, server_default="0")
    op.add_column("sign_in_link", attempts)
    for column in ("letter_id", "due_at"):
        op.create_index(op.f(f"ix_sign_in_link_{column}"), "sign_in_link", [column])
    browser = sa.Column("browser", sa.String(), nullable=False, server_default="")
    op.add_column("sign_in", browser)
    for name in ("by_provider", "waits_for_code"):
        switch = sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
        op.add_column("sign_in", switch)
    op.add_column("sign_in", sa.Column("sets_password_until", MOMENT, nullable=True))
    op.add_column("api_token", sa.Column("expires_at", MOMENT, nullable=True))
    op.create_table(
        "audit_seal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("last_id", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_seal")),
    )
    op.create_index(op.f("ix_audit_entry_who"), "audit_entry", ["who"])
    op.create_index(op.f("ix_audit_entry_kind_subject"), "audit_entry", ["kind", "subject"])
    for table in KEPT_TABLES:
        for statement in _refusals(table):
            op.execute(statement)


def downgrade() -> None:
    postgres = op.get_bind().dialect.name == "postgresql"
    for table in KEPT_TABLES:
        for deed in ("update", "delete", *(["truncate"] if postgres else [])):
            of = f" ON {table}" if postgres else ""
            op.execute(f"DROP TRIGGER {table}_no_{deed}{of}")
    if postgres:
        op.execute("DROP FUNCTION refuse_change()")
    op.drop_index(op.f("ix_audit_entry_kind_subject"), table_name="audit_entry")
    op.drop_index(op.f("ix_audit_entry_who"), table_name="audit_entry")
    op.drop_table("audit_seal")
    op.drop_column("api_token", "expires_at")
    for column in ("sets_password_until", "waits_for_code", "by_provider", "browser"):
        op.drop_column("sign_in", column)
    for column in ("due_at", "letter_id"):
        op.drop_index(op.f(f"ix_sign_in_link_{column}"), table_name="sign_in_link")
    for column in ("attempts", "due_at", "letter_id"):
        op.drop_column("sign_in_link", column)
    op.drop_index(op.f("ix_consultant_provider_subject"), table_name="consultant")
    op.drop_column("consultant", "provider_subject")
    for table in ("guess", "recovery_code", "second_factor"):
        op.drop_table(table)


def _of_a_consultant(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["consultant_id"],
        ["consultant.id"],
        name=op.f(f"fk_{table}_consultant_id_consultant"),
        ondelete="CASCADE",
    )


def _refusals(table: str) -> list[str]:
    # Whoever can write here with other means than the house could drop the triggers: against
    # them there are the seals, whose key is not in the database.
    if op.get_bind().dialect.name != "postgresql":
        return [
            f"CREATE TRIGGER {table}_no_{deed} BEFORE {deed.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{KEPT}'); END"
            for deed in ("update", "delete")
        ]
    return [
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{KEPT}'; END $$",
        *(
            f"CREATE TRIGGER {table}_no_{deed} BEFORE {deed.upper()} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION refuse_change()"
            for deed, each in (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT"))
        ),
    ]
