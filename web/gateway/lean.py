"""The chat window's files as they travel: without what only their readers here need."""

import gzip
import re
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

KINDS = {".js": "text/javascript", ".css": "text/css"}
NOT_FOUND = 404

BLOCK = re.compile(r"^[ \t]*/\*.*?\*/[ \t]*\n", re.DOTALL | re.MULTILINE)
LINE = re.compile(r"^[ \t]*//.*\n", re.MULTILINE)
MARGIN = re.compile(r"^[ \t]+|[ \t]+$", re.MULTILINE)
EMPTY = re.compile(r"\n{2,}")


def lean(text: str) -> str:
    """
    Return a script or a style sheet without whole lines of comment, margins and empty lines.

    Nothing inside a line is touched, so no string can be mistaken for a comment. Lines of a
    template's text lose their margins too: ours hold styles alone.
    """
    bare = LINE.sub("", BLOCK.sub("", text))
    return EMPTY.sub("\n", MARGIN.sub("", bare)).lstrip("\n")


@dataclass(frozen=True)
class Packed:
    """One file, ready to be sent."""

    plain: bytes
    packed: bytes
    tag: str
    kind: str


@cache
def pack(path: Path, _changed: int) -> Packed:
    """Return the file at *path*; it is made again once it has *changed*."""
    plain = lean(path.read_text("utf-8")).encode()
    tag = f'"{sha256(plain).hexdigest()[:24]}"'
    return Packed(plain, gzip.compress(plain, 9, mtime=0), tag, KINDS[path.suffix])


def send_lean(request: Request, path: Path, headers: dict[str, str]) -> Response:
    """Return the file at *path* as it travels, or that the browser has it already."""
    if path.suffix not in KINDS or not path.is_file():
        return Response(status_code=NOT_FOUND)
    file = pack(path, path.stat().st_mtime_ns)
    headers = {**headers, "ETag": file.tag, "Vary": "Accept-Encoding"}
    if file.tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(
            file.packed, headers={**headers, "Content-Encoding": "gzip"}, media_type=file.kind
        )
    return Response(file.plain, headers=headers, media_type=file.kind)
