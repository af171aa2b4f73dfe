"""
An agency on an ordinary Thursday morning: people, leads, a chat with a CV, and all that came of it.

Made by the services themselves in the database that a test serves, so that a page may be looked at
with everything on it, without an assistant.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import yaml
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.core.enquiry import Kind
from agency.core.roles import Role
from agency.cv.process import read_away
from agency.preparation import AGENCY, VACANCIES
from agency.services.agency.changes import save_person
from agency.services.agency.configuration import note_file
from agency.services.agency.setup import import_agency, import_vacancies
from agency.services.calls.agreed_calls import agree_call
from agency.services.cvs.cvs import keep_cv
from agency.services.cvs.reading import claim_reading, confirm_fields, mark_read
from agency.services.leads.changes import change_lead, log_call
from agency.services.leads.leads import open_lead
from agency.services.leads.letters import write_letter
from agency.services.leads.tasks import set_task
from agency.storage.files import CvStore
from agency.storage.models import Consultant, Cv, Lead, NoteKind, Speaker, Stage
from tests.factories import a_consent, a_conversation, a_turn, an_enquiry, an_id

NOW = datetime(2026, 11, 19, 10, 12, tzinfo=UTC)
ADMINISTRATOR = "priya.nair@example.org"

# Who else wrote, how long ago, and how far it has come.
OTHERS: tuple[tuple[dict[str, Any], float, Stage], ...] = (
    ({"name": "Robin Example", "role": Role.SENCO, "postcode": "LS6 2AB", "town": "Leeds",
      "current_occupation": "year 4 teacher", "experience_years": 9.0,
      "qualifications": ("QTS", "PGCE"), "start": "January"}, 0.6, Stage.NEW),
    ({"name": "Mo Example", "kind": Kind.CALLBACK, "role": None, "email": None, "town": "Hackney",
      "postcode": None, "question": "Is there work near Hackney?", "call_when": "afternoons",
      "current_occupation": None, "experience_years": None, "qualifications": (),
      "availability": None, "start": None, "right_to_work": None, "dbs": None}, 1.5, Stage.NEW),
    ({"name": "Sam Sample", "role": Role.SEMH_SUPPORT_WORKER, "postcode": "B13 8QT",
      "town": "Birmingham", "current_occupation": "youth worker", "experience_years": 4.0,
      "qualifications": ("Team Teach",)}, 4, Stage.CONTACTED),
    ({"name": "Ms Example", "kind": Kind.CLIENT, "role": Role.SEN_SUPPORT_WORKER,
      "town": "Stockport", "postcode": "SK2 6AA", "question": "We need one-to-one support for a "
      "boy in Year 3, four days a week from January. Example Oak Primary School.",
      "current_occupation": None, "experience_years": None, "qualifications": (),
      "availability": None, "start": None, "right_to_work": None, "dbs": None}, 20, Stage.NEW),
    ({"name": "Alex Example", "town": "Salford", "postcode": "M6 7AB", "dbs": "no",
      "current_occupation": "barista", "experience_years": 0.0, "qualifications": ()},
     22, Stage.CONTACTED),
    ({"name": "Nia Sample", "town": "Bolton", "postcode": "BL3 4CD", "experience_years": 7.0,
      "current_occupation": "teaching assistant", "dbs": "yes"}, 26, Stage.REGISTERED),
    ({"name": "Lee Example", "role": Role.SEMH_SUPPORT_WORKER, "town": "Liverpool",
      "postcode": "L8 1EF", "current_occupation": "football coach"}, 49, Stage.PLACED),
    ({"name": "Kit Sample", "town": "Manchester", "postcode": "M14 5GH", "right_to_work": "no",
      "current_occupation": "care assistant"}, 75, Stage.CLOSED),
)  # fmt: skip

FIRST = {
    "name": "Amal Example", "email": "amal.example@example.org", "phone": "+447700900456",
    "postcode": "SK4 4QT", "town": "Stockport", "current_occupation": "care assistant",
    "experience_years": 6.0, "qualifications": ("NVQ 3 in care", "Makaton"),
    "availability": "full time", "start": "as soon as possible",
}  # fmt: skip
TALK: tuple[tuple[str, str | None, str], ...] = (
    ("Hello. I can tell you about work in schools, and take your details.", None,
     "what does a teaching assistant earn in Stockport?"),
    ("**£91 to £105 a day**, as a rule, through us. It depends on the school and the child. Shall "
     "I take your details, so that a consultant can tell you about places near you?", None,
     "yes please"),
    ("What is your name?", "name", "Amal Example"),
    ("Which e-mail address can we write to?", "email", "amal.example@example.org"),
    ("And which number can we ring?", "phone", "07700 900456"),
    ("Where do you live?", "postcode", "Stockport, SK4 4QT"),
    ("What do you do at the moment?", "current_occupation", "care assistant in a nursing home"),
    ("How many years have you worked with children, or in care?", "experience",
     "six years, the last two with young adults with autism"),
    ("Which qualifications do you have?", "qualifications", "NVQ 3 in care and Makaton"),
    ("When could you work?", "availability", "Full time"),
    ("From when?", "start", "As soon as possible"),
    ("Do you have the right to work in the UK?", "right_to_work", "Yes"),
    ("Do you have an enhanced DBS certificate?", "dbs", "Yes, on the update service"),
)  # fmt: skip


CV = (
    "Amal Example",
    "amal.example@example.org  07700 900456  Stockport SK4 4QT",
    "2020 - now  Care assistant, Example House Nursing Home",
    "Supports young adults with autism; keeps care plans",
    "2016 - 2020  Lunchtime supervisor, Example Oak School",
    "NVQ Level 3 Health and Social Care, 2022",
    "Makaton, Team Teach, paediatric first aid",
)


def written_cv() -> bytes:
    """Return a PDF with these lines."""
    page = BytesIO()
    canvas = Canvas(page, pagesize=A4, invariant=True)
    for number, line in enumerate(CV):
        canvas.drawString(72, 770 - 24 * number, line)
    canvas.save()
    return page.getvalue()


@dataclass
class Office:
    """Who is there, what came in, and what stands for the gaps in the desk's addresses."""

    lead: Lead
    others: list[Lead]
    people: dict[str, Consultant]
    known: dict[str, Any]


