"""Data: every row is in the account, every issue is a sentence, no person is on the map."""

import json
import re
from html import unescape

import pytest

from geo.analyses import ANALYSES
from geo.analyses.population.model import Population
from geo.app.data.rejects_map import position, rounded, rows_text
from geo.core.i18n import say
from geo.export import write_run
from geo.publish.csv import csv_bytes

# After the three good rows of the small city: one of each reason, and 12 rows in the sea.
BAD_ROWS = (
    "103.505,40.505,,-5\n"  # count
    ",,,3\n"  # no place
    ",,440305001001,2\n"  # a code of another city
    "40.505,103.505,,4\n"  # swapped
    + "124.2,34.2,,1\n" * 12
    + "103.521,40.505,,6\n"  # outside, but near
)


@pytest.fixture
def bad(folder):
    path = folder / "records" / "records.csv"
    path.write_text(path.read_text("utf-8") + BAD_ROWS, "utf-8")


@pytest.fixture
def said(html):
    return lambda app: unescape(html(app))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sums_close_before_ones_eyes(start, said, bad, lang):
    told = said(start("data", lang=lang))
    assert say("data.closes", lang, read="20", counted="3", aside="17") in told
    assert say("data.closes_persons", lang, read="1,529", counted="1,502", aside="27") in told
    assert say("data.bad_counts", lang, rows="1") in told
    assert f"✓ {say('data.closed', lang)}" in told
    assert "✗" not in told


def test_an_account_that_does_not_close_is_an_error_of_ours(
    start, said, bad, monkeypatch, tmp_path
):
    monkeypatch.setenv("YIPAN_CACHE", str(tmp_path))  # nothing kept: it has to be run
    from geo.analyses.population.record_counts import RecordCounts

    listed = RecordCounts.rejected_records.fget
    monkeypatch.setattr(
        RecordCounts, "rejected_records", property(lambda record_counts: listed(record_counts)[1:])
    )
    told = said(start("data", lang="en"))
    assert "This is an error of Yipan itself" in told
    assert "✓" not in told


def test_every_item_of_the_account_is_there(start, bad):
    items = start("data", lang="en").dataframe[0].value
    by_outcome = items.groupby("Outcome")["Rows"].sum().to_dict()
    assert by_outcome["read"] == 19
    assert by_outcome["by point"] == 2
    assert by_outcome["by community code"] == 1
    assert by_outcome["point outside every community"] == 13
    assert items.loc[items["Stage"] == "read", "Rows"].sum() == 20


def test_reasons_are_counted_by_file(start, bad):
    reasons = start("data", lang="en").dataframe[1].value.set_index("Reason")
    assert reasons["Rows"].sum() == reasons["records/records.csv"].sum() == 17
    assert reasons["Rows"].to_dict() == {
        "point outside every community": 13,
        "count is not a whole number from 0 up": 1,
        "neither point nor community": 1,
        "community code does not exist, and no point": 1,
        "longitude and latitude swapped": 1,
    }


def test_far_points_are_a_table_and_small_ones_hidden(start, said, bad):
    told = said(start("data", lang="en"))
    where = say("data.where", "en", rows="17", near="2", far="13", nowhere="2")
    assert where in told
    assert '<td class="">124.5°E 34.5°N</td>' in told
    assert '<td class="number">10</td>' in told  # 12 rows, rounded
    assert '<td class="">40.5°E 103.5°N</td>' in told
    assert '<td class="number"><10</td>' in told


def test_the_list_of_rows_set_aside_is_the_one_a_run_writes(results, bad, folder, tmp_path):
    import geo

    results = geo.run(geo.City.open(folder))
    write_run(results, tmp_path / "out")
    assert (tmp_path / "out" / "rejected_records.csv").read_bytes() == csv_bytes(
        results[Population].rejected_records
    )


def test_a_city_where_all_was_counted(start, said):
    told = said(start("data", lang="en"))
    assert say("data.none_rejected", "en") in told
    found = re.findall(r"(?s)Issues of the input files.*?</ul>", told)
    assert found, told
    assert say("data.issues", "en", issues=1) in found[0]  # the community without a boundary


