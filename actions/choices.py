"""Buttons: a title to read, and a payload of our own ids. A visitor's words are never in it."""

import json

from actions.hearing import INTENTS
from actions.wording import Wording

type Button = dict[str, str]


def button(title: str, intent: str, **ids: str | None) -> Button:
    """Return a button that says *intent* with *ids*."""
    given = {name: value for name, value in ids.items() if value}
    return {"title": title, "payload": f"/{intent}{json.dumps(given)}"}


def value_button(title: str, value: str) -> Button:
    """Return a button that answers what a form asks."""
    return button(title, "inform", value=value)


def topic_button(title: str, topic: str, role: str | None, *, more: bool = False) -> Button:
    """Return a button that asks about *topic*, or does what that topic is about."""
    if topic in INTENTS:
        return button(title, INTENTS[topic])
    return button(title, "ask", topic=topic, role=role, more="yes" if more else None)


def people(wording: Wording, *, again: bool) -> list[Button]:
    """Return the choices that lead to a person; the second time, also the way past one."""
    call = button(wording.title("call"), "request_person")
    if not again:
        return [call]
    message, go_on = wording.title("message"), wording.title("go_on")
    return [call, button(message, "leave_message"), button(go_on, "resume")]
