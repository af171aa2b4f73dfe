import httpx
import pytest

from agency.storage.models import Conversation, Turn
from agency.storage.unit import OpenUnit
from tests.web.gateway.assistant_stand_in import AssistantStandIn, heard, message
from tests.web.gateway.conftest import Visitor, is_problem


def test_a_conversation_begins_with_a_greeting_and_choices_that_work(
    visitor: Visitor, assistant: AssistantStandIn
):
    (greeting,) = visitor.greeting

    answer = visitor.choose(greeting["choices"][0]["token"])

    assert greeting["from"] == "assistant"
    assert answer.status_code == 200
    (turn,) = assistant.turns
    assert turn["intent"] == "ask"
    assert turn["entities"] == {"topic": "salary"}
    assert turn["text"] == greeting["choices"][0]["title"]


def test_the_greeting_needs_no_assistant(door: httpx.Client, assistant: AssistantStandIn):
    assistant.stop()

    assert Visitor(door).greeting[0]["text"]


def test_a_conversation_can_be_started_without_a_body(door: httpx.Client):
    assert door.post("/api/v1/conversations").status_code == 201


def test_the_assistant_is_told_the_page_but_not_its_query(
    door: httpx.Client, assistant: AssistantStandIn
):
    Visitor(door, page="/senco-jobs?email=jo@example.org").say("hello")

    assert assistant.turns[0]["page"] == "/senco-jobs"


def test_the_assistant_knows_a_conversation_by_an_id_the_browser_never_sees(
    visitor: Visitor, assistant: AssistantStandIn
):
    visitor.say("hello")

    assert assistant.turns[0]["conversation"] not in (visitor.id, visitor.token)


def test_each_turn_brings_the_memory_of_the_one_before(
    visitor: Visitor, assistant: AssistantStandIn
):
    visitor.say("one")
    visitor.say("two")

    assert assistant.turns[0]["memory"] is None
    assert assistant.turns[1]["memory"] == [{"heard": "one"}]


def test_an_answer_keeps_its_topic_its_source_and_the_choices_after_it(
    visitor: Visitor, assistant: AssistantStandIn
):
    answer = {
        "topic": "salary",
        "role": "senco",
        "nation": "england",
        "checked": "2026-05-01",
        "source": {"title": "Pay", "url": "https://example.org/pay"},
    }
    assistant.answer = lambda _: heard(
        message(
            "£32,916", ("Next", '/ask{"topic": "qualifications", "role": "senco"}'), answer=answer
        )
    )

    (reply,) = visitor.say("what does a senco earn")

    assert reply["answer"] == answer
    assert [choice["title"] for choice in reply["choices"]] == ["Next"]
    assert "form" not in reply
    visitor.choose(reply["choices"][0]["token"])
    assert assistant.turns[1]["entities"] == {"topic": "qualifications", "role": "senco"}


def test_an_unclear_message_offers_choices_that_name_their_topic(
    visitor: Visitor, assistant: AssistantStandIn
):
    assistant.answer = lambda _: heard(
        message(
            "Did you mean",
            ("Pay", '/ask{"topic": "salary", "role": "senco"}'),
            ("Checks", '/ask{"topic": "dbs_safeguarding_checks", "role": null}'),
            choices_about=[
                {"topic": "salary", "role": "senco"},
                {"topic": "dbs_safeguarding_checks", "role": None},
            ],
        )
    )

    (reply,) = visitor.say("hm")

    assert "answer" not in reply
    assert [(choice["topic"], choice["role"]) for choice in reply["choices"]] == [
        ("salary", "senco"),
        ("dbs_safeguarding_checks", "none"),
    ]


def test_cards_come_through(visitor: Visitor, assistant: AssistantStandIn):
    card = {"kind": "vacancy", "id": "V-1", "title": "SENCO", "place": "Leeds", "pay": "M6"}
    assistant.answer = lambda _: heard(message("One vacancy", cards=[card]))

    assert visitor.say("jobs in leeds")[0]["cards"] == [card]


def test_the_last_reply_says_where_the_form_stands(visitor: Visitor, assistant: AssistantStandIn):
    assistant.answer = lambda _: heard(
        message("Thank you."),
        message("Your e-mail?"),
        form="registration_form",
        asks="email",
        slots={"consent": True, "name": "Jo"},
    )

    first, last = visitor.say("Jo")

    assert "form" not in first
    assert last["form"]["name"] == "registration"
    assert last["form"]["asks"] == "email"
    assert 1 < last["form"]["step"] < last["form"]["of"]
    assert visitor.read()["form"] == last["form"] | {"values": {"consent": True, "name": "Jo"}}


def test_the_assistant_is_told_what_the_form_asks_for(
    visitor: Visitor, assistant: AssistantStandIn
):
    assistant.answer = lambda _: heard(message("E-mail?"), form="registration_form", asks="email")

    visitor.say("register")
    visitor.say("jo@example.org")

    assert [turn["asks"] for turn in assistant.turns] == [None, "email"]


