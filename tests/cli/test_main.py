"""The command: exit codes, sentences, JSON, and nothing overwritten."""

import json
import shutil

import pandas as pd
import pytest
from click.testing import CliRunner
from shapely import box
from support.worlds import make_communities

from geo.cli.main import main


def yipan(*words):
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


@pytest.fixture
def city(tmp_path):
    """A small city folder: two squares and one community without a boundary."""
    from support.worlds import write_city

    return write_city(tmp_path / "city")


def test_run_writes_tables_and_tells_the_total(city, tmp_path):
    ran = yipan("run", city, "--out", tmp_path / "out", "--language", "en")
    assert ran.exit_code == 0
    assert "1,502" in ran.output or "1502" in ran.output
    table = pd.read_csv(tmp_path / "out" / "communities.csv", dtype={"community_code": "str"})
    assert table.columns[:11].tolist() == [
        "community_code",
        "community_name",
        "subdistrict_code",
        "district_code",
        "floating_population",
        "count_incomplete",
        "staff",
        "required_staff",
        "staff_shortfall",
        "population_per_staff",
        "status",
    ]
    assert table["floating_population"].sum() == 1502


def test_json_is_for_machines(city, tmp_path):
    ran = yipan("run", city, "--out", tmp_path / "out", "--json")
    told = json.loads(ran.output)
    assert told["total"]["floating_population"] == 1502
    assert {"stage", "outcome", "rows", "persons"} <= set(told["record_account"][0])


@pytest.mark.parametrize(("language", "word"), [("zh", "按坐标定位"), ("en", "by point")])
def test_check_tells_the_account_in_both_languages(city, language, word):
    ran = yipan("check", city, "--language", language)
    assert ran.exit_code == 0
    assert word in ran.output


def test_check_tells_all_issues_of_all_files_at_once(city):
    (city / "staff.csv").write_text("社区代码,人数\n9.90101E+11,1\n990101001002,two\n", "utf-8")
    boundaries = city / "boundaries" / "communities.geojson"
    boundaries.write_text(boundaries.read_text("utf-8").replace("990101001002", "990101001001"))
    ran = yipan("check", city, "--language", "en")
    assert ran.exit_code == 1
    assert "9.90101E+11" in ran.output
    assert "two" in ran.output
    assert "990101001001" in ran.output
    assert "Traceback" not in ran.output


def test_run_stops_with_a_sentence_and_exit_code_1(city, tmp_path):
    (city / "city.toml").write_text('nam = "x"\n', "utf-8")
    ran = yipan("run", city, "--out", tmp_path / "out", "--language", "en")
    assert ran.exit_code == 1
    assert "city.toml" in ran.output
    assert "nam" in ran.output
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path):
    ran = yipan("run", tmp_path / "nowhere", "--out", tmp_path / "out", "--json")
    assert ran.exit_code == 1
    assert "city.toml" in json.loads(ran.output)["issues"][0]["sentence"]


def test_wrong_use_is_exit_code_2(city):
    assert yipan("run", city).exit_code == 2
    assert yipan("fly").exit_code == 2


def test_results_that_cannot_be_written_are_exit_code_3(city, tmp_path):
    (tmp_path / "out").write_text("a file")
    ran = yipan("run", city, "--out", tmp_path / "out")
    assert ran.exit_code == 3
    assert "Traceback" not in ran.output


def test_export_in_several_formats(city, tmp_path):
    ran = yipan(
        "export", city, "--out", tmp_path / "out", "--format", "xlsx", "--format", "gpkg",
        "--format", "csv", "--format", "geojson",
    )  # fmt: skip
    assert ran.exit_code == 0
    suffixes = {path.suffix for path in (tmp_path / "out").iterdir()}
    assert {".xlsx", ".gpkg", ".csv", ".geojson"} <= suffixes


def test_travel_times_of_a_mode_within_a_limit_are_exported(tmp_path):
    from support.street_city import write_street_city

    city, out = write_street_city(tmp_path / "city"), tmp_path / "out"
    asked = ("export", city, "--out", out, "--format", "od", "--format", "isochrones")
    ran = yipan(*asked, "--mode", "ebike", "--minutes", "10", "--origins", "places")
    assert ran.exit_code == 0
    names = ["isochrones.gpkg", "origin_destination.parquet", "places.csv"]
    assert sorted(path.name for path in out.iterdir()) == names
    times = pd.read_parquet(out / "origin_destination.parquet")
    assert list(times) == ["from_id", "to_id", "travel_time"]
    assert 0 < times["travel_time"].max() <= 10
    refused = yipan(*asked, "--mode", "boat", "--language", "en")
    assert refused.exit_code == 3
    assert "there is no travel mode 'boat'. Choose from: walk, ebike, drive." in refused.output


