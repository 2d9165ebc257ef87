"""Jinan and Shenzhen by district, from the 2020 census: known totals, nobody lost."""

import json
import re
import shutil

import geopandas as gpd
import pandas as pd
import pytest
from click.testing import CliRunner
from support.paths import REAL

import geo
from geo.analyses.population.model import Population
from geo.analyses.staffing.model import Staffing
from geo.cli.main import main

pytestmark = pytest.mark.real

JINAN_ROSTER = {"370102": 600, "370103": 597, "370104": 100, "370117": 40, "370171": 300}


def test_jinan_with_a_development_zone_that_has_no_boundary(make_city):
    results = geo.run(geo.City.open(make_city("jinan", JINAN_ROSTER)))
    units = results.communities.set_index("community_code")
    assert len(units) == 13
    assert units.index[units.geometry.isna()].tolist() == ["370171"]
    assert (
        results.city_total["floating_population"].item()
        == units["floating_population"].sum()
        == 2_112_829
    )
    assert results.city_total["required_staff"].item() == 4_230
    assert results[Population].rejected_records.empty

    assert units.loc["370171", ["floating_population", "required_staff", "status"]].tolist() == [
        174_928,
        350,
        "understaffed",
    ]
    assert units.loc["370103", ["floating_population", "required_staff", "status"]].tolist() == [
        298_290,
        597,
        "compliant",
    ]
    assert units.loc["370102", ["required_staff", "status"]].tolist() == [565, "compliant"]
    assert units.loc["370117", ["required_staff", "staff_shortfall"]].tolist() == [40, 0]
    assert units.loc["370105", "status"] == "unstaffed"
    assert (
        results.districts["floating_population"].sum()
        == results.subdistricts["floating_population"].sum()
        == 2_112_829
    )


def test_jinan_account_names_every_row_and_person(make_city):
    results = geo.run(geo.City.open(make_city("jinan", JINAN_ROSTER)))
    told = results[Population].record_account.set_index(["stage", "outcome"])[["rows", "persons"]]
    assert told.loc[("read", "kept")].tolist() == [26, 2_112_829]
    assert told.loc[("locate", "code")].tolist() == [26, 2_112_829]
    assert len(told) == 2


def test_shenzhen(make_city):
    results = geo.run(geo.City.open(make_city("shenzhen", {"440303": 10})))
    assert len(results.communities) == 9
    assert results.city_total["floating_population"].item() == 13_330_374
    assert results.city_total["required_staff"].item() == 26_665
    assert results[Population].rejected_records.empty


def test_jinan_by_the_command(make_city, tmp_path):
    folder, out = make_city("jinan", JINAN_ROSTER), tmp_path / "out"
    ran = CliRunner().invoke(main, ["run", str(folder), "--out", str(out), "--language", "en"])
    assert ran.exit_code == 0, ran.output
    assert "2112829" in ran.output.replace(",", "")
    table = pd.read_csv(out / "communities.csv", dtype={"community_code": "str"})
    assert table["floating_population"].sum() == 2_112_829
    layer = gpd.read_parquet(out / "communities.parquet")
    assert layer["required_staff"].sum() == 4_230
    assert layer.geometry.isna().sum() == 1


def test_the_web_map_of_jinan_tells_the_people_of_the_census(make_city, real, tmp_path):
    folder, out = make_city("jinan", JINAN_ROSTER), tmp_path / "out"
    arguments = ["export", str(folder), "--out", str(out), "--format", "html", "--language", "zh"]
    ran = CliRunner().invoke(main, arguments)
    assert ran.exit_code == 0, ran.output
    (page,) = out.iterdir()
    html = page.read_text("utf-8")
    census = pd.read_csv(real / "jinan" / "census_2020.csv", dtype={"code": "str"})
    movers = census.set_index("code")[["reg_other_county_same_prov", "reg_other_prov"]].sum(axis=1)
    codes = gpd.read_file(real / "jinan" / "districts.gpkg")["code"].astype("str")
    told = [json.loads(count) for count in re.findall(r'"fact2": ("[^"]*")', html)]
    rounded = [f"≈{5 * round(movers[code] / 5):,}" for code in codes]
    assert sorted(told) == sorted(2 * rounded)  # in both layers
    assert "1个社区没有边界" in html


def test_jinan_points_join_as_geopandas_joins_them(real):
    """Every street node of Jinan, a real set of points on real boundaries."""
    import networkx as nx

    from geo.spatial.index.community_index import CommunityIndex

    graph = nx.read_graphml(real / "jinan" / "streets.graphml")
    nodes = pd.DataFrame(dict(graph.nodes(data=True))).T[["x", "y"]].astype("float64")
    districts = gpd.read_file(real / "jinan" / "districts.gpkg").sort_values(
        "code", ignore_index=True
    )
    communities = districts.rename(columns={"code": "community_code"})
    found = CommunityIndex(communities).find(nodes["x"].to_numpy(), nodes["y"].to_numpy())
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(nodes["x"], nodes["y"]), crs="EPSG:4326")
    joined = points.sjoin(communities, predicate="intersects", how="left")
    expected = joined["index_right"].groupby(level=0).min().fillna(-1).astype("int64")
    assert found.tolist() == expected.tolist()
    assert (found >= 0).mean() > 0.9


def test_jinan_by_names_is_jinan_by_codes(make_city, tmp_path):
    """Records and roster name the districts, as clerks write them, through the command."""
    codes = make_city("jinan", JINAN_ROSTER)
    census = pd.read_csv(REAL / "jinan" / "census_2020.csv", dtype="str")
    named = census.set_index("code")["name"]
    expected = geo.run(geo.City.open(codes))[Staffing].communities
    for way, written in (("whole", named), ("short", named.str.removesuffix("区"))):
        folder = tmp_path / way
        shutil.copytree(codes, folder)
        for file in ("records/census.csv", "staff.csv"):
            table = pd.read_csv(codes / file, dtype="str")
            table = table.assign(所在社区=table.pop("社区代码").map(written))
            table.to_csv(folder / file, index=False)
        checked = CliRunner().invoke(main, ["check", str(folder), "--language", "zh"])
        assert checked.exit_code == 0, checked.output
        out = tmp_path / f"out-{way}"
        ran = CliRunner().invoke(main, ["run", str(folder), "--out", str(out)])
        assert ran.exit_code == 0, ran.output
        told = pd.read_csv(out / "communities.csv", dtype={"community_code": "str"})
        assert told["floating_population"].sum() == 2_112_829
        pd.testing.assert_frame_equal(
            geo.run(geo.City.open(folder))[Staffing].communities, expected
        )
