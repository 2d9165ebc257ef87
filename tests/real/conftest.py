"""Real cities, made into city folders as an office would make them."""

from pathlib import Path

import pandas as pd
import pytest

REAL = Path(__file__).resolve().parents[3] / "shared" / "real"

CITY = """
name = "{name}"

[boundaries]
communities = "boundaries/districts.gpkg"
extra = "boundaries/without_boundary.csv"
coordinates = "wgs84"

[records]
files = ["records/census.csv"]

[staff]
file = "staff.csv"
"""


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
    import geopandas as gpd

    layer = gpd.read_file(folder / "boundaries" / "districts.gpkg", ignore_geometry=True)
    return set(layer["code"].astype("str"))
