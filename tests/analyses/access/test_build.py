"""From a city folder to its reach.

Over streets, by Euclidean distance, by a table, or not at all.
"""

import pytest
from support.worlds import write_city

import geo
from geo.analyses.access.build import SUMMED
from geo.analyses.access.methods.underserved import UNDERSERVED
from geo.analyses.access.model import AccessModel
from geo.analyses.access.tables import ACCESS_COLUMNS, access_table
from geo.city.folder import City

SITES = "名称,经度,纬度,服务项目,人员\n一站,103.505,40.505,登记,2\n二站,103.515,40.505,计生,1\n"


def city_with(folder, tables, more=""):
    write_city(folder)
    for name, text in tables.items():
        (folder / name).write_text(text, "utf-8")
    told = (folder / "city.toml").read_text("utf-8")
    (folder / "city.toml").write_text(f"{told}\n{more}", "utf-8")
    return City.open(folder)


def test_a_city_without_sites_has_no_access(tmp_path):
    results = geo.run(city_with(tmp_path / "city", {}))
    assert results.get(AccessModel) is None
    assert "share_within" not in results.communities
    assert list(access_table(results)) == list(ACCESS_COLUMNS)
    assert access_table(results).empty


def test_a_city_without_streets_is_measured_by_euclidean_distance(tmp_path):
    results = geo.run(
        city_with(
            tmp_path / "city",
            {"sites.csv": SITES},
            '[sites]\nfile = "sites.csv"\ncoordinates = "wgs84"',
        )
    )
    assert results.get(AccessModel).euclidean
    told = results.communities.set_index("community_code")
    assert told["accessibility_state"].tolist() == ["within", "within", "location_unknown"]
    assert told["population_location_unknown"].tolist() == [0, 0, 501]
    assert results.city_total["population_within"].item() == 1001
    assert set(told["underserved"]) <= set(UNDERSERVED)
    table = access_table(results)
    assert set(table["travel_time_source"]) == {"euclidean"}
    assert set(table["service"]) == {"any", "登记", "计生"}
    assert set(table["mode"]) == {"walk", "ebike", "drive"}
    sums = (
        table[table["level"] == "community"]
        .groupby(["service", "mode"])["floating_population"]
        .sum()
    )
    assert (sums == 1502).all()


def test_a_table_of_travel_times_is_used_and_what_it_does_not_know_is_told(tmp_path):
    times = (
        "社区代码,站点名称,分钟\n990101001001,一站,10\n990101001002,三站,5\n990101001003,二站,40\n"
    )
    more = '[sites]\nfile = "sites.csv"\ncoordinates = "wgs84"\n[travel_times]\nfile = "times.csv"'
    results = geo.run(city_with(tmp_path / "city", {"sites.csv": SITES, "times.csv": times}, more))
    told = results.communities.set_index("community_code")
    assert told["accessibility_state"].tolist() == ["within", "not_timed", "beyond"]
    issues = {issue.what: issue for issue in results.issues}
    assert issues["issue.travel_time_gaps"].more["communities"] == 1
    issue = issues["issue.travel_time_unknown"]
    assert (issue.file, issue.row, issue.value) == ("times.csv", 3, "三站")
    assert "三站" in issue.sentence("zh")
    assert "三站" in issue.sentence("en")


@pytest.mark.parametrize("level", ["subdistricts", "districts", "city_total"])
def test_units_add_up(tmp_path, level):
    results = geo.run(
        city_with(
            tmp_path / "city",
            {"sites.csv": SITES},
            '[sites]\nfile = "sites.csv"\ncoordinates = "wgs84"',
        )
    )
    units = getattr(results, level)
    for name in (
        "population_within",
        "population_beyond",
        "population_location_unknown",
        *SUMMED,
    ):
        assert units[name].sum() == results.communities[name].sum()
    kinds = [f"communities_{kind}" for kind in UNDERSERVED[1:4]]
    lacking = results.communities["underserved"].isin(UNDERSERVED[1:4]).sum()
    assert units[kinds].sum().sum() == lacking


def test_each_service_has_its_minutes_and_mode_and_a_word_nobody_offers_is_told(tmp_path):
    more = '[sites]\nfile = "sites.csv"\ncoordinates = "wgs84"\n[access]\n'
    more += 'service_minutes = { "登记" = 5, "体检" = 10 }\n'
    more += 'service_modes = { "登记" = "drive", "计生" = "swim" }\n'
    results = geo.run(city_with(tmp_path / "city", {"sites.csv": SITES}, more))
    table = access_table(results)
    asked = table[table["mode_is_norm"]].groupby("service")[["mode", "minutes"]].first()
    assert asked.to_numpy().tolist() == [["walk", 15], ["drive", 5], ["walk", 15]]
    assert table.loc[~table["mode_is_norm"], "population_within_capacity"].isna().all()
    access = results.get(AccessModel)
    for service, mode, minutes in (("登记", "drive", 5), ("计生", "walk", 15)):
        usual, stated = (
            access.coverage("city", service),
            access.coverage("city", service, mode, minutes),
        )
        assert usual.equals(stated)
    told = {issue.what: issue.value for issue in results.issues if issue.file == "city.toml"}
    assert told == {"issue.service_unknown": "体检", "issue.mode_unknown": "swim"}


def test_a_city_of_codes_alone_rests_on_representative_points_in_every_table(tmp_path):
    city = city_with(
        tmp_path / "city",
        {
            "sites.csv": SITES,
            "records/records.csv": "社区代码,人数\n990101001001,501\n990101001002,500\n",
        },
        '[sites]\nfile = "sites.csv"\ncoordinates = "wgs84"',
    )
    results = geo.run(city)
    table = access_table(results)
    assert set(table["location_basis"]) == {"representative_points"}
    total = results.city_total.iloc[0]
    assert total["population_within_min"] == 0
    assert total["population_within_max"] == total["floating_population"] == 1001
    assert total["population_within"] + total["population_beyond"] == 1001
    assert any(issue.what == "issue.representative_points" for issue in results.issues)
