"""The index kept beside the boundaries is used only as long as it is theirs, to the bit."""

import geopandas as gpd
import numpy as np
import pytest
from shapely import box

from geo.spatial.index import cache as index_cache
from geo.spatial.index.cache import FOLDER, cached_index
from geo.spatial.index.polygon_index import CellIndex

X, Y = np.array([0.5, 1.5, 2.5]), np.array([0.5, 0.5, 0.5])
SQUARES = gpd.GeoSeries([box(0, 0, 1, 1), None, box(1, 0, 2, 1)])


@pytest.fixture
def built(monkeypatch, tmp_path):
    """A list that grows with every index that is built; the user's cache is in a folder apart."""
    monkeypatch.setattr(index_cache, "_user_cache", lambda: tmp_path / "user")
    calls = []
    build = CellIndex.build

    def noting(geometries, progress):
        calls.append(len(geometries))
        return build(geometries, progress)

    monkeypatch.setattr(CellIndex, "build", noting)
    return calls


@pytest.fixture
def city(tmp_path):
    folder = tmp_path / "city"
    folder.mkdir()
    return folder


def kept(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_built_once_and_then_loaded(built, city):
    answers = [cached_index(SQUARES, city).find(X, Y).tolist() for _ in range(3)]
    assert answers == [[0, 2, -1]] * 3
    assert len(built) == 1
    assert kept(city)[0] == ".gitignore"
    assert len(kept(city)) == 2


def test_moving_one_vertex_builds_anew_and_drops_the_old_one(built, city):
    cached_index(SQUARES, city)
    before = kept(city)
    moved = gpd.GeoSeries([box(0, 0, 1, 1), None, box(1, 0, 2.75, 1)])
    assert cached_index(moved, city).find(X, Y).tolist() == [0, 2, 2]
    assert len(built) == 2
    assert len(kept(city)) == 2
    assert kept(city) != before


@pytest.mark.parametrize("keep", [0, 10, 32, 40, 200, -1])
def test_a_file_cut_short_is_built_anew(built, city, keep):
    cached_index(SQUARES, city)
    (path,) = (city / FOLDER).glob("*.bin")
    whole = path.read_bytes()
    path.write_bytes(whole[:keep])
    assert cached_index(SQUARES, city).find(X, Y).tolist() == [0, 2, -1]
    assert len(built) == 2
    assert path.read_bytes() == whole


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.6, 0.999])
def test_a_flipped_bit_is_noticed(built, city, share):
    cached_index(SQUARES, city)
    (path,) = (city / FOLDER).glob("*.bin")
    bits = bytearray(path.read_bytes())
    bits[int(share * len(bits))] ^= 4
    path.write_bytes(bits)
    assert cached_index(SQUARES, city).find(X, Y).tolist() == [0, 2, -1]
    assert len(built) == 2


def test_where_the_city_cannot_be_written_the_cache_of_the_user_is_used(built, city, tmp_path):
    (city / FOLDER).write_text("in the way of the folder")
    for _ in range(2):
        assert cached_index(SQUARES, city).find(X, Y).tolist() == [0, 2, -1]
    assert len(built) == 1
    assert len(list((tmp_path / "user").rglob("*.bin"))) == 1


def test_a_link_in_the_city_leads_nothing_of_ours_elsewhere(built, city, tmp_path):
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (city / FOLDER).symlink_to(theirs, target_is_directory=True)
    cached_index(SQUARES, city)
    assert list(theirs.iterdir()) == []
    (city / FOLDER).unlink()
    (city / FOLDER).mkdir()
    (theirs / "profile").write_text("theirs")
    (city / FOLDER / ".gitignore").symlink_to(theirs / "profile")
    cached_index(gpd.GeoSeries([box(0, 0, 1, 1)]), city)
    assert len(list((city / FOLDER).glob("*.bin"))) == 1
    assert (theirs / "profile").read_text() == "theirs"


def test_where_nothing_can_be_written_it_is_built_each_time(built, city, tmp_path):
    (city / FOLDER).write_text("in the way")
    (tmp_path / "user").write_text("in the way")
    for _ in range(2):
        assert cached_index(SQUARES, city).find(X, Y).tolist() == [0, 2, -1]
    assert len(built) == 2


def test_a_write_that_fails_leaves_nothing_behind(built, city, monkeypatch):
    def fail(index, file):
        file.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(index_cache, "_write", fail)
    assert cached_index(SQUARES, city).find(X, Y).tolist() == [0, 2, -1]
    assert kept(city) == [".gitignore"]
