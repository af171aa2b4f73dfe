import pytest

from agency.core.answer_time import say_moment
from agency.storage.models import Candidate, Consent, Lead
from agency.storage.unit import OpenUnit
from tests.web.gateway.assistant_stand_in import AssistantStandIn
from tests.web.gateway.conftest import Visitor, as_if_just_said, is_problem
from web.gateway.pace import TURNS_A_MINUTE

DETAILS = {
    "name": "Jo O'Brien",
    "email": "jo@example.org",
    "phone": "07700 900123",
    "place": "m1 4bt",
    "role": "senco",
    "question": "Could someone ring me?",
    "consent": True,
}


def test_the_contact_form_makes_a_lead_while_the_assistant_is_away(
    visitor: Visitor, assistant: AssistantStandIn, open_unit: OpenUnit
):
    assistant.stop()

    answer = visitor.leave(**DETAILS)

    assert answer.status_code == 200
    with open_unit() as session:
        lead = session.query(Lead).one()
        assert lead.reference in answer.json()["replies"][0]["text"]
        assert say_moment(lead.promise.due_at) in answer.json()["replies"][0]["text"]
        assert lead.kind == "callback"
        assert lead.role == "senco"
        assert lead.candidate.postcode == "M1 4BT"
        assert lead.candidate.email == "jo@example.org"
        assert lead.question == "Could someone ring me?"
        assert [delivery.state for delivery in lead.deliveries] == ["waiting"] * 2
    assert [turn["from"] for turn in visitor.read()["turns"]] == [
        "assistant",
        "visitor",
        "assistant",
    ]


def test_a_number_keeps_its_extension(visitor: Visitor, open_unit: OpenUnit):
    visitor.leave(**DETAILS | {"phone": "0161 496 0123 ext 204"})

    with open_unit() as session:
        assert session.query(Candidate).one().phone == "+441614960123;ext=204"


def test_sent_twice_it_is_one_lead(visitor: Visitor, open_unit: OpenUnit):
    first, again = visitor.leave(**DETAILS), visitor.leave(**DETAILS)

    with open_unit() as session:
        assert session.query(Lead).count() == session.query(Candidate).count() == 1
    assert first.json()["replies"][0]["text"] == again.json()["replies"][0]["text"]


def test_nobody_is_sent_letters_faster_than_visitors_may_speak(
    visitor: Visitor, open_unit: OpenUnit
):
    for number in range(TURNS_A_MINUTE):
        assert visitor.leave(**DETAILS | {"question": f"And {number}?"}).status_code == 200
    as_if_just_said(open_unit)

    is_problem(visitor.leave(**DETAILS | {"question": "And again?"}), 429, "too_fast")


def test_the_same_key_gives_the_same_reply(visitor: Visitor):
    send = {"url": f"{visitor.address}/contact", "headers": visitor.headers("one")}

    first = visitor.door.post(**send, json=DETAILS)
    again = visitor.door.post(**send, json=DETAILS)
    other = visitor.door.post(**send, json=DETAILS | {"name": "Somebody Else"})

    assert first.json() == again.json()
    is_problem(other, 409, "key_reused")


@pytest.mark.parametrize("consent", [False, None, "true", 0, "no"])
def test_without_consent_nothing_is_kept(visitor: Visitor, open_unit: OpenUnit, consent: object):
    answer = visitor.leave(**DETAILS | {"consent": consent})

    is_problem(answer, 422, "consent_needed")
    assert "nothing was kept" in answer.json()["detail"]
    with open_unit() as session:
        assert session.query(Candidate).count() == session.query(Consent).count() == 0
    assert len(visitor.read()["turns"]) == 1


def test_consent_that_is_not_mentioned_is_not_given(visitor: Visitor, open_unit: OpenUnit):
    unsaid = {name: value for name, value in DETAILS.items() if name != "consent"}

    is_problem(visitor.leave(**unsaid), 422, "consent_needed")

    with open_unit() as session:
        assert session.query(Candidate).count() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": None, "phone": None},
        {"email": "jo at", "phone": "12"},
        {"email": "", "phone": ""},
    ],
)
def test_a_form_nobody_could_answer_is_sent_back(visitor: Visitor, wrong: dict[str, object]):
    is_problem(visitor.leave(**DETAILS | wrong), 422, "contact_not_understood")


def test_an_unknown_role_is_refused(visitor: Visitor):
    is_problem(visitor.leave(**DETAILS | {"role": "astronaut"}), 422)


def test_an_erased_conversation_leaves_the_lead_its_visitor_agreed_to(
    visitor: Visitor, open_unit: OpenUnit
):
    reference = visitor.leave(**DETAILS).json()["replies"][0]["text"].split()[-1].rstrip(".")

    answer = visitor.erase()

    assert answer.status_code == 200
    assert answer.json()["kept"] == {"lead": reference}
    assert reference in answer.json()["detail"]
    with open_unit() as session:
        lead = session.query(Lead).one()
        assert lead.conversation_id is None
        assert lead.consent.agreed
    is_problem(visitor.erase(), 404)


def test_another_way_to_be_reached_is_kept_as_the_wish_it_is(visitor: Visitor, open_unit: OpenUnit):
    visitor.leave(**DETAILS | {"way": "relay", "way_words": "  after 4\npm "})

    with open_unit() as session:
        lead = session.query(Lead).one()
        assert (lead.way, lead.way_words) == ("relay", "after 4\npm")


def test_a_postal_address_is_a_way_to_answer(visitor: Visitor, open_unit: OpenUnit):
    by_post = {"name": "Jo", "consent": True, "way": "post"}

    is_problem(visitor.leave(**by_post), 422, "contact_not_understood")
    answer = visitor.leave(**by_post, way_words="1 Example Street, Stockport")

    assert answer.status_code == 200
    with open_unit() as session:
        assert session.query(Lead).one().way_words == "1 Example Street, Stockport"


def test_a_way_nobody_knows_is_refused(visitor: Visitor):
    assert visitor.leave(**DETAILS, way="pigeon").status_code == 422
