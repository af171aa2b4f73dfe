"""The chat as pages: each form is sent as a browser without script sends it."""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape

import httpx
import pytest

from agency.storage.models import Rating
from agency.storage.unit import OpenUnit
from tests.factories import a_vacancy
from tests.web.gateway.assistant_stand_in import AssistantStandIn, heard, message

MARKUP = '<script>alert("x")</script>'


@pytest.fixture
def browser(home: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=home, timeout=20, trust_env=False, follow_redirects=True) as client:
        yield client


def begin(browser: httpx.Client) -> httpx.Response:
    return browser.post("/chat", data={"page": "/senco-jobs"})


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"no field {name}"
    return unescape(found[1])


def say(browser: httpx.Client, text: str, once: str = "") -> httpx.Response:
    return browser.post("/chat/say", data={"text": text, "once": once})


def test_looking_at_the_page_begins_nothing(browser: httpx.Client):
    page = browser.get("/chat", params={"page": "/senco-jobs"})

    assert "Start a chat" in page.text
    assert "set-cookie" not in page.headers


def test_what_is_said_is_answered_on_the_page_it_leads_to(browser: httpx.Client):
    page = begin(browser)
    assert page.url.path == "/chat"
    assert page.url.fragment == "new"

    page = say(browser, "what does a SENCO do?")

    assert page.history[-1].status_code == 303
    assert page.text.count("what does a SENCO do?") == 2  # by the visitor, and by the stand-in
    assert page.headers["cache-control"] == "no-store"


def test_markup_is_shown_as_it_was_typed(browser: httpx.Client):
    begin(browser)

    page = say(browser, MARKUP).text

    assert MARKUP not in page
    assert "&lt;script&gt;" in page


def test_the_key_is_in_no_address_and_on_no_page(browser: httpx.Client):
    begin(browser)
    conversation, _, token = browser.cookies["chat"].partition(".")

    page = say(browser, "hello")

    assert token
    assert token not in page.text
    assert all(token not in str(step.url) for step in [*page.history, page])
    assert conversation not in page.text


