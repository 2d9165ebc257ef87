"""What `yipan check` says of a city whose files are wrong, and that a run conserves its people."""

import json

import numpy as np
import pandas as pd
import pytest
import shapely
from click.testing import CliRunner
from shapely import box
from support.needed import needed
from support.worlds import make_communities, make_records

import geo
from geo import pipeline
from geo.analyses.population.model import Population
from geo.analyses.population.record_counts import RecordCounts
from geo.analyses.validation.rules import MOST_LISTED
from geo.cli.main import main
from geo.core.i18n import LANGUAGES
from geo.core.issues import TableError
from geo.core.record_batch import Batch
from geo.spatial.coordinates import from_wgs84
from geo.spatial.index.community_index import CommunityIndex

CHECKED = needed("staffing", "validation")
SIDE = 0.01


def communities(shapes, codes=None):
    frame = make_communities(
        shapes, codes or [f"990101001{at:03}" for at in range(1, len(shapes) + 1)]
    )
    return frame.drop(columns="registered")


def city(folder, layer, records, *, system="wgs84", more="", staff=None):
    """Write a city folder; records are rows under a header."""
    (folder / "records").mkdir(parents=True)
    layer.to_file(folder / "c.geojson", driver="GeoJSON")
    (folder / "records" / "r.csv").write_text(
        "\n".join(",".join(str(cell) for cell in row) for row in records), "utf-8"
    )
    (folder / "staff.csv").write_text(staff or "社区代码,人数\n990101001001,1\n", "utf-8")
    (folder / "city.toml").write_text(
        f"""name = "小城"
[boundaries]
communities = "c.geojson"
coordinates = "wgs84"
[records]
files = ["records/*.csv"]
coordinates = "{system}"
[staff]
file = "staff.csv"
{more}""",
        "utf-8",
    )
    return geo.City.open(folder)


def told(found, what, *shown):
    issues = [issue for issue in found.issues if issue.what == what]
    assert issues, [issue.what for issue in found.issues]
    for issue in found.issues:
        for language in LANGUAGES:
            assert "{" not in issue.sentence(language).replace("= {", "")
    for text in shown:
        assert any(str(text) in issue.sentence("en") for issue in issues), [
            f.sentence() for f in issues
        ]
    return issues


def kinds(found):
    return {issue.what for issue in found.issues}


def grid(side=6):
    cells = [(x, y) for x in range(side) for y in range(side)]
    return communities(
        [
            box(113 + x * SIDE, 34 + y * SIDE, 113 + (x + 1) * SIDE, 34 + (y + 1) * SIDE)
            for x, y in cells
        ]
    )


def inflow(layer, number, seed=1, system="wgs84", *, swapped=False, code=True):
    random = np.random.default_rng(seed)
    west, south, east, north = layer.total_bounds
    lon, lat = random.uniform(west, east, number), random.uniform(south, north, number)
    stated = layer["community_code"].to_numpy(object)[CommunityIndex(layer).find(lon, lat)]
    lon, lat = from_wgs84(lon, lat, system)
    x, y = (lat, lon) if swapped else (lon, lat)
    header = ["经度", "纬度", "人数", *(["社区代码"] if code else [])]
    rows = zip(x, y, [1] * number, *([stated] if code else []), strict=True)
    return [header, *rows]


# --- boundaries --------------------------------------------------------------------------------


def test_population_in_an_overlap_are_told_and_counted_once(tmp_path):
    layer = communities([box(103, 40, 103.01, 40.01), box(103.008, 40, 103.02, 40.01)])
    records = [
        ["lon", "lat", "count"],
        [103.009, 40.005, 3],
        [103.009, 40.006, 4],
        [103.001, 40.005, 9],
    ]
    one = city(tmp_path, layer, records)
    found = geo.check(one)
    (issue,) = told(found, "issue.overlap", "2 records (7 people)", "189,", "990101001002")
    assert issue.value == "990101001001"
    assert not found.stops
    population = geo.run(one, analyses=CHECKED).communities.set_index("community_code")[
        "floating_population"
    ]
    assert population.to_dict() == {"990101001001": 16, "990101001002": 0}


def test_overlaps_over_the_cap_are_summed_up(tmp_path):
    shapes = [
        box(103 + at * SIDE, 40, 103 + (at + 1.3) * SIDE, 40.01) for at in range(MOST_LISTED + 4)
    ]
    inside = [[103 + (at + 1.15) * SIDE, 40.005, 1] for at in range(MOST_LISTED + 3)]
    found = geo.check(city(tmp_path, communities(shapes), [["lon", "lat", "count"], *inside]))
    assert len(told(found, "issue.overlap")) == MOST_LISTED
    told(found, "issue.overlap_more", "3 more pairs")


