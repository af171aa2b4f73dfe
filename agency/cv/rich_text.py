"""A Rich Text file as lines. Its words are read; what it draws, embeds or runs is passed over."""

import re
from dataclasses import dataclass, replace

from agency.cv.document import Document, Line
from agency.cv.refusal import CvUnreadable, Reason

_TOKEN = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-z'])|([{}])|[\r\n]+|"
    rb"([^\\{}\r\n]+)"
)
_SILENT_WORDS = """
    fonttbl colortbl stylesheet info pict object objdata themedata colorschememapping latentstyles
    datastore listtable listoverridetable rsidtbl generator xmlnstbl filetbl revtbl fldinst pntext
    shprslt nonshppict mmathPr operator author title company bkmkstart bkmkend sp sn sv listtext
    userprops wgrffmtfilter pgptbl background template
"""
_SILENT = {word.encode() for word in _SILENT_WORDS.split()}
_STARRED_BUT_READ = {b"shpinst", b"shptxt", b"nesttableprops"}
_SIGNS = {
    b"par": "\n", b"line": "\n", b"row": "\n", b"nestrow": "\n", b"sect": "\n", b"page": "\n",
    b"tab": "\t", b"cell": "\t", b"nestcell": "\t", b"lquote": "‘", b"rquote": "’",
    b"ldblquote": "“", b"rdblquote": "”", b"endash": "–", b"emdash": "—", b"bullet": "•",
    b"emspace": " ", b"enspace": " ",
}  # fmt: skip
_CHARSETS = {0: "cp1252", 161: "cp1253", 162: "cp1254", 177: "cp1255", 178: "cp1256",
             186: "cp1257", 204: "cp1251", 238: "cp1250", 77: "mac_roman"}  # fmt: skip
_DEEPEST = 200
_MOST_TOKENS = 2_000_000


@dataclass(slots=True)
class _State:
    silent: bool = False
    skip: int = 1  # how many letters stand in for one of Unicode's
    bold: bool = False
    size: float = 0.0
    hidden: bool = False
    edge: str = ""
    encoding: str = "cp1252"


class _Reader:
    """Follows the file from group to group."""

    def __init__(self) -> None:
        self.state = _State()
        self.groups: list[_State] = []
        self.text: dict[str, list[tuple[str, float, bool]]] = {"header": [], "": [], "footer": []}
        self.owed = 0
        self.starred = False
        self.pictures = False
        self.fonts: dict[int, str] = {}
        self.font = 0
        self.in_fonts = False

    def read(self, body: bytes) -> None:
        place = count = 0
        while match := _TOKEN.match(body, place):
            place = match.end()
            count += 1
            if count > _MOST_TOKENS:
                raise CvUnreadable(Reason.BOMB)
            word, number, code, sign, brace, plain = match.groups()
            if word == b"bin" and number:
                place += max(0, int(number))
            elif word:
                self.command(word, int(number) if number else None)
            elif code:
                self.say(bytes([int(code, 16)]).decode(self.state.encoding, "replace"))
            elif sign:
                self.starred = sign == b"*"
                self.say(
                    {b"~": " ", b"_": "-", b"\n": "\n"}.get(
                        sign, sign.decode("latin-1") if sign in b"\\{}" else ""
                    )
                )
            elif brace:
                self.group(opens=brace == b"{")
            elif plain:
                self.say(plain.decode(self.state.encoding, "replace"))

    def group(self, *, opens: bool) -> None:
        if opens:
            if len(self.groups) > _DEEPEST:
                raise CvUnreadable(Reason.BOMB)
            self.groups.append(replace(self.state))
        elif self.groups:
            self.state = self.groups.pop()
        self.owed = 0
        self.starred = False

    def command(self, word: bytes, number: int | None) -> None:
        state = self.state
        if word == b"pict":
            self.pictures = True
        if word == b"fonttbl":
            self.in_fonts = True
        elif word in (b"colortbl", b"stylesheet", b"pard"):
            self.in_fonts = False
        if word in _SILENT or (self.starred and word not in _STARRED_BUT_READ):
            state.silent = True
        elif word == b"shptxt":
            state.silent = False
        self.starred = False
        if word in _SIGNS:
            self.say(_SIGNS[word])
        elif word == b"u" and number is not None:
            self.owed = 0
            self.say(chr(number % 65536) if not 0xD800 <= number % 65536 <= 0xDFFF else "")
            self.owed = state.skip
        elif word == b"uc":
            state.skip = max(0, min(number or 0, 8))
        elif word.startswith((b"header", b"footer")) and word[6:] in (b"", b"l", b"r", b"f"):
            state.edge = word[:6].decode()
        else:
            self._manner(word, number)

    def _manner(self, word: bytes, number: int | None) -> None:
        state = self.state
        if word in (b"b", b"v"):
            on = number != 0
            state.bold, state.hidden = (on, state.hidden) if word == b"b" else (state.bold, on)
        elif word == b"fs":
            state.size = (number or 0) / 2
        elif word == b"plain":
            state.bold = state.hidden = False
        elif word == b"ansicpg" and number in (874, *range(1250, 1259)):
            state.encoding = f"cp{number}"
        elif word == b"mac":
            state.encoding = "mac_roman"
        elif word == b"f" and number is not None:
            self.font = number
            if not self.in_fonts and number in self.fonts:
                state.encoding = self.fonts[number]
        elif word == b"fcharset" and self.in_fonts and number in _CHARSETS and number:
            self.fonts[self.font] = _CHARSETS[number]

    def say(self, text: str) -> None:
        if self.owed and text:
            taken = min(self.owed, len(text))
            self.owed -= taken
            text = text[taken:]
        if text and not self.state.silent and not self.state.hidden:
            self.text[self.state.edge].append((text, self.state.size, self.state.bold))


def read_rtf(body: bytes) -> Document:
    """Return what *body* says, headers first and footers last."""
    reader = _Reader()
    reader.read(body)
    lines = [
        line
        for edge in ("header", "", "footer")
        for line in _lines(reader.text[edge], edge=bool(edge))
    ]
    return Document(lines, pictures=reader.pictures)


def _lines(pieces: list[tuple[str, float, bool]], *, edge: bool) -> list[Line]:
    lines: list[Line] = []
    text, size, thick = "", 0.0, 0
    gap = False
    for piece, its_size, is_bold in [*pieces, ("\n", 0.0, False)]:
        first, *others = piece.split("\n")
        text += first
        if first.strip():
            size = max(size, its_size)
            thick += len(first) if is_bold else 0
        for other in others:
            if text.strip():
                bold = thick > len(text) / 2
                lines.append(Line(text.strip(" \t"), size, bold, gap=gap, edge=edge))
            gap = not text.strip()
            text, size, thick = other, its_size, len(other) if is_bold else 0
    return lines
