"""What gathers around leads over the years: journeys, letters, questions, the log of who saw it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

import numpy as np
from sqlalchemy import Engine, insert, select, text
from sqlalchemy.orm import Session

from agency.core.asked import NOT_GOT, Got
from agency.core.outcome import Outcome
from agency.core.retention import REGISTERED, UNREGISTERED
from agency.core.roles import Role
from agency.services.agency.periods import keep_periods
from agency.services.keys.tokens import Scope, create_token, hash_token
from agency.services.reports.daily_counts import Counted
from agency.storage.models import (
    Access,
    AuditEntry,
    AuditSeal,
    Channel,
    Consultant,
    Conversation,
    Correction,
    DailyCount,
    Delivery,
    DeliveryAttempt,
    DeliveryState,
    Erasure,
    Fate,
    Journey,
    Lead,
    Mention,
    Note,
    PrivacyRequest,
    Question,
    QuestionGroup,
    Rating,
    RetentionHold,
    SamePerson,
    Speaker,
    Stage,
    Task,
    Thumb,
    Turn,
)
from agency.storage.models.privacy import Asked, Way
from agency.storage.unit import units

AT_ONCE = 1_000
DAYS = 730
TURNS = 4
# Chats that led to nobody are kept for a month: about three for each lead of that month.
CHATS_FOR_A_LEAD = 0.13
GROUPS_FOR_A_LEAD = 0.02
NUMBERS = 384  # of one sentence vector
TOKEN = "an-example-token-of-another-system"
PAGES = ("/", "/senco-jobs", "/support-jobs", "/careers", "/contact")
TOPICS = ("pay", "hours", "training", "dbs", "interview", "holidays", "places", "degree")
WORDS = ("pension", "parking", "uniform", "cover", "payslip", "timesheet", "visa", "tutoring")
ASKED = "What about {word} {number} for somebody new"

type Row = tuple[Any, dict[str, Any]]


def add_years(engine: Engine, *, leads: int, now: datetime) -> None:
    """Add to an agency that `make_agency` made what its people and visitors leave behind."""
    chance = random.Random(11)
    with units(engine)() as session:
        _hire_officers(session, now)
        _let_a_system_in(session, now)
        _keep_long(session, now)
        groups = _groups(session, chance, max(20, round(leads * GROUPS_FOR_A_LEAD)), now)
        _sums(session, chance, now)
    for first in range(1, leads + 1, AT_ONCE):
        numbers = range(first, min(leads, first + AT_ONCE - 1) + 1)
        with units(engine)() as session:
            _write(session, _around_leads(session, chance, numbers, groups, now))
    chats = round(leads * CHATS_FOR_A_LEAD)
    for first in range(1, chats + 1, AT_ONCE):
        numbers = range(first, min(chats, first + AT_ONCE - 1) + 1)
        with units(engine)() as session:
            _write(session, _chats(chance, numbers, chats, now))
    with units(engine)() as session:
        last = session.scalars(select(AuditEntry.id).order_by(AuditEntry.id.desc()).limit(1)).one()
        session.add(AuditSeal(at=now, last_id=last, count=last, digest=""))
    _settle(engine)


def _settle(engine: Engine) -> None:
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.execute(text("SET statement_timeout = 0"))
            connection.execute(text("VACUUM ANALYZE"))
        else:
            connection.exec_driver_sql("ANALYZE")
            connection.commit()


def _hire_officers(session: Session, now: datetime) -> None:
    password = session.scalars(select(Consultant.password_hash).limit(1)).one()
    session.add_all(
        Consultant(
            email=f"{access.value}@example.org",
            name=name,
            password_hash=password,
            access=access,
            active=True,
            created_at=now,
        )
        for access, name in (
            (Access.ADMINISTRATOR, "Ann Administrator"),
            (Access.EDITOR, "Ed Editor"),
            (Access.PRIVACY_OFFICER, "Pia Officer"),
        )
    )


def _let_a_system_in(session: Session, now: datetime) -> None:
    create_token(
        session, "Another system", [Scope.LEADS_READ], token_hash=hash_token(TOKEN), now=now
    )


def _keep_long(session: Session, now: datetime) -> None:
    """Keep people nearly as long as the agency is old: a night's work is a night's, no backlog."""
    days = dict.fromkeys((UNREGISTERED, REGISTERED), DAYS - 1)
    keep_periods(session, days, who="administrator@example.org", now=now)


def _groups(session: Session, chance: random.Random, count: int, now: datetime) -> list[int]:
    numbers = np.random.default_rng(11)
    made = []
    for _ in range(count):
        vector = numbers.normal(size=NUMBERS).astype("<f4")
        vector /= np.linalg.norm(vector)
        decided = chance.random()
        made.append(
            QuestionGroup(
                centre=vector.tobytes(),
                began_at=now - timedelta(days=chance.randrange(DAYS)),
                aside_at=now if decided < 0.1 else None,
                topic="pay" if decided > 0.8 else None,
                pointed_at=now if decided > 0.8 else None,
            )
        )
    session.add_all(made)
    session.flush()
    return [each.id for each in made]


def _sums(session: Session, chance: random.Random, now: datetime) -> None:
    """Keep the sums of each day: they grow with the days, and not with the leads."""
    found: list[dict[str, Any]] = []

    def add(what: str, day: date, **of: Any) -> None:
        found.append(vars(Counted(what, day, **of)) | {"count": chance.randrange(1, 60)})

    for back in range(DAYS):
        day = (now - timedelta(days=back)).date()
        for page in PAGES:
            add("seen", day, page=page)
            for step in ("opened", "asked"):
                add("reached", day, page=page, about=step)
        for outcome in ("answered", "unclear", "out_of_scope"):
            add("heard", day, detail=outcome)
        for role in ("", *Role):
            for topic in TOPICS:
                add("topic", day, about=topic, role=role)
                add("rated", day, about=topic, detail="up", role=role)
            for slot in ("consent", "role", "name", "email", "phone", "place"):
                for detail in ("asked", "answered", "left"):
                    add("question", day, about=f"registration:{slot}", detail=detail, role=role)
    session.execute(insert(DailyCount), found)


def _write(session: Session, rows: Iterator[Row]) -> None:
    """Write rows in the order their tables first came, so that each finds what it refers to."""
    by_model: dict[Any, list[dict[str, Any]]] = {}
    for model, row in rows:
        by_model.setdefault(model, []).append(row)
    for model, each in by_model.items():
        session.execute(insert(model), each)


def _around_leads(
    session: Session, chance: random.Random, numbers: range, groups: list[int], now: datetime
) -> Iterator[Row]:
    leads = session.scalars(
        select(Lead).where(Lead.id >= numbers[0], Lead.id <= numbers[-1]).order_by(Lead.id)
    ).all()
    chats = [lead.conversation_id for lead in leads]
    said = select(Turn.conversation_id, Turn.id).where(Turn.conversation_id.in_(chats))
    turns: dict[str, list[int]] = {}
    for chat, turn in session.execute(said.order_by(Turn.id)):
        turns.setdefault(chat, []).append(turn)
    people = session.execute(select(Consultant.id, Consultant.email)).all()
    emails = dict(iter(people))
    # One table after another: what hangs on a row comes after it.
    for made in (_journeys, _deliveries, _attempts, _questions, _ratings, _notes, _work, _rights):
        for lead in leads:
            theirs = turns.get(lead.conversation_id or "", [])
            yield from made(chance, lead, theirs, groups, now)
    for lead in leads:
        yield from _entries(chance, lead, emails, now)


type Maker = Callable[[random.Random, Lead, list[int], list[int], datetime], Iterator[Row]]


def _journeys(
    chance: random.Random, lead: Lead, turns: list[int], _groups: list[int], now: datetime
) -> Iterator[Row]:
    contacted = lead.stage is not Stage.NEW
    waited = chance.randrange(5, 4000) if contacted else None
    yield (
        Journey,
        {
            "conversation_id": lead.conversation_id,
            "lead_id": lead.id,
            "day": lead.opened_at.date(),
            "page": lead.page or "",
            "role": lead.role,
            "branch_id": lead.branch_id,
            "opened": True,
            "asked": True,
            "started": True,
            "cv": lead.has_cv,
            "lead": True,
            "contacted": contacted,
            "registered": lead.stage in (Stage.REGISTERED, Stage.PLACED),
            "placed": lead.stage is Stage.PLACED,
            "waited_minutes": waited,
            "in_time": waited < 1440 if waited is not None else None,
            "contacted_by_id": lead.owner_id if contacted else None,
            "told_to": turns[-1] if turns else 0,
            "told_at": now,
        },
    )


def _delivery_id(lead: Lead, to: Channel) -> str:
    return sha256(f"{to} {lead.id}".encode()).hexdigest()[:36]


def _deliveries(
    chance: random.Random, lead: Lead, _turns: list[int], _groups: list[int], now: datetime
) -> Iterator[Row]:
    for to in (Channel.MAIL, Channel.RECEIPT):
        dead = chance.random() < 0.0005
        yield (
            Delivery,
            {
                "id": _delivery_id(lead, to),
                "lead_id": lead.id,
                "to": to,
                "type": "lead.opened",
                "state": DeliveryState.DEAD if dead else DeliveryState.SENT,
                "attempts": 1,
                "created_at": lead.opened_at,
                "due_at": lead.opened_at,
                "sent_at": None if dead else lead.opened_at,
            },
        )


def _attempts(
    chance: random.Random, lead: Lead, _turns: list[int], _groups: list[int], now: datetime
) -> Iterator[Row]:
    for to in (Channel.MAIL, Channel.RECEIPT):
        yield (
            DeliveryAttempt,
            {
                "delivery_id": _delivery_id(lead, to),
                "number": 1,
                "at": lead.opened_at,
                "milliseconds": chance.randrange(20, 900),
                "outcome": Outcome.SENT,
            },
        )


def _questions(
    chance: random.Random, lead: Lead, turns: list[int], groups: list[int], now: datetime
) -> Iterator[Row]:
    for turn in turns[:2:2]:
        got = chance.choice([*NOT_GOT, Got.ANSWERED, Got.ANSWERED])
        number = min(int(chance.expovariate(5 / len(groups))), len(groups) - 1)
        words = {"word": WORDS[number % len(WORDS)], "number": number}
        yield (
            Question,
            {
                "turn_id": turn,
                "text": ASKED.format(**words),
                "got": got,
                "topic": chance.choice(TOPICS) if got is Got.ANSWERED else None,
                "role": lead.role.value if lead.role else None,
                "confidence": None,
                "guesses": [{"topic": chance.choice(TOPICS), "confidence": 0.3}],
                "page": lead.page,
                "at": lead.opened_at,
                "group_id": None if got is Got.ANSWERED else groups[number],
            },
        )


def _ratings(
    chance: random.Random, lead: Lead, turns: list[int], _groups: list[int], now: datetime
) -> Iterator[Row]:
    if chance.random() < 0.2 and len(turns) > 1:
        down = chance.random() < 0.3
        yield (
            Rating,
            {
                "turn_id": turns[1],
                "thumb": Thumb.DOWN if down else Thumb.UP,
                "words": "It said nothing of term times" if down else None,
                "topic": chance.choice(TOPICS),
                "role": lead.role.value if lead.role else "none",
                "at": lead.opened_at,
            },
        )


def _notes(
    chance: random.Random, lead: Lead, _turns: list[int], _groups: list[int], now: datetime
) -> Iterator[Row]:
    yield (
        Note,
        {
            "id": lead.id,
            "lead_id": lead.id,
            "consultant_id": lead.owner_id,
            "author": "A colleague",
            "text": "Rang twice, left a message",
            "at": lead.opened_at,
        },
    )


def _work(
    chance: random.Random, lead: Lead, _turns: list[int], _groups: list[int], now: datetime
) -> Iterator[Row]:
    is_open = lead.stage in (Stage.NEW, Stage.CONTACTED)
    due = now + timedelta(hours=chance.randrange(2, 400)) if is_open else lead.opened_at
    yield (
        Task,
        {
            "lead_id": lead.id,
            "consultant_id": lead.owner_id,
            "title": "Ask for the second reference",
            "due_at": due,
            "set_by": "A colleague",
            "set_at": lead.opened_at,
            "done_at": None if is_open else lead.opened_at,
        },
    )
    if lead.id % 20 == 0:
        yield (
            Mention,
            {
                "note_id": lead.id,
                "consultant_id": lead.owner_id,
                "seen_at": None if is_open else lead.opened_at,
            },
        )


def _rights(
    chance: random.Random, lead: Lead, _turns: list[int], _groups: list[int], now: datetime
) -> Iterator[Row]:
    candidate, at = lead.candidate_id, lead.opened_at
    if lead.id % 50 == 0:
        waits = at > now - timedelta(days=10)
        yield (
            PrivacyRequest,
            {
                "candidate_id": candidate,
                "asked": chance.choice(list(Asked)),
                "way": Way.OWN_PAGE,
                "asked_at": at,
                "due_on": (at + timedelta(days=30)).date(),
                "received_by": "the chat",
                "fate": None if waits else Fate.DONE,
                "closed_at": None if waits else at,
                "closed_by": None if waits else "privacy_officer@example.org",
            },
        )
        yield Correction, {
            "lead_id": lead.id, "field": "name", "before": None, "after": None, "at": at,
            "by": "A colleague",
        }  # fmt: skip
        yield Erasure, {
            "at": at, "by": "privacy_officer@example.org", "erased": {"lead": 1}, "told": {},
            "held": [], "requests": [],
        }  # fmt: skip
    if lead.id % 2_000 == 0:
        yield (
            RetentionHold,
            {
                "candidate_id": candidate,
                "because": "a question of pay is open",
                "until": (now + timedelta(days=60)).date(),
                "placed_at": at,
                "placed_by": "privacy_officer@example.org",
            },
        )
    if lead.id % 200 == 0:
        yield SamePerson, {
            "first_id": candidate - 1, "second_id": candidate, "is_same": True,
            "said_by": "A colleague", "at": at,
        }  # fmt: skip


def _entries(
    chance: random.Random, lead: Lead, emails: dict[int, str], now: datetime
) -> Iterator[Row]:
    who = emails[lead.owner_id]
    deeds = [("saw", "lead", lead.reference)] * 2
    deeds += [("saw the list", "leads", "mine"), ("accepted", "lead", lead.reference)]
    if lead.conversation_id:
        deeds.append(("read", "conversation", lead.conversation_id))
    for did, kind, subject in deeds:
        yield AuditEntry, {
            "at": lead.opened_at, "who": who, "did": did, "kind": kind, "subject": subject,
        }  # fmt: skip


def _chats(chance: random.Random, numbers: range, chats: int, now: datetime) -> Iterator[Row]:
    """Yield chats of the last month that led to nobody, and how far they came."""
    ids = {number: sha256(f"alone {number}".encode()).hexdigest()[:32] for number in numbers}
    began = {
        number: now - timedelta(minutes=90) - timedelta(days=29) * (chats - number) / chats
        for number in numbers
    }
    for number in numbers:
        yield (
            Conversation,
            {
                "id": ids[number],
                "token_hash": sha256(ids[number].encode()).hexdigest(),
                "assistant_id": sha256(f"of {ids[number]}".encode()).hexdigest()[:32],
                "page": chance.choice(PAGES),
                "started_at": began[number],
                "last_turn_at": began[number],
                "version": 1,
            },
        )
    for number in numbers:
        yield (
            Journey,
            {
                "conversation_id": ids[number],
                "day": began[number].astimezone(UTC).date(),
                "page": chance.choice(PAGES),
                "opened": True,
                "asked": chance.random() < 0.8,
                "told_to": 2**31 - 1,
                "told_at": now,
            },
        )
    for number in numbers:
        for turn in range(TURNS):
            by_visitor = turn % 2 == 0
            yield (
                Turn,
                {
                    "public_id": sha256(f"{ids[number]} {turn}".encode()).hexdigest()[:32],
                    "conversation_id": ids[number],
                    "speaker": Speaker.VISITOR if by_visitor else Speaker.ASSISTANT,
                    "text": "Do you have anything for teachers" if by_visitor else "We do.",
                    "answered_at": began[number] if by_visitor else None,
                    "at": began[number],
                },
            )
