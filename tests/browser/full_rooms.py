"""What else stands on the desk of a full office: questions, answers, reports, privacy, settings."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.core.asked import Got
from agency.delivery.failure import Outcome
from agency.services.agency.absences import keep_absence
from agency.services.answers.answers import find_answer, save_answer
from agency.services.deliveries.deliveries import claim_delivery, mark_failed, mark_sent
from agency.services.keys.tokens import hash_token, make_token
from agency.services.keys.vault import Vault
from agency.services.leads.saved_views import keep_view
from agency.services.news.webhooks import add_webhook, note_trial
from agency.services.privacy.erasures import erase_person
from agency.services.privacy.holds import place_hold
from agency.services.privacy.requests import keep_request
from agency.services.questions.examples import Chosen, propose_examples
from agency.services.questions.groups import find_group, group_questions, point_group
from agency.services.questions.own_topics import Begun, begin_topic
from agency.services.questions.trainings import ask_training, claim_training, mark_ready
from agency.services.reports.daily_counts import Counted, add_counts
from agency.settings import ROOT
from agency.storage.answers_content import Answer, Key
from agency.storage.example_file import ExampleFile, read_examples
from agency.storage.files import CvStore
from agency.storage.models import (
    Branch,
    Channel,
    Consultant,
    Journey,
    Lead,
    LetterTemplate,
    Rating,
    Reason,
    Thumb,
    Turn,
    Vacancy,
)
from agency.storage.models.privacy import Asked, Way
from agency.storage.models.question import Question
from agency.storage.models.training import Use
from tests.browser.full_office import NOW, Office
from tests.factories import a_conversation, a_turn, an_id, kept
from web.app import book_of_answers

# What people asked, in groups of one meaning; the sentence vectors are made up.
ASKED = (
    ("would my years at the post office count", "i drove a bus for ages is that any use",
     "is bar work worth anything here"),
    ("do you pay mileage", "who pays the petrol between two schools"),
    ("where would my folding bike live all day",),
)  # fmt: skip
BIKES = (
    "can my bike stand somewhere dry", "is there a rack to lock my cycle to",
    "any bike sheds at those places", "could i wheel my bicycle in out of the rain",
    "will my scooter get nicked outside", "do they let you bring a bike indoors",
    "is there somewhere safe for my motorbike",
)  # fmt: skip
COMPARED = {
    "asked": 412, "before": 371, "after": 374, "worse": [], "help_lost": 0,
    "kinds": {"in_scope": [330, 297, 300], "out_of_scope": [82, 74, 74]},
    "better": [{"text": "does shop work count", "kind": "in_scope", "before": "unclear",
                "expected": "career_change_support", "after": "career_change_support"}],
}  # fmt: skip
PAGES = ("/", "/send-support", "/senco-jobs", "/about")
QUESTIONS = ("consent", "role", "name", "email", "phone", "postcode", "experience", "cv")
# The key with which the house is served.
VAULT = Vault("an example key")


def furnish(session: Session, store: CvStore, office: Office) -> dict[str, Any]:
    """Fill the other rooms; return what stands for the gaps in their addresses."""
    priya, quinn = office.people["priya.nair"], office.people["quinn.example"]
    known: dict[str, Any] = {
        "webhook_id": tell_systems(session, priya),
        "erasure": erase_somebody(session, store, office),
        "vacancy_id": session.scalars(select(Vacancy.id)).first(),
        "person_id": office.people["aisha.khan"].id,
        "key": "manchester", "desk_key": "manchester-send",
        "kind": "templates", "letter": session.scalars(select(LetterTemplate.key)).first(),
        "name": "receipt",
        "topic": "salary", "role": "senco", "nation": "england", "number": 1, "number:int": 1,
    }  # fmt: skip
    edit_an_answer(session, quinn)
    ask_what_was_not_got(session, quinn)
    count_eight_weeks(session)
    send_what_waits(session)
    away = date(2026, 11, 23)
    keep_absence(session, office.people["callum.reid"], away, away + timedelta(days=4), now=NOW)
    keep_view(session, priya, "SENCOs, ready", "whose=everyone&role=senco", shared=True, now=NOW)
    token = hash_token("an example")
    make_token(session, "Payroll", ["leads:read"], token_hash=token, who=priya.name, now=NOW)
    return known


def tell_systems(session: Session, by: Consultant) -> str:
    webhook_id = an_id("a webhook")
    given = {"url": "https://hooks.example.org/leads", "events": ["lead.opened"], "enabled": "on"}
    for name, at, room in (("Payroll", webhook_id, ""), ("Chat room", an_id("a room"), "on")):
        what = given | {"name": name, "is_room": room}
        secret = "whsec_ZXhhbXBsZQ=="
        add_webhook(session, what, webhook_id=at, secret=secret, vault=VAULT, who=by.name, now=NOW)
    note_trial(session, webhook_id, Outcome.SENT, 84, now=NOW - timedelta(minutes=30))
    return webhook_id


def erase_somebody(session: Session, store: CvStore, office: Office) -> str:
    """Hold one, erase another who asked, and let a third wait for what is kept about them."""
    third, second, first, *_ = office.others
    keep_request(session, first.candidate, Asked.ACCESS, way=Way.OWN_PAGE,
                 received_by="the assistant", now=NOW - timedelta(days=9))  # fmt: skip
    place_hold(session, second.candidate, because="A claim is open", until=date(2027, 3, 31),
               by="Pia Example", now=NOW)  # fmt: skip
    keep_request(session, third.candidate, Asked.ERASURE, way=Way.TELEPHONE,
                 received_by="Pia Example", now=NOW - timedelta(days=2))  # fmt: skip
    erasure, _ = erase_person(session, store, third.candidate, by="Pia Example", now=NOW)
    return erasure.reference


def edit_an_answer(session: Session, by: Consultant) -> None:
    """Publish one version, and let a draft wait beside it."""
    shipped = book_of_answers().whole()
    for publish, more in ((True, " Ask your consultant."), (False, " Ask us about allowances.")):
        key = Key("salary", "senco", "england")
        standing = find_answer(session, shipped, key, today=NOW.date())
        assert standing
        assert standing.said
        answer = replace(standing.said, text=standing.said.text.rstrip() + more)
        save_answer(session, standing, answer, seen=standing.newest, topics=shipped, by=by,
                    why="The new pay award", publish=publish, now=NOW)  # fmt: skip


def ask_what_was_not_got(session: Session, by: Consultant) -> None:
    """Keep questions in three groups; point the first to a topic and let it be trained."""
    chat = a_conversation(session, id=an_id("asks"), started_at=NOW, last_turn_at=NOW)
    vectors = {}
    for group, sentences in enumerate(ASKED):
        for number, words in enumerate(sentences):
            at = NOW - timedelta(days=group, hours=number)
            turn = a_turn(session, chat, words, at=at)
            got = Got.UNHELPFUL if group == 1 else Got.UNCLEAR
            guesses = [{"topic": "salary", "confidence": 0.31}]
            question = Question(turn_id=turn.id, text=words, got=got, at=at, page="/send-support",
                                guesses=guesses)  # fmt: skip
            vectors[kept(session, question).id] = np.eye(1, 384, group, dtype="<f4").tobytes()
    group_questions(session, vectors, now=NOW)
    file = read_examples(ROOT / "data", ROOT / "config.yml")
    chosen = [Chosen(ASKED[0][0]), Chosen(ASKED[0][1]), Chosen(ASKED[0][2], Use.TEST)]
    topic = "career_change_support"
    first = find_group(session, 1)
    propose_examples(session, file, chosen, topic, "none", group=first, by=by, now=NOW)
    point_group(session, first, topic, "none", by=by, now=NOW)
    training = ask_training(session, by=by, now=NOW - timedelta(minutes=20))
    claim_training(session, now=NOW - timedelta(minutes=19))
    mark_ready(session, training.id, COMPARED, now=NOW)
    begin_a_topic(session, file, by)


def begin_a_topic(session: Session, file: ExampleFile, by: Consultant) -> None:
    """Let an editor begin a topic of the agency's own from the third group."""
    answer = Answer(
        topic="", role="none", nation="uk", more=None, next=(),
        text="Most of our schools have a rack for bikes. We tell you before you start.",
        source={"title": "Bright Path SEND (example agency)", "url": None},
        checked=NOW.date(), review_by=NOW.date() + timedelta(days=365),
    )  # fmt: skip
    sentences = [Chosen(words) for words in (*ASKED[2], *BIKES)]
    begun = Begun("Bikes", "Where can I leave my bike?", sentences)
    topics = book_of_answers().whole()
    third = find_group(session, 3)
    begin_topic(session, file, topics, begun, answer, group=third, by=by, today=NOW.date(), now=NOW)


