import pytest

from bot.nlu.form_answers import is_answer


def intent(name: str, sure: float = 0.8) -> dict:
    return {"name": name, "confidence": sure}


@pytest.mark.parametrize(
    ("asks", "text", "guess"),
    [
        ("name", "Zbigniew Kowalski", intent("ask", 0.2)),
        ("email", "jo@example.org", intent("ask", 0.4)),
        ("consent", "yes", intent("affirm")),
        ("right_to_work", "not sure", intent("deny")),
        ("current_occupation", "care assistant in a nursing home", intent("ask", 0.7)),
        ("experience", "about ten years give or take", intent("ask", 0.6)),
        ("question", "what would I earn in a PRU?", intent("ask", 0.9)),
        ("cv", "I'll send it later", intent("stop", 0.9)),
        ("when", "whenever", intent("request_person", 0.9)),
        ("when", "in an hour", intent("request_person", 0.9)),
        ("when", "ring me tomorrow after 4", intent("request_call", 0.95)),
        ("when", "anytime really", intent("thank", 0.9)),
        ("when", "can you do Monday at 10?", intent("ask", 0.9)),
        ("when", "when I finish work, about 5", intent("ask", 0.9)),
        ("start", "is january ok?", intent("ask", 0.9)),
        ("name", "Will Price", intent("out_of_scope", 0.9)),
        ("name", "Can Yilmaz", intent("ask", 0.9)),
        ("name", "Jean Person", intent("request_person", 0.9)),
        ("name", "May Hope", intent("greet", 0.9)),
        ("name", "Hi I'm Will", intent("greet", 0.9)),
        ("school", "Will Adams Centre", intent("out_of_scope", 0.9)),
        (
            "question",
            "I'd like to speak to somebody about my pay",
            intent("request_person", 0.9),
        ),
    ],
)
def test_an_answer_is_taken_as_one(asks, text, guess):
    assert is_answer(asks, text, guess, {})


@pytest.mark.parametrize(
    ("asks", "text", "guess"),
    [
        ("email", "who gets to see what I tell you?", intent("ask")),
        ("phone", "how much would i earn", intent("ask")),
        ("name", "why do you ask?", intent("ask", 0.3)),
        ("name", "stop", intent("stop", 0.9)),
        ("phone", "I'd rather not say", intent("skip", 0.8)),
        ("cv", "stop, I'll do it later", intent("stop", 0.9)),
        ("name", "Good Morning", intent("greet", 0.9)),
        ("name", "Can You Help", intent("ask", 0.9)),
        ("name", "Stop Please", intent("stop", 0.9)),
        ("when", "when are you open?", intent("ask", 0.9)),
        ("when", "what time do you close on Monday?", intent("ask", 0.9)),
        ("question", "can I talk to a person", intent("request_person", 0.9)),
        ("place", "can I talk to a person", intent("request_person", 0.9)),
        (
            "availability",
            "a child told me she is being hit at home",
            intent("disclose_concern", 0.7),
        ),
    ],
)
def test_a_question_or_a_wish_is_not_swallowed(asks, text, guess):
    assert not is_answer(asks, text, guess, {})


def test_an_address_in_a_sentence_is_still_an_address():
    text = "sure you can write to me at jo@example.org"

    assert is_answer("email", text, intent("ask", 0.7), {"email": "jo@example.org"})


@pytest.mark.parametrize(
    ("asks", "text", "found", "guess"),
    [
        ("contact", "can you use jo@example.org?", "email", intent("ask", 0.9)),
        ("phone", "is 07700 900123 ok?", "phone", intent("ask", 0.9)),
        ("email", "jo@example.org and call me", "email", intent("request_person", 0.9)),
        ("place", "Leeds?", "place", intent("ask", 0.9)),
    ],
)
def test_an_address_or_a_town_with_a_question_mark_is_an_answer(asks, text, found, guess):
    assert is_answer(asks, text, guess, {found: text})


def test_our_own_number_is_not_theirs():
    text = "is 0161 496 0100 your number?"

    assert not is_answer("phone", text, intent("ask", 0.9), {"phone": "0161 496 0100"})


def test_a_town_in_a_question_about_jobs_is_no_answer():
    text = "what jobs are in Leeds?"

    assert not is_answer("place", text, intent("ask", 0.9), {"place": "Leeds"})


@pytest.mark.parametrize("asks", ["cv", "summary"])
def test_a_number_that_puts_right_what_was_shown_is_no_question_about_numbers(asks):
    contact = intent("ask", 0.9)
    found = {"phone": "07700 900999"}

    assert is_answer(asks, "yes but my phone number is 07700 900999", contact, found)
    assert not is_answer(asks, "is 07700 900999 your number?", contact, found)
