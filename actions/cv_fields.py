"""What a CV says of the questions of a registration, and how that fits what was typed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from actions.readings import Readings
from actions.wording import Wording
from agency.core.known_names import words_of
from agency.core.registration import SKIPPED

LONGEST_LINE = 110
LONGEST_VALUE = 160
MOST_QUALIFICATIONS = 12
MOST_LINES = 3
# Of these there is one right value, so two different ones are asked about.
ONE_VALUE = frozenset({"name", "email", "phone", "place", "current_occupation", "dbs"})
# Care counts as experience in the chat, and not among the years with children of a CV: only where
# a CV tells of clearly more is it worth asking.
MORE_YEARS = 1.5
# A job that is over says nothing of what somebody does now.
ENDED = ", until "
# Which fields of a CV somebody confirms with the answer to a question.
CONFIRMS = {
    "name": ("name",),
    "email": ("email",),
    "phone": ("phone",),
    "place": ("postcode", "town"),
    "experience": ("years_with_children",),
    "qualifications": ("qualifications",),
    "dbs": ("dbs",),
}
DBS = {"enhanced": "yes", "update_service": "update_service"}

type Read = dict[str, dict[str, Any]]


class CvFields:
    """Turns the fields of a CV into answers to our questions, each with the line it is from."""

    def __init__(self, readings: Readings, wording: Wording) -> None:
        self.readings = readings
        self.wording = wording

    def answers_in(self, fields: Mapping[str, Any]) -> Read:
        """Return, for each slot that the CV answers, its `value` and the `line`."""
        job = next((each for each in fields.get("jobs") or () if each.get("current")), None)
        job = job or next(iter(fields.get("jobs") or ()), None)
        place = ", ".join(filter(None, (fields.get("town"), fields.get("postcode"))))
        found = {
            "role": self.readings.read("role", job["title"] or "") if job else None,
            "name": tame(fields.get("name")),
            "email": fields.get("email"),
            "phone": fields.get("phone"),
            "place": self.readings.read("place", place) or tame(place),
            "current_occupation": self.say_job(job) if job else None,
            "experience": fields.get("years_with_children"),
            "qualifications": self.qualifications(fields),
            "dbs": DBS.get(str(fields.get("dbs"))),
        }
        lines = self.lines(fields, job)
        return {
            slot: {"value": value, "line": lines.get(slot)}
            for slot, value in found.items()
            if value not in (None, "", [])
        }

    def say_job(self, job: Mapping[str, Any]) -> str | None:
        """Return a job as people say it; one that is over says until when."""
        said = ", ".join(tame(job[part]) for part in ("title", "employer") if job.get(part))
        if said and not job.get("current") and job.get("to"):
            return self.wording.say("utter_value_last_job", job=said, until=say_month(job["to"]))
        return said or None

    def qualifications(self, fields: Mapping[str, Any]) -> list[str]:
        """Return what was passed, with its grade, and training that we know."""
        named = []
        for each in (fields.get("qualifications") or ())[:MOST_QUALIFICATIONS]:
            name, grade = tame(each["name"]), tame(each.get("grade"))
            graded = self.wording.say("utter_value_graded", name=name, grade=grade)
            named.append(graded if grade else name)
        known = self.readings.vocabulary.qualifications.find
        named += [skill for skill in fields.get("skills") or () if known(skill)]
        return list(dict.fromkeys(named))[:MOST_QUALIFICATIONS]

    def lines(self, fields: Mapping[str, Any], job: Mapping[str, Any] | None) -> dict[str, str]:
        """Return the line of the CV that each answer was read from."""
        evidence = fields.get("evidence") or {}

        def line(*names: str) -> str:
            read = (evidence[name]["line"] for name in names if name in evidence)
            return shorten(" / ".join(dict.fromkeys(map(tame, read))))

        jobs = fields.get("jobs") or []
        its_job = f"jobs.{jobs.index(job)}" if job in jobs else "jobs"
        each = [f"qualifications.{n}" for n in range(MOST_LINES)]
        return {
            "role": line(its_job),
            "name": line("name"),
            "email": line("email"),
            "phone": line("phone"),
            "place": line("town", "postcode"),
            "current_occupation": line(its_job),
            "experience": line("years_with_children"),
            "qualifications": line(*each) or line("skills"),
            "dbs": line("dbs"),
        }


def differs(slot: str, typed: Any, read: Any) -> bool:
    """Say whether what was typed and what was read cannot both be right."""
    if typed in (None, SKIPPED):
        return False
    if slot == "experience":
        return float(read) > float(typed) + MORE_YEARS
    if slot == "qualifications":
        return not typed and bool(read)
    if slot not in ONE_VALUE or (slot == "current_occupation" and ENDED in str(read)):
        return False
    mine, theirs = set(words_of(str(typed))), set(words_of(str(read)))
    if slot == "dbs":
        return bool(typed != read) and typed != "update_service"
    if slot in ("name", "current_occupation"):
        return not (mine <= theirs or theirs <= mine)
    if slot == "place":
        return not mine & theirs
    return str(typed).casefold() != str(read).casefold()


def tame(text: Any) -> str:
    """
    Return words of a stranger's file as words alone.

    The chat shows bold type and links: nobody's CV may make any.
    """
    plain = str(text or "").replace("*", "").replace("](", "] (").replace("{", "(")
    return " ".join(plain.replace("}", ")").split())[:LONGEST_VALUE]


def shorten(line: str) -> str:
    return line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 1].rstrip()}…"


def say_month(month: str) -> str:
    """Return "June 2022" for "2022-06", and a year as it is."""
    try:
        return f"{datetime.strptime(month, '%Y-%m'):%B %Y}"  # noqa: DTZ007  a month has no zone
    except ValueError:
        return month
