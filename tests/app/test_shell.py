"""The frame: the language goes along, and every page says that a sample is invented."""

import subprocess
import sys

import pytest

from geo.app.pages import pages
from geo.core.i18n import say

FILES = {page.name: page.file for page in pages()}
NAMES = list(FILES)


@pytest.fixture
def noted(folder):
    path = folder / "city.toml"
    path.write_text('note = "All of it is <b>invented</b>."\n' + path.read_text("utf-8"), "utf-8")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_opens_in_both_languages_under_its_title(start, html, name, lang):
    app = start(name, lang=lang)
    assert not app.error
    title = f"page.{name}"
    assert f"<h1>{say(title, lang)}</h1>" in html(app)


@pytest.mark.parametrize("name", NAMES)
def test_every_page_says_the_note_and_as_text(start, html, noted, name):
    assert "All of it is &lt;b&gt;invented&lt;/b&gt;." in html(start(name))


def test_the_language_switches_and_stays_across_pages(start, html):
    app = start(NAMES[0], lang="zh")
    app.segmented_control(key="lang").set_value("en").run()
    assert app.query_params["lang"] in ("en", ["en"])
    for name in NAMES:
        app.switch_page(FILES[name]).run()
        assert say(f"page.{name}", "en") in html(app)


def test_a_language_nobody_speaks_is_chinese(start, html):
    assert "<h1>人员配备</h1>" in html(start(lang="xx"))


def test_the_language_the_app_was_started_in(start, html, monkeypatch):
    monkeypatch.setenv("YIPAN_LANGUAGE", "en")
    start_page = start()
    assert "<h1>Staffing</h1>" in html(start_page)


def test_a_mistake_of_ours_is_a_sentence_not_a_traceback(start, may_fail, monkeypatch):
    app = start(lang="en")
    monkeypatch.setattr("geo.app.shell.open_city", lambda *_: 1 / 0)
    app.run()
    assert app.error[0].value == say("page.failed", "en")
    assert not app.exception


def test_the_server_answers_before_what_only_pages_draw_with_is_imported():
    heavy = {
        "numba",
        "folium",
        "altair",
        "scipy.stats",
        "scipy.optimize",
        "xlsxwriter",
    }
    command = f"import sys, geo.app.server, geo.app.shell; print(*{heavy!r} & {{*sys.modules}})"
    told = subprocess.run(
        [sys.executable, "-c", command], capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == []
