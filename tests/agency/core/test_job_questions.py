"""What a message asks of the one job its writer is looking at."""

import pytest

from agency.core.job_questions import facts_asked


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("where is it", ("place",)),
        ("Where's the school?", ("place",)),
        ("which school is it", ("place",)),
        ("what does it pay, and where is it?", ("place", "pay")),
        ("what are the hours", ("pattern",)),
        ("is it full time?", ("pattern",)),
        ("is it permanent", ("contract",)),
        ("when does it start?", ("starts",)),
        ("when does it close?", ("closes",)),
        ("is it still available", ("closes",)),
        ("tell me more about this job", ("whole",)),
        ("more about it", ("whole",)),
    ],
)
def test_a_short_question_asks_for_facts_of_the_job(text: str, facts: tuple[str, ...]):
    assert facts_asked(text) == facts


@pytest.mark.parametrize(
    "text",
    [
        "how do I start",
        "what does a SENCO earn?",
        "where are you based",
        "where is my CV",
        "where can I train from home",
        "are there other jobs, and what do they pay?",
        "what would I do all day?",
        "my son's school will not help him, where is the law",
        "is it permanent? " * 20,
        "",
    ],
)
def test_what_is_not_about_the_job_alone_is_left_to_the_answers(text: str):
    assert facts_asked(text) == ()
