"""What is said against an answer before a visitor reads it."""

from dataclasses import replace
from datetime import date

import pytest

from agency.services.answers.reading import reading_age, syllables
from agency.services.answers.review import REVIEW_SOON, count_words, is_stale, review
from agency.settings import ROOT
from agency.storage.answers_content import Answer
from agency.storage.answers_shipped import read_topics

TODAY = date(2026, 6, 1)
TOPICS = read_topics(ROOT / "data" / "answers")
OURS = [
    pytest.param(answer, id=str(answer.key))
    for topic in TOPICS.values()
    for answer in topic.entries
]
PAY = Answer(
    topic="salary",
    role="senco",
    nation="england",
    text="A SENCO is paid as a teacher.",
    more="It can be more. Ring {phone}.",
    source={"title": "Pay", "url": "https://example.org/pay"},
    checked=date(2026, 5, 1),
    review_by=date(2026, 9, 30),
    next=("qualifications",),
)


def said_against(answer: Answer, today: date = TODAY, **given) -> set[str]:
    return {remark.code for remark in review(answer, topics=TOPICS, today=today, **given)}


def test_nothing_is_said_against_a_plain_answer():
    assert said_against(PAY) == set()


@pytest.mark.parametrize("answer", OURS)
def test_our_own_answers_break_no_rule(answer: Answer):
    broken = [r.words for r in review(answer, topics=TOPICS, today=TODAY) if r.is_broken]

    assert broken == []


def test_no_answer_of_ours_stands_twice():
    keys = [answer.key for topic in TOPICS.values() for answer in topic.entries]

    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("but", "code"),
    [
        ({"text": " - \n"}, "no_text"),
        ({"text": "word " * 81}, "too_many_words"),
        ({"more": "word " * 201}, "more_too_many_words"),
        ({"text": "x" * 1_501}, "too_long"),
        ({"text": "Up to \N{RIGHT-TO-LEFT OVERRIDE}000,9£"}, "unseen_characters"),
        ({"text": "A\x00B"}, "unseen_characters"),
        ({"source": {"title": "Pay\x1b[2J", "url": None}}, "unseen_characters"),
        ({"text": "<b>Pay</b>"}, "html"),
        ({"more": "<img src=x onerror=alert(1)>"}, "html"),
        ({"text": "Up to &#x3c;script"}, "html"),
        ({"text": "Write to {e-mail}."}, "placeholder_unknown"),
        ({"text": "Write to {0.__class__}."}, "placeholder_unknown"),
        ({"text": "Write to {email."}, "placeholder_unknown"),
        ({"text": "See [pay](http://example.org)."}, "link_not_https"),
        ({"text": "See [pay](javascript:alert(1))."}, "link_not_https"),
        ({"text": "See [pay](https://example.org@evil.example/)."}, "link_not_https"),
        ({"text": "See http://example.org"}, "link_not_https"),
        ({"text": "Your lead is L-0042."}, "like_a_reference"),
        ({"source": None}, "no_source"),
        ({"source": {"title": "Pay", "url": "javascript:alert(1)"}}, "source_not_https"),
        ({"source": {"title": "Pay", "url": "https://"}}, "source_not_https"),
        ({"source": {"title": "Pay", "url": "https://[::1"}}, "source_not_https"),
        ({"checked": None}, "no_checked"),
        ({"review_by": None}, "no_review_by"),
        ({"checked": date(2026, 6, 2)}, "checked_in_future"),
        ({"review_by": date(2026, 5, 1)}, "dates_in_disorder"),
        ({"review_by": date(2029, 1, 1)}, "review_too_late"),
        ({"next": ("weather",)}, "next_unknown"),
    ],
)
def test_a_broken_rule_is_named(but: dict, code: str):
    found = review(replace(PAY, **but), topics=TOPICS, today=TODAY)

    assert code in {remark.code for remark in found if remark.is_broken}
    assert all(remark.words for remark in found)


@pytest.mark.parametrize(
    "text",
    [
        "It is £25,583 – about 5 < 6 years – & more.",
        "See [the scale](https://example.org/a_(b)?c=d&e=f) of {agency}.",
        "- **First:** one\n- **Second:** two",
    ],
)
def test_what_an_editor_may_well_write_is_let_through(text: str):
    assert said_against(replace(PAY, text=text)) == set()


def test_numbers_of_those_who_help_may_not_be_lost():
    distress = TOPICS["wellbeing_distress"].answers["none"]
    without = replace(distress, text=distress.text.replace("116 123", "them"))

    assert said_against(without, shipped=distress) == {"number_lost"}
    assert said_against(distress, shipped=distress) == set()


def test_an_answer_past_its_review_is_noted_and_not_broken():
    found = review(PAY, topics=TOPICS, today=date(2026, 10, 1))

    assert [(remark.code, remark.is_broken) for remark in found] == [("past_review", False)]
    assert said_against(PAY, date(2026, 9, 15)) == {"review_soon"}
    assert said_against(PAY, date(2026, 9, 30)) == {"review_soon"}


def test_an_answer_is_stale_from_the_day_after_its_review_is_due():
    assert not is_stale(PAY, today=date(2026, 9, 30))
    assert is_stale(PAY, today=date(2026, 10, 1))
    assert is_stale(PAY, today=date(2026, 9, 1), within=REVIEW_SOON)


def test_a_text_for_lawyers_is_noted_as_hard():
    hard = (
        "Notwithstanding statutory obligations, organisations undertaking recruitment activities "
        "necessarily require comprehensive documentation regarding professional qualifications."
    )

    assert said_against(replace(PAY, text=hard)) == {"hard_to_read"}
    assert reading_age(hard) > 18
    assert reading_age("The cat sat on the mat. It was fat.") <= 6


@pytest.mark.parametrize(
    ("word", "count"),
    [("pay", 1), ("table", 2), ("helped", 1), ("wanted", 2), ("qualification", 5), ("TA", 1)],
)
def test_syllables_are_counted_as_they_are_spoken(word: str, count: int):
    assert syllables(word) == count


def test_a_dash_is_no_word():
    assert count_words("- **Pay:** £5 – £6\n- more") == 4
