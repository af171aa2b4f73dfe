"""The lexicon as rules and routing read it, once for each process."""

from functools import cache
from pathlib import Path
from typing import Any

from agency.core.facts import FieldWords
from agency.core.known_names import KnownNames
from agency.core.languages import Languages
from agency.core.places import Gazetteer
from agency.core.protected import Protected
from agency.storage.lexicon import read_yaml

LEXICON = Path(__file__).parents[2] / "data" / "lexicon"
AGENCY = LEXICON.parent / "agency.yml"


@cache
def gazetteer() -> Gazetteer:
    """Return the places we know."""
    return Gazetteer(_read("places"), _read("routing/points"))


@cache
def field_words() -> FieldWords:
    """Return the occupations, qualifications and roles we know."""
    words = _read("routing/words")
    spoken = words["protected"]
    protected = Protected(spoken["same"], spoken["nothing"])
    lexicon = {name: _read(name) for name in ("roles", "occupations", "qualifications")}
    return FieldWords(lexicon, protected, words["qualifications"])


@cache
def languages() -> Languages:
    """Return the languages somebody may ask to be spoken with."""
    return Languages(_read("routing/words")["languages"])


@cache
def council_names() -> KnownNames[str]:
    """Return the names of a council and its team for children with special educational needs."""
    council = next(each for each in _read("settings")["entries"] if each["id"] == "local_authority")
    return KnownNames((str(name), str(council["id"])) for name in council["names"])


@cache
def supplied_rules() -> dict[str, Any]:
    """Return the rules of data/agency.yml, for an agency that keeps none of its own yet."""
    agency = read_yaml(AGENCY)
    return {section: agency[section] for section in ("scoring", "routing")}


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(LEXICON / f"{name}.yml")
    return content
