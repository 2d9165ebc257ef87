"""The account closes, or says that it does not."""

import pandas as pd
import pytest

from geo.analyses.population.methods.account import close_account

ACCOUNT = pd.DataFrame(
    [
        ("a.csv", "read", "kept", 10, 30),
        ("a.csv", "read", "duplicate", 1, 2),
        ("a.csv", "locate", "point", 7, 20),
        ("a.csv", "locate", "code", 1, 6),
        ("a.csv", "locate", "outside", 2, 4),
        ("b.csv", "read", "kept", 3, 3),
        ("b.csv", "locate", "snap", 3, 3),
    ],
    columns=["file", "stage", "outcome", "rows", "persons"],
)
LISTED = pd.DataFrame(
    {"file": "a.csv", "row": [2, 5, 9], "reason": ["outside"] * 2 + ["duplicate"]}
)


def test_read_is_counted_and_set_aside():
    closed = close_account(ACCOUNT, LISTED).set_index("file")
    assert closed.loc["a.csv"].tolist() == [11, 32, 8, 26, 3, 6, True]
    assert closed.loc["b.csv"].tolist() == [3, 3, 3, 3, 0, 0, True]


@pytest.mark.parametrize("column", ["rows", "persons"])
@pytest.mark.parametrize("at", [0, 1, 2, 4])
def test_one_row_or_person_too_many_is_seen(column, at):
    wrong = ACCOUNT.copy()
    wrong.loc[at, column] += 1
    closed = close_account(wrong, LISTED).set_index("file")["closes"]
    # one more duplicate is one more both read and rejected: only the list of rows can tell
    seen = column == "rows" or at != 1
    assert closed["a.csv"] != seen
    assert closed["b.csv"]


def test_a_row_missing_in_the_list_is_seen():
    assert not close_account(ACCOUNT, LISTED[:2]).loc[0, "closes"]


def test_no_records_no_account():
    assert close_account(ACCOUNT[:0], LISTED[:0]).empty
