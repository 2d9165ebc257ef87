"""A city's streets: kept by content, made anew when broken, downloaded only when asked."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from support.needed import needed
from support.street_worlds import NODES, WAYS, write_pbf, write_xml
from support.worlds import write_city

import geo
from geo.cli.main import main
from geo.cli.streets import inspect
from geo.core.artifacts import CACHE_VARIABLE, ArtifactStore
from geo.core.issues import CityError, Issue, TableError
from geo.formats.source import Source
from geo.network import cache as network_cache
from geo.network import streets as city_streets_module
from geo.network.settings import DOWNLOADED, StreetSettings
from geo.network.street_network import MODES, network_of
from geo.network.streets import city_streets, kept_file, open_streets

PLAIN = StreetSettings()
NOWHERE = ArtifactStore(None)


@pytest.fixture
def source(tmp_path):
    return Source(
        write_xml(tmp_path / "s.osm", {n: at for n, at in NODES.items() if n != 14}), "s.osm"
    )


def same(one, other):
    for name in one.__dataclass_fields__:
        values = getattr(one, name)
        np.testing.assert_array_equal(values, getattr(other, name))
        assert values.dtype == getattr(other, name).dtype
        assert not getattr(other, name).flags.writeable
    return True


def forbidden(*_):
    raise AssertionError("this must not be called")


# --- what is kept --------------------------------------------------------------------------------


@pytest.fixture
def store(tmp_path):
    return ArtifactStore(tmp_path / "kept")


def test_a_second_start_reads_only_what_is_kept_and_tells_the_same(
    store, tmp_path, source, monkeypatch
):
    first = open_streets(store, source, PLAIN)
    assert len(first.issues) == 1
    [kept] = store.artifacts()
    assert kept_file(tmp_path, store, StreetSettings(file="s.osm")) == kept.path
    monkeypatch.setattr(city_streets_module, "read_streets", forbidden)
    again = open_streets(store, source, PLAIN)
    assert same(first.frame, again.frame)
    assert (first.issues, first.notes, first.speeds) == (again.issues, again.notes, again.speeds)
    assert dict(again.issues[0].more) == dict(first.issues[0].more) == {"refs": 2, "ways": 2}


def test_another_content_or_another_setting_makes_it_anew(store, source):
    open_streets(store, source, PLAIN)
    fast = open_streets(store, source, StreetSettings(speeds={"residential": 66}))
    assert 66 in fast.frame.drive_kph
    both = open_streets(store, source, StreetSettings(ebike_both_ways=True))
    assert both.frame.open_to("ebike").sum() > fast.frame.open_to("ebike").sum()
    write_xml(source.path)
    assert 14 in open_streets(store, source, PLAIN).frame.node_id
    assert len(store.artifacts()) == 4


def test_a_broken_file_is_made_anew(store, source):
    first = open_streets(store, source, PLAIN)
    [kept] = store.artifacts()
    whole = kept.path.read_bytes()
    for content in (whole[:-20], b"", whole[:60] + b"!" + whole[61:]):
        kept.path.write_bytes(content)
        assert same(first.frame, open_streets(store, source, PLAIN).frame)
        assert kept.path.read_bytes() == whole


def test_arrays_that_are_no_network_are_not_used(store, source):
    first = open_streets(store, source, PLAIN)
    key = store.artifacts()[0].path.stem.split("-")[1]
    arrays, told = store.load("streets", key, network_cache._DTYPES)
    for name, values in {"head": arrays["head"] + 100, "modes": arrays["modes"][:-1]}.items():
        store.save("streets", key, {**arrays, name: values}, told)
        assert same(first.frame, open_streets(store, source, PLAIN).frame)


def test_without_a_place_to_write_streets_are_read_each_time(source):
    one, other = (open_streets(NOWHERE, source, PLAIN).frame for _ in range(2))
    assert same(one, other)


# --- a city --------------------------------------------------------------------------------------


def write_town(folder):
    write_city(folder / "city")
    return folder / "city"


def with_streets(folder, said):
    with (folder / "city.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n[streets]\n{said}\n")
    return folder


@pytest.mark.long
def test_a_city_tells_the_issues_of_its_streets_and_runs_on(tmp_path):
    folder = write_town(tmp_path)
    write_xml(folder / "s.osm", {n: at for n, at in NODES.items() if n != 14})
    city = geo.City.open(with_streets(folder, 'file = "s.osm"'))
    assert "issue.streets_cut" in {issue.what for issue in city.issues}
    assert "s.osm" in city.files
    assert geo.check(city).stops is False
    (folder / "s.osm").write_text("<osm>", "utf-8")
    city = geo.City.open(folder)
    assert geo.check(city).stops is True
    results = geo.run(city, analyses=needed("access"))
    assert results.city_total["floating_population"].to_list() == [1502]


def test_the_order_of_nodes_and_ways_in_a_file_does_not_matter(tmp_path):
    nodes, ways = dict(reversed(NODES.items())), dict(reversed(WAYS.items()))
    one = open_streets(
        ArtifactStore(tmp_path / "kept"), Source(write_xml(tmp_path / "a.osm"), "a"), PLAIN
    )
    other = Source(write_xml(tmp_path / "b.osm", nodes, ways), "b")
    assert same(one.frame, open_streets(ArtifactStore(tmp_path / "kept"), other, PLAIN).frame)


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ("", "issue.setting_needed"),
        ("download = false", "issue.setting_needed"),
        ('file = "gone.osm"', "issue.file_missing"),
        ('file = "../s.osm"', "issue.file_missing"),
        ('download = "yes"', "issue.setting_type"),
        ('download = true\noverpass_url = "ftp://x"', "issue.setting_url"),
        ("download = true\nspeeds = { resident = 30 }", "issue.setting_meant"),
        ("download = true\nspeeds = { zz = 30 }", "issue.setting_unknown"),
        ("download = true\nspeeds = { primary = 0 }", "issue.setting_speed"),
        ("download = true\nspeeds = { primary = 500 }", "issue.setting_speed"),
        ("download = true\nspeeds = { primary = true }", "issue.setting_speed"),
        ('download = true\nspeeds = { primary = "30" }', "issue.setting_speed"),
        ("download = true\nspeeds = { primary = nan }", "issue.setting_speed"),
        ("download = true\nspeeds = 30", "issue.setting_type"),
    ],
)
def test_settings_that_make_no_sense(tmp_path, said, what):
    with pytest.raises(CityError) as error:
        geo.City.open(with_streets(write_town(tmp_path), said))
    told = {issue.what for issue in error.value.issues}
    assert what in told
    assert all(issue.row for issue in error.value.issues)
    assert all(issue.sentence("zh") for issue in error.value.issues)


def test_settings_that_are_right(tmp_path):
    said = "download = true\nebike_both_ways = true\nspeeds = { residential = 30, motorway = 99.5 }"
    given = geo.City.open(with_streets(write_town(tmp_path), said)).settings.streets
    assert (given.name, given.ebike_both_ways) == (DOWNLOADED, True)
    assert given.speeds == {"residential": 30, "motorway": 99.5}


@pytest.mark.parametrize("said", ["", 'file = "s.osm"', 'file = "s.osm"\ndownload = true'])
def test_nothing_is_downloaded_that_is_not_asked_for_or_is_there(tmp_path, monkeypatch, said):
    from geo.network.osm import download as street_download

    monkeypatch.setattr(street_download, "fetch_streets", forbidden)
    folder = write_town(tmp_path)
    write_xml(folder / "s.osm")
    city = geo.City.open(with_streets(folder, said) if said else folder)
    assert len(city.streets.frame.lon) == 6 if said else city.streets is None


def test_what_was_downloaded_is_not_downloaded_again(tmp_path):
    given, calls = StreetSettings(download=True), []

    def download(path):
        calls.append(path)
        write_pbf(path)

    for _ in range(2):
        assert len(city_streets(tmp_path, NOWHERE, given, download).frame.lon) == 6
    assert calls == [tmp_path / DOWNLOADED]


def test_a_download_that_fails_is_a_issue_of_the_city(tmp_path):
    def download(path):
        raise TableError(Issue("issue.streets_outline", severity="error", file=path.name))

    streets = city_streets(tmp_path, NOWHERE, StreetSettings(download=True), download)
    assert [issue.what for issue in streets.stopping] == ["issue.streets_outline"]
    assert not len(streets.frame.lon)


# --- the command ---------------------------------------------------------------------------------


def yipan(*words):
    return CliRunner().invoke(main, ["streets", *map(str, words)], catch_exceptions=False)


def test_what_an_inspection_measures():
    nodes = pd.DataFrame({"node_id": [1, 2, 3, 4], "lon": [1.0, 2, 3, 4], "lat": [1.0, 1, 1, 1]})
    edges = pd.DataFrame(
        [(1, 2, 1000, 7), (2, 1, 1000, 7), (2, 3, 500, 7), (3, 2, 500, 1), (3, 4, 250.04, 4)],
        columns=["tail", "head", "length_m", "modes"],
    )
    found = inspect(network_of(nodes, edges.assign(drive_kph=30)))
    assert (found["nodes"], found["edges"], found["km"]) == (4, 5, 1.8)
    wanted = {
        "walk": (3, 4, 3, 0, 0, 0.0),
        "ebike": (3, 3, 2, 1, 1, 0.5),
        "drive": (4, 4, 2, 2, 2, 0.8),
    }
    assert {mode: tuple(told.values()) for mode, told in found["modes"].items()} == wanted
    assert tuple(found["modes"]) == MODES


@pytest.mark.parametrize(
    ("language", "word"), [("zh", "最大连通部分"), ("en", "largest connected")]
)
def test_inspect(tmp_path, monkeypatch, language, word):
    folder = write_town(tmp_path)
    write_xml(folder / "s.osm", {n: at for n, at in NODES.items() if n != 14})
    ran = yipan(with_streets(folder, 'file = "s.osm"'), "--language", language)
    assert ran.exit_code == 0
    assert ran.output.count(word) == 3
    assert "CJJ 37-2012" in ran.output
    told = json.loads(yipan(folder, "--json", "--language", language).output)
    assert told["modes"]["walk"]["largest_part"] == told["nodes"] == 5
    assert told["modes"]["drive"]["largest_part"] == 5
    assert [issue["what"] for issue in told["issues"]] == ["issue.streets_cut"]
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    [kept] = json.loads(yipan(folder, "--convert", "--json").output)["files"]
    assert Path(kept).is_file()
    assert Path(kept).is_relative_to(tmp_path / "cache")
    monkeypatch.setenv(CACHE_VARIABLE, str(folder / "city.toml"))
    ran = yipan(folder, "--convert", "--language", language)
    assert CACHE_VARIABLE in ran.output


def test_settings_of_the_city_are_told_as_such(tmp_path):
    folder = write_town(tmp_path)
    write_xml(folder / "s.osm", NODES)
    lines = [
        'file = "s.osm"',
        'closed = { drive = ["service"] }',
        'opened = { ebike = ["pedestrian", "footway"] }',
        "speed_factors = { morning = { drive = 0.6 } }",
    ]
    told = yipan(with_streets(folder, "\n".join(lines)), "--language", "en").output
    assert "walking 5 km/h, e-bikes 15 km/h (settings" in told
    assert (
        "by car: closed where no tag says more (setting: closed under [streets]): service" in told
    )
    assert "by e-bike: open where no tag says more" in told
    assert "pedestrian, footway" in told
    assert "speed_factors are not used" in told
    with (folder / "city.toml").open("a", encoding="utf-8") as file:
        file.write('time_of_day = "morning"\n')
    told = yipan(folder, "--language", "en").output
    assert "by car: speed × 0.6 at the time of day morning (setting" in told
    assert "not used" not in told


def test_a_city_without_streets_or_with_broken_ones_is_told_so(tmp_path):
    folder = write_town(tmp_path)
    for language in ("zh", "en"):
        ran = yipan(folder, "--language", language)
        assert ran.exit_code == 1
        assert "--fetch" in ran.output
    (folder / "s.osm").write_text("<osm>", "utf-8")
    ran = yipan(with_streets(folder, 'file = "s.osm"'))
    assert ran.exit_code == 1
    assert "s.osm" in ran.output
    assert "Traceback" not in ran.output
