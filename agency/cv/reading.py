"""What was read from a CV, each thing with the line it came from and how sure the reader is."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from agency.cv.refusal import NEEDS_OCR, Reason


class Outcome(StrEnum):
    """How the reading ended."""

    PARSED = "parsed"
    NEEDS_OCR = "needs_ocr"
    REFUSED = "refused"


@dataclass(frozen=True)
class Evidence:
    """The line something was read from, and how sure the reader is, from 0 to 1."""

    line: str
    confidence: float

    def as_json(self) -> dict[str, Any]:
        return {"line": self.line, "confidence": self.confidence}


@dataclass(frozen=True)
class Job:
    """One job; `start` and `end` are "2019-09", or "2019" where the CV names no month."""

    title: str | None
    employer: str | None
    start: str | None = None
    end: str | None = None
    current: bool = False

    def as_json(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "employer": self.employer,
            "from": self.start,
            "to": self.end,
            "current": self.current,
        }


@dataclass(frozen=True)
class Qualification:
    """What was passed, where the CV says how well, at which level and when."""

    name: str
    grade: str | None = None
    level: int | None = None
    year: int | None = None

    def as_json(self) -> dict[str, Any]:
        return {"name": self.name, "grade": self.grade, "level": self.level, "year": self.year}


@dataclass
class CvReading:
    """
    A CV as read: what was not found is None or empty, never guessed.

    `evidence` is by field; a list's entries have their place as well: "jobs.0", "skills.2".
    `text` is what the file says, for a preview. It is not part of the JSON.
    """

    outcome: Outcome
    reason: Reason | None = None
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    postcode: str | None = None
    town: str | None = None
    jobs: list[Job] = field(default_factory=list)
    qualifications: list[Qualification] = field(default_factory=list)
    skills: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    settings: list[str] = field(default_factory=list)
    dbs: str | None = None
    years_with_children: float | None = None
    evidence: dict[str, Evidence] = field(default_factory=dict)
    text: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the reading as other people's programs expect it."""
        return {
            "outcome": self.outcome.value,
            "reason": self.reason.value if self.reason else None,
            "name": self.name,
            "email": self.email,
            "phone": self.phone,
            "postcode": self.postcode,
            "town": self.town,
            "jobs": [job.as_json() for job in self.jobs],
            "qualifications": [each.as_json() for each in self.qualifications],
            "skills": self.skills,
            "languages": self.languages,
            "needs": self.needs,
            "settings": self.settings,
            "dbs": self.dbs,
            "years_with_children": self.years_with_children,
            "evidence": {name: each.as_json() for name, each in self.evidence.items()},
        }

    def as_promised(self) -> dict[str, Any]:
        """Return the part of the reading that the command line has promised to others."""
        own = ("needs", "settings")
        told = {name: value for name, value in self.as_json().items() if name not in own}
        told["evidence"] = {
            name: each for name, each in told["evidence"].items() if name.split(".")[0] not in own
        }
        return told


def refusal(reason: Reason) -> CvReading:
    """Return the reading of a file that could not be read."""
    outcome = Outcome.NEEDS_OCR if reason in NEEDS_OCR else Outcome.REFUSED
    return CvReading(outcome=outcome, reason=reason)


def reading_from(content: dict[str, Any], text: str = "") -> CvReading:
    """Return the reading that *content*, its JSON, describes."""
    jobs = [
        Job(each["title"], each["employer"], each["from"], each["to"], each["current"])
        for each in content["jobs"]
    ]
    return CvReading(
        outcome=Outcome(content["outcome"]),
        reason=Reason(content["reason"]) if content["reason"] else None,
        jobs=jobs,
        qualifications=[Qualification(**each) for each in content["qualifications"]],
        evidence={name: Evidence(**each) for name, each in content["evidence"].items()},
        text=text,
        **{name: content[name] for name in _PLAIN},
    )


_PLAIN = (
    "name", "email", "phone", "postcode", "town", "skills", "languages", "needs", "settings",
    "dbs", "years_with_children",
)  # fmt: skip
