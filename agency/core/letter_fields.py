"""The fields of a letter's template, and the letter once they are filled in."""

import re
from collections.abc import Mapping

# What a template may ask for, and how a page explains it.
FIELDS = {
    "first_name": "the candidate's first name",
    "name": "the candidate's whole name",
    "role": "the role they want",
    "place": "where they live",
    "start": "when they can start",
    "missing": "what we still need from them",
    "call_time": "the time of the call that is agreed or promised",
    "reference": "the lead's reference",
    "consultant": "your name",
    "branch": "the lead's branch",
    "branch_phone": "the branch's telephone number",
    "agency": "the agency's name",
    "phone": "the agency's telephone number",
}
# A subject is seen by every server on the way: what is about a person stands in the letter alone.
PERSONAL = frozenset({"first_name", "name", "place", "start", "missing", "consultant"})
# Somebody who is not there, to show what a letter looks like.
EXAMPLE = {
    "first_name": "Jo",
    "name": "Jo Example",
    "role": "a SENCO",
    "place": "Manchester",
    "start": "from September",
    "missing": "your CV",
    "call_time": "Tuesday 3 March, from 10am",
    "reference": "L-0042",
    "consultant": "Alex Example",
    "branch": "Manchester",
    "branch_phone": "0161 496 0100",
    "agency": "Example Agency",
    "phone": "0161 496 0100",
}
_FIELD = re.compile(r"\{([a-z_]+)\}")
_BRACE = re.compile(r"[{}]")


def fill_fields(template: str, known: Mapping[str, str]) -> str:
    """
    Return *template* with its fields filled in, in one pass: a value is never read as a template.

    A field nobody knows the value of stays, for a person to replace.
    """
    return _FIELD.sub(lambda found: known.get(found[1]) or found[0], template)


def fill_subject(template: str, known: Mapping[str, str]) -> str:
    """Return a subject with its fields filled in; one about a person stays open, and unsent."""
    return fill_fields(
        template, {name: told for name, told in known.items() if name not in PERSONAL}
    )


def open_fields(text: str) -> list[str]:
    """Return the fields that *text* still has, each once, in their order."""
    return list(dict.fromkeys(_FIELD.findall(text)))


def unknown_fields(template: str) -> list[str]:
    """Return the fields of *template* that there are not, and stray braces as "{"."""
    strange = [name for name in open_fields(template) if name not in FIELDS]
    return strange + (["{"] if _BRACE.search(_FIELD.sub("", template)) else [])
