"""Losing many people stops a run, with the likely cause; losing few does not."""

import re

import pandas as pd
import pytest
from click.testing import CliRunner
from support.needed import needed
from support.worlds import write_city

import geo
from geo import pipeline
from geo.analyses.population.model import Population
from geo.analyses.staffing.model import Staffing
from geo.cli.main import main
from geo.core.issues import TableError
from geo.spatial.coordinates import from_wgs84, to_wgs84

STAFFED = needed("staffing", "validation")
NAMED = "社区名称,街道,人数\n"


def city(folder, records, more=""):
    write_city(folder)
    (folder / "records" / "records.csv").write_text(records, "utf-8")
    text = (folder / "city.toml").read_text("utf-8")
    (folder / "city.toml").write_text(text.replace("[staff]", f"{more}\n[staff]"), "utf-8")
    return folder


def records_of(points):
    return "经度,纬度,人数\n" + "".join(f"{lon},{lat},100\n" for lon, lat in points)


def shifted(points):
    lon, lat = from_wgs84(*zip(*points, strict=True), "gcj02")
    return list(zip(lon, lat, strict=True))


def shifted_back(point):
    return tuple(float(axis[0]) for axis in to_wgs84(*zip(point, strict=True), "gcj02"))


# Near the eastern edge: 500 m of shift lead outside.
EDGE = [(103.5199, 40.5001 + step / 1000) for step in range(9)]
# Near the western edge: shifted back they lie outside.
WESTERN_EDGE = [(103.5001, 40.5001 + step / 1000) for step in range(9)]
CAUSES = {
    "names": NAMED + "别处社区,,100\n",
    "ambiguous": "社区名称,人数\n同名社区,100\n",
    "level": "社区代码,人数\n990101001,100\n",
    "other_place": "社区代码,人数\n110101001001,100\n",
    "other_year": "社区代码,人数\n990101001901,100\n",
    "codes": "社区代码,人数\nA-77,100\n",
    "swapped": records_of([(40.505, 103.505)]),
    "not_degrees": records_of([(4_512_345.6, 512_345.6)]),
    "shifted": records_of(shifted(EDGE)),
    "finer": "社区代码,人数\n990101001001007,100\n",
    "boundaries": records_of([shifted_back(point) for point in WESTERN_EDGE]),
    "nearby": records_of([(103.505, 40.53)]),
    "scaled": records_of([(103505000, 40505000)]),
    "outside": records_of([(121.47, 31.23)]),
    "empty": "社区代码,人数,来源\n,100,甲\n",
}


@pytest.mark.parametrize("cause", CAUSES)
def test_the_cause_is_told_with_file_column_people_and_share(tmp_path, cause):
    folder = city(tmp_path / "city", CAUSES[cause])
    if cause == "ambiguous":
        layer = folder / "boundaries" / "communities.geojson"
        text = layer.read_text("utf-8")
        layer.write_text(
            text.replace('"社区1"', '"同名社区"').replace('"社区2"', '"同名社区"'), "utf-8"
        )
    found = geo.check(geo.City.open(folder))
    issues = [issue for issue in found.issues if issue.what.startswith("issue.loss_")]
    assert [issue.what for issue in issues] == [f"issue.loss_{cause}"]
    assert found.stops
    assert found.stops_by_loss
    for language, percent in (("zh", "100%"), ("en", "100%")):
        told = issues[0].sentence(language)
        assert told.startswith("records/records.csv")
        assert percent in told
        assert "--accept-loss" in told
        assert "<NA>" not in told
        assert not re.search(r"\{\w*\}", told)  # nothing is left to be filled in


@pytest.mark.parametrize("cause", ["names", "codes", "shifted"])
def test_a_loss_stops_a_run_with_its_cause(tmp_path, cause):
    """By a name, a code and a point, where they are counted and before anything checks them."""
    opened = geo.City.open(city(tmp_path / "city", CAUSES[cause]))
    with pytest.raises(TableError) as error:
        geo.run(opened, analyses=needed("population"))
    assert f"issue.loss_{cause}" in {issue.what for issue in error.value.issues}


def test_the_command_ends_with_1_unless_the_loss_is_accepted(tmp_path):
    folder = city(tmp_path / "city", NAMED + "别处社区,,100\n", more='period = "2026-10"')
    for language in ("zh", "en"):
        run = ["run", str(folder), "--out", str(tmp_path / language), "--language", language]
        ran = CliRunner().invoke(main, run)
        assert ran.exit_code == 1
        assert "别处社区 (100)" in ran.output
    checked = CliRunner().invoke(main, ["check", str(folder), "--language", "zh"])
    assert checked.exit_code == 1
    ran = CliRunner().invoke(main, [*run, "--accept-loss"])
    assert ran.exit_code == 0, ran.output
    assert "<NA>" not in ran.output
    assert "nan" not in ran.output
    accepted = CliRunner().invoke(main, ["check", str(folder), "--accept-loss"])
    assert accepted.exit_code == 0


