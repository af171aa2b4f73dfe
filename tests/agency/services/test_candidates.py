from datetime import timedelta

import pytest
from sqlalchemy import func, select

from agency.services.calls.agreed_calls import agree_call
from agency.services.candidates.candidates import (
    ContactUnclear,
    find_candidates,
    forget_candidate,
)
from agency.services.candidates.everything import tell_everything
from agency.services.conversations.resuming import leave_for_later
from agency.services.deliveries.deliveries import claim_delivery, mark_sent
from agency.services.deliveries.listing import known_deliveries
from agency.services.leads.leads import change_lead
from agency.services.leads.letters import write_letter
from agency.services.leads.tasks import set_task
from agency.services.leads.visits import note_visit
from agency.storage.models import (
    AuditEntry,
    Branch,
    Candidate,
    Channel,
    Consultant,
    Conversation,
    Cv,
    DailyCount,
    Desk,
    Lead,
    Model,
    Note,
    ResumeLink,
    Speaker,
    Turn,
)
from agency.storage.models.training import Example, Use
from tests.factories import (
    MONDAY,
    a_consultant,
    a_conversation,
    a_cv,
    a_desk,
    a_lead,
    a_turn,
    an_id,
)

# A sum of a day is about nobody: tests/agency/services/test_journeys.py.
KEPT_ANYWAY = {Branch, Consultant, DailyCount, Desk, AuditEntry}


def a_person_everywhere(session, store, name="jo", email="jo@example.org"):
    """A lead with a chat, a note, news and a CV: everything we could keep of somebody."""
    conversation = a_conversation(session, id=an_id(name), form={"values": {"email": email}})
    a_turn(session, conversation, f"I am {name}, write to {email}")
    a_turn(session, conversation, "Thank you", speaker=Speaker.ASSISTANT)
    key = store.keep(b"%PDF-1.7 a CV")
    a_cv(session, conversation, key=key)
    lead = a_lead(session, conversation_id=conversation.id, name=name, email=email)
    change_lead(session, lead, by="a test", now=MONDAY, note=f"Rang {name}.")
    agree_call(session, lead, at=MONDAY + timedelta(days=1), now=MONDAY)
    me, colleague = lead.owner, a_consultant(session, name="Ruth", branch_id=lead.branch_id)
    words = {"subject": f"Hello {name}", "text": f"Dear {name}", "template": None}
    write_letter(session, lead, by=me, **words, now=MONDAY)
    set_task(session, lead, title=f"Ring {name}", due_at=MONDAY, whose=me, by=me, now=MONDAY)
    change_lead(session, lead, by=me, now=MONDAY, note=f"@{colleague.name} ring {name}")
    note_visit(session, lead, me, now=MONDAY)
    if news := claim_delivery(session, [Channel.MAIL], now=MONDAY):
        mark_sent(session, news, now=MONDAY)
    return lead


def rows(session):
    return {
        model: count
        for model in (mapper.class_ for mapper in Model.registry.mappers)
        if (count := session.scalar(select(func.count()).select_from(model)))
    }


def test_whoever_is_forgotten_is_gone_from_everywhere(session, store):
    a_desk(session)
    a_person_everywhere(session, store)

    certificate = forget_candidate(session, store, "Jo@example.org", now=MONDAY)

    assert set(rows(session)) == KEPT_ANYWAY
    assert list(store.keys()) == []
    assert [certificate.of(each) for each in (Candidate, Lead, Cv)] == [1, 1, 1]
    assert [certificate.of(each) for each in (Conversation, Turn, Note)] == [1, 2, 2]
    assert len(certificate.deliveries) == 6


def test_a_certificate_counts_replies_that_go_with_what_they_answer(session, store):
    a_desk(session)
    lead = a_person_everywhere(session, store)
    asked, reply = session.scalars(
        select(Turn).where(Turn.conversation_id == lead.conversation_id).order_by(Turn.id)
    )
    reply.answers_turn_id = asked.id
    session.flush()

    certificate = forget_candidate(session, store, "jo@example.org", now=MONDAY)

    assert certificate.of(Turn) == 2


def test_a_letter_of_several_leads_goes_with_the_first_of_them(session, store):
    a_desk(session)
    held = MONDAY + timedelta(hours=1)
    for email in ("jo@example.org", "sam@example.org"):
        for delivery in a_lead(session, email=email).deliveries:
            delivery.due_at = held
    news = claim_delivery(session, [Channel.MAIL], now=held)
    assert news
    assert len(news.told) == 2

    certificate = forget_candidate(session, store, "jo@example.org", now=held)

    assert news.delivery in certificate.deliveries
    assert known_deliveries(session, {news.delivery}) == set()


