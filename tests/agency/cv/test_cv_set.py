"""The CVs of tests/cv_set, in every kind of file and layout, are read as well as promised."""

from __future__ import annotations

import pytest

from benchmarks.cv_reading import measure
from tests.cv_set import by_hand, by_strangers, the_set

CVS = [*the_set(), *by_hand(), *by_strangers()]


@pytest.mark.parametrize("part", ["tuning", "held out", "by hand", "by strangers", "unseen"])
def test_each_part_is_read_as_well_as_promised(part: str):
    assert measure(part, [cv for cv in CVS if cv.part == part], wrong=True)


def test_there_are_enough_of_every_kind():
    kinds = {cv.filename.rsplit(".", 1)[1] for cv in CVS}

    assert kinds == {"pdf", "docx", "odt", "rtf", "txt"}
    assert len(CVS) >= 198
