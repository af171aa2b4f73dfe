"""
How ready a candidate is, with reasons a consultant can check.

A score orders a day's work; it turns nobody away. Name, age and sex never count, and cannot:
nothing here reads them.
"""

import re
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from agency.core.enquiry import Enquiry
from agency.core.roles import Role

READY_FROM = 65
PROMISING_FROM = 40

_TEACHER = re.compile(r"\b(?:qts|qualified teacher|pgce|pgde|b\.?ed|qtls|gtcs?)\b|\bteacher status")
_SENCO_AWARD = re.compile(r"\bnpq\b(?! lead)|\bnasenc?o\b|\bnational award (?:for|in) s")
_NONE = re.compile(r"\W*(?:none|no|nothing|nil|n/?a|not yet|skipped)\W*", re.IGNORECASE)


class Grade(StrEnum):
    """How soon a consultant can offer work. Nobody is graded out."""

    READY = "ready"
    PROMISING = "promising"
    NEEDS_INFO = "needs_info"


@dataclass(frozen=True)
class Reason:
    """Some points and what they are for. Nought points name something still to be asked."""

    points: int
    because: str


@dataclass(frozen=True)
class Score:
    """A grade, and every point of it explained."""

    grade: Grade
    points: int
    reasons: tuple[Reason, ...]

    def as_json(self) -> list[dict[str, Any]]:
        """Return the reasons as they are stored and sent."""
        return [asdict(reason) for reason in self.reasons]


def score_enquiry(enquiry: Enquiry, has_cv: bool) -> Score:
    """Return how ready the sender of *enquiry* is, out of 100 points."""
    if not enquiry.kind.seeks_work:
        contact = _contact(enquiry)
        return Score(Grade.NEEDS_INFO, contact.points, (contact,))
    reasons = (
        _contact(enquiry),
        _right_to_work(enquiry),
        _experience(enquiry),
        _qualifications(enquiry),
        _dbs(enquiry),
        _availability(enquiry),
        Reason(10, "sent a CV") if has_cv else Reason(0, "no CV yet"),
    )
    points = sum(reason.points for reason in reasons)
    return Score(_grade(enquiry, points), points, reasons)


def _grade(enquiry: Enquiry, points: int) -> Grade:
    reachable = bool(enquiry.email or enquiry.phone)
    may_start = (
        enquiry.right_to_work == "yes"
        and enquiry.role is not None
        and (enquiry.role is not Role.SENCO or _is_teacher(enquiry))
    )
    if reachable and may_start and points >= READY_FROM:
        return Grade.READY
    if reachable and points >= PROMISING_FROM:
        return Grade.PROMISING
    return Grade.NEEDS_INFO


def _contact(enquiry: Enquiry) -> Reason:
    if enquiry.email and enquiry.phone:
        return Reason(20, "can be reached by telephone and e-mail")
    if enquiry.phone:
        return Reason(15, "can be reached by telephone")
    if enquiry.email:
        return Reason(15, "can be reached by e-mail")
    return Reason(0, "left no telephone number and no e-mail address")


def _right_to_work(enquiry: Enquiry) -> Reason:
    match enquiry.right_to_work:
        case "yes":
            return Reason(20, "has the right to work in the UK")
        case "not_sure":
            return Reason(5, "is not sure about the right to work in the UK: look at it together")
        case "no":
            return Reason(0, "has no right to work in the UK yet: talk about sponsorship")
        case _:
            return Reason(0, "right to work in the UK not known yet")


def _experience(enquiry: Enquiry) -> Reason:
    years = enquiry.experience_years
    if years is None:
        return Reason(0, "experience with children, young people or in care not known yet")
    said = f"{years:g} year{'' if years == 1 else 's'} with children, young people or in care"
    if years >= 2:
        return Reason(20, said)
    if years >= 0.5:
        return Reason(15, said)
    if years > 0:
        return Reason(8, said)
    return Reason(4, "new to work with children: a first visit or training helps")


def _qualifications(enquiry: Enquiry) -> Reason:
    if enquiry.role is Role.SENCO:
        return _senco_qualifications(enquiry)
    if named := [said for said in enquiry.qualifications if not _NONE.fullmatch(said)]:
        return Reason(15, f"qualifications: {', '.join(named)}")
    return Reason(5, "named no qualification; the role does not depend on one")


def _senco_qualifications(enquiry: Enquiry) -> Reason:
    teacher, award = _is_teacher(enquiry), bool(_SENCO_AWARD.search(_held(enquiry)))
    if teacher and award:
        return Reason(15, "a qualified teacher with the SENCO qualification")
    if teacher:
        return Reason(10, "a qualified teacher; the SENCO qualification can follow")
    if award:
        return Reason(8, "has the SENCO qualification; qualified teacher status not known yet")
    return Reason(0, "qualified teacher status not known yet: a SENCO needs it")


def _is_teacher(enquiry: Enquiry) -> bool:
    return bool(_TEACHER.search(_held(enquiry)))


def _held(enquiry: Enquiry) -> str:
    return " ; ".join(enquiry.qualifications).casefold().replace("_", " ")


def _dbs(enquiry: Enquiry) -> Reason:
    match enquiry.dbs:
        case "update_service":
            return Reason(10, "DBS certificate on the update service")
        case "yes":
            return Reason(7, "has an enhanced DBS certificate")
        case "not_sure":
            return Reason(3, "is not sure about the DBS certificate")
        case "no":
            return Reason(2, "no DBS certificate yet: start one")
        case _:
            return Reason(0, "DBS not known yet")


def _availability(enquiry: Enquiry) -> Reason:
    if enquiry.availability and enquiry.start:
        return Reason(5, f"available {enquiry.availability}, from {enquiry.start}")
    if said := enquiry.availability or enquiry.start:
        return Reason(3, f"available: {said}")
    return Reason(0, "days and start not known yet")
