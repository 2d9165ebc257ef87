"""Rows seen before: exact sets, and rows alike of which only so many are kept."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.core.hash_sets import HashSet, RowsAlike

NUMBERS = st.lists(st.integers(0, 60), max_size=120)


def spread(numbers):
    """Hashes as they come: spread over all 64 bits."""
    with np.errstate(over="ignore"):
        return np.array(numbers, np.uint64) * np.uint64(0x9E3779B97F4A7C15)


@settings(max_examples=50, deadline=None)
@given(NUMBERS, st.integers(1, 40))
def test_a_set_tells_what_came_before(numbers, size):
    known, told = HashSet(), []
    for start in range(0, len(numbers), size):
        told += known.add(spread(numbers[start : start + size])).tolist()
    assert told == [number in numbers[:at] for at, number in enumerate(numbers)]
    assert known.values().tolist() == sorted(
        set(spread(numbers).tolist()) - {0} | ({1} if 0 in numbers else set())
    )


def test_a_set_grows():
    known = HashSet()
    hashes = spread(range(1, 300_001))
    assert not known.add(hashes).any()
    assert known.add(hashes[::-1]).all()
    assert len(known) == 300_000


def alike_by_rule(rows):
    """Of rows alike, all but one of the first file."""
    frame = pd.DataFrame(rows, columns=["number", "file"]).sort_values(["number", "file"])
    again = frame[frame["number"].duplicated()]
    return again.groupby("file").size().to_dict()


ROWS = st.lists(st.tuples(st.integers(1, 30), st.sampled_from("ab")), max_size=100)


def counted(rows, most, parts=1, turn=1):
    total = RowsAlike(most)
    for part in [rows[at::parts] for at in range(parts)][::turn]:
        of = RowsAlike(most)
        for number, file in part:
            of.add(file, spread([number]), np.array([number]))
        total.merge(of)
    return total


@settings(max_examples=50, deadline=None)
@given(ROWS, st.integers(1, 4))
def test_rows_alike_are_counted_by_file(rows, parts):
    alike = counted(rows, 1000, parts)
    notes = alike.notes()
    assert dict(zip(notes["file"], notes["rows"], strict=True)) == alike_by_rule(rows)
    assert alike.complete


def test_what_another_part_no_longer_compares_is_not_counted_either():
    rows = [(1, "a"), (1, "a"), (2, "a")]  # the hash of 1 is above half of all, that of 2 below
    assert counted(rows, 1, 2, turn=-1).ceiling == counted(rows, 1).ceiling == np.uint64(2**63 - 1)


@pytest.mark.long
@settings(max_examples=50, deadline=None)
@given(ROWS, st.integers(2, 5), st.integers(1, 40))
def test_of_too_many_rows_the_same_ones_are_compared_in_any_parts(rows, parts, most):
    whole = counted(rows, most)
    for turn in (1, -1):
        other = counted(rows, most, parts, turn)
        assert other.ceiling == whole.ceiling
        pd.testing.assert_frame_equal(other.notes(), whole.notes())
    assert whole.complete == (len(set(rows)) <= most)
    assert whole.notes()["rows"].sum() <= sum(alike_by_rule(rows).values())
