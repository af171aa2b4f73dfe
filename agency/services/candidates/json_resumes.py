"""
A candidate's working life as JSON Resume 1.0.0 (jsonresume.org), to be read by other systems.

It is made to be passed on, so it says nothing that nobody may choose by: no age, sex, nationality,
faith, health or family, and neither the right to work nor the DBS.
"""

import re
from collections.abc import Iterable
from datetime import UTC
from typing import Any

from sqlalchemy.orm import Session

from agency.core.protected import Protected
from agency.cv.private import without_private
from agency.services.cvs.reading import unconfirmed_fields
from agency.services.leads.files import list_cvs
from agency.storage.field_words import field_words
from agency.storage.models import Cv, Lead

SCHEMA = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"

# Whoever teaches English is not English by that; a girl guide leader leads girl guides.
_ITS_SUBJECT = (
    r"(?![\s-]+(?:and\s+\w+\s+|language\s+)?(?:teach\w*|tutor\w*|lecturer|assistant|ta|gcse|"
    r"a[\s-]level|degree|literature|department|lead|specialist|interpreter|translator|speaker|"
    r"office|excel|ward|charity|support)\b)"
)
_NOT_AFTER = "".join(
    rf"(?<!\b{before}\s)"
    for before in ("head of", "teacher of", "teaching", "lecturer in", "lead for", "lead in", "hod")
)
_DATE = re.compile(r"[12]\d{3}(?:-[01]\d(?:-[0-3]\d)?)?")
_GAPS = re.compile(r"\s{2,}|\s+(?=[,.;)])|(?<=\()\s+|\(\s*\)")
# What of a CV goes in, and under which word the schema has it.
_PARTS = {"jobs": "work", "qualifications": "education", "skills": "skills"}
_PARTS |= {"languages": "languages"}

type Json = dict[str, Any]


def describe_resume(session: Session, lead: Lead) -> Json:
    """
    Return the lead's candidate as a JSON Resume.

    Who they are comes from what they told us alone. Work, skills and languages come from
    their newest CV; `meta.unconfirmed` names the parts that only a program has read.
    """
    cv = next((cv for cv in list_cvs(session, lead) if cv.is_parsed), None)
    read: Json = (cv.fields or {}) if cv else {}
    who, covered = lead.candidate, Uncoloured(field_words().protected)
    told = [{"studyType": covered(name)} for name in who.qualifications]
    parts = {
        "work": [_job(job, covered) for job in read.get("jobs") or ()],
        "education": told or [_passed(each, covered) for each in read.get("qualifications") or ()],
        "skills": _each("name", read.get("skills") or (), covered),
        "languages": _each("language", read.get("languages") or (), covered),
    }
    basics = _without_gaps(
        {
            "name": who.name,
            "label": covered.title(who.current_occupation),
            "email": who.email,
            "phone": who.phone,
            "location": _without_gaps({"postalCode": who.postcode, "city": who.town}),
        }
    )
    return {
        "$schema": SCHEMA,
        "basics": basics,
        **{name: [each for each in part if each] for name, part in parts.items()},
        "meta": {
            "version": "v1.0.0",
            "lastModified": f"{lead.opened_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}",
            "unconfirmed": _only_read(cv, told=bool(told)),
        },
    }


class Uncoloured:
    """Takes out of a text what must never count, and leaves the rest as it was written."""

    def __init__(self, protected: Protected) -> None:
        self.same = {
            word: one
            for word, one in protected.same.items()
            if word != one and one not in {"child", "partner"}
        }
        words = rf"(?:{_either(protected.nothing)})(?![\w-])"
        self.coloured = re.compile(rf"(?<![\w-]){_NOT_AFTER}{words}{_ITS_SUBJECT}", re.IGNORECASE)
        self.by_sex = re.compile(rf"\b(?:{_either(self.same)})\b", re.IGNORECASE)
        self.protected = protected

    def __call__(self, text: str | None) -> str | None:
        """Return *text* without private details, as a CV's are found."""
        return _GAPS.sub(" ", without_private(text)).strip(" ,.;-") or None if text else None

    def title(self, text: str | None) -> str | None:
        """Return what somebody is at work, and nothing else of what they are."""
        said = self(self.protected.without_age(text)) if text else None
        if not said:
            return None
        said = self.coloured.sub(" ", said)
        return self(self.by_sex.sub(lambda found: _as(found[0], self.same), said))


def _job(job: Json, covered: Uncoloured) -> Json:
    dates = {"startDate": job.get("from"), "endDate": job.get("to")}
    return _without_gaps(
        {
            "name": covered(job.get("employer")),
            "position": covered.title(job.get("title")),
            **{name: date for name, date in dates.items() if date and _DATE.fullmatch(date)},
        }
    )


def _passed(each: Json, covered: Uncoloured) -> Json:
    year = each.get("year")
    return _without_gaps(
        {
            "studyType": covered(each.get("name")),
            "score": covered(each.get("grade")),
            "endDate": str(year) if year and _DATE.fullmatch(str(year)) else None,
        }
    )


def _each(name: str, values: Iterable[str], covered: Uncoloured) -> list[Json]:
    return [_without_gaps({name: covered(value)}) for value in values]


def _only_read(cv: Cv | None, *, told: bool) -> list[str]:
    fields = unconfirmed_fields(cv) if cv else ()
    left = {name: part for name, part in _PARTS.items() if not (told and part == "education")}
    return [left[name] for name in fields if name in left]


def _without_gaps(given: Json) -> Json:
    return {name: value for name, value in given.items() if value}


def _either(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def _as(word: str, same: dict[str, str]) -> str:
    one = same[word.casefold()]
    return one.capitalize() if word[0].isupper() else one
