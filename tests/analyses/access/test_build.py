"""From a city folder to its reach: over streets, in a straight line, by a table, or not at all."""

import pandas as pd
import pytest
from support.worlds import write_city

from geo.analyses.access.methods.underserved import UNDERSERVED
from geo.analyses.access.model import ReachModel
from geo.analyses.access.tables import REACH_COLUMNS, reach_table
from geo.city.folder import City
from geo.pipeline import run

SITES = "名称,经度,纬度,服务项目,人员\n一站,103.505,40.505,登记,2\n二站,103.515,40.505,计生,1\n"


def city_with(folder, tables, more=""):
    write_city(folder)
    for name, text in tables.items():
        (folder / name).write_text(text, "utf-8")
    told = (folder / "city.toml").read_text("utf-8")
    (folder / "city.toml").write_text(f"{told}\n{more}", "utf-8")
    return City.open(folder)


def test_a_city_without_sites_has_no_reach(tmp_path):
    plan = run(city_with(tmp_path / "city", {}))
    assert plan.get(ReachModel) is None
    assert "share_within" not in plan.communities
    assert list(reach_table(plan)) == list(REACH_COLUMNS)
    assert reach_table(plan).empty


def test_a_city_without_streets_is_reached_in_a_straight_line(tmp_path):
    plan = run(
        city_with(
            tmp_path / "city",
            {"sites.csv": SITES},
            '[sites]\nfile = "sites.csv"\ncoordinates = "wgs84"',
        )
    )
    assert plan.get(ReachModel).straight_line
    told = plan.communities.set_index("community_code")
    assert told["reach_state"].tolist() == ["within", "within", "no_point"]
    assert told["people_no_point"].tolist() == [0, 0, 501]
    assert plan.city_total["people_within"].item() == 1001
    assert set(told["underserved"]) <= set(UNDERSERVED)
    table = reach_table(plan)
    assert set(table["way"]) == {"straight_line"}
    assert set(table["service"]) == {"any", "登记", "计生"}
    assert set(table["mode"]) == {"walk", "ebike", "drive"}
    sums = table[table["level"] == "community"].groupby(["service", "mode"])["people"].sum()
    assert (sums == 1502).all()


def test_a_table_of_travel_times_is_used_and_what_it_does_not_know_is_told(tmp_path):
    times = (
        "社区代码,站点名称,分钟\n990101001001,一站,10\n990101001002,三站,5\n990101001003,二站,40\n"
    )
    more = '[sites]\nfile = "sites.csv"\ncoordinates = "wgs84"\n[travel_times]\nfile = "times.csv"'
    plan = run(city_with(tmp_path / "city", {"sites.csv": SITES, "times.csv": times}, more))
    told = plan.communities.set_index("community_code")
    assert told["reach_state"].tolist() == ["within", "no_route", "beyond"]
    [fault] = [fault for fault in plan.faults if fault.what == "fault.travel_time_unknown"]
    assert (fault.file, fault.row, fault.value) == ("times.csv", 3, "三站")
    assert "三站" in fault.sentence("zh")
    assert "三站" in fault.sentence("en")


@pytest.mark.parametrize("level", ["streets", "districts", "city_total"])
def test_units_add_up(tmp_path, level):
    plan = run(
        city_with(
            tmp_path / "city",
            {"sites.csv": SITES},
            '[sites]\nfile = "sites.csv"\ncoordinates = "wgs84"',
        )
    )
    units = getattr(plan, level)
    for name in ("people_within", "people_beyond", "people_no_point", "people_underserved"):
        assert units[name].sum() == plan.communities[name].sum()
    kinds = [f"communities_{kind}" for kind in UNDERSERVED[1:4]]
    lacking = plan.communities["underserved"].isin(UNDERSERVED[1:4]).sum()
    assert units[kinds].sum().sum() == lacking


def test_the_sample_city():
    plan = run(City.open("data"))
    total = plan.city_total.iloc[0]
    states = ("within", "beyond", "no_route", "off_network", "no_point")
    assert sum(total[f"people_{state}"] for state in states) == total["people"]
    placed = plan.get(ReachModel).spots["people"].sum()
    assert total["people"] - total["people_no_point"] == placed
    areas = plan.communities.dropna(subset="underserved_area")
    assert not plan.area_note
    assert set(areas["underserved_area"]) == set(range(1, areas["underserved_area"].max() + 1))
    ranked = plan.communities.dropna(subset="underserved_rank")
    ranked = ranked.sort_values("underserved_rank")["people_underserved"]
    assert ranked.is_monotonic_decreasing
    assert pd.Series(ranked).gt(0).all()
