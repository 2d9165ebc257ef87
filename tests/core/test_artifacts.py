"""What is kept is given back to the bit, or not at all; and never what another wrote."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from geo.core import artifacts, temporary
from geo.core.artifacts import CACHE_VARIABLE, ArtifactStore, key_of, user_store

DTYPES = {"a": np.float64, "b": np.int32, "none": np.uint8}
ARRAYS = {
    "a": np.array([0.5, np.nan, -0.0]),
    "b": np.arange(5, dtype=np.int32),
    "none": np.empty(0, np.uint8),
}
KEY = key_of("x")
posix = pytest.mark.skipif(os.name == "nt", reason="rights are others there")


@pytest.fixture
def store(tmp_path):
    return ArtifactStore(tmp_path / "store", "/a city")


def same(loaded):
    assert list(loaded[0]) == list(ARRAYS)
    for name, values in loaded[0].items():
        np.testing.assert_array_equal(values, ARRAYS[name])
        assert values.dtype == ARRAYS[name].dtype
        assert not values.flags.writeable
    return True


def only_file(store):
    [path] = [path for path in store.folder.iterdir() if path.is_file()]
    return path


def test_what_was_saved_is_loaded_and_told(store):
    assert store.load("index", KEY, DTYPES) is None
    assert not store.folder.exists()
    store.save("index", KEY, ARRAYS, {"faults": ["桥"]})
    loaded = store.load("index", KEY, DTYPES)
    assert same(loaded)
    assert loaded[1] == {"faults": ["桥"]}
    [kept] = store.artifacts()
    assert (kept.kind, kept.city, kept.path) == ("index", "/a city", store.path("index", KEY))
    assert kept.size == kept.path.stat().st_size
    assert [path.name for path in store.folder.iterdir()] == [kept.path.name]


def test_an_artifact_is_of_its_kind_key_and_dtypes_only(store):
    store.save("index", KEY, ARRAYS)
    assert store.load("streets", KEY, DTYPES) is None
    assert store.load("index", key_of("y"), DTYPES) is None
    for wrong in (
        {**DTYPES, "b": np.int64},
        {**DTYPES, "b": np.dtype(">i4")},
        {"b": np.int32, "a": np.float64, "none": np.uint8},
        {"a": np.float64, "b": np.int32},
        {**DTYPES, "c": np.int8},
    ):
        assert store.load("index", KEY, wrong) is None
    assert same(store.load("index", KEY, DTYPES))


def test_an_artifact_under_the_name_of_another_is_not_taken_for_it(store):
    store.save("index", KEY, ARRAYS)
    path = only_file(store)
    path.rename(path.with_name(f"index-{key_of('y')}.bin"))
    assert store.load("index", key_of("y"), DTYPES) is None


def test_a_byte_changed_anywhere_or_a_file_cut_short_is_noticed(store):
    store.save("index", KEY, ARRAYS, "told")
    path = only_file(store)
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        assert store.load("index", KEY, DTYPES) is None
        path.write_bytes(whole[:place])
        assert store.load("index", KEY, DTYPES) is None
    path.write_bytes(whole + b"\0")
    assert store.load("index", KEY, DTYPES) is None
    path.write_bytes(whole)
    assert same(store.load("index", KEY, DTYPES))


def test_a_header_that_lies_about_lengths_is_refused(store, monkeypatch):
    def lying(path, header, arrays):
        write(path, header.replace(b'"<i4", 5', b'"<i4", 6'), arrays)

    write = artifacts._write
    monkeypatch.setattr(artifacts, "_write", lying)
    store.save("index", KEY, {name: ARRAYS[name] for name in ("a", "b")})
    assert store.load("index", KEY, {"a": np.float64, "b": np.int32}) is None


@posix
def test_only_this_user_can_enter_and_nothing_of_others_is_loaded(store, monkeypatch):
    os.umask(before := os.umask(0))
    os.umask(0)
    try:
        store.save("index", KEY, ARRAYS)
    finally:
        os.umask(before)
    path = only_file(store)
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o666)
    assert store.load("index", KEY, DTYPES) is None
    path.chmod(0o600)
    store.folder.chmod(0o777)
    assert same(store.load("index", KEY, DTYPES))
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700
    monkeypatch.setattr(os, "getuid", lambda: path.stat().st_uid + 1)
    assert store.load("index", KEY, DTYPES) is None
    store.save("index", key_of("y"), ARRAYS)
    assert only_file(store) == path


@posix
def test_a_link_is_no_store_and_no_artifact(store, tmp_path):
    theirs = ArtifactStore(tmp_path / "theirs")
    theirs.save("index", KEY, ARRAYS)
    store.folder.symlink_to(theirs.folder, target_is_directory=True)
    assert store.load("index", KEY, DTYPES) is None
    store.save("index", key_of("y"), ARRAYS)
    assert len(theirs.artifacts()) == 1
    store.folder.unlink()
    store.folder.mkdir()
    (store.folder / only_file(theirs).name).symlink_to(only_file(theirs))
    assert store.load("index", KEY, DTYPES) is None
    assert store.artifacts() == []


def test_what_was_not_used_for_longest_goes_first(tmp_path):
    size = 8 * 1000
    store = ArtifactStore(tmp_path, most_bytes=3 * size + 2000)
    keys = [key_of(str(n)) for n in range(4)]
    for at, key in enumerate(keys[:3]):
        store.save("index", key, {"a": np.zeros(1000)})
        os.utime(store.path("index", key), (at, at))
    assert store.load("index", keys[0], {"a": np.float64}) is not None  # used now
    (tmp_path / "notes.txt").write_text("another's")
    store.save("index", keys[3], {"a": np.zeros(1000)})
    assert [store.path("index", key) is not None for key in keys] == [True, False, True, True]
    assert (tmp_path / "notes.txt").exists()
    store.save("index", key_of("large"), {"a": np.zeros(5000)})
    assert len(store.artifacts()) == 3


def test_runs_that_meet_leave_one_whole_artifact(store):
    def run(_):
        for _ in range(10):
            store.save("index", KEY, ARRAYS)
            assert same(store.load("index", KEY, DTYPES))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(run, range(8)))
    assert [path.name for path in store.folder.iterdir()] == [only_file(store).name]


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    for folder in (None, tmp_path / "file", tmp_path / "file" / "below"):
        store = ArtifactStore(folder)
        store.save("index", KEY, ARRAYS)
        assert store.load("index", KEY, DTYPES) is None
        assert store.artifacts() == []

    def fail(path, *_):
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(artifacts, "_write", fail)
    store = ArtifactStore(tmp_path / "store")
    store.save("index", KEY, ARRAYS)
    assert list(store.folder.iterdir()) == []


def test_a_key_changes_with_every_input_and_with_the_code(monkeypatch):
    assert len({key_of("a", "b"), key_of("ab"), key_of("a", "b", ""), key_of("b", "a")}) == 4
    before = key_of("a")
    monkeypatch.setattr(artifacts, "_code_version", lambda: "another")
    assert key_of("a") != before


@posix
def test_where_the_store_of_a_user_lies(tmp_path, monkeypatch):
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "mine"))
    assert user_store(tmp_path) == ArtifactStore(tmp_path / "mine" / "artifacts", str(tmp_path))
    monkeypatch.delenv(CACHE_VARIABLE)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert user_store().folder.is_relative_to(tmp_path)
    for home in ("", None):
        monkeypatch.delenv("HOME") if home is None else monkeypatch.setenv("HOME", home)
        assert user_store().folder is None
        assert user_store().artifacts() == []


def test_only_folders_this_process_made_are_its_own(tmp_path, monkeypatch):
    made = temporary.new_folder()
    assert temporary.is_own(made)
    assert not temporary.is_own(tmp_path)
    here = os.getpid()
    monkeypatch.setattr(os, "getpid", lambda: here + 1)  # as in a child
    assert not temporary.is_own(made)