def test_no_script_may_read_the_key_and_no_other_site_may_use_it(browser: httpx.Client):
    response = browser.post("/chat", follow_redirects=False)

    assert "HttpOnly" in response.headers["set-cookie"]
    assert "samesite=lax" in response.headers["set-cookie"].lower()
    elsewhere = browser.post(
        "/chat/say", data={"text": "I was never asked"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert elsewhere.status_code != 303
    assert "I was never asked" not in browser.get("/chat").text


def test_the_same_form_sent_twice_is_one_message(
    browser: httpx.Client, assistant: AssistantStandIn
):
    once = hidden(begin(browser).text, "once")

    say(browser, "what does it pay?", once)
    say(browser, "what does it pay?", once)

    assert assistant.texts == ["what does it pay?"]


def test_a_choice_is_a_button(browser: httpx.Client, assistant: AssistantStandIn):
    button = ("What does it pay?", '/ask{"topic": "salary"}')
    assistant.answer = lambda turn: heard(message("Well.", button))
    begin(browser)
    page = say(browser, "hello").text
    token = re.search(r'name="choice" value="([^"]+)">What does it pay\?', page)
    assert token

    browser.post("/chat/say", data={"choice": unescape(token[1]), "once": "k1"})

    assert assistant.turns[-1]["intent"] == "ask"


def test_what_cannot_be_sent_stays_in_the_box_with_the_reason_beside_it(browser: httpx.Client):
    begin(browser)

    page = say(browser, "words " * 400)

    assert page.status_code == 413
    assert 'aria-invalid="true"' in page.text
    assert "words words words" in page.text
    assert "<title>Error:" in page.text


def test_a_chat_of_somebody_else_opens_nothing(browser: httpx.Client, home: str):
    begin(browser)
    say(browser, "this is private")
    conversation = browser.cookies["chat"].partition(".")[0]

    with httpx.Client(
        base_url=home, timeout=20, trust_env=False, follow_redirects=True
    ) as stranger:
        stranger.cookies.set("chat", f"{conversation}.a-guess")
        page = stranger.get("/chat")
        copy = stranger.get("/chat/copy.txt")

    assert "this is private" not in page.text + copy.text
    assert "Start a chat" in page.text


def test_a_copy_holds_what_both_sides_said(browser: httpx.Client):
    begin(browser)
    say(browser, "what hours are they?")

    copy = browser.get("/chat/copy.txt")

    assert copy.headers["content-disposition"] == 'attachment; filename="chat.txt"'
    assert "You:\nwhat hours are they?" in copy.text
    assert "Assistant:\n" in copy.text


def test_a_file_is_sent_from_the_page(browser: httpx.Client):
    begin(browser)

    kept = browser.post("/chat/cv", files={"file": ("cv.txt", b"Jo Example\n" * 9, "text/plain")})
    refused = browser.post("/chat/cv", files={"file": ("cv.exe", b"MZ" + b"\0" * 99)})

    assert "CV: cv.txt" in kept.text
    assert refused.status_code == 415
    assert 'id="why"' in refused.text


def test_details_are_left_without_having_chatted_and_only_with_consent(browser: httpx.Client):
    form = hidden(browser.get("/chat/contact").text, "once")
    details = {"name": "Sam Example", "phone": "07700 900123", "once": form}

    without = browser.post("/chat/contact", data=details)
    with_it = browser.post("/chat/contact", data=details | {"consent": "yes"})

    assert without.status_code == 422
    assert 'value="07700 900123"' in without.text
    assert re.search(r"\bL-\d{4}\b", with_it.text)


def test_a_chat_that_is_deleted_is_gone_from_the_house_and_the_browser(
    browser: httpx.Client, home: str
):
    begin(browser)
    say(browser, "forget this")
    kept = browser.cookies["chat"]
    assert "Delete this chat?" in browser.get("/chat/end").text

    page = browser.post("/chat/end")

    assert "has been deleted" in page.text
    assert "chat" not in browser.cookies
    with httpx.Client(base_url=home, timeout=20, trust_env=False) as again:
        again.cookies.set("chat", kept)
        assert "forget this" not in again.get("/chat").text


def test_a_refusal_is_a_page_for_a_person(browser: httpx.Client):
    page = browser.post("/chat/say", data={"text": "hello"})

    assert page.headers["content-type"].startswith("text/html")
    assert "Start a chat" in page.text


def test_each_trouble_stands_beside_its_field_and_nothing_that_was_typed_is_lost(
    browser: httpx.Client,
):
    typed = {"name": "Jo Example", "email": "jo at example", "phone": "12", "way": "post"}

    page = browser.post("/chat/contact", data=typed)

    assert page.status_code == 422
    for field in ("email", "phone", "way_words", "consent"):
        assert f'id="{field}-why"' in page.text, field
        assert f'href="#{field}"' in page.text, field
    assert 'value="jo at example"' in page.text
    assert "<title>Error" in page.text
    assert "set-cookie" not in page.headers


def test_an_answer_is_rated_with_a_reason_and_the_rating_is_taken_back(
    browser: httpx.Client, assistant: AssistantStandIn, open_unit: OpenUnit
):
    assistant.answer = lambda _: heard(message("Pay.", answer={"topic": "salary", "role": "senco"}))
    begin(browser)
    reply = hidden(say(browser, "pay?").text, "reply")

    page = browser.post("/chat/rate", data={"reply": reply, "rating": "down"}).text
    assert "did not help" in page
    browser.post(
        "/chat/rate",
        data={"reply": reply, "rating": "down", "reason": "not_clear", "words": "too long words"},
    )
    with open_unit() as session:
        kept = session.query(Rating).one()
        assert (kept.reason, kept.words) == ("not_clear", "too long words")

    assert "Did this help?" in browser.post("/chat/rate", data={"reply": reply, "rating": ""}).text
    for wrong in (
        {"rating": "up"},
        {"reply": "x", "rating": "up"},
        {"reply": reply, "rating": "z"},
    ):
        assert browser.post("/chat/rate", data=wrong).status_code in {400, 404}
    with open_unit() as session:
        assert session.query(Rating).count() == 0


def test_a_job_on_a_card_is_asked_about_with_a_press(
    browser: httpx.Client, assistant: AssistantStandIn, open_unit: OpenUnit
):
    with open_unit() as session:
        a_vacancy(session, reference="V-1", title="SENCO", place="Leeds", closes=date(2999, 1, 1))
    card = {"kind": "vacancy", "id": "V-1", "title": "SENCO", "place": "Leeds"}
    assistant.answer = lambda _: heard(message("Jobs:", cards=[card]))
    begin(browser)
    assert 'value="V-1"' in say(browser, "jobs?").text

    page = browser.post("/chat/say", data={"vacancy": "V-1", "once": "o"})

    assert assistant.turns[-1]["vacancy"] == "V-1"
    assert "Ask about this job: SENCO, Leeds" in page.text


def test_a_file_that_is_far_too_large_is_refused_on_the_page_it_was_sent_from(
    browser: httpx.Client,
):
    begin(browser)

    refused = browser.post("/chat/cv", files={"file": ("cv.pdf", b"%PDF-1.4\n" * 1_500_000)})

    assert refused.status_code == 413
    assert 'id="why">That file is larger than 10 MB' in refused.text
    assert "<title>Error" in refused.text


def test_an_answer_in_easy_read_is_a_sentence_to_a_line_and_its_rest_is_folded_away(
    browser: httpx.Client, assistant: AssistantStandIn
):
    text = "It pays £90. Ask us first.\n\n1. One\n2. Two\n\nThe end. It is short."
    assistant.answer = lambda _: heard(message(text, answer={"topic": "salary"}))
    browser.post("/chat", data={"page": "/", "easy": "1"})

    easy = say(browser, "pay?").text
    plain = browser.post("/chat/easy", data={"easy": ""}).text
    again = browser.post("/chat/easy", data={"easy": "1"}).text

    first, rest = "<p>It pays £90.</p>\n<p>Ask us first.</p>", "<ol><li>One</li><li>Two</li></ol>"
    assert f"{first}<details><summary>Show the rest</summary>{rest}" in easy
    assert f"<p>It pays £90. Ask us first.</p>\n{rest}" in plain
    assert first in again
    assert "Leave easy read" in again


def test_easy_read_needs_a_chat_and_no_other_site_may_turn_it_on(browser: httpx.Client):
    nobody = browser.post("/chat/easy", data={"easy": "1"})
    assert "Start a chat" in nobody.text
    begin(browser)

    elsewhere = browser.post(
        "/chat/easy", data={"easy": "1"}, headers={"sec-fetch-site": "cross-site"}
    )

    assert "Start a chat" in elsewhere.text
    assert "Leave easy read" not in browser.get("/chat").text


def test_a_copy_names_the_address_of_each_link(browser: httpx.Client, assistant: AssistantStandIn):
    text = "**Read** [ours](/privacy) or [theirs](https://example.org/a)."
    assistant.answer = lambda _: heard(message(text))
    begin(browser)
    say(browser, "**what** may I read?")

    copy = browser.get("/chat/copy.txt").text

    assert "You:\n**what** may I read?" in copy
    assert re.search(r"Read ours \(http\S+/privacy\) or theirs \(https://example\.org/a\)\.", copy)
