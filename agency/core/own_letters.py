"""Letters that go out by themselves, in the agency's own words: fields, and what must be there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from agency.core.letter_fields import PERSONAL
from agency.core.unfit import Reader, Unfit

LONGEST_SUBJECT, LONGEST_BODY = 150, 6000
_FIELD = re.compile(r"\{([a-z_]+)\}")
_BRACE = re.compile(r"[{}]")
_GAP = re.compile(r"\n{3,}")

EVERYWHERE = {
    "agency": "the agency's name",
    "agency_phone": "the agency's telephone number",
    "agency_hours": "when somebody is there",
}
OF_A_LEAD = {
    "reference": "the lead's reference",
    "kind": "what came: a registration, a request and so on",
    "role": "the role they want, where it is known",
    "owner": "whose lead it is",
    "facts": "everything they told us, each on its line",
}
TO_A_CANDIDATE = {
    "greeting": "Hello with their name, or Hello alone",
    "privacy_link": "the link to the privacy notice",
}
LINK_TO_A_LEAD = {"lead_link": "the link that opens the lead on the desk"}
OF_A_CALL = {"when": "the day and time of the call"}
OF_A_NOTE = {"by": "which colleague wrote", "note": "what they wrote"}
TO_ONE_OF_US = {"called": "their name"}
RESUME = {"resume_link": "the link that opens the chat where it was left"}
# A subject is seen by every server on the way: nobody's name, address or number stands there.
IN_A_SUBJECT = frozenset({"agency", "reference", "kind", "role", "count", "references", "when"})


@dataclass(frozen=True)
class OwnLetter:
    """A letter whose words the agency may choose: when it goes, its fields, and what it needs."""

    title: str
    goes: str
    fields: Mapping[str, str]
    needed: tuple[str, ...]


OWN_LETTERS: Mapping[str, OwnLetter] = {
    "receipt": OwnLetter(
        "We have your details",
        "To a candidate, as soon as a lead is there.",
        EVERYWHERE | OF_A_LEAD | TO_A_CANDIDATE
        | {"reply": "that somebody will reply or ring, and by when",
           "details_link": "the link to see, correct or delete what we hold"},
        ("reference", "details_link", "privacy_link"),
    ),
    "call_receipt": OwnLetter(
        "Our call",
        "To a candidate, when a call is agreed or moved.",
        EVERYWHERE | OF_A_LEAD | TO_A_CANDIDATE | OF_A_CALL,
        ("when", "privacy_link"),
    ),
    "call_receipt_off": OwnLetter(
        "Our call is called off",
        "To a candidate, when a call that was agreed is called off.",
        EVERYWHERE | OF_A_LEAD | TO_A_CANDIDATE | OF_A_CALL,
        ("when", "privacy_link"),
    ),
    "resume": OwnLetter(
        "A link to go on",
        "To a visitor who asked for a link to go on later.",
        EVERYWHERE | RESUME,
        ("resume_link",),
    ),
    "left": OwnLetter(
        "A registration that was left",
        "Once, to whoever left before the end and agreed to be written to.",
        EVERYWHERE | RESUME | {"privacy_link": TO_A_CANDIDATE["privacy_link"]},
        ("resume_link", "privacy_link"),
    ),
    "new_lead": OwnLetter(
        "A new lead",
        "To a consultant, when a lead comes to their desk.",
        EVERYWHERE | OF_A_LEAD | LINK_TO_A_LEAD
        | {"grade": "how ready they are", "points": "their points",
           "reasons": "why, each on its line"},
        ("lead_link",),
    ),
    "digest": OwnLetter(
        "Several new leads",
        "To a consultant who chose to be told of several at once.",
        EVERYWHERE | {"count": "how many", "references": "their references",
                      "leads": "each lead, with what is known and its link"},
        ("leads",),
    ),
    "promise": OwnLetter(
        "A promise is due",
        "To a consultant before a promise falls due, and to a colleague when it was broken.",
        EVERYWHERE | OF_A_LEAD | LINK_TO_A_LEAD | {"promise": "what was promised, and by when"},
        ("promise", "lead_link"),
    ),
    "call": OwnLetter(
        "A call in your calendar",
        "To a consultant, when a call is agreed or moved.",
        EVERYWHERE | OF_A_LEAD | LINK_TO_A_LEAD | OF_A_CALL,
        ("when", "lead_link"),
    ),
    "call_off": OwnLetter(
        "A call is called off",
        "To a consultant, when a call that was agreed is called off.",
        EVERYWHERE | OF_A_LEAD | LINK_TO_A_LEAD | OF_A_CALL,
        ("when", "lead_link"),
    ),
    "mention": OwnLetter(
        "You are named in a note",
        "To a colleague who is named in a note after an @.",
        EVERYWHERE | OF_A_LEAD | LINK_TO_A_LEAD | OF_A_NOTE,
        ("note", "lead_link"),
    ),
    "handed": OwnLetter(
        "A lead was handed to you",
        "To a colleague who is handed a lead.",
        EVERYWHERE | OF_A_LEAD | LINK_TO_A_LEAD | OF_A_NOTE,
        ("lead_link",),
    ),
    "task": OwnLetter(
        "A task falls due",
        "To whoever has the task, when it falls due.",
        EVERYWHERE | OF_A_LEAD | LINK_TO_A_LEAD
        | {"task": "what is to be done", "due": "by when"},
        ("task", "lead_link"),
    ),
    "way_in": OwnLetter(
        "A link to the desk",
        "To one of your people who asked for a new password.",
        EVERYWHERE | TO_ONE_OF_US | {"sign_in_link": "the link that lets them in once"},
        ("sign_in_link",),
    ),
    "account": OwnLetter(
        "An account was changed",
        "To one of your people, when their password or second factor was changed.",
        EVERYWHERE | TO_ONE_OF_US
        | {"change": "what was changed", "changed_at": "when",
           "password_link": "the link to choose a new password"},
        ("change", "changed_at", "password_link"),
    ),
}  # fmt: skip


def not_in_a_subject(field: str) -> str:
    """Return the sentence for a field that would put somebody's details into a subject."""
    return (
        f"{{{field}}} cannot stand in a subject, which every server on the way can read. "
        "Write it into the letter itself; a reference may stand here."
    )


