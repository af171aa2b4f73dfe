"""The form in which an answer is written, made into an answer."""

import unicodedata
from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from agency.storage.answers_content import Answer, Key
from web.desk.answers.difference import fields_of

LONGEST_WHY = 300


class Written(BaseModel):
    """
    What an editor sent.

    These limits keep a page from growing without end; what an answer may be like is the
    review's to say, in words.
    """

    do: Literal["preview", "draft", "publish"]
    seen: int = Field(ge=0, le=1_000_000)
    text: str = Field("", max_length=12_000)
    more: str = Field("", max_length=12_000)
    source: str = Field("", max_length=2_000)
    address: str = Field("", max_length=2_000)
    checked: str = Field("", max_length=40)
    review_by: str = Field("", max_length=40)
    why: str = Field("", max_length=2_000)

    def as_answer(self, key: Key, following: tuple[str, ...]) -> Answer:
        return Answer(
            **key._asdict(),
            text=tidy(self.text),
            more=tidy(self.more) or None,
            source={"title": one_line(self.source), "url": one_line(self.address) or None},
            checked=day(self.checked),
            review_by=day(self.review_by),
            next=following,
        )

    @property
    def reason(self) -> str:
        """Why it was changed, or nothing where that says nothing."""
        words = one_line(self.why)
        fits = 3 <= len(words) <= LONGEST_WHY
        return words if fits and all(unicodedata.category(c)[0] != "C" for c in words) else ""


def as_written(content: dict[str, object] | None, *, seen: int) -> Written:
    """Return the form as it stands before anybody wrote in it."""
    return Written(do="preview", seen=seen, **fields_of(content))


def tidy(text: str) -> str:
    """Return *text* with one kind of line end and letters in one piece; nothing is dropped."""
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "\n".join(line.rstrip(" \t") for line in lines.split("\n")).strip()


def one_line(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def day(written: str) -> date | None:
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        return None
