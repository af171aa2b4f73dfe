import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, text, update

from agency.services.candidates.candidates import forget_candidate
from agency.services.conversations.conversations import erase_conversation
from agency.services.leads.changes import change_lead
from agency.services.leads.filters import leads_that_fit
from agency.services.leads.listing import find_by_words
from agency.services.leads.search import Place, index_some
from agency.storage.lead_search import clean_up
from agency.storage.models import Candidate, LeadText, Scan, Speaker, Turn
from tests.factories import MONDAY, a_cv, a_desk, a_lead, a_turn


def found(session, words, **narrow):
    page = find_by_words(session, words, **narrow)
    return [lead.candidate.name for lead in page.leads]


def where(session, words):
    (hit,) = (find_by_words(session, words).hits or {}).values()
    return hit.place, "".join(piece.text for piece in hit.pieces)


@pytest.fixture
def jo(session):
    a_desk(session)
    lead = a_lead(session, name="Joséphine O'Brien", phone="+447700900123")
    a_turn(session, lead.conversation, "I sign Makaton", answered_at=MONDAY)
    a_cv(
        session,
        lead.conversation,
        candidate_id=lead.candidate_id,
        findable="Ran the forest school at Example Primary",
    )
    change_lead(session, lead, by="example", note="Prefers mornings", now=MONDAY)
    a_lead(
        session,
        name="Sam Smith",
        email="sam@example.com",
        phone="+447700900999",
        postcode="LS6 3QS",
        town="Leeds",
        current_occupation="baker",
    )
    return lead


@pytest.mark.parametrize(
    "words",
    [
        "josephine",
        "JOSÉPHINE o'brien",
        "jo@example.org",
        "07700 900123",
        "+44 (0)7700-900-123",
        "447700900123",
        "07700 900 1",
        "m14bt",
        "M1 4BT",
        "nursery",
        "L-0001",
        "l1",
        "makaton",
        "forest scho",
        "mornings",
        "manchester makaton forest",
    ],
)
def test_a_lead_is_found_by_whatever_is_remembered_of_it(session, jo, words):
    assert found(session, words) == ["Joséphine O'Brien"]


@pytest.mark.parametrize("words", ["Jospehine", "joesphine", "manchestre"])
def test_a_slip_of_the_hand_still_finds_who_was_meant(session, jo, words):
    assert found(session, words) == ["Joséphine O'Brien"]
    assert where(session, words)[0] is Place.NEARLY


def test_nothing_is_found_by_signs_or_by_what_a_search_would_take_for_orders(session, jo):
    for words in ("%", '"', "*", "()", '" OR person : *', "NOT near", "a' | 'b:*", "NEAR(jo sam)"):
        assert found(session, words) == []


def test_a_hit_says_where_it_stands_and_what_stands_around_it(session, jo):
    assert where(session, "makaton") == (Place.SAID, "I sign Makaton")
    assert where(session, "forest") == (
        Place.CV,
        "Jo's CV.pdf Ran the forest school at Example Primary",
    )
    assert where(session, "mornings") == (Place.NOTES, "Prefers mornings")
    assert where(session, "josephine")[0] is Place.PERSON


def test_who_is_named_so_stands_before_who_only_said_it(session, jo):
    said = a_lead(session, name="Kit Kind", email="kit@example.org")
    a_turn(session, said.conversation, "my friend Josephine works for you", answered_at=MONDAY)

    assert found(session, "josephine") == ["Joséphine O'Brien", "Kit Kind"]


def test_what_is_filtered_out_is_not_found(session, jo):
    assert found(session, "makaton", owner_id=jo.owner_id + 99) == []
    assert found(session, "makaton", place="LS") == []
    assert found(session, "makaton", place="m1") == ["Joséphine O'Brien"]


def test_what_was_said_in_need_is_found_by_nobody(session, jo):
    turn = a_turn(session, jo.conversation, "my stepfather hurts somebody")
    assert found(session, "stepfather") == []

    session.execute(
        update(Turn)
        .where(Turn.id == turn.id)
        .values(answered_at=MONDAY, understood={"intent": "disclose_concern"})
    )
    a_turn(session, jo.conversation, "Please call", answers_turn_id=turn.id)

    assert found(session, "stepfather") == []


