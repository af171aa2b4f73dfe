"""
CVs of nobody, with their truth: one half to tune the reader on, one half held out.

The held out half was written before the reader was tuned. Seen for the first time it gave names
100 %, e-mail, telephone and postcode 96 %, current title 96 %, current employer 93 %,
qualifications F1 0.99; what was missing was then put right, so it is no longer a stranger's.
Those in `by_hand` are plain texts in nobody's layout, those in `files` and `unseen` were made by
strangers.

    python -m tests.cv_set FOLDER     writes every CV and its truth beside it, to look at
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tests.cv_set import lives_for_tuning, lives_held_out, others, pdf, prose, word
from tests.cv_set.people import PEOPLE, Job, Life, Month, Person
from tests.cv_set.strangers import strangers
from tests.cv_set.wording import DATES, Block, document

TODAY = date(2026, 11, 20)
Draw = Callable[[list[Block]], bytes]


@dataclass(frozen=True)
class MadeCv:
    """One file, and what a careful person reads in it."""

    filename: str
    body: bytes
    truth: dict[str, Any]
    part: str


# format, how it is drawn | dates | headings | jobs | qualifications | contact | order
_TUNING: list[tuple[str, Draw, str]] = [
    ("pdf", pdf.single, "full|plain|title dates|lines|labels|jobs"),
    ("pdf", pdf.sidebar, "short|caps|employer then role|lines|stacked|jobs"),
    ("pdf", pdf.two_columns, "slash|relevant|bar|lines|plain|jobs"),
    ("pdf", pdf.header_and_footer, "years|plain|three lines|grouped|plain|education"),
    ("pdf", lambda b: pdf.single(b, title=True), "full|spaced|all in one|year first|icons|jobs"),
    ("pdf", pdf.exported, "since|short|employer then role|lines|stacked|jobs"),
    ("pdf", pdf.single, "apostrophe|career|table|table|one line|education"),
    ("pdf", pdf.single, "slash to|caps|date column|lines|short labels|jobs"),
    ("pdf", pdf.single, "full|relevant|no dates|lines|plain|jobs"),
    ("docx", word.plain, "short|plain|title dates|listed|labels|jobs"),
    ("docx", word.side_table, "full|caps|dates above|lines|stacked|jobs"),
    ("docx", word.text_boxes, "years|career|title first three|lines|plain|jobs"),
    ("docx", lambda b: word.plain(b, header=True), "dotted|relevant|bar|grouped|plain|education"),
    ("docx", word.section_table, "full|short|bracket|lines|labels|jobs"),
    ("docx", word.plain, "short|plain|table|table|one line|jobs"),
    ("odt", others.odt, "full|plain|employer then role|lines|labels|jobs"),
    ("odt", lambda b: others.odt(b, frame=True), "slash|caps|title dates|lines|plain|jobs"),
    ("rtf", others.rtf, "short|colon|all in one|grouped|labels|jobs"),
    ("rtf", lambda b: others.rtf(b, header=True), "since year|plain|title dates|lines|plain|jobs"),
    ("txt", others.txt, "full|caps|dates above|lines|plain|jobs"),
    ("txt", lambda b: others.txt(b, "utf-16", underline=True), "day|plain|bar|listed|labels|jobs"),
    ("txt", lambda b: others.txt(b, "cp1252", wrap=72), "bare|colon|title dates|lines|plain|jobs"),
    ("pdf", prose.letterlike, "full|plain|prose|lines|plain|jobs"),
    ("pdf", prose.old_european, "full|plain|labels|lines|plain|jobs"),
]
_HELD_OUT: list[tuple[str, Draw, str]] = [
    ("pdf", pdf.single, "day|warm|employer dates|grouped|icons|jobs"),
    ("pdf", lambda b: pdf.sidebar(b, right=True), "caps|short|bracket|lines|stacked|jobs"),
    ("pdf", pdf.two_columns, "full|career|dates above|lines|one line|jobs"),
    ("pdf", pdf.header_and_footer, "slash|caps|at|listed|labels|jobs"),
    ("pdf", pdf.sidebar, "bare|plain|three lines|lines|icons|jobs"),
    ("pdf", pdf.exported, "full|short|three lines|year first|stacked|education"),
    ("pdf", pdf.single, "iso|colon|dates line|lines|short labels|jobs"),
    ("pdf", pdf.single, "years|warm|date column|table|labels|education"),
    ("pdf", pdf.single, "until|career|no dates|grouped|icons|jobs"),
    ("docx", word.plain, "since|warm|employer dates|lines|icons|jobs"),
    ("docx", word.side_table, "slash to|relevant|title first three|lines|stacked|jobs"),
    ("docx", word.text_boxes, "apostrophe|plain|at|lines|labels|jobs"),
    ("docx", lambda b: word.plain(b, header=True), "years|spaced|labelled|listed|one line|jobs"),
    ("docx", word.section_table, "short|career|date column|lines|plain|jobs"),
    (
        "docx",
        lambda b: word.plain(b, headings=False),
        "caps|caps|employer then role|lines|short labels|jobs",
    ),
    ("odt", lambda b: others.odt(b, header=True), "until|colon|three lines|lines|plain|jobs"),
    ("odt", others.odt, "years|plain|table|table|labels|jobs"),
    ("rtf", lambda b: others.rtf(b, code_page=True), "dotted|warm|bracket|lines|one line|jobs"),
    ("rtf", others.rtf, "full|short|table|grouped|stacked|education"),
    ("txt", lambda b: others.txt(b, wrap=80), "slash|colon|labelled|lines|labels|jobs"),
    ("txt", others.txt, "since year|career|at|year first|one line|jobs"),
    ("txt", lambda b: others.txt(b, "utf-16-le"), "short|caps|dates line|listed|icons|jobs"),
    ("pdf", prose.new_european, "day|plain|labels|lines|plain|jobs"),
    ("docx", prose.functional, "full|plain|prose|lines|plain|jobs"),
    (
        "pdf",
        lambda b: pdf.single(b, title=True),
        "slash to|relevant|title first three|listed|plain|education",
    ),
    ("pdf", lambda b: pdf.sidebar(b, narrow=190), "apostrophe|warm|bar|lines|labels|jobs"),
    ("docx", word.plain, "full|colon|bar|grouped|short labels|jobs"),
    ("txt", lambda b: others.txt(b, "utf-8-sig"), "full|plain|employer dates|grouped|labels|jobs"),
]


def the_set() -> Iterator[MadeCv]:
    """Make every CV; the same bytes each time."""
    for part, plan, lives in (
        ("tuning", _TUNING, lives_for_tuning.LIVES),
        ("held out", _HELD_OUT, lives_held_out.LIVES),
    ):
        for number, (suffix, draw, words) in enumerate(plan):
            person = PEOPLE[number if part == "tuning" else len(_TUNING) + number]
            life = lives[
                (number * 5) % len(lives) if number < 12 else (number * 5 + 1) % len(lives)
            ]
            yield _make(part, number, suffix, draw, words.split("|"), person, life)


def by_hand() -> Iterator[MadeCv]:
    """Return the CVs that were written by hand, in nobody's layout, with what stands in them."""
    for path in sorted((Path(__file__).parent / "by_hand").glob("*.txt")):
        truth = json.loads(path.with_name(f"{path.name}.json").read_text("utf-8"))
        yield MadeCv(path.name, path.read_bytes(), truth, "by hand")


