"""Where partner regions lie."""

import pandas as pd
from support.paths import GEO

from geo.regions.centroids import region_centroids
from geo.regions.gazetteer import county_places, place_names

CSV = GEO / "regions" / "centroids.csv"


def test_every_place_of_today_is_on_the_map_and_in_the_country():
    codes = list(place_names())
    placed = region_centroids(codes)
    assert placed["lon"].between(73, 136).all()
    assert placed["lat"].between(3, 54).all()
    assert placed["exact"].mean() > 0.9
    prefectures = [code for code in codes if code.endswith("00")]
    assert placed.loc[prefectures, "exact"].all()


def test_a_county_without_a_place_of_its_own_stands_at_its_prefecture():
    placed = region_centroids(county_places())
    code = placed.index[~placed["exact"]][0]
    above = region_centroids([code, county_places()[code]])
    assert above["lon"].iloc[0] == above["lon"].iloc[1]
    assert above["exact"].tolist() == [False, True]


def test_places_lie_where_they_are():
    beijing, urumqi, sanya = region_centroids(["110000", "650100", "460200"]).to_numpy()[:, :2]
    assert abs(beijing - [116.4, 39.9]).max() < 0.2
    assert abs(urumqi - [87.6, 43.8]).max() < 0.2
    assert abs(sanya - [109.5, 18.25]).max() < 0.2


def test_what_is_no_place_is_nowhere_and_order_and_doubles_do_not_matter():
    placed = region_centroids(["x", "621227", "x", "110000"])
    assert list(placed.index) == ["x", "621227", "110000"]
    assert placed.loc["x", ["lon", "lat"]].isna().all()
    assert region_centroids([]).empty


def test_the_file_names_its_source_and_is_small():
    text = CSV.read_text(encoding="utf-8")
    assert "MIT" in text.splitlines()[1]
    assert len(text) < 150_000
    table = pd.read_csv(CSV, comment="#", dtype={"code": "str"})
    assert table["code"].is_monotonic_increasing
    assert table["code"].is_unique
