import itertools
import os
from datetime import date
from pathlib import Path

import pytest

from agency.core.roles import Role
from agency.storage.answers import AnswerBook, AnswersBroken
from agency.storage.lexicon import LexiconBroken, load_lexicon

DATA = Path(__file__).parents[3] / "data"

SALARY = """
topic: salary
title: Pay
question: {any: "What does the work pay?", role: "What does {role} earn?"}
note: Something to compose with.
answers:
  - role: none
    nation: england
    text: |
      It depends.
    checked: 2026-05-01
    review_by: 2026-09-30
    source: {title: "Pay", url: "https://example.org/pay"}
    next: [qualifications]
  - role: senco
    nation: england
    text: As a teacher.
    more: It can be more.
terms:
  - {id: ehcp, term: EHCP, text: A plan.}
"""

LEXICON = {"roles": {"entries": [{"id": "senco", "a_title": "a SENCO"}]}}


@pytest.fixture
def salary(tmp_path):
    path = tmp_path / "salary.yml"
    path.write_text(SALARY, "utf-8")
    return path


@pytest.fixture
def book(salary, seconds):
    return AnswerBook(salary.parent, LEXICON, clock=lambda: next(seconds))


@pytest.fixture
def seconds():
    """A clock on which a second passes with every look at it."""
    return itertools.count()


def change(path, text):
    path.write_text(text, "utf-8")
    os.utime(path, ns=(0, path.stat().st_mtime_ns + 1_000_000))


def test_an_answer_is_found_for_its_role_or_else_for_every_role(book):
    assert book.find("salary", Role.SENCO).text == "As a teacher."
    assert book.find("salary", "sen_support_worker").text == "It depends."
    assert book.find("salary").text == "It depends."
    assert book.find("the weather") is None


def test_an_answer_carries_what_makes_it_trustworthy(book):
    answer = book.find("salary", "none")

    assert (answer.role, answer.nation, answer.more) == ("none", "england", None)
    assert (answer.checked, answer.review_by) == (date(2026, 5, 1), date(2026, 9, 30))
    assert answer.source == {"title": "Pay", "url": "https://example.org/pay"}
    assert answer.next == ("qualifications",)


def test_a_topic_has_a_title_and_a_question_for_each_role(book):
    assert book.title("salary") == "Pay"
    assert book.question("salary") == "What does the work pay?"
    assert book.question("salary", "senco") == "What does a SENCO earn?"
    assert book.question("salary", "none") == "What does the work pay?"
    assert book.roles("salary") == ["senco"]
    assert book.title("the weather") is None


def test_terms_and_other_texts_are_found_by_name(book):
    assert book.term("ehcp", topic="salary") == "**EHCP**\n\nA plan."
    assert book.extra("salary", "note") == "Something to compose with."
    assert book.term("nothing") is None


def test_a_changed_file_is_taken_up(book, salary):
    change(salary, SALARY.replace("It depends.", "Between this and that."))

    assert book.find("salary").text == "Between this and that."


def test_the_files_are_looked_at_once_a_second_at_most(salary):
    now = [0.0]
    book = AnswerBook(salary.parent, LEXICON, clock=lambda: now[0])
    change(salary, SALARY.replace("It depends.", "Between this and that."))

    now[0] = 0.9
    assert book.find("salary").text == "It depends."

    now[0] = 1.0
    assert book.find("salary").text == "Between this and that."


@pytest.mark.parametrize(
    "slip", ["topic: [", SALARY.replace("2026-09-30", "2026-09-31"), SALARY + "\x07"]
)
def test_an_editors_slip_silences_nobody(book, salary, caplog, slip):
    change(salary, slip)

    assert book.find("salary").text == "It depends."
    assert "cannot be used" in caplog.text
    assert "salary.yml" in caplog.text

    change(salary, SALARY.replace("It depends.", "Mended."))
    assert book.find("salary").text == "Mended."


@pytest.mark.parametrize("text", ["topic: [", "topic: salary", "", "[]", "just words"])
def test_a_file_broken_from_the_start_is_named(salary, text):
    change(salary, text)

    with pytest.raises(AnswersBroken, match=r"salary\.yml"):
        AnswerBook(salary.parent, LEXICON)


def test_a_broken_lexicon_is_named(tmp_path):
    (tmp_path / "roles.yml").write_text("- entries", "utf-8")

    with pytest.raises(LexiconBroken, match=r"roles\.yml"):
        load_lexicon(tmp_path)


def test_our_own_answers_and_words_can_be_read():
    lexicon = load_lexicon(DATA / "lexicon")
    book = AnswerBook(DATA / "answers", lexicon)

    assert {entry["id"] for entry in lexicon["roles"]["entries"]} == set(Role)
    assert all(book.find(topic) for topic in book.topics())
    assert book.question("salary", Role.SENCO) == "What does a SENCO earn?"
