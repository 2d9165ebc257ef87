"""The index that is kept is used only as long as it is that of the boundaries."""

import geopandas as gpd
import numpy as np
import pytest
from shapely import box

from geo.core.artifacts import ArtifactStore, key_of
from geo.spatial.index.cache import INDEX, cached_index
from geo.spatial.index.polygon_index import CellIndex, fingerprint

X, Y = np.array([0.5, 1.5, 2.5]), np.array([0.5, 0.5, 0.5])
SQUARES = gpd.GeoSeries([box(0, 0, 1, 1), None, box(1, 0, 2, 1)])


@pytest.fixture
def built(monkeypatch):
    """A list that grows with every index that is built."""
    calls = []
    build = CellIndex.build

    def noting(geometries, progress):
        calls.append(len(geometries))
        return build(geometries, progress)

    monkeypatch.setattr(CellIndex, "build", noting)
    return calls


@pytest.fixture
def store(tmp_path):
    return ArtifactStore(tmp_path)


def test_built_once_and_then_loaded(built, store):
    answers = [cached_index(SQUARES, store).find(X, Y).tolist() for _ in range(3)]
    assert answers == [[0, 2, -1]] * 3
    assert len(built) == 1


def test_moving_one_vertex_builds_anew(built, store):
    cached_index(SQUARES, store)
    moved = gpd.GeoSeries([box(0, 0, 1, 1), None, box(1, 0, 2.75, 1)])
    assert cached_index(moved, store).find(X, Y).tolist() == [0, 2, 2]
    assert cached_index(SQUARES, store).find(X, Y).tolist() == [0, 2, -1]
    assert len(built) == 2


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.6, 0.999])
def test_a_flipped_bit_is_noticed_and_mended(built, store, share):
    cached_index(SQUARES, store)
    [kept] = store.artifacts()
    whole = kept.path.read_bytes()
    bits = bytearray(whole)
    bits[int(share * len(bits))] ^= 4
    kept.path.write_bytes(bits)
    assert cached_index(SQUARES, store).find(X, Y).tolist() == [0, 2, -1]
    assert len(built) == 2
    assert kept.path.read_bytes() == whole


def test_without_a_store_it_is_built_each_time(built):
    for _ in range(2):
        assert cached_index(SQUARES, ArtifactStore(None)).find(X, Y).tolist() == [0, 2, -1]
    assert len(built) == 2


def _changed(name, change):
    def changed(arrays):
        arrays[name] = change(arrays[name].copy())
        return arrays

    return changed


def _with(values, place, value):
    values[place] = value
    return values


@pytest.mark.parametrize(
    "change",
    [
        _changed("grid", lambda values: values[:-1]),
        _changed("grid", lambda values: _with(values, 0, np.nan)),
        _changed("grid", lambda values: _with(values, 6, values[6] + 1)),
        _changed("top", lambda values: values[:-1]),
        _changed("top", lambda values: _with(values, 0, 3)),
        _changed("top", lambda values: _with(values, 0, -3 - 2 * 1_000_000)),
        _changed("top", lambda values: _with(values, 0, -4 - 2 * 100_000_000)),
        _changed("top", lambda values: _with(values, 0, -(2**31))),
        _changed("blocks", lambda values: values[:-1]),
        _changed("blocks", lambda values: _with(values, 0, 3)),
        _changed("words", lambda values: values[:0]),
        _changed("words", lambda values: _with(values, slice(None), 2**40)),
        _changed("words", lambda values: _with(values, slice(None), -1)),
    ],
)
def test_arrays_that_would_lead_compiled_code_astray_are_not_used(built, store, change):
    geometries = SQUARES.to_numpy()
    arrays = CellIndex.build(geometries, lambda *_: None).to_arrays()
    store.save(INDEX, key_of(INDEX, fingerprint(geometries)), change(dict(arrays)))
    assert cached_index(SQUARES, store).find(X, Y).tolist() == [0, 2, -1]
    assert len(built) == 2
