from dataclasses import dataclass
from typing import Any

from agency.core.care import shared


@dataclass(frozen=True)
class Said:
    id: int
    understood: dict[str, Any] | None = None
    answers_turn_id: int | None = None


HELLO = Said(1, {"intent": "greet"})
DISCLOSED = Said(2, {"intent": "disclose_concern"})
ANSWER = Said(3, answers_turn_id=2)
DISTRESSED = Said(4, {"intent": "express_distress"})
UNKNOWN = Said(5)


def test_what_is_said_in_need_and_its_answer_are_shared_with_nobody():
    assert shared([HELLO, DISCLOSED, ANSWER, DISTRESSED, UNKNOWN]) == [HELLO, UNKNOWN]
