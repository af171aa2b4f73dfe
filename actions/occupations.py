"""What somebody's job brings to school work, put together from the lexicon."""

from collections.abc import Mapping
from typing import Any

from actions.vocabulary import Vocabulary

PARTS = ("title", "brings", "missing", "first_step")


def compose_occupation(template: str, entry: Mapping[str, Any], vocabulary: Vocabulary) -> str:
    """Return *template* filled from one occupation's entry."""
    roles = [
        str((vocabulary.entry("roles", role) or {}).get("a_title", role))
        for role in entry.get("fits", ())
    ]
    text = template.replace("{fits}", join_or(roles))
    for part in PARTS:
        text = text.replace(f"{{{part}}}", str(entry.get(part, "")).strip())
    return text.strip()


def join_or(words: list[str]) -> str:
    """Return "a, b or c"."""
    return " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