def open_full_office(session: Session, store: CvStore) -> Office:
    """Fill an empty database with the example agency and its leads, as they stand at NOW."""
    import_examples(session)
    people = {person.email.split("@")[0]: person for person in session.scalars(select(Consultant))}
    others = [an_older_lead(session, *each, number=n) for n, each in enumerate(reversed(OTHERS))]
    lead = the_newest_lead(session, store, written_cv())
    known = {
        "reference": lead.reference,
        "cv_id": an_id("the CV"),
        "conversation_id": lead.conversation_id,
    }
    session.flush()
    for other, (_, hours, stage) in zip(others, reversed(OTHERS), strict=True):
        work_on(session, other, stage, NOW - timedelta(hours=hours) + timedelta(minutes=40))
    work_on_newest(session, lead, people)
    return Office(lead, others, people, known)


def import_examples(session: Session) -> None:
    """Take the example agency in, as a new house does, and hire an editor and an officer."""
    agency = yaml.safe_load(AGENCY.read_text("utf-8"))
    long_ago = NOW - timedelta(days=90)
    import_agency(session, agency, now=long_ago)
    with VACANCIES.open(encoding="utf-8", newline="") as file:
        import_vacancies(session, list(csv.DictReader(file)), now=long_ago)
    note_file(session, agency, who="the start", now=long_ago)
    for name, access in (("Quinn Example", "editor"), ("Pia Example", "privacy_officer")):
        email = f"{name.lower().replace(' ', '.')}@example.org"
        given = {"name": name, "email": email, "access": access}
        save_person(session, given, who="Priya Nair", now=long_ago)


