"""What is kept of compiled functions never stops a program that has changed since."""

import pickle
import subprocess
import sys
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
    index = Path(first.dispatcher._cache._cache_file._index_path)
    assert tmp_path in index.parents
    with index.open("rb") as file:
        version = pickle.load(file)
    index.write_bytes(pickle.dumps(version) + kept)
    assert compiled(doubled)(3) == 6
    with index.open("rb") as file:
        assert pickle.load(file) == version
        assert pickle.load(file)


KERNELS = """
import sys
import numpy as np
from geo.core.jit import compiled

@compiled
def halved(values):
    return values / 2

@compiled
def halved_twice(values):
    return halved(halved(values)), values.size

if len(sys.argv) > 1:
    halved(np.arange(3.0))
    print("numba.np.linalg" in sys.modules, list(halved.dispatcher.stats.cache_hits.values()))
values, size = halved_twice(np.arange(9.0))
print(values.tolist(), size, "numba.np.linalg" in sys.modules)
"""


@pytest.mark.long
def test_kept_code_is_loaded_without_what_compiling_needs_and_serves_what_is_compiled(tmp_path):
    path = tmp_path / "kernels.py"
    path.write_text(KERNELS)

    def told(*arguments):
        command = [sys.executable, str(path), *arguments]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        return done.stdout.splitlines()

    answer = f"{[number / 4 for number in range(9)]} 9"
    assert told() == [f"{answer} True"]
    assert told("halved") == ["False [1]", f"{answer} False"]
    for kept in (tmp_path / "__pycache__").glob("*halved_twice*"):
        kept.unlink()
    assert told("halved") == ["False [1]", f"{answer} True"]
