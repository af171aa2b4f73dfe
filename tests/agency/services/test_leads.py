import contextlib
import re
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from agency.core.consent import ConsentMissing
from agency.core.enquiry import Kind
from agency.core.roles import Role
from agency.core.routing import NoDesk
from agency.services.leads.description import describe_leads
from agency.services.leads.leads import (
    CursorUnknown,
    LeadChanged,
    OwnerUnknown,
    accept_lead,
    change_lead,
    describe_lead,
    find_lead,
    find_lead_by_id,
    list_leads,
    open_lead,
)
from agency.services.news.queue import HANDED
from agency.storage.models import Candidate, Channel, Consent, Delivery, Lead, Speaker, Stage
from tests.factories import (
    MONDAY,
    NOTICE,
    a_branch,
    a_consultant,
    a_conversation,
    a_cv,
    a_desk,
    a_lead,
    a_turn,
    an_enquiry,
    an_id,
)

TUESDAY = MONDAY + timedelta(days=1)


def test_a_lead_has_a_candidate_a_consent_a_desk_an_owner_and_its_news(session):
    ada = a_consultant(session, name="Ada")
    a_desk(session, name="Manchester SEND", consultant=ada)
    a_conversation(session)

    lead = open_lead(session, an_enquiry(), now=MONDAY)

    assert lead.reference == "L-0001"
    assert lead.owner is ada
    assert lead.desk.name == "Manchester SEND"
    assert lead.candidate.phone == "+447700900123"
    assert (lead.consent.version, lead.consent.wording) == ("2026-11", NOTICE)
    assert lead.consent.candidate is lead.candidate
    assert [delivery.to for delivery in lead.deliveries] == [Channel.MAIL, Channel.RECEIPT]
    assert lead.points == sum(reason["points"] for reason in lead.reasons)


def test_nothing_is_kept_without_consent(session):
    a_desk(session)
    a_conversation(session)

    with pytest.raises(ConsentMissing):
        open_lead(session, an_enquiry(consent=None), now=MONDAY)

    for table in (Candidate, Consent, Lead, Delivery):
        assert session.scalars(select(table)).all() == []


def test_asked_twice_in_one_conversation_it_is_the_same_lead(session):
    a_desk(session)
    a_conversation(session)
    first = open_lead(session, an_enquiry(), now=MONDAY)

    again = open_lead(session, an_enquiry(name="Somebody Else"), now=TUESDAY)

    assert again is first
    assert first.candidate.name == "Jo O'Brien"
    assert len(session.scalars(select(Candidate)).all()) == 1
    assert len(session.scalars(select(Delivery)).all()) == 2


def test_a_registration_after_a_callback_completes_the_same_lead(session):
    a_desk(session)
    conversation = a_conversation(session)
    callback = an_enquiry(
        kind=Kind.CALLBACK,
        role=None,
        email=None,
        experience_years=None,
        qualifications=(),
        right_to_work=None,
        question="Is there work near me?",
    )
    lead = open_lead(session, callback, now=MONDAY)
    cv = a_cv(session, conversation)

    again = open_lead(session, an_enquiry(phone=None), now=TUESDAY, webhook=True)

    assert again is lead
    assert (lead.kind, lead.role) == (Kind.REGISTRATION, Role.SEN_SUPPORT_WORKER)
    assert (lead.candidate.email, lead.candidate.phone) == ("jo@example.org", "+447700900123")
    assert (lead.question, lead.opened_at) == ("Is there work near me?", MONDAY)
    assert lead.points == sum(reason["points"] for reason in lead.reasons) == 100
    assert cv.candidate_id == lead.candidate_id
    assert [d.to for d in lead.deliveries if d.created_at == TUESDAY] == [
        Channel.MAIL,
        Channel.RECEIPT,
        Channel.WEBHOOK,
    ]
    assert len({delivery.id for delivery in lead.deliveries}) == 4


def test_a_question_after_the_registration_reaches_the_consultant_once(session):
    a_desk(session)
    a_conversation(session)
    lead = open_lead(session, an_enquiry(), now=MONDAY)
    asks = an_enquiry(kind=Kind.CALLBACK, question="May I visit first?", call_when="after 4")

    for _ in range(2):
        assert open_lead(session, asks, now=TUESDAY) is lead

    assert (lead.question, lead.call_when) == ("May I visit first?", "after 4")
    assert lead.kind is Kind.REGISTRATION
    assert [d.to for d in lead.deliveries if d.created_at == TUESDAY] == [Channel.MAIL]


