"""Two assistants before the same questions: what each got right, and what changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agency.core.asked import HELP_FIRST, OUT_OF_SCOPE

DECLINED = frozenset({"out_of_scope", "abuse"})
SEVERAL = "multi"
OURS = "yours"

type Line = Mapping[str, Any]
type Topics = Sequence[str]


@dataclass(frozen=True)
class Changed:
    """A question that one of the two got right and the other did not."""

    text: str
    kind: str
    expected: str
    before: str
    after: str

    @property
    def is_about_help(self) -> bool:
        return self.expected in HELP_FIRST


def is_right(line: Line, heard: Topics) -> bool:
    """Tell whether *heard*, the topics understood in the order asked, is what *line* asks."""
    if line["kind"] in DECLINED:
        return not heard or heard[0] in {OUT_OF_SCOPE, *line.get("accept", ())}
    if line["kind"] == SEVERAL:
        return set(line.get("topics", ())) <= set(heard)
    return bool(heard) and heard[0] in {line["topic"], *line.get("accept", ())}


def compare_heard(
    lines: Sequence[Line], before: Sequence[Topics], after: Sequence[Topics]
) -> dict[str, Any]:
    """Return the figures of both, by kind, and each question that changed for better or worse."""
    better: list[Changed] = []
    worse: list[Changed] = []
    kinds: dict[str, list[int]] = {}
    for line, old, new in zip(lines, before, after, strict=True):
        was, is_now = is_right(line, old), is_right(line, new)
        figures = kinds.setdefault(line["kind"], [0, 0, 0])
        figures[0] += 1
        figures[1] += was
        figures[2] += is_now
        if was is not is_now:
            expected = " + ".join(line.get("topics") or [line["topic"]])
            change = Changed(line["text"], line["kind"], expected, _say(old), _say(new))
            (better if is_now else worse).append(change)
    return {
        "asked": len(lines),
        "before": sum(each[1] for each in kinds.values()),
        "after": sum(each[2] for each in kinds.values()),
        "kinds": {kind: tuple(figures) for kind, figures in sorted(kinds.items())},
        "better": [vars(each) for each in better],
        "worse": [vars(each) for each in worse],
        "help_lost": sum(each.is_about_help for each in worse),
    }


def is_worse(comparison: Mapping[str, Any]) -> bool:
    """Tell whether the candidate got fewer questions right, or there was nothing to ask."""
    return not comparison["asked"] or comparison["after"] < comparison["before"]


def loses_help(comparison: Mapping[str, Any]) -> bool:
    """Tell whether somebody in need was heard before, and would not be any more."""
    return bool(comparison["help_lost"])


def _say(heard: Iterable[str]) -> str:
    return " + ".join(heard) or "unclear"
