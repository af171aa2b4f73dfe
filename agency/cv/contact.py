"""How to reach the person: e-mail, telephone, postcode and town, and not their referee's."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agency.core.email import find_address
from agency.core.phone import find_phone
from agency.core.postcode import AREAS, area_of, find_postcode
from agency.cv.document import Document, Line
from agency.cv.headings import label_of
from agency.cv.lexicon import counties, places
from agency.cv.reading import Evidence
from agency.cv.sections import TOP, Section, but_kinds, of_kinds

_NOT_THEIRS = re.compile(
    r"\b(?:referees?|references?|next of kin|emergency contact|line manager|headteacher's)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"\b(?:dbs|crb|certificate|trn|teacher (?:ref|reference|number)|dfe|registration|licence|"
    r"passport|"
    r"pin|nmc|ofsted|urn|qts)\b[^\t|]{0,25}\d",
    re.IGNORECASE,
)
_PIECES = re.compile(r"[\t|•·;]|\s[-–—/]\s|,")
_LABEL = re.compile(r"^\s{0,3}([A-Za-z][A-Za-z() /-]{0,25}?)\s{0,2}:\s{0,3}")
_STREET = re.compile(
    r"\b(?:road|rd|street|st\.?|lane|ln|avenue|ave|close|drive|crescent|court|terrace|way|place|"
    r"gardens|"
    r"grove|hill|square|walk|row|mews|park|view|rise|flat|apartment|apt|house|cottage|parade|"
    r"green|heol|"
    r"stryd|fold|approach|lodge|farm|building|unit|floor)\.?$",
    re.IGNORECASE,
)
_A_NUMBER = re.compile(r"(?<![\w/])(?:\(?\+|\(?0)[\d\s().\-/]{8,20}\d(?!\w)")
_OUTWARD_LAST = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*$")
_INWARD_ALONE = re.compile(r"\s*\d[A-Z]{2}\s*")
_WRITTEN_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b")
AROUND = 4  # lines above and below the address
_MAIL_TAIL = re.compile(r"\S{1,64}@(?:[\w-]+\.)*[\w-]*$")
_NATION = re.compile(
    r"(?:united kingdom|u\.?k\.?|england|scotland|wales|northern ireland|gb)\.?", re.IGNORECASE
)
_BASED = re.compile(
    r"\b(?:based in|living in|live in|located in|resident in)\s+([A-Z][\w' -]{2,30})"
)


@dataclass
class Contact:
    """What was found; each with its evidence."""

    email: str | None = None
    phone: str | None = None
    postcode: str | None = None
    town: str | None = None


def find_contact(
    document: Document, sections: list[Section], evidence: dict[str, Evidence]
) -> Contact:
    """Return how to reach the person, first from where CVs say it, then from the rest."""
    near = list(_theirs(of_kinds(sections, TOP, "contact", "profile")))
    far = list(
        _theirs(
            but_kinds(sections, TOP, "contact", "profile", "references", "experience", "education")
        )
    )
    work = list(_theirs(of_kinds(sections, "experience", "education")))
    contact = Contact()
    contact.email = _email(near, far, work, document, evidence)
    contact.phone = _phone(near, far, document, evidence)
    around = _around(sections, contact.email)
    if contact.phone is None:
        contact.phone = _phone(around, [], document, evidence)
    for lines, sure in ((near, 0.98), (far, 0.9), (around, 0.8)):
        if contact.postcode is None:
            contact.postcode, contact.town = _place(lines, sure, evidence)
    if contact.town is None:
        contact.town = _town_alone(near, evidence)
    return contact


def _theirs(lines: Iterator[Line]) -> Iterator[Line]:
    return (line for line in lines if not _NOT_THEIRS.search(line.text))


def _email(
    near: list[Line],
    far: list[Line],
    work: list[Line],
    document: Document,
    evidence: dict[str, Evidence],
) -> str | None:
    for lines, sure in ((near, 0.99), (far, 0.95), (work, 0.8)):
        for n in range(len(lines)):
            text = _whole_address(lines, n)
            if "@" not in text and not re.search(r"\be-?mail\b", text, re.IGNORECASE):
                continue
            for piece in re.split(r"[\t|;]", text):
                if ("@" in piece or re.search(r"\be-?mail\b", piece, re.IGNORECASE)) and (
                    address := find_address(piece)
                ):
                    evidence["email"] = Evidence(" ".join(text.split()), sure)
                    return address
    for link in document.links:
        if link.lower().startswith("mailto:") and (address := find_address(link[7:].split("?")[0])):
            evidence["email"] = Evidence(link, 0.9)
            return address
    return None


def _around(sections: list[Section], email: str | None) -> list[Line]:
    """Return the lines about the address: what else says how to reach them stands there."""
    for section in sections:
        lines = section.lines
        place = next((n for n, x in enumerate(lines) if email and email in x.text.lower()), None)
        if section.kind != "references" and place is not None:
            return list(_theirs(iter(lines[max(0, place - AROUND) : place + AROUND + 1])))
    return []


def _whole_address(lines: list[Line], n: int) -> str:
    """Return the line with the end, and the beginning, of an address a narrow column has broken."""
    text = lines[n].text
    if text.startswith("@") and n and re.fullmatch(r"[\w.+-]{2,60}", lines[n - 1].text.strip()):
        text = lines[n - 1].text.strip() + text
    match = _MAIL_TAIL.search(text)
    after = lines[n + 1].text.strip() if n + 1 < len(lines) else ""
    if match:
        domain = match[0].split("@")[1]
        tail = re.fullmatch(r"[\w.-]{2,40}", after)
        if tail and (
            not domain or domain.endswith((".", "-")) or ("." not in domain and "." in after)
        ):
            text += after
        before = lines[n - 1].text.strip() if n else ""
        if re.fullmatch(r"[\w.+-]{1,40}[._-]", before) and match.start() == 0:
            text = before + text
    return text


def _phone(
    near: list[Line], far: list[Line], document: Document, evidence: dict[str, Evidence]
) -> str | None:
    for lines, sure in ((near, 0.98), (far, 0.9)):
        found: list[tuple[str, str]] = []
        for line in lines:
            if _NUMBERED.search(line.text):
                continue
            pieces = [*re.split(r"[\t|;•·,]|\s/\s|\bor\b", line.text), line.words]
            pieces += _A_NUMBER.findall(line.words)
            read = (find_phone(re.sub(r"\bext\b.*", "", piece)) for piece in pieces)
            found += [(each, line.words) for each in read if each]
        if found:
            mobile = [each for each in found if each[0].startswith("+447")]
            best, words = (mobile or found)[0]
            evidence["phone"] = Evidence(words, sure)
            return best
    for link in document.links:
        if link.lower().startswith("tel:") and (number := find_phone(link[4:])):
            evidence["phone"] = Evidence(link, 0.9)
            return number
    return None


def _place(
    lines: list[Line], sure: float, evidence: dict[str, Evidence]
) -> tuple[str | None, str | None]:
    for n, line in enumerate(lines):
        after = lines[n + 1].text if n + 1 < len(lines) else ""
        text = line.text
        if _OUTWARD_LAST.search(text) and _INWARD_ALONE.fullmatch(after):
            text = f"{text.rstrip()} {after.strip()}"
        for cell in (*re.split(r"[\t|•·]", text), " ".join(text.split())):
            written = _WRITTEN_POSTCODE.findall(cell)
            if postcode := find_postcode(cell) or (_as_written(written[-1]) if written else None):
                evidence["postcode"] = Evidence(line.words, sure)
                return postcode, _town(lines, n, postcode, evidence)
    return None, None


def _as_written(postcode: str) -> str | None:
    """Return a postcode whose last letters no real one has: a slip, yet told as theirs."""
    if real := find_postcode(postcode):
        return real
    squeezed = postcode.replace(" ", "")
    return f"{squeezed[:-3]} {squeezed[-3:]}" if area_of(postcode) in AREAS else None


def _town(lines: list[Line], n: int, postcode: str, evidence: dict[str, Evidence]) -> str | None:
    area = area_of(postcode)
    near: list[tuple[str, Line]] = []
    for line in reversed(lines[max(0, n - 3) : n + 1]):
        if line is not lines[n] and len(line.words) > 60:
            break
        near += [(piece, line) for piece in reversed(_pieces(line.text))]
    known = places()
    for inside in (True, False):
        for piece, line in near:
            name, areas = known.get(piece.lower(), ("", frozenset()))
            if name and (area in areas or (not inside and not _STREET.search(piece))):
                evidence["town"] = Evidence(line.words, 0.97 if inside else 0.85)
                return name
    for piece, line in near[:3]:
        piece = re.sub(
            r"^(?:based|living|lives?|located|resident|home) in\s", "", piece, flags=re.IGNORECASE
        )
        if line is lines[n] and _may_be_town(piece):
            evidence["town"] = Evidence(line.words, 0.6)
            return piece
    return None


def _pieces(text: str) -> list[str]:
    pieces = []
    for piece in _PIECES.split(_LABEL.sub("", text)):
        piece = _LABEL.sub("", piece)
        if postcode := re.search(r"\b[A-Za-z]{1,2}\d[A-Za-z\d]?\s{0,2}\d[A-Za-z]{2}\b", piece):
            pieces += [piece[: postcode.start()], piece[postcode.end() :]]
        else:
            pieces.append(piece)
    return [piece.strip(" .()") for piece in pieces if piece.strip(" .()")]


def _may_be_town(piece: str) -> bool:
    return (
        len(piece) > 2
        and all(c.isalpha() or c in " '-." for c in piece)
        and len(piece.split()) <= 3
        and piece[0].isupper()
        and not _STREET.search(piece)
        and piece.lower() not in counties()
        and not _NATION.fullmatch(piece)
    )


def _town_alone(lines: list[Line], evidence: dict[str, Evidence]) -> str | None:
    known = places()
    for line in lines[:25]:
        first = line.cells[0]
        labelled = _LABEL.match(line.text)
        label = label_of(labelled[1]) if labelled else label_of(first)
        if len(line.words) > 90 and label != "address":
            continue
        for piece in _pieces(line.text):
            if (found := known.get(piece.lower())) and (piece[0].isupper()):
                evidence["town"] = Evidence(line.words, 0.9 if label == "address" else 0.8)
                return found[0]
    for line in lines:
        based = _BASED.search(line.text)
        words = based[1].split() if based else []
        for length in range(min(4, len(words)), 0, -1):
            if found := known.get(" ".join(words[:length]).lower().strip(" .,")):
                evidence["town"] = Evidence(line.words, 0.8)
                return found[0]
    return None
