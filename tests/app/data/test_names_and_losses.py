"""Names that lead nowhere are matched by a person; a city that has lost its people breaks no page."""

import re
from html import unescape

import pytest
from support.worlds import write_city

from geo.app.pages import pages
from geo.core.i18n import say

MISSING = re.compile(r"<NA>|&lt;NA&gt;|\bnan\b|\bNaT\b")
LOST = "社区名称,人数\n别处社区,100\n异乡社区,7\n"
MISSPELT = "社区名称,人数\n社区1,501\n甲乙丙丁社曲,500\n"


def press(app, key, lang):
    label = say(key, lang)
    next(button for button in app.button if button.label == label).click().run()


def everything(app, html):
    shown = [unescape(html(app))]
    for kind in ("markdown", "caption", "error", "warning", "success", "info", "metric"):
        shown += [str(getattr(one, "value", "")) for one in app.get(kind)]
    return "\n".join(shown)


@pytest.mark.long
def test_no_page_breaks_on_a_city_of_which_all_are_lost(start, folder, html, lang):
    (folder / "records" / "records.csv").write_text(LOST, "utf-8")
    app = start("data", lang=lang)
    told = everything(app, html)
    assert "别处社区 (100)" in told
    label = say("data.accept_loss", lang)
    assert label in [button.label for button in app.button]
    others = [page for page in pages() if page.name != "data"]
    for page in others:
        app.switch_page(page.file).run()
        assert say("page.failed", lang) not in everything(app, html), page.name
    app.switch_page("geo/app/data/data.py").run()
    press(app, "data.accept_loss", lang)
    for page in (*others, next(page for page in pages() if page.name == "data")):
        app.switch_page(page.file).run()
        shown = everything(app, html)
        assert not app.error, page.name
        assert not MISSING.search(shown), (page.name, MISSING.findall(shown))
    assert say("loss.accepted", lang) in shown


def test_it_is_asked_again_once_a_file_changes(start, folder, html):
    records = folder / "records" / "records.csv"
    records.write_text(LOST, "utf-8")
    app = start("data", lang="en")
    press(app, "data.accept_loss", "en")
    assert say("data.accept_loss", "en") not in [button.label for button in app.button]
    records.write_text(LOST + "远方,9\n", "utf-8")
    app.run()
    assert say("data.accept_loss", "en") in [button.label for button in app.button]


def test_a_name_is_matched_by_hand_and_kept_in_city_toml(start, tmp_path, html, lang):
    own = write_city(tmp_path / "own")
    layer = own / "boundaries" / "communities.geojson"
    text = layer.read_text("utf-8").replace('"社区2"', '"甲乙丙丁社区"')
    app = start("data", lang=lang)
    for kind, content in (("boundaries", text), ("records", MISSPELT)):
        name = f"{kind}.{'geojson' if kind == 'boundaries' else 'csv'}"
        app.file_uploader[0].set_value([(name, content.encode(), "text/plain")]).run()
        for box in [box for box in app.selectbox if box.key.startswith("upload_kind__")]:
            box.set_value(kind).run()
        if kind == "boundaries":
            system = say("upload.system_of_all", lang)
            next(box for box in app.selectbox if box.label == system).set_value("wgs84").run()
    run = lambda: next(it for it in app.button if it.label == say("upload.run", lang))  # noqa: E731
    assert run().disabled  # half of the people would be lost
    (asked,) = [box for box in app.selectbox if box.label.startswith("甲乙丙丁社曲 (500)")]
    assert asked.options[asked.index].startswith("甲乙丙丁社区 · 街道 · 区 · 990101001002")
    press(app, "upload.apply_names", lang)
    (toml,) = (tmp_path / "tmp").rglob("city.toml")
    assert '"甲乙丙丁社曲" = "990101001002"' in toml.read_text("utf-8").replace(
        "甲乙丙丁社曲 =", '"甲乙丙丁社曲" ='
    )
    assert not run().disabled
    assert not [box for box in app.selectbox if box.label.startswith("甲乙丙丁社曲")]
    press(app, "upload.run", lang)
    assert say("data.closes_persons", lang, read="1,001", counted="1,001", aside="0") in unescape(
        html(app)
    )
