"""Jobs are found however a CV is laid out: every layout is tried, and the best is kept."""

from __future__ import annotations

import pytest

from agency.cv.private import without_private
from agency.cv.reader import read_cv
from agency.cv.reading import CvReading
from tests.cv_set import TODAY

HEAD = "Jo Example\njo@example.org\n07700 900123\nStockport SK4 4QT\n\n"
JOBS = [
    ("SEN Teaching Assistant", "Bramble Wood School", "2021-09"),
    ("Checkout Operator", "Morrisons", "2018-05"),
]
LAYOUTS = {
    "where and when, then what": (
        "Bramble Wood School, Leeds\tSept 2021 – Present\nSEN Teaching Assistant\n- One pupil\n"
        "Morrisons, Leeds\tMay 2018 – Aug 2021\nCheckout Operator\n- Customers"
    ),
    "what, where, when": (
        "SEN Teaching Assistant\nBramble Wood School, Leeds\nSept 2021 – Present\n"
        "Support pupils with plans\n\n"
        "Checkout Operator\nMorrisons, Leeds\nMay 2018 – Aug 2021\nServe customers"
    ),
    "when, then the rest": (
        "Sept 2021 – Present\nSEN Teaching Assistant, Bramble Wood School, Leeds\nOne pupil.\n\n"
        "May 2018 – Aug 2021\nCheckout Operator, Morrisons, Leeds\nServing customers."
    ),
    "where with dates, then a label": (
        "Bramble Wood School (Sept 2021 - till date)\nPosition: SEN Teaching Assistant\n"
        "Morrisons (May 2018 - Aug 2021)\nPosition: Checkout Operator"
    ),
    "labelled dates": (
        "Bramble Wood School\nSEN Teaching Assistant\nFrom: Sept 2021\tTo: Present\nOne pupil\n"
        "Morrisons\nCheckout Operator\nFrom: May 2018\tTo: Aug 2021"
    ),
    "dates in two cells of a column": (
        "Sept 2021 –\tSEN Teaching Assistant\nnow\tBramble Wood School, Leeds\nOne pupil.\n"
        "May 2018 –\tCheckout Operator\nAug 2021\tMorrisons, Leeds"
    ),
    "a table of one's own titles": (
        "Who for\tDoing what\tStart\tFinish\tWhy left\n"
        "Bramble Wood School\tSEN Teaching Assistant\t01/09/2021\tnow\tn/a\n"
        "Morrisons\tCheckout Operator\t05/2018\t08/2021\tMoved"
    ),
}


def read(text: str) -> CvReading:
    return read_cv((HEAD + text).encode(), "cv.txt", today=TODAY)


def jobs(text: str) -> list[tuple[str | None, str | None, str | None]]:
    return [(job.title, job.employer, job.start) for job in read(text).jobs]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_same_jobs_are_read_from_every_layout(layout: str):
    reading = read(f"Employment\n{LAYOUTS[layout].replace(chr(9), '   ')}")

    assert [(job.title, job.employer, job.start) for job in reading.jobs] == JOBS
    assert [job.current for job in reading.jobs] == [True, False]


def test_a_sentence_behind_the_dates_is_no_title():
    told = "Career\nReception Teacher, Green Infants, Sept 2017 to July 2022. Lead from 2019."

    assert jobs(told) == [("Reception Teacher", "Green Infants", "2017-09")]


def test_what_a_title_says_behind_a_dash_or_in_brackets_belongs_to_it():
    told = "Work\nTeaching Assistant – SEMH\nExample Academy\n2022 – 2024\n"
    told += "Youth Worker (part time)\nExample Club\n2019 – 2021"

    assert [title for title, _, _ in jobs(told)] == [
        "Teaching Assistant – SEMH",
        "Youth Worker (part time)",
    ]


def test_a_unit_behind_a_comma_is_a_part_of_the_title_where_an_employer_is_named():
    told = "Work\nTeaching Assistant, Speech Unit | Example Infants | 2017 – 2021"

    assert jobs(told) == [("Teaching Assistant, Speech Unit", "Example Infants", "2017")]


def test_several_posts_told_in_one_line_are_with_the_employer_above():
    told = "Work\nExample Constabulary, 1994 – 2018\n"
    told += "Position: Detective Sergeant, Child Protection (from 2006); Constable (1994–2006)"

    assert jobs(told) == [
        ("Detective Sergeant, Child Protection", "Example Constabulary", "2006"),
        ("Constable", "Example Constabulary", "1994"),
    ]


def test_the_same_school_is_the_school_named_before():
    told = "Work\nTeaching Assistant, Example Primary, 2022 – now\n"
    told += "Midday Supervisor, same school, 2020 – 2022"

    assert [employer for _, employer, _ in jobs(told)] == ["Example Primary", "Example Primary"]


def test_headings_nobody_foresaw_are_known_by_their_looks_and_by_what_stands_below():
    told = "JOBS\nCarer, Example Home, 2015 – 2019\n\nOTHER BITS\nNVQ Level 2 in Care, 2016\n\n"
    reading = read(f"{told}LANGUAGES\nPolish")

    assert [(job.title, job.employer) for job in reading.jobs] == [("Carer", "Example Home")]
    assert [each.name for each in reading.qualifications] == ["NVQ Level 2 in Care"]


def test_certificates_in_one_paragraph_are_certificates_each():
    told = "Education\nBEd (Hons) 2:1, Example College, 1984; NPQH 2011; A levels in History and "
    passed = read(f"{told}French, 1980; 8 O levels, 1978.").qualifications

    assert [(each.name, each.grade, each.year) for each in passed] == [
        ("BEd (Hons)", "2:1", 1984),
        ("NPQH", None, 2011),
        ("A Level History", None, 1980),
        ("A Level French", None, 1980),
        ("8 O Levels", None, 1978),
    ]


def test_letters_beside_a_list_of_subjects_are_their_grades():
    passed = read("Education\nHighers: English, Maths, French   SQA   2004   ABB").qualifications

    assert [(each.name, each.grade) for each in passed] == [
        ("Higher English", "A"),
        ("Higher Maths", "B"),
        ("Higher French", "B"),
    ]


def test_months_in_two_jobs_at_once_are_counted_once():
    told = "Work\nTeaching Assistant, Example School, Jan 2020 – Dec 2021\n"
    told += "Playworker, Example Playgroup, July 2020 – Dec 2022\nCook, Example Inn, 2010 – 2019"

    assert read(told).years_with_children == 3.0


@pytest.mark.parametrize("told", ["Born\n22.11.1993, Lisbon", "I am 23 and looking for work",
                                  "Returning to work after cancer treatment"])  # fmt: skip
def test_what_nobody_may_be_chosen_by_is_blurred_however_it_is_told(told: str):
    left = without_private(f"Jo Example\n{told}\nTeaching Assistant")

    assert not any(word in left for word in ("1993", "Lisbon", "23", "cancer"))
    assert "Teaching Assistant" in left
