"""The sample city, built once for all tests of it."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from geo.sample import build
from geo.sample.population import PERIODS
from geo.spatial.coordinates import to_wgs84


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "city"
    build(folder)
    return folder


@pytest.fixture(scope="session")
def layer(built) -> gpd.GeoDataFrame:
    """The communities as the file has them."""
    return gpd.read_file(built / "boundaries" / "communities.gpkg")


@pytest.fixture(scope="session")
def records(built) -> dict[str, pd.DataFrame]:
    """The records of each period as the file has them, with the community their point lies in."""
    layer = gpd.read_file(built / "boundaries" / "communities.gpkg").rename(
        columns={"社区代码": "at"}
    )[["at", "geometry"]]
    frames = {}
    for period in PERIODS:
        frame = pd.read_parquet(built / "records" / f"{period}.parquet")
        lon, lat = to_wgs84(frame["经度"], frame["纬度"], "gcj02")
        points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat), crs=4326)
        joined = gpd.sjoin(points, layer.dropna(subset="geometry"), how="left")
        assert joined.index.is_unique, "a building stands on a boundary"
        frames[period] = frame.assign(at=joined["at"], lon=lon, lat=lat)
    return frames


@pytest.fixture(scope="session")
def counts(layer, records) -> pd.Series:
    """People by community in the last period, over every record that can be counted."""
    last = records[PERIODS[-1]]
    sound = (last["人数"] >= 0) & (last["人数"] % 1 == 0) & ~last["记录编号"].duplicated()
    stated = last["社区代码"].where(last["社区代码"].isin(layer["社区代码"]))
    population = last["人数"][sound].groupby(last["at"].fillna(stated)[sound]).sum()
    return population.reindex(layer["社区代码"], fill_value=0)