def test_a_city_without_a_issue(start, said, folder):
    path = folder / "boundaries" / "communities.geojson"
    layer = json.loads(path.read_text("utf-8"))
    layer["features"].pop()
    path.write_text(json.dumps(layer), "utf-8")
    (folder / "records" / "records.csv").write_text("经度,纬度,人数\n103.505,40.505,3\n", "utf-8")
    assert say("data.no_issues", "en") in said(start("data", lang="en"))


def test_issues_that_do_not_stop_are_sentences(start, said, folder):
    path = folder / "staff.csv"
    path.write_text(path.read_text("utf-8") + "990999999999,4\n", "utf-8")
    settings = folder / "city.toml"
    allowing = "[records]\nlargest_loss_percent = 70"
    settings.write_text(settings.read_text("utf-8").replace("[records]", allowing), "utf-8")
    told = said(start("data", lang="en"))
    assert say("data.issues", "en", issues=2) in told
    assert say("issue.staff_unknown", "en", posts="4", value="990999999999") in told


def test_personal_columns_are_named_and_their_values_never_shown(start, said, folder):
    path = folder / "records" / "records.csv"
    path.write_text("姓名,经度,纬度,社区代码,人数,备注\n李雷,103.505,40.505,,501,有病\n", "utf-8")
    told = said(start("data", lang="zh"))
    assert "姓名" in told
    assert say("book.dropped.personal", "zh") in told
    assert "李雷" not in told
    assert "有病" not in told


def test_inputs_are_named_with_their_content(start, said, results):
    told = said(start("data", lang="en"))
    for name, digest in results.input_digests.items():
        assert name in told
        assert digest[:12] in told


def test_every_norm_is_shown_under_its_analysis(start, html):
    told = re.sub(r"<[^>]+>", "|", html(start("data", lang="en")))
    places = [told.index(f"|{name}|") for analysis in ANALYSES for name in analysis.norms]
    assert places == sorted(places)
    assert "|corridor_p_value||0.05|" in told
    assert "|max_population_per_staff||500|" in told
    assert told.index("Staffing", told.index("|min_cell|")) < told.index("|part_time_weight|")


def test_a_city_that_cannot_be_run_shows_every_issue(start, said, folder, lang):
    (folder / "staff.csv").write_text("甲,乙\n1,2\n", "utf-8")
    path = folder / "records" / "records.csv"
    path.write_text("丙,丁\n1,2\n", "utf-8")
    app = start("data", lang=lang)
    assert app.error[0].value == say("data.cannot_run", lang)
    told = said(app)
    assert "staff.csv" in told
    assert "records/records.csv" in told
    assert f"<h1>{say('page.data', lang)}</h1>" in told


def test_a_city_file_that_cannot_be_read_is_told_by_the_frame(start, said, folder):
    (folder / "city.toml").write_text("name = \n", "utf-8")
    app = start("data", lang="en")
    assert app.error[0].value == say("page.no_city", "en")


def test_a_city_mended_is_shown_again(start, said, folder):
    staff = folder / "staff.csv"
    good = staff.read_text("utf-8")
    staff.write_text("甲,乙\n1,2\n", "utf-8")
    app = start("data", lang="en")
    assert app.error
    staff.write_text(good, "utf-8")
    assert not app.run().error
    assert say("data.inputs", "en") in said(app)


def test_hostile_columns_are_escaped(start, html, folder):
    path = folder / "staff.csv"
    rows = path.read_text("utf-8").splitlines()
    path.write_text(
        "\n".join([rows[0] + ",<img src=x>", *(f"{row},1" for row in rows[1:])]), "utf-8"
    )
    told = html(start("data", lang="en"))
    assert "<img" not in told
    assert "&lt;img src=x&gt;" in told


@pytest.mark.parametrize(
    ("rows", "told"), [(0, "<10"), (9, "<10"), (10, "10"), (13, "15"), (1234, "1,235")]
)
def test_counts_of_places_are_hidden_or_rounded(rows, told):
    assert rows_text(rows, 10) == told
    assert rounded(rows) % 5 == 0


def test_positions_say_their_side_of_the_earth():
    assert position(-0.5, -12.5) == "0.5°W 12.5°S"
