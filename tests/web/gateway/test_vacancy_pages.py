"""A page for each vacancy, and a chat that knows which one it was opened on."""

from datetime import date

import httpx

from agency.core.roles import Role
from agency.storage.models import Lead, Vacancy
from agency.storage.unit import OpenUnit
from tests.web.gateway.assistant_stand_in import AssistantStandIn
from tests.web.gateway.conftest import Visitor, is_problem

NASTY = "<script>alert(1)</script>"


def a_vacancy(open_unit: OpenUnit, reference: str, closes: date) -> None:
    with open_unit() as session:
        session.add(
            Vacancy(
                reference=reference,
                role=Role.SENCO,
                title=f"SENCO {NASTY}",
                school="Example School",
                place="Leeds",
                pay="£50,000",
                closes=closes,
            )
        )


def test_an_open_vacancy_has_a_page_and_a_greeting_and_a_closed_one_neither(
    open_unit: OpenUnit, door: httpx.Client
):
    a_vacancy(open_unit, "OPEN-1", date(2999, 1, 1))
    a_vacancy(open_unit, "SHUT-1", date(2020, 1, 1))

    shown = door.get("/vacancies/OPEN-1").text
    assert 'data-vacancy="OPEN-1"' in shown
    assert NASTY not in shown
    assert "OPEN-1" in door.get("/vacancies").text
    assert "SHUT-1" not in door.get("/vacancies").text
    for reference in ("SHUT-1", "nothing", "..%2f..%2fx"):
        assert door.get(f"/vacancies/{reference}").status_code == 404, reference

    def greeted(vacancy: str) -> httpx.Response:
        body = {"page": "/x", "vacancy": vacancy}
        return door.post("/api/v1/conversations", json=body)

    reply = greeted("OPEN-1").json()["replies"][0]
    assert "in Leeds" in reply["text"]
    assert reply["cards"][0]["id"] == "OPEN-1"
    assert reply["choices"][0]["title"] == "More about this job"
    for vacancy in ("SHUT-1", "nothing", "<b>", "x" * 200):
        assert not greeted(vacancy).json()["replies"][0].get("cards"), vacancy


def test_asking_about_a_job_makes_the_talk_about_it_until_another_is_asked_about(
    open_unit: OpenUnit, visitor: Visitor, assistant: AssistantStandIn
):
    a_vacancy(open_unit, "OPEN-1", date(2999, 1, 1))
    a_vacancy(open_unit, "OPEN-2", date(2999, 1, 1))
    visitor.say("hello")
    assert assistant.turns[-1]["vacancy"] is None

    assert visitor.send({"vacancy": "OPEN-1"}, key="k").status_code == 200
    asked = assistant.turns[-1]
    assert (asked["vacancy"], asked["intent"]) == ("OPEN-1", "ask")
    assert asked["entities"] == {"topic": "job_search"}
    assert visitor.send({"vacancy": "OPEN-1"}, key="k").status_code == 200
    said = [turn["text"] for turn in visitor.read()["turns"] if turn["from"] == "visitor"]
    assert said == ["hello", f"Ask about this job: SENCO {NASTY}, Leeds"]

    visitor.say("where is it")
    assert assistant.turns[-1]["vacancy"] == "OPEN-1"
    visitor.send({"text": "and this one?", "vacancy": "OPEN-2"})
    assert (assistant.turns[-1]["vacancy"], assistant.turns[-1].get("intent")) == ("OPEN-2", None)


def test_a_job_that_is_closed_is_refused_in_words_and_with_a_message_passed_over(
    open_unit: OpenUnit, visitor: Visitor, assistant: AssistantStandIn
):
    a_vacancy(open_unit, "SHUT-1", date(2020, 1, 1))

    for reference in ("SHUT-1", "nothing", "<b>", "x" * 200, ""):
        assert is_problem(visitor.send({"vacancy": reference}), 409, "vacancy_closed")
    assert assistant.turns == []
    visitor.send({"text": "hello", "vacancy": "SHUT-1"})
    assert assistant.turns[-1]["vacancy"] is None
    for wrong in ({}, {"choice": "x", "vacancy": "SHUT-1"}, {"choice": "x", "text": "y"}):
        assert visitor.send(wrong).status_code == 422


def test_a_job_that_was_asked_about_reaches_the_lead(
    open_unit: OpenUnit, visitor: Visitor, assistant: AssistantStandIn
):
    a_vacancy(open_unit, "OPEN-1", date(2999, 1, 1))
    visitor.send({"vacancy": "OPEN-1"})

    visitor.leave(name="Jo Example", email="jo@example.org", consent=True)

    with open_unit() as session:
        assert session.query(Lead).one().vacancy == "OPEN-1"
