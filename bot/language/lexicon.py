"""Reads data/lexicon as patterns for the span ruler."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

LEXICON = Path("data/lexicon")
ENTRIES = {
    "roles.yml": "role",
    "qualifications.yml": "qualification",
    "needs.yml": "need",
    "occupations.yml": "occupation",
    "settings.yml": "setting",
    "terms.yml": "term",
}
Pattern = dict[str, str]
JOINED = "+"
POINTS_TO = "@"


def patterns(lexicon: Path = LEXICON) -> list[Pattern]:
    """
    Return one pattern for every name in the lexicon, labelled with its kinds, with our ids.

    The ruler gives a word one label, so a name of several kinds ("SEMH" is a need and a term to
    explain) has them joined by "+", and its ids likewise. An id that points to a role carries it
    after "@". A kind ends in `_in_context` where the name is an ordinary word ("ta", "Reading")
    that means what we think only among other words. Of two entries of one kind with one name the
    first has it.
    """
    named: dict[str, dict[str, str]] = {}
    for pattern in [*entry_patterns(lexicon), *place_patterns(lexicon)]:
        kinds = named.setdefault(pattern["pattern"].lower(), {})
        kinds.setdefault(pattern["label"], pattern["id"])
    return [
        {"label": JOINED.join(kinds), "pattern": name, "id": JOINED.join(kinds.values())}
        for name, kinds in named.items()
    ]


def read(path: Path) -> dict[str, Any]:
    """Return the YAML at *path*; an absent file of the lexicon is an empty one."""
    if not path.exists():
        return {}
    return yaml.safe_load(path.read_text("utf-8")) or {}


def entry_patterns(lexicon: Path) -> Iterator[Pattern]:
    for filename, label in ENTRIES.items():
        for entry in read(lexicon / filename).get("entries", []):
            identity = entry["id"] + (POINTS_TO + entry["role"] if "role" in entry else "")
            for name in [entry["title"], *entry.get("names", []), *entry.get("misspellings", [])]:
                yield {"label": label, "pattern": str(name), "id": identity}
            for name in entry.get("names_in_context", []):
                yield {"label": f"{label}_in_context", "pattern": str(name), "id": identity}


def place_patterns(lexicon: Path) -> Iterator[Pattern]:
    places = read(lexicon / "places.yml")
    ordinary = {str(word).lower() for word in places.get("ordinary_words", [])}

    def pattern(name: str, place: str) -> Pattern:
        label = "place_in_context" if name.lower() in ordinary else "place"
        return {"label": label, "pattern": name, "id": place}

    for area in places.get("areas", []):
        for town in area.get("towns", []):
            plain = str(town).split(" (")[0]
            yield pattern(plain, str(town))
    for kind in ("boroughs", "counties", "regions", "nations"):
        for place in places.get(kind, []):
            title = str(place.get("title") or place["name"])
            for name in [title, *place.get("names", [])]:
                yield pattern(str(name), title)
