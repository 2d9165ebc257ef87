"""Underserved: one rule, ranked by people.

Areas as esda finds them, and none where there are none.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from esda import Moran_Local, fdr
from hypothesis import given
from hypothesis import strategies as st
from libpysal.weights import higher_order, lat2W, w_union
from shapely import box

from geo.analyses.access.methods.underserved import (
    FEWEST_TESTED,
    UNDERSERVED,
    false_discovery_limit,
    underserved,
    underserved_areas,
)

NORM = 500
SLIVER = 1e-5  # degrees: a metre between communities side by side


def judged(rows, percent=50):
    """Class communities from (status, people, staff, within, beyond, no route, off)."""
    codes = [f"c{at:02}" for at in range(len(rows))]
    names = [
        "status",
        "floating_population",
        "staff",
        *(f"population_{s}" for s in ("within", "beyond")),
    ]
    names += ["population_unreachable", "population_unsnapped"]
    told = pd.DataFrame(rows, codes, names)
    counts = [name for name in names if name.startswith("floating_population")]
    told = told.astype(dict.fromkeys(counts, "Int64") | {"staff": "Float64"})
    known = told[names[3:]].sum(axis=1)
    told["share_within"] = told["population_within"] / known.where(known > 0)
    return underserved(told, told, NORM, percent)


def test_the_rule_by_hand():
    told = judged(
        [
            ("compliant", 400, 1, 400, 0, 0, 0),
            ("understaffed", 1200, 1, 1200, 0, 0, 0),
            ("compliant", 400, 1, 100, 200, 60, 40),
            ("unstaffed", 400, 0, 100, 300, 0, 0),
            ("no_demand", 0, 0, 0, 0, 0, 0),
            ("no_data", 100, None, 100, 0, 0, 0),
        ]
    )
    assert told["underserved"].tolist() == [
        "served",
        "staff_shortfall",
        "low_accessibility",
        "both",
        "no_people",
        "unknown",
    ]
    assert told["population_underserved"].tolist()[:5] == [0, 700, 300, 400, 0]
    assert pd.isna(told["population_underserved"].iloc[5])
    assert told["underserved_rank"].tolist()[1:4] == [1, 3, 2]
    assert told["underserved_rank"].isna().tolist() == [True, False, False, False, True, True]


def test_what_is_known_is_told_even_if_the_other_half_is_not():
    told = judged(
        [
            ("no_data", 100, None, 10, 90, 0, 0),  # far, posts not known
            ("understaffed", 900, 1, 0, 0, 0, 0),  # short, nobody's place known
            ("compliant", 400, 1, 0, 0, 0, 0),  # neither bad nor known
        ]
    )
    assert told["underserved"].tolist() == ["low_accessibility", "staff_shortfall", "unknown"]
    assert told["population_underserved"].tolist()[:2] == [90, 400]


def test_just_as_many_as_asked_are_enough():
    rows = [("compliant", 100, 1, 50, 50, 0, 0)]
    assert judged(rows, 50)["underserved"].tolist() == ["served"]
    assert judged(rows, 51)["underserved"].tolist() == ["low_accessibility"]


POPULATION = st.integers(0, 3000)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["compliant", "understaffed", "unstaffed", "no_data"]),
            st.integers(0, 5),
            POPULATION,
            POPULATION,
            POPULATION,
            POPULATION,
        ),
        min_size=1,
        max_size=12,
    ),
    st.integers(1, 100),
)
def test_one_kind_each_and_never_more_population_than_there_are(rows, percent):
    full = [(s, sum(at), staff, *at) for s, staff, *at in rows]
    told = judged(full, percent)
    assert set(told["underserved"]) <= set(UNDERSERVED)
    population = pd.Series([row[1] for row in full], told.index, dtype="Int64")
    assert (told["population_underserved"] <= population).fillna(value=True).all()
    served = told["underserved"].isin(["served", "no_people"])
    assert (told.loc[served, "population_underserved"] == 0).all()
    ranked = told.dropna(subset="underserved_rank").sort_values("underserved_rank")
    assert ranked["underserved_rank"].tolist() == list(range(1, len(ranked) + 1))
    assert (np.diff(ranked["population_underserved"].astype(int)) <= 0).all()


def at(column):
    """Where a column of the grid begins, in degrees."""
    return 103 + column / 100


def city(size, bad, population=100):
    """A grid of communities; in the bad ones nine of ten people are underserved, else one."""
    cells = [(x, y) for x in range(size) for y in range(size)]
    return gpd.GeoDataFrame(
        {
            "community_code": [f"{x:02}{y:02}" for x, y in cells],
            "floating_population": pd.array([population] * len(cells), dtype="Int64"),
            "population_underserved": pd.array(
                [population * 9 // 10 if cell in bad else population // 10 for cell in cells],
                dtype="Int64",
            ),
        },
        geometry=[
            box(at(x), 40 + y / 100, at(x + 1) - SLIVER, 40 + (y + 1) / 100) for x, y in cells
        ],
        crs="EPSG:4326",
    )


BLOCK = {(x, y) for x in range(4) for y in range(4)}
SMALL = {(x, y) for x in range(9, 12) for y in range(9, 12)}


def test_two_blocks_are_two_areas_the_larger_first():
    communities = city(12, BLOCK | SMALL)
    area, note = underserved_areas(communities, 0.05)
    assert note == ""
    of = {name: set(area.index[area == name]) for name in area.dropna().unique()}
    assert sorted(of) == [1, 2]
    assert of[1] <= {f"{x:02}{y:02}" for x, y in BLOCK}
    assert of[2] <= {f"{x:02}{y:02}" for x, y in SMALL}
    assert "0101" in of[1]
    assert "1010" in of[2]


def test_they_are_those_that_plain_permutations_and_esda_tell():
    """The statistic is esda's; its own permutations compile for half a minute.

    So they are plain.
    """
    communities = city(10, BLOCK)
    area, _ = underserved_areas(communities, 0.05)
    share = (communities["population_underserved"] / communities["floating_population"]).to_numpy(
        float
    )
    touching = lat2W(10, 10, rook=False)
    around = w_union(touching, higher_order(touching, 2))
    around.transform = "r"
    told = Moran_Local(share, around, permutations=0)
    random = np.random.default_rng(1)
    chance = []
    for at, observed in enumerate(told.Is):
        others = np.delete(told.z, at)
        drawn = random.random((999, len(others))).argsort(axis=1)[:, : around.cardinalities[at]]
        by_chance = told.z[at] * others[drawn].mean(axis=1) / told.z.var()
        larger = (by_chance >= observed - 1e-12).sum()
        chance.append((min(larger, 999 - larger) + 1) / 1000)
    limit = min(0.05, fdr(np.array(chance), 0.05))
    assert false_discovery_limit(np.array(chance), 0.05) == limit
    high = communities["community_code"][(told.q == 1) & (np.array(chance) <= limit)]
    assert len(high)
    assert set(area.dropna().index) == set(high)


def test_the_order_of_communities_does_not_matter_to_who_is_tested():
    communities = city(10, BLOCK)
    told, _ = underserved_areas(communities, 0.05)
    again, _ = underserved_areas(communities, 0.05)
    pd.testing.assert_series_equal(told, again)


@given(st.lists(st.integers(1, 100), min_size=1, max_size=60), st.floats(0.001, 0.5))
def test_the_limit_of_false_ones_is_that_of_esda(percents, share):
    chance = np.array(percents) / 100
    assert false_discovery_limit(chance, share) == pytest.approx(fdr(chance, share), rel=1e-12)


@pytest.mark.parametrize(
    ("communities", "note"),
    [
        (city(2, set()), "few"),
        (city(4, set()).iloc[:0], "few"),
        (city(4, set()), "no_variance"),
        (city(4, set(), population=0), "few"),
    ],
)
def test_where_nothing_can_be_tested_it_says_why(communities, note):
    area, told = underserved_areas(communities, 0.05)
    assert told == note
    assert area.isna().all()
    assert area.index.tolist() == communities["community_code"].tolist()


def test_communities_scattered_by_chance_are_no_area():
    some = np.random.default_rng(7).permutation(144)[:20]
    area, note = underserved_areas(city(12, {divmod(int(n), 12) for n in some}), 0.01)
    assert note == "none"
    assert area.isna().all()


def test_a_community_that_touches_no_other_is_in_no_area():
    communities = city(4, {(0, 0)})
    apart = communities.copy()
    apart.geometry = [box(x, 20, x + 0.01, 20.01) for x in range(73, 73 + len(apart))]
    assert len(apart) >= FEWEST_TESTED
    area, note = underserved_areas(apart, 0.05)
    assert note == "none"
    assert area.isna().all()


def test_without_a_boundary_or_a_figure_a_community_is_left_out():
    communities = city(10, BLOCK)
    communities.loc[0, "geometry"] = None
    communities.loc[1, "population_underserved"] = pd.NA
    area, note = underserved_areas(communities, 0.05)
    assert note == ""
    assert area.iloc[:2].isna().all()