def test_overlaps_and_gaps_without_anybody_are_one_note_each(tmp_path):
    shapes = [box(103 + at * SIDE, 40, 103 + (at + 1.3) * SIDE, 40.01) for at in range(9)]
    records = [["lon", "lat", "count"], [103.001, 40.005, 1]]
    found = geo.check(city(tmp_path / "overlaps", communities(shapes), records))
    (issue,) = told(found, "issue.overlap_nobody", "8 pairs of communities overlap")
    assert issue.is_note
    assert kinds(found) == {"issue.overlap_nobody"}
    elsewhere = [["lon", "lat", "count"], [113.001, 34.001, 5]]
    found = geo.check(city(tmp_path / "gap", ring(0.002), elsewhere))
    (issue,) = told(found, "issue.gap_nobody", "1 gap between communities")
    assert issue.is_note


def ring(side):
    """A square of 5 × 5 communities around a hole of `side` degrees."""
    hole = box(113.025 - side / 2, 34.025 - side / 2, 113.025 + side / 2, 34.025 + side / 2)
    layer = grid(5)
    layer["geometry"] = layer.geometry.difference(hole)
    return layer[~layer.geometry.is_empty].reset_index(drop=True)


def test_a_small_gap_is_told_and_a_lake_is_not_unless_population_live_in_it(tmp_path):
    elsewhere = [["lon", "lat", "count"], [113.001, 34.001, 5]]
    inside = [*elsewhere, [113.025, 34.025, 7]]
    small = geo.check(city(tmp_path / "small", ring(0.002), inside))
    told(small, "issue.gap", "1 record (7 people)")
    lake = geo.check(city(tmp_path / "lake", ring(0.02), elsewhere))
    assert "issue.gap" not in kinds(lake)
    settled = geo.check(city(tmp_path / "settled", ring(0.02), inside))
    told(settled, "issue.gap", "1 record (7 people)")


def test_a_right_city_has_no_issues(tmp_path):
    layer = grid()
    assert not geo.check(city(tmp_path, layer, inflow(layer, 500))).issues


# --- points ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("declared", "true"),
    [("wgs84", "gcj02"), ("cgcs2000", "gcj02"), ("gcj02", "wgs84"), ("gcj02", "bd09")],
)
def test_a_wrong_coordinate_system_is_named_and_nothing_is_shifted(tmp_path, declared, true):
    layer = grid()
    one = city(tmp_path, layer, inflow(layer, 800, system=true), system=declared)
    (issue,) = told(geo.check(one), "issue.residual", declared, true, "800")
    assert not issue.stops
    assert float(issue.more["as_best"]) == 100
    assert float(issue.more["as_given"]) < 70
    # Points and boundaries both in GCJ-02, or neither: which of the two is wrong nobody can tell.
    either = {"issue.residual_boundaries"} if (declared, true) == ("gcj02", "wgs84") else set()
    assert {f.what for f in geo.run(one, analyses=CHECKED).issues} == {"issue.residual"} | either


def test_boundaries_in_another_system_are_named_and_not_the_points(tmp_path):
    layer = grid()
    records = inflow(layer, 800)
    layer["geometry"] = shapely.transform(
        layer.geometry.to_numpy(),
        lambda at: np.column_stack(from_wgs84(at[:, 0], at[:, 1], "gcj02")),
    )
    (issue,) = told(geo.check(city(tmp_path, layer, records)), "issue.residual_boundaries", "gcj02")
    assert issue.file == "c.geojson"
    assert float(issue.more["as_best"]) > 99
    assert "issue.residual" not in {
        found.what for found in geo.run(geo.City.open(tmp_path), analyses=CHECKED).issues
    }


def test_a_file_with_lon_and_lat_exchanged_stops_a_run_by_name(tmp_path):
    layer = grid()
    one = city(tmp_path, layer, inflow(layer, 50, swapped=True, code=False))
    found = geo.check(one)
    assert found.stops
    (issue,) = told(found, "issue.records_exchanged", "50 records", 'lon = "纬度", lat = "经度"')
    assert issue.row == 2
    with pytest.raises(TableError, match="exchanged"):
        geo.run(one, analyses=CHECKED)


