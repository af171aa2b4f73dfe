"""The field's words, read from data/lexicon."""

from pathlib import Path
from typing import Any

import yaml

type Lexicon = dict[str, dict[str, Any]]


class LexiconBroken(Exception):
    """A file of the lexicon cannot be read; the message says which, and where."""


def load_lexicon(folder: Path) -> Lexicon:
    """Return every file of *folder* by its name: "roles", "places", "qualifications"."""
    lexicon: Lexicon = {}
    for path in sorted(folder.glob("*.yml")):
        content = read_yaml(path)
        if not isinstance(content, dict):
            raise LexiconBroken(f"{path.name} is not a list of names and values")
        lexicon[path.stem] = content
    return lexicon


def read_yaml(path: Path) -> Any:
    """Return what a YAML file says, or raise LexiconBroken with its name and line."""
    try:
        return yaml.load(path.read_bytes(), Loader=_SafeLoader)  # noqa: S506  it is the safe one
    except yaml.YAMLError as problem:
        raise LexiconBroken(f"{path.name} is not YAML: {problem}") from problem


_SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
