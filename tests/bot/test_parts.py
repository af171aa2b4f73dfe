import time

import pytest

from bot.nlu.parts import asks, parts, points_back


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "What is a TA, what do they do and how would I start?",
            ["What is a TA", "what do they do", "how would I start?"],
        ),
        ("Do I need a DBS? How long does it take?", ["Do I need a DBS?", "How long does it take?"]),
        (
            "do i need experience do i need a degree",
            ["do i need experience", "do i need a degree"],
        ),
        ("do I need a car / do they pay fuel", ["do I need a car", "do they pay fuel"]),
        ("is it full time, any going in Leeds", ["is it full time", "any going in Leeds"]),
        (
            "do i need experience? gcses? a degree?",
            ["do i need experience?", "gcses?", "a degree?"],
        ),
        (
            "can i do it part time n do i need a degree",
            ["can i do it part time", "do i need a degree"],
        ),
        (
            "for an LSA: 1) the hours 2. who is it for",
            ["for an LSA:", "the hours", "who is it for"],
        ),
        ("salary / hours / holidays for TAs?", ["salary", "hours", "holidays for TAs"]),
        ("wages, hours and training", ["wages", "hours", "training"]),
        ("hours and pay for an LSA", ["hours", "pay for an LSA"]),
        ("whats the job like whats the pay like", ["whats the job like", "whats the pay like"]),
        ("is it a form and if so where is it", ["is it a form", "if so where is it"]),
        ("i have experience and good skills", []),
        ("any exp needed n wots the pay", ["any exp needed", "wots the pay"]),
        ("how many years do i need", []),
        ("is it true that you do not get paid", []),
        ("not sure what to bring", []),
        ("how much does a senco earn", []),
        ("care assistant and cleaner", []),
        ("hi", []),
    ],
)
def test_two_questions_in_one_message_are_two_parts(text, found):
    assert [part.text for part in parts(text)] == found


def test_a_part_knows_where_it_stands():
    text = "I am a nurse. What would I earn?"

    for part in parts(text):
        assert text[part.start : part.end].strip() == part.text


@pytest.mark.parametrize(
    "text",
    ["what would I earn", "no idea what I'd earn", "paid holidays?", "whether it is paid"],
)
def test_a_question_is_one_without_its_mark(text):
    assert asks(text)


@pytest.mark.parametrize("text", ["and who has to pay for that", "how long does that take", "why?"])
def test_a_short_message_may_point_back(text):
    assert points_back(text)


@pytest.mark.parametrize("text", ["how much does a senco earn", "do I need a DBS"])
def test_a_question_of_its_own_does_not(text):
    assert not points_back(text)


@pytest.mark.parametrize("piece", ["and what ", "? ", "also ", ", ", "\n", "x", "& how "])
def test_no_message_is_too_twisted_to_take_apart(piece):
    started = time.process_time()
    parts((piece * 2000)[:2000])

    assert time.process_time() - started < 0.05
