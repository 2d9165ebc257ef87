"""Norms and workloads of a city, from its files to the tables of a run."""

import pytest
from support.worlds import write_city

from geo.analyses import norms, population, staffing
from geo.analyses.norms.model import Norms
from geo.analyses.norms.tables import (
    norm_units_table,
    norms_table,
    wisn_activities_table,
    wisn_table,
)
from geo.city.folder import City
from geo.pipeline import run

ASKED = (population.ANALYSIS, staffing.ANALYSIS, norms.ANALYSIS)

NORMS = """标准名称,计数对象,岗位,岗位数,每多少人,取整,级别,起算人数,依据,施行日期
协管员,流动人口,协管员,1,500,,社区,,甲文,2010-04-07
=1+1,流动人口,,1,1000,四舍五入,街道,0,乙文,2030-01-01
医生,常住人口,医生,1,2000,,街道,,丙文,
协管员,流动人口,,1,1,,社区,,重复,
负数,流动人口,,-1,500,,社区,,,
零,流动人口,,1,0,,社区,,,
怪,外星人,,1,500,,社区,,,
"""
ACTIVITIES = """岗位,活动名称,活动类别,时间,时间单位,每,计数对象,每人每年次数
协管员,登记,服务,30,分钟,次,流动人口,4
协管员,走访,服务,1,小时,次,,
协管员,会议,辅助,10,百分比,,,
医生,看病,服务,15,分钟,次,,
协管员,登记,服务,1,分钟,次,,
协管员,空想,服务,10,百分比,,,
"""
WORKLOADS = """社区代码,活动名称,年次数
990101001001,走访,1664
990101001002,走访,0
,走访,7
990101001001,看病,-3
"""
WORKING_TIME = """岗位,每周天数,每日小时,节假日,年休假
协管员,5,8,12,40
懒人,1,8,52,
"""


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = write_city(tmp_path_factory.mktemp("norms") / "city")
    for name, text in {
        "norms": NORMS,
        "activities": ACTIVITIES,
        "workloads": WORKLOADS,
        "working_time": WORKING_TIME,
        "staff": "社区代码,人数,岗位\n990101001001,1,协管员\n990101001002,1, 协管员\n",
    }.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    with (folder / "city.toml").open("a", encoding="utf-8") as file:
        for name in ("norms", "activities", "workloads", "working_time"):
            file.write(f'[{name}]\nfile = "{name}.csv"\n')
    city = City.open(folder)
    return city, run(city, analyses=ASKED)


def test_norms_stand_side_by_side(results):
    table = norms_table(results[1]).set_index("norm")
    assert table.index.tolist() == ["协管员", "=1+1", "医生"]
    assert table["state"].tolist() == ["in_force", "in_force", "not_checkable"]
    assert table["reason"].tolist() == ["", "", "count_unknown"]
    first = table.loc["协管员"]
    assert (first["people"], first["people_compliant"]) == (1502, 500)
    assert (first["required_staff"], first["staff_shortfall"]) == (5, 3)
    units = norm_units_table(results[1])
    by_street = units[units["norm"] == "=1+1"].iloc[0]
    assert (by_street["name"], by_street["required_staff"]) == ("街道", 2)
    assert by_street["status"] == "compliant"


def test_rows_that_make_no_sense_are_left_out_and_told(results):
    told = [(issue.what, issue.file, issue.row) for issue in results[0].issues]
    for what, file, row in [
        ("issue.cell_again", "norms.csv", 5),
        ("issue.cell_number", "norms.csv", 6),
        ("issue.cell_number", "norms.csv", 7),
        ("issue.cell_word", "norms.csv", 8),
        ("issue.cell_again", "activities.csv", 6),
        ("issue.activity_time", "activities.csv", 7),
        ("issue.staff_homeless", "workloads.csv", 4),
        ("issue.cell_number", "workloads.csv", 5),
        ("issue.no_working_time", "working_time.csv", 3),
    ]:
        assert (what, file, row) in told
    for issue in results[0].issues:
        assert issue.sentence("zh")
        assert issue.sentence("en")


def test_the_workload_of_each_community_says_how_many_it_requires(results):
    """1,664 hours a year, a tenth of which goes to meetings; 4 × 30 minutes a person."""
    table = wisn_table(results[1])
    rows = table[table["role"] == "协管员"].set_index("code")
    assert rows.loc["990101001001", "required_staff"] == pytest.approx(
        (501 * 2 / 1664 + 1664 / 1664) / 0.9
    )
    assert rows.loc["990101001002", "required_staff"] == pytest.approx(500 * 2 / 1664 / 0.9)
    assert rows["status"].tolist() == ["understaffed", "compliant", "no_data"]
    assert table.loc[table["role"] == "医生", "reason"].tolist() == ["no_working_time"]
    services = wisn_activities_table(results[1]).set_index(["code", "activity"])
    assert services.loc[("990101001001", "登记"), "standard_workload"] == 3328
    assert results[1][Norms].unplaced_workloads == 0


def test_a_ratio_may_count_some_roles_only(results):
    roster = results[0].staff.frame
    assert staffing.model.of_roles(roster, ()) is roster
    assert len(staffing.model.of_roles(roster, ("协管员",))) == 2
    assert staffing.model.of_roles(roster, ("医生",)).empty


def test_of_a_district_norms_are_those_of_its_units(results):
    district = results[1].of_district(results[1].units.districts["district_code"].iloc[0])
    codes = {
        *district.units.communities["community_code"],
        *district.units.subdistricts["subdistrict_code"],
    }
    units, whole = norm_units_table(district), norm_units_table(results[1])
    assert {*units["code"]} == {*whole["code"].dropna()} & codes
    sums = units.groupby("norm")["staff_shortfall"].sum()
    told = norms_table(district).set_index("norm")["staff_shortfall"]
    assert told[sums.index].tolist() == sums.tolist()
    assert {*wisn_table(district)["code"].dropna()} <= codes
