"""
How much of a CV is read right, and how long it takes: the CVs of tests/cv_set: two
halves made by a program, some written by hand, and files that strangers made, with what those
gave when they were seen for the first time beside what they give now.

    python benchmarks/cv_reading.py [--wrong] [--part "held out"] [--folder FOLDER]

With --folder, the CVs of a folder are read: each beside its truth, NAME.json, as `agency cv read`
would print it.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from agency.cv.process import CvReader
from agency.cv.reader import read_cv
from tests.cv_set import TODAY, MadeCv, by_hand, by_strangers, the_set
from tests.cv_set.strangers import FIRST_LOOKS

Truth = dict[str, Any]
TARGETS = {
    "email": 0.99, "phone": 0.99, "postcode": 0.99, "name": 0.97, "current title": 0.9,
    "current employer": 0.9, "qualifications F1": 0.92,
}  # fmt: skip
SLOWEST = 1.5


def plain(text: str | None) -> str:
    text = (text or "").lower().replace("’", "'").replace("&", "and")
    return " ".join(re.sub(r"[^\w*':+]", " ", text).split())


def alike(one: str | None, other: str | None) -> bool:
    """Say whether two names are one, but for a word or a mark."""
    a, b = set(plain(one).split()), set(plain(other).split())
    return bool(a or b) and len(a & b) / len(a | b) >= 0.75


def named(qualification: Truth) -> str:
    """Return its name without its level, which is compared by itself, and without a count."""
    name = re.sub(r"\(?\b(?:level|l)\s?\d\b\)?", " ", qualification["name"], flags=re.IGNORECASE)
    counted = re.match(r"(?:\d+\s)?((?:GCSE|O[ -]Level|A[ -]Level|CSE)s)\b", name, re.IGNORECASE)
    return counted[1] if counted else name.replace(":", " ")


def same_qualification(read: Truth, true: Truth) -> bool:
    return alike(named(read), named(true)) and all(
        plain(str(read[part] or "")) == plain(str(true[part] or ""))
        for part in ("grade", "level", "year")
        if part != "level" or true["level"] is not None
    )


def judge(read: Truth, true: Truth) -> Iterator[tuple[str, int, int, str]]:
    """Return (measure, right, of how many, what was wrong) for one CV."""
    for field in ("name", "email", "phone", "postcode", "town", "dbs"):
        if field not in true:
            continue
        right = plain(read[field]) == plain(true[field])
        yield field, right, 1, f"{read[field]!r}, is {true[field]!r}"
    if true["jobs"]:
        now, first = true["jobs"][0], (read["jobs"] or [{"title": None, "employer": None}])[0]
        yield (
            "current title",
            plain(first["title"]) == plain(now["title"]),
            1,
            f"{first['title']!r}, is {now['title']!r}",
        )
        yield (
            "current employer",
            plain(first["employer"]) == plain(now["employer"]),
            1,
            f"{first['employer']!r}, is {now['employer']!r}",
        )
    jobs = list(read["jobs"])
    for job in true["jobs"]:
        found = next(
            (
                j
                for j in jobs
                if plain(j["title"]) == plain(job["title"])
                and plain(j["employer"]) == plain(job["employer"])
            ),
            None,
        )
        yield "jobs", found is not None, 1, f"missed {job['title']} at {job['employer']}"
        if found:
            jobs.remove(found)
            dated = (found["from"], found["to"], found["current"]) == (
                job["from"],
                job["to"],
                job["current"],
            )
            yield "dates of jobs", dated, 1, f"{found}, is {job}"
    yield "jobs that are none", 0, len(jobs), f"{jobs}"
    for part in ("skills", "languages"):
        if part not in true:
            continue
        yield (
            part,
            {plain(x) for x in true[part]} == {plain(x) for x in read[part]},
            1,
            f"{read[part]}, is {true[part]}",
        )
    years, true_years = read["years_with_children"], true.get("years_with_children")
    if true_years is not None:
        yield (
            "years with children",
            abs((years or 0) - true_years) <= 0.5,
            1,
            f"{years}, is {true_years}",
        )


def qualifications(read: Truth, true: Truth) -> tuple[int, int, int, str]:
    left, right = list(read["qualifications"]), 0
    missed = []
    for each in true["qualifications"]:
        found = next((q for q in left if same_qualification(q, each)), None)
        if found:
            left.remove(found)
            right += 1
        else:
            missed.append(each)
    return (
        right,
        len(read["qualifications"]),
        len(true["qualifications"]),
        f"read {left}, missed {missed}",
    )


def in_folder(folder: Path) -> Iterator[MadeCv]:
    for path in sorted(folder.iterdir()):
        beside = (path.with_name(path.name + ".json"), path.with_suffix(".json"))
        truth = next((each for each in beside if each.exists()), beside[0])
        if path.suffix != ".json" and truth.exists():
            yield MadeCv(
                path.name, path.read_bytes(), json.loads(truth.read_text("utf-8")), "folder"
            )


def shares_of(cvs: list[MadeCv], *, wrong: bool) -> tuple[dict[str, float], int]:
    """Return how much of each thing is read right, and how many jobs are read that are none."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    right = read_count = true_count = 0
    for cv in cvs:
        read = read_cv(cv.body, cv.filename, today=TODAY).as_json()
        for name, good, of, words in judge(read, cv.truth):
            counts[name][0] += good
            counts[name][1] += of
            if wrong and good < of:
                print(f"  {cv.filename} {name}: {words}")
        good, got, there, words = qualifications(read, cv.truth)
        right, read_count, true_count = right + good, read_count + got, true_count + there
        if wrong and (good < there or good < got):
            print(f"  {cv.filename} qualifications: {words}")
    shares = {
        name: good / of
        for name, (good, of) in counts.items()
        if of and name != "jobs that are none"
    }
    shares["qualifications F1"] = 2 * right / max(1, read_count + true_count)
    return shares, counts["jobs that are none"][1]


