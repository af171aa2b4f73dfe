"""What people type, read as the form reads it: the table in tests/typed_values.yml."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.readings import Readings
from actions.vocabulary import Vocabulary
from tests.factories import MONDAY

ROOT = Path(__file__).parents[2]
TABLE = yaml.safe_load((ROOT / "tests" / "typed_values.yml").read_text("utf-8"))
ENOUGH = 0.98


@pytest.fixture(scope="module")
def readings() -> Readings:
    lexicon = {
        path.stem: yaml.safe_load(path.read_text("utf-8"))
        for path in (ROOT / "data" / "lexicon").glob("*.yml")
    }
    return Readings(Vocabulary(lexicon), lambda: MONDAY)


def test_what_people_type_is_kept_as_they_meant_it(readings: Readings) -> None:
    lines = [(slot, *line) for slot, typed in TABLE.items() for line in typed]
    wrong = [line for line in lines if (line[2], *line[3:]) != as_read(readings, line)]

    assert len(lines) >= 330
    assert 1 - len(wrong) / len(lines) >= ENOUGH, "\n".join(
        f"{line[0]}: {line[1]!r} is {line[2:]}, read {as_read(readings, line)}" for line in wrong
    )


def as_read(readings: Readings, line: tuple[Any, ...]) -> tuple[Any, ...]:
    slot, typed = line[:2]
    doubt = readings.doubt(slot, typed)
    value = readings.read(slot, typed)
    return (value, {doubt.about: list(doubt.choices)}) if doubt else (value,)
