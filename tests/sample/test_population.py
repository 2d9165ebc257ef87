import numpy as np
import pandas as pd
import pytest

from geo.sample.census import OUT_MOVERS
from geo.sample.population import PERIODS, WITHOUT_POPULATION


def sound(records):
    return records[
        (records["人数"] >= 0) & (records["人数"] % 1 == 0) & ~records["记录编号"].duplicated()
    ]


@pytest.mark.parametrize("period", PERIODS)
def test_about_one_million_one_hundred_thousand_population(records, period):
    assert sound(records[period])["人数"].sum() == pytest.approx(1.1e6, rel=0.05)
    assert set(records[period]["统计月份"]) == {period}


def test_population_move_in_and_out_between_periods(records):
    first, last = (
        sound(records[period]).groupby("at")["人数"].sum() for period in (PERIODS[0], PERIODS[-1])
    )
    change = (last / first).dropna()
    assert 0.2 < (change > 1).mean() < 0.9
    assert change.between(0.5, 2).mean() > 0.95


@pytest.mark.parametrize("period", PERIODS)
def test_origins_keep_the_proportions_of_the_census(records, period):
    population = sound(records[period]).dropna(subset="户籍地代码")
    share = (
        population.groupby(population["户籍地代码"].str[:2])["人数"].sum()
        / population["人数"].sum()
    )
    census = pd.Series(OUT_MOVERS) / sum(OUT_MOVERS.values())
    assert share.index.equals(census.index)
    assert (share - census).abs().max() < 0.004
    assert (share / census).between(0.8, 1.25).all()


def test_population_from_a_town_live_together(records):
    population = sound(records[PERIODS[-1]]).dropna(subset=["户籍地代码", "at"])
    table = population.pivot_table("人数", "at", "户籍地代码", "sum", fill_value=0).to_numpy()
    largest = table.max(axis=1) / table.sum(axis=1)
    assert np.median(largest) > 3 * (table.sum(axis=0) / table.sum()).max()


def test_urban_villages_hold_most_population_and_some_villages_none(layer, counts):
    by_kind = counts.groupby(layer.set_index("社区代码")["类型"]).sum()
    assert by_kind.idxmax() == "都市村庄"
    assert by_kind.idxmin() == "流出地村庄"
    assert (counts == 0).sum() == WITHOUT_POPULATION


def test_population_cluster(layer, records):
    """Half of a community's people live on far less than half of its ground."""
    population = records[PERIODS[-1]].dropna(subset="at")
    villages = layer[layer["类型"] == "都市村庄"].to_crs("EPSG:32648").set_index("社区代码")
    spread = population.groupby("at")[["lon", "lat"]].std().loc[villages.index].prod(axis=1) ** 0.5
    size = (
        villages.to_crs(4326).bounds.pipe(
            lambda b: (b["maxx"] - b["minx"]) * (b["maxy"] - b["miny"])
        )
        ** 0.5
    )
    assert (spread / size).median() < 0.5 * 12**-0.5


def test_population_of_the_zone_live_outside_the_coverage_or_have_no_point(records):
    zone = records[PERIODS[-1]].query("社区代码.str.startswith('990171').fillna(False)")
    zone = zone[zone["社区代码"].str[9:].astype(int) < 900]
    at_home = zone["at"].isna()
    assert at_home.mean() > 0.97  # the others are those whose stated code is another's
    assert 0.1 < zone.loc[at_home, "经度"].isna().mean() < 0.5
    assert zone["人数"].sum() > 10_000
