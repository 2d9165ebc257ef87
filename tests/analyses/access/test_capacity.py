"""People within the capacity of sites, by community, whatever the order of rows."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.worlds import write_city

import geo
from geo.analyses.access.capacity import CAPACITY_COLUMNS, CapacityModel, capacity_of
from geo.analyses.access.model import AccessModel
from geo.analyses.access.products import Access
from geo.city.folder import City
from geo.core.standards import Standards

LIMIT_DS = 9000
CITY = """
[sites]
file = "sites.csv"
coordinates = "wgs84"
[standards]
supply = "capacity"
"""


class OnALine:
    """People and sites on a line: a decisecond for each step between them."""

    def __init__(self, sites):
        self.sites = sites

    def off(self, demand_points):
        return (demand_points["node"] < 0).to_numpy(bool)

    def sites_on(self):
        return np.ones(len(self.sites), dtype=bool)

    def to_site(self, demand_points, site, mode):
        apart = demand_points["node"] - int(self.sites["lon"].iloc[site])
        return apart.abs().to_numpy(np.int32)


def served(points, sites, capacity, limit=LIMIT_DS):
    points = pd.DataFrame(points, columns=["community_code", "node", "floating_population"])
    sites = pd.DataFrame(sites, columns=["site_name", "lon"]).assign(lat=0.0)
    model = CapacityModel(OnALine(sites), points, sites)
    return model.served(np.array(capacity, float), ("walk", limit))


def test_who_is_within_is_served_or_left_over():
    points = [("a", 0, 100), ("a", 8000, 50), ("b", 9500, 70), ("c", 30_000, 9), ("c", -1, 5)]
    told = served(points, [("s", 0)], [120])
    assert told.loc["a"].tolist() == [120, 30]
    assert told.loc["b"].tolist() == [0, 0]  # beyond the limit
    assert told.loc["c"].tolist() == [0, 0]


def test_a_site_whose_capacity_nobody_knows_is_left_out():
    points, sites = [("a", 0, 100), ("b", 20_000, 40)], [("s", 0), ("t", 20_000)]
    assert served(points, sites, [60, np.nan]).to_numpy().tolist() == [[60, 40], [0, 0]]
    assert served(points, sites, [np.nan, np.nan]) is None


def test_a_site_is_searched_from_once_for_all_its_services(monkeypatch):
    points = pd.DataFrame(
        [("a", 0, 100), ("b", 8000, 50)],
        columns=["community_code", "node", "floating_population"],
    )
    sites = pd.DataFrame({"site_name": ["t", "s"], "lon": [0, 6000], "lat": 0.0})
    capacities = [80, np.nan], [np.nan, 30], [80, 30], [10, 200]
    alone = [served(points, sites, capacity) for capacity in capacities]
    searched, search = [], OnALine.to_site
    monkeypatch.setattr(
        OnALine, "to_site", lambda *given: searched.append(given[2]) or search(*given)
    )
    model = CapacityModel(OnALine(sites), points, sites)
    for capacity, told in zip(capacities, alone, strict=True):
        pd.testing.assert_frame_equal(model.served(np.array(capacity), ("walk", LIMIT_DS)), told)
    assert searched == [0, 1]
    model.served(np.array([1.0, np.nan]), ("walk", LIMIT_DS + 1))
    assert searched == [0, 1, 0]


def test_too_many_pairs_are_not_worked_out(monkeypatch):
    monkeypatch.setattr("geo.analyses.access.capacity.MOST_PAIRS", 1)
    assert served([("a", 0, 100), ("b", 1, 40)], [("s", 0)], [60]) is None


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.integers(0, 20), st.integers(0, 30)),
        min_size=1,
        max_size=9,
    ),
    st.lists(
        st.tuples(st.sampled_from("st"), st.integers(0, 20), st.none() | st.integers(0, 40)),
        min_size=1,
        max_size=5,
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_of_rows_changes_nothing(points, sites, random):
    def told(points, sites):
        capacity = [np.nan if capacity is None else capacity for _, _, capacity in sites]
        return served(points, [site[:2] for site in sites], capacity, limit=5)

    first = told(points, sites)
    random.shuffle(points)
    random.shuffle(sites)
    again = told(points, sites)
    if first is None:
        assert again is None
    else:
        pd.testing.assert_frame_equal(first, again)


@pytest.mark.parametrize(("supply", "people"), [("staff", [500, 750]), ("capacity", [40, 0])])
def test_what_a_site_can_take(supply, people):
    sites = pd.DataFrame({"staff": [1.0, 1.5, np.nan], "capacity": [40.9, 0.0, np.nan]})
    capacity = capacity_of(sites, Standards(supply=supply))
    assert capacity[:2].tolist() == people
    assert np.isnan(capacity[2])


def test_of_a_city_in_every_table(tmp_path):
    write_city(tmp_path / "city")
    (tmp_path / "city" / "sites.csv").write_text(
        "名称,经度,纬度,服务项目,服务能力\n一站,103.505,40.505,登记,300\n二站,103.515,40.505,计生,250\n",
        "utf-8",
    )
    with (tmp_path / "city" / "city.toml").open("a", encoding="utf-8") as settings_file:
        settings_file.write(CITY)
    results = geo.run(City.open(tmp_path / "city"))
    city = results[Access].city.iloc[0]
    assert city["population_within_capacity"] == 550
    assert city["population_over_capacity"] == city["population_within"] - 550
    access = results.get(AccessModel)
    for service, capacity in (("登记", 300), ("计生", 250)):
        told = access.capacity_coverage("city", service).iloc[0]
        assert told["population_within_capacity"] == capacity
        assert told.sum() == access.coverage("city", service)["population_within"].item()
    by_unit = [access.capacity_coverage(level) for level in ("community", "subdistrict", "city")]
    assert all(
        of[list(CAPACITY_COLUMNS)].sum().tolist() == by_unit[0].sum().tolist() for of in by_unit
    )
