"""Versions of answers, where two editors come at the same moment."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.orm import Session

from agency.services.answers.answers import (
    AnswerChanged,
    Standing,
    find_answer,
    list_answers,
    publish_answer,
    return_to,
    save_answer,
)
from agency.settings import ROOT
from agency.storage.answers_content import Key
from agency.storage.answers_shipped import read_topics
from agency.storage.models import AnswerVersion, AuditEntry, Consultant
from agency.storage.unit import OpenUnit
from tests.factories import MONDAY, a_consultant

TOPICS = read_topics(ROOT / "data" / "answers")
KEY = Key("goodbye", "none", "uk")
TODAY = date(2026, 6, 1)


def found(session: Session) -> Standing:
    standing = find_answer(session, TOPICS, KEY, today=TODAY)
    assert standing
    return standing


def write(session: Session, standing: Standing, by: Consultant, text: str, **but) -> AnswerVersion:
    given = {"seen": standing.newest, "why": "An example", "publish": True} | but
    answer = replace(standing.said, text=text)
    return save_answer(session, standing, answer, topics=TOPICS, by=by, now=MONDAY, **given)


def test_of_two_at_the_same_moment_the_table_lets_one_through(open_unit: OpenUnit):
    with open_unit() as session:
        editor = a_consultant(session)
        both_saw = found(session)
        write(session, both_saw, editor, "Mine.")

        with pytest.raises(AnswerChanged):
            write(session, both_saw, editor, "Mine too.")
        assert found(session).said.text == "Mine."  # the unit goes on
        assert session.query(AuditEntry).filter_by(kind="answer").count() == 1


def test_whoever_saw_an_older_version_is_told(open_unit: OpenUnit):
    with open_unit() as session:
        editor = a_consultant(session)
        write(session, found(session), editor, "First.")

        with pytest.raises(AnswerChanged):
            write(session, found(session), editor, "Second.", seen=0)
        with pytest.raises(AnswerChanged):
            return_to(
                session,
                found(session),
                number=0,
                seen=0,
                topics=TOPICS,
                by=editor,
                why="Back",
                now=MONDAY,
            )
        with pytest.raises(AnswerChanged):
            publish_answer(session, found(session), number=1, topics=TOPICS, by=editor, now=MONDAY)


def test_the_same_person_or_another_may_publish_a_draft(open_unit: OpenUnit):
    with open_unit() as session:
        ada = a_consultant(session, email="ada@example.org", name="Ada")
        bea = a_consultant(session, email="bea@example.org", name="Bea")
        write(session, found(session), ada, "A draft.", publish=False)
        publish_answer(session, found(session), number=1, topics=TOPICS, by=bea, now=MONDAY)

        version = found(session).in_force
        assert (version.author, version.publisher) == (ada, bea)
        assert [e.who for e in session.query(AuditEntry).order_by(AuditEntry.id)] == [
            "ada@example.org",
            "bea@example.org",
        ]


def test_every_answer_is_listed_once_with_those_past_their_review_first(open_unit: OpenUnit):
    with open_unit() as session:
        listed = list_answers(session, TOPICS, today=date(2026, 11, 22))

    assert len(listed) == sum(len(topic.entries) for topic in TOPICS.values())
    stale = [each.is_stale for each in listed]
    assert any(stale)
    assert stale == sorted(stale, reverse=True)
    due = [each.said.review_by for each in listed if each.is_stale]
    assert due == sorted(due)
