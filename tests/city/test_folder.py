"""A city folder: every issue of city.toml at once, with its line; and the sample city read."""

import contextlib
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic_core.core_schema import ErrorType
from support.paths import SAMPLE
from support.worlds import write_city

from geo.city.folder import City
from geo.city.settings_reader import key_lines
from geo.core.i18n import LANGUAGES
from geo.core.issues import BoundaryError, CityError, TableError

TOML = """\
name = "示例市"
[boundaries]
communities = "c.gpkg"
[records]
files = ["records/*.csv"]
coordinates = "gcj02"
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "records").mkdir()
    for name in ("c.gpkg", "records/b.csv", "records/a.csv", "staff.csv", "sites.csv"):
        (tmp_path / name).write_text("x\n1\n")
    return tmp_path


def open_city(folder, text):
    (folder / "city.toml").write_text(text, encoding="utf-8")
    return City.open(folder)


def issues(folder, text):
    with pytest.raises(CityError) as error:
        open_city(folder, text)
    for language in LANGUAGES:
        assert len(error.value.tell(language).splitlines()) == len(error.value.issues)
    assert {issue.file for issue in error.value.issues} == {"city.toml"}
    return [(issue.what, issue.row, issue.column) for issue in error.value.issues]


def test_a_small_city(folder):
    city = open_city(folder, TOML)
    assert city.settings.name == "示例市"
    assert city.settings.language == "zh"
    assert city.settings.records.coordinates == "gcj02"
    assert city.standards.max_population_per_staff == 500
    assert city.staff is city.sites is city.agreements is city.streets is None
    assert list(city.files) == ["city.toml", "c.gpkg", "records/a.csv", "records/b.csv"]
    assert city.files["records/a.csv"] == folder / "records" / "a.csv"


def test_settings_of_everything(folder):
    city = open_city(
        folder,
        TOML
        + """
period = "2026年10月"
columns = { lon = "X", community = "社区" }
[staff]
file = "staff.csv"
sheet = "名册"
[standards]
max_population_per_staff = 400
dedicated_post_min_population = 1000
[basemap]
kind = "xyz"
url = "https://tiles.example/{z}/{x}/{y}.png"
""",
    )
    assert city.settings.records.period == "2026-10"
    assert city.settings.records.columns == {"lon": "X", "community": "社区"}
    assert city.settings.staff.sheet == "名册"
    assert city.standards.max_population_per_staff == 400
    assert city.settings.basemap.kind == "xyz"


def test_all_issues_at_once_each_with_its_line(folder):
    text = """\
nme = "示例市"
language = "fr"
[boundaries]
communities = "no.gpkg"
coordinates = "wgs-84"
crs = 4490
[records]
files = ["records/*.csv", "none/*.csv", 7]
period = "October"
columns = { lon = 1, nonsense = "x" }
[staf]
file = "staff.csv"
[standards]
people_per_stuff = 400
snap_m = -1
[basemap]
kind = "tianditu"
"""
    assert set(issues(folder, text)) == {
        ("issue.setting_meant", 1, "nme"),
        ("issue.setting_needed", None, "name"),
        ("issue.setting_choice", 2, "language"),
        ("issue.file_missing", 4, "boundaries.communities"),
        ("issue.setting_choice", 5, "boundaries.coordinates"),
        ("issue.setting_type", 6, "boundaries.crs"),
        ("issue.file_missing", 8, "records.files"),
        ("issue.setting_type", 8, "records.files"),
        ("issue.setting_month", 9, "records.period"),
        ("issue.setting_type", 10, "records.columns.lon"),
        ("issue.setting_unknown", 10, "records.columns.nonsense"),
        ("issue.setting_meant", 11, "staf"),
        ("issue.setting_meant", 14, "standards.people_per_stuff"),
        ("issue.standard", 15, "snap_m"),
        ("issue.setting_needed", 16, "basemap.key"),
    }


def test_tiles_in_another_system_than_said_are_refused_with_their_line(folder):
    text = """\
name = "示例市"
[boundaries]
communities = "c.gpkg"
[basemap]
kind = "xyz"
url = "https://webrd01.is.autonavi.com/appmaptile?x={x}&y={y}&z={z}"
"""
    assert ("issue.setting_tiles_gcj02", 6, "basemap.url") in issues(folder, text)
    assert open_city(folder, f'{text}coordinates = "gcj02"').settings.basemap.coordinates == "gcj02"


@pytest.mark.parametrize("hectares", ["-5", "true"])
def test_an_area_is_not_negative(folder, hectares):
    text = f"""\
