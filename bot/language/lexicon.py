"""Reads data/lexicon as patterns for the entity ruler."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, Iterator, List, Text

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
Pattern = Dict[Text, Text]


def patterns(lexicon: Path = LEXICON) -> List[Pattern]:
    """
    Return one pattern for every name in the lexicon, labelled with its kind, with our id.

    A label ends in `_in_context` where the name is an ordinary word ("ta", "Reading") that means what we
    think only among other words. Of two entries with one name the first has it.
    """
    found: Dict[Any, Pattern] = {}
    for pattern in [*entry_patterns(lexicon), *place_patterns(lexicon)]:
        kind = pattern["label"].replace("_in_context", "")
        found.setdefault((kind, pattern["pattern"].lower()), pattern)
    return list(found.values())


def read(path: Path) -> Dict[Text, Any]:
    """Return the YAML at *path*; an absent file of the lexicon is an empty one."""
    if not path.exists():
        return {}
    return yaml.safe_load(path.read_text("utf-8")) or {}


def entry_patterns(lexicon: Path) -> Iterator[Pattern]:
    for filename, label in ENTRIES.items():
        for entry in read(lexicon / filename).get("entries", []):
            for name in [entry["title"], *entry.get("names", []), *entry.get("misspellings", [])]:
                yield {"label": label, "pattern": str(name), "id": entry["id"]}
            for name in entry.get("names_in_context", []):
                yield {"label": f"{label}_in_context", "pattern": str(name), "id": entry["id"]}


def place_patterns(lexicon: Path) -> Iterator[Pattern]:
    places = read(lexicon / "places.yml")
    ordinary = {str(word).lower() for word in places.get("ordinary_words", [])}

    def pattern(name: Text, place: Text) -> Pattern:
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
