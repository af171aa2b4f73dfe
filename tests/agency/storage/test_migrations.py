"""
The migrations make exactly what the models say.

SQLite always; PostgreSQL as well where AGENCY_TEST_POSTGRES holds the URL of an empty database.
"""

import os

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from agency.storage.models import Model
from agency.storage.unit import open_database, upgrade

POSTGRES = os.environ.get("AGENCY_TEST_POSTGRES")


@pytest.fixture(params=["sqlite", *(["postgresql"] if POSTGRES else [])])
def url(request, tmp_path):
    return POSTGRES if request.param == "postgresql" else f"sqlite:///{tmp_path}/agency.sqlite3"


def test_the_migrated_schema_is_what_the_models_say(url):
    upgrade(url)

    with open_database(url).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Model.metadata) == []


def test_migrating_again_changes_nothing(url):
    upgrade(url)
    upgrade(url)

    tables = set(inspect(open_database(url)).get_table_names())
    assert tables == {*Model.metadata.tables, "alembic_version"}


def test_references_and_turns_are_never_numbered_twice(tmp_path):
    url = f"sqlite:///{tmp_path}/agency.sqlite3"
    upgrade(url)

    with open_database(url).connect() as connection:
        for table in ("lead", "turn"):
            made = connection.exec_driver_sql(
                "SELECT sql FROM sqlite_master WHERE name = ?", (table,)
            ).scalar_one()
            assert "AUTOINCREMENT" in made
