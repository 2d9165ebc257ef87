"""The files in ``data/`` are what the generator makes, and it makes the same again."""

import tomllib

import pyarrow.parquet as pq
import pyogrio
import pytest
from pandas.testing import assert_frame_equal

FILES = {
    "activities.csv",
    "agreements.csv",
    "boundaries/communities.gpkg",
    "city.toml",
    "norms.csv",
    "records/2026-08.parquet",
    "records/2026-09.parquet",
    "records/2026-10.parquet",
    "sites.csv",
    "staff.xlsx",
    "streets.graphml",
    "working_time.csv",
}


def files(folder):
    return {
        path.relative_to(folder).as_posix(): path
        for path in folder.rglob("*")
        if path.is_file() and ".yipan" not in path.parts  # of earlier versions
    }


@pytest.fixture(scope="module")
def committed(request):
    return request.config.rootpath / "data"


def test_committed_files_are_those_of_the_generator(built, committed):
    assert set(files(built)) == FILES
    assert set(files(committed)) == FILES


@pytest.mark.parametrize("name", sorted(FILES))
def test_committed_file_has_the_bytes_that_the_generator_makes(built, committed, name):
    """Another process on another day wrote them; a GeoPackage also counts how often it changed."""
    ours, theirs = built / name, committed / name
    if name.endswith(".gpkg"):
        assert_frame_equal(pyogrio.read_dataframe(ours), pyogrio.read_dataframe(theirs))
    else:
        assert ours.read_bytes() == theirs.read_bytes()


def test_files_are_small(committed):
    sizes = {name: path.stat().st_size for name, path in files(committed).items()}
    assert sum(sizes.values()) < 15e6
    assert sizes.pop("streets.graphml") < 8e6
    assert max(sizes.values()) < 3e6


def test_settings_name_files_that_are_there_and_say_the_city_is_invented(committed):
    settings = tomllib.loads((committed / "city.toml").read_text("utf-8"))
    assert "虚构" in settings["note"]
    assert "invented" in settings["note"]
    named = [
        settings["boundaries"]["communities"],
        *settings["records"]["files"],
        *(section["file"] for section in settings.values() if "file" in section),
    ]
    assert {*named, "city.toml"} == FILES
    assert settings["records"]["period"] in settings["records"]["files"][-1]


def test_parquet_says_nothing_of_who_wrote_it(committed):
    for name in FILES:
        if name.endswith(".parquet"):
            assert pq.read_schema(committed / name).metadata is None
