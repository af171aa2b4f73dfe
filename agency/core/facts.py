"""
What a scoring rule may know of an enquiry. This list is closed.

Name, age, sex, nationality, faith and health are not in it, and free text comes in only as the
lexicon's own ids, read after the words that must not count are taken out.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from agency.core.enquiry import Enquiry
from agency.core.known_names import KnownNames, words_of
from agency.core.protected import Protected
from agency.core.roles import Role

CHOICE, NUMBER, SET, GIVEN = "choice", "number", "set", "given"
PLACEHOLDER = re.compile(r"\{([a-z_]{1,30})\}")
LONGEST_SHOWN = 160

_NONE = re.compile(r"\W*(?:none|no|nothing|nil|n/?a|not yet|skipped)\W*", re.IGNORECASE)


@dataclass(frozen=True)
class FactKind:
    """What a fact may be compared with: some choices, a number, a set of ids, or given or not."""

    kind: str
    choices: frozenset[str] = frozenset()


FACTS: Mapping[str, FactKind] = {
    "kind": FactKind(CHOICE, frozenset({"registration", "callback", "handoff", "client"})),
    "role": FactKind(CHOICE, frozenset(Role)),
    "phone": FactKind(GIVEN),
    "email": FactKind(GIVEN),
    "cv": FactKind(GIVEN),
    "availability": FactKind(GIVEN),
    "start": FactKind(GIVEN),
    "right_to_work": FactKind(CHOICE, frozenset({"yes", "no", "not_sure"})),
    "dbs": FactKind(CHOICE, frozenset({"yes", "no", "update_service", "not_sure"})),
    "experience_years": FactKind(NUMBER),
    "qualifications": FactKind(SET),
    "place": FactKind(CHOICE, frozenset({"covered", "elsewhere"})),
    "occupation": FactKind(
        CHOICE, frozenset({"same_work", "carries_over", "other_role", "unlisted"})
    ),
    "occupation_is": FactKind(SET),
}
# What somebody might write into a rule, and must not.
_PROTECTED = """
    name first_name surname title age date_of_birth born sex gender nationality ethnicity race
    religion faith belief disability health pregnancy marital_status married children sexuality
    orientation photo picture language languages accent address
"""
PROTECTED_FACTS = frozenset(_PROTECTED.split())
SHOWN = frozenset(
    {"years", "qualifications", "availability", "start", "occupation", "brings", "role", "branch"}
)


@dataclass(frozen=True)
class Facts:
    """What is true of one enquiry, under the names that rules use; unknown ones are absent."""

    values: Mapping[str, Any]
    shown: Mapping[str, str] = field(default_factory=dict)

    def say(self, sentence: str) -> str:
        """Return a rule's sentence with what it names filled in."""
        return PLACEHOLDER.sub(lambda match: self.shown.get(match[1], ""), sentence)


@dataclass(frozen=True)
class Occupation:
    """A job people come from, the roles it carries over to, and what it brings."""

    id: str
    title: str
    fits: frozenset[str]
    brings: str


