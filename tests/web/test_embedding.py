"""The chat on other websites: what is set at the desk counts, without a restart."""

import json

from fastapi import FastAPI
from fastapi.testclient import TestClient

from agency.services.agency.sections import keep_section
from agency.storage.sections import SectionBook
from agency.storage.unit import OpenUnit
from tests.factories import MONDAY
from web.gateway.embedding import ListedWebsites, OwnWebsites, router

WIDGET = {
    "colour": "#5b2a86",
    "greetings": [{"page": "/blog/*", "text": "Reading up?"}, {"page": "*", "text": "Hello."}],
    "origins": ["https://www.example.org"],
}


def a_gateway(open_unit: OpenUnit) -> TestClient:
    app = FastAPI()
    app.include_router(router)
    app.state.own_websites = OwnWebsites(SectionBook(open_unit), ["https://fixed.example"])
    app.add_middleware(ListedWebsites, own=app.state.own_websites)
    return TestClient(app)


def test_a_page_is_told_how_the_chat_looks_and_what_it_says_first(open_unit: OpenUnit):
    with open_unit() as session:
        keep_section(session, "widget", WIDGET, who="mo", now=MONDAY)

    told = a_gateway(open_unit).get("/api/v1/widget", params={"page": "/blog/senco-pay"}).json()

    looks = {"name": "", "colour": "#5b2a86", "position": "right"}
    assert told == {"listed": True, **looks, "greeting": "Reading up?"}


def test_the_name_above_the_chat_is_the_agencys_until_the_desk_sets_another(open_unit: OpenUnit):
    own = OwnWebsites(SectionBook(open_unit), [])
    assert json.loads(own.looks("Example Agency"))["name"] == "Example Agency"

    with open_unit() as session:
        keep_section(session, "widget", WIDGET | {"name": "Ask Jo"}, who="mo", now=MONDAY)

    own = OwnWebsites(SectionBook(open_unit), [])
    assert json.loads(own.looks("Example Agency"))["name"] == "Ask Jo"


def test_only_websites_that_are_listed_may_read_our_answers(open_unit: OpenUnit):
    with open_unit() as session:
        keep_section(session, "widget", WIDGET, who="mo", now=MONDAY)
    gateway = a_gateway(open_unit)
    gateway.get("/api/v1/widget")

    def allowed(origin: str) -> str | None:
        answer = gateway.get("/api/v1/conversations", headers={"Origin": origin})
        return answer.headers.get("access-control-allow-origin")

    assert allowed("https://www.example.org") == "https://www.example.org"
    assert allowed("https://fixed.example") == "https://fixed.example"
    assert allowed("https://www.example.org.evil.example") is None
    assert allowed("http://www.example.org") is None


def test_a_website_that_is_not_listed_can_read_that_it_is_not(open_unit: OpenUnit):
    asked = a_gateway(open_unit).get("/api/v1/widget", headers={"Origin": "https://a.example"})

    assert asked.json()["listed"] is False
    assert asked.headers["access-control-allow-origin"] == "*"
    assert "Origin" in asked.headers["vary"]
    assert len(asked.content) < 200


def test_a_frame_is_for_listed_websites_alone(open_unit: OpenUnit):
    with open_unit() as session:
        keep_section(session, "widget", WIDGET, who="mo", now=MONDAY)
    fixed = ["http://localhost:8080", "https://a.example; script-src *"]
    own = OwnWebsites(SectionBook(open_unit), fixed)
    own.sections.read("widget")

    assert own.ancestors == "'self' http://localhost:8080 https://www.example.org"
