"""The whole way of a visitor through the chat, whoever's hand does it: a pointer's or the keys'."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from playwright.sync_api import Locator, expect

from tests.browser.chat import Chat

type Look = Callable[[str], None]

MOST_PRESSES = 60
TOLD = (
    *("Jo Example", "jo.example@example.org", "07700 900123", "SK4 4QT", "care assistant"),
    *("six years", "NVQ 3 in care"),
)
CHOSEN = ("Full time", "As soon as possible", "Yes", "Yes, on the update service")


class Hand(Protocol):
    """How somebody does what the way asks of them."""

    chat: Chat

    def open(self) -> None: ...
    def press(self, name: str) -> None: ...
    def write(self, words: str) -> None: ...
    def take(self, title: str) -> None: ...
    def attach(self, file: Path) -> None: ...


@dataclass
class Pointer:
    """Clicks, or taps."""

    chat: Chat

    def open(self) -> None:
        self.chat.launcher.click()

    def press(self, name: str) -> None:
        self.button(name).click()

    def write(self, words: str) -> None:
        self.chat.box.fill(words)
        self.chat.window.get_by_role("button", name="Send", exact=True).click()

    def take(self, title: str) -> None:
        self.chat.choice(title).click()

    def attach(self, file: Path) -> None:
        with self.chat.page.expect_file_chooser() as picker:
            self.take("Choose a file")
        picker.value.set_files(file)

    def button(self, name: str) -> Locator:
        buttons = self.chat.window.get_by_role("button", name=name, exact=True)
        return buttons.locator("visible=true").last


@dataclass
class Keys:
    """Never touches a pointer."""

    chat: Chat
    pressed: int = field(default=0)

    def open(self) -> None:
        self.go_to("Tab", "Chat with us", "Continue your chat")
        self.strike("Enter")

    def press(self, name: str) -> None:
        self.go_to("Shift+Tab", name)
        self.strike("Enter")

    def write(self, words: str) -> None:
        if self.chat.focus != "Your message":
            self.go_to("Tab", "Your message")
        self.chat.page.keyboard.type(words)
        self.strike("Enter")

    def take(self, title: str) -> None:
        self.strike("Shift+Tab")
        self.go_to("ArrowLeft", title)
        self.strike("Enter")

    def attach(self, file: Path) -> None:
        with self.chat.page.expect_file_chooser() as picker:
            self.take("Choose a file")
        picker.value.set_files(file)

    def strike(self, key: str) -> None:
        self.chat.page.keyboard.press(key)
        self.pressed += 1

    def go_to(self, key: str, *names: str) -> None:
        for _ in range(MOST_PRESSES):
            if self.chat.focus.startswith(names):
                return
            self.strike(key)
        raise AssertionError(f"{key} never comes to {names[0]!r}")


@dataclass
class Journey:
    """Ask, follow up, register with a CV, lose the line, come back, put right, send, delete."""

    hand: Hand
    cv: Path
    look: Look

    def __post_init__(self) -> None:
        self.chat = self.hand.chat

    def make(self) -> str:
        """Go the whole way, looking at each step; return the lead's reference."""
        self.ask()
        self.register_as_far_as_the_cv()
        self.lose_the_line_and_come_back()
        reference = self.send()
        self.delete()
        return reference

    def ask(self) -> None:
        self.chat.page.goto("/")
        self.hand.open()
        self.chat.wait()
        self.look("1-greeting")
        self.say("how much does a senco earn?")
        assert "£" in self.chat.answer
        self.look("2-answer")
        self.say("and what about a TA?")
        assert "teaching assistants" in self.chat.answer
        self.look("3-follow-up")

    def register_as_far_as_the_cv(self) -> None:
        self.say("I'd like to register")
        self.look("4-notice")
        self.choose("Yes")
        self.choose("SEND support worker")
        for words in TOLD[:2]:
            self.say(words)
        self.look("5-question")

    def lose_the_line_and_come_back(self) -> None:
        """A number is typed without a line; the page is loaded again; the rest is told there."""
        chat, page = self.chat, self.chat.page
        page.context.set_offline(True)
        self.hand.write(TOLD[2])
        expect(chat.said.last).to_contain_text("you are offline")
        self.look("6-offline")
        page.context.set_offline(False)
        page.reload()
        self.hand.open()
        expect(chat.messages.last).to_contain_text("live")
        chat.wait()
        # It may have arrived before the page was left: then it stands here twice for a moment.
        expect(chat.said.filter(has_text=TOLD[2])).to_have_count(1)
        self.look("7-loaded-again")

    def send(self) -> str:
        chat = self.chat
        for words in TOLD[3:]:
            self.say(words)
        for title in CHOSEN:
            self.choose(title)
        self.heard_after(lambda: self.hand.attach(self.cv))
        self.look("8-cv")
        self.choose("Keep what I told you")
        self.look("9-summary")
        self.heard_after(lambda: self.hand.press("Edit Phone"))
        self.say("07700 900456")
        expect(chat.messages.last).to_contain_text("07700 900456")
        self.choose("Send")
        found = re.search(r"L-\d{4,}", chat.answer)
        assert found, chat.answer
        self.look("10-sent")
        return found.group()

    def delete(self) -> None:
        self.hand.press("Options")
        expect(self.chat.window.get_by_role("button", name="Delete this chat")).to_be_visible()
        self.look("11-options")
        if isinstance(self.hand, Keys):
            self.hand.go_to("Tab", "Delete this chat")
            self.hand.strike("Enter")
            self.hand.go_to("Tab", "Delete it")
            self.hand.strike("Enter")
        else:
            self.hand.press("Delete this chat")
            self.hand.press("Delete it")
        expect(self.chat.window).to_contain_text(re.compile("deleted|stays with"))
        self.look("12-deleted")
        assert self.chat.page.evaluate("Object.keys(localStorage)") == []

    def say(self, words: str) -> None:
        self.heard_after(lambda: self.hand.write(words))

    def choose(self, title: str) -> None:
        self.heard_after(lambda: self.hand.take(title))

    def heard_after(self, act: Callable[[], None]) -> None:
        before = self.chat.said.count()
        act()
        expect(self.chat.said).to_have_count(before + 1)
        self.chat.wait()
