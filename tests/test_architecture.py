"""The walls of the house: who may import whom."""

import ast
from pathlib import Path

import pytest

GEO = Path(__file__).resolve().parents[1] / "geo"
FILES = sorted(GEO.rglob("*.py"))


def imports(path):
    """Every module a file imports, wherever in the file, but those for the type checker only."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def forbidden(path, *modules):
    return [
        name
        for name in imports(path)
        if any(name == m or name.startswith(f"{m}.") for m in modules)
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(GEO).as_posix())
def test_walls(path):
    room = path.relative_to(GEO).parts[0]
    if room != "pages":
        assert not forbidden(path, "streamlit", "streamlit_folium")
    if room != "outputs":
        assert not forbidden(path, "folium", "branca")
    if room == "analysis":
        assert not forbidden(path, "geo.inputs", "geo.outputs", "geo.city", "geo.pages")
    if room == "inputs":
        assert not forbidden(path, "geo.analysis", "geo.outputs", "geo.pages", "geo.pipeline")
    if room == "outputs":
        assert not forbidden(path, "geo.inputs", "geo.pages")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(GEO).as_posix())
def test_files_stay_small(path):
    if path.name == "words.py":  # a table of words, read by key
        return
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 320


def test_only_app_and_pages_face_streamlit():
    app = GEO.parent / "app.py"
    assert len(app.read_text(encoding="utf-8").splitlines()) <= 80