def test_the_share_is_settable_and_few_lost_are_no_error(tmp_path):
    records = "社区代码,人数\n990101001001,95\n990101001777,5\n"
    assert not geo.check(geo.City.open(city(tmp_path / "at", records))).stops
    folder = city(tmp_path / "over", records, more="largest_loss_percent = 4")
    assert geo.check(geo.City.open(folder)).stops
    results = geo.run(geo.City.open(folder, accept_loss=True), analyses=STAFFED)
    assert results.communities["floating_population"].sum() == 95
    assert any(issue.what == "issue.loss_other_year" for issue in results.issues)


def test_one_file_that_is_lost_is_not_hidden_by_another(tmp_path):
    folder = city(tmp_path / "city", "社区代码,人数\n990101001001,99999\n")
    (folder / "records" / "more.csv").write_text("社区代码,人数\n110101001001,7\n", "utf-8")
    toml = (folder / "city.toml").read_text("utf-8")
    (folder / "city.toml").write_text(toml.replace("records/records.csv", "records/*.csv"), "utf-8")
    stopping = [issue for issue in geo.check(geo.City.open(folder)).issues if issue.stops]
    assert [(issue.file, issue.more["lost"]) for issue in stopping] == [("records/more.csv", "7")]


def test_names_give_the_table_of_codes(tmp_path):
    codes = write_city(tmp_path / "codes")
    names = write_city(tmp_path / "names")
    named = {f"99010100100{at}": f"社区{at}" for at in (1, 2, 3)}
    for path in (names / "records" / "records.csv", names / "staff.csv"):
        text = path.read_text("utf-8").replace("社区代码", "所在社区")
        for code, name in named.items():
            text = text.replace(code, name)
        path.write_text(text, "utf-8")
    one, other = (
        pipeline.run(geo.City.open(folder), analyses=STAFFED) for folder in (codes, names)
    )
    pd.testing.assert_frame_equal(one[Staffing].communities, other[Staffing].communities)
    assert [issue.what for issue in one.issues] == [issue.what for issue in other.issues]


def test_unknown_and_shared_names_are_listed_with_their_people_and_rows_by_reason(tmp_path):
    records = "社区,人数\n社区1,900\n陌生社区,12\n无名,3\n陌生社区,1\n"
    folder = city(tmp_path / "city", records)
    results = geo.run(geo.City.open(folder), analyses=STAFFED)
    (issue,) = [issue for issue in results.issues if issue.what == "issue.names_unknown"]
    assert issue.more["listed"] == "陌生社区 (13), 无名 (3)"
    assert issue.more["persons"] == "16"
    rejected = results[Population].rejected_records
    assert rejected[["row", "reason"]].to_numpy().tolist() == [
        [row, "unknown_name"] for row in (3, 4, 5)
    ]
    names = geo.check(geo.City.open(folder)).names
    assert names.to_numpy().tolist() == [["community", "陌生社区", 13], ["community", "无名", 3]]


def test_what_looks_like_a_person_in_a_column_of_communities_is_not_shown(tmp_path):
    records = "社区,人数\n社区1,900\n王小明,1\n李雷,1\n张丽华,1\n"
    found = geo.check(geo.City.open(city(tmp_path / "city", records)))
    told = " ".join(issue.sentence("zh") for issue in found.issues)
    assert "王小明" not in told
    assert "王… (1)" in told


def test_staff_and_travel_times_and_out_migrants_by_name(tmp_path):
    folder = write_city(tmp_path / "city")
    (folder / "staff.csv").write_text(
        "社区,街道,人数\n社区1,街道,2\n,街道,1\n远方社区,,3\n", "utf-8"
    )
    (folder / "sites.csv").write_text("站点名称,经度,纬度\n一站,103.505,40.505\n", "utf-8")
    (folder / "times.csv").write_text(
        "社区,站点名称,分钟\n社区2,一站,7\n远方社区,一站,3\n", "utf-8"
    )
    (folder / "left.csv").write_text("户籍村,去向,人数\n社区1,110105,4\n", "utf-8")
    with (folder / "city.toml").open("a", encoding="utf-8") as file:
        file.write(
            '[sites]\nfile = "sites.csv"\ncoordinates = "wgs84"\n'
            '[travel_times]\nfile = "times.csv"\n[out_migrants]\nfiles = ["left.csv"]\n'
        )
    opened = geo.City.open(folder)
    assert opened.staff.frame["community_code"].fillna("").tolist() == [
        *("990101001001", "", "≠远方社区")
    ]
    assert opened.staff.frame["subdistrict_code"].tolist()[:2] == ["990101001", "990101001"]
    assert opened.travel_times["walk"].frame["community_code"].tolist() == [
        *("990101001002", "≠远方社区")
    ]
    assert opened.out_migrants.frame["community_code"].tolist() == ["990101001001"]
    found = geo.check(opened)
    (issue,) = [issue for issue in found.issues if issue.what == "issue.staff_names_unknown"]
    assert issue.more["listed"] == "远方社区 (3)"
    assert "issue.loss_staff" in {issue.what for issue in found.issues if issue.stops}
    told = [*found.issues, *geo.run(geo.City.open(folder, accept_loss=True)).issues]
    assert "issue.travel_time_unknown" in {issue.what for issue in told}
    assert "≠" not in " ".join(issue.sentence("zh") for issue in told)


