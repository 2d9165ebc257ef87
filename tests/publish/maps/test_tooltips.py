"""What tooltips of maps tell of people: nothing of few, and of others a round number."""

import re
from types import SimpleNamespace

import geopandas as gpd
import pandas as pd
import pytest
from support.corridor_worlds import write_corridor_city
from support.needed import needed

import geo
from geo.analyses.access.page import map as reach_map
from geo.analyses.corridors.page.map import facts_of
from geo.analyses.sharing.page.panel import ties_of
from geo.core.standards import Standards
from geo.publish.maps.tooltips import community_tooltips
from geo.ui.screen import Screen

POPULATION = [0, 9, 10, 1234, pd.NA]
TOLD = ["<10", "<10", "≈10", "≈1,235", "—"]


@pytest.fixture
def screen():
    units = SimpleNamespace(second_names=pd.Series(dtype="str"))
    results = SimpleNamespace(standards=Standards(), period="2026-10", units=units)
    return Screen(SimpleNamespace(results=results), "en", None)


def test_communities(screen):
    codes = [f"99010100100{at}" for at in range(5)]
    communities = gpd.GeoDataFrame(
        {
            "community_code": codes,
            "community_name": "a",
            "subdistrict_name": "b",
            "district_name": None,
            "floating_population": pd.array(POPULATION, dtype="Int64"),
            "staff": 1,
            "required_staff": 1,
            "staff_shortfall": 0,
            "status": "compliant",
        }
    )
    told = community_tooltips(communities, "en", 10, pd.Series({codes[1]: "West"}))
    assert [row[0] for row in told.rows.values()][:3] == ["a", "a West", "a"]
    assert [row[3] for row in told.rows.values()] == TOLD
    assert list(told.rows) == codes
    assert {row[1:3] for row in told.rows.values()} == {("b", "—")}


def test_access(screen):
    drawn = pd.DataFrame(
        {
            "community_name": "a",
            "subdistrict_name": "b",
            "district_name": None,
            "floating_population": pd.array(POPULATION, dtype="Int64"),
            "share_within": pd.array([0.5] * 5, dtype="Float64"),
            "share_within_min": pd.array([0.4] * 5, dtype="Float64"),
            "share_within_max": pd.array([0.6] * 5, dtype="Float64"),
            "median_minutes": 3.0,
            "e2sfca_index": 1.0,
            "accessibility_state": "within",
            "underserved": "served",
        }
    )
    told = reach_map._tooltips(screen, drawn)
    assert [row[3] for row in told.rows.values()] == TOLD
    assert [row[4] for row in told.rows.values()][:3] == [
        "—",
        "—",
        "50.0%",
    ]  # no count by its share
    assert [row[5] for row in told.rows.values()][1:3] == ["—", "40.0%–60.0%"]


def test_corridors(screen):
    population = pd.array(POPULATION, dtype="Int64")
    frame = pd.DataFrame(dict.fromkeys(("flow", "inflow", "outflow"), population))
    frame = frame.assign(net_migration=-population, inflow_ratio=1.0, state="agreed")
    told = facts_of(screen, frame)
    assert [row[:3] for row in told] == [[count] * 3 for count in TOLD]
    assert [row[3] for row in told] == ["0", "−<10", "−≈10", "−≈1,235", "—"]


def test_sharing(tmp_path):
    city = geo.City.open(write_corridor_city(tmp_path / "city"))
    results = geo.run(city, analyses=needed("sharing"))
    screen = Screen(SimpleNamespace(results=results), "en", None)
    codes = results.communities.loc[results.communities.geometry.notna(), "community_code"].tolist()
    shared = pd.DataFrame(
        {
            "from_code": codes[0],
            "to_code": codes[1],
            "from_name": "a",
            "to_name": "b",
            "floating_population": pd.array(POPULATION[:4], dtype="Int64"),
            "staff": 1,
            "crosses": "subdistrict",
        }
    )
    told = [tie.facts for tie in ties_of(screen, shared, "staff", None)]
    assert [facts["People who gain"] for facts in told] == TOLD[:4]
    assert not re.search("1,?234", str(told))
