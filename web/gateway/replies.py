"""What the assistant said, as the replies a visitor sees."""

import re
import secrets
from collections.abc import Iterable
from itertools import zip_longest
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from agency.core.registration import form_progress, slots_of
from agency.services.keys.choice_tokens import Choice, ChoiceTokens
from web.gateway.choices import read_payload
from web.gateway.heard import Custom, Message, State
from web.gateway.sentences import Sentence

REFERENCE = re.compile(r"\bL-\d{4,}\b")

type Kept = dict[str, Any]


class OfferedChoice(BaseModel):
    """A button: send its token back as `choice`."""

    title: str
    token: str = Field(description="opaque and signed; good for this conversation, for a day")
    topic: str | None = None
    role: str | None = None


class Source(BaseModel):
    title: str
    url: str | None = None


class AnswerGiven(BaseModel):
    """Which of our answers this reply is, and what makes it trustworthy."""

    model_config = ConfigDict(extra="allow")

    topic: str
    role: str = Field(description="a role's id, or none")
    nation: str | None = None
    checked: str | None = None
    source: Source | None = None


class FormOpen(BaseModel):
    """The question a form is waiting at."""

    name: str
    asks: str | None
    step: int
    of: int


class FormKept(FormOpen):
    values: dict[str, Any]


class SummaryLine(BaseModel):
    """One answer of a form, and the choice that changes it."""

    slot: str
    title: str
    value: str
    edit: str = Field(description="send it back as `choice` to be asked this again")


class Summary(BaseModel):
    """Everything a form was told, before it is sent; `text` has the same lines."""

    kind: Literal["summary"]
    lines: list[SummaryLine]


class Vacancy(BaseModel):
    """One thing to look at more closely."""

    model_config = ConfigDict(extra="allow")

    kind: Literal["vacancy"]
    id: str
    title: str
    place: str | None = None
    pay: str | None = None
    closes: str | None = None


type Card = Vacancy | Summary


class Live(BaseModel):
    """Whether a person of the agency is asked for, or speaks in the assistant's place."""

    state: Literal["waiting", "talking", "open", "over"] = Field(
        description="a person is asked for; speaks; could come in; has handed back"
    )
    name: str | None = Field(None, description="the first name of whoever speaks")


class Reply(BaseModel):
    """One thing said to the visitor; what does not apply is left out."""

    model_config = ConfigDict(populate_by_name=True)

    id: str
    text: str = Field(description="plain text, light markdown")
    speaker: Literal["assistant", "consultant"] = Field(alias="from")
    name: str | None = Field(None, description="the first name of a consultant")
    choices: list[OfferedChoice] = []
    answer: AnswerGiven | None = None
    lang: str | None = Field(None, description="of its first paragraph, where it is not English")
    form: FormOpen | None = None
    cards: list[Card] | None = None
    live: Live | None = None


class Replies(BaseModel):
    """
    What is said to a message.

    Nothing, where a consultant speaks in the assistant's place: theirs come as events.
    """

    replies: list[Reply]


def plain_reply(
    sentence: Sentence, conversation_id: str, tokens: ChoiceTokens, form: Kept | None = None
) -> Kept:
    """Return one of the gateway's own sentences as a reply."""
    choices = [
        {"title": choice.title, "token": tokens.sign(conversation_id, choice)}
        for title, payload in sentence.buttons
        if (choice := read_payload(payload, title))
    ]
    reply = {"id": secrets.token_hex(16), "text": sentence.text, "from": "assistant"}
    return {**reply, "choices": choices, **({"form": open_form(form)} if form else {})}


def replies_of(
    messages: Iterable[Message],
    conversation_id: str,
    tokens: ChoiceTokens,
    form: Kept | None,
) -> list[Kept]:
    """
    Return the assistant's messages as replies, the last one saying where the form stands.

    Empty ones are left out; nothing at all is for the caller to notice.
    """
    replies = [
        reply
        for message in messages
        if (reply := _reply_of(message, conversation_id, tokens)) is not None
    ]
    if replies and form:
        replies[-1]["form"] = open_form(form)
    return replies


def _reply_of(message: Message, conversation_id: str, tokens: ChoiceTokens) -> Kept | None:
    custom = message.custom or Custom()
    choices = [
        _offered(choice, about, conversation_id, tokens)
        for button, about in zip_longest(message.buttons or [], custom.choices_about or [])
        if button and (choice := read_payload(button.payload, button.title)) and choice.title
    ]
    if not (message.text or choices or custom.cards):
        return None
    reply: Kept = {
        "id": secrets.token_hex(16),
        "text": message.text or "",
        "from": "assistant",
        "choices": choices,
    }
    if custom.answer:
        reply["answer"] = custom.answer
    if custom.lang:
        reply["lang"] = custom.lang
    if custom.cards:
        reply["cards"] = [_card(card, conversation_id, tokens) for card in custom.cards]
    return reply


def _card(card: Kept, conversation_id: str, tokens: ChoiceTokens) -> Kept:
    """Return a card as it is shown: a summary's lines with their choices signed."""
    if card.get("kind") != "summary":
        return card
    lines = []
    for line in card["lines"]:
        told = {name: line[name] for name in ("slot", "title", "value")}
        if choice := read_payload(line["edit"], line["title"]):
            lines.append(told | {"edit": tokens.sign(conversation_id, choice)})
    return {"kind": "summary", "lines": lines}


def _offered(
    choice: Choice, about: Kept | None, conversation_id: str, tokens: ChoiceTokens
) -> Kept:
    offered: Kept = {"title": choice.title, "token": tokens.sign(conversation_id, choice)}
    if about is None and choice.intent == "ask":
        about = dict(choice.entities)
    if about and about.get("topic"):
        offered |= {"topic": about["topic"], "role": about.get("role") or "none"}
    return offered


def form_of(state: State) -> Kept | None:
    """Return the form the assistant has open, as a conversation keeps it."""
    if not state.form:
        return None
    name, slots = state.form.removesuffix("_form"), state.slots or {}
    # The assistant's other slots are its own business.
    values = {slot: slots[slot] for slot in slots_of(name, slots) if slot in slots}
    return {"name": name, "asks": state.asks, "values": values}


def known_slots(form: Kept | None) -> dict[str, Any]:
    """Return what a kept form knows."""
    return dict((form or {}).get("values") or {})


def open_form(form: Kept) -> Kept:
    """Return where a kept form stands, as a visitor may see it."""
    step, of = form_progress(form["name"], form["asks"] or "", form["values"])
    return {"name": form["name"], "asks": form["asks"], "step": step, "of": of}


def names_a_reference(replies: Iterable[Kept]) -> set[str]:
    """Return every lead's reference that is about to be shown."""
    return {found for reply in replies for found in REFERENCE.findall(reply["text"])}
