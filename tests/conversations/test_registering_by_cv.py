"""A registration that a CV answers for the most part, over the chat API, with all running."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.agency.cv import files
from tests.cv_set import MadeCv, the_set
from tests.visitor import Visitor
from tests.whole_house import WholeHouse

pytestmark = pytest.mark.assistant

MOST_TURNS = 6


@pytest.fixture(scope="module")
def token(house: WholeHouse) -> str:
    printed = house.command("token", "create", "cvs", "--scope", "leads:read")
    return printed.split()[-1]


@pytest.fixture(scope="module")
def cvs() -> dict[str, MadeCv]:
    return {cv.filename: cv for cv in the_set()}


def lead_of(visitor: Visitor, house: WholeHouse, token: str) -> dict[str, Any]:
    reference = next(word.strip(".,") for word in visitor.text.split() if word.startswith("L-"))
    found = httpx.get(
        f"{house.url}/api/v1/leads/{reference}",
        headers={"Authorization": f"Bearer {token}"},
        timeout=20,
    )
    assert found.status_code == 200, found.text
    lead: dict[str, Any] = found.json()
    return lead


def upload(visitor: Visitor, folder: Path, body: bytes, name: str) -> None:
    (folder / name).write_bytes(body)
    visitor.upload(folder / name)


def test_from_register_to_sent_it_takes_six_turns(
    house: WholeHouse, token: str, cvs: dict[str, MadeCv], tmp_path: Path
) -> None:
    cv, visitor = cvs["tuning-00.pdf"], Visitor(house.url)
    today = datetime.now(UTC)
    # With children without a break, from March 2016 to this month.
    years = round(((today.year - 2016) * 12 + today.month - 2) / 12, 1)

    visitor.say("I want to register")
    visitor.choose("Yes, I agree")
    assert visitor.asks == "role"
    visitor.say("teaching assistant")
    upload(visitor, tmp_path, cv.body, cv.filename)
    assert visitor.asks == "cv"
    for words in (
        "Siobhán O'Connor",
        "siobhan.oconnor@example.org",
        "“Telephone: 07700 900101”",
        "Manchester, M1 4BT",
        "SEN Teaching Assistant, Oakfield Primary School",
        f"{years:g} years",
        "GCSE Mathematics (C)",
    ):
        assert words in visitor.text
    for private in ("12/03/1988", "British", "Married", "QQ 12 34 56 C"):
        assert private not in visitor.text
    visitor.choose("Yes, that is right")
    assert visitor.asks == "summary"
    visitor.choose("Send")

    lead = lead_of(visitor, house, token)
    assert sum(turn["from"] == "visitor" for turn in lead["conversation"]) <= MOST_TURNS
    candidate = lead["candidate"]
    assert (
        candidate
        | {
            "name": "Siobhán O'Connor",
            "email": "siobhan.oconnor@example.org",
            "phone": "+447700900101",
            "postcode": "M1 4BT",
            "town": "Manchester",
            "current_occupation": "SEN Teaching Assistant, Oakfield Primary School",
            "experience_years": years,
            "dbs": "update_service",
            "right_to_work": None,
        }
        == candidate
    )
    assert lead["cv"]["fields"]["outcome"] == "parsed"
    assert not {"name", "email", "phone", "postcode"} & set(lead["cv"]["unconfirmed"])
    assert "jobs" in lead["cv"]["unconfirmed"]


@pytest.mark.parametrize("number", range(0, 24, 3))
def test_a_cv_that_comes_first_is_offered_after_the_consent(
    house: WholeHouse, token: str, cvs: dict[str, MadeCv], tmp_path: Path, number: int
) -> None:
    cv = next(each for name, each in cvs.items() if name.startswith(f"tuning-{number:02d}"))
    visitor = Visitor(house.url)

    upload(visitor, tmp_path, cv.body, cv.filename)
    assert visitor.asks == "consent"
    assert str(cv.truth["email"]) not in visitor.text
    visitor.choose("Yes, I agree")
    assert visitor.asks == "cv"
    visitor.say("yes")
    if visitor.asks == "role":
        visitor.say("semh support worker")
    assert visitor.asks == "summary", visitor.text
    visitor.choose("Send")

    lead = lead_of(visitor, house, token)
    assert sum(turn["from"] == "visitor" for turn in lead["conversation"]) <= MOST_TURNS
    assert lead["candidate"]["email"] == cv.truth["email"]
    assert lead["candidate"]["phone"] == cv.truth["phone"]


def test_what_was_typed_stays_unless_the_cvs_is_wanted(
    house: WholeHouse, token: str, tmp_path: Path
) -> None:
    kept, taken = Visitor(house.url), Visitor(house.url)
    for visitor, choice in ((kept, "keep what I told you"), (taken, "take it all from the CV")):
        for words in ("I want to register", "yes", "TA", "Kim Example", "kim@example.org"):
            visitor.say(words)
        upload(visitor, tmp_path, files.a_docx(), "cv.docx")
        assert "you told me kim@example.org; your CV says jo.example@example.org" in visitor.text
        visitor.choose(choice)
        assert visitor.asks == "summary"
        visitor.choose("Send")

    first, second = (lead_of(visitor, house, token) for visitor in (kept, taken))
    assert (first["candidate"]["name"], first["candidate"]["email"]) == (
        "Kim Example",
        "kim@example.org",
    )
    assert first["candidate"]["phone"] == "+447700900123"
    assert "email" in first["cv"]["unconfirmed"]
    assert second["candidate"]["email"] == "jo.example@example.org"


def test_a_wrong_value_is_put_right_by_typing_it_or_by_choosing_it(
    house: WholeHouse, token: str, tmp_path: Path
) -> None:
    visitor = Visitor(house.url)
    for words in ("I want to register", "yes", "TA"):
        visitor.say(words)
    upload(visitor, tmp_path, files.a_docx(), "cv.docx")
    visitor.choose("Something is wrong")
    assert visitor.asks == "cv"
    visitor.choose("E-mail")
    assert visitor.asks == "email"
    visitor.say("jo2@example.org")
    assert visitor.asks == "summary"
    visitor.choose("Answer those now")
    assert visitor.asks not in (None, "summary")

    other = Visitor(house.url)
    for words in ("I want to register", "yes", "TA"):
        other.say(words)
    upload(other, tmp_path, files.a_docx(), "cv.docx")
    other.say("yes but my phone number is 07700 900999")
    assert other.asks == "summary"
    assert "07700 900999" in other.text
    other.choose("Send")
    lead = lead_of(other, house, token)
    assert lead["candidate"]["phone"] == "+447700900999"
    assert "phone" in lead["cv"]["unconfirmed"]


def test_nothing_is_taken_from_a_cv_against_its_senders_will(
    house: WholeHouse, tmp_path: Path
) -> None:
    visitor = Visitor(house.url)
    for words in ("I want to register", "yes", "TA"):
        visitor.say(words)
    upload(visitor, tmp_path, files.a_docx(), "cv.docx")
    visitor.choose("Use nothing from it")

    assert visitor.asks == "name"
    assert "name" not in visitor.history()["form"]["values"]


def test_a_question_at_the_offer_is_answered_and_it_is_made_again(
    house: WholeHouse, tmp_path: Path
) -> None:
    visitor = Visitor(house.url)
    for words in ("I want to register", "yes", "TA"):
        visitor.say(words)
    upload(visitor, tmp_path, files.a_docx(), "cv.docx")

    visitor.say("what does a SENCO earn?")

    assert visitor.answers[0]["topic"] == "salary"
    assert visitor.asks == "cv"
    assert "jo.example@example.org" in visitor.text


def test_a_scan_is_said_to_be_one_and_is_on_the_lead_with_its_reason(
    house: WholeHouse, token: str, tmp_path: Path
) -> None:
    visitor = Visitor(house.url)
    upload(visitor, tmp_path, files.a_scan(), "cv.pdf")
    assert "as a scanner makes them" in visitor.text
    for words in ("yes", "TA", "Kim Example", "kim@example.org", "07700 900111", "Bolton"):
        visitor.say(words)
    while visitor.asks != "summary":
        visitor.choose("Skip" if visitor.asks not in ("right_to_work", "dbs") else "Not sure")
    visitor.choose("Send")

    fields = lead_of(visitor, house, token)["cv"]["fields"]
    assert (fields["outcome"], fields["reason"], fields["name"]) == ("needs_ocr", "scan", None)
