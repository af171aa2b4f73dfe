"""Alembic's way in. Run by agency.storage.unit.upgrade, which brings the connection."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection

from agency.storage.lead_search import OUTSIDE_THE_MODELS
from agency.storage.models import Model, UtcTime
from agency.storage.unit import open_database


def migrate() -> None:
    connection = context.config.attributes.get("connection")
    if connection is None:
        # `alembic revision --autogenerate -x database=sqlite:///var/agency.sqlite3`
        url = context.get_x_argument(as_dictionary=True)["database"]
        with open_database(url).begin() as connection:
            run(connection)
    else:
        run(connection)


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Model.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=render_item,
        include_name=is_of_the_models,
    )
    with context.begin_transaction():
        context.run_migrations()


def is_of_the_models(name: str | None, _kind: str, _parents: Any) -> bool:
    # The words of leads lie in a table and a column that no model has: they are not too many.
    return name not in OUTSIDE_THE_MODELS


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    # A migration keeps what was true on its day: it may not lean on today's classes.
    if kind == "type" and isinstance(item, UtcTime):
        return "sa.DateTime(timezone=True)"
    return False


migrate()