def test_the_remedy_for_exchanged_columns_mends_the_run(tmp_path):
    layer = grid()
    right = geo.run(
        city(tmp_path / "right", layer, inflow(layer, 60, code=False)), analyses=CHECKED
    )
    records = inflow(layer, 60, swapped=True, code=False)
    folder = tmp_path / "repaired"
    city(folder, layer, records)
    text = (folder / "city.toml").read_text("utf-8")
    repaired = text.replace("[records]", '[records]\ncolumns = { lon = "纬度", lat = "经度" }')
    (folder / "city.toml").write_text(repaired, "utf-8")
    results = geo.run(geo.City.open(folder), analyses=CHECKED)
    assert (
        results.communities["floating_population"].tolist()
        == right.communities["floating_population"].tolist()
    )


def test_exchanged_points_with_codes_are_counted_by_code(tmp_path):
    layer = grid()
    one = city(tmp_path, layer, inflow(layer, 50, swapped=True))
    (issue,) = told(geo.check(one), "issue.records_exchanged")
    assert not issue.stops
    assert geo.run(one, analyses=CHECKED).city_total["floating_population"].item() == 50


def test_one_exchanged_row_does_not_stop_a_run(tmp_path):
    layer = grid()
    records = [*inflow(layer, 50, code=False), [34.005, 113.005, 1]]
    (issue,) = told(geo.check(city(tmp_path, layer, records)), "issue.records_exchanged", "1.96%")
    assert (issue.stops, issue.row) == (False, 52)


def test_points_that_cannot_be_are_told(tmp_path):
    layer = grid()
    records = [
        *inflow(layer, 20),
        [0, 0, 1, "990101001001"],
        [-0.12, 51.5, 1, ""],
        [5e5, 4e6, 1, ""],
    ]
    found = geo.check(city(tmp_path, layer, records))
    assert {"issue.point_zero", "issue.point_abroad", "issue.point_no_degrees"} <= kinds(found)


# --- codes -------------------------------------------------------------------------------------


def test_records_and_posts_under_codes_of_another_level(tmp_path):
    layer = grid()
    records = [
        *inflow(layer, 20),
        ["", "", 6, "990101001"],
        ["", "", 4, "990101001"],
        ["", "", 1, "990101"],
    ]
    staff = "社区代码,人数\n990101001001,1\n990101001,3\n990101,1\n"
    found = geo.check(city(tmp_path, layer, records, staff=staff))
    issues = told(found, "issue.records_level", "2 records (10 people)", "a subdistrict's code")
    assert [(f.row, f.rows, f.value) for f in issues] == [(24, 1, "990101"), (22, 2, "990101001")]
    assert [f.more["posts"] for f in told(found, "issue.staff_level")] == ["3", "1"]


def test_a_list_handed_in_twice_is_told_unless_numbers_tell_its_rows_apart(tmp_path):
    rows = [(103.5 + at / 1e5, 40.505, "", at) for at in range(1, 201)]
    header = ("经度", "纬度", "户籍地", "人数")
    twice = city(
        tmp_path / "a", communities([box(103.5, 40.5, 103.51, 40.51)]), [header, *rows, *rows]
    )
    found = geo.check(twice)
    told(found, "issue.records_alike", "200", "20,100")
    assert (
        int(geo.run(twice, analyses=CHECKED).communities["floating_population"].sum()) == 2 * 20_100
    )

    numbered = [("记录编号", *header), *((f"R{at}", *row) for at, row in enumerate([*rows, *rows]))]
    apart = city(tmp_path / "b", communities([box(103.5, 40.5, 103.51, 40.51)]), numbered)
    assert "issue.records_alike" not in {issue.what for issue in geo.check(apart).issues}

    one_slip = city(
        tmp_path / "c", communities([box(103.5, 40.5, 103.51, 40.51)]), [header, *rows, rows[0]]
    )
    assert "issue.records_alike" not in {issue.what for issue in geo.check(one_slip).issues}


def test_codes_that_nobody_has_are_told_with_the_population_they_lose(tmp_path):
    rows = [("社区代码", "人数"), ("990101001001", 5), ("990101001777", 3), ("ZZ", 4)]
    found = city(tmp_path, communities([box(103.5, 40.5, 103.51, 40.51)]), rows)
    (issue,) = told(geo.check(found), "issue.records_unknown", "990101001777", "7", "2")
    assert (issue.row, issue.stops) == (3, False)


def test_a_month_that_has_not_come(tmp_path):
    layer = grid()
    records = inflow(layer, 5)
    rows = [[*records[0], "月份"], *[[*row, "2098-01"] for row in records[1:]]]
    told(geo.check(city(tmp_path, layer, rows)), "issue.period_future", "2098-01")


