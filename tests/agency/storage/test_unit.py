import contextlib
import stat
import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError
from sqlalchemy.orm.exc import StaleDataError

from agency.storage.models import Conversation, Note, Turn
from agency.storage.unit import PATIENCE, looks, open_database, units
from tests.factories import MONDAY, a_consultant, a_conversation, a_desk, a_lead
from tests.patient_database import be_patient


def test_a_unit_is_kept_when_it_ends_well_and_thrown_away_when_it_does_not(open_unit):
    with open_unit() as session:
        a_conversation(session, id="0" * 32)

    with contextlib.suppress(ZeroDivisionError), open_unit() as session:
        a_conversation(session, id="1" * 32)
        1 / 0  # noqa: B018  the door fails before it commits

    with open_unit() as session:
        assert session.scalars(select(Conversation.id)).all() == ["0" * 32]


def test_the_file_is_for_its_owner_alone(tmp_path):
    open_database(f"sqlite:///{tmp_path}/new/agency.sqlite3").connect().close()

    path = tmp_path / "new" / "agency.sqlite3"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("setting", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("busy_timeout", 2000), ("foreign_keys", 1)],
)
def test_what_was_confirmed_survives_a_power_cut(tmp_path, setting, value):
    with open_database(f"sqlite:///{tmp_path}/agency.sqlite3").connect() as connection:
        assert connection.execute(text(f"PRAGMA {setting}")).scalar() == value


def test_two_writers_wait_for_each_other(open_unit):
    def write(name):
        with open_unit() as session:
            session.scalars(select(Conversation)).all()
            a_conversation(session, id=name * 32)

    writers = [threading.Thread(target=write, args=(name,)) for name in "0123456789abcdef"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    with open_unit() as session:
        assert len(session.scalars(select(Conversation)).all()) == 16


def test_who_cannot_write_is_told_so_in_the_end_and_writes_when_there_is_room_again(tmp_path):
    engine = open_database(f"sqlite:///{tmp_path}/agency.sqlite3")
    open_unit = units(engine)

    with engine.begin() as other:
        other.execute(text("CREATE TABLE kept (word TEXT)"))
        with pytest.raises(OperationalError, match="locked"), open_unit() as session:
            session.execute(text("INSERT INTO kept VALUES ('refused')"))
        with looks(engine)() as looking:
            assert looking.scalar(text("SELECT count(*) FROM sqlite_schema")) == 0

    with open_unit() as session:
        session.execute(text("INSERT INTO kept VALUES ('kept')"))
        assert session.scalar(text("PRAGMA busy_timeout")) == 2000
        assert session.scalars(text("SELECT word FROM kept")).all() == ["kept"]
    engine.dispose()


def test_a_connection_that_was_told_to_wait_longer_does(tmp_path):
    url = f"sqlite:///{tmp_path}/agency.sqlite3"
    holder, waiter = open_database(url), be_patient(open_database(url))

    with holder.begin() as held:
        held.execute(text("CREATE TABLE kept (word TEXT)"))
        let_go = threading.Timer(1.3 * PATIENCE, held.commit)
        let_go.start()
        with units(waiter)() as session:
            session.execute(text("INSERT INTO kept VALUES ('late')"))
        let_go.join()

    with looks(holder)() as looking:
        assert looking.scalars(text("SELECT word FROM kept")).all() == ["late"]
    holder.dispose()
    waiter.dispose()


def test_a_look_keeps_no_writer_waiting_and_waits_for_none(engine, open_unit):
    look = looks(engine)

    with open_unit() as session, look() as looking:
        a_conversation(session)
        assert looking.scalars(select(Conversation)).all() == []
        with look() as another:
            assert another.scalars(select(Conversation)).all() == []

    with look() as looking:
        assert len(looking.scalars(select(Conversation)).all()) == 1
        with open_unit() as session:
            a_conversation(session, id="1" * 32)


def test_a_row_may_not_point_at_nothing(session):
    session.add(
        Turn(public_id="t", conversation_id="nobody's", speaker="visitor", text="", at=MONDAY)
    )

    with pytest.raises(IntegrityError):
        session.flush()


def test_of_two_changes_to_one_row_the_second_fails(open_unit):
    with open_unit() as session:
        a_desk(session)
        lead = a_lead(session)
    with open_unit() as session:
        session.merge(lead).question = "the first change"
    lead.question = "the second change"

    with pytest.raises(StaleDataError), open_unit() as session:
        session.add(lead)


def test_times_come_back_in_utc_whatever_zone_they_went_in_with(open_unit):
    at = datetime(2026, 7, 1, 10, 0, tzinfo=timezone(timedelta(hours=1)))
    with open_unit() as session:
        a_consultant(session, email="ada@example.org", created_at=at)

    with open_unit() as session:
        kept = session.execute(text("SELECT created_at FROM consultant")).scalar_one()
        # SQLite keeps the words, PostgreSQL the moment.
        assert kept in ("2026-07-01 09:00:00.000000", at)
        ada = a_consultant(session)
        session.refresh(ada)
        assert ada.created_at.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(session):
    session.add(Note(lead_id=1, author="Ada", text="", at=datetime(2026, 3, 2)))  # noqa: DTZ001

    with pytest.raises(StatementError, match="a time needs a zone"):
        session.flush()


def test_units_of_one_database_see_each_other(engine):
    with units(engine)() as session:
        a_conversation(session)

    with units(engine)() as session:
        assert len(session.scalars(select(Conversation)).all()) == 1
