"""
A hundred registrations as chance has them: answers, questions, corrections, second thoughts.

Whatever was said on the way, what is sent is what was said last; where it was deleted, nothing is
kept. Half way through, the assistant is killed, and the one registration that it was in goes on.
"""

from __future__ import annotations

import itertools
import os
import signal
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from agency.core.registration import SKIPPED, may_skip, slot_before, slots_to_ask
from tests.conversations.test_troubles import processes_of, wait_until_back
from tests.visitor import Visitor
from tests.whole_house import WholeHouse

pytestmark = pytest.mark.assistant

REGISTRATIONS = 100
KILLED_IN = 50
MOST_STEPS = 18

QTS = "qualified teacher status (QTS)"
# What may be typed for each question, and what is then kept.
TYPED: dict[str, list[tuple[str, Any]]] = {
    "role": [
        ("TA", "sen_support_worker"),
        ("senco", "senco"),
        ("behaviour mentor", "semh_support_worker"),
    ],
    "name": [
        ("Jo Brown", "Jo Brown"),
        ("ŁUKASZ NOWAK", "Łukasz Nowak"),
        ("siobhan o'neill-smith", "Siobhan O'Neill-Smith"),
        ("my name is Ada Example", "Ada Example"),
    ],
    "phone": [
        ("07700 900123", "+447700900123"),
        ("+44 (0)7700 900124", "+447700900124"),
        ("0161 496 0123", "+441614960123"),
        ("0161 496 0123 ext 204", "+441614960123;ext=204"),
    ],
    "place": [("m14bt", "M1 4BT"), ("Leeds", "Leeds"), ("I live in Bolton", "Bolton")],
    "current_occupation": [
        ("care assistant", "care assistant"),
        ("I'm a TA", "TA"),
        ("nursery nurse", "nursery nurse"),
    ],
    "experience": [("about ten years", 10.0), ("none", 0.0), ("18 months", 1.5)],
    "qualifications": [("QTS", [QTS]), ("none", []), ("QTS and Makaton", [QTS, "Makaton"])],
    "availability": [("full time", "full time"), ("mornings", "mornings")],
    "start": [
        ("from September", "from September"),
        ("as soon as possible", "as soon as possible"),
    ],
    "right_to_work": [("yes", "yes"), ("no", "no"), ("not sure", "not_sure")],
    "dbs": [("yes", "yes"), ("no", "no"), ("I'm on the update service", "update_service")],
    "cv": [("not now", "none")],
}
NOT_OFFERED = {"right_to_work", "dbs", "cv"}
QUESTIONS = ["how much does a TA earn?", "who gets to see my details?", "what is a SENCO?"]
NONSENSE = {"email": "jo at nowhere", "phone": "0123", "role": "astronaut", "dbs": "purple"}
# What may be said of an answer when all are there.
TOLD_ANEW: dict[str, tuple[str, Any]] = {
    "my name is Sam Green": ("name", "Sam Green"),
    "I live in Southport now": ("place", "Southport"),
    "make it 7 years": ("experience", 7.0),
    "i can only do mornings": ("availability", "I can only do mornings"),
    "i work as a chef": ("current_occupation", "chef"),
    "change dbs to no": ("dbs", "no"),
}
OF_THE_LEAD = {
    "name": "name",
    "email": "email",
    "phone": "phone",
    "current_occupation": "current_occupation",
    "experience": "experience_years",
    "availability": "availability",
    "start": "start",
    "right_to_work": "right_to_work",
    "dbs": "dbs",
}
NUMBER = itertools.count(1)