def check_letter(name: str, given: Mapping[str, Any]) -> dict[str, str]:
    """Return subject and body as they are kept; Unfit says what cannot be filled in or lacks."""
    letter, reader = OWN_LETTERS[name], Reader(given)
    subject = reader.line("subject", needed="Write a subject.", longest=LONGEST_SUBJECT)
    body = reader.text("body", needed="Write the letter.", longest=LONGEST_BODY)
    for field in _FIELD.findall(subject):
        if field in letter.fields.keys() | PERSONAL and field not in IN_A_SUBJECT:
            reader.wrong("subject", not_in_a_subject(field))
    for part, text in (("subject", subject), ("body", body)):
        for field in _FIELD.findall(text):
            if field not in letter.fields:
                reader.wrong(part, f"There is no field {{{field:.40}}} in this letter.")
        if _BRACE.search(_FIELD.sub("", text)):
            reader.wrong(part, "A brace { or } stands alone. A field is written as {agency}.")
    found = set(_FIELD.findall(body))
    if body and (lacks := [field for field in letter.needed if field not in found]):
        reader.wrong("body", f"{{{lacks[0]}}} is missing: {letter.fields[lacks[0]]}.")
    return reader.done(lambda: {"subject": subject, "body": body})


def check_letters(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return every letter that the agency words itself, in the form in which it is kept."""
    kept, problems = {}, {}
    for name, words in given.items():
        if name not in OWN_LETTERS or not isinstance(words, Mapping):
            problems[f"{name!s:.40}"] = "There is no such letter."
            continue
        try:
            kept[str(name)] = check_letter(name, words)
        except Unfit as unfit:
            problems |= {f"{name} {part}": said for part, said in unfit.problems.items()}
    if problems:
        raise Unfit(problems)
    return {name: kept[name] for name in OWN_LETTERS if name in kept}


def fill_letter(template: str, known: Mapping[str, str]) -> str:
    """Fill in every field in one pass: a value is never read as a template, and none stays open."""
    return _GAP.sub("\n\n", _FIELD.sub(lambda found: known.get(found[1], ""), template)).strip()
