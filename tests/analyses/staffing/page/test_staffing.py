"""Staffing: the page says what the results says, and filters, card and table agree."""

import re
import shutil
import zipfile
from io import BytesIO
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from support.pages import press

from geo.analyses.staffing.page.table import by_shortfall, table
from geo.core.i18n import say
from geo.export import export
from geo.publish.maps.choropleth import STATE_COLOURS
from geo.ui.downloads import exported
from geo.ui.screen import Screen

FIGURE = re.compile(r"<span>([^<]*)</span><b>([^<]*)</b>")


@pytest.fixture
def figures(html):
    return lambda app: dict(FIGURE.findall(html(app)))


@pytest.fixture
def screen(results):
    return Screen(SimpleNamespace(results=results), "en", export)


def test_figures_are_those_of_the_results(start, figures, results):
    told = figures(start(lang="en"))
    total = results.city_total.iloc[0]
    assert told["Floating population"] == f"{total['floating_population']:,}" == "1,502"
    assert told["Required staff"] == str(total["required_staff"]) == "5"
    assert told["Staff"] == "2"
    assert told["Staff shortfall"] == "3"
    assert told["Share compliant"] == "33.3%"


def test_the_norm_stands_with_its_source(start, html):
    told = html(start(lang="zh"))
    assert "每500名流动人口至少配备1名" in told
    assert "郑政办〔2010〕43号" in told


def test_another_norm_is_tried_and_nothing_else_changes(start, html, figures):
    app = start("staffing", lang="en")
    before = figures(app)
    app.slider(key="staffing_what_if").set_value(300).run()
    assert "300 : 1" in html(app)
    assert figures(app) == before


def test_a_filter_narrows_figures_and_table_alike(start, figures):
    app = start(lang="en")
    app.multiselect(key="filter_status").set_value(["compliant"]).run()
    assert figures(app)["Communities"] == "1"
    assert figures(app)["Staff shortfall"] == "0"
    assert app.dataframe[0].value["Status"].tolist() == ["compliant"]


def test_a_filter_that_fits_nobody_leaves_a_page(start, figures):
    app = start(state={"filter_status": ["no_data"]}, lang="en")
    assert not app.error


def test_the_card_tells_why_and_how_near_the_edge(start, html):
    lang = "en"
    app = start(community="990101001001", lang=lang)
    told = html(app)
    assert "社区1" in told
    assert say("card.understaffed", lang, people="501", need="2", staff="1", gap="1") in told
    assert say("card.next_post", lang, people="500") in told
    # 501 people are 450.9 if there are a tenth fewer: then one post is enough
    assert told.count(say("card.changes", lang)) == 2
    assert say("card.neighbours", lang) in told
    assert "社区2" in told


def test_a_community_without_a_boundary_has_a_card_that_says_so(start, html):
    app = start(community="990101001003", lang="en")
    told = html(app)
    assert say("card.no_boundary", "en") in told
    assert say("card.neighbours", "en") not in told


def test_the_card_closes(start, html):
    app = start(community="990101001001", lang="en")
    assert say("card.choose", "en") in html(press(app, "card.close", "en"))


def test_a_community_that_is_not_in_this_city_opens_nothing(start, html):
    app = start(community="440305001001", lang="en")
    assert say("card.choose", "en") in html(app)


def test_a_row_of_the_table_is_marked_for_the_community_that_is_open(start):
    app = start(community="990101001002", lang="en")
    (row,) = app.session_state["table"]["selection"]["rows"]
    assert app.dataframe[0].value.loc[row, "Code"] == "990101001002"


def test_the_legend_says_what_the_map_shows(start, html, read_map, lang):
    """501 people with one post lack one; 500 do not."""
    app = start(lang=lang)
    one, other = "990101001001", "990101001002"
    for measure, told in {
        "state": (say("status.understaffed", lang), say("status.compliant", lang)),
        "ratio": ("501–750", "251–500"),
        "shortfall": ("> 0", say("map.no_shortfall", lang)),
    }.items():
        app.segmented_control(key="measure").set_value(measure).run()
        assert f"<strong>{say(f'map.{measure}', lang)}</strong>" in html(app)
        assert read_map(app) == {one: told[0], other: told[1]}


def test_the_worse_a_state_the_darker_is_its_colour():
    worst_first = ("unstaffed", "understaffed", "compliant", "no_demand")
    luminance = [
        np.dot(
            [0.2126, 0.7152, 0.0722],
            [int(STATE_COLOURS[state][at : at + 2], 16) for at in (1, 3, 5)],
        )
        for state in worst_first
    ]
    assert luminance == sorted(luminance)


def test_hostile_names_are_escaped(start, html, folder):
    path = folder / "boundaries" / "communities.geojson"
    name = '<img src=x onerror=alert(1)>${alert(1)}{{7*7}}"`'
    path.write_text(path.read_text("utf-8").replace('"社区1"', repr_json(name)), "utf-8")
    app = start(community="990101001001", lang="en")
    told = html(app)
    assert "<img" not in told
    assert "&lt;img src=x onerror=alert(1)&gt;${alert(1)}{{7*7}}" in told


def repr_json(text):
    import json

    return json.dumps(text)


def test_table_is_by_shortfall(screen):
    rows = by_shortfall(screen.results.communities)
    assert rows["staff_shortfall"].is_monotonic_decreasing


def test_table_keeps_codes_as_text_and_says_states_in_words(screen):
    shown = table(screen, screen.results.communities)
    assert shown["Code"].tolist() == screen.results.communities["community_code"].tolist()
    assert set(shown["Status"]) <= {"compliant", "understaffed", "unstaffed"}
    assert shown["Borderline"].tolist() == ["borderline", "borderline", ""]


def test_downloads_are_what_they_are_called(screen):
    assert "xl/workbook.xml" in zipfile.ZipFile(BytesIO(exported(screen, "xlsx"))).namelist()
    assert exported(screen, "gpkg").startswith(b"SQLite format 3")


def test_csv_of_the_chosen_is_safe_against_formulas(screen):
    from geo.publish.csv import csv_bytes

    communities = screen.results.communities.assign(community_name="=1+1")
    written = csv_bytes(table(screen, communities)).decode("utf-8-sig")
    assert "\n=1+1" not in written
    assert "'=1+1" in written


def test_a_changed_file_is_seen(start, figures, folder):
    app = start(lang="en")
    (folder / "staff.csv").write_text("社区代码,人数\n990101001001,2\n990101001002,1\n", "utf-8")
    assert figures(app.run())["Staff shortfall"] == "2"


def test_a_broken_city_is_told_in_sentences(start, html, folder):
    (folder / "city.toml").write_text('name = "x"\nnonsense = 1\n', "utf-8")
    app = start(lang="en")
    assert app.error[0].value == say("page.no_city", "en")
    assert "nonsense" in html(app)
    assert "Traceback" not in html(app)


def test_a_city_that_went_away_is_told_too(start, folder):
    app = start(lang="zh")
    shutil.rmtree(folder)
    assert app.run().error


def test_numbers_that_are_missing_are_dashes(screen):
    from geo.ui.components import number, share, text

    assert number(pd.NA) == share(0, 0) == text(None) == text(float("nan")) == "—"
    assert number(1234567.5) == "1,234,567.5"