def test_a_buttons_payload_that_may_not_be_offered_is_no_choice(
    visitor: Visitor, assistant: AssistantStandIn
):
    assistant.answer = lambda _: heard(
        message(
            "Here",
            ("Web", "https://example.org"),
            ("Call", "tel:01614960100"),
            ("Restart", "/restart"),
            ("Extra", '/ask{"topic": "salary", "email": "victim@example.org"}'),
            ("List", '/inform{"value": ["a"]}'),
            ("Bad", '/inform{"value": '),
            ("Yes", "/affirm"),
        )
    )

    assert [choice["title"] for choice in visitor.say("hi")[0]["choices"]] == ["Yes"]


def test_the_conversation_can_be_read_again(visitor: Visitor, assistant: AssistantStandIn):
    replies = visitor.say("what does a senco earn")

    turns = visitor.read()["turns"]

    assert [turn["from"] for turn in turns] == ["assistant", "visitor", "assistant"]
    assert turns[0]["choices"] == visitor.greeting[0]["choices"]
    assert turns[1]["text"] == "what does a senco earn"
    assert turns[2]["id"] == replies[0]["id"]
    assert all(turn["at"].endswith("+00:00") for turn in turns)
    assert visitor.read()["form"] is None


def test_a_choice_is_read_again_by_its_title(visitor: Visitor):
    choice = visitor.greeting[0]["choices"][0]

    visitor.choose(choice["token"])

    assert visitor.read()["turns"][1]["text"] == choice["title"]


def test_an_erased_conversation_is_gone(
    visitor: Visitor, open_unit: OpenUnit, assistant: AssistantStandIn
):
    visitor.say("hello")

    assert visitor.erase().status_code == 204

    is_problem(visitor.send({"text": "still there?"}), 404)
    with open_unit() as session:
        assert session.query(Turn).count() == 0
        assert session.query(Conversation).count() == 0


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer"}, {"Authorization": "Basic x"}])
def test_without_a_token_nothing_is_said_or_shown(
    visitor: Visitor, headers: dict[str, str], assistant: AssistantStandIn
):
    for method, path in (
        ("POST", "/messages"),
        ("GET", ""),
        ("GET", "/events"),
        ("DELETE", ""),
        ("POST", "/cv"),
        ("POST", "/contact"),
    ):
        answer = visitor.door.request(method, visitor.address + path, headers=headers)
        is_problem(answer, 401, "no_token")
        assert answer.headers["www-authenticate"] == "Bearer"
    assert assistant.turns == []


def test_a_strangers_token_is_refused_as_if_there_were_no_such_conversation(
    door: httpx.Client, visitor: Visitor, assistant: AssistantStandIn
):
    stranger = Visitor(door)
    theirs = stranger.headers()

    refused = door.get(visitor.address, headers=theirs)
    unknown = door.get(f"/api/v1/conversations/{'a' * 32}", headers=theirs)
    odd = door.get("/api/v1/conversations/..%2f..%00", headers=theirs)

    is_problem(refused, 404, "no_such_conversation")
    assert refused.json() == unknown.json()
    is_problem(odd, 404)
    said = door.post(f"{visitor.address}/messages", json={"text": "hi"}, headers=theirs)
    is_problem(said, 404)
    is_problem(door.delete(visitor.address, headers=theirs), 404)
    assert assistant.turns == []
    assert len(visitor.read()["turns"]) == 1


def test_a_choice_is_good_in_its_own_conversation_alone(
    door: httpx.Client, visitor: Visitor, assistant: AssistantStandIn
):
    token = Visitor(door).greeting[0]["choices"][0]["token"]

    is_problem(visitor.choose(token), 422, "choice_refused")
    is_problem(visitor.choose(visitor.greeting[0]["choices"][0]["token"][:-2] + "xx"), 422)
    is_problem(visitor.choose("x" * 5_000), 422)
    is_problem(visitor.choose(""), 422)
    assert assistant.turns == []


def test_the_api_is_described(door: httpx.Client):
    described = door.get("/openapi.json").json()

    paths = described["paths"]
    assert "/api/v1/conversations/{conversation_id}/messages" in paths
    assert (
        "multipart/form-data"
        in (paths["/api/v1/conversations/{conversation_id}/cv"]["post"]["requestBody"]["content"])
    )
    say = paths["/api/v1/conversations/{conversation_id}/messages"]["post"]
    assert {"401", "404", "409", "413", "422", "429", "503"} <= say["responses"].keys()
    assert all(
        "application/problem+json" in answer["content"]
        for status, answer in say["responses"].items()
        if status != "200"
    )
    assert "from" in described["components"]["schemas"]["Reply"]["properties"]