def test_nobody_else_is_forgotten_with_them(session, store):
    a_desk(session)
    a_person_everywhere(session, store)
    sam = a_person_everywhere(session, store, name="sam", email="sam@example.org")
    before = tell_everything(session, [sam.candidate_id], now=MONDAY)

    forget_candidate(session, store, "jo@example.org", now=MONDAY)

    assert session.get(Lead, sam.id) is sam
    assert tell_everything(session, [sam.candidate_id], now=MONDAY) == before
    assert len(list(store.keys())) == 1


def test_a_chat_in_which_the_address_was_only_typed_goes_too(session, store):
    chat = a_conversation(session)
    a_turn(session, chat, "you can write to JO@example.org")
    understood = a_conversation(session, id=an_id("spelt out"), form={"email": "jo@example.org"})
    a_turn(session, understood, "jo at example dot org")
    key = store.keep(b"a CV nobody claimed")
    a_cv(session, chat, key=key)

    certificate = forget_candidate(session, store, "jo@example.org", now=MONDAY)

    assert certificate.of(Conversation) == 2
    assert set(rows(session)) == {AuditEntry, DailyCount}
    assert list(store.keys()) == []


def test_in_somebody_elses_chat_only_the_address_is_blotted_out(session, store):
    a_desk(session)
    sam = a_person_everywhere(session, store, name="sam", email="sam@example.org")
    a_turn(session, sam.conversation, "my friend Jo@Example.org wants work too")

    forget_candidate(session, store, "jo@example.org", now=MONDAY)

    said = session.scalars(select(Turn.text).where(Turn.conversation_id == sam.conversation_id))
    assert "my friend … wants work too" in said.all()


def test_in_what_the_assistant_learns_from_the_address_is_blotted_out_too(session, store):
    a_desk(session)
    a_lead(session)
    example = Example(
        text="write to jo@example.org", topic="privacy", role="none", use=Use.TEACH, at=MONDAY
    )
    session.add(example)

    forget_candidate(session, store, "jo@example.org", now=MONDAY)

    assert example.text == "write to …"


def test_a_link_to_come_back_goes_with_its_address(session, store):
    a_desk(session)
    sam = a_person_everywhere(session, store, name="sam", email="sam@example.org")
    leave_for_later(session, sam.conversation, "jo@example.org", link_id="1" * 32, now=MONDAY)

    forget_candidate(session, store, "jo@example.org", now=MONDAY)

    assert session.scalars(select(ResumeLink)).all() == []


def test_a_person_may_be_forgotten_by_telephone_number(session, store):
    a_desk(session)
    a_lead(session, email=None, phone="+447700900123")

    certificate = forget_candidate(session, store, "07700 900123", now=MONDAY)

    assert certificate.of(Lead) == 1
    assert session.scalars(select(Candidate)).all() == []


def test_every_record_under_one_address_is_found(session):
    a_desk(session)
    for _ in range(2):
        a_lead(session)

    assert len(find_candidates(session, "jo@example.org")) == 2
    assert find_candidates(session, "sam@example.org") == []


def test_somebody_unknown_leaves_everything_as_it_is(session, store):
    a_desk(session)
    a_person_everywhere(session, store)
    before = rows(session)

    certificate = forget_candidate(session, store, "sam@example.org", now=MONDAY)

    assert certificate.found_nothing
    assert rows(session) == before | {AuditEntry: 1}


def test_a_certificate_names_nobody(session, store):
    a_desk(session)
    a_person_everywhere(session, store)

    certificate = forget_candidate(session, store, "jo@example.org", now=MONDAY)

    entry = session.scalars(select(AuditEntry)).one()
    for written in (str(certificate.as_json()), entry.subject, entry.did):
        assert "jo" not in written


@pytest.mark.parametrize("contact", ["", "jo", "%", "12345"])
def test_without_an_address_or_a_number_nobody_is_forgotten(session, store, contact):
    with pytest.raises(ContactUnclear):
        forget_candidate(session, store, contact, now=MONDAY)


def test_a_person_is_shown_all_we_keep(session, store):
    a_desk(session)
    lead = a_person_everywhere(session, store)

    shown = tell_everything(session, [lead.candidate_id], now=MONDAY).as_json()["records"]

    def first(table: str) -> dict:
        return shown[table]["rows"][0]

    assert first("candidate")["email"] == "jo@example.org"
    assert (first("note")["text"], first("note")["author"]) == ("Rang jo.", "one of us")
    assert first("consent")["version"] == "2026-11"
    assert first("cv")["filename"] == "Jo's CV.pdf"


def test_somebody_behind_an_extension_is_found_by_the_number(session):
    a_desk(session)
    lead = a_lead(session, email=None, phone="+441614960123;ext=204")

    assert find_candidates(session, "0161 496 0123") == [lead.candidate]
    assert find_candidates(session, "0161 496 0124") == []
