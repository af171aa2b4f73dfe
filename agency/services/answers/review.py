"""What is to be said against an answer: rules it breaks, and what an editor should look at."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from agency.services.answers.facts import PLACEHOLDERS
from agency.services.answers.reading import reading_age
from agency.storage.answers_content import Answer

MOST_WORDS = 80
MOST_WORDS_OF_MORE = 200
LONGEST = {"text": 1_500, "more": 4_000, "source": 200, "address": 500}
OLDEST_READER = 13.0
REVIEW_SOON = timedelta(days=30)
MOST_YEARS = 2

# Whoever asks about these needs the numbers, whatever else an editor finds better to say.
CARE = frozenset({"safeguarding_disclosure", "wellbeing_distress"})

HTML = re.compile(r"<\s*[a-zA-Z/!?]|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]{2,8});")
BRACES = re.compile(r"\{([^{}\n]{0,40})\}?|\}")
LINK = re.compile(r"\]\(([^()\s]{0,1000})\)?")
ADDRESS = re.compile(r"\b(?:http|ftp|javascript|data|file|vbscript):\S{0,60}", re.IGNORECASE)
SCHOOL_YEAR = re.compile(r"\b(20\d\d)\s?[/–-]\s?(?:20)?\d\d\b")
REFERENCE = re.compile(r"\bL-\d")
NUMBER = re.compile(r"\b0\d{3,4}(?: ?\d{3,4}){1,2}\b|\b\d{3}(?: \d{3})?\b|\b\d{5}\b")


@dataclass(frozen=True)
class Remark:
    """One thing to be said against an answer."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_broken(self) -> bool:
        return self.code in _words()["broken"]

    @property
    def words(self) -> str:
        words = _words()
        sentence = words["broken"].get(self.code) or words["noted"][self.code]
        return sentence.format(**{name: _say(value) for name, value in self.values.items()})


def review(
    answer: Answer, *, topics: Collection[str], today: date, shipped: Answer | None = None
) -> list[Remark]:
    """
    Return what is to be said against *answer*, the broken rules first.

    Where it stands in place of *shipped*, it may not lose the numbers of those who help.
    """
    found = [
        *_wording(answer),
        *_safety(answer, shipped or answer),
        *_trust(answer, today),
        *(Remark("next_unknown", {"topic": name}) for name in answer.next if name not in topics),
        *_notes(answer, today),
    ]
    return sorted(found, key=lambda remark: not remark.is_broken)


def is_stale(answer: Answer, *, today: date, within: timedelta = timedelta(0)) -> bool:
    """Say whether the answer's review is due *within* so many days, or is past."""
    return answer.review_by is not None and answer.review_by < today + within


def source_is_over(answer: Answer, *, today: date) -> bool:
    """Say whether the source is of a year that has ended: "Pay 2025/26", from September 2026 on."""
    years = [int(year) for year in SCHOOL_YEAR.findall((answer.source or {}).get("title") or "")]
    return bool(years) and today > date(max(years) + 1, 8, 31)


def count_words(text: str) -> int:
    """Return how many words a reader meets; a dash that opens a list's item is none."""
    return sum(part[0].isalnum() or any(map(str.isalnum, part)) for part in text.split())


def _wording(answer: Answer) -> Iterator[Remark]:
    source = answer.source or {}
    fields = {"text": answer.text, "more": answer.more or "", "source": source.get("title") or ""}
    if not count_words(answer.text):
        yield Remark("no_text")
    for code, name, most in (
        ("too_many_words", "text", MOST_WORDS),
        ("more_too_many_words", "more", MOST_WORDS_OF_MORE),
    ):
        if (words := count_words(fields[name])) > most:
            yield Remark(code, {"words": words, "most": most})
    for name, text in fields.items():
        yield from _characters(name, text)
    both = answer.text + "\n" + fields["more"]
    yield from _placeholders(both)
    yield from _links(both)
    if REFERENCE.search(both):
        yield Remark("like_a_reference")


def _characters(name: str, text: str) -> Iterator[Remark]:
    if len(text) > LONGEST[name]:
        yield Remark("too_long", {"field": name, "most": LONGEST[name]})
    # Marks of direction could make a sentence read as its opposite.
    odd = (c for c in set(text) - {"\n"} if not c.isprintable())
    if any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co"} for c in odd):
        yield Remark("unseen_characters", {"field": name})
    if HTML.search(text):
        yield Remark("html", {"field": name})


def _placeholders(text: str) -> Iterator[Remark]:
    known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    for found in BRACES.finditer(text):
        if found.group(0) not in {f"{{{name}}}" for name in PLACEHOLDERS}:
            yield Remark("placeholder_unknown", {"name": found.group(1) or "", "known": known})


def _links(text: str) -> Iterator[Remark]:
    linked = {found.group(1) for found in LINK.finditer(text)}
    bare = {found.group(0) for found in ADDRESS.finditer(text)}
    for address in sorted(linked | bare):
        if not is_https(address):
            yield Remark("link_not_https", {"address": address or "nowhere"})


def is_https(address: str) -> bool:
    """Say whether an address may be followed: https, a host, and nobody's name before it."""
    try:
        parts = urlsplit(address)
        named = parts.hostname and "@" not in parts.netloc and parts.port in (None, 443)
    except ValueError:
        return False
    return bool(parts.scheme == "https" and named and address.isprintable())


def _safety(answer: Answer, shipped: Answer) -> Iterator[Remark]:
    if answer.topic not in CARE:
        return
    said = set(NUMBER.findall(answer.text))
    for number in sorted(set(NUMBER.findall(shipped.text)) - said):
        yield Remark("number_lost", {"number": number})


def _trust(answer: Answer, today: date) -> Iterator[Remark]:
    source, checked, review_by = answer.source or {}, answer.checked, answer.review_by
    address = source.get("url")
    if not source.get("title"):
        yield Remark("no_source")
    if address and (len(address) > LONGEST["address"] or not is_https(address)):
        yield Remark("source_not_https")
    if not checked:
        yield Remark("no_checked")
    if not review_by:
        yield Remark("no_review_by")
    if checked and checked > today:
        yield Remark("checked_in_future", {"day": checked})
    if checked and review_by and review_by <= checked:
        yield Remark("dates_in_disorder", {"checked": checked, "review_by": review_by})
    if checked and review_by and review_by > checked + timedelta(days=366 * MOST_YEARS):
        yield Remark("review_too_late", {"review_by": review_by, "most": MOST_YEARS})


def _notes(answer: Answer, today: date) -> Iterator[Remark]:
    if is_stale(answer, today=today):
        yield Remark("past_review", {"day": answer.review_by})
    elif is_stale(answer, today=today, within=REVIEW_SOON):
        yield Remark("review_soon", {"day": answer.review_by})
    for code, text in (("hard_to_read", answer.text), ("more_hard_to_read", answer.more or "")):
        if (age := reading_age(text)) > OLDEST_READER:
            yield Remark(code, {"age": round(age)})


def _say(value: Any) -> Any:
    return f"{value.day} {value:%B %Y}" if isinstance(value, date) else value


@cache
def _words() -> dict[str, dict[str, str]]:
    path = Path(__file__).with_name("remarks.yml")
    words: dict[str, dict[str, str]] = yaml.safe_load(path.read_text("utf-8"))
    return words