def test_lead_and_news_are_rolled_back_together(open_unit):
    with open_unit() as session:
        a_desk(session)
        a_conversation(session)

    with contextlib.suppress(ZeroDivisionError), open_unit() as session:
        open_lead(session, an_enquiry(), now=MONDAY)
        1 / 0  # noqa: B018  the door fails before it commits

    with open_unit() as session:
        for table in (Candidate, Consent, Lead, Delivery):
            assert session.scalars(select(table)).all() == []


def test_a_form_sent_several_times_at_once_is_one_lead(open_unit):
    with open_unit() as session:
        a_desk(session)
        a_conversation(session)
    opened = []

    def send():
        with open_unit() as session:
            opened.append(open_lead(session, an_enquiry(), now=MONDAY).reference)

    senders = [threading.Thread(target=send) for _ in range(8)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()

    assert opened == ["L-0001"] * 8


def test_without_a_single_desk_nobody_is_promised_an_answer(session):
    a_conversation(session)

    with pytest.raises(NoDesk):
        open_lead(session, an_enquiry(), now=MONDAY)


def test_a_webhook_is_told_where_there_is_one_and_a_receipt_goes_where_there_is_an_address(session):
    a_desk(session)

    with_webhook = a_lead(session, webhook=True)
    without_address = a_lead(session, email=None)

    assert {d.to for d in with_webhook.deliveries} == {*Channel} - {Channel.ROOM, Channel.SYSTEM}
    assert {d.to for d in without_address.deliveries} == {Channel.MAIL}


def test_every_piece_of_news_has_an_id_of_its_own(session):
    a_desk(session)

    leads = [a_lead(session, webhook=True) for _ in range(3)]

    ids = [delivery.id for lead in leads for delivery in lead.deliveries]
    assert len(set(ids)) == 9
    assert all(re.fullmatch(r"msg_[0-9a-f]{32}", each) for each in ids)


def test_the_cv_of_the_conversation_becomes_the_candidates(session):
    a_desk(session)
    conversation = a_conversation(session)
    cv = a_cv(session, conversation)

    lead = open_lead(session, an_enquiry(), now=MONDAY)

    assert cv.candidate_id == lead.candidate_id
    assert {"points": 10, "because": "sent a CV"} in lead.reasons
    assert describe_lead(session, lead)["cv"] == {
        "filename": "Jo's CV.pdf",
        "scan": "not_scanned",
        "fields": {},
        "unconfirmed": [],
    }


def test_an_address_typed_by_a_stranger_does_not_touch_the_candidate_who_owns_it(session):
    a_desk(session)
    first = a_lead(session, name="Jo O'Brien", availability="Mondays")

    second = a_lead(session, name="A Stranger", availability="never")

    assert first.candidate is not second.candidate
    assert (first.candidate.name, first.candidate.availability) == ("Jo O'Brien", "Mondays")


def test_a_lead_nobody_recruits_for_goes_to_the_duty_desk(session):
    leeds = a_branch(session, name="Leeds", postcode_areas=["LS"], is_head=False)
    a_desk(session, branch=leeds, roles=[Role.SEMH_SUPPORT_WORKER], on_duty=False)
    duty = a_desk(session, branch=leeds, roles=[], on_duty=True)

    lead = a_lead(session, role=Role.SENCO, postcode="LS6 3QS")

    assert lead.desk is duty
    assert lead.owner is duty.consultant
    assert "Leeds looks after LS" in lead.routed_because


def test_a_desk_whose_owner_has_left_gets_no_leads(session):
    branch = a_branch(session)
    a_desk(session, branch=branch, consultant=a_consultant(session, active=False))
    attended = a_desk(session, branch=branch)

    assert a_lead(session).desk is attended


def test_the_less_busy_of_two_desks_has_the_next_lead(session):
    branch = a_branch(session)
    desks = [a_desk(session, branch=branch), a_desk(session, branch=branch)]

    leads = [a_lead(session), a_lead(session)]

    assert {lead.desk_id for lead in leads} == {desk.id for desk in desks}


def test_a_lead_is_described_as_promised(session):
    ada = a_consultant(session, name="Ada")
    branch = a_branch(session, name="Manchester")
    a_desk(session, name="Manchester SEND", branch=branch, consultant=ada)
    conversation = a_conversation(session)
    a_turn(session, conversation, "Hello", at=MONDAY)
    a_turn(session, conversation, "How can I help?", speaker=Speaker.ASSISTANT, at=TUESDAY)

    lead = open_lead(session, an_enquiry(), now=MONDAY)

    assert describe_lead(session, lead) == {
        "id": str(lead.id),
        "reference": lead.reference,
        "stage": "new",
        "opened_at": "2026-03-02T09:30:00Z",
        "left_at": None,
        "answer_by": "2026-03-03T09:30:00Z",
        "call_at": None,
        "way": None,
        "way_words": None,
        "vacancy": None,
        "kind": "registration",
        "candidate": {
            "name": "Jo O'Brien",
            "email": "jo@example.org",
            "phone": "+447700900123",
            "postcode": "M1 4BT",
            "town": "Manchester",
            "current_occupation": "nursery nurse",
            "experience_years": 3.5,
            "qualifications": ["Level 3 in childcare or early years"],
            "availability": "Monday to Thursday",
            "start": "after half term",
            "right_to_work": "yes",
            "dbs": "update_service",
        },
        "role": "sen_support_worker",
        "branch": "Manchester",
        "desk": "Manchester SEND",
        "owner": "Ada",
        "score": {
            "grade": "ready",
            "points": lead.points,
            "reasons": lead.reasons,
            "missing": [{"asks": "cv", "because": "no CV yet"}],
        },
        "consent": {"version": "2026-11", "at": "2026-03-02T09:30:00Z"},
        "cv": None,
        "conversation": [
            {"at": "2026-03-02T09:30:00Z", "from": "visitor", "text": "Hello"},
            {"at": "2026-03-03T09:30:00Z", "from": "assistant", "text": "How can I help?"},
        ],
        "deliveries": [
            {"to": "mail", "state": "waiting", "at": None},
            {"to": "receipt", "state": "waiting", "at": None},
        ],
    }


def test_a_callback_without_a_role_is_described_too(session):
    a_desk(session)

    lead = a_lead(session, kind=Kind.CALLBACK, role=None, postcode=None, town=None)

    described = describe_lead(session, lead)
    assert (described["kind"], described["role"]) == ("callback", None)


def test_a_lead_is_found_by_its_conversation_its_id_and_its_reference(session):
    a_desk(session)
    lead = a_lead(session, conversation_id=an_id("this one"))

    assert find_lead(session, an_id("this one")) is lead
    assert find_lead(session, an_id("another")) is None
    assert find_lead_by_id(session, lead.id) is lead
    assert find_lead_by_id(session, lead.reference) is lead
    assert find_lead_by_id(session, "L-9999") is None
    assert find_lead_by_id(session, "१") is None


def test_leads_are_listed_page_by_page_newest_first_though_more_come_in(session):
    a_desk(session)
    leads = [a_lead(session) for _ in range(5)]

    first = list_leads(session, limit=2)
    a_lead(session)
    second = list_leads(session, limit=2, cursor=first.next)
    third = list_leads(session, limit=2, cursor=second.next)

    listed = [*first.leads, *second.leads, *third.leads]
    assert listed == leads[::-1]
    assert third.next is None


def test_a_number_that_is_put_right_is_kept_and_told(session):
    a_desk(session)
    ask = {"kind": Kind.CALLBACK, "conversation_id": an_id("this one"), "question": "Ring me?"}
    lead = a_lead(session, **ask, name="Jo", email=None, phone="+447700900123")
    told, points = len(lead.deliveries), lead.points

    again = a_lead(session, **ask, name="Please", email="jo@example.org", phone="+447700900124")

    assert again is lead
    assert (lead.candidate.phone, lead.candidate.email) == ("+447700900124", "jo@example.org")
    assert lead.candidate.name == "Jo"
    assert lead.points > points
    assert len(lead.deliveries) > told


def test_many_leads_are_described_with_as_few_queries_as_one(session, engine):
    a_desk(session)
    for number in range(4):
        lead = a_lead(session)
        a_turn(session, lead.conversation, f"Hello {number}")
        a_cv(session, lead.conversation, filename=f"cv-{number}.pdf")

    def asked(limit: int) -> tuple[int, list[dict[str, Any]]]:
        session.expire_all()
        queries = []
        with listening(engine, "before_cursor_execute", lambda *_: queries.append(1)):
            described = describe_leads(session, list_leads(session, limit=limit).leads)
        return len(queries), described

    (for_one, _), (for_four, described) = asked(1), asked(4)

    assert for_four == for_one
    assert [lead["cv"]["filename"] for lead in described] == [f"cv-{n}.pdf" for n in (3, 2, 1, 0)]
    assert [lead["conversation"][0]["text"] for lead in described] == [
        f"Hello {number}" for number in (3, 2, 1, 0)
    ]


@contextlib.contextmanager
def listening(target: Any, name: str, listener: Callable[..., Any]) -> Iterator[None]:
    event.listen(target, name, listener)
    yield
    event.remove(target, name, listener)


def test_a_cursor_that_is_none_of_ours_is_refused(session):
    with pytest.raises(CursorUnknown):
        list_leads(session, cursor="1 or 1=1")


def test_leads_are_filtered(session):
    leeds = a_branch(session, key="leeds", name="Leeds", postcode_areas=["LS"], is_head=False)
    a_desk(session)
    a_desk(session, branch=leeds)
    senco = a_lead(session, role=Role.SENCO, postcode="LS6 3QS", now=TUESDAY)
    other = a_lead(session)
    change_lead(session, other, by="a test", now=TUESDAY, stage=Stage.CONTACTED)

    assert list(list_leads(session, role=Role.SENCO).leads) == [senco]
    assert list(list_leads(session, branch="leeds").leads) == [senco]
    assert list(list_leads(session, branch="LEEDS").leads) == [senco]
    assert list(list_leads(session, stage=Stage.CONTACTED).leads) == [other]
    assert list(list_leads(session, since=TUESDAY).leads) == [senco]
    assert list(list_leads(session, owner_id=other.owner_id).leads) == [other]


@pytest.mark.parametrize(
    "q", ["o'bri", "JO@EXAMPLE", "07700 900123", "m1 4", "nursery", "Manchester", "L-0001", "1"]
)
def test_leads_are_searched_by_anything_a_consultant_remembers(session, q):
    a_desk(session)
    wanted = a_lead(session)
    a_lead(
        session,
        name="Sam Smith",
        email="sam@example.com",
        phone="+447700900999",
        postcode="LS6 3QS",
        town="Leeds",
        current_occupation="baker",
    )

    assert list(list_leads(session, q=q).leads) == [wanted]


def test_a_percent_sign_finds_only_itself(session):
    a_desk(session)
    a_lead(session)

    assert list(list_leads(session, q="%").leads) == []


def test_a_lead_is_moved_along_and_written_beside(session):
    a_desk(session)
    lead = a_lead(session)

    change_lead(session, lead, by=lead.owner, now=TUESDAY, stage=Stage.CONTACTED, note="Rang.")

    assert (lead.stage, lead.accepted_at) == (Stage.CONTACTED, TUESDAY)
    assert [(note.author, note.text) for note in lead.notes] == [(lead.owner.name, "Rang.")]


def test_a_closed_lead_says_why(session):
    a_desk(session)
    lead = a_lead(session)

    change_lead(session, lead, by="payroll", now=TUESDAY, stage=Stage.CLOSED, note="Found work.")

    assert lead.closed_because == "Found work."
    assert lead.notes[0].author == "payroll"


def test_a_lead_handed_over_moves_to_its_new_owners_desk(session):
    a_desk(session)
    leeds = a_desk(session, branch=a_branch(session, name="Leeds", is_head=False))
    lead = a_lead(session)

    change_lead(session, lead, by=lead.owner, now=TUESDAY, owner=leeds.consultant)

    assert (lead.owner, lead.desk, lead.branch) == (leeds.consultant, leeds, leeds.branch)


def test_whoever_is_handed_a_lead_by_a_system_is_told(session):
    a_desk(session)
    lead = a_lead(session)
    bea = a_consultant(session, name="Bea")

    change_lead(session, lead, by="the payroll", owner=bea, now=MONDAY)
    change_lead(session, lead, by="the payroll", owner=bea, now=MONDAY)

    [told] = [each for each in lead.deliveries if each.type == HANDED]
    assert (told.recipient_id, told.says) == (bea.id, {"by": "the payroll", "text": ""})


def test_a_lead_is_not_handed_to_somebody_who_has_left(session):
    a_desk(session)
    lead = a_lead(session)

    with pytest.raises(OwnerUnknown):
        change_lead(
            session, lead, by="a test", now=TUESDAY, owner=a_consultant(session, active=False)
        )


def test_a_lead_changed_since_it_was_read_is_left_alone(session):
    a_desk(session)
    lead = a_lead(session)
    read = lead.version
    change_lead(session, lead, by="one", now=TUESDAY, stage=Stage.CONTACTED, expected_version=read)

    with pytest.raises(LeadChanged):
        change_lead(session, lead, by="two", now=TUESDAY, stage=Stage.CLOSED, expected_version=read)

    assert lead.stage is Stage.CONTACTED


def test_whoever_accepts_a_lead_owns_it(session):
    a_desk(session)
    bea = a_consultant(session, name="Bea")
    lead = a_lead(session)

    accept_lead(session, lead, by=bea, now=TUESDAY)

    assert (lead.owner, lead.accepted_at, lead.stage) == (bea, TUESDAY, Stage.NEW)
