"""What is kept of compiled functions never stops a program that has changed since."""

import pickle
from pathlib import Path

import pytest

from geo.core.jit import compiled


def doubled(number):
    return 2 * number


@pytest.mark.parametrize("kept", [b"cgeo.core.jit\nGone\n.", b"cgone.away\nGone\n.", b"x"])
def test_what_an_older_version_kept_of_types_that_are_no_more(tmp_path, monkeypatch, kept):
    from numba.core import config

    monkeypatch.setattr(config, "CACHE_DIR", str(tmp_path))
    first = compiled(doubled)
    assert first(2) == 4
    index = Path(first._cache._cache_file._index_path)
    assert tmp_path in index.parents
    with index.open("rb") as file:
        version = pickle.load(file)
    index.write_bytes(pickle.dumps(version) + kept)
    assert compiled(doubled)(3) == 6
    with index.open("rb") as file:
        assert pickle.load(file) == version
        assert pickle.load(file)
