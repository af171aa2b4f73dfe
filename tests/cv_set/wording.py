# ruff: noqa: E501  (a person, a job and a certificate are a line each)
"""One life in many wordings: the same facts under other headings, in other orders, with other dates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.cv_set.people import Job, Life, Month, Person, Qualification

# What a renderer draws: its kind, then its words.
Block = tuple[str, ...]

MONTHS = "January February March April May June July August September October November December"
FULL = MONTHS.split()
SHORT = ["Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"]


@dataclass(frozen=True)
class Dates:
    """How a CV writes a period."""

    month: Callable[[int, int], str]
    between: str = " – "
    now: str = "present"
    open_start: str = ""
    years_only: bool = False

    def write(self, job: Job) -> str:
        start = self.point(job.start)
        if job.end is None and self.open_start:
            return f"{self.open_start} {start}"
        return start + (self.between + (self.point(job.end) if job.end else self.now)).rstrip()

    def point(self, month: Month) -> str:
        year, number = month
        return str(year) if number is None or self.years_only else self.month(year, number)


DATES = {
    "full": Dates(lambda y, m: f"{FULL[m - 1]} {y}", now="Present"),
    "short": Dates(lambda y, m: f"{SHORT[m - 1]} {y}", " - "),
    "slash": Dates(lambda y, m: f"{m:02d}/{y}", "–", ""),
    "slash to": Dates(lambda y, m: f"{m:02d}/{y}", " to ", "date"),
    "years": Dates(lambda y, m: str(y), "-", "Present", years_only=True),
    "since": Dates(lambda y, m: f"{FULL[m - 1]} {y}", " to ", "now", "Since"),
    "since year": Dates(lambda y, m: str(y), "–", "now", "since", years_only=True),
    "apostrophe": Dates(lambda y, m: f"{FULL[m - 1][:3]} '{y % 100:02d}", " – ", "current"),
    "dotted": Dates(lambda y, m: f"{m:02d}.{y}", " – ", "ongoing"),
    "day": Dates(lambda y, m: f"01/{m:02d}/{y}", " – ", "Current"),
    "iso": Dates(lambda y, m: f"{y}-{m:02d}", " – ", "present"),
    "until": Dates(lambda y, m: f"{SHORT[m - 1]}. {y}", " until ", "present"),
    "bare": Dates(lambda y, m: f"{FULL[m - 1]} {y}", " – ", ""),
    "caps": Dates(lambda y, m: f"{FULL[m - 1][:3].upper()} {y}", " — ", "PRESENT"),
}

HEADINGS = {
    "plain": (
        "Profile",
        "Employment History",
        "Education and Qualifications",
        "Skills and Training",
        "Languages",
        "References",
    ),
    "caps": (
        "PERSONAL PROFILE",
        "WORK EXPERIENCE",
        "EDUCATION",
        "KEY SKILLS",
        "LANGUAGES",
        "REFEREES",
    ),
    "colon": (
        "About me:",
        "Employment:",
        "Qualifications:",
        "Training:",
        "Languages spoken:",
        "References:",
    ),
    "warm": (
        "A little about me",
        "Where I have worked",
        "My qualifications",
        "Courses and training",
        "Languages I speak",
        "People who know my work",
    ),
    "career": (
        "Personal Statement",
        "Career History",
        "Academic Qualifications",
        "Professional Development",
        "Languages",
        "References",
    ),
    "relevant": (
        "Summary",
        "Relevant Experience",
        "Education & Training",
        "Skills",
        "Languages",
        "References",
    ),
    "short": (
        "Profile",
        "Experience",
        "Education",
        "Certificates and skills",
        "Languages",
        "Referees",
    ),
    "spaced": (
        "P R O F I L E",
        "E X P E R I E N C E",
        "E D U C A T I O N",
        "S K I L L S",
        "L A N G U A G E S",
        "R E F E R E N C E S",
    ),
}

JobStyle = Callable[[Job, str], list[Block]]


def _title_dates(job: Job, dates: str) -> list[Block]:
    return [("row", job.title, dates), ("p", f"{job.employer}, {job.place}")]


def _all_in_one(job: Job, dates: str) -> list[Block]:
    return [("b", f"{job.title}, {job.employer}, {job.place} ({dates})")]


def _employer_dates(job: Job, dates: str) -> list[Block]:
    return [("row", job.employer, dates), ("i", job.title)]


def _dates_above(job: Job, dates: str) -> list[Block]:
    return [("p", dates), ("b", f"{job.title} – {job.employer}")]


def _at(job: Job, dates: str) -> list[Block]:
    return [("p", f"{dates}: {job.title} at {job.employer}, {job.place}")]


def _employer_then_role(job: Job, dates: str) -> list[Block]:
    return [("b", f"{job.employer}, {job.place}"), ("p", f"{job.title} | {dates}")]


def _bracket(job: Job, dates: str) -> list[Block]:
    return [("b", f"{job.title} ({dates})"), ("p", job.employer)]


def _bar(job: Job, dates: str) -> list[Block]:
    return [("b", job.title), ("p", f"{job.employer} | {job.place} | {dates}")]


def _labelled(job: Job, dates: str) -> list[Block]:
    return [
        ("p", f"Job title: {job.title}"),
        ("p", f"Employer: {job.employer}"),
        ("p", f"Dates: {dates}"),
    ]


def _dates_line(job: Job, dates: str) -> list[Block]:
    return [("p", f"{dates}   {job.employer.upper()}   {job.title}")]


def _three_lines(job: Job, dates: str) -> list[Block]:
    return [("b", job.employer), ("i", job.title), ("p", dates)]


def _title_first_three(job: Job, dates: str) -> list[Block]:
    return [("b", job.title), ("p", f"{job.employer}, {job.place}"), ("p", dates)]


def _no_dates(job: Job, dates: str) -> list[Block]:
    return [("b", f"{job.title} – {job.employer}")]


JOBS: dict[str, JobStyle] = {
    "title dates": _title_dates,
    "all in one": _all_in_one,
    "employer dates": _employer_dates,
    "dates above": _dates_above,
    "at": _at,
    "employer then role": _employer_then_role,
    "bracket": _bracket,
    "bar": _bar,
    "labelled": _labelled,
    "dates line": _dates_line,
    "three lines": _three_lines,
    "title first three": _title_first_three,
    "no dates": _no_dates,
}


def jobs(life: Life, style: str, dates: Dates, bullet: str) -> Iterator[Block]:
    for job in life.jobs:
        if style == "table":
            continue
        yield from JOBS[style](job, dates.write(job))
        for duty in job.duties:
            yield (bullet, duty)
        yield ("gap",)
    if style == "table":
        yield (
            "table",
            "Dates\tEmployer\tPosition",
            *(f"{dates.write(job)}\t{job.employer}\t{job.title}" for job in life.jobs),
        )
    if style == "date column":
        yield ("gap",)


def date_column(life: Life, dates: Dates) -> Iterator[Block]:
    """Dates on the left, everything else on the right, as in many Word templates."""
    yield (
        "pairs",
        *(
            f"{dates.write(job)}\t{job.title}, {job.employer}\t{' '.join(job.duties)}"
            for job in life.jobs
        ),
    )


def qualifications(life: Life, style: str) -> Iterator[Block]:
    gcses = [q for q in life.qualifications if q.name.startswith("GCSE ")]
    a_levels = [q for q in life.qualifications if q.name.startswith("A Level ")]
    if style in ("grouped", "listed"):
        for q in life.qualifications:
            if q not in gcses and q not in a_levels:
                yield ("li", q.line)
        for title, group in (("A Levels", a_levels), ("GCSEs", gcses)):
            yield from _group(title, group, style)
    elif style == "year first":
        for q in life.qualifications:
            yield ("row2", str(q.year or ""), _without_year(q))
    elif style == "table":
        yield (
            "table",
            "Qualification\tGrade\tYear",
            *(f"{q.name}\t{_shown_grade(q)}\t{q.year or ''}" for q in life.qualifications),
        )
    else:
        yield from (("li", q.line) for q in life.qualifications)


def _group(title: str, group: list[Qualification], style: str) -> Iterator[Block]:
    subjects = [(q.name.split(" ", 1 if title == "GCSEs" else 2)[-1], q.grade) for q in group]
    if not group:
        return
    if style == "grouped":
        yield ("p", f"{group[0].year} {title}: " + ", ".join(f"{s} ({g})" for s, g in subjects))
    else:
        yield ("b", f"{title} ({group[0].year})")
        yield from (("p", f"{s} – {g}") for s, g in subjects)


def _without_year(q: Qualification) -> str:
    return q.line.replace(f", {q.year}", "")


def _shown_grade(q: Qualification) -> str:
    return {"First": "First class", None: ""}.get(q.grade, q.grade or "")


def contact(person: Person, style: str) -> list[str]:
    address = f"{person.street}, {person.town}, {person.postcode}"
    phone, email = person.phone_written, person.email
    if style == "labels":
        return [f"Address: {address}", f"Telephone: {phone}", f"Email: {email}"]
    if style == "one line":
        return [f"{address} | {phone} | {email}"]
    if style == "icons":
        return [f"☎ {phone}", f"✉ {email}", f"⌂ {address}"]
    if style == "short labels":
        return [
            f"T: {phone}  E: {email}",
            f"A: {person.street}, {person.town} {person.postcode.lower().replace(' ', '')}",
        ]
    if style == "stacked":
        return [person.street, person.town, person.postcode, f"Mobile {phone}", email]
    return [address, phone, email]


PRIVATE = [
    "Date of birth: 12/03/1988",
    "Nationality: British",
    "Marital status: Married",
    "National Insurance No: QQ 12 34 56 C",
]
REFEREE = "Ms P. Example, Headteacher, 0161 496 0999, head@school.example.com, Bolton BL9 9ZZ"


def document(
    person: Person,
    life: Life,
    *,
    dates: str,
    heads: str,
    job: str,
    quals: str,
    reach: str,
    private: bool,
    order: str = "jobs first",
    bullet: str = "li",
) -> list[Block]:
    """Return the CV as blocks; a renderer decides what stands where."""
    profile, experience, education, training, languages, references = HEADINGS[heads]
    says = DATES[dates]
    work: list[Block] = [("h", experience)]
    work += date_column(life, says) if job == "date column" else jobs(life, job, says, bullet)
    learnt: list[Block] = [("h", education), *qualifications(life, quals)]
    blocks: list[Block] = [("name", person.written), ("headline", life.headline)]
    blocks += [("contact", line) for line in contact(person, reach)]
    if private:
        blocks += [("side", line) for line in PRIVATE]
    blocks += [("h", profile), ("p", life.profile)]
    blocks += work + learnt if order == "jobs first" else learnt + work
    blocks += [("sh", training), *(("sli", skill) for skill in life.skills)]
    if life.dbs_line:
        blocks.append(("sli", life.dbs_line))
    if life.languages:
        blocks += [("sh", languages), ("sp", ", ".join(life.languages))]
    blocks += [("h", references), ("p", REFEREE)]
    return blocks
