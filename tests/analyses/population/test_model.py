"""Origins of everybody counted: a province written in two ways is one row."""

from types import SimpleNamespace

import pandas as pd

from geo.analyses.population.model import origins_of
from geo.regions.origins import Origins


def test_a_province_written_in_two_ways_is_one_row():
    written = pd.Series(["河北", "河北省", "海南", "山西"], dtype="str")
    counted = pd.DataFrame(
        {
            "community_code": ["a"] * 4,
            "period": ["2026-10"] * 4,
            "origin": Origins().column(written),
            "floating_population": [1, 2, 3, 4],
        }
    )
    people = origins_of(SimpleNamespace(by_origin=counted)).set_index("province_code")
    assert people["floating_population"].to_dict() == {"130000": 3, "460000": 3, "140000": 4}
