"""Reads a file of rules that somebody pasted or uploaded, and trusts nothing in it."""

from collections import Counter
from typing import Any

import yaml

LONGEST = 60_000  # letters: our own whole file is a third of that
DEEPEST = 12
MOST_EVENTS = 10_000


class RuleFileBroken(ValueError):
    """The text is no file of rules; the message says why, and where."""


def read_rule_file(text: str | bytes) -> dict[str, Any]:
    """
    Return what the YAML in *text* says.

    A name that refers to another is refused, for a few lines of them can unfold into gigabytes;
    so is what lies too deep, and a name given twice, of which the last would win in silence.
    """
    if len(text) > LONGEST:
        raise RuleFileBroken("it is too long")
    try:
        if isinstance(text, bytes):
            text = text.decode()
        _look_over(text)
        content = yaml.load(text, Loader=_Strict)  # noqa: S506  it is the safe one
    except UnicodeDecodeError as problem:
        raise RuleFileBroken("it is not text") from problem
    except yaml.YAMLError as problem:
        raise RuleFileBroken(_where(problem)) from problem
    except ValueError as problem:  # a day such as 2026-02-31
        raise RuleFileBroken(str(problem)) from problem
    if not isinstance(content, dict):
        raise RuleFileBroken("it is not a list of sections with their names")
    return content


class _Strict(yaml.SafeLoader):
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        names = Counter(str(key.value) for key, _ in node.value if isinstance(key, yaml.ScalarNode))
        if twice := next((name for name, times in names.items() if times > 1), None):
            line = node.start_mark.line + 1 if node.start_mark else 1
            raise RuleFileBroken(f"line {line}: {twice:.60} is given twice")
        return super().construct_mapping(node, deep)


def _look_over(text: str) -> None:
    """Refuse what would cost too much before anything is built of it."""
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=yaml.SafeLoader)):
        if isinstance(event, yaml.AliasEvent):
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise RuleFileBroken(f"line {line}: * refers to something else; write it out")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST or count > MOST_EVENTS:
            raise RuleFileBroken("it is too deep, or holds too much")


def _where(problem: yaml.YAMLError) -> str:
    mark = getattr(problem, "problem_mark", None)
    said = getattr(problem, "problem", None) or "it is not YAML"
    return f"line {mark.line + 1}: {said}" if mark else str(said)
