"""The size of files."""

import pytest
from support.paths import GEO

FILES = sorted(GEO.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(GEO).as_posix())
def test_files_stay_small(path):
    if path.name == "i18n.py":  # a table of words, read by key
        return
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 320


def test_only_app_and_pages_face_streamlit():
    app = GEO.parent / "app.py"
    assert len(app.read_text(encoding="utf-8").splitlines()) <= 80