def test_a_turn_is_found_once_it_is_answered_and_what_the_assistant_says_is_not(session, jo):
    turn = a_turn(session, jo.conversation, "do you pay travel")
    a_turn(session, jo.conversation, "Travel is answered", speaker=Speaker.ASSISTANT)
    assert found(session, "travel") == []

    session.execute(update(Turn).where(Turn.id == turn.id).values(answered_at=MONDAY))

    assert found(session, "travel") == ["Joséphine O'Brien"]
    assert found(session, "answered") == []


def test_a_file_that_is_not_safe_is_not_found(session, jo):
    a_cv(session, jo.conversation, findable="wormwood", scan=Scan.UNSAFE)

    assert found(session, "wormwood") == []


def test_what_is_put_right_is_found_and_what_was_wrong_no_longer(session, jo):
    jo.candidate.name = "Josie Byrne"
    session.flush()

    assert found(session, "byrne") == ["Josie Byrne"]
    assert found(session, "o'brien") == []


def test_an_erased_chat_is_found_no_longer_and_the_lead_still_is(session, store, jo):
    erase_conversation(session, store, jo.conversation)

    assert found(session, "makaton") == []
    assert found(session, "josephine") == ["Joséphine O'Brien"]


def test_leads_that_came_before_the_search_are_found_after_a_while(session, jo):
    assert found(session, "makaton") == ["Joséphine O'Brien"]
    session.execute(delete(LeadText))
    assert found(session, "makaton") == []

    assert index_some(session)

    assert found(session, "makaton") == ["Joséphine O'Brien"]
    assert not index_some(session)


def test_an_erased_person_is_found_by_nothing_and_left_in_no_page_of_the_file(
    open_unit, store, database_url
):
    words = ["Quillfeather", "Wigglesworthy", "zymurgist", "xylophonic"]
    with open_unit() as session:
        a_desk(session)
        for number in range(30):
            a_lead(session, name=f"Other {number}", email=f"other{number}@example.org")
        lead = a_lead(session, name=words[0], email="q@example.org", current_occupation=words[2])
        a_turn(session, lead.conversation, f"my {words[3]} hobby", answered_at=MONDAY)
    with open_unit() as session:
        lead = session.scalars(select(LeadText).where(LeadText.person.contains(words[0]))).one()
        session.get_one(Candidate, 31).name = words[1]
    with open_unit() as session:
        assert found(session, "xylophonic") == [words[1]]

    with open_unit() as session:
        forget_candidate(session, store, "q@example.org", now=MONDAY + timedelta(days=1))

    with open_unit() as session:
        for word in words:
            assert found(session, word) == []
        assert session.scalar(select(func.count()).select_from(LeadText)) == 30
        assert not clean_up(session)
    path = database_url.removeprefix("sqlite:///")
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        kept = b"".join(
            bytes(row[0]) for row in connection.execute("SELECT block FROM lead_found_data")
        )
        terms = connection.execute("PRAGMA integrity_check").fetchone()
        connection.execute("INSERT INTO lead_found(lead_found) VALUES ('integrity-check')")
    assert terms == ("ok",)
    pages = Path(path).read_bytes().lower()
    for word in words:
        assert word.lower().encode() not in kept
        assert word.lower()[:9].encode() not in pages


def test_two_leads_of_one_name_are_told_page_by_page(session):
    a_desk(session)
    for number in range(7):
        a_lead(session, name=f"Robin {number}", email=f"robin{number}@example.org")

    shown, cursor = [], None
    for _ in range(4):
        page = find_by_words(session, "robin", cursor=cursor, limit=2)
        shown += [lead.candidate.name for lead in page.leads]
        cursor = page.next

    assert shown == [f"Robin {number}" for number in range(6, -1, -1)]
    assert cursor is None


def test_the_condition_of_a_search_is_that_of_a_list(session, jo):
    fit = leads_that_fit(session, q="makaton")

    assert [lead.id for lead in session.scalars(fit)] == [jo.id]
    assert session.execute(text("SELECT count(*) FROM lead_text")).scalar() == 2
