"""Real cities, made into city folders as an office would make them."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from support.chromium import (  # noqa: F401  # fixtures
    address,
    chromium,
    context,
    visit,
    watch,
    windows,
)
from support.five_ways import CITY, POPULATION
from support.paths import REAL

ROSTER = {"370102": 600, "370103": 597, "370104": 100, "370117": 40, "370171": 300}
POINTS_OF_A_DISTRICT = 25
HEADERS = ["经度", "纬度", "社区代码", "人数"]


def pytest_collection_modifyitems(items):
    if not REAL.is_dir():
        skip = pytest.mark.skip(reason=f"the real cities are not here ({REAL})")
        for item in items:
            if Path(__file__).parent in item.path.parents:
                item.add_marker(skip)


@pytest.fixture(scope="session")
def real():
    return REAL


@pytest.fixture
def make_city(tmp_path, real):
    """Districts as the communities, cross-county registered people as records, a made-up roster."""

    def make(place, posts):
        folder = tmp_path / place
        for part in ("boundaries", "records"):
            (folder / part).mkdir(parents=True)
        source = (real / place / "districts.gpkg").read_bytes()
        (folder / "boundaries" / "districts.gpkg").write_bytes(source)
        census = pd.read_csv(real / place / "census_2020.csv", dtype={"code": "str"})
        census = census[~census["code"].str.endswith("00")]
        without = census[~census["code"].isin(_codes(folder))]
        without[["code", "name"]].set_axis(["社区代码", "社区名称"], axis=1).to_csv(
            folder / "boundaries" / "without_boundary.csv", index=False
        )
        movers = census.melt("code", ["reg_other_county_same_prov", "reg_other_prov"])
        movers = movers.assign(人数=movers["value"].astype("int64"))
        movers.rename(columns={"code": "社区代码"})[["社区代码", "人数"]].to_csv(
            folder / "records" / "census.csv", index=False
        )
        roster = pd.DataFrame({"社区代码": list(posts), "人数": list(posts.values())})
        roster.to_csv(folder / "staff.csv", index=False)
        (folder / "city.toml").write_text(CITY.format(name=place), encoding="utf-8")
        return folder

    return make


def _codes(folder):
    layer = gpd.read_file(folder / "boundaries" / "districts.gpkg", ignore_geometry=True)
    return set(layer["code"].astype("str"))


@pytest.fixture
def jinan(make_city):
    """A city folder whose records are points drawn within the districts, with seed and all."""
    folder = make_city("jinan", ROSTER)
    census = pd.read_csv(folder / "records" / "census.csv", dtype={"社区代码": "str"})
    population = census.groupby("社区代码")["人数"].sum()
    districts = gpd.read_file(folder / "boundaries" / "districts.gpkg").set_index("code").geometry
    random = np.random.default_rng(370100)
    rows = []
    for code, number in population.items():
        if code not in districts.index:
            rows.append([None, None, code, int(number)])
            continue
        lon, lat = points_within(districts[code], random)
        parts = np.diff(np.linspace(0, number, len(lon) + 1).astype("int64"))
        rows += [[x, y, None, int(n)] for x, y, n in zip(lon, lat, parts, strict=True)]
    records = pd.DataFrame(rows, columns=HEADERS)
    assert records["人数"].sum() == POPULATION
    return folder, records


def points_within(shape, random):
    """Draw points well within a district, so that no rounding takes one over its edge."""
    west, south, east, north = shape.bounds
    inner = shape.buffer(-0.0005)
    lon, lat = random.uniform(west, east, 20_000), random.uniform(south, north, 20_000)
    within = np.flatnonzero(shapely.contains_xy(inner, lon, lat))[:POINTS_OF_A_DISTRICT]
    assert len(within) == POINTS_OF_A_DISTRICT
    return lon[within].round(7), lat[within].round(7)
