"""What letters say, and what may not be in them."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any

import pytest
from icalendar import Calendar, Event

from agency.delivery.calendar import LONDON, Call
from agency.delivery.letters import Letter, Letters
from tests.agency.test_delivery_mail import AGENCY, LEAD, MONDAY, a_message

DESK = "http://localhost:8000/desk"
LETTERS = Letters(AGENCY, desk_url=DESK)
PERSONAL = ("Zoë", "Brien", "zoe@", "07700", "M1", "nurse")
CALL = Call(
    uid="c" * 32,
    sequence=0,
    begins=datetime(2026, 7, 6, 8, 30, tzinfo=UTC),
    ends=datetime(2026, 7, 6, 8, 45, tzinfo=UTC),
)


def leads(count: int) -> list[dict[str, Any]]:
    return [LEAD | {"id": str(n), "reference": f"L-{n:04d}"} for n in range(1, count + 1)]


def of_a_call(*, to_us: bool, **but: Any) -> EmailMessage:
    call = Call(**{**CALL.__dict__, **but})
    letter = LETTERS.of_a_call(
        LEAD, call, to_us=to_us, to="ruth.adeyemi@example.org", mail_from="assistant@example.org",
        now=MONDAY,
    )  # fmt: skip
    return a_message(letter)


def entries(message: EmailMessage) -> list[Calendar]:
    return [
        Calendar.from_ical(part.get_content() if isinstance(part.get_content(), str) else "")
        for part in message.walk()
        if part.get_content_type() == "text/calendar"
    ]


def the_event(message: EmailMessage) -> tuple[Calendar, Event]:
    calendar = entries(message)[-1]
    [event] = calendar.walk("VEVENT")
    return calendar, event


def test_several_leads_are_one_letter_and_each_can_be_opened():
    letter = LETTERS.of_several(leads(7))

    assert letter.subject == "7 new leads: L-0001, L-0002, L-0003, L-0004, L-0005 and 2 more"
    for said in (letter.text, letter.html):
        assert all(f"{DESK}/leads/{number}" in said for number in range(1, 8))
        assert f"{DESK}/my-news" in said
    assert "&lt;b&gt;nurse&lt;/b&gt;" in letter.html


@pytest.mark.parametrize(
    "subject",
    [
        LETTERS.of_several(leads(2)).subject,
        of_a_call(to_us=True)["Subject"],
        of_a_call(to_us=False)["Subject"],
        of_a_call(to_us=True, cancelled=True)["Subject"],
    ],
)
def test_no_subject_says_who_it_is_about(subject: str):
    assert "L-0" in subject
    assert not any(each in subject for each in PERSONAL)


def test_a_room_reads_what_and_where_and_nothing_of_anybodys():
    line = LETTERS.line_for_a_room(LEAD)

    assert line == f"L-0042: registration, a SENCO, Manchester. {DESK}/leads/42"
    assert not any(each in line for each in PERSONAL)


def test_a_consultant_is_invited_to_a_call_in_uk_time():
    message = of_a_call(to_us=True)

    calendar, event = the_event(message)

    assert calendar["METHOD"] == "REQUEST"
    assert event["DTSTART"].params["TZID"] == "Europe/London"
    assert event["DTSTART"].dt == datetime(2026, 7, 6, 9, 30, tzinfo=LONDON)
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=15)
    assert event["ATTENDEE"] == "mailto:ruth.adeyemi@example.org"
    assert calendar.walk("VTIMEZONE")
    assert "at 9.30" in str(message["Subject"])
    body = message.get_body(("plain",))
    assert body
    assert "07700 900123" in body.get_content()


def test_a_calendar_that_colleagues_see_names_nobody():
    for to_us in (True, False):
        _, event = the_event(of_a_call(to_us=to_us))
        shown = event.to_ical().decode()
        assert not any(each in shown for each in PERSONAL)


def test_a_candidate_gets_a_plain_entry_that_asks_for_no_answer():
    message = of_a_call(to_us=False)

    calendar, event = the_event(message)

    assert calendar["METHOD"] == "PUBLISH"
    assert "ATTENDEE" not in event
    assert len(entries(message)) == 1
    [file] = message.iter_attachments()
    assert file.get_filename() == "call.ics"


def test_a_call_that_moves_or_is_called_off_is_the_same_entry_with_a_higher_number():
    _, first = the_event(of_a_call(to_us=True))
    _, moved = the_event(of_a_call(to_us=True, sequence=1, begins=CALL.begins, ends=CALL.ends))
    calendar, off = the_event(of_a_call(to_us=True, sequence=2, cancelled=True))

    assert first["UID"] == moved["UID"] == off["UID"] == f"{'c' * 32}@example.org"
    assert [each["SEQUENCE"] for each in (first, moved, off)] == [0, 1, 2]
    assert (calendar["METHOD"], off["STATUS"]) == ("CANCEL", "CANCELLED")
    assert not off.walk("VALARM")


def test_both_changes_of_the_clock_are_in_the_entry():
    calendar, _ = the_event(of_a_call(to_us=True))
    [zone] = calendar.walk("VTIMEZONE")

    for moment in (datetime(2026, 1, 5, 9, tzinfo=LONDON), datetime(2026, 7, 6, 9, tzinfo=LONDON)):
        told = zone.to_tz(lookup_tzid=False)
        assert moment.replace(tzinfo=told).utcoffset() == moment.utcoffset()


@pytest.mark.parametrize(
    ("begins", "here"),
    [
        (datetime(2027, 3, 28, 9, tzinfo=UTC), "20270328T100000"),
        (datetime(2027, 3, 29, 8, 30, tzinfo=UTC), "20270329T093000"),
        (datetime(2026, 10, 26, 9, 30, tzinfo=UTC), "20261026T093000"),
    ],
)
def test_a_call_near_the_change_of_the_clock_is_the_same_moment_for_every_calendar(
    begins: datetime, here: str
):
    calendar, event = the_event(of_a_call(to_us=False, begins=begins, ends=begins))
    [zone] = calendar.walk("VTIMEZONE")

    assert f"DTSTART;TZID=Europe/London:{here}" in event.to_ical().decode()
    told = event["DTSTART"].dt.replace(tzinfo=zone.to_tz(lookup_tzid=False))
    assert told.astimezone(UTC) == begins


def test_a_call_that_is_called_off_can_be_taken_out_of_the_candidates_own_calendar():
    message = of_a_call(to_us=False, sequence=2, cancelled=True)

    calendar, event = the_event(message)

    assert (calendar["METHOD"], event["STATUS"]) == ("CANCEL", "CANCELLED")
    assert len(entries(message)) == 1
    [file] = message.iter_attachments()
    assert file.get_filename() == "cancelled.ics"
    body = message.get_body(("plain",))
    assert body
    assert "takes it out of your calendar" in body.get_content()


def test_nothing_that_is_put_into_an_entry_can_add_a_line_to_it():
    hostile = "A, B; C\\ \r\nEND:VEVENT\r\nBEGIN:VEVENT\nSUMMARY:x " + "ä" * 90
    letters = Letters(replace(AGENCY, name=hostile), desk_url=DESK)
    lead = LEAD | {"reference": f"L-0042{hostile}"}
    letter = letters.of_a_call(
        lead, CALL, to_us=False, to="jo@example.org", mail_from="assistant@example.org", now=MONDAY
    )
    assert letter.entry

    calendar = Calendar.from_ical(letter.entry.text)

    [event] = calendar.walk("VEVENT")
    assert str(event["SUMMARY"]) == f"Call from {hostile}".replace("\r\n", "\n")
    assert all(len(line.encode()) <= 75 for line in letter.entry.text.split("\n"))


def test_a_school_that_wants_staff_is_not_told_of_work_for_itself():
    lead = LEAD | {"kind": "client", "role": "senco"}

    for said in (LETTERS.to_the_candidate(lead), LETTERS.to_the_owner(lead)):
        assert "work as" not in said.text + said.html
    assert "your request for staff: a SENCO." in LETTERS.to_the_candidate(lead).text
    assert "goes to the school or council" in LETTERS.to_the_owner(lead).text


def test_a_promised_call_is_on_a_day():
    letter = LETTERS.to_the_candidate(LEAD | {"call_promised": "Monday 6 July, from 9.30am"})

    assert "will ring you on Monday 6 July, from 9.30am." in letter.text


class Coloured(HTMLParser):
    """Gathers the classes of whatever has a colour of its own."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.classes: list[set[str]] = []
        self.feed(html)

    def handle_starttag(self, _tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if "#" in (given.get("style") or ""):
            self.classes.append(set((given.get("class") or "").split()))


def test_letters_that_one_can_do_without_say_where_to_stop_them():
    for letter in (
        LETTERS.to_the_owner(LEAD),
        LETTERS.of_several(leads(2)),
        LETTERS.to_a_colleague(LEAD, "note.mention", {"by": "Ruth", "text": "See this"}),
    ):
        assert a_message(letter)["List-Unsubscribe"] == f"<{DESK}/my-news>"
        assert f"{DESK}/my-news" in letter.text
        assert f"{DESK}/my-news" in letter.html
    left = a_message(LETTERS.to_whoever_left("https://x.example/1"))
    asked = left["List-Unsubscribe"]
    assert asked == f"<mailto:{AGENCY.email}?subject=No%20more%20letters%20please>"
    assert "List-Unsubscribe" not in a_message(LETTERS.to_the_candidate(LEAD))


def test_what_a_person_wrote_does_not_say_that_a_program_did():
    said = {"subject": "Hello", "text": "Hello", "reply_to": "ruth@example.org"}

    by_hand = a_message(LETTERS.as_written(LEAD, said))
    by_itself = a_message(LETTERS.to_the_candidate(LEAD))

    assert "Auto-Submitted" not in by_hand
    assert by_hand["List-Unsubscribe"].startswith("<mailto:ruth@example.org?")
    assert by_itself["Auto-Submitted"] == "auto-generated"


def test_whoever_answers_news_of_their_account_reaches_the_agency():
    letter = LETTERS.of_an_account("Sam", "password", at=MONDAY)

    assert letter.reply_to == AGENCY.email
    assert "UK time" in letter.text


def test_a_reference_in_a_headline_can_be_copied_and_found():
    due = LEAD | {"call_promised": "Monday", "answer_promised": None, "tries": 0, "is_theirs": True}

    assert LETTERS.of_a_promise(due, broken=True).html.count("L-0042") >= 2


MANY_HANDED = {"by": "Ruth", "text": "", "references": "L-0001, L-0002", "count": "2"}


def test_a_letter_about_many_leads_names_each_and_opens_the_list():
    letter = LETTERS.to_a_colleague(LEAD, "lead.handed", MANY_HANDED)

    assert letter.subject == "You have been handed 2 leads"
    assert "Ruth handed you 2 leads: L-0001, L-0002." in letter.text
    assert f"{LETTERS.desk_url}/\n" in letter.text
    assert LEAD["candidate"]["name"] not in letter.text + letter.html


@pytest.mark.parametrize(
    "letter",
    [
        LETTERS.to_the_owner(LEAD),
        LETTERS.of_several(leads(2)),
        LETTERS.to_the_candidate(LEAD),
        LETTERS.of_a_promise(
            LEAD | {"call_promised": "Monday", "tries": 0, "is_theirs": True}, broken=True
        ),
        LETTERS.as_written(LEAD, {"subject": "Hello", "text": "Hello", "reply_to": "a@b.org"}),
        LETTERS.to_a_colleague(LEAD, "note.mention", {"by": "Ruth", "text": "See this"}),
        LETTERS.to_a_colleague(LEAD, "lead.handed", MANY_HANDED),
        LETTERS.to_come_back("https://x.example/1"),
        LETTERS.to_whoever_left("https://x.example/1"),
        LETTERS.to_a_newcomer("Sam", "https://x.example/1"),
        LETTERS.of_an_account("Sam", "password", at=MONDAY),
    ],
    ids=lambda letter: letter.subject,
)
def test_a_letter_read_in_the_dark_is_dark(letter: Letter):
    dark = letter.html.split("(prefers-color-scheme: dark)")[1].split("</style>")[0]
    changed = set(re.findall(r"\.(\w+) \{", dark))

    assert '<meta name="color-scheme" content="light dark">' in letter.html
    classes = Coloured(letter.html).classes
    assert len(classes) > 2
    assert all(each and each <= changed for each in classes)