class ARegistration(RuleBasedStateMachine):
    """One visitor, and what they would say is kept of what they said."""

    house: WholeHouse
    desk: httpx.Client

    @initialize()
    def begin(self) -> None:
        self.number = next(NUMBER)
        self.over = False
        self.visitor = Visitor(self.house.url)
        self.visitor.say("I want to register")
        self.visitor.say("yes")
        self.values: dict[str, Any] = {}
        self.offered: dict[str, Any] = {}
        self.emails: list[str] = []
        if self.number == KILLED_IN:
            self.kill_the_assistant()

    # -------------------------------------------------------- what may happen at any step

    @precondition(lambda self: not self.over and self.asks != "summary")
    @rule(choice=st.integers(0, 5))
    def answer(self, choice: int) -> None:
        self.answer_with(*self.an_answer(choice))

    @precondition(lambda self: not self.over and self.asks in self.offered)
    @rule()
    def keep(self) -> None:
        self.answer_with("keep it", self.offered[self.asks])

    @precondition(lambda self: not self.over)
    @rule(question=st.sampled_from(QUESTIONS))
    def ask(self, question: str) -> None:
        self.visitor.say(question)
        assert self.visitor.answers

    @precondition(lambda self: not self.over)
    @rule()
    def ask_why(self) -> None:
        self.visitor.say("why do you ask?")

    @precondition(lambda self: not self.over and self.asks in NONSENSE)
    @rule()
    def say_what_cannot_be_used(self) -> None:
        self.visitor.say(NONSENSE[self.asks])

    @precondition(lambda self: not self.over and self.asks not in ("summary", "cv"))
    @rule()
    def skip(self) -> None:
        asks = self.asks
        self.visitor.say("skip")
        if may_skip("registration", asks, self.values):
            self.keep_value(asks, SKIPPED)

    @precondition(lambda self: not self.over)
    @rule()
    def go_back(self) -> None:
        before = slot_before("registration", self.asks, self.values)
        self.visitor.say("back")
        if before is None:
            return
        value = self.values.pop(before)
        if value != SKIPPED and before not in NOT_OFFERED:
            self.offered[before] = value

    @precondition(lambda self: not self.over and self.asks != "role")
    @rule()
    def correct_the_email(self) -> None:
        email = self.an_email()
        self.visitor.say(f"actually my email is {email}")
        self.keep_value("email", email)

    @precondition(lambda self: not self.over and self.asks != "role")
    @rule(last=st.integers(150, 169))
    def correct_the_phone(self, last: int) -> None:
        self.visitor.say(f"my phone number is 07700 900{last}")
        self.keep_value("phone", f"+447700900{last}")

    @precondition(lambda self: not self.over and self.asks == "summary")
    @rule(what=st.sampled_from(sorted(TOLD_ANEW)))
    def change_by_saying_so(self, what: str) -> None:
        slot, value = TOLD_ANEW[what]
        self.visitor.say(what)
        self.keep_value(slot, value)

    @precondition(lambda self: not self.over and self.asks == "summary")
    @rule(slot=st.sampled_from(sorted({*TYPED, "email"} - {"role"})))
    def change_by_choice(self, slot: str) -> None:
        self.visitor.say("change something")
        title = {"start": "When you can start", "place": "Town"}.get(slot) or self.title(slot)
        self.visitor.choose(title)
        self.values.pop(slot)

    @precondition(lambda self: not self.over and self.asks == "name")
    @rule()
    def say_several_things(self) -> None:
        email = self.an_email()
        self.visitor.say(f"I'm Sam Green, {email}, from Stockport")
        for slot, value in {"name": "Sam Green", "email": email, "place": "Stockport"}.items():
            self.keep_value(slot, value)

    @precondition(lambda self: not self.over and self.values)
    @rule()
    def reload(self) -> None:
        token = self.visitor.http.headers["Authorization"]
        again = httpx.get(
            f"{self.house.url}/api/v1/conversations/{self.visitor.id}",
            headers={"Authorization": token},
            timeout=30,
        )
        assert again.json()["form"]["asks"] == self.asks

    @precondition(lambda self: not self.over and len(self.values) > 3)
    @rule(then=st.sampled_from(["go on", "keep", "delete"]))
    def stop(self, then: str) -> None:
        self.visitor.say("stop")
        assert self.visitor.asks is None
        typed = any(value != SKIPPED for slot, value in self.values.items() if slot != "role")
        if then == "delete" or not typed:
            if typed:
                self.visitor.choose("Delete")
            self.over = True
            self.check_nothing_is_kept()
            return
        if then == "keep":
            self.visitor.choose("Keep")
        self.visitor.choose("Go on")

    @precondition(lambda self: not self.over and len(self.values) > 5)
    @rule()
    def start_again(self) -> None:
        self.visitor.say("start again")
        self.values, self.offered = {}, {}

    @precondition(lambda self: self.over)
    @rule(question=st.sampled_from(QUESTIONS))
    def ask_on_when_it_is_over(self, question: str) -> None:
        self.visitor.say(question)
        assert self.visitor.asks is None

    # -------------------------------------------------------- what must be true after each

    @invariant()
    def the_form_stands_where_it_should_and_holds_what_was_said_last(self) -> None:
        if not hasattr(self, "values") or self.over:
            return
        form = self.visitor.history()["form"]
        kept = {slot: value for slot, value in form["values"].items() if slot != "consent"}
        assert {slot: value for slot, value in kept.items() if value is not None} == self.values
        assert form["asks"] == self.asks
        assert self.visitor.asks == self.asks
        assert form["step"] == self.order.index(self.asks) + 1 or self.is_put_right_late(form)
        assert form["of"] == len(self.order)

    def teardown(self) -> None:
        """Answer what is still open, send it, and look at what is on the desk."""
        if self.over or not hasattr(self, "values"):
            return
        for _ in range(len(self.order)):
            if self.asks == "summary":
                break
            self.answer_with(*self.an_answer(0))
            self.the_form_stands_where_it_should_and_holds_what_was_said_last()
        self.visitor.say("send")
        self.check_the_lead()

    # -------------------------------------------------------- how it is done

    def is_put_right_late(self, form: dict[str, Any]) -> bool:
        """Once the last question is answered, what is asked again is as far on as all answers."""
        return "cv" in self.values and form["step"] == len({"consent", *self.values}) + 1

    @property
    def order(self) -> list[str]:
        return slots_to_ask(self.values.get("role"), {"consent": True})

    @property
    def asks(self) -> str:
        """The first question without an answer."""
        told = {"consent": True} | self.values
        return next(slot for slot in self.order if slot not in told)

    def an_email(self) -> str:
        self.emails.append(f"jo.{self.number}.{len(self.emails)}@example.org")
        return self.emails[-1]

    def an_answer(self, choice: int) -> tuple[str, Any]:
        if self.asks == "email":
            email = self.an_email()
            return email.replace("@", " at "), email
        among = TYPED[self.asks]
        return among[choice % len(among)]

    def answer_with(self, typed: str, kept: Any) -> None:
        asks = self.asks
        self.visitor.say(typed)
        self.keep_value(asks, kept)

    def keep_value(self, slot: str, value: Any) -> None:
        self.values[slot] = value
        self.offered.pop(slot, None)

    def title(self, slot: str) -> str:
        return {
            "name": "Name",
            "email": "E-mail",
            "phone": "Phone",
            "current_occupation": "What you do now",
            "experience": "Experience",
            "qualifications": "Qualifications",
            "availability": "When you can work",
            "right_to_work": "Right to work",
            "dbs": "DBS",
            "cv": "CV",
        }[slot]

    def kill_the_assistant(self) -> None:
        pid = processes_of(self.house)["rasa"]
        os.kill(pid, signal.SIGKILL)
        wait_until_back(self.house, "rasa", pid)

    def check_the_lead(self) -> None:
        assert "L-" in self.visitor.text, self.visitor.text
        reference = next(w.strip(".,") for w in self.visitor.text.split() if w.startswith("L-"))
        lead = self.desk.get(f"/leads/{reference}").json()
        candidate = lead["candidate"]
        wanted = {slot: None if v == SKIPPED else v for slot, v in self.values.items()}
        assert lead["role"] == wanted["role"]
        for slot, name in OF_THE_LEAD.items():
            assert candidate[name] == wanted[slot], slot
        assert candidate["qualifications"] == (wanted["qualifications"] or [])
        assert wanted["place"] in (candidate["town"], candidate["postcode"])

    def check_nothing_is_kept(self) -> None:
        assert self.visitor.history()["form"] is None
        for email in self.emails:
            assert self.desk.get("/leads", params={"q": email}).json()["leads"] == []


def test_a_hundred_registrations_end_in_what_was_said_last_or_in_nothing(
    house: WholeHouse,
) -> None:
    token = house.command("token", "create", "chance", "--scope", "leads:read").split()[-1]
    with httpx.Client(base_url=f"{house.url}/api/v1", timeout=30) as desk:
        desk.headers["Authorization"] = f"Bearer {token}"
        machine = type("ARegistrationHere", (ARegistration,), {"house": house, "desk": desk})
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=REGISTRATIONS,
                stateful_step_count=MOST_STEPS,
                deadline=None,
                database=None,
                derandomize=True,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            ),
        )
