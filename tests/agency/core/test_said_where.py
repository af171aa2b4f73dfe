from dataclasses import dataclass
from typing import Any

from agency.core.said_where import find_where_said, slots_told


@dataclass
class Said:
    public_id: str
    text: str
    speaker: str = "visitor"
    told: list[str] | None = None
    reply: dict[str, Any] | None = None


def asks(slot: str) -> Said:
    form = {"name": "registration", "asks": slot}
    return Said(f"ask {slot}", "?", "assistant", reply={"form": form})


def test_a_turn_that_is_known_to_have_told_a_fact_is_where_it_was_said():
    turns = [
        asks("experience"),
        Said("a", "ten years in care", told=["experience"]),
        Said("b", "10"),
    ]

    assert find_where_said({"experience_years": 10.0}, turns) == {"experience_years": "a"}


def test_the_last_word_on_a_fact_is_the_one_that_counts():
    turns = [Said("a", "Jo", told=["name"]), Said("b", "it's Joe, not Jo", told=["name"])]

    assert find_where_said({"name": "Joe"}, turns) == {"name": "b"}


def test_of_a_chat_that_kept_nothing_the_words_and_the_question_say_where():
    turns = [
        asks("phone"), Said("a", "0161 496-0345"), asks("right_to_work"), Said("b", "sure"),
        Said("c", "and I live in Stockport by the way"),
    ]  # fmt: skip
    facts = {"phone": "+441614960345", "right_to_work": "yes", "town": "Stockport", "dbs": "yes"}

    assert find_where_said(facts, turns) == {"phone": "a", "right_to_work": "b", "town": "c"}


def test_a_part_of_a_longer_word_is_not_where_a_fact_was_said():
    assert find_where_said({"name": "Ann"}, [Said("a", "I can start on Annex Street")]) == {}


def test_a_turn_told_what_was_not_known_before_it_and_nothing_that_was_skipped():
    before = {"name": "Jo", "email": "jo@example.org"}
    after = {"name": "Joe", "email": "jo@example.org", "phone": "skipped", "start": "now", "x": 1}

    assert slots_told(before, after) == ["name", "start"]
    assert slots_told(after, after) is None