def by_strangers() -> Iterator[MadeCv]:
    """Return the CVs that other people and programs made, as they were found."""
    for folder, part in (("files", "by strangers"), ("unseen", "unseen")):
        for name, body, truth in strangers(folder):
            yield MadeCv(name, body, truth, part)


def _make(
    part: str, number: int, suffix: str, draw: Draw, words: list[str], person: Person, life: Life
) -> MadeCv:
    dates, heads, job, quals, reach, order = words
    if job in ("prose", "labels"):
        body = draw([("person", person), ("life", life), ("dates", dates)])  # type: ignore[list-item]
    else:
        body = draw(
            document(
                person,
                life,
                dates=dates,
                heads=heads,
                job=job,
                quals=quals,
                reach=reach,
                private=number % 3 == 0,
                order=f"{order} first",
                bullet="li" if number % 4 else "p",
            )
        )
    truth = truth_of(person, life, dates, job)
    return MadeCv(f"{part.replace(' ', '-')}-{number:02d}.{suffix}", body, truth, part)


def truth_of(person: Person, life: Life, dates: str, style: str) -> dict[str, Any]:
    """Return what a careful person reads in the CV of *person*."""
    undated = style == "no dates"
    years_only = DATES[dates].years_only

    def point(month: Month | None) -> str | None:
        if month is None or undated:
            return None
        year, number = month
        return str(year) if years_only or number is None else f"{year}-{number:02d}"

    return {
        "name": person.name,
        "email": person.email,
        "phone": person.phone,
        "postcode": person.postcode,
        "town": person.town,
        "jobs": [
            {
                "title": j.title,
                "employer": j.employer,
                "from": point(j.start),
                "to": point(j.end),
                "current": j.end is None and not undated,
            }
            for j in life.jobs
        ],
        "qualifications": [
            {"name": q.name, "grade": q.grade, "level": q.level, "year": q.year}
            for q in life.qualifications
        ],
        "skills": list(life.skills),
        "languages": list(life.languages),
        "dbs": life.dbs,
        "years_with_children": None
        if undated
        else years_with_children(life.jobs, years_only=years_only),
    }


def years_with_children(jobs: tuple[Job, ...], *, years_only: bool) -> float:
    months: set[int] = set()
    for job in jobs:
        if job.children:
            first = job.start[0] * 12 + (1 if years_only else job.start[1] or 1)
            end = job.end or (TODAY.year, TODAY.month)
            last = end[0] * 12 + (1 if years_only and job.end else end[1] or 1)
            months |= set(range(first, last + 1))
    return round(len(months) / 12, 1)


def write_set(folder: Path) -> list[MadeCv]:
    """Write every CV into *folder*, its truth beside it, and return them."""
    folder.mkdir(parents=True, exist_ok=True)
    made = list(the_set())
    for cv in made:
        (folder / cv.filename).write_bytes(cv.body)
        truth = json.dumps(cv.truth, ensure_ascii=False, indent=2)
        (folder / f"{cv.filename}.json").write_text(truth + "\n", "utf-8")
    return made


__all__ = ["TODAY", "MadeCv", "by_hand", "by_strangers", "the_set", "write_set"]
