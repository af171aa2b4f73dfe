"""Every kind of person at every door of the desk, and every kind of token at its API."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
from fastapi import APIRouter
from fastapi.routing import APIRoute
from sqlalchemy.orm import Session

from agency.services.keys.tokens import Scope, create_token, hash_token
from agency.services.leads.splits import split_lead
from agency.services.people.sign_ins import start_sign_in
from agency.storage.files import CvStore
from agency.storage.models import (
    Access,
    AuditEntry,
    BulkDeed,
    Channel,
    Consultant,
    Conversation,
    Delivery,
    DeliveryState,
    Erasure,
    Lead,
    LeadSplit,
    LetterTemplate,
    OwnTopic,
    Receiver,
    SavedView,
    SignIn,
)
from agency.storage.models.question import Got, Question, QuestionGroup
from agency.storage.models.task import Task
from agency.storage.models.training import Example, Training, TrainingState, Use
from agency.storage.models.webhook import Webhook
from agency.storage.unit import OpenUnit
from tests.factories import a_consultant, a_cv, a_lead, a_turn, a_vacancy
from tests.web.desk.people import Office

SIGN_IN = "/desk/sign-in"


def routes_of(router: APIRouter) -> Iterator[tuple[str, str]]:
    """Yield method and path of every door behind *router*."""
    for route in router.routes:
        if isinstance(route, APIRoute):
            for method in sorted(route.methods):
                yield method, route.path
        elif inner := getattr(route, "original_router", None):
            yield from routes_of(inner)


@dataclass
class Walk:
    """
    Walks through one door after the other as whoever it is told to be.

    Each step has a sign-in of its own, so that a step through "sign out" ends no other's.
    """

    client: httpx.Client
    open_unit: OpenUnit
    people: dict[str, int]
    known: dict[str, Any]
    now: datetime

    def step(self, method: str, path: str, who: str | None) -> int:
        """Return the status that *who* meets; a way to the sign-in page counts as 401."""
        cookies, csrf, sign_in_id = self.sign_in(who)
        data = {"csrf": csrf, "other": self.known["other"], "words": "Jo"}
        return self.ask(method, self.filled(path, sign_in_id), cookies=cookies, data=data)

    def api_step(self, method: str, path: str, scope: Scope | None) -> int:
        """Return the status that a token with *scope* alone meets."""
        headers = {"Content-Type": "application/json"}
        if scope:
            token = secrets.token_urlsafe(32)
            with self.open_unit() as session:
                self.made_again(session)
                create_token(session, token, [scope], token_hash=hash_token(token), now=self.now)
            headers["Authorization"] = f"Bearer {token}"
        return self.ask(method, self.filled(path, 0), headers=headers)

    def ask(self, method: str, path: str, **how: Any) -> int:
        if method == "GET":
            how.pop("data", None)
        # Streams never end: the status is enough.
        with self.client.stream(method, path, **how) as answer:
            if answer.headers.get("location", "").startswith(SIGN_IN):
                return 401
            return answer.status_code

    def sign_in(self, who: str | None) -> tuple[dict[str, str], str, int]:
        if who is None:
            return {}, "", 0
        token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        with self.open_unit() as session:
            # What an earlier step withdrew is there again for this one.
            session.query(Example).update({"withdrawn_at": None})
            session.query(OwnTopic).update({"withdrawn_at": None})
            self.known["elsewhere"] |= self.made_again(session)
            consultant = session.get_one(Consultant, self.people[who])
            here, there = (
                start_sign_in(
                    session, consultant, token_hash=hash_token(each), csrf=csrf, now=self.now
                )
                for each in (token, csrf)
            )
            session.flush()  # gives them their ids
            assert here.id
            return {"desk": token}, csrf, there.id

    def made_again(self, session: Session) -> dict[str, Any]:
        """Make again what the last step may have undone or sent: it is each time another one."""
        session.query(Delivery).update({"state": DeliveryState.DEAD})
        split = session.query(LeadSplit).first()
        if split is None:
            lead = session.get_one(Lead, int(self.known["reference"].removeprefix("L-")))
            moved = ["availability"]
            new = split_lead(session, lead, moved=moved, role=lead.role, by="Ada", now=self.now)
        else:
            new = split.new
        return {"/desk/leads/{reference}/split/undo": {"reference": new.reference}}

    def written(self) -> int:
        """Return how many entries the audit log has."""
        with self.open_unit() as session:
            return session.query(AuditEntry).count()

    def filled(self, path: str, sign_in_id: int) -> str:
        known = self.known | {"sign_in_id": sign_in_id}
        for start, other in self.known["elsewhere"].items():
            if path.startswith(start):
                known |= other
        for name, value in known.items():
            path = path.replace(f"{{{name}}}", str(value))
        return path.replace("{path:path}", "nothing/of/the/kind")


def a_walk(
    client: httpx.Client, open_unit: OpenUnit, store: CvStore, office: Office, now: datetime
) -> Walk:
    """Return a walk through Manchester's lead: Ada's, while Cleo is a stranger from Leeds."""
    with open_unit() as session:
        a_consultant(session, email="ann@example.org", name="Ann", access=Access.ADMINISTRATOR)
        people = {person.name: person.id for person in session.query(Consultant)}
        lead = session.query(Lead).one()
        beside = a_lead(session)
        cv = a_cv(session, lead.conversation, key=store.keep(b"%PDF-1.4 an example"))
        sign_in = SignIn(
            consultant_id=people["Bea"], token_hash="x", csrf="x", started_at=now, seen_at=now
        )
        erasure = Erasure(at=now, by="Pia", erased={}, told={}, held=[], requests=[])
        stopped = Receiver(to=Channel.WEBHOOK, address_hash="x", stopped_at=now)
        session.add_all([sign_in, erasure, stopped])
        token = create_token(session, "revoked", list(Scope), token_hash="x", now=now)
        _ask_something(session, now)
        deed = BulkDeed(consultant_id=people["Ada"], did="accept", leads=[], at=now)
        view = SavedView(consultant_id=people["Ada"], name="Mine", query="", kept_at=now)
        task = Task(
            lead_id=lead.id,
            consultant_id=people["Ada"],
            title="Ring",
            due_at=now,
            set_by="Ada",
            set_at=now,
        )
        vacancy = a_vacancy(session)
        webhook = Webhook(
            id="w" * 32,
            name="Payroll",
            is_room=False,
            url="https://hooks.example.org/leads",
            secret="whsec_ZXhhbXBsZQ==",
            created_at=now,
        )
        letter = LetterTemplate(key="first", title="First", subject="Hello", body="Hello")
        session.add_all([deed, view, task, webhook, letter])
        delivery = session.query(Delivery).filter_by(lead_id=lead.id).first()
        assert delivery
        delivery.state = DeliveryState.DEAD
        told_it = Delivery(
            id="d" * 32,
            lead=lead,
            to=Channel.SYSTEM,
            webhook_id=webhook.id,
            created_at=now,
            due_at=now,
        )
        session.add(told_it)
        session.flush()  # gives them their ids
        known = {
            "reference": office.lead,
            "id": office.lead,
            "other": beside.reference,
            "cv_id": cv.id,
            "conversation_id": lead.conversation_id,
            "consent_id": lead.consent_id,
            "delivery_id": delivery.id,
            "to": "webhook",
            "person_id": people["Bea"],
            "consultant_id": people["Bea"],
            "suffix": "csv",
            "topic": "salary",
            "role": "senco",
            "nation": "england",
            "name": "desk.css",
            "key": "manchester",
            "deed_id": deed.id,
            "view_id": view.id,
            "task_id": task.id,
            "webhook_id": webhook.id,
            "vacancy_id": vacancy.id,
            "report": "funnel",
            "kind": "templates",
            "deed": "retire",
            "number:int": 1,
            "decision": "promote",
            "token_id": token.id,
            "desk_key": lead.desk.key,
            "elsewhere": {
                "/desk/settings/people/": {"sign_in_id": sign_in.id},
                "/desk/settings/letters/sent": {"name": "left"},
                "/desk/questions/topics/": {"name": "own_travel"},
                "/desk/settings/letters/words": {"key": letter.key},
                "/desk/privacy/erasures/": {"reference": erasure.reference},
                "/api/v1/deliveries/": {"id": delivery.id},
                "/desk/settings/webhooks/": {"delivery_id": told_it.id},
            },
        }
    return Walk(client, open_unit, people, known, now)


def _ask_something(session: Session, now: datetime) -> None:
    """Keep the first question of all, the first example, training and topic of our own."""
    group = QuestionGroup(centre=b"", began_at=now)
    turn = a_turn(session, session.query(Conversation).first(), "What is it like?")
    travel = {"name": "own_travel", "title": "Travel", "question": "Do you pay for travel?"}
    session.add_all(
        [
            Question(turn_id=turn.id, text=turn.text, got=next(iter(Got)), at=now, group=group),
            Example(text=turn.text, topic="salary", role="none", use=next(iter(Use)), at=now),
            Training(state=next(iter(TrainingState)), examples=[], at=now),
            OwnTopic(**travel, author=session.query(Consultant).first(), at=now),
        ]
    )
