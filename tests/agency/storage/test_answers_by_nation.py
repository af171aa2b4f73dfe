"""Where a nation's rules differ, its own answer goes first."""

from pathlib import Path

import pytest

from agency.storage.answers import AnswerBook

FILE = """
topic: checks
title: Checks
question: {any: "Which checks?"}
answers:
  - {role: none, nation: england, text: "A DBS check."}
  - {role: senco, nation: england, text: "A DBS check, as a teacher."}
  - {role: none, nation: scotland, text: "The PVG scheme."}
  - {role: senco, nation: wales, text: "A DBS check, and the EWC."}
"""


@pytest.fixture
def answers(tmp_path: Path) -> AnswerBook:
    (tmp_path / "checks.yml").write_text(FILE, encoding="utf-8")
    return AnswerBook(tmp_path, {})


@pytest.mark.parametrize(
    ("role", "nation", "text"),
    [
        (None, None, "A DBS check."),
        ("senco", None, "A DBS check, as a teacher."),
        ("senco", "wales", "A DBS check, and the EWC."),
        ("senco", "scotland", "The PVG scheme."),
        ("senco", "northern_ireland", "A DBS check, as a teacher."),
        ("semh_support_worker", "scotland", "The PVG scheme."),
    ],
)
def test_the_nations_answer_goes_before_the_usual_one(
    answers: AnswerBook, role: str | None, nation: str | None, text: str
) -> None:
    found = answers.find("checks", role, nation)

    assert found is not None
    assert found.text == text


def test_each_role_is_offered_once_in_the_order_of_the_file(answers: AnswerBook) -> None:
    assert answers.roles("checks") == ["senco"]
