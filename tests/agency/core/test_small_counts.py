"""No count below five is shown, and none follows from what is: tried with every small table."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from agency.core.small_counts import (
    FEW,
    Hidden,
    Shown,
    hide_nested,
    hide_one,
    hide_parts,
    hide_table,
    is_few,
)


def exact(shown: Iterable[Shown]) -> list[int]:
    return [each for each in shown if isinstance(each, int)]


def test_four_are_hidden_and_five_are_not_and_nobody_is_nobody():
    assert [hide_one(count) for count in (0, 1, 4, 5, 120)] == [0, FEW, FEW, 5, 120]


def test_one_hidden_part_takes_the_next_smallest_with_it():
    assert hide_parts([30, 3, 12, 0]) == [30, FEW, FEW, 0]


def test_two_hidden_parts_that_are_few_together_take_a_third():
    assert hide_parts([30, 1, 2, 12]) == [30, FEW, FEW, FEW]


def test_parts_that_are_all_large_are_all_shown():
    assert hide_parts([30, 5, 12]) == [30, 5, 12]


def test_who_did_not_come_further_is_hidden_when_they_are_few():
    assert hide_nested([120, 118, 40, 3, 0]) == [120, Hidden(near=120), 40, FEW, 0]


def test_no_part_of_any_small_whole_follows_from_the_others():
    # An attacker knows the rule, the whole and what is shown, and tries every table there could be.
    could_be = defaultdict(list)
    for parts in product(range(24), repeat=3):
        could_be[sum(parts), tuple(hide_parts(parts))].append(parts)

    for (whole, shown), tables in could_be.items():
        if is_few(whole) or whole > 23:
            continue  # then the whole is not shown either, or not every table was tried
        for at, each in enumerate(shown):
            if each == FEW:
                assert len({table[at] for table in tables}) > 1, (whole, shown)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=8).map(lambda n: sorted(n, reverse=True)))
def test_no_two_shown_steps_differ_by_few(counts: list[int]):
    shown = exact(hide_nested(counts))

    assert not any(map(is_few, shown))
    assert not any(is_few(one - other) for one in shown for other in shown)


@given(
    st.lists(
        st.lists(st.integers(0, 30), min_size=3, max_size=3).map(lambda n: sorted(n, reverse=True)),
        min_size=1,
        max_size=6,
    )
)
def test_in_a_table_neither_a_row_nor_a_column_gives_a_count_away(rows: list[list[int]]):
    shown = hide_table(rows)

    for row in shown:
        assert not any(is_few(one - other) for one in exact(row) for other in exact(row))
    for column in range(3):
        hidden = [
            rows[at][column] for at, row in enumerate(shown) if isinstance(row[column], Hidden)
        ]
        whole = sum(row[column] for row in rows)
        if hidden and not is_few(whole) and sum(1 for row in rows if row[column]) > 1:
            assert len(hidden) > 1
            assert sum(hidden) >= 5
        for at, row in enumerate(shown):
            cell = row[column]
            assert cell == rows[at][column] or isinstance(cell, Hidden)