def test_everything_at_once_by_the_command(tmp_path):
    layer = communities([box(103, 40, 103.01, 40.01), box(103.008, 40, 103.02, 40.01)])
    records = [["lon", "lat", "count", "code"], [40.005, 103.001, 1, ""], ["", "", 2, "990101001"]]
    city(tmp_path, layer, records, staff="社区代码,人数\n990101,1\n")
    ran = CliRunner().invoke(main, ["check", str(tmp_path), "--json"])
    assert ran.exit_code == 1
    got = {issue["what"] for issue in json.loads(ran.output)["issues"]}
    assert {
        "issue.overlap_nobody",
        "issue.records_exchanged",
        "issue.records_level",
        "issue.staff_level",
    } <= got


# --- codes of other years ----------------------------------------------------------------------

WALK = '[crosswalk]\nfile = "walk.csv"\n'


def old_city(folder, walk, records, staff=None):
    layer = communities([box(103 + at * SIDE, 40, 103 + (at + 1) * SIDE, 40.01) for at in range(3)])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "walk.csv").write_text("旧代码,新代码,份额\n" + walk, "utf-8")
    return city(folder, layer, [["lon", "lat", "count", "code"], *records], more=WALK, staff=staff)


def test_old_codes_are_moved_and_nobody_is_lost(tmp_path):
    walk = (
        "990101001091,990101001001,\n990101001092,990101001002,0.6\n990101001092,990101001003,0.4\n"
    )
    records = [
        ["", "", 10, "990101001091"],  # renamed
        ["", "", 7, "990101001092"],  # split: 11 people, 6.6 and 4.4
        ["", "", 4, "990101001092"],
        [103.025, 40.005, 1, "990101001092"],  # by its point, which is in a part: no disagreement
        [103.005, 40.005, 1, "990101001092"],  # by its point, which is not
    ]
    staff = "社区代码,人数\n990101001091,1\n990101001092,3\n"
    one = old_city(tmp_path, walk, records, staff)
    results = pipeline.run(one, analyses=CHECKED)
    units = results.communities.set_index("community_code")
    assert units["floating_population"].tolist() == [11, 7, 5]
    assert units["staff"].tolist() == [1, 2, 1]
    assert (
        results[Population].counts["floating_population"].sum()
        == results.city_total["floating_population"].item()
        == 23
    )
    notes = results[Population].notes.set_index("note")
    assert notes.loc["code_moved", ["rows", "persons"]].tolist() == [3, 21]
    assert notes.loc["disagree", "rows"] == 1
    assert results[Population].rejected_records.empty
    assert not [f for f in geo.check(one).issues if f.what.startswith("issue.staff")]
    assert "walk.csv" in results.input_digests


def test_a_crosswalk_that_would_lose_population_stops_both_check_and_run(tmp_path):
    one = old_city(tmp_path, "990101001092,990101001002,0.6\n", [["", "", 7, "990101001092"]])
    found = geo.check(one)
    assert found.stops
    told(found, "issue.crosswalk_sum", "0.6")
    with pytest.raises(TableError, match=r"0\.6"):
        geo.run(one, analyses=CHECKED)


def test_origins_and_sources_add_up_after_a_split(tmp_path):
    index_of = communities([None, None, None])
    from geo.analyses.population.methods.crosswalk import Crosswalk

    a, b, c = index_of["community_code"]
    walk = Crosswalk(
        pd.DataFrame({"old_code": ["o"] * 3, "new_code": [a, b, c], "share": [0.5, 0.3, 0.2]})
    )
    record_counts = RecordCounts(
        CommunityIndex(walk.with_split(make_communities([None] * 3, [a, b, c]))),
        50.0,
        crosswalk=walk,
    )
    random = np.random.default_rng(3)
    rows = [
        {
            "community_code": "o",
            "count": int(random.integers(1, 9)),
            "origin": str(random.choice(["440305", "620000", None])),
            "source": str(random.choice(["公安", "卫健"])),
        }
        for _ in range(60)
    ]
    for batch in (rows[:20], rows[20:]):
        record_counts.add(Batch.of(make_records(batch)))
    record_counts.settle()
    population = record_counts.counts.set_index("community_code")["floating_population"]
    total = sum(row["count"] for row in rows)
    assert population.sum() == total
    assert (population - np.array([0.5, 0.3, 0.2]) * total).abs().max() < 1
    for of in (record_counts.by_origin, record_counts.by_source):
        assert (
            of.groupby("community_code")["floating_population"].sum().to_dict()
            == population.to_dict()
        )
