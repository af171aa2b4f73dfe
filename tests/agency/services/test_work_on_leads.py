"""What a consultant does with a lead, beyond moving it along."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from agency.core.news_time import Wishes
from agency.core.roles import Role
from agency.core.unfit import Unfit
from agency.services.agency.ready_words import (
    REPLIES,
    import_words,
    list_canned_replies,
    list_letter_templates,
    offer_words,
    supply_words,
)
from agency.services.deliveries.deliveries import claim_delivery
from agency.services.leads.bulk_deeds import hand_many, undo_deed
from agency.services.leads.changes import LeadChanged, hand_lead
from agency.services.leads.files import list_cvs
from agency.services.leads.leads import change_lead
from agency.services.leads.letters import NotToBeWritten, fields_for, write_letter
from agency.services.leads.mentions import list_unseen_mentions, see_mentions
from agency.services.leads.same_people import find_same_people
from agency.services.leads.splits import (
    NothingChosen,
    WorkedOn,
    find_splits,
    split_lead,
    undo_split,
)
from agency.services.leads.tasks import (
    NotTheirs,
    finish_task,
    list_tasks_of,
    remind_of_tasks,
    set_task,
)
from agency.services.leads.timeline import list_happenings, list_since
from agency.services.leads.visits import list_visitors, note_visit
from agency.services.news.queue import HANDED, LETTER, MENTION, TASK
from agency.services.news.wishes import keep_wishes
from agency.storage.models import Access, Candidate, Channel, Delivery, Lead, SamePerson, Stage
from tests.factories import MONDAY, a_branch, a_consultant, a_cv, a_desk, a_lead

LATER = MONDAY + timedelta(hours=3)


@pytest.fixture
def lead(session):
    desk = a_desk(session)
    desk.consultant.name = "Aisha Khan"
    desk.consultant.branch_id = desk.branch_id
    return a_lead(session)


def news_of(lead, kind):
    return [each for each in lead.deliveries if each.type == kind]


def a_colleague(session, lead, name="Ruth Adeyemi", **but):
    return a_consultant(session, name=name, branch_id=lead.branch_id, **but)


def write(session, lead, text="Hello"):
    return write_letter(
        session, lead, by=lead.owner, subject="Hi", text=text, template=None, now=MONDAY
    )


def test_a_letter_goes_to_the_candidate_and_keeps_the_answer_that_was_promised(session, lead):
    letter = write(session, lead)

    news = claim_delivery(session, [Channel.RECEIPT], now=MONDAY)
    while news.type != LETTER:
        news = claim_delivery(session, [Channel.RECEIPT], now=MONDAY)
    assert (news.address, news.says["reply_to"]) == ("jo@example.org", lead.owner.email)
    assert letter.delivery.id == news.delivery
    assert lead.promise.kept_at == MONDAY


def test_a_letter_does_not_keep_a_call_that_was_promised(session, lead):
    lead.promise.call_at = LATER

    write(session, lead)

    assert lead.promise.kept_at is None


def test_whoever_took_their_word_back_is_never_written_to(session, lead):
    letter = write(session, lead)
    lead.consent.withdrawn_at = MONDAY

    with pytest.raises(NotToBeWritten, match="withdrawn"):
        write(session, lead)
    # Nor is the letter sent that was on its way.
    for other in lead.deliveries:
        other.due_at = LATER if other is not letter.delivery else MONDAY
    session.flush()
    assert claim_delivery(session, [Channel.RECEIPT], now=MONDAY).address is None


def test_whoever_has_no_address_is_not_written_to(session, lead):
    lead.candidate.email = None

    with pytest.raises(NotToBeWritten, match="no_address"):
        write(session, lead)


def test_a_field_nobody_knows_stays_open(session, lead):
    known = fields_for(session, lead, lead.owner, {"agency": "Bright Path", "phone": "0161"})

    assert known["first_name"] == "Jo"
    assert known["missing"] == "your CV"
    assert known["consultant"] == "Aisha Khan"


def test_an_import_leaves_what_was_edited_at_the_desk(session):
    letter = {"key": "k", "title": "T", "subject": "S", "body": "Hello {first_name}"}
    import_words(session, {"letter_templates": [letter]}, now=MONDAY)
    kept = list_letter_templates(session)[0]
    kept.subject, kept.edited_at = "Mine", MONDAY

    import_words(session, {"letter_templates": [letter | {"title": "Other"}]}, now=MONDAY)

    assert (kept.title, kept.subject) == ("T", "Mine")
    with pytest.raises(Unfit, match="secret"):
        import_words(session, {"letter_templates": [letter | {"body": "{secret}"}]}, now=MONDAY)


def test_a_colleague_named_in_a_note_is_told_once_they_have_seen_it_no_more(session, lead):
    ruth = a_colleague(session, lead)

    change_lead(session, lead, by=lead.owner, note="@Ruth, ring her. @ruth adeyemi!", now=MONDAY)

    (news,) = news_of(lead, MENTION)
    assert news.recipient_id == ruth.id
    assert [each.note.text for each in list_unseen_mentions(session, ruth)] == [lead.notes[0].text]
    see_mentions(session, lead, ruth, now=LATER)
    session.expire_all()
    assert list_unseen_mentions(session, ruth) == []


def test_nobody_is_named_who_may_not_see_the_lead_nor_by_an_address_nor_by_a_system(session, lead):
    elsewhere = a_branch(session, key="leeds", is_head=False)
    a_consultant(session, name="Hannah Booth", branch_id=elsewhere.id)
    a_colleague(session, lead, name="Example Org")

    change_lead(session, lead, by=lead.owner, note="@Hannah, jo@example.org", now=MONDAY)
    change_lead(session, lead, by="payroll", note="@Example", now=MONDAY)

    assert news_of(lead, MENTION) == []


def test_a_mention_waits_for_the_hours_its_reader_chose(session, lead):
    ruth = a_colleague(session, lead)
    wishes = Wishes(days=frozenset({MONDAY.weekday() + 1}))
    keep_wishes(session, ruth, wishes, now=MONDAY)
    for each in lead.deliveries:
        each.due_at = MONDAY + timedelta(days=30)
    change_lead(session, lead, by=lead.owner, note="@Ruth", now=MONDAY)

    assert claim_delivery(session, [Channel.MAIL], now=MONDAY) is None
    told = claim_delivery(session, [Channel.MAIL], now=MONDAY + timedelta(days=1))
    assert told.address == ruth.email


def test_a_task_is_reminded_of_once_and_not_when_it_is_done(session, lead):
    me = lead.owner
    first = set_task(session, lead, title="Ring", due_at=LATER, whose=me, by=me, now=MONDAY)
    other = set_task(session, lead, title="Write", due_at=LATER, whose=me, by=me, now=MONDAY)
    assert list_tasks_of(session, me) == [first, other]
    finish_task(session, other, by=me, now=MONDAY)

    assert remind_of_tasks(session, now=MONDAY) == 0
    assert remind_of_tasks(session, now=LATER) == 1
    assert remind_of_tasks(session, now=LATER) == 0

    assert [each.says["title"] for each in news_of(lead, TASK)] == ["Ring"]


def test_a_task_is_only_for_whoever_may_work_on_the_lead(session, lead):
    pia = a_consultant(session, access=Access.PRIVACY_OFFICER)

    with pytest.raises(NotTheirs):
        set_task(session, lead, title="x", due_at=LATER, whose=pia, by=lead.owner, now=MONDAY)


def test_a_lead_that_is_handed_on_tells_its_new_owner_and_waits_to_be_accepted(session, lead):
    me, ruth = lead.owner, a_colleague(session, lead)
    lead.accepted_at = MONDAY

    hand_lead(session, lead, ruth, by=me, note="Speaks Polish", now=MONDAY)

    assert (lead.owner, lead.accepted_at) == (ruth, None)
    (news,) = news_of(lead, HANDED)
    assert (news.recipient_id, news.says["text"]) == (ruth.id, "Speaks Polish")


def test_a_lead_changed_meanwhile_is_not_handed_on(session, lead):
    ruth = a_colleague(session, lead)
    given = {"by": lead.owner, "note": "", "expected_version": lead.version - 1, "now": MONDAY}

    with pytest.raises(LeadChanged):
        hand_lead(session, lead, ruth, **given)


def test_a_second_person_gets_a_lead_of_their_own_and_all_of_it_can_be_put_back(session, lead):
    cv = a_cv(session, lead.conversation, candidate_id=lead.candidate_id)
    points, chat = lead.points, lead.conversation_id

    new = split_lead(
        session, lead, moved={"name", "email"}, shared={"phone"}, cv_ids={cv.id},
        role=Role.SENCO, by="Aisha Khan", now=LATER,
    )  # fmt: skip

    assert (new.candidate.name, new.candidate.email) == ("Jo O'Brien", "jo@example.org")
    assert (lead.candidate.name, lead.candidate.email) == (None, None)
    assert new.candidate.phone == lead.candidate.phone
    assert (new.owner, new.role, new.consent.version) == (lead.owner, Role.SENCO, "2026-11")
    assert list_cvs(session, lead) == []
    assert list_cvs(session, new) == [cv]
    assert find_splits(session, lead, seen_by=lead.owner).out_of_it[0].new is new

    undo_split(session, find_splits(session, new, seen_by=new.owner).came_from)

    assert (lead.candidate.name, lead.candidate.email) == ("Jo O'Brien", "jo@example.org")
    assert (cv.candidate_id, cv.conversation_id) == (lead.candidate_id, chat)
    assert lead.points >= points
    assert session.scalars(select(Lead)).all() == [lead]
    assert session.scalars(select(Candidate)).all() == [lead.candidate]


def test_a_second_person_may_have_a_name_alone_and_is_not_proposed_as_the_first(session, lead):
    new = split_lead(
        session, lead, moved=(), shared={"phone"}, role=None, name="Kim O'Brien",
        by="Aisha Khan", now=LATER,
    )  # fmt: skip

    assert (new.candidate.name, lead.candidate.name) == ("Kim O'Brien", "Jo O'Brien")
    beside = find_same_people(session, lead, seen_by=lead.owner)
    assert list(beside.proposed) == []
    assert [each.lead for each in beside.dismissed] == [new]

    undo_split(session, find_splits(session, new, seen_by=new.owner).came_from)

    assert session.scalars(select(SamePerson)).all() == []
    assert lead.candidate.name == "Jo O'Brien"


def test_a_split_needs_something_and_is_not_undone_once_somebody_worked_on_it(session, lead):
    with pytest.raises(NothingChosen):
        split_lead(session, lead, moved={"question"}, role=None, by="Aisha", now=LATER)
    new = split_lead(session, lead, moved={"name"}, role=None, by="Aisha", now=LATER)
    change_lead(session, new, by=lead.owner, note="Rang", now=LATER)

    with pytest.raises(WorkedOn):
        undo_split(session, find_splits(session, new, seen_by=new.owner).came_from)


def test_two_who_look_at_one_lead_see_each_other_for_a_minute(session, lead):
    me, ruth = lead.owner, a_colleague(session, lead)
    note_visit(session, lead, me, now=MONDAY)
    note_visit(session, lead, ruth, now=MONDAY)

    assert list_visitors(session, lead, but=me, now=MONDAY) == [ruth]
    assert list_visitors(session, lead, but=me, now=MONDAY + timedelta(minutes=2)) == []


def test_the_timeline_has_everything_newest_first_and_tells_what_happened_meanwhile(session, lead):
    change_lead(session, lead, by=lead.owner, note="First", now=MONDAY + timedelta(minutes=1))
    change_lead(session, lead, by=lead.owner, note="Second", stage=Stage.CONTACTED, now=LATER)

    told = list_happenings(session, lead, seen_by=lead.owner)

    assert [each.text for each in told if each.what == "note"] == ["Second", "First"]
    assert told[-1].what in {"opened", "waiting:mail:lead.opened", "waiting:receipt:lead.opened"}
    assert "opened" in {each.what for each in told}
    assert [each.text for each in list_since(
        session, lead, MONDAY + timedelta(hours=1), seen_by=lead.owner)] == [
        "Second", "",
    ]  # fmt: skip


def test_the_same_news_to_several_addresses_is_one_line_of_the_timeline(session, lead):
    for number in range(3):
        lead.deliveries.append(
            Delivery(id=f"msg_{number}", to=Channel.MAIL, type=TASK, created_at=LATER, due_at=LATER)
        )
    session.flush()

    told = list_happenings(session, lead, seen_by=lead.owner)

    assert [each.text for each in told if each.what == f"waiting:mail:{TASK}"] == ["3"]


def test_an_older_house_is_given_the_words_it_never_had_and_none_it_retired(session):
    by = a_consultant(session)
    words = {
        "letter_templates": [{"key": "hello", "title": "Hello", "subject": "Hello", "body": "Hi"}],
        "canned_replies": [{"key": "ring", "title": "Ring", "text": "I will ring."}],
    }
    import_words(
        session, {"canned_replies": [{"key": "old", "title": "Old", "text": "Old"}]}, now=MONDAY
    )
    old = list_canned_replies(session)[0]
    offer_words(session, REPLIES, old, offered=False, who=by.email, name=by.name, now=MONDAY)

    supply_words(session, words, now=MONDAY)
    supply_words(session, words, now=MONDAY)

    assert [each.key for each in list_letter_templates(session)] == ["hello"]
    assert list_canned_replies(session) == []


def letters_about_handing(session):
    leads = session.scalars(select(Lead).order_by(Lead.id))
    return [letter for each in leads for letter in news_of(each, HANDED)]


def test_many_leads_handed_over_at_once_are_one_letter_to_their_new_owner(session, lead):
    ruth = a_colleague(session, lead)
    many = [lead, a_lead(session), a_lead(session)]
    picked = {each.id: each.version for each in many}

    hand_many(session, picked, ruth, by=lead.owner, now=MONDAY)

    (letter,) = letters_about_handing(session)
    assert letter.recipient_id == ruth.id
    assert letter.says["by"] == "Aisha Khan"
    assert letter.says["references"] == ", ".join(each.reference for each in many)
    assert all(each.accepted_at is None for each in many)


def test_one_lead_handed_over_as_many_is_told_like_one(session, lead):
    ruth, me = a_colleague(session, lead), lead.owner

    hand_many(session, {lead.id: lead.version}, ruth, by=me, now=MONDAY)

    (letter,) = letters_about_handing(session)
    assert letter.says == {"by": "Aisha Khan", "text": ""}


def test_leads_taken_to_oneself_or_handed_back_leave_no_letter(session, lead):
    ruth, me = a_colleague(session, lead), lead.owner
    many = [lead, a_lead(session)]

    hand_many(session, {each.id: each.version for each in many}, me, by=me, now=MONDAY)
    assert letters_about_handing(session) == []

    picked = {each.id: each.version for each in many}
    done = hand_many(session, picked, ruth, by=me, now=MONDAY)
    undone = undo_deed(session, done.deed, by=me, now=MONDAY)

    assert (undone.count, undone.left_alone) == (2, ())
    assert letters_about_handing(session) == []
