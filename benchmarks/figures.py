"""What was measured, in the sections of docs/understanding.md that `make figures` writes."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np
import yaml

from benchmarks.cross_validation import FOLDS, Answers
from benchmarks.markdown import paragraph, percent, quoted, table
from benchmarks.reading import ROOT
from benchmarks.reliability import (
    Threshold,
    best_temperature,
    calibration_error,
    cooled,
    diagram,
    tenths,
)
from benchmarks.tested import Tested
from bot.nlu.sure_parts import SURE_OF_A_PART, SURE_OF_A_WORD

MOST_FREQUENT = 30
# A test question weighs more than an example: it was asked by nobody who trains.
A_TEST_COUNTS = 5


@dataclass(frozen=True)
class Figures:
    """What was seen, as the sections of the page; `topics` names the columns of the answers."""

    answers: Answers
    topics: list[str]
    tested: Tested
    kinds_apart: int

    def sections(self) -> list[str]:
        return [
            self.where_from(),
            self.by_kind(),
            "### What is taken for what",
            paragraph(f"The {MOST_FREQUENT} most frequent; a test question counts as five."),
            self.confusions(),
            "### Each topic, the worst first",
            self.by_topic(),
            "### How far to trust a confidence",
            "![Share right over confidence, with two thresholds](pictures/reliability.svg)",
            self.reliability(),
            self.calibration(),
            self.at_thresholds(),
            self.near_ties(),
        ]

    def where_from(self) -> str:
        answers, tested = self.answers, self.tested.judged
        return paragraph(f"""
            Written by `make figures`. {len(answers.correct):,} examples in {self.kinds_apart:,}
            families of near-copies, each example asked of a classifier trained on the other
            {FOLDS - 1} of {FOLDS} random folds, with no family in two folds; and {len(tested):,}
            questions of `tests/understanding`, which nothing is trained on, read by the trained
            assistant. Unseen, {percent(answers.right.mean())} of the examples are recognised. The
            same writers are in every fold, which flatters, and many examples are near-misses on
            purpose, which does not: the test questions are the fairer guess.""")

    def by_kind(self) -> str:
        kinds: dict[str, list[bool]] = defaultdict(list)
        for each in self.tested.judged:
            kinds[each.kind.replace("_", " ")].append(each.right)
        rows = sorted(kinds.items(), key=lambda item: -len(item[1]))
        return table(
            ["test questions", "many", "first topic right, or declined where it should be"],
            [(kind, len(hits), percent(sum(hits), len(hits))) for kind, hits in rows],
        )

    def confusions(self) -> str:
        """Return what is taken for what most often, with an example from the tests alone."""
        unseen: Counter[tuple[str, str]] = Counter()
        for label, said in zip(self.answers.correct, self.answers.said, strict=True):
            if label != said:
                unseen[self.topics[label], self.topics[said]] += 1
        tests: dict[tuple[str, str], list[str]] = defaultdict(list)
        for each in self.tested.judged:
            if not each.right:
                tests[each.label, each.said or "(unclear)"].append(each.text)
        weight = {p: unseen[p] + A_TEST_COUNTS * len(tests.get(p, [])) for p in {*unseen, *tests}}
        worst = sorted(weight, key=lambda pair: (-weight[pair], pair))[:MOST_FREQUENT]
        return table(
            ["asked about", "taken for", "examples", "test questions", "such as"],
            [
                (*pair, unseen[pair], len(texts), quoted(min(texts, key=len, default="")))
                for pair in worst
                if (texts := tests.get(pair, [])) is not None
            ],
        )

    def by_topic(self) -> str:
        asked: dict[str, list[bool]] = defaultdict(list)
        for each in self.tested.judged:
            asked[each.label].append(each.right)
        rows = []
        for column, topic in enumerate(self.topics):
            mine = self.answers.correct == column
            hits = asked[topic]
            share = float(self.answers.right[mine].mean())
            tests = percent(sum(hits), len(hits))
            rows.append((share, (topic, int(mine.sum()), percent(share), len(hits), tests)))
        head = ["topic", "examples", "right, unseen", "test questions", "right"]
        return table(head, [row for _, row in sorted(rows)])

    def reliability(self) -> str:
        unseen = tenths(self.answers.sure, self.answers.right)
        tested = tenths(self.tested.sure, self.tested.right)
        rows = []
        for one, two in zip(unseen, tested, strict=True):
            row: list[object] = [f"{one.low:.1f} to {one.low + 0.1:.1f}"]
            for tenth in (one, two):
                row += [tenth.many, percent(tenth.right) if tenth.many else "–"]
            rows.append(row)
        return table(["confidence", "examples", "right", "test questions", "right"], rows)

    def calibration(self) -> str:
        answers, tested = self.answers, self.tested
        best = best_temperature(answers.chances, answers.correct)
        now = [calibration_error(tenths(seen.sure, seen.right)) for seen in (answers, tested)]
        then = [
            calibration_error(tenths(cooled(answers.chances, best).max(axis=1), answers.right)),
            calibration_error(tenths(tested.sure_at(best), tested.right)),
        ]
        return paragraph(f"""
            The expected calibration error, how far confidence and share right lie apart on
            average, is {now[0]:.3f} on the examples and {now[1]:.3f} on the test questions. The
            temperature that fits the unseen examples best is {best:.2f}: divided by it, the scores
            would give {then[0]:.3f} and {then[1]:.3f}. What the words around it decided (two
            questions in one message, a role or a place alone) carries no confidence and is left
            out: {len(tested.judged) - len(tested.weighed)} test questions.""")

    def at_thresholds(self) -> str:
        """Return, for each threshold, how many lie below it, and how often each side is right."""
        rows = []
        for threshold in thresholds():
            row: list[object] = [f"{threshold.at:.2f}, {threshold.name}"]
            for seen in (self.answers, self.tested):
                below = seen.sure < threshold.at
                row += [
                    percent(below.mean()),
                    percent(seen.right[below].sum(), below.sum()),
                    percent(seen.right[~below].sum(), (~below).sum()),
                ]
            rows.append(row)
        head = ["threshold", "examples below", "right below", "right above"]
        return table([*head, "test questions below", *head[2:]], rows)

    def near_ties(self) -> str:
        _, lead = fallback()
        ranked = np.sort(self.answers.chances, axis=1)
        close = ranked[:, -1] - ranked[:, -2] < lead
        right = percent(self.answers.right[close].sum(), close.sum())
        tests = [each for each in self.tested.weighed if each.sure - each.second < lead]
        return paragraph(f"""
            A first choice less than {lead} ahead of the second is unclear too: {close.sum()}
            examples, of which it was right for {right}, and {len(tests)} test questions, of which
            it was right for {sum(each.guess_right for each in tests)}.""")

    def picture(self) -> str:
        return diagram(
            "How often a confidence is right",
            {
                "examples, unseen": tenths(self.answers.sure, self.answers.right),
                "test questions": tenths(self.tested.sure, self.tested.right),
            },
            thresholds()[:2],
        )


def thresholds() -> list[Threshold]:
    """Return the confidences of `config.yml` and `bot/nlu` at which something else happens."""
    return [
        Threshold(fallback()[0], "unclear below"),
        Threshold(SURE_OF_A_PART, "a part is a question from"),
        Threshold(SURE_OF_A_WORD, "a part that asks nothing counts from"),
    ]


def fallback() -> tuple[float, float]:
    """Return the confidence below which, and the lead within which, nothing is answered."""
    config = yaml.safe_load((ROOT / "config.yml").read_text("utf-8"))
    for component in config["pipeline"]:
        if component["name"] == "FallbackClassifier":
            return component["threshold"], component["ambiguity_threshold"]
    raise LookupError("config.yml has no FallbackClassifier")
