"""Training, languages, DBS, and the needs and settings somebody has worked with."""

import re

from agency.cv.document import Line
from agency.cv.lexicon import cv_words, find_words, word_set
from agency.cv.reading import Evidence
from agency.cv.sections import TOP, Section, but_kinds, of_kinds

_NOT_THEIRS = re.compile(
    r"\b(?:would like|hop(?:e|ing) to|willing to|want(?:ing)? to|keen to (?:learn|train)|"
    r"interested in|"
    r"working towards|looking to|no (?:training|experience)|not yet|plan to|booked|eager to)\b",
    re.IGNORECASE,
)
_SPEAKS = re.compile(
    r"\b(?:fluent|speak(?:s|er|ing)?|spoken|bilingual|native|mother tongue|languages?|"
    r"conversational|"
    r"trilingual|multilingual|first language|second language)\b",
    re.IGNORECASE,
)
_I_SPEAK = re.compile(r"\bI (?:also |can )?speak\b|\bmother tongue\b|\bfluent in\b", re.IGNORECASE)
_DBS = re.compile(r"\b(?:dbs|crb|disclosure and barring|disclosure & barring|pvg)\b", re.IGNORECASE)
_UPDATE = re.compile(r"\bupdate[- ]service\b", re.IGNORECASE)
_ENHANCED = re.compile(r"\benhanced\b", re.IGNORECASE)
_NO_DBS = re.compile(
    r"\b(?:willing|happy|prepared|able|ready|agree) to\b|\b(?:will|need to|applying|apply|"
    r"applied) |\bexpired\b|"
    r"\bno dbs\b|\bsubject to\b|\bin progress\b|\bnot (?:currently )?(?:hold|held|registered|on|"
    r"subscribed)\b",
    re.IGNORECASE,
)


def find_skills(sections: list[Section], evidence: dict[str, Evidence]) -> list[str]:
    """Return the training a school asks about, each by its usual name."""
    as_written = {word.lower(): word for word in map(str, cv_words("skills_as_written"))}
    everyday = word_set("everyday_skills")
    skills: list[str] = []
    for section in sections:
        if section.kind in ("references", "interests"):
            continue
        for n, line in enumerate(section.lines):
            if _NOT_THEIRS.search(line.text):
                continue
            # A narrow column may break a name in two.
            after = section.lines[n + 1] if n + 1 < len(section.lines) else line
            text = line.text if after.bullet or after is line else f"{line.text} {after.text}"
            for found in find_words(text):
                if found.start >= len(line.text):
                    continue
                written = text[found.start : found.end]
                exact = as_written.get(written.lower())
                if found.kind != "skill" or (exact and exact != written):
                    continue
                if section.kind in ("experience", "profile") and found.title.lower() in everyday:
                    continue
                _add(skills, found.title, "skills", line, 0.95, evidence)
    return _without_wider(skills, evidence)


def _without_wider(skills: list[str], evidence: dict[str, Evidence]) -> list[str]:
    """Leave out "Safeguarding" where a level of it is known."""
    kept = [s for s in skills if not any(o != s and o.startswith(f"{s} Level") for o in skills)]
    lines = {skill: evidence.pop(f"skills.{n}") for n, skill in enumerate(skills)}
    for n, skill in enumerate(kept):
        evidence[f"skills.{n}"] = lines[skill]
    if kept:
        evidence["skills"] = lines[kept[0]]
    return kept


def find_languages(sections: list[Section], evidence: dict[str, Evidence]) -> list[str]:
    """Return the languages somebody says they speak; a GCSE in French is not one."""
    languages: list[str] = []
    for section in sections:
        for line in section.lines:
            if section.kind == "languages":
                text = line.text
            elif section.kind in ("references", "interests") or (
                section.kind == "education" and not _I_SPEAK.search(line.text)
            ):
                continue
            else:
                told = _SPEAKS.search(line.text)
                if told is None or "body language" in line.text.lower():
                    continue
                text = line.text
            for found in find_words(text):
                if found.kind == "language" and text[found.start].isupper():
                    spoken = text[found.start : found.end + 30]
                    if re.match(
                        r"\w+ (?:as an? (?:additional|second|foreign)|literature|gcse|teacher)",
                        spoken,
                        re.IGNORECASE,
                    ):
                        continue
                    _add(languages, found.title, "languages", line, 0.95, evidence)
    return languages


def find_needs(sections: list[Section], evidence: dict[str, Evidence]) -> list[str]:
    """Return the needs of the children somebody has worked with."""
    return _worked_with(sections, "need", "needs", evidence)


def find_settings(sections: list[Section], evidence: dict[str, Evidence]) -> list[str]:
    """Return the kinds of places somebody has worked in."""
    return _worked_with(sections, "setting", "settings", evidence)


def _worked_with(
    sections: list[Section], kind: str, name: str, evidence: dict[str, Evidence]
) -> list[str]:
    titles: list[str] = []
    doubtful = word_set("not_on_a_cv")
    for line in of_kinds(sections, TOP, "profile", "experience", "volunteering", "skills"):
        if _NOT_THEIRS.search(line.text):
            continue
        for found in find_words(line.text):
            if found.kind == kind and line.text[found.start : found.end].lower() not in doubtful:
                _add(titles, found.title, name, line, 0.85, evidence)
    return titles


def find_dbs(sections: list[Section], evidence: dict[str, Evidence]) -> str | None:
    """Return "update_service" or "enhanced" where somebody says they have that check."""
    lines = list(but_kinds(sections, "references"))
    best: str | None = None
    for n, line in enumerate(lines):
        text = line.words
        said = bool(_DBS.search(text))
        if not said and not (_UPDATE.search(text) and n and _DBS.search(lines[n - 1].text)):
            continue
        if _NO_DBS.search(text):
            continue
        if _UPDATE.search(text):
            evidence["dbs"] = Evidence(text, 0.95)
            return "update_service"
        if _ENHANCED.search(text) and best is None:
            best = "enhanced"
            evidence["dbs"] = Evidence(text, 0.95)
    return best


def _add(
    titles: list[str], title: str, name: str, line: Line, sure: float, evidence: dict[str, Evidence]
) -> None:
    if title not in titles:
        evidence[f"{name}.{len(titles)}"] = Evidence(line.words[:300], sure)
        evidence.setdefault(name, evidence[f"{name}.{len(titles)}"])
        titles.append(title)
