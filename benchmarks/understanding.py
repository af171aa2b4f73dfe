"""
Writes into docs/understanding.md what is taken for what, and how far to trust a confidence.

    .venv-rasa/bin/python -W ignore -m benchmarks.understanding     (make figures)

Two sources: cross-validation over the examples of data/, and every question of tests/understanding,
read by the trained assistant itself. Nothing is served and nothing is fetched.
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import numpy as np

from benchmarks.cross_validation import examples_of, families, validate
from benchmarks.figures import Figures
from benchmarks.markdown import write_between
from benchmarks.reading import ROOT, topics_of_intents
from benchmarks.tested import read_tests
from bot.nlu.sentence_vectors import sentence_model

PAGE = ROOT / "docs/understanding.md"
PICTURE = ROOT / "docs/pictures/reliability.svg"
MODEL = ROOT / "models/assistant.tar.gz"


def main() -> None:
    """Read the tests, cross-validate, and write page and picture."""
    os.chdir(ROOT)
    tested = asyncio.run(read_tests(MODEL))
    print(f"{len(tested.judged)} test questions read", flush=True)
    sentences = sentence_model(Path("models/sentences"))
    examples = examples_of(ROOT, sentences)
    family = families(examples.texts, examples.vectors)
    answers = validate(examples, family, sentences)
    names = topics_of_intents()
    topics = [label.partition("/")[2] or names.get(label, label) for label in answers.labels]
    figures = Figures(answers, topics, tested, len(np.unique(family)))
    write_between(PAGE, "\n\n".join(figures.sections()))
    PICTURE.write_text(figures.picture(), "utf-8")
    print(f"written: {PAGE.relative_to(ROOT)} and {PICTURE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
