"""The migrations make exactly what the models say, in SQLite and in PostgreSQL."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from agency.storage.lead_search import OUTSIDE_THE_MODELS
from agency.storage.models import Model
from agency.storage.unit import SchemaUnknown, open_database, upgrade


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def url(request, tmp_path):
    if request.param == "postgresql":
        return request.getfixturevalue("postgres_server").new_database()
    return f"sqlite:///{tmp_path}/agency.sqlite3"


def test_the_migrated_schema_is_what_the_models_say(url):
    upgrade(url)

    with open_database(url).connect() as connection:
        opts = {
            "compare_type": True,
            "include_name": lambda name, *_: name not in OUTSIDE_THE_MODELS,
        }
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, Model.metadata) == []


def test_migrating_again_changes_nothing(url):
    upgrade(url)
    upgrade(url)

    tables = set(inspect(open_database(url)).get_table_names())
    assert tables - OUTSIDE_THE_MODELS == {*Model.metadata.tables, "alembic_version"}


def test_what_a_newer_version_made_is_left_as_it_is_and_said(url):
    upgrade(url)
    with open_database(url).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(SchemaUnknown, match="a newer version has changed this database"):
        upgrade(url)

    with open_database(url).connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "9999"


@pytest.mark.postgresql
def test_a_step_may_take_longer_than_a_page(postgres_server, monkeypatch):
    allowed = []

    def look_at_the_limit(config, _):
        connection = config.attributes["connection"]
        allowed.append(connection.exec_driver_sql("SHOW statement_timeout").scalar_one())

    monkeypatch.setattr(command, "upgrade", look_at_the_limit)
    upgrade(postgres_server.new_database())

    assert allowed == ["0"]


def test_references_and_turns_are_never_numbered_twice(tmp_path):
    url = f"sqlite:///{tmp_path}/agency.sqlite3"
    upgrade(url)

    with open_database(url).connect() as connection:
        for table in ("lead", "turn"):
            made = connection.exec_driver_sql(
                "SELECT sql FROM sqlite_master WHERE name = ?", (table,)
            ).scalar_one()
            assert "AUTOINCREMENT" in made
