"""The field's words for CVs: spaCy's rules over data/lexicon, read once for each process."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import spacy
import yaml
from spacy.language import Language

FOLDER = Path(__file__).parents[2] / "data" / "lexicon"
JOINED = "|"


@dataclass(frozen=True)
class Found:
    """A name of the lexicon in a text: its kind, its id, the title we show, where it stands."""

    kind: str
    id: str
    title: str
    start: int
    end: int


@cache
def lexicon_file(name: str) -> dict[str, Any]:
    """Return one file of the lexicon; an absent one is empty."""
    path = FOLDER / f"{name}.yml"
    if not path.exists():
        return {}
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    content: dict[str, Any] = yaml.load(path.read_bytes(), Loader=loader) or {}  # noqa: S506  it is the safe one
    return content


def cv_words(part: str) -> Any:
    """Return one part of data/lexicon/cv_words.yml."""
    return lexicon_file("cv_words")[part]


@cache
def word_set(part: str) -> frozenset[str]:
    """Return one list of data/lexicon/cv_words.yml, in small letters."""
    return frozenset(str(word).lower() for word in cv_words(part))


@cache
def by_name(part: str) -> dict[str, str]:
    """Return {name: kind} of a part of data/lexicon/cv_words.yml that lists names by kind."""
    return {str(name).lower(): kind for kind, names in cv_words(part).items() for name in names}


@lru_cache(maxsize=4000)
def find_words(text: str) -> tuple[Found, ...]:
    """Return every name of the lexicon in *text*; of two in one place the longer has it."""
    found: list[Found] = []
    doc = pipeline()(text)
    for span in doc.spans["ruler"]:
        kind, identity, title = span.id_.split(JOINED, 2)
        found.append(Found(kind, identity, title, span.start_char, span.end_char))
    return tuple(
        each
        for each in found
        if not any(
            other.kind == each.kind
            and other.start <= each.start
            and each.end <= other.end
            and (other.end - other.start) > (each.end - each.start)
            for other in found
        )
    )


@cache
def pipeline() -> Language:
    """Return spaCy's English tokeniser with every name of the lexicon as a rule, in any case."""
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("span_ruler", config={"phrase_matcher_attr": "LOWER"})
    ruler.add_patterns(  # type: ignore[attr-defined]
        [
            {"label": kind, "pattern": name, "id": JOINED.join((kind, identity, title))}
            for name, kind, identity, title in sorted(_names())
        ]
    )
    return nlp


def _names() -> set[tuple[str, str, str, str]]:
    names = set()
    for file, kind in (
        ("roles", "role"),
        ("occupations", "occupation"),
        ("needs", "need"),
        ("settings", "setting"),
    ):
        for entry in lexicon_file(file).get("entries", []):
            own = [entry["title"], *entry.get("names", []), *entry.get("names_in_context", [])]
            names |= {(str(n).lower(), kind, entry["id"], entry["title"]) for n in own}
    for title, *others in cv_words("skills"):
        names |= {(str(n).lower(), "skill", str(title), str(title)) for n in (title, *others)}
    for language in cv_words("languages"):
        names.add((language.lower(), "language", language, language))
    return names


@cache
def places() -> dict[str, tuple[str, frozenset[str]]]:
    """Return {name in small letters: (name, postcode areas)} of every town and borough."""
    known: dict[str, tuple[str, set[str]]] = {}
    file = lexicon_file("places")
    for area in file.get("areas", []):
        for town in area.get("towns", []):
            plain = re.sub(r"\s*\(.*\)", "", str(town))
            known.setdefault(plain.lower(), (plain, set()))[1].add(area["area"])
    for borough in file.get("boroughs", []):
        for name in (borough["name"] if "name" in borough else borough["title"],):
            known.setdefault(str(name).lower(), (str(name), set()))
    return {name: (plain, frozenset(areas)) for name, (plain, areas) in known.items()}


@cache
def counties() -> frozenset[str]:
    """Return the names of counties, regions and nations, in small letters."""
    file = lexicon_file("places")
    return frozenset(
        str(name).lower()
        for kind in ("counties", "regions", "nations")
        for place in file.get(kind, [])
        for name in [place.get("title") or place["name"], *place.get("names", [])]
    )
