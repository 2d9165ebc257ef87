"""Scenarios as files: written and read back, and all that can be wrong with one."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.city.scenarios.changes import (
    ClassSpeed,
    NormChange,
    Scenario,
    SiteAdded,
    SiteChanged,
    SiteClosed,
    SiteMoved,
    StaffChange,
    StreetAdded,
    StreetClosed,
    StreetSpeed,
)
from geo.city.scenarios.files import (
    delete_scenario,
    parse_scenario,
    read_scenario,
    scenario_names,
    scenario_text,
    write_scenario,
)
from geo.core.issues import OutputError, ScenarioError

CHANGES = (
    StaffChange("990101001001", add=-2),
    StaffChange("990101001001", staff=0),
    SiteAdded("新站 “东”", 103.5, 40.5, ("登记", "健康"), 2, 120.0),
    SiteMoved("a", 1.0, -2.0),
    SiteClosed("b\n"),
    SiteChanged("c", capacity=3.5, services=()),
    StreetAdded(((1.0, 2.0), (3.0, 4.0)), ("walk",), 20.0),
    StreetClosed(1.0, 2.0),
    StreetSpeed(1.0, 2.0, 15.0),
    ClassSpeed("primary", 25.0),
    NormChange("access_mode", "ebike"),
)

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30).filter(str.strip)


@given(texts, st.text(max_size=30), st.lists(st.sampled_from(CHANGES), max_size=6))
def test_what_is_written_is_read_back(name, note, changes):
    scenario = Scenario(name, "2026-11-29", "", note, tuple(changes))
    try:
        text = scenario_text(scenario)
    except ValueError:  # tomlkit refuses what TOML cannot hold
        return
    assert parse_scenario(text.encode(), "a.toml") == scenario


BAD = {
    'name = "A"\nnots = 1': ("issue.setting_unknown", 2),
    "note = 'x'": ("issue.setting_needed", None),
    'name = "A"\n[[changes]]\nkind = "staf"': ("issue.scenario_kind", 3),
    'name = "A"\n[[changes]]\ncommunity = "1"': ("issue.scenario_kind", 2),
    'name = "A"\n[[changes]]\nkind = "staff"\ncommunity = "1"': ("issue.scenario_staff_either", 2),
    'name = "A"\n[[changes]]\nkind = "staff"\ncommunity = "1"\nadd = "2"': (
        "issue.scenario_posts",
        5,
    ),
    'name = "A"\n[[changes]]\nkind = "site_added"\nsite = "s"\nlon = 200.0\nlat = 1.0': (
        "issue.scenario_degrees",
        5,
    ),
    'name = "A"\n[[changes]]\nkind = "norm"\nnorm = "speed"\nvalue = 1': (
        "issue.setting_choice",
        4,
    ),
    'name = "A"\n[[changes]]\nkind = "norm"\nnorm = "access_minutes"\nvalue = 0': (
        "issue.standard",
        5,
    ),
    'name = "A"\n[[changes]]\nkind = "street_added"\nline = [[1.0, 2.0]]': (
        "issue.scenario_line",
        4,
    ),
    'name = "A"\ndate = "soon"': ("issue.setting_day", 2),
    "name = ": ("issue.scenario_syntax", 1),
    "changes = 3\nname = 'A'": ("issue.setting_type", 1),
}


@pytest.mark.parametrize("text", BAD)
def test_what_is_wrong_is_told_with_its_line(text):
    with pytest.raises(ScenarioError) as told:
        parse_scenario(text.encode(), "a.toml")
    (issue,) = told.value.issues
    assert (issue.what, issue.row) == BAD[text]
    for language in ("zh", "en"):
        assert "a.toml" in issue.sentence(language)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_scenario_or_a_sentence(content):
    with suppress(ScenarioError):
        assert parse_scenario(content, "a.toml").name


def test_a_folder_keeps_scenarios(tmp_path):
    name = write_scenario(tmp_path, Scenario("../../两个新站"))
    assert name == "两个新站" or "/" not in name
    other = write_scenario(tmp_path, Scenario("../../两个新站"))
    assert scenario_names(tmp_path) == sorted([name, other])
    write_scenario(tmp_path, Scenario("更名", changes=CHANGES[:1]), name)
    assert read_scenario(tmp_path, name).name == "更名"
    delete_scenario(tmp_path, other)
    assert scenario_names(tmp_path) == [name]
    assert {path.parent for path in tmp_path.rglob("*.toml")} == {tmp_path / "scenarios"}


@pytest.mark.parametrize("name", ["../city", "a/b", "a\\b", ".hidden", "missing", "..", "/etc/x"])
def test_no_name_leads_out_of_the_folder(tmp_path, name):
    (tmp_path / "city.toml").write_text('name = "x"', "utf-8")
    (tmp_path / "scenarios").mkdir()
    for use in (read_scenario, delete_scenario):
        with pytest.raises(ScenarioError):
            use(tmp_path, name)
    with pytest.raises(ScenarioError):
        write_scenario(tmp_path, Scenario("A"), name)


def test_links_are_no_scenarios(tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.toml").write_text('name = "A"', "utf-8")
    city = tmp_path / "city"
    city.mkdir()
    (city / "scenarios").symlink_to(outside)
    assert scenario_names(city) == []
    with pytest.raises(OutputError):
        write_scenario(city, Scenario("B"))
