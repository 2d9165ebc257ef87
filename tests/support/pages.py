"""The app on small cities, without a browser."""

import re
import sys

import pytest
from streamlit.testing.v1 import AppTest

import geo
from geo.app.shell import pages
from support.paths import ROOT
from support.worlds import write_city

FIGURE = re.compile(r"<span>([^<]*)</span><b>([^<]*)</b><span>([^<]*)</span>")
APP = ROOT / "app.py"


@pytest.fixture
def folder(tmp_path):
    return write_city(tmp_path / "city")


@pytest.fixture
def results(folder):
    return geo.run(geo.City.open(folder))


@pytest.fixture
def start(folder, monkeypatch):
    """Start the app on the small city, on one of its pages."""
    # Streamlit makes the page the main module, which processes started later would run again.
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    monkeypatch.chdir(APP.parent)
    monkeypatch.setenv("YIPAN_CITY", str(folder))
    monkeypatch.delenv("YIPAN_LANGUAGE", raising=False)

    def begin(page="staffing", **query):
        app = AppTest.from_file(APP, default_timeout=60)
        app.query_params.update(query)
        return app.run().switch_page(next(it.file for it in pages() if it.name == page)).run()

    return begin


@pytest.fixture
def html():
    """Return all that a page says in HTML of ours, but styles."""

    def said(app):
        bodies = [element.proto.body for element in app.get("html")]
        return "\n".join(body for body in bodies if not body.startswith("<style>"))

    return said


@pytest.fixture
def figures(html):
    """Return the key figures of a page: what stands big and the line below it, by label."""
    return lambda app: {label: tuple(told) for label, *told in FIGURE.findall(html(app))}
