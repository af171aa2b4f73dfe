"""
CVs made by somebody who did not know the reader: files of other programs, with their truth.

Chromium's printing, Word's text boxes, content controls and tracked changes, forms, letters: each
lies in `files` beside what stands in it. Of skills, DBS and years their truth says nothing. Seen
for the first time they gave names 85 %, e-mail 100 %, telephone and postcode 97.5 %, current title
90 %, current employer 92 %, qualifications F1 0.80; what was missing was then put right.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FILES = Path(__file__).parent / "files"


def strangers() -> Iterator[tuple[str, bytes, dict[str, Any]]]:
    """Return the name, the bytes and the truth of each."""
    for truth in sorted(FILES.glob("*.json")):
        path = truth.with_suffix("")
        yield path.name, path.read_bytes(), json.loads(truth.read_text("utf-8"))