name = "x"
[boundaries]
communities = "boundaries/communities.geojson"
largest_gap_ha = {hectares}
"""
    assert ("issue.setting_area", 4, "boundaries.largest_gap_ha") in issues(folder, text)


def test_whatever_pydantic_finds_wrong_is_a_sentence_with_its_line(folder):
    """No kind of its errors is ours to foresee: each ends in a sentence of both languages."""
    from geo.city.settings_reader import _Issues

    issues = _Issues('name = "x"\n\n[boundaries]\ncommunities = 3\n')
    known = {"unexpected_keyword_argument"}  # its context names the section
    for kind in set(get_args(ErrorType)) - known:
        for place in ((), ("boundaries", "communities"), ("boundaries", "communities", 0)):
            detail = {"type": kind, "loc": place, "input": 3, "msg": "", "ctx": {"gt": 1}}
            for _, issue in issues.of(detail):
                assert issue.row == (4 if place else None)
                for language in LANGUAGES:
                    assert "city.toml" in issue.sentence(language)
                    assert "{" not in issue.sentence(language)


def test_the_nearest_name_is_offered(folder):
    with pytest.raises(CityError) as error:
        open_city(folder, TOML + "coordinate = 1")
    assert "coordinates" in error.value.tell("en")
    assert "coordinates" in error.value.tell("zh")


def test_no_city_and_no_toml(tmp_path):
    with pytest.raises(CityError) as error:
        City.open(tmp_path)
    assert error.value.issues[0].what == "issue.city_missing"
    assert issues(tmp_path, 'name = "x"\nlanguage = zh\n')[0][:2] == ("issue.city_syntax", 2)
    assert issues(tmp_path, 'name = "x"\nname = "y"\n')[0][0] == "issue.city_syntax"
    assert issues(tmp_path, "")[0] == ("issue.setting_needed", None, "name")


def test_another_encoding_is_told(tmp_path):
    (tmp_path / "city.toml").write_bytes('name = "示例市"'.encode("gb18030"))
    with pytest.raises(CityError) as error:
        City.open(tmp_path)
    assert error.value.issues[0].what == "issue.city_encoding"


def test_a_byte_order_mark_does_not_matter(folder):
    assert open_city(folder, "\ufeff" + TOML).settings.name == "示例市"


def test_backslashes_part_folders_too(folder):
    text = TOML.replace('"records/*.csv"', "'records\\*.csv'")
    assert list(open_city(folder, text).files)[-1] == "records/b.csv"


def test_lines_of_keys():
    text = 'a = """\nb = 1\n"""\n[c]\n"d" = [\n  1,\n]\ne.f = 2 # x\n[ g . h ] # y\ni=1\n'
    assert key_lines(text) == {
        ("a",): 1, ("c",): 4, ("c", "d"): 5, ("c", "e", "f"): 8, ("g", "h"): 9, ("g", "h", "i"): 10,
    }  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=60) | st.text('[]{}="\n\\.#abcd01', max_size=60))
def test_any_text_gives_a_city_or_sentences(tmp_path_factory, text):
    folder = tmp_path_factory.getbasetemp() / "any"
    folder.mkdir(exist_ok=True)
    with contextlib.suppress(CityError):
        open_city(folder, text)


def test_streets_that_are_no_graph(folder):
    (folder / "s.graphml").write_text(
        '<!DOCTYPE x [<!ENTITY e SYSTEM "/etc/passwd">]><graphml>&e;</graphml>'
    )
    city = open_city(folder, TOML + '[streets]\nfile = "s.graphml"')
    assert [issue.what for issue in city.streets.stopping] == ["issue.xml_entities"]
    assert not len(city.streets.frame.lon)
    assert set(city.streets.issues) < set(city.issues)


def test_a_broken_table_is_told_when_it_is_read(folder):
    city = open_city(folder, TOML + '[staff]\nfile = "staff.csv"')
    with pytest.raises(BoundaryError):
        city.communities.usable(BoundaryError)
    assert {issue.file for issue in city.issues if issue.stops} == {"c.gpkg", "staff.csv"}
    with pytest.raises(TableError):
        list(city.records())


# --- the sample city ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sample():
    return City.open(SAMPLE)


def test_the_sample_city_is_read_without_a_stopping_issue(sample):
    tables = [sample.communities, sample.staff, sample.sites, sample.agreements]
    assert all(len(table.frame) for table in tables)
    assert not [issue for issue in sample.issues if issue.stops]
    assert set(sample.files) >= {"city.toml", "staff.xlsx", "records/2026-10.parquet"}


@pytest.mark.long
def test_the_records_of_the_sample_city_can_be_read_again(sample):
    first = [len(batch) for batch in sample.records()]
    issues = sample.record_issues
    assert [len(batch) for batch in sample.records()] == first
    assert sample.record_issues == issues
    assert not [issue for issue in issues if issue.stops]


def test_what_was_dropped_is_named(tmp_path):
    folder = write_city(tmp_path / "city")
    (folder / "staff.csv").write_text("社区代码,人数,楼层\n990101001001,1,3\n", "utf-8")
    dropped = City.open(folder).dropped
    assert list(dropped) == ["file", "column", "personal"]
    assert ("staff.csv", "楼层", False) in set(dropped.itertuples(index=False, name=None))
