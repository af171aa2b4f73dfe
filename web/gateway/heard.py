"""What the assistant sends back for one turn, as the channel promises it."""

from typing import Any

from pydantic import BaseModel, Field


class Button(BaseModel):
    title: str = ""
    payload: str = ""


class Custom(BaseModel):
    """What an action sends beside its words."""

    answer: dict[str, Any] | None = None
    cards: list[dict[str, Any]] | None = None
    # The language of the first paragraph, where it is not English.
    lang: str | None = Field(None, pattern="^[a-z]{2}$")
    # In the order of the buttons: which question each of them stands for.
    choices_about: list[dict[str, Any] | None] | None = None


class Message(BaseModel):
    text: str | None = None
    buttons: list[Button] | None = None
    custom: Custom | None = None


class State(BaseModel):
    """The form that is open, what it asks for, and what it knows."""

    form: str | None = None
    asks: str | None = None
    slots: dict[str, Any] | None = None


class Heard(BaseModel):
    """What was understood and is to be said, and what to remember for the next turn."""

    messages: list[Message] = []
    memory: Any = None
    state: State = State()
    understood: dict[str, Any] | None = None
    errors: list[str] = []
