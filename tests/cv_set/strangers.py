"""
CVs made by somebody who did not know the reader: files of other programs, with their truth.

Chromium's printing, Word's text boxes, content controls and tracked changes, forms, letters: each
lies in `files` beside what stands in it. Of skills, DBS and years their truth says nothing.

What they gave when they were seen for the first time, before what was missing was put right:

              CVs  name  e-mail  phone  postcode  title  employer  qualifications F1
    c to x     40   85%    100%    98%       98%    90%       92%               0.80
    s          12   83%    100%    92%       83%    83%       92%               0.77
    u           8  100%    100%   100%      100%    88%       88%               0.78
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
