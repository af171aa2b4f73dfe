"""The same person again: what is proposed, what a merge changes, and that it changes nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from agency.core.same_person import Contact
from agency.services.candidates.candidates import forget_candidate
from agency.services.conversations.resuming import leave_for_later, open_again
from agency.services.leads.changes import change_lead
from agency.services.leads.description import describe_lead
from agency.services.leads.same_people import (
    NotProposed,
    find_same_people,
    say_whether_same,
    take_back,
    verify_contact,
)
from agency.services.privacy.retention import forget_expired
from agency.storage.models import Access, Candidate, Cv, Lead, Model, SamePerson
from tests.factories import MONDAY, a_consultant, a_cv, a_desk, a_lead, a_turn, an_id

NEXT_YEAR = MONDAY + timedelta(days=367)


@pytest.fixture
def mo(session):
    a_desk(session)
    return a_consultant(session, name="Mo", access=Access.MANAGER)


def everything(session):
    """Every row of every table but the one a merge is kept in."""
    session.flush()
    return {
        table.name: [
            tuple(row) for row in session.execute(select(table).order_by(*table.primary_key))
        ]
        for table in Model.metadata.sorted_tables
        if table.name != SamePerson.__tablename__
    }


def proposed(session, lead, mo):
    found = find_same_people(session, lead, seen_by=mo).proposed
    return [(each.lead.reference, each.likeness) for each in found]


def test_the_same_address_is_a_proposal_on_both_leads(session, mo):
    one, other = a_lead(session, phone=None), a_lead(session, phone=None)
    a_lead(session, email="sam@example.org", phone=None)

    for lead, beside in ((one, other), (other, one)):
        [(reference, [likeness])] = proposed(session, lead, mo)
        assert reference == beside.reference
        assert likeness.contact is Contact.EMAIL
        assert not likeness.verified


def test_nothing_is_merged_by_itself_however_alike_two_are(session, mo):
    one, other = a_lead(session), a_lead(session)
    for lead in (one, other):
        verify_contact(lead, Contact.EMAIL)
        verify_contact(lead, Contact.PHONE)

    [(_, likenesses)] = proposed(session, one, mo)

    assert all(each.verified for each in likenesses)
    assert session.scalars(select(SamePerson)).all() == []
    assert one.candidate_id != other.candidate_id


def test_whoever_opened_a_link_sent_to_an_address_has_verified_it(session, mo):
    one, other = a_lead(session, phone=None), a_lead(session, phone=None)
    verify_contact(other, Contact.EMAIL)
    for number, email in enumerate(("somebody@example.org", "jo@example.org")):
        link = an_id(f"link {number}")
        leave_for_later(session, one.conversation, email, link_id=link, now=MONDAY)
        [(_, [before])] = proposed(session, one, mo)
        assert not before.verified
        open_again(session, one.conversation, link, token_hash="0" * 64, now=MONDAY)

    [(_, [after])] = proposed(session, one, mo)
    assert after.verified


def test_a_contact_put_right_since_is_not_verified_any_more(session, mo):
    one = a_lead(session, phone=None)
    verify_contact(one, Contact.EMAIL)
    one.candidate.email = "new@example.org"
    other = a_lead(session, phone=None, email="new@example.org")
    verify_contact(other, Contact.EMAIL)

    [(_, [likeness])] = proposed(session, one, mo)

    assert not likeness.verified


def test_a_merge_moves_nothing_and_undoing_it_leaves_everything_as_it_was(session, mo):
    one, other = a_lead(session), a_lead(session)
    for lead in (one, other):
        a_turn(session, lead.conversation, f"I am {lead.reference}")
        a_cv(session, lead.conversation, candidate_id=lead.candidate_id)
        change_lead(session, lead, by=mo, now=MONDAY, note="Rang.")
    before = everything(session)
    as_told = describe_lead(session, one), describe_lead(session, other)

    say_whether_same(session, one, other, is_same=True, by=mo, now=MONDAY)

    found = find_same_people(session, one, seen_by=mo)
    assert [each.lead for each in found.merged] == [other]
    assert found.proposed == []
    assert everything(session) == before
    assert (describe_lead(session, one), describe_lead(session, other)) == as_told

    assert take_back(session, other, one)

    assert everything(session) == before
    assert [reference for reference, _ in proposed(session, one, mo)] == [other.reference]
    assert not take_back(session, other, one)


def test_what_is_dismissed_is_not_proposed_again_until_that_is_taken_back(session, mo):
    one, other = a_lead(session), a_lead(session)

    say_whether_same(session, other, one, is_same=False, by=mo, now=MONDAY)

    for lead in (one, other):
        found = find_same_people(session, lead, seen_by=mo)
        assert (len(found.proposed), len(found.merged), len(found.dismissed)) == (0, 0, 1)
    take_back(session, one, other)
    assert proposed(session, one, mo)


def test_only_what_is_proposed_can_be_merged_and_only_once(session, mo):
    one, other = a_lead(session), a_lead(session)
    stranger = a_lead(session, email="sam@example.org", phone="+447700900999")
    with pytest.raises(NotProposed):
        say_whether_same(session, one, stranger, is_same=True, by=mo, now=MONDAY)

    say_whether_same(session, one, other, is_same=True, by=mo, now=MONDAY)

    with pytest.raises(NotProposed):
        say_whether_same(session, other, one, is_same=False, by=mo, now=MONDAY)


def three_of_one_person(session, mo):
    """One shares an address with the second, who shares a number with the third."""
    one = a_lead(session, email="jo@example.org", phone=None)
    two = a_lead(session, email="jo@example.org", phone="+447700900123")
    three = a_lead(session, email="jo.work@example.org", phone="+447700900123")
    say_whether_same(session, one, two, is_same=True, by=mo, now=MONDAY)
    say_whether_same(session, two, three, is_same=True, by=mo, now=MONDAY)
    return one, two, three


def test_three_leads_of_one_person_are_shown_together(session, mo):
    one, two, three = three_of_one_person(session, mo)

    merged = find_same_people(session, one, seen_by=mo).merged

    assert {each.lead.id: bool(each.said) for each in merged} == {two.id: True, three.id: False}


def test_whoever_is_forgotten_is_forgotten_under_every_lead_that_was_merged(session, store, mo):
    three_of_one_person(session, mo)
    sam = a_lead(session, email="sam@example.org", phone="+447700900999")
    for lead in session.scalars(select(Lead)).all():
        a_cv(session, lead.conversation, candidate_id=lead.candidate_id, key=store.keep(b"a CV"))
    certificate = forget_candidate(session, store, "jo@example.org", now=MONDAY)

    assert [certificate.of(each) for each in (Candidate, Lead, Cv)] == [3, 3, 3]
    session.expire_all()
    assert session.scalars(select(Candidate.id)).all() == [sam.candidate_id]
    assert session.scalars(select(SamePerson)).all() == []
    assert len(list(store.keys())) == 1


def test_after_an_undo_only_the_one_who_asked_is_forgotten(session, store, mo):
    _one, two, three = three_of_one_person(session, mo)
    take_back(session, two, three)

    assert forget_candidate(session, store, "jo@example.org", now=MONDAY).of(Lead) == 2
    assert session.scalars(select(Lead.id)).all() == [three.id]


def test_who_is_one_person_with_somebody_we_still_help_is_kept(session, store, mo):
    three = three_of_one_person(session, mo)[2]
    alone = a_lead(session, email="sam@example.org", phone="+447700900999").candidate_id
    change_lead(session, three, by=mo, now=NEXT_YEAR, note="Rang again.")

    assert forget_expired(session, store, now=NEXT_YEAR).candidates == 1
    session.expire_all()
    assert alone not in session.scalars(select(Candidate.id)).all()
    assert len(session.scalars(select(Lead)).all()) == 3


def test_a_lead_somebody_may_not_see_is_not_proposed_to_them(session, mo):
    one, other = a_lead(session), a_lead(session, postcode="LS1 4AP", town="Leeds")
    stranger = a_consultant(session, name="Cleo")

    assert not find_same_people(session, one, seen_by=stranger).any
    say_whether_same(session, one, other, is_same=True, by=mo, now=MONDAY)
    assert not find_same_people(session, one, seen_by=stranger).any
