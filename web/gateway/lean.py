"""The chat window's files as they travel: without what only their readers here need."""

import gzip
import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

# What is put in place of what, each once.
Fill = tuple[tuple[str, str], ...]

KINDS = {".js": "text/javascript", ".css": "text/css"}
NOT_FOUND = 404

BLOCK = re.compile(r"^[ \t]*/\*.*?\*/[ \t]*\n", re.DOTALL | re.MULTILINE)
LINE = re.compile(r"^[ \t]*//.*\n", re.MULTILINE)
MARGIN = re.compile(r"^[ \t]+|[ \t]+$", re.MULTILINE)
IMPORT = re.compile(r"""^import [^;]+ from "\./([\w.]+)";\n""", re.MULTILINE)
EMPTY = re.compile(r"\n{2,}")


def lean(text: str) -> str:
    """
    Return a script or a style sheet without whole lines of comment, margins and empty lines.

    Nothing inside a line is touched, so no string can be mistaken for a comment. Lines of a
    template's text lose their margins too: ours hold styles alone.
    """
    bare = LINE.sub("", BLOCK.sub("", text))
    return EMPTY.sub("\n", MARGIN.sub("", bare)).lstrip("\n")


def whole(path: Path) -> str:
    """
    Return the script at *path* with the modules it begins with, each once and before its users.

    They share one scope then: a name is declared once in all of them, or a browser refuses it.
    """
    return "".join(_modules(path, {}).values())


def _modules(path: Path, known: dict[Path, str]) -> dict[Path, str]:
    text = path.read_text("utf-8")
    for name in IMPORT.findall(text):
        if path.parent / name not in known:
            _modules(path.parent / name, known)
    known[path] = IMPORT.sub("", text)
    return known


@dataclass(frozen=True)
class Packed:
    """One file, ready to be sent."""

    plain: bytes
    packed: bytes
    tag: str
    kind: str


@lru_cache(maxsize=64)
def pack(path: Path, _changed: int, fill: Fill = (), *, together: bool = False) -> Packed:
    """
    Return the file at *path*, *together* with its modules where that is asked.

    It is made again once it has *changed*, or what is filled in has.
    """
    text = lean(whole(path) if together else path.read_text("utf-8"))
    for place, what in fill:
        text = text.replace(place, what, 1)
    plain = text.encode()
    tag = f'"{sha256(plain).hexdigest()[:24]}"'
    return Packed(plain, gzip.compress(plain, 9, mtime=0), tag, KINDS[path.suffix])


def last_change(folder: Path) -> int:
    """Return when a file of *folder* last changed."""
    return max(each.stat().st_mtime_ns for each in folder.iterdir())


def edition(folder: Path) -> str:
    """Return a short name for what the files of *folder* say now; another word, another name."""
    return _edition(folder, last_change(folder))


@lru_cache(maxsize=4)
def _edition(folder: Path, _changed: int) -> str:
    files = sorted(each for each in folder.iterdir() if each.suffix in KINDS)
    said = b"".join(each.name.encode() + each.read_bytes() for each in files)
    return sha256(said).hexdigest()[:12]


def send_lean(
    request: Request,
    path: Path,
    headers: dict[str, str],
    *,
    fill: Fill = (),
    together: bool = False,
) -> Response:
    """Return the file at *path* as it travels, or that the browser has it already."""
    if path.suffix not in KINDS or not path.is_file():
        return Response(status_code=NOT_FOUND)
    changed = last_change(path.parent) if together else path.stat().st_mtime_ns
    file = pack(path, changed, fill, together=together)
    headers = {**headers, "ETag": file.tag, "Vary": "Accept-Encoding"}
    if file.tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(
            file.packed, headers={**headers, "Content-Encoding": "gzip"}, media_type=file.kind
        )
    return Response(file.plain, headers=headers, media_type=file.kind)
