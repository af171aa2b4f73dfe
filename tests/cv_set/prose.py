# ruff: noqa: E501  (a person, a job and a certificate are a line each)
"""CVs that follow no template: in sentences, by skill, and on Europe's forms."""

from __future__ import annotations

from typing import Any

from tests.cv_set import pdf, word
from tests.cv_set.wording import DATES, Block

Parts = list[Any]


def letterlike(parts: Parts) -> bytes:
    """Whoever wrote this does not like headings: the jobs are told in sentences."""
    person, life, says = _read(parts)
    now, *before = life.jobs
    blocks: list[Block] = [
        ("p", f"CV of {person.written}"),
        ("p", f"{person.street}, {person.town} {person.postcode}"),
        ("p", f"You can reach me on {person.phone_written} or at {person.email}."),
        ("gap",),
        ("p", life.profile),
        ("h", "My work"),
        (
            "p",
            f"I currently work as a {now.title} at {now.employer}, since {says.point(now.start)}.",
        ),
    ]
    blocks += [
        (
            "p",
            f"From {says.point(j.start)} to {says.point(j.end or j.start)} I worked as a {j.title} at {j.employer}.",
        )
        for j in before
    ]
    blocks += [("h", "What I studied"), *(("p", q.line) for q in life.qualifications)]
    blocks += _end(life)
    return pdf.single(blocks)


def functional(parts: Parts) -> bytes:
    """Skills first, with what proves them; the jobs come last, in a line each."""
    person, life, says = _read(parts)
    blocks: list[Block] = [
        ("name", person.written),
        ("p", f"{person.town}, {person.postcode} • {person.phone_written} • {person.email}"),
        ("h", "Key strengths"),
        ("b", "Communication"),
        ("p", life.profile),
        ("b", "Working in a team"),
        *(("li", duty) for job in life.jobs for duty in job.duties),
        ("h", "Employment summary"),
        *(("p", f"{says.write(j)}, {j.title}, {j.employer}") for j in life.jobs),
        ("h", "Education and training"),
        *(("p", q.line) for q in life.qualifications),
        *_end(life),
    ]
    return word.plain(blocks)


def old_european(parts: Parts) -> bytes:
    """The form with labels on the left."""
    person, life, says = _read(parts)
    pairs = [
        ("Personal information", ""),
        ("First name(s) / Surname(s)", person.name),
        ("Address", f"{person.street}, {person.town}, {person.postcode}"),
        ("Telephone(s)", person.phone_written),
        ("E-mail", person.email),
        ("Nationality", "British"),
        ("Date of birth", "12/03/1988"),
        ("Work experience", ""),
    ]
    for j in life.jobs:
        pairs += [
            ("Dates", says.write(j)),
            ("Occupation or position held", j.title),
            ("Main activities and responsibilities", " ".join(j.duties) or "As usual"),
            ("Name and address of employer", f"{j.employer}, {j.place}"),
        ]
    pairs.append(("Education and training", ""))
    for q in life.qualifications:
        pairs += [("Dates", str(q.year))] if q.year else []
        pairs.append(("Title of qualification awarded", q.line.replace(f", {q.year}", "")))
    pairs += [("Personal skills and competences", ""), ("Training", ", ".join(life.skills))]
    if life.dbs_line:
        pairs.append(("Checks", life.dbs_line))
    if life.languages:
        pairs.append(("Languages", ", ".join(life.languages)))
    return pdf.labels([], pairs)


def new_european(parts: Parts) -> bytes:
    """The newer form: dates in brackets, everything in one column."""
    person, life, says = _read(parts)
    blocks: list[Block] = [
        ("name", person.written),
        ("p", "Date of birth: 12/03/1988 | Nationality: British | Gender: Female"),
        (
            "p",
            f"Phone number: ({person.phone[:3]}) {person.phone[3:]} (Mobile) | Email address: {person.email}",
        ),
        ("p", f"Address: {person.street}, {person.postcode}, {person.town}, United Kingdom (Home)"),
        ("h", "ABOUT ME"),
        ("p", life.profile),
        ("h", "WORK EXPERIENCE"),
    ]
    for j in life.jobs:
        blocks += [("p", f"[ {says.write(j)} ]"), ("b", j.title), ("p", j.employer)]
        blocks += [
            ("p", f"City: {j.place} | Country: United Kingdom"),
            *(("li", d) for d in j.duties),
            ("gap",),
        ]
    blocks.append(("h", "EDUCATION AND TRAINING"))
    blocks += [("p", q.line) for q in life.qualifications]
    blocks += _end(life)
    return pdf.single(blocks)


def _end(life: Any) -> list[Block]:
    blocks: list[Block] = [("h", "Training and skills"), *(("li", s) for s in life.skills)]
    if life.dbs_line:
        blocks.append(("p", life.dbs_line))
    if life.languages:
        blocks.append(("p", "Languages: " + ", ".join(life.languages)))
    return blocks


def _read(parts: Parts) -> tuple[Any, Any, Any]:
    found = dict(parts)
    return found["person"], found["life"], DATES[found["dates"]]