def an_older_lead(
    session: Session, told: dict[str, Any], hours: float, _stage: Stage, *, number: int
) -> Lead:
    at = NOW - timedelta(hours=hours)
    name = str(told["name"])
    page = ("/", "/senco-jobs", "/send-support")[number % 3]
    chat = a_conversation(session, id=an_id(name), page=page, started_at=at, last_turn_at=at)
    said = str(told.get("question") or "I'd like to register")
    a_turn(session, chat, said, at=at, answered_at=at)
    given = {
        "conversation_id": chat.id,
        "email": f"{name.lower().replace(' ', '.')}@example.org",
        "phone": f"+44770090{number + 201:04d}",
        "consent": a_consent(at=at),
    }
    return open_lead(session, an_enquiry(**given | told), now=at, webhook=True)


def the_newest_lead(session: Session, store: CvStore, cv: bytes) -> Lead:
    """Open the lead of somebody who asked, registered and sent a CV, six minutes ago."""
    began = NOW - timedelta(minutes=14)
    chat = a_conversation(
        session, id=an_id("Amal"), page="/send-support", started_at=began, last_turn_at=began
    )
    for number, (asked, about, said) in enumerate(TALK):
        at = began + timedelta(seconds=32 * number)
        form = {"form": {"name": "registration", "asks": about}} if about else None
        a_turn(session, chat, asked, speaker=Speaker.ASSISTANT, at=at, reply=form)
        told = [about] if about else None
        said_at = at + timedelta(seconds=15)
        a_turn(session, chat, said, at=said_at, answered_at=said_at, told=told)
        chat.last_turn_at = at
    keep_cv(session, store, chat, "Amal's CV.pdf", cv, cv_id=an_id("the CV"), now=chat.last_turn_at)
    claimed = claim_reading(session, now=NOW)
    assert claimed
    reading = read_away(cv, claimed.filename, today=NOW.date())
    mark_read(session, claimed, reading, now=NOW - timedelta(minutes=7))
    confirm_fields(session.get_one(Cv, claimed.cv), ("name", "email", "phone", "postcode", "town"))
    given = FIRST | {"conversation_id": chat.id, "consent": a_consent(at=began)}
    at = NOW - timedelta(minutes=6)
    return open_lead(session, an_enquiry(**given), now=at, webhook=True)


def work_on(session: Session, lead: Lead, stage: Stage, at: datetime) -> None:
    """Do what its owner did with a lead to bring it where it stands."""
    owner = lead.owner
    if stage is Stage.NEW:
        return
    lead.accepted_at = at
    log_call(session, lead, by=owner, spoke=True, note="Friendly, knows what they want.", now=at)
    if stage is Stage.CONTACTED:
        set_task(session, lead, title="Send the forms", due_at=NOW + timedelta(hours=5),
                 whose=owner, by=owner, now=at)  # fmt: skip
        return
    closed = {"reason": "not-suitable-now"} if stage is Stage.CLOSED else {}
    note = "Sponsorship is not possible at the moment." if closed else None
    change_lead(session, lead, by=owner, stage=stage, note=note, now=at, **closed)


def work_on_newest(session: Session, lead: Lead, people: dict[str, Consultant]) -> None:
    """Agree a call, write a note that names somebody, a letter, and two tasks."""
    owner, priya = lead.owner, people["priya.nair"]
    at = NOW - timedelta(minutes=3)
    agree_call(session, lead, at=NOW + timedelta(hours=5, minutes=48), now=at)
    change_lead(
        session, lead, by=owner, note="@Priya Nair, could this be one for Example Oak?",
        kind=NoteKind.NOTE, now=at,
    )  # fmt: skip
    write_letter(
        session, lead, by=owner, subject="Your registration", template="nice-to-meet-you", now=at,
        text="Hello Amal,\n\nThank you for registering with us. I will ring you this afternoon.",
    )  # fmt: skip
    for title, whose, hours in (("Ask for a reference", owner, 3), ("Look at the CV", priya, -1)):
        due = NOW + timedelta(hours=hours)
        set_task(session, lead, title=title, due_at=due, whose=whose, by=owner, now=at)
