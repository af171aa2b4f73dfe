"""From the bytes of a file to the fields of a CV."""

from dataclasses import replace
from datetime import UTC, date, datetime

from agency.cv.career import as_job, find_jobs, years_with_children
from agency.cv.contact import find_contact
from agency.cv.document import Line
from agency.cv.person import find_person
from agency.cv.private import without_private
from agency.cv.qualifications import find_qualifications
from agency.cv.reading import CvReading, Evidence, Outcome, refusal
from agency.cv.refusal import CvUnreadable
from agency.cv.sections import divide
from agency.cv.skills import (
    find_dbs,
    find_languages,
    find_needs,
    find_settings,
    find_skills,
)
from agency.cv.text import read_document


def read_cv(body: bytes, filename: str, *, today: date | None = None) -> CvReading:
    """
    Return what *body* says, or why it says nothing. It never raises for what is in a file.

    *today* is what "present" means; without it, it is this day. A stranger's file is given to
    `agency.cv.process` instead, which reads it in a process that cannot do harm.
    """
    try:
        document = read_document(body, filename)
    except CvUnreadable as problem:
        return refusal(problem.reason)
    text = "\n".join(line.words for line in document.lines)
    lines = _without_private(document.lines)
    sections = divide(lines)
    evidence: dict[str, Evidence] = {}

    contact = find_contact(document, sections, evidence)
    entries = find_jobs(sections, evidence)
    return CvReading(
        outcome=Outcome.PARSED,
        name=find_person(sections, contact.email, filename, evidence),
        email=contact.email,
        phone=contact.phone,
        postcode=contact.postcode,
        town=contact.town,
        jobs=[as_job(entry) for entry in entries],
        qualifications=find_qualifications(sections, evidence),
        skills=find_skills(sections, evidence),
        languages=find_languages(sections, evidence),
        needs=find_needs(sections, evidence),
        settings=find_settings(sections, evidence),
        dbs=find_dbs(sections, evidence),
        years_with_children=years_with_children(
            entries, sections, today or datetime.now(UTC).date(), evidence
        ),
        evidence=evidence,
        text=text,
    )


def _without_private(lines: list[Line]) -> list[Line]:
    """Return *lines* without what nobody may be chosen by: neither field nor evidence holds it."""
    texts = without_private("\n".join(line.text for line in lines)).split("\n")
    kept = [replace(line, text=text) for line, text in zip(lines, texts, strict=True)]
    return [line for line in kept if line.text.strip(" \t:|•·,;–-")]