def measure(part: str, cvs: list[MadeCv], *, wrong: bool) -> bool:
    """Print the shares of one part; say whether every target is met."""
    shares, none = shares_of(cvs, wrong=wrong)
    print(f"{part}: {len(cvs)} CVs")
    for name, share in shares.items():
        target = f"   (at least {TARGETS[name]:.0%})" if name in TARGETS else ""
        print(f"  {name:22} {share:7.1%}{target}")
    print(f"  jobs that are none     {none:4d}")
    return all(shares.get(name, 1.0) >= target for name, target in TARGETS.items())


def first_looks(cvs: list[MadeCv]) -> None:
    """Print what each group of strangers' CVs gave at first sight, and gives now."""
    print(f"{'strangers, first look > now':28}" + "".join(f"{name:>17}" for name in TARGETS))
    for look in FIRST_LOOKS:
        group = [cv for cv in cvs if cv.filename[0] in look.letters]
        shares, _ = shares_of(group, wrong=False)
        then = (look.email, look.phone, look.postcode, look.name, *look[6:])
        both = (
            f"{before} > {100 * shares[name]:.0f} %"
            for before, name in zip(then, TARGETS, strict=True)
        )
        label = f"  {look.group}: {len(group)} CVs"
        print(f"{label:28}" + "".join(f"{each:>17}" for each in both))


def pace(cvs: list[MadeCv]) -> bool:
    """Print how long a CV takes in the process that strangers' files are read in."""
    times = []
    with CvReader() as reader:
        reader.read(cvs[0].body, cvs[0].filename)
        for cv in cvs:
            begun = time.perf_counter()
            reader.read(cv.body, cv.filename)
            times.append(time.perf_counter() - begun)
    times.sort()
    p95 = times[int(0.95 * (len(times) - 1))]
    print(
        f"time for a CV: median {times[len(times) // 2]:.3f} s, p95 {p95:.3f} s (at most "
        f"{SLOWEST} s)"
    )
    return p95 <= SLOWEST


def main() -> None:
    """Measure both halves, or a folder; answer 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wrong", action="store_true", help="print what went wrong")
    parser.add_argument("--part", help="tuning or held out")
    parser.add_argument("--folder", type=Path, help="CVs of your own, each beside its truth")
    wanted = parser.parse_args()

    cvs = list(
        in_folder(wanted.folder) if wanted.folder else [*the_set(), *by_hand(), *by_strangers()]
    )
    parts = [wanted.part] if wanted.part else sorted({cv.part for cv in cvs}, reverse=True)
    met = [
        measure(part, [cv for cv in cvs if cv.part == part], wrong=wanted.wrong) for part in parts
    ]
    if not (wanted.folder or wanted.part):
        first_looks(list(by_strangers()))
    met.append(pace(cvs))
    sys.exit(0 if all(met) else 1)


if __name__ == "__main__":
    main()
