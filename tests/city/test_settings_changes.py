"""Settings are changed with their comments kept, all of them or none, and what is wrong is told."""

import pytest
import tomlkit
from support.worlds import write_city

from geo.city.folder import City
from geo.city.settings_changes import change_settings, setting_at

MORE = """
[sites]   # where people go
file = "sites.csv"
coordinates = "wgs84"

[access]
# of the plan of 2025
service_minutes = { "登记" = 10 } # a life circle
"""


@pytest.fixture
def folder(tmp_path):
    folder = write_city(tmp_path / "city")
    (folder / "sites.csv").write_text("名称,经度,纬度\n站,103.505,40.505\n", "utf-8")
    with (folder / "city.toml").open("a", encoding="utf-8") as file:
        file.write(MORE)
    return folder


def text_of(folder):
    return (folder / "city.toml").read_text("utf-8")


def test_what_can_be_is_written_and_comments_stay(folder):
    wrong = change_settings(
        folder,
        {
            ("access", "service_minutes", "登记"): 5,
            ("access", "service_minutes", 'a.b "c"'): 20,
            ("access", "service_modes", "登记"): "drive",
            ("access", "demand"): "all",
            ("standards", "walk_kph"): 4.5,
            ("standards", "access_minutes"): None,
        },
    )
    assert not wrong
    for comment in ("# where people go", "# of the plan of 2025", "# a life circle"):
        assert comment in text_of(folder)
    settings = City.open(folder).settings
    assert settings.access.service_minutes == {"登记": 5, 'a.b "c"': 20}
    assert settings.access.service_modes == {"登记": "drive"}
    assert (settings.access.demand, settings.standards.walk_kph) == ("all", 4.5)
    assert settings.standards.access_minutes == 15


def test_an_empty_value_is_taken_out_and_leaves_nothing_behind(folder):
    before = text_of(folder)
    assert not change_settings(folder, {("access", "service_modes", "登记"): ""})
    assert text_of(folder) == before
    assert not change_settings(folder, {("access", "service_minutes", "登记"): None})
    assert "service_minutes" not in tomlkit.parse(text_of(folder))["access"]


def test_nothing_is_written_where_anything_is_wrong(folder):
    before = text_of(folder)
    changes = {
        ("access", "service_minutes", "登记"): 0,
        ("access", "mode_zones", "walk"): "10:2 5:1",
        ("standards", "walk_kph"): 400.0,
        ("standards", "access_mode"): "boat",
        ("standards", "covered_percent"): 60,
    }
    wrong = change_settings(folder, changes)
    assert text_of(folder) == before
    asked_later = {("standards", "covered_percent"), ("standards", "access_mode")}
    assert set(wrong) == set(changes) - asked_later  # a mode is compared with tables that hold
    assert wrong["access", "service_minutes", "登记"].what == "issue.setting_minutes"
    assert wrong["standards", "walk_kph"].what == "issue.standard"
    assert set(change_settings(folder, {("standards", "access_mode"): "boat"})) == {
        ("standards", "access_mode")
    }


def test_an_issue_of_another_setting_stops_no_change(folder):
    path = folder / "city.toml"
    path.write_text(text_of(folder).replace("sites.csv", "gone.csv"), "utf-8")
    assert not change_settings(folder, {("access", "demand"): "all"})
    assert setting_at(tomlkit.parse(text_of(folder)).unwrap(), ("access", "demand")) == "all"


def test_a_time_of_day_without_factors_is_an_issue_of_its_section(folder):
    (folder / "streets.osm").write_text("<osm/>", "utf-8")
    with (folder / "city.toml").open("a", encoding="utf-8") as file:
        file.write('[streets]\nfile = "streets.osm"\n')
    assert set(change_settings(folder, {("streets", "time_of_day"): "noon"})) == {("streets",)}
    factor = {("streets", "speed_factors", "noon", "drive"): 0.5}
    assert not change_settings(folder, {("streets", "time_of_day"): "noon", **factor})
    assert City.open(folder).settings.streets.factors == {"drive": 0.5}
