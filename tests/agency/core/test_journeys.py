"""What a chat's record says of its way, reckoned by hand."""

from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from agency.core.journeys import Exchange, Path, hears, why_again

MONDAY = "2026-03-02"


def an_exchange(
    text: str = "words", intent: str = "inform", asks: str | None = None, **but: Any
) -> Exchange:
    name = but.pop("form", "registration")
    form = {"name": name, "asks": asks} if asks else None
    reply = {"text": but.pop("says", "…"), "form": form, **but}
    return Exchange(MONDAY, text, intent, [reply])


def told(*exchanges: Exchange) -> Path:
    path = Path()
    for exchange in exchanges:
        path.follow(exchange)
    return path


def test_a_form_that_is_left_counts_where_it_was_left():
    path = told(
        an_exchange("register", "register", asks="consent"),
        an_exchange("yes", "affirm", asks="role"),
        an_exchange("senco", asks="name"),
    )

    assert path.counts(over=True) == {
        (MONDAY, "registration", "begun"): 1,
        (MONDAY, "registration:consent", "asked"): 1,
        (MONDAY, "registration:consent", "answered"): 1,
        (MONDAY, "registration:role", "asked"): 1,
        (MONDAY, "registration:role", "answered"): 1,
        (MONDAY, "registration:name", "asked"): 1,
        (MONDAY, "registration:name", "left"): 1,
    }
    assert (MONDAY, "registration:name", "left") not in path.counts(over=False)


def test_a_form_that_is_sent_is_left_nowhere():
    path = told(
        an_exchange("register", "register", asks="summary"),
        an_exchange("send", "affirm", says="Thank you. Your reference is L-0042."),
    )

    assert path.counts(over=True)[MONDAY, "registration", "sent"] == 1
    assert not [key for key in path.counts(over=True) if key[2] == "left"]
    assert not path.any_stands


def test_a_form_that_was_stopped_in_words_was_left_at_its_last_question():
    path = told(
        an_exchange("register", "register", asks="email"),
        an_exchange("stop", "stop", says="Nothing was sent."),
    )

    assert path.counts(over=True)[MONDAY, "registration:email", "left"] == 1


def test_what_is_asked_again_says_why_and_is_answered_once():
    path = told(
        an_exchange("register", "register", asks="email"),
        an_exchange("jo at example", asks="email"),
        an_exchange("why do you need it", "ask_why", asks="email"),
        an_exchange("what does it pay", "ask", asks="email", answer={"topic": "salary"}),
        an_exchange("jo@example.org", asks="phone"),
    )

    found = path.counts(over=False)
    assert found[MONDAY, "registration:email", "again no_address"] == 1
    assert found[MONDAY, "registration:email", "again help"] == 1
    assert found[MONDAY, "registration:email", "again question"] == 1
    assert found[MONDAY, "registration:email", "asked"] == 1
    assert found[MONDAY, "registration:email", "answered"] == 1


def test_going_back_answers_nothing():
    path = told(
        an_exchange("register", "register", asks="name"),
        an_exchange("Jo", asks="email"),
        an_exchange("back", "go_back", asks="name"),
    )

    assert (MONDAY, "registration:email", "answered") not in path.counts(over=False)


def test_a_consultants_silence_moves_no_form():
    path = told(an_exchange("register", "register", asks="name"))
    path.follow(Exchange(MONDAY, "hello?", None, []))

    assert path.forms["registration"].stands == "name"
    assert path.open == "registration"


def test_why_a_number_was_not_understood_is_told_without_the_number():
    def why(text: str) -> str:
        return why_again("phone", an_exchange(text, asks="phone"))

    assert why("mine") == "no_number"
    assert why("07700 9001") == "short_number"
    assert why("07700 900 12345678") == "broken_number"


def test_a_question_is_answered_unclear_or_out_of_scope_and_an_answer_to_a_form_is_none():
    topics = [{"title": "Pay", "topic": "salary"}]

    assert hears(an_exchange(intent="ask", answer={"topic": "salary"})) == "answered"
    assert hears(an_exchange(intent="ask", choices=topics)) == "unclear"
    assert hears(an_exchange(intent="nlu_fallback")) == "unclear"
    assert hears(an_exchange(intent="out_of_scope")) == "out_of_scope"
    assert hears(an_exchange(intent="greet", choices=topics)) is None
    assert hears(an_exchange("xx", "nlu_fallback", asks="name")) is None


slots = st.sampled_from(["consent", "role", "name", "email", "phone", "summary"])
exchanges = st.lists(
    st.builds(
        an_exchange,
        intent=st.sampled_from(["inform", "ask", "go_back", "stop", "ask_why"]),
        asks=st.none() | slots,
        form=st.sampled_from(["registration", "callback"]),
        says=st.sampled_from(["…", "Your reference is L-0042."]),
    ),
    max_size=12,
)


@given(exchanges, st.lists(st.integers(0, 12)))
def test_told_in_pieces_and_kept_between_a_journey_counts_the_same(
    said: list[Exchange], cuts: list[int]
):
    path, before, counted = Path(), Counter[Any](), Counter[Any]()
    for at, exchange in enumerate(said):
        path.follow(exchange)
        if at in cuts:
            path = Path.of(path.as_json())
            now = path.counts(over=bool(at % 2))
            counted.update(now)
            counted.subtract(before)
            before = now
    counted.update(path.counts(over=True))
    counted.subtract(before)

    whole = told(*said).counts(over=True)
    assert +counted == whole
    for (day, about, what), count in whole.items():
        if what in ("answered", "left"):
            assert count == 1
            assert whole[day, about, "asked"] == 1
