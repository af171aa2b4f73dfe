"""What editors published lies over the files, in every process, whatever else fails."""

import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agency.storage.answers import LOOK_AFTER_TROUBLE, AnswerBook
from agency.storage.models import AnswerVersion, Consultant
from agency.storage.unit import OpenUnit
from tests.factories import a_consultant

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SALARY = """
topic: salary
title: Pay
question: {any: "What does the work pay?"}
answers:
  - {role: none, nation: uk, text: It depends.}
  - {role: senco, nation: england, text: As a teacher.}
"""


class Time:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def salary(tmp_path: Path) -> Path:
    path = tmp_path / "answers" / "salary.yml"
    path.parent.mkdir()
    path.write_text(SALARY, "utf-8")
    return path


@pytest.fixture
def book(salary: Path, open_unit: OpenUnit, time: Time) -> AnswerBook:
    return AnswerBook(salary.parent, {}, open_unit=open_unit, clock=time)


def write(
    open_unit: OpenUnit,
    number: int,
    text: str | None,
    *,
    published: bool = True,
    **key: str,
) -> None:
    """Keep a version; one with no text gives the answer back to the file."""
    with open_unit() as session:
        editor = session.query(Consultant).first() or a_consultant(session)
        where = {"topic": "salary", "role": "senco", "nation": "england"} | key
        session.add(
            AnswerVersion(
                **where,
                number=number,
                content=None if text is None else {"text": text},
                shipped=None,
                why="An example",
                author=editor,
                at=NOW,
                published_at=NOW if published else None,
            )
        )


def said(book: AnswerBook, time: Time, *, nation: str | None = None) -> str:
    time.now += 1
    answer = book.find("salary", "senco", nation)
    assert answer
    return answer.text


def test_the_newest_published_version_is_said(book: AnswerBook, open_unit: OpenUnit, time: Time):
    assert said(book, time) == "As a teacher."

    write(open_unit, 1, "First.")
    assert said(book, time) == "First."
    write(open_unit, 2, "Second.")
    assert said(book, time) == "Second."
    write(open_unit, 3, "A draft.", published=False)
    assert said(book, time) == "Second."
    write(open_unit, 4, None)
    assert said(book, time) == "As a teacher."


def test_an_edit_is_taken_up_within_a_second(book: AnswerBook, open_unit: OpenUnit, time: Time):
    write(open_unit, 1, "First.")

    time.now = 0.9
    assert book.find("salary", "senco").text == "As a teacher."
    time.now = 1.0
    assert book.find("salary", "senco").text == "First."


def test_a_book_that_is_opened_later_has_the_edits_at_once(salary: Path, open_unit: OpenUnit):
    write(open_unit, 1, "First.")

    later = AnswerBook(salary.parent, {}, open_unit=open_unit)
    assert later.find("salary", "senco").text == "First."
    assert AnswerBook(salary.parent, {}).find("salary", "senco").text == "As a teacher."


def test_nothing_is_read_anew_while_nothing_changes(
    book: AnswerBook, open_unit: OpenUnit, time: Time
):
    write(open_unit, 1, "First.")
    said(book, time)
    before = book.whole()
    time.now += 5

    assert book.whole() is before


def test_an_edit_outlives_a_change_of_the_file(
    book: AnswerBook, open_unit: OpenUnit, time: Time, salary: Path
):
    write(open_unit, 1, "First.")
    said(book, time)

    salary.write_text(SALARY.replace("It depends.", "That depends."), "utf-8")
    os.utime(salary, ns=(0, salary.stat().st_mtime_ns + 1_000_000))
    assert said(book, time) == "First."
    assert book.find("salary").text == "That depends."


def test_an_edit_for_a_nation_of_its_own_stands_beside_the_usual_answer(
    book: AnswerBook, open_unit: OpenUnit, time: Time
):
    write(open_unit, 1, "As an ALNCo.", nation="wales")

    assert said(book, time, nation="wales") == "As an ALNCo."
    assert said(book, time) == "As a teacher."


def test_an_edit_of_a_topic_there_is_no_more_harms_nobody(
    book: AnswerBook, open_unit: OpenUnit, time: Time
):
    write(open_unit, 1, "Sunny.", topic="weather")

    assert said(book, time) == "As a teacher."
    assert book.topics() == ["salary"]


def test_a_database_that_is_locked_leaves_what_was_read_last(
    book: AnswerBook, open_unit: OpenUnit, time: Time, database_url: str, caplog
):
    if not database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL locks no whole database")
    write(open_unit, 1, "First.")
    said(book, time)

    lock = sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    assert said(book, time) == "First."
    assert "edited answers could not be read: OperationalError" in caplog.text
    caplog.clear()
    time.now += LOOK_AFTER_TROUBLE - 2
    assert said(book, time) == "First."
    assert caplog.text == ""
    lock.execute("ROLLBACK")
    lock.close()

    write(open_unit, 2, "Second.")
    assert said(book, time) == "Second."
