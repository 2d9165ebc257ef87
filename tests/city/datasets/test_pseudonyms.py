"""Keys tell that two records are of one person, and nothing else."""

import pickle

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.city.datasets.pseudonyms import Pseudonyms


def keys(values, maker=None):
    return (maker or Pseudonyms()).keys([pd.Series(values, dtype="str")])


def test_one_person_one_key_however_it_is_written():
    one = keys(
        [
            "11010519491231002X",
            " 11010519491231002x",
            "１１０１０５１９４９１２３１００２Ｘ",
            "110105-19491231-002X",
        ]
    )
    assert len(set(one.tolist())) == 1


def test_different_persons_different_keys():
    made = keys([f"11010519491231{n:04}" for n in range(5000)])
    assert made.dtype == np.uint64
    assert len(set(made.tolist())) == 5000


@pytest.mark.parametrize(
    "filler",
    [
        None,
        "",
        "-",
        "无",
        "不详",
        "0",
        "000000000000000000",
        "111111",
        "12345",
        "XXXXXX",
        "abcdefgh",
    ],
)
def test_what_identifies_nobody_has_no_key(filler):
    assert keys([filler]).tolist() == [0]


def test_all_columns_are_needed_and_do_not_run_together():
    maker = Pseudonyms()
    made = maker.keys(
        [pd.Series(["1234567", "123456", None]), pd.Series(["7654321", "77654321", "7654321"])]
    )
    assert made[2] == 0
    assert made[0] != made[1] != 0


def test_keys_of_two_runs_cannot_be_compared():
    assert keys(["11010519491231002X"]) != keys(["11010519491231002X"])


def test_the_secret_does_not_get_out():
    maker = Pseudonyms()
    assert maker._secret.hex() not in repr(maker)
    assert repr(maker) == "Pseudonyms()"
    with pytest.raises(TypeError):
        pickle.dumps(maker)


@given(st.lists(st.none() | st.text(max_size=20), min_size=1, max_size=6))
def test_any_text_has_a_key_or_none(values):
    made = keys(values)
    assert len(made) == len(values)