class FieldWords:
    """The lexicon's occupations, qualifications and roles, as rules see them."""

    def __init__(
        self,
        lexicon: Mapping[str, Mapping[str, Any]],
        protected: Protected,
        also: Mapping[str, Sequence[str]],
    ) -> None:
        self.protected = protected
        self.titles = {each["id"]: str(each["title"]) for each in _entries(lexicon, "roles")}
        self.occupation_ids = frozenset(each["id"] for each in _entries(lexicon, "occupations"))
        self.qualification_ids = frozenset(
            each["id"] for each in _entries(lexicon, "qualifications")
        )
        self.occupations = KnownNames(
            (name, occupation)
            for entry in _entries(lexicon, "occupations")
            for occupation in [_occupation(entry)]
            for name in self._neutral_names((*entry["names"], entry["title"]))
        )
        self.roles = KnownNames(
            (protected.neutral(str(name)), str(entry["id"]))
            for entry in _entries(lexicon, "roles")
            for name in (entry["title"], *entry["names"], *entry.get("names_in_context", ()))
        )
        self.qualifications = KnownNames(
            (str(name), str(entry["id"]))
            for entry in _entries(lexicon, "qualifications")
            for name in (entry["title"], *entry["names"], *also.get(entry["id"], ()))
        )

    def facts_of(
        self, enquiry: Enquiry, *, has_cv: bool, place: str | None = None, branch: str = ""
    ) -> Facts:
        """
        Return what is true of *enquiry*.

        *place* is "covered", with the *branch* that looks after it, "elsewhere", or not known.
        """
        said = self.protected.neutral(enquiry.current_occupation or "")
        named = [each for each in enquiry.qualifications if not _NONE.fullmatch(each)]
        job = next(iter(self.occupations.find(said)), None) if said else None
        works_as = set(self.roles.find(said))
        values: dict[str, Any] = {
            "kind": enquiry.kind.value,
            "role": enquiry.role.value if enquiry.role else None,
            "phone": enquiry.phone,
            "email": enquiry.email,
            "cv": has_cv or None,
            "availability": enquiry.availability,
            "start": enquiry.start,
            "right_to_work": enquiry.right_to_work,
            "dbs": enquiry.dbs,
            "experience_years": enquiry.experience_years,
            "qualifications": frozenset(self.qualifications.find(" ; ".join(named)) or named),
            "place": place,
            "occupation": _standing(enquiry, job, works_as) if said else None,
            "occupation_is": frozenset({job.id} if job else ()),
        }
        shown = {
            "years": _years(enquiry.experience_years),
            "qualifications": ", ".join(named)[:LONGEST_SHOWN],
            "availability": (enquiry.availability or "")[:LONGEST_SHOWN],
            "start": (enquiry.start or "")[:LONGEST_SHOWN],
            "occupation": job.title if job else "",
            "brings": job.brings if job else "",
            "role": self.titles.get(enquiry.role or "", ""),
            "branch": branch,
        }
        return Facts({name: value for name, value in values.items() if value}
                     | _nought(enquiry), shown)  # fmt: skip

    def _neutral_names(self, names: Sequence[str]) -> Iterator[str]:
        for name in map(str, names):
            neutral = self.protected.neutral(name).split()
            # What is left of "British Army" when a nationality is taken out is too little to go by.
            if len(neutral) > 1 or len(neutral) == len(words_of(name)):
                yield " ".join(neutral)


def _nought(enquiry: Enquiry) -> dict[str, Any]:
    # No experience is an answer too, unlike none given.
    return {"experience_years": 0.0} if enquiry.experience_years == 0 else {}


def _standing(enquiry: Enquiry, job: Occupation | None, works_as: set[str]) -> str:
    """Return what an occupation counts as, for the role that is asked for."""
    role = enquiry.role
    supports = role in (Role.SEN_SUPPORT_WORKER, Role.SEMH_SUPPORT_WORKER)
    in_support = works_as & {Role.SEN_SUPPORT_WORKER, Role.SEMH_SUPPORT_WORKER}
    if role and (role in works_as or (supports and in_support)):
        return "same_work"
    if job is None:
        return "carries_over" if works_as else "unlisted"
    return "carries_over" if not role or role in job.fits else "other_role"


def _occupation(entry: Mapping[str, Any]) -> Occupation:
    brings = str(entry.get("brings", "")).rstrip(". ")
    return Occupation(
        str(entry["id"]),
        str(entry["title"]),
        frozenset(map(str, entry["fits"])),
        brings[:1].lower() + brings[1:],
    )


def _entries(lexicon: Mapping[str, Mapping[str, Any]], kind: str) -> list[Mapping[str, Any]]:
    return list(lexicon[kind]["entries"])


def _years(years: float | None) -> str:
    if years is None:
        return ""
    return f"{years:g} year{'' if years == 1 else 's'}"