@pytest.mark.parametrize(
    ("outcome", "row"),
    [("outside", "121.47,31.23,,3"), ("no_place", ",,,3"), ("no_place", "9,,,3")],
)
def test_the_few_without_a_community_are_told_by_row(tmp_path, outcome, row):
    records = f"经度,纬度,社区代码,人数\n,,990101001001,97\n{row}\n"
    issues = geo.check(geo.City.open(city(tmp_path / "city", records))).issues
    (issue,) = (issue for issue in issues if issue.what == f"issue.records_{outcome}")
    assert (issue.row, issue.more["persons"]) == (3, "3")
    assert not {"121.47", "31.23"} & set(re.findall(r"[\d.]+", issue.sentence("zh")))


def test_what_has_no_column_is_told_by_the_headers_there_are(tmp_path):
    found = geo.check(geo.City.open(city(tmp_path, "东经,北纬,人数\n,,100\n")))
    (issue,) = [issue for issue in found.issues if issue.what == "issue.loss_empty"]
    assert "东经 / 北纬" in issue.sentence("zh")
    assert "“—”" not in " ".join(issue.sentence("en") for issue in found.issues)


def test_points_in_a_city_without_polygons(tmp_path):
    folder = city(tmp_path, records_of([(103.505, 40.505)]))
    layer = folder / "boundaries" / "communities.geojson"
    layer.write_text(re.sub(r'"geometry": \{[^}]*\}', '"geometry": null', layer.read_text("utf-8")))
    found = geo.check(geo.City.open(folder))
    assert "issue.loss_no_boundaries" in {issue.what for issue in found.issues}


READ_BY = {"out_migrants": "corridors", "sites": "access"}


@pytest.mark.parametrize(
    ("table", "rows", "settings", "lost"),
    [
        ("staff", "社区代码,人数\n990101001001,94\n110101001001,6\n", "", ("6", "100")),
        ("staff", "社区代码,街道,人数\n990101001001,,94\n,别处街道,6\n", "", ("6", "100")),
        (
            "out_migrants",
            "户籍社区代码,现居住地,人数\n990101001001,110105,94\n1,110105,4\n,110105,2\n",
            '[out_migrants]\nfiles = ["out_migrants.csv"]\n',
            ("6", "100"),
        ),
        (
            "sites",
            "站点名称,经度,纬度\n一站,103.505,40.505\n二站,,\n",
            '[sites]\nfile = "sites.csv"\ncoordinates = "wgs84"\n',
            ("1", "2"),
        ),
        (
            "period",
            "社区代码,统计月份,人数\n990101001001,2026-10,94\n990101001001,,6\n",
            "",
            ("6", "100"),
        ),
    ],
)
def test_the_rule_is_one_for_all_tables(tmp_path, table, rows, settings, lost):
    folder = city(tmp_path, rows if table == "period" else "社区代码,人数\n990101001001,9\n")
    if table != "period":
        (folder / f"{table}.csv").write_text(rows, "utf-8")
    with (folder / "city.toml").open("a", encoding="utf-8") as file:
        file.write(settings)
    found = geo.check(geo.City.open(folder))
    (issue,) = [issue for issue in found.issues if issue.what == f"issue.loss_{table}"]
    assert (issue.more["lost"], issue.more["all"]) == lost
    assert found.stops_by_loss
    with pytest.raises(TableError):
        pipeline.run(geo.City.open(folder))
    readers = needed(READ_BY.get(table, "staffing"), "validation")
    assert pipeline.run(geo.City.open(folder, accept_loss=True), analyses=readers).issues
    text = (folder / "city.toml").read_text("utf-8")
    allowed = text.replace("[records]", "[records]\nlargest_loss_percent = 50")
    (folder / "city.toml").write_text(allowed, "utf-8")
    assert not geo.check(geo.City.open(folder)).stops
