"""Plain text in whatever encoding somebody's editor chose."""

import re
from dataclasses import replace

from agency.cv.document import Document, Line
from agency.cv.refusal import CvUnreadable, Reason

_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"),
)  # fmt: skip
_GUESSES = ("cp1252", "mac_roman", "cp1250", "iso8859_15", "cp850")
BEGINNING = 64 * 1024
MOST_NOISE = 0.02
_RULE = re.compile(r"[=\-_*~#—–\s]{3,}")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s{1,3}(?=\S)")
_EMPHASIS = re.compile(r"(?<![\w*_])(\*{1,3}|_{1,3})(?=\S)([^*_\n]{1,200}?)(?<=\S)\1(?![\w*_])")
# Letters no British CV writes inside a word; a wrong encoding is full of them.
_ODD = re.compile(r"[¤¦§¨©ª«¬®¯°±²³´µ¶·¸¹º»¼½¾¿×÷†‡‰Œœƒˆ˜›‹≈√∆∫◊ˇ˘˙˚˝˛─│┤╡╢]")


def read_txt(body: bytes) -> Document:
    """Return the lines of *body*; CvUnreadable when its bytes are no text."""
    text = decode(body)
    if text is None or _noise(text) > MOST_NOISE:
        raise CvUnreadable(Reason.DAMAGED)
    lines: list[Line] = []
    gap = False
    for line in re.split(r"\r\n|[\n\r\f\v\x85\u2028]", text):
        if not line.strip() or _RULE.fullmatch(line):
            gap = True
            continue
        lines.append(replace(_line(line), gap=gap))
        gap = False
    return Document(lines)


def _line(text: str) -> Line:
    """Return a line without the marks of headings and emphasis that some write."""
    marked = _HEADING.match(text)
    text = _EMPHASIS.sub(r"\2", text[marked.end() :] if marked else text)
    return Line(text, heading=bool(marked), bold=bool(marked))


def is_text(body: bytes) -> bool:
    """Tell from its beginning whether *body* is text of any kind, without reading it all."""
    text = decode(body[:BEGINNING])
    return text is not None and _noise(text) <= MOST_NOISE


def decode(body: bytes) -> str | None:
    """Return *body* as text, or None."""
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return _try(body, encoding)
    if wide := _wide(body[:2000]):
        return _try(body, wide)
    if (utf8 := _try(body, "utf-8")) is not None:
        return utf8
    readings = (_try(body, guess) for guess in _GUESSES)
    whole = [text for text in readings if text is not None]
    return min(whole, key=lambda text: len(_ODD.findall(text)), default=None)


def _wide(head: bytes) -> str | None:
    """Say which two-byte encoding writes every second byte as nothing."""
    if len(head) < 4:
        return None
    even, odd = head[::2].count(0) / len(head[::2]), head[1::2].count(0) / len(head[1::2])
    if odd > 0.5 > even:
        return "utf-16-le"
    return "utf-16-be" if even > 0.5 > odd else None


def _try(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding)
    except UnicodeError:
        return None


def _noise(text: str) -> float:
    controls = sum(c < " " and c not in "\t\n\r\f\v\x1a" for c in text)
    return (controls + text.count("\ufffd")) / max(1, len(text))
