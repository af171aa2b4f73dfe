"""An agency as large as one wants, made up: people, leads, chats, CVs and promises, in bulk."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Engine, insert, select, text
from sqlalchemy.orm import Session

from agency.core.enquiry import Kind
from agency.core.roles import Role
from agency.cv.reading import CvReading, Outcome
from agency.services.people.passwords import hash_password
from agency.storage.lead_line import put_in_line
from agency.storage.lead_words import index_leads
from agency.storage.models import (
    Access,
    Branch,
    Candidate,
    Consent,
    Consultant,
    Conversation,
    Cv,
    Desk,
    Grade,
    Lead,
    Promise,
    Scan,
    Speaker,
    Stage,
    Turn,
)
from agency.storage.unit import units

PASSWORD = "tea cup river lantern"
TURNS = 10
AT_ONCE = 1_000
OPEN_AT_ANY_TIME = 600  # however old an agency grows, its people can look after so many

PLACES = [
    ("Manchester", "M", "manchester"), ("Salford", "M", "manchester"), ("Stockport", "SK", "manchester"),
    ("Leeds", "LS", "leeds"), ("Bradford", "BD", "leeds"), ("York", "YO", "leeds"),
    ("Birmingham", "B", "birmingham"), ("Coventry", "CV", "birmingham"), ("Walsall", "WS", "birmingham"),
    ("Bristol", "BS", "bristol"), ("Bath", "BA", "bristol"), ("Cardiff", "CF", "bristol"),
    ("London", "SE", "london"), ("Croydon", "CR", "london"), ("Ilford", "IG", "london"),
    ("Newcastle", "NE", "newcastle"), ("Sunderland", "SR", "newcastle"), ("Durham", "DH", "newcastle"),
    ("Liverpool", "L", "liverpool"), ("Chester", "CH", "liverpool"), ("Preston", "PR", "liverpool"),
    ("Norwich", "NR", "norwich"), ("Ipswich", "IP", "norwich"), ("Cambridge", "CB", "norwich"),
]  # fmt: skip
FIRST = [
    "Aisha",
    "Alex",
    "Amy",
    "Anna",
    "Ben",
    "Beth",
    "Callum",
    "Carys",
    "Chloe",
    "Dan",
    "David",
    "Deepa",
    "Ella",
    "Emily",
    "Emma",
    "Fatima",
    "Gareth",
    "Grace",
    "Hannah",
    "Harry",
    "Imran",
    "Isla",
    "Jack",
    "James",
    "Jo",
    "Joseph",
    "Kate",
    "Kiran",
    "Laura",
    "Leah",
    "Lewis",
    "Liam",
    "Lucy",
    "Maria",
    "Megan",
    "Mia",
    "Mohammed",
    "Nadia",
    "Natalie",
    "Niamh",
    "Noah",
    "Olivia",
    "Owen",
    "Paul",
    "Priya",
    "Rachel",
    "Ravi",
    "Rhys",
    "Rosie",
    "Ruth",
    "Sam",
    "Sarah",
    "Sian",
    "Sophie",
    "Tariq",
    "Tom",
    "Victoria",
    "Will",
    "Yasmin",
    "Zara",
]
STEMS = [
    "Ash",
    "Black",
    "Brad",
    "Brook",
    "Burn",
    "Carl",
    "Clay",
    "Crof",
    "Dal",
    "Fair",
    "Gold",
    "Green",
    "Hart",
    "Hol",
    "Kirk",
    "Lang",
    "Mar",
    "Nor",
    "Ox",
    "Rad",
    "Ridge",
    "Ship",
    "Stan",
    "Thorn",
    "Wal",
    "West",
    "Whit",
    "Wood",
]
ENDS = [
    "bourne",
    "bury",
    "by",
    "combe",
    "dale",
    "den",
    "field",
    "ford",
    "gate",
    "ham",
    "hurst",
    "land",
    "ley",
    "man",
    "more",
    "shaw",
    "son",
    "ton",
    "well",
    "wick",
    "worth",
]
SAID = (
    "Do you need a degree to work in a special school",
    "I worked in a nursery for {n} years and want to move to a primary school",
    "What does a SEND support worker earn in {town}",
    "I can do Monday to Thursday, term time only",
    "I have supported autistic children with visual timetables",
    "My DBS is on the update service",
    "Is there anything near {town} from September",
    "I would rather work one to one than in a classroom",
    "Please ring me after four, I am teaching until then",
    "I know Makaton and some PECS, and I drive",
)
CV_LINES = (
    "Teaching assistant, Example Primary School, {town}, 20{y}-2024",
    "Ran daily phonics and reading interventions with groups of six",
    "Supported a child with an EHCP through the move to secondary school",
    "Learning mentor at a pupil referral unit; trained in de-escalation",
    "Level 3 Diploma in Supporting Teaching and Learning in Schools",
    "GCSE English and mathematics, grade B",
    "Makaton, PECS, Team Teach, paediatric first aid",
    "Planned transitions with SENCO, families and speech therapists",
    "Worked nights in residential care for young people with complex needs",
    "Enjoys hill walking, choir and a little pottery",
    "Kept records of behaviour and progress in Arbor and CPOMS",
    "Volunteer at a Saturday club for children with Down's syndrome",
)
RARE = (
    "weaving",
    "beekeeping",
    "braille",
    "kayaking",
    "origami",
    "drumming",
    "falconry",
    "juggling",
)


def make_agency(engine: Engine, *, leads: int, now: datetime) -> dict[str, str]:
    """Fill an empty database; return the addresses of who is to look at it."""
    chance = random.Random(7)
    with units(engine)() as session:
        desks, people = _hire(session, now)
    first = 1
    while first <= leads:
        last = min(leads, first + AT_ONCE - 1)
        with units(engine)() as session:
            _fill(session, chance, range(first, last + 1), desks, leads=leads, now=now)
        first = last + 1
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.execute(text("SET statement_timeout = 0"))
            connection.execute(
                text("SELECT setval(pg_get_serial_sequence('lead', 'id'), :leads)"),
                {"leads": leads},
            )
            connection.execute(text("VACUUM ANALYZE"))
        else:
            connection.exec_driver_sql("ANALYZE")
            connection.commit()
    return people


def _hire(session: Session, now: datetime) -> tuple[list[dict[str, Any]], dict[str, str]]:
    keys = sorted({branch for _, _, branch in PLACES})
    password = hash_password(PASSWORD)
    desks = []
    for number, key in enumerate(keys):
        branch = Branch(
            key=key,
            name=key.title(),
            postcode_areas=sorted({area for _, area, at in PLACES if at == key}),
            towns=sorted({town for town, _, at in PLACES if at == key}),
            is_head=number == 0,
        )
        session.add(branch)
        session.flush()
        for seat in range(5):
            person = Consultant(
                email=f"{key}.{seat}@example.org",
                name=f"{FIRST[number * 5 + seat]} {key.title()}",
                password_hash=password,
                access=Access.CONSULTANT,
                branch_id=branch.id,
                active=True,
                created_at=now,
            )
            session.add(person)
            session.flush()
            desk = Desk(
                key=f"{key}-{seat}",
                name=f"{key.title()} {seat}",
                branch_id=branch.id,
                consultant_id=person.id,
                roles=list(Role),
                on_duty=seat == 0,
            )
            session.add(desk)
            session.flush()
            desks.append({"key": key, "branch": branch.id, "owner": person.id, "desk": desk.id})
    session.add(
        Consultant(
            email="manager@example.org",
            name="Mo Manager",
            password_hash=password,
            access=Access.MANAGER,
            active=True,
            created_at=now,
        )
    )
    return desks, {"a consultant": f"{keys[0]}.0@example.org", "a manager": "manager@example.org"}


def _fill(
    session: Session,
    chance: random.Random,
    numbers: range,
    desks: list[dict[str, Any]],
    *,
    leads: int,
    now: datetime,
) -> None:
    rows: dict[Any, list[dict[str, Any]]] = {
        model: [] for model in (Conversation, Candidate, Consent, Lead, Turn, Promise, Cv)
    }
    for number in numbers:
        # Two years of work, the newest this morning.
        opened = now - timedelta(minutes=5) - timedelta(days=730) * (leads - number) / leads
        newest = leads - number < OPEN_AT_ANY_TIME
        for model, row in _one(chance, number, opened, chance.choice(desks), newest, now):
            rows[model].append(row)
    for model, each in rows.items():
        session.execute(insert(model), each)
    session.flush()
    connection = session.connection()
    put_in_line(connection, numbers)
    index_leads(session, numbers)


def _one(
    chance: random.Random,
    number: int,
    opened: datetime,
    desk: dict[str, Any],
    newest: bool,
    now: datetime,
) -> Iterator[tuple[Any, dict[str, Any]]]:
    town, area, _ = chance.choice([place for place in PLACES if place[2] == desk["key"]])
    name = f"{chance.choice(FIRST)} {chance.choice(STEMS)}{chance.choice(ENDS)}"
    chat = sha256(f"chat {number}".encode()).hexdigest()[:32]
    words = {"town": town, "n": chance.randint(1, 20), "y": chance.randint(10, 22)}
    stage = chance.choice([Stage.NEW, Stage.NEW, Stage.CONTACTED]) if newest else chance.choices(
        [Stage.REGISTERED, Stage.PLACED, Stage.CLOSED], weights=(3, 1, 6)
    )[0]  # fmt: skip
    accepted = None if stage is Stage.NEW and chance.random() < 0.4 else opened
    yield (
        Conversation,
        {
            "id": chat,
            "token_hash": sha256(chat.encode()).hexdigest(),
            "assistant_id": sha256(f"assistant {number}".encode()).hexdigest()[:32],
            "page": chance.choice(
                ["/", "/", "/senco-jobs", "/support-jobs", "/careers", "/contact"]
            ),
            "started_at": opened,
            "last_turn_at": opened,
            "version": 1,
        },
    )
    yield (
        Candidate,
        {
            "id": number,
            "name": name,
            "email": f"{name.lower().replace(' ', '.')}.{number}@example.org",
            # There are only so many numbers for examples: most people have left none.
            "phone": f"+447700900{number // 50 % 1000:03d}" if number % 50 == 0 else None,
            "postcode": f"{area}{chance.randint(1, 20)} {chance.randint(1, 9)}{chance.choice('ABDEFGHJLN')}{chance.choice('PQRSTUWXYZ')}",
            "town": town,
            "current_occupation": chance.choice(
                ["nursery nurse", "teaching assistant", "carer", "coach"]
            ),
            "experience_years": float(words["n"]),
            "qualifications": [],
            "created_at": opened,
        },
    )
    yield (
        Consent,
        {
            "id": number,
            "conversation_id": chat,
            "candidate_id": number,
            "version": "2026-11",
            "wording": "We keep your details for a year.",
            "agreed": True,
            "at": opened,
        },
    )
    points = chance.randint(10, 95)
    yield (
        Lead,
        {
            "id": number,
            "conversation_id": chat,
            "candidate_id": number,
            "branch_id": desk["branch"],
            "desk_id": desk["desk"],
            "owner_id": desk["owner"],
            "consent_id": number,
            "kind": chance.choices(list(Kind)[:3], weights=(7, 2, 1))[0],
            "role": chance.choice([*Role, None]),
            "stage": stage,
            "grade": Grade.READY
            if points > 70
            else Grade.PROMISING
            if points > 40
            else Grade.NEEDS_INFO,
            "points": points,
            "reasons": [{"points": points, "because": "an example"}],
            "missing": [],
            "routed_because": "the postcode lies there",
            "stands_in": False,
            "opened_at": opened,
            "accepted_at": accepted,
            "version": 1,
        },
    )
    yield (
        Promise,
        {
            "lead_id": number,
            "call_at": None,
            "due_at": opened + timedelta(hours=chance.randint(1, 72)),
            "made_at": opened,
            "kept_at": None if stage is Stage.NEW else opened,
        },
    )
    for turn in range(TURNS):
        by_visitor = turn % 2 == 0
        yield (
            Turn,
            {
                "public_id": sha256(f"turn {number} {turn}".encode()).hexdigest()[:32],
                "conversation_id": chat,
                "speaker": Speaker.VISITOR if by_visitor else Speaker.ASSISTANT,
                "text": chance.choice(SAID).format(**words)
                if by_visitor
                else "Here is what we know.",
                "answered_at": opened if by_visitor else None,
                "at": opened,
            },
        )
    if chance.random() < 0.4:
        lines = [line.format(**words) for line in chance.sample(CV_LINES, 9)]
        lines = [name, f"{town} {area}", *lines * 2]
        if chance.random() < 0.002:
            lines.append(f"Taught {chance.choice(RARE)} on Fridays")
        yield (
            Cv,
            {
                "id": sha256(f"cv {number}".encode()).hexdigest()[:32],
                "conversation_id": chat,
                "candidate_id": number,
                "filename": f"{name} CV.pdf",
                "media_type": "application/pdf",
                "size": 40_000,
                "sha256": sha256(chat.encode()).hexdigest(),
                "key": f"{chat[:2]}/{chat}",
                "scan": Scan.CLEAN,
                "received_at": opened,
                "read_at": opened,
                "outcome": "parsed",
                "fields": CvReading(Outcome.PARSED, name=name, town=town).as_json(),
                "text": "\n".join(lines),
                "findable": "\n".join(lines),
            },
        )


def a_moment() -> datetime:
    """Return the time the example is made at."""
    return datetime.now(UTC).replace(microsecond=0)


def any_lead(session: Session) -> int:
    """Return the id of the last lead."""
    return session.scalar(select(Lead.id).order_by(Lead.id.desc()).limit(1)) or 0