def test_export_in_an_unknown_format_is_a_sentence(city, tmp_path):
    ran = yipan("export", city, "--out", tmp_path / "out", "--format", "dwg", "--language", "en")
    assert ran.exit_code == 3
    assert "dwg" in ran.output
    assert "xlsx" in ran.output


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_new_city_says_what_to_put_in(tmp_path, language):
    assert yipan("new", tmp_path / "mine", "--language", language).exit_code == 0
    checked = yipan("check", tmp_path / "mine", "--language", language)
    assert checked.exit_code == 1
    assert "communities.gpkg" in checked.output


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_new_city_is_ready_once_boundaries_are_there(tmp_path, language):
    yipan("new", tmp_path / "mine", "--language", language)
    three = make_communities(
        [box(103.5 + at / 100, 40.5, 103.51 + at / 100, 40.51) for at in range(3)]
    ).drop(columns="registered")
    three.to_file(tmp_path / "mine" / "boundaries" / "communities.gpkg")
    with (tmp_path / "mine" / "records" / "records.csv").open("a", encoding="utf-8") as file:
        file.write("103.5,40.5,990101001001,7,,2026-10,,\n")
    with (tmp_path / "mine" / "staff.csv").open("a", encoding="utf-8") as file:
        file.write("990101001001,,1\n")
    checked = yipan("check", tmp_path / "mine", "--language", language)
    assert checked.exit_code == 0, checked.output


def test_new_overwrites_nothing(city):
    before = (city / "city.toml").read_text("utf-8")
    ran = yipan("new", city)
    assert ran.exit_code == 3
    assert (city / "city.toml").read_text("utf-8") == before


def test_no_line_of_a_person_is_ever_printed(city):
    records = city / "records" / "records.csv"
    lines = records.read_text("utf-8").splitlines()
    named = [lines[0] + ",姓名,身份证号"] + [
        f"{line},王小明,110101199001011234" for line in lines[1:]
    ]
    records.write_text("\n".join(named), "utf-8")
    ran = yipan("check", city)
    assert "王小明" not in ran.output
    assert "110101199001011234" not in ran.output


@pytest.mark.long
def test_nothing_that_is_printed_steers_the_terminal(city, tmp_path):
    """A name may hold what renames the window, hides lines, or turns the direction of reading."""
    settings = city / "city.toml"
    text = settings.read_text("utf-8")
    harmful = "\x1b]0;a\x07\x1b[8m\x9b2J\x7f\u202e\u2028\r"
    written = "".join(f"\\u{ord(letter):04x}" for letter in harmful)
    settings.write_text(text.replace("小城", f"小城{written}"), "utf-8")
    ran = yipan("run", city, "--out", tmp_path / "out")
    told = yipan("run", city, "--out", tmp_path / "out", "--json")
    settings.write_text(text.replace("staff.csv", f"{written}.csv"), "utf-8")
    failed = yipan("check", city)
    assert (ran.exit_code, told.exit_code, failed.exit_code) == (0, 0, 1)
    assert r"小城\u001b]0;a\u0007\u001b[8m\u009b2J\u007f\u202e\u2028\u000d" in ran.output
    assert json.loads(told.output)["total"]["floating_population"] == 1502
    for output in (ran.output, told.output, failed.output):
        assert not set("\x1b\x07\x9b\x7f\u202e\u2028\r") & set(output)


def test_cache_tells_what_is_kept_and_clears_it(city, tmp_path, monkeypatch):
    monkeypatch.setenv("YIPAN_CACHE", str(tmp_path / "cache"))
    quiet = yipan("run", city, "--out", tmp_path / "out", "--quiet")
    assert (quiet.exit_code, quiet.output) == (0, "")
    told = json.loads(yipan("cache", "--json").output)
    assert {kept["kind"] for kept in told["files"]} == {"index", "results"}
    assert {kept["city"] for kept in told["files"]} == {str(city)}
    for language in ("zh", "en"):
        assert "MB" in yipan("cache", city, "--language", language).output
    other = json.loads(yipan("cache", tmp_path / "other", "--clear", "--json").output)
    assert other["files"] == []
    shutil.rmtree(city)
    cleared = yipan("cache", city, "--clear", "--language", "en")
    assert cleared.exit_code == 0
    assert told["folder"] in cleared.output
    assert json.loads(yipan("cache", "--json").output)["files"] == []


def test_a_user_without_a_home_has_no_cache_and_still_runs(city, tmp_path, monkeypatch):
    for name in ("YIPAN_CACHE", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    for language in ("zh", "en"):
        assert "YIPAN_CACHE" in yipan("cache", "--clear", "--language", language).output
    assert yipan("run", city, "--out", tmp_path / "out").exit_code == 0


@pytest.mark.parametrize("language", ["zh", "en"])
def test_schema_is_printed_or_written(tmp_path, language):
    printed = json.loads(yipan("schema", "--language", language).output)
    out = tmp_path / "city.schema.json"
    ran = yipan("schema", "--out", out, "--language", language)
    assert "#:schema city.schema.json" in ran.output
    assert json.loads(out.read_text("utf-8")) == printed
