"""What a file says, line by line, in the order a person reads it."""

import re
import unicodedata
from dataclasses import dataclass, field, replace

LONGEST_LINE = 1000
MOST_LINES = 3000
MOST_LETTERS = 150_000

_NOTHING = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufe0f]")
_LIGATURES = {"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_LIGATURE = re.compile("[ﬀ-ﬆ]")
_BULLET = re.compile(r"^\s{0,8}(?:[•▪▫●○◦‣⁃∙■□➢➤►▶✓✔❖◆◇★»·*§o>]|[-–—](?=\s))\s{1,4}(?=\S)")
_WIDE = re.compile(r"(?<![.!?:\s])[ ]{2,}|(?<=[.!?:])[ ]{3,}")
_LEADERS = re.compile(r"\s?(?:\.{4,}|_{4,}|…{2,})\s?|\s\.{3}\s")
_SPACED_OUT = re.compile(r"(?:[^\W\d_] ){3,}[^\W\d_](?: [&'’-])?(?![^\s])")


@dataclass(frozen=True)
class Line:
    """One line; the cells of a row, or what stands far apart in it, are parted by a tab."""

    text: str
    size: float = 0.0
    bold: bool = False
    heading: bool = False
    bullet: bool = False
    begins: bool = False  # the first line of a column or a text box
    gap: bool = False  # more room stands above it than between the lines of one paragraph
    edge: bool = False  # above or below every page, and so about the person
    places: tuple[float, ...] = ()

    @property
    def cells(self) -> list[str]:
        return self.text.split("\t")

    @property
    def words(self) -> str:
        """The line as a person would quote it."""
        return " ".join(self.text.split())


@dataclass
class Document:
    """The lines of a file, and the addresses its links lead to."""

    lines: list[Line] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    pictures: bool = False
    pages: int = 1

    @property
    def letters(self) -> int:
        return sum(character.isalpha() for line in self.lines for character in line.text)


def tidy(lines: list[Line]) -> list[Line]:
    """Return *lines* without what only a printer needs, and without empty ones."""
    tidied = []
    for line in lines[:MOST_LINES]:
        text = clean(line.text[:LONGEST_LINE])
        bullet = bool(_BULLET.match(text)) or line.bullet
        cells = [_BULLET.sub("", cell, count=1).strip() for cell in text.split("\t")]
        places = line.places if len(cells) == len(line.places) else ()
        if not places:
            cells = [cell for cell in cells if cell]
        if any(cells):
            tidied.append(replace(line, text="\t".join(cells), bullet=bullet, places=places))
    return tidied


def below_a_gap(lines: list[Line]) -> list[Line]:
    """Return *lines*, the first of them marked as standing apart from what is above it."""
    return [replace(line, gap=number == 0) for number, line in enumerate(lines)]


def clean(text: str) -> str:
    """Return *text* with plain spaces and whole letters, and without signs nobody can read."""
    text = _LIGATURE.sub(lambda match: _LIGATURES.get(match[0], match[0]), text)
    text = _NOTHING.sub("", unicodedata.normalize("NFC", text))
    text = "".join(_plain(character) for character in text)
    text = _SPACED_OUT.sub(lambda match: match[0].replace(" ", ""), text)
    text = _LEADERS.sub("\t", text.replace("\u00a0", " ").strip(" "))
    return _WIDE.sub("\t", text)


def _plain(character: str) -> str:
    if character in "\t•▪●○◦■□►▶★◆◇❖✓✔➢➤▫":
        return character
    category = unicodedata.category(character)
    if category in ("Zs", "Zl", "Zp"):
        return " "
    # Icons stand where words would: for us they part what is left of them from what is right.
    return (
        "\t"
        if category in ("So", "Co", "Cn", "Cs", "Cc", "Sk") and character not in "`^"
        else character
    )
