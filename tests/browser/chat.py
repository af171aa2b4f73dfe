"""The chat, as a visitor finds it on a page: by what its parts are called."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

ASSISTANT = re.compile(r"\bassistant\b")


class Chat:
    """One visitor's chat on *page*."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.launcher = page.get_by_role("button", name=re.compile("^(Chat with us|Continue)"))
        self.window = page.get_by_role("dialog", name=re.compile("^Chat with"))
        self.box = self.window.get_by_role("textbox", name="Your message")
        self.messages = self.window.get_by_role("log").locator(".message")
        self.said = self.messages.and_(page.locator(".visitor"))
        self.choices = self.window.get_by_role("group", name="Suggested replies")

    def open(self) -> None:
        """Press the launcher and wait for what is said first."""
        self.launcher.click()
        self.wait()

    def wait(self) -> None:
        """Wait until nothing is under way and the last word is the assistant's."""
        expect(self.messages.last).to_have_class(ASSISTANT)
        expect(self.window.locator(".dots")).to_be_hidden()

    def say(self, text: str) -> str:
        """Type *text*, send it, and return what is said to it."""
        before = self.said.count()
        self.box.fill(text)
        self.box.press("Enter")
        return self._heard(before)

    def choose(self, title: str) -> str:
        """Press the suggested reply whose title contains *title*."""
        before = self.said.count()
        self.choice(title).click()
        return self._heard(before)

    def choice(self, title: str) -> Locator:
        return self.choices.get_by_role("button", name=title).first

    def attach(self, file: Path) -> str:
        """Choose *file* in the file picker that the button opens."""
        before = self.said.count()
        with self.page.expect_file_chooser() as picker:
            self.choice("Choose a file").click()
        picker.value.set_files(file)
        return self._heard(before)

    def _heard(self, before: int) -> str:
        expect(self.said).to_have_count(before + 1)
        self.wait()
        return self.answer

    @property
    def answer(self) -> str:
        """What was said since the visitor last spoke."""
        spoken = self.messages.evaluate_all(
            "nodes => nodes.map(node => [node.className, node.innerText])"
        )
        last = max((i for i, (kind, _) in enumerate(spoken) if "visitor" in kind), default=-1)
        return "\n".join(text for _, text in spoken[last + 1 :])

    @property
    def focus(self) -> str:
        """The name of what has the focus, inside the chat or out of it."""
        name: str = self.page.evaluate(
            """() => {
                let at = document.activeElement;
                while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
                const label = at.labels?.[0]?.textContent;
                return (at.ariaLabel || label || at.textContent || at.tagName).trim();
            }"""
        )
        return name
