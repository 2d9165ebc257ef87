"""What the local units of corridors lack."""

import pandas as pd
import pytest
from support.corridor_worlds import CODES, EAST, WEST, write_corridor_city
from support.widened import with_tables

import geo
from geo.analyses.corridors.deficits import inaccessible_share, shortfall_share


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    staff = [(CODES[0], 1), (CODES[1], 5), (CODES[2], 0)]
    came = [(CODES[0], "", 1200), (CODES[1], "", 300), (CODES[2], "", 1000)]
    folder = tmp_path_factory.mktemp("ends") / "city"
    return geo.run(geo.City.open(write_corridor_city(folder, came=came, staff=staff)))


def test_a_spare_post_in_one_community_fills_no_gap_in_another(results):
    # 3 posts are needed where there is 1; 1 where there are 5; 2 where there is none.
    assert shortfall_share(results, "community").loc[CODES[:3]].tolist() == pytest.approx(
        [2 / 3, 0, 1]
    )
    assert shortfall_share(results, "district")[EAST] == pytest.approx(2 / 4)
    assert shortfall_share(results, "city").tolist() == pytest.approx([4 / 6])


def test_where_nobody_lives_nothing_is_short(results):
    assert shortfall_share(results, "community")[CODES[3]] == 0


def test_what_is_not_known_is_missing(results):
    assert inaccessible_share(results, "district").isna().all()
    reached = results.districts.assign(share_within=[0.75, None])
    told = inaccessible_share(with_tables(results, districts=reached), "district")
    assert told[EAST] == 0.25
    assert pd.isna(told[WEST])
    unstaffed = results.districts.assign(staff_shortfall=pd.array([None, None], dtype="Int64"))
    assert shortfall_share(with_tables(results, districts=unstaffed), "district").isna().all()
