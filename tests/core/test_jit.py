import pickle

import pytest

from geo.core.jit import _numba


@pytest.mark.parametrize("gone", [b"cgeo.core.jit\nGone\n.", b"cgeo.core.gone\nGone\n."])
def test_code_of_a_version_with_other_classes_is_compiled_anew(tmp_path, gone):
    """Numba's index of compiled code names the classes of arguments; one may since be renamed."""
    caching = pytest.importorskip("numba.core.caching")
    _numba()
    file = caching.IndexDataCacheFile(str(tmp_path), "kernel-1.py311", (0.0, 1))
    path = tmp_path / file._index_name
    path.write_bytes(pickle.dumps(file._version) + gone)
    assert file.load("key") is None
    file.save("key", "code")
    assert file.load("key") == "code"
