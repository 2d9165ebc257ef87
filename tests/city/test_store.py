"""What is kept of a city is never taken from the city's own folder."""

import shutil

import numpy as np
import pytest
from support.needed import needed
from support.worlds import write_city

import geo
from geo.city import uploads
from geo.city.store import KEPT, store_of
from geo.core.artifacts import CACHE_VARIABLE, ArtifactStore, key_of
from geo.formats.paths import MARK
from geo.spatial.index.cache import INDEX
from geo.spatial.index.polygon_index import CellIndex, fingerprint

COUNTED = needed("population")
ARRAYS = {"a": np.zeros(3)}


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache" / "artifacts"


def test_a_city_on_ones_own_desk_uses_the_cache_of_the_user(cache, tmp_path):
    city = geo.City.open(write_city(tmp_path / "city"))
    before = sorted(city.folder.rglob("*"))
    geo.run(city, analyses=COUNTED)
    assert city.store.folder == cache
    assert len(list(cache.iterdir())) == 1
    assert sorted(city.folder.rglob("*")) == before


def forged(store, city):
    """Keep, as the index of a city, one by which people live in each other's communities."""
    geometries = city.communities.frame.geometry.to_numpy()
    moved = CellIndex.build(geometries[::-1])
    store.save(INDEX, key_of(INDEX, fingerprint(geometries)), moved.to_arrays())
    return len(store.artifacts())


@pytest.mark.parametrize("marked", [False, True])
@pytest.mark.parametrize("name", [".yipan", KEPT])
def test_a_forged_cache_in_a_city_that_was_sent_is_not_looked_at(cache, tmp_path, name, marked):
    folder = write_city(tmp_path / "city")
    city = geo.City.open(folder)
    assert forged(ArtifactStore(folder / name), city)
    if marked:
        (folder / MARK).touch()
    people = geo.run(city, analyses=COUNTED).communities["floating_population"].tolist()
    assert cache.exists() is not marked
    assert (
        people
        == geo.run(geo.City.open(write_city(tmp_path / "other")), analyses=COUNTED)
        .communities["floating_population"]
        .tolist()
    )


def test_the_forgery_would_have_told_otherwise(cache, tmp_path):
    city = geo.City.open(write_city(tmp_path / "city"))
    honest = geo.run(city, analyses=COUNTED).communities["floating_population"]
    shutil.rmtree(cache)
    assert forged(ArtifactStore(cache), city) == 1
    assert (
        not geo.run(geo.City.open(city.folder), analyses=COUNTED)
        .communities["floating_population"]
        .equals(honest)
    )


def test_uploads_keep_what_is_theirs_in_their_own_folder(cache):
    one, other = uploads.start("zh"), uploads.start("zh")
    assert store_of(one).folder == one / KEPT
    store_of(one).save("index", key_of("x"), ARRAYS)
    assert store_of(other).load("index", key_of("x"), {"a": np.float64}) is None
    assert store_of(one).load("index", key_of("x"), {"a": np.float64}) is not None
    assert not cache.exists()
    shutil.rmtree(one)


def test_a_folder_marked_as_uploads_that_this_process_did_not_make_keeps_nothing(cache, tmp_path):
    (tmp_path / MARK).touch()
    assert store_of(tmp_path).folder is None
