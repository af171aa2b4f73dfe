"""Writes a CV's blocks as ODT, RTF and plain text, by hand, as the programs would."""

from __future__ import annotations

import textwrap
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from tests.cv_set.wording import Block

_SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("draw", "drawing"),
        ("style", "style"),
    )
)
BESIDE = ("contact", "side", "sh", "sli", "sp")


def odt(blocks: list[Block], *, frame: bool = False, header: bool = False) -> bytes:
    """A Writer document; with *frame* what stands beside is in a text box."""
    head = ""
    if header:
        head = "".join(_odt_p(b[1]) for b in blocks if b[0] in ("name", "contact"))
        blocks = [b for b in blocks if b[0] not in ("name", "contact")]
    if frame:
        inside = "".join(_odt(b) for b in blocks if b[0] in BESIDE)
        rest = "".join(_odt(b) for b in blocks if b[0] not in BESIDE)
        box = f"<draw:frame><draw:text-box>{inside}</draw:text-box></draw:frame>"
        body = f"<text:p>{box}</text:p>{rest}"
    else:
        body = "".join(_odt(block) for block in blocks)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_SPACES}><office:body>'
        f"<office:text>{body}</office:text></office:body></office:document-content>"
    )
    styles = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-styles {_SPACES}>'
        "<office:master-styles><style:master-page><style:header>"
        f"{head}</style:header></style:master-page></office:master-styles></office:document-styles>"
    )
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text", ZIP_STORED)
        archive.writestr("content.xml", content, ZIP_DEFLATED)
        archive.writestr("styles.xml", styles, ZIP_DEFLATED)
        archive.writestr("META-INF/manifest.xml", "<manifest/>", ZIP_DEFLATED)
    return out.getvalue()


def _odt(block: Block) -> str:
    kind, *words = block
    if kind in ("h", "sh"):
        return f'<text:h text:outline-level="1">{escape(words[0])}</text:h>'
    if kind in ("li", "sli"):
        return f"<text:list><text:list-item>{_odt_p(words[0])}</text:list-item></text:list>"
    if kind in ("row", "row2"):
        return f"<text:p>{escape(words[0])}<text:tab/>{escape(words[1])}</text:p>"
    if kind in ("table", "pairs"):
        rows = "".join(
            "<table:table-row>"
            + "".join(f"<table:table-cell>{_odt_p(c)}</table:table-cell>" for c in row.split("\t"))
            + "</table:table-row>"
            for row in words
        )
        return f"<table:table>{rows}</table:table>"
    return _odt_p(words[0] if words else "")


def _odt_p(text: str) -> str:
    return f"<text:p>{escape(text).replace('   ', ' <text:s text:c="2"/>')}</text:p>"


def rtf(  # noqa: C901  a case for each kind of block
    blocks: list[Block], *, header: bool = False, code_page: bool = False
) -> bytes:
    """A Rich Text file; with *code_page* accents are bytes of Windows-1252, else Unicode."""

    def words_of(text: str) -> str:
        out = ""
        for c in text:
            if c in "\\{}":
                out += "\\" + c
            elif ord(c) < 128:
                out += c
            elif code_page and c.encode("cp1252", "ignore"):
                out += f"\\'{c.encode('cp1252')[0]:02x}"
            else:
                out += f"\\u{ord(c)}?"
        return out

    lines = [
        r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss Arial;}{\f1 Symbol;}}",
        r"{\colortbl;\red0\green0\blue0;}{\stylesheet{\s0 Normal;}}",
        r"{\info{\author Somebody Else}{\title Untitled}}\pard\plain\fs20 ",
    ]
    if header:
        reach = [b[1] for b in blocks if b[0] in ("name", "contact")]
        lines.append(r"{\header " + r"\par ".join(words_of(t) for t in reach) + r"\par}")
        blocks = [b for b in blocks if b[0] not in ("name", "contact")]
    for kind, *words in blocks:
        if kind == "name":
            lines.append(r"{\b\fs40 " + words_of(words[0]) + r"\par}")
        elif kind in ("h", "sh", "b"):
            lines.append(r"{\b\fs26 " + words_of(words[0]) + r"\par}")
        elif kind in ("li", "sli"):
            lines.append(r"{\pntext\f1\'b7\tab}" + words_of(words[0]) + r"\par")
        elif kind in ("row", "row2"):
            lines.append(words_of(words[0]) + r"\tab " + words_of(words[1]) + r"\par")
        elif kind in ("table", "pairs"):
            for row in words:
                cells = "".join(words_of(c) + r"\cell " for c in row.split("\t"))
                lines.append(r"\trowd\cellx3000\cellx6000\cellx9000\intbl " + cells + r"\row")
            lines.append(r"\pard ")
        else:
            lines.append(words_of(words[0] if words else "") + r"\par")
    return "\n".join([*lines, "}"]).encode("ascii")


def txt(
    blocks: list[Block], encoding: str = "utf-8", *, wrap: int = 0, underline: bool = False
) -> bytes:
    """Plain text, as an editor or a job board's form leaves it."""
    lines: list[str] = []
    for kind, *words in blocks:
        if kind in ("h", "sh"):
            lines += ["", words[0]] + (["=" * len(words[0])] if underline else [])
        elif kind in ("li", "sli"):
            lines.append("- " + words[0])
        elif kind in ("row", "row2"):
            lines.append("    ".join(words))
        elif kind in ("table", "pairs"):
            lines += words
        else:
            lines.append(words[0] if words else "")
    if wrap:
        lines = [piece for line in lines for piece in (textwrap.wrap(line, wrap) or [""])]
    return "\r\n".join(lines).encode(encoding, "replace")
