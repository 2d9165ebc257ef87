"""The app on small cities, without a browser."""

import functools
import re
import sys
from html import unescape

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import AppTest, app_test, local_script_runner
from streamlit.util import calc_hash

import geo
from geo.app import trial
from geo.app.pages import pages
from geo.core.artifacts import CACHE_VARIABLE
from geo.core.i18n import LANGUAGES, say
from geo.kept_results import results_of
from geo.publish.maps.city_map import Painting
from support.paths import ROOT
from support.worlds import write_city

# fmt: off
__all__ = [  # fixtures
    "city", "figures", "folder", "html", "kept_by_pages", "lang", "may_fail", "painted", "read_map", "results", "shared",
    "start", "worked_out", "write_folder",
]
# fmt: on

FIGURE = re.compile(r"<span>([^<]*)</span><b>([^<]*)</b><span>([^<]*)</span>")
ENTRY = re.compile(r'<i style="background:([^"]*)"></i>\s*([^<]*) <b>([^<]*)</b>')
APP = ROOT / "app.py"
# Each app looks through all packages for components, which takes longer than a page.
SCAN = functools.cache(manifest_scanner.scan_component_manifests)
SCRIPTS = (
    ScriptCache()
)  # of all apps, as on a server; AppTest compiles a page each time it is drawn
PATIENCE_S = 300  # where nothing is compiled yet, the first page waits for that


@pytest.fixture(scope="module")
def write_folder():
    """Return the function that writes the city of a file's tests into a folder."""
    return write_city


@pytest.fixture
def folder(write_folder, tmp_path):
    """A city of the test's own, which it may change."""
    return write_folder(tmp_path / "city")


@pytest.fixture(scope="session")
def shared(tmp_path_factory):
    """Cities that tests only look at: each is written once, and stays as it was written."""
    cities = {}

    def of(write):
        if write not in cities:
            folder = write(tmp_path_factory.mktemp("shared") / "city")
            cities[write] = (folder, _content(folder))
        return cities[write][0]

    yield of
    for folder, content in cities.values():
        assert _content(folder) == content, "a test changed what others look at: ask for `folder`"


def _content(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def city(request, shared, write_folder):
    """The test's own city where it has asked for one, or else the one all look at."""
    own = "folder" in request.fixturenames
    return request.getfixturevalue("folder") if own else shared(write_folder)


@pytest.fixture(scope="session")
def worked_out(kept_by_pages):
    """Return the results of a city, kept where its pages find them."""

    def work_out(city):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(CACHE_VARIABLE, str(kept_by_pages))
            return results_of(geo.City.open(city))

    return functools.cache(work_out)


@pytest.fixture
def results(city, worked_out):
    """The results of the city; a test that changes its city works them out itself."""
    return worked_out(city)


@pytest.fixture
def lang():
    """Return the language of a page that is drawn in one: the other's words have the same keys."""
    return "zh"


@pytest.fixture
def may_fail():
    """For a test of what is said where a page fails; in all others, no page may."""


@pytest.fixture(scope="session")
def kept_by_pages(tmp_path_factory):
    """Where pages find what is kept: not what tests of commands keep, whose cities are the same."""
    return tmp_path_factory.mktemp("kept")


@pytest.fixture
def start(request, city, kept_by_pages, monkeypatch):
    """Start the app on the small city, on one of its pages.

    The frame catches whatever a page raises and says a sentence, so `app.exception` is always
    empty: whenever a page is drawn it is asked for that sentence.
    """
    # Streamlit makes the page the main module, which processes started later would run again.
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    monkeypatch.chdir(APP.parent)
    monkeypatch.setenv("YIPAN_CITY", str(city))
    monkeypatch.setenv("YIPAN_CACHE", str(kept_by_pages))
    monkeypatch.delenv("YIPAN_LANGUAGE", raising=False)
    monkeypatch.setattr(manifest_scanner, "scan_component_manifests", SCAN)
    for module in (app_test, local_script_runner):
        monkeypatch.setattr(module, "ScriptCache", lambda: SCRIPTS)
    monkeypatch.setattr(local_script_runner, "require_widgets_deltas", _wait)
    monkeypatch.setattr(trial, "make_ready", lambda: None)  # of no use where nothing is brought
    if "may_fail" not in request.fixturenames:
        monkeypatch.setattr(AppTest, "_run", _run_whole)

    def begin(page="staffing", state=None, **query):
        app = AppTest.from_file(APP, default_timeout=PATIENCE_S)
        app.query_params.update(query)
        for key, value in (state or {}).items():  # else the page would be drawn twice
            app.session_state[key] = value
        assert page in [it.name for it in pages()]
        if page != pages()[0].name:  # the first is the one without an address
            app._page_hash = calc_hash(page)
        return app.run()

    return begin


_draw = AppTest._run
_look_whether_ended = local_script_runner.require_widgets_deltas


def _wait(runner, timeout):
    """Wait for a page; AppTest looks a thousand times a second whether it is there, and holds it up."""
    runner._script_thread.join(timeout)
    _look_whether_ended(runner, timeout=1)


def _run_whole(app, *arguments, **settings):
    drawn = _draw(app, *arguments, **settings)
    assert not drawn.exception
    failed = {say("page.failed", language) for language in LANGUAGES}
    assert not failed & {error.value for error in drawn.error}, "a page failed: see the log"
    return drawn


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


@pytest.fixture
def painted(monkeypatch):
    """Return what maps were given to paint, in the order they were drawn."""
    paintings, values = [], Painting.values

    def noting(painting):
        paintings.append(values(painting))
        return paintings[-1]

    monkeypatch.setattr(Painting, "values", noting)
    return paintings


@pytest.fixture
def read_map(html, painted):
    """Read the last map as a person does: what the legend says of a community's colour.

    The legend counts as many communities of a colour as are painted in it.
    """

    def read(app):
        entries = {colour: (label, int(count)) for colour, label, count in ENTRY.findall(html(app))}
        painting = painted[-1]
        colours = {code: painting["palette"][at] for code, at in painting["fill"].items()}
        for colour, (_, count) in entries.items():
            assert list(colours.values()).count(colour) == count
        return {code: unescape(entries[colour][0]) for code, colour in colours.items()}

    return read


def press(app, key, lang, **values):
    """Press the button of a message, and return the app as it is then."""
    (button,) = [of for of in app.button if of.label == say(key, lang, **values)]
    return button.click().run()