def count_eight_weeks(session: Session) -> None:
    """Let people have come, asked, rated and registered on each of the last days."""
    chance = random.Random(7)
    branches = session.scalars(select(Branch.id).order_by(Branch.id)).all()
    owners = session.scalars(select(Lead.owner_id)).all()
    counts: dict[Counted, int] = {}
    for ago in range(56):
        day = NOW.date() - timedelta(days=ago)
        busy = 4 if day.weekday() > 4 else 11 if ago >= 28 else 14
        for page in PAGES:
            counts[Counted("seen", day, page=page)] = busy * chance.randint(3, 9)
        for topic in (
            "salary",
            "qualifications",
            "working_patterns",
            "how_to_become",
            "definition",
        ):
            counts[Counted("topic", day, topic)] = chance.randint(1, busy)
            for thumb in ("up", "up", "down"):
                counts[Counted("rated", day, topic, thumb)] = chance.randint(0, busy // 3)
        count_questions(counts, day, busy)
        session.add_all(a_journey(chance, day, branches, owners) for _ in range(busy))
    add_counts(session, counts)
    turn = session.scalars(select(Turn).order_by(Turn.id)).first()
    assert turn
    session.add(
        Rating(turn_id=turn.id, thumb=Thumb.DOWN, reason=Reason.NOT_ENOUGH, topic="salary",
               role="none", words="How much for two days a week?", at=NOW)
    )  # fmt: skip


def count_questions(counts: dict[Counted, int], day: date, busy: int) -> None:
    counts[Counted("question", day, "registration", "begun")] = busy
    for number, question in enumerate(QUESTIONS):
        about, asked = f"registration:{question}", max(2, busy - number)
        counts[Counted("question", day, about, "asked")] = asked
        counts[Counted("question", day, about, "answered")] = asked - 1
        counts[Counted("question", day, about, "left")] = 1
    counts[Counted("question", day, "registration:phone", "again short_number")] = busy // 4


def a_journey(chance: random.Random, day: date, branches: Any, owners: Any) -> Journey:
    far = chance.choices(range(8), weights=(9, 7, 6, 3, 4, 3, 3, 1))[0]
    steps = ("opened", "asked", "started", "cv", "lead", "contacted", "registered", "placed")
    reached = {step: number <= far for number, step in enumerate(steps)}
    waited = {
        "waited_minutes": chance.choice((7, 22, 48, 95, 190, 800)),
        "in_time": chance.random() < 0.9,
        "contacted_by_id": chance.choice(owners),
    }
    return Journey(
        day=day, page=chance.choice(PAGES), told_to=0, **reached,
        branch_id=chance.choice(branches[:4]) if far > 3 else None,
        **(waited if far > 4 else {}),
    )  # fmt: skip


def send_what_waits(session: Session) -> None:
    """Deliver the news there is, but for one letter that nobody took."""
    failed = False
    while news := claim_delivery(session, list(Channel), now=NOW):
        if news.to is Channel.RECEIPT and not failed:
            failed = True
            mark_failed(session, news, "550 no such mailbox", final=True, chance=0.5, now=NOW)
        else:
            mark_sent(session, news, now=NOW, milliseconds=120)
        session.flush()
