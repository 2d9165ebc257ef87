"""Areas: as esda and plain permutations find them, none of pure chance, and planted ones found."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from esda import Moran_Local_Rate, fdr
from libpysal.weights import higher_order, lat2W, w_union
from scipy.sparse import csr_array
from shapely import box

from geo.analyses.access.methods.underserved_areas import (
    FEWEST_OF_AREA,
    FEWEST_TESTED,
    OVER,
    areas_of,
    high_among_high,
    underserved_areas,
)

SLIVER = 1e-5  # degrees: a metre between communities side by side


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
            "population_passed_over": pd.array([0] * len(cells), dtype="Int64"),
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


def test_they_are_those_that_esda_and_plain_permutations_tell():
    """The statistic is esda's; its own permutations compile for half a minute, so they are plain."""
    communities = city(10, BLOCK)
    area, _ = underserved_areas(communities, 0.05)
    share = (communities["population_underserved"] / communities["floating_population"]).mean()
    events, population = (
        communities[name].to_numpy(float) / (1 - share)
        for name in ("population_underserved", "floating_population")
    )
    errors = (events / population - share / (1 - share)) / np.sqrt(share / (1 - share) / population)
    touching, random = lat2W(10, 10, rook=False), np.random.default_rng(1)
    chances, among_high = [], []
    for around in (touching, w_union(touching, higher_order(touching, 2))):
        told = Moran_Local_Rate(events, population, around, permutations=0)
        high = np.flatnonzero((told.z > 0) & (errors >= OVER))
        chances.append([plain_chance(told, at, random) for at in high])
        among_high.append(told.q[high] == 1)
    chance = 2 * np.min(chances, axis=0)
    found = high[(chance <= fdr(chance, 0.05)) & np.any(among_high, axis=0)]
    assert len(found) > 1
    assert set(area.dropna().index) == set(communities["community_code"].iloc[found])


def plain_chance(told, at, random):
    """Draw other communities in the stead of the neighbours of one."""
    others = np.delete(told.z, at)
    drawn = random.random((9999, len(others))).argsort(axis=1)[:, : told.w.cardinalities[at]]
    by_chance = told.z[at] * others[drawn].mean(axis=1) / told.z.var(ddof=1)
    return ((by_chance >= told.Is[at] - 1e-12).sum() + 1) / 10_000


def test_the_order_of_communities_does_not_matter():
    communities = city(10, BLOCK)
    told, _ = underserved_areas(communities, 0.05)
    again, _ = underserved_areas(communities.sample(frac=1, random_state=3), 0.05)
    pd.testing.assert_series_equal(told, again.reindex(told.index))


def test_whom_the_rule_passes_over_make_an_area_too():
    communities = city(12, BLOCK)
    told, _ = underserved_areas(communities, 0.05)
    passed_over = communities["population_underserved"]
    moved = communities.assign(population_underserved=0, population_passed_over=passed_over)
    again, _ = underserved_areas(moved.astype({"population_underserved": "Int64"}), 0.05)
    pd.testing.assert_series_equal(told, again)


def test_a_community_alone_is_no_area():
    area, note = underserved_areas(city(12, {(5, 5), (0, 0)}), 0.5)
    counts = area.value_counts()
    assert (counts >= FEWEST_OF_AREA).all()
    assert note == ("" if len(counts) else "none")


def lattice(size):
    """Return which cells of a square grid touch, those at a corner counted in."""
    return csr_array(lat2W(size, size, rook=False).sparse)


def populations(kind, random, size):
    """Communities of 8 to 8,000 people, or a third of 8 people, scattered or side by side."""
    spread = np.exp(random.uniform(np.log(8), np.log(8000), size * size)).astype(int)
    column = np.arange(size * size) // size
    return {
        "scattered": spread,
        "in order": np.sort(spread),
        "a third of 8": np.where(random.random(size * size) < 1 / 3, 8, 2000),
        "8 in the west": np.where(column < size / 3, 8, 2000),
    }[kind]


def found_in(random, population, rates, touching):
    """Tell which communities are in an area if so many of their people do not reach a site."""
    events = random.binomial(population, rates).astype(float)
    high = high_among_high(events, population.astype(float), touching, 0.05)
    return areas_of(touching, high) >= 0


@pytest.mark.parametrize("kind", ["scattered", "in order", "a third of 8", "8 in the west"])
def test_pure_chance_is_an_area_in_at_most_five_of_a_hundred_runs(kind):
    touching, random = lattice(15), np.random.default_rng(5)
    found = sum(
        found_in(random, populations(kind, random, 15), rate, touching).any()
        for rate in np.repeat([0.02, 0.1, 0.3, 0.5], 25)
    )
    assert found <= 5


@pytest.mark.parametrize("size", [12, 20, 75])
def test_five_communities_of_three_times_the_rate_are_found_in_nine_of_ten(size):
    """Also in a city of more than 5,000."""
    touching, random, found = lattice(size), np.random.default_rng(6), 0
    for _ in range(40):
        population = populations("scattered", random, size)
        east, north = random.integers(1, size - 1, 2)
        middle = east * size + north
        five = [middle, middle - 1, middle + 1, middle - size, middle + size]
        rates = np.full(size * size, 0.1)
        rates[five] = 0.3
        found += found_in(random, population, rates, touching)[five].any()
    assert found >= 36


@pytest.mark.parametrize(("side", "least"), [(2, 34), (3, 38)])
def test_of_what_is_found_most_is_what_was_planted(side, least):
    """Of forty squares at least so many are found; before, most of an area lay beside its square."""
    size = 15
    touching, random, found, inside, outside = lattice(size), np.random.default_rng(8), 0, 0, 0
    for _ in range(40):
        population = populations("scattered", random, size)
        east, north = random.integers(0, size - side + 1, 2)
        square = [(east + x) * size + north + y for x in range(side) for y in range(side)]
        rates = np.full(size * size, 0.1)
        rates[square] = 0.3
        told = found_in(random, population, rates, touching)
        found += told[square].any()
        inside += told[square].sum()
        outside += told.sum() - told[square].sum()
    assert found >= least
    assert outside <= 0.4 * (inside + outside)


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
