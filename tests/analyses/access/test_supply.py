"""Supply is what the standards name, staff or capacity: both apportioned as the formulas say."""

import numpy as np
import pandas as pd
import pytest
from support.street_city import (
    FIRST,
    NODES,
    POPULATION,
    SECOND,
    SITES,
    THIRD,
    minutes_on_foot,
    write_street_city,
)

import geo
from geo.analyses.access.products import Access

SUPPLY = {"staff": {"对岸站": 2, "同街站": 1}, "capacity": {"对岸站": 70, "同街站": 400}}


@pytest.fixture
def folder(tmp_path):
    """The city of two streets, whose sites state a capacity that ranks them the other way round."""
    folder = write_street_city(tmp_path / "city")
    sites = pd.read_csv(folder / "sites.csv")
    sites["服务能力"] = sites["站点名称"].map(SUPPLY["capacity"])
    sites.to_csv(folder / "sites.csv", index=False)
    return folder


def results(folder, supply):
    path = folder / "city.toml"
    text = path.read_text("utf-8")
    path.write_text(f'{text}[standards]\nsupply = "{supply}"\n', "utf-8")
    return geo.run(geo.City.open(folder))


def by_hand(supply):
    """Return e2SFCA (Luo & Qi 2009) and spatial availability (Soukhov et al. 2023) by community."""
    minutes = minutes_on_foot()
    at = [place for place in POPULATION if place in NODES]
    population = np.array([POPULATION[place] for place in at])
    times = minutes.loc[at, list(SITES)].to_numpy()
    weights = np.select([times <= 10, times <= 20, times <= 30], [1, 0.68, 0.22], 0.0)
    per_person = (np.array([supply[site] for site in SITES]) / (population @ weights)) * weights
    codes = [(FIRST, SECOND, THIRD)[min(int((NODES[place][0] - 103.5) / 0.01), 2)] for place in at]
    return pd.Series(per_person.sum(axis=1) * population, codes).groupby(level=0).sum()


@pytest.mark.parametrize("supply", SUPPLY)
def test_the_supply_that_is_named_is_the_one_apportioned(folder, supply):
    told = results(folder, supply)[Access].communities
    expected = by_hand(SUPPLY[supply])
    found = told.loc[expected.index, "spatial_availability"].astype(float)
    assert found.sum() == pytest.approx(sum(SUPPLY[supply].values()))
    assert found.to_dict() == pytest.approx(expected.to_dict())
