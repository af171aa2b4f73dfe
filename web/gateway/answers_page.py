"""All answers on one page, to read without a script, to print, and for search engines to find."""

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from fastapi import APIRouter, Request, Response
from jinja2 import Environment
from markupsafe import Markup

from agency.services.answers.facts import fill_in
from agency.services.answers.review import is_stale
from agency.storage.answers import NO_ROLE, Answer, AnswerBook, Topic
from web.light_markdown import to_html
from web.page_templates import read_templates

HERE = Path(__file__).parent
LONDON = ZoneInfo("Europe/London")
FACTS_ONLY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True)
class Entry:
    """One question and what we say to it, as the page shows them."""

    id: str
    question: str
    nation: str | None
    text: Markup
    more: Markup | None
    answer: Answer
    stale: bool

    @property
    def whole_question(self) -> str:
        return f"{self.question} ({self.nation})" if self.nation else self.question


@dataclass(frozen=True)
class Printed:
    """The page as it travels."""

    plain: bytes
    compressed: bytes
    tag: str


class AnswersPage:
    """The page, made anew when an answer or the agency's facts change, or a day begins."""

    def __init__(self, book: AnswerBook, facts: Mapping[str, str], public_url: str) -> None:
        self.book = book
        self.facts = facts
        self.address = f"{public_url}/answers"
        self.printed: tuple[Mapping[str, Topic], date, Mapping[str, str], Printed] | None = None

    def on(self, today: date) -> Printed:
        """Return the page as it is today."""
        topics, facts, printed = self.book.whole(), dict(self.facts), self.printed
        if printed is None or printed[0] is not topics or printed[1:3] != (today, facts):
            self.printed = printed = topics, today, facts, self.make(topics, today)
        return printed[3]

    def make(self, topics: Mapping[str, Topic], today: date) -> Printed:
        groups = [
            (title, [(topic, list(self.entries(topic, today)), terms_of(topic)) for topic in under])
            for title, under in grouped(topics)
        ]
        shown = [e for _, under in groups for _, entries, _ in under for e in entries]
        html = (
            templates()
            .get_template("answers_page.html")
            .render(
                groups=groups,
                address=self.address,
                agency=self.facts["agency"],
                facts=self.facts,
                newest=max((e.answer.checked for e in shown if e.answer.checked), default=None),
                questions=as_data(described(shown, self.address)),
            )
        )
        plain = html.encode()
        # Weak: the same page travels plain and compressed.
        tag = f'W/"{sha256(plain).hexdigest()[:24]}"'
        return Printed(plain, gzip.compress(plain, mtime=0), tag)

    def entries(self, topic: Topic, today: date) -> Iterator[Entry]:
        for answer in topic.entries:
            nation = layout()["nations"].get(answer.nation)
            role = None if answer.role == NO_ROLE else answer.role
            parts = [topic.name, role, answer.nation if nation else None]
            yield Entry(
                id="-".join(part for part in parts if part),
                question=self.book.question(topic.name, role),
                nation=nation,
                text=self.html(answer.text),
                more=self.html(answer.more) if answer.more else None,
                answer=answer,
                stale=is_stale(answer, today=today),
            )

    def html(self, text: str) -> Markup:
        return to_html(fill_in(text, self.facts))


def answers_routes(page: AnswersPage) -> APIRouter:
    """Return the route of the page. It reads the day from the application's clock."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/answers", methods=["GET", "HEAD"])
    def show_answers(request: Request) -> Response:
        now: datetime = request.app.state.now()
        printed = page.on(now.astimezone(LONDON).date())
        # A browser may keep it, but asks whether it is still the newest: an edit is live at once.
        headers = {"ETag": printed.tag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
        if knows(request.headers.get("If-None-Match", ""), printed.tag):
            return Response(status_code=304, headers=headers)
        headers["Content-Security-Policy"] = FACTS_ONLY
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            headers["Content-Encoding"] = "gzip"
            return Response(printed.compressed, media_type="text/html", headers=headers)
        return Response(printed.plain, media_type="text/html", headers=headers)

    return router


def grouped(topics: Mapping[str, Topic]) -> list[tuple[str, list[Topic]]]:
    """Return the headings of the page, each with its topics."""
    order = layout()
    known = {name for group in order["groups"] for name in group["topics"]}
    others = [name for name in topics if name not in known and name not in order["courtesies"]]
    groups = [*order["groups"], {"title": order["others"], "topics": others}]
    return [
        (group["title"], under)
        for group in groups
        if (under := [topics[name] for name in group["topics"] if name in topics])
    ]


def terms_of(topic: Topic) -> list[tuple[str, str, Markup]]:
    """Return a topic's words: its name, the word, and what it means."""
    split = ((name, term.partition("\n\n")) for name, term in topic.terms.items())
    return [(name, word.strip("*"), to_html(meaning)) for name, (word, _, meaning) in split]


def described(entries: list[Entry], address: str) -> dict[str, Any]:
    """Return the page's questions in the words of schema.org."""
    asked: dict[str, Entry] = {}
    for entry in entries:
        asked.setdefault(entry.whole_question, entry)
    return {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "@id": address,
        "inLanguage": "en-GB",
        "mainEntity": [
            {
                "@type": "Question",
                "@id": f"{address}#{entry.id}",
                "name": question,
                "acceptedAnswer": {
                    "@type": "Answer",
                    "text": "\n".join(part for part in (entry.text, entry.more) if part),
                },
            }
            for question, entry in asked.items()
        ],
    }


def as_data(described: Mapping[str, Any]) -> Markup:
    """Return JSON that no text in it can end early: a browser looks for "</script" before all."""
    written = json.dumps(described, ensure_ascii=False)
    for sign in "<>&\u2028\u2029":
        written = written.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(written)  # noqa: S704  it holds no sign that HTML knows


def knows(if_none_match: str, tag: str) -> bool:
    """Say whether a browser has the page with this tag already."""
    given = {each.strip().removeprefix("W/") for each in if_none_match.split(",")}
    return "*" in given or tag.removeprefix("W/") in given


def in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


@cache
def layout() -> dict[str, Any]:
    order: dict[str, Any] = yaml.safe_load((HERE / "answers_page.yml").read_text("utf-8"))
    return order


@cache
def templates() -> Environment:
    environment = read_templates(HERE)
    environment.filters["day"] = in_words
    return environment
