"""What may be wrong with a code that nobody has."""

import pandas as pd
import pytest

from geo.regions.code_causes import CodeCauses

CHINA = pd.Series([f"370102001{n:03}" for n in range(1, 6)])
CITIES = {
    "china": (CHINA, CHINA.str[:6]),
    "tracts": (pd.Series(["17031010100", "17031010201"]), pd.Series([None, None], dtype="str")),
    "alabama": (pd.Series(["01001020100"]), pd.Series([None], dtype="str")),
    "communes": (pd.Series(["1", "23", "261"]), pd.Series([None] * 3, dtype="str")),
}


@pytest.mark.parametrize(
    ("city", "code", "cause"),
    [
        ("china", "≠历山/桃源", "names"),
        ("china", "≟桃源", "ambiguous"),
        ("china", "370102001", "level"),
        ("china", "370102001001007", "finer"),
        ("china", "370102009001", "other_year"),
        ("china", "370102009", "level"),
        ("china", "410102001001", "other_place"),
        ("china", "A-77", "codes"),
        ("tracts", "170310101001", "finer"),
        ("tracts", "17031", "level"),
        ("tracts", "17043010100", "codes"),
        ("tracts", "17031990000", "codes"),
        ("alabama", "1001020100", "zeros"),
        ("communes", "2610", "codes"),
    ],
)
def test_the_cause(city, code, cause):
    assert CodeCauses(*CITIES[city]).of(code) == cause
