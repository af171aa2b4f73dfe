"""Training, languages, DBS, and the needs and settings somebody has worked with."""

import re
from collections.abc import Iterator
from dataclasses import replace

from agency.cv.document import Line
from agency.cv.lexicon import cv_words, find_words, word_set
from agency.cv.reading import Evidence
from agency.cv.sections import TOP, Section, of_kinds

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
_NO_TONGUE = re.compile(
    r"\bbody language\b|\blanguage (?:needs|support|skills? of|delay|therap|development|unit)|"
    r"\bEnglish (?:language|lang|lit)",
    re.IGNORECASE,
)
_I_SPEAK = re.compile(r"\bI (?:also |can )?speak\b|\bmother tongue\b|\bfluent in\b", re.IGNORECASE)
_DBS = re.compile(
    r"\b(?:dbs|d b s|crb|disclosure and barring|disclosure & barring|pvg)\b", re.IGNORECASE
)
_UPDATE = re.compile(
    r"\bupdate[- ]service\b|\bsubscribed\b|\bsubscription\b|\b(?:on|to) the update\b", re.IGNORECASE
)
SOME, SOME_LINES, A_LABEL = 30, 4, 3
_LEVEL_WORDS = """
    native fluent basic conversational intermediate beginner advanced spoken written speaker
    speaking reading mother tongue first second third language languages and working knowledge
    good some a1 a2 b1 b2 c1 c2 level bilingual little understand learning excellent proficient
    holiday school i speak a at home a-level also both read write understood very fairly
"""
_LEVELS = frozenset(_LEVEL_WORDS.split())
_ENHANCED = re.compile(r"\benhanced\b", re.IGNORECASE)
_NO_DBS = re.compile(
    r"\b(?:willing|happy|prepared|able|ready|agree) to\b|\b(?:will|need to|applying|apply|"
    r"applied) |\b(?:expired|lapsed)\b|service:?\s(?:no|not)\b|"
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


def _whole_sentences(lines: list[Line]) -> Iterator[Line]:
    """Return *lines*, a sentence on what somebody speaks with its end in the line below."""
    for n, line in enumerate(lines):
        broken = _I_SPEAK.search(line.text) and re.search(r"(?:,|\s(?:and|&))\s*$", line.text)
        after = lines[n + 1].text.split(". ")[0] if broken and n + 1 < len(lines) else ""
        yield replace(line, text=f"{line.text} {after}") if after else line


def find_languages(sections: list[Section], evidence: dict[str, Evidence]) -> list[str]:
    """Return the languages somebody says they speak; a GCSE in French is not one."""
    languages: list[str] = []
    for section in sections:
        for line in _whole_sentences(section.lines):
            if section.kind == "languages":
                text = line.text
            elif section.kind in ("references", "interests") or (
                section.kind == "education" and not _I_SPEAK.search(line.text)
            ):
                continue
            elif alone := _only_languages(line.text):
                text = alone
            else:
                told = _SPEAKS.search(line.text)
                if told is None or _NO_TONGUE.search(line.text):
                    continue
                text = line.text
            for found in find_words(text):
                signs = found.title == "British Sign Language" and section.kind == "languages"
                if (found.kind == "language" or signs) and text[found.start].isupper():
                    spoken = text[found.start : found.end + 30]
                    if re.match(
                        r"\w+ (?:as an? (?:additional|second|foreign)|literature|gcse|teacher)",
                        spoken,
                        re.IGNORECASE,
                    ):
                        continue
                    _add(languages, found.title, "languages", line, 0.95, evidence)
    return languages


def _only_languages(text: str) -> str | None:
    """Return the sentence of *text* that names languages, two at least, and little else."""
    for sentence in re.split(r"[.;]\s|\t", text):
        found = [each for each in find_words(sentence) if each.kind == "language"]
        rest = sentence.lower()
        for each in found:
            rest = rest.replace(sentence[each.start : each.end].lower(), " ")
        words = re.findall(r"[a-z0-9-]+", rest)
        if len({each.id for each in found}) > 1 and all(word in _LEVELS for word in words):
            return sentence
    return None


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
    best: str | None = None
    for text in _about_checks(sections):
        # "Enhanced DBS 2021; will renew": each clause speaks for itself.
        clauses = re.split(r"[;,]\s|\.\s", text)
        said = [clause for clause in clauses if not _NO_DBS.search(clause)]
        if not said or (_NO_DBS.search(text) and not any(_ENHANCED.search(c) for c in said)):
            continue
        if any(_UPDATE.search(clause) for clause in said):
            evidence["dbs"] = Evidence(text, 0.95)
            return "update_service"
        if any(_ENHANCED.search(clause) for clause in said) and best is None:
            best = "enhanced"
            evidence["dbs"] = Evidence(text, 0.95)
    return best


def _about_checks(sections: list[Section]) -> Iterator[str]:
    """Return what is said of a DBS check: a sentence, or the lines below those three letters."""
    for section in sections:
        if section.kind == "references":
            continue
        headed = bool(_DBS.search(section.heading))
        for n, line in enumerate(section.lines):
            before = section.lines[n - 1].words if n else section.heading * headed
            after = section.lines[n + 1].words if n + 1 < len(section.lines) else ""
            text = line.words
            if _DBS.search(text):
                if _ENHANCED.search(before[-SOME:]) and not before.endswith("."):
                    text = f"{before} {text}"
                elif len(text.split()) <= A_LABEL or not _UPDATE.search(text):
                    text = f"{text} {after}" if not text.endswith(".") else text
                yield text
            elif (headed and n < SOME_LINES) or (_UPDATE.search(text) and _DBS.search(before)):
                yield text


def _add(
    titles: list[str], title: str, name: str, line: Line, sure: float, evidence: dict[str, Evidence]
) -> None:
    if title not in titles:
        evidence[f"{name}.{len(titles)}"] = Evidence(line.words[:300], sure)
        evidence.setdefault(name, evidence[f"{name}.{len(titles)}"])
        titles.append(title)
