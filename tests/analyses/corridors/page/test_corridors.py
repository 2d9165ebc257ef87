"""Corridors: the page says what the corridors say, at every unit, and is never blank."""

import re
from dataclasses import replace
from io import BytesIO
from itertools import cycle
from types import SimpleNamespace

import geopandas as gpd
import openpyxl
import pytest
from support.corridor_results import AGREEMENTS, STAFF
from support.corridor_worlds import (
    CODES,
    FUYANG,
    LEFT,
    LONGNAN,
    WEST,
    ZHUMADIAN,
    write_corridor_city,
    write_rows,
)
from support.dutch_city import write_dutch_city

import geo
from geo.analyses.corridors.agreement_drafts import drafts
from geo.analyses.corridors.build import corridors_of
from geo.analyses.corridors.matrix import matrices
from geo.analyses.corridors.methods.flows import LOCAL_LEVELS, PARTNER_LEVELS
from geo.analyses.corridors.model import Corridors
from geo.analyses.corridors.page.controls import Choice, corridors_at
from geo.analyses.corridors.page.downloads import corridor_layer
from geo.analyses.corridors.page.matrix import MEASURES, shown_matrix, styled_matrix
from geo.analyses.corridors.page.table import corridor_rows
from geo.analyses.corridors.workbook import corridor_workbook_bytes
from geo.analyses.sharing.model import Sharing
from geo.analyses.sharing.page.panel import ties_of
from geo.core.i18n import Term, say
from geo.export import export
from geo.ui.screen import Screen

NOTICES = [
    (WEST, ZHUMADIAN, "2024-03-04", "2024-03-06"),
    (ZHUMADIAN, WEST, "2024-03-04", "2024-03-29"),
]


def write_whole_city(folder):
    tables = {"staff": STAFF, "out_migrants": LEFT, "agreements": AGREEMENTS, "notices": NOTICES}
    return write_corridor_city(folder, **tables)


@pytest.fixture(scope="module")
def write_folder():
    return write_whole_city


@pytest.fixture
def big(figures):
    """Return the key figures that stand big, by label."""
    return lambda app: {label: told for label, (told, _) in figures(app).items()}


@pytest.fixture
def screen(results):
    return Screen(SimpleNamespace(results=results), "en", export)


def table(app):
    """Return the table of corridors as it stands on the page."""
    header = say("corridor_header.rank", "en")
    return next(shown.value for shown in app.dataframe if header in shown.value)


def test_figures_sentences_and_the_map_are_those_of_the_corridors(start, big, html, results):
    app = start("corridors", lang="en")
    told = big(app)
    frame = results[Corridors].frame
    assert told["Corridors of the city"] == str(len(frame)) == "5"
    volume = frame["flow"].sum()
    assert volume == 700 + 200 + 100 + 50 + 50 + 30 + 120 + 80 + 40
    assert (
        told["Share of the floating population"]
        == f"{100 * volume / results[Corridors].total_flow:.1f}%"
    )
    assert told["Agreements to sign"] == str(len(drafts(results).frame)) == "0"
    open_ones = frame["state"].isin(["missing", "lapsed"])
    assert told["People without an agreement in force"] == f"{frame.loc[open_ones, 'flow'].sum():,}"
    # One notice each way: the partner answered in time, the city did not.
    assert told["Partners answer in time"] == "100.0%"
    assert told["The city answers in time"] == "0.0%"
    # One period has no section of time.
    assert not app.select_slider
    assert say("corridors.periods.title", "en") not in html(app)
    # Neighbours that could share are told.
    shared = results[Sharing].exchanges
    assert (shared["kind"] == "staff").any()
    told = html(app)
    posts = shared[shared["kind"] == "staff"]
    said = say(
        "sharing.told_staff",
        "en",
        pairs=f"{len(posts)}",
        posts=f"{posts['staff'].sum():g}",
        people=f"{posts['floating_population'].sum():,}",
    )
    assert said in told
    # The map shows gross or net flows.
    # Zhumadian to the east 900 and back 200; of the others one direction alone has people.
    assert "</i>1,000</span>" in html(app)
    app.button_group(key="corridor_volume").set_value("net").run()
    assert not app.error
    told = html(app)
    assert say("corridors.map.width.net", "en") in told
    assert "</i>500</span>" in told
    assert "</i>1,000</span>" not in told
    # What is opened must be there.
    app.session_state["open_corridor"] = "<script>"
    app.session_state["open_partner_region"] = "<script>"
    assert not app.run().error


@pytest.mark.long
def test_every_unit_has_a_table_of_its_own(start, results):
    app = start("corridors", lang="en")
    # Each level of both ends; all pairs of levels are those of corridors_of, tested without a page.
    ends = zip(cycle(PARTNER_LEVELS), LOCAL_LEVELS, strict=False)
    for partner, local in ends:
        app.button_group(key="corridor_partner").set_value(partner)
        app.button_group(key="corridor_local").set_value(local).run()
        assert not app.error
        told = corridors_of(results, partner, local).frame
        assert table(app)["Partner region"].tolist() == told["partner_name"].tolist()
        assert table(app)["Flow"].tolist() == told["flow"].tolist()


def test_filters_narrow_the_table_and_figures_stay_those_of_the_city(start, figures, results):
    app = start("corridors", lang="en")
    whole = figures(app)
    app.multiselect(key="corridor_states").set_value(["lapsed"]).run()
    lapsed = results[Corridors].frame[results[Corridors].frame["state"] == "lapsed"]
    assert len(lapsed)
    beside = {label: below for label, (_, below) in figures(app).items()}
    assert {of: told for of, (told, _) in figures(app).items()} == {
        of: told for of, (told, _) in whole.items()
    }
    people, total = lapsed["flow"].sum(), results[Corridors].total_flow
    assert beside["Corridors of the city"] == f"the filters leave {len(lapsed)}"
    assert beside["Share of the floating population"] == (
        f"the filters leave {people:,} people ({100 * people / total:.1f}%)"
    )
    assert table(app)["State"].tolist() == ["lapsed"] * len(lapsed)
    app.multiselect(key="corridor_local_district").set_value([WEST]).run()
    assert set(table(app)["Local unit"]) == {"=西县"}
    # Filters that fit nothing say so.
    app.multiselect(key="corridor_states").set_value(["lapsing"])
    app.multiselect(key="corridor_local_district").set_value([WEST])
    app.selectbox(key="corridor_share").set_value(0.01)
    app.toggle(key="corridor_recommended").set_value(True).run()
    assert not app.error
    assert say("corridors.none_fits", "en") in [info.value for info in app.info]


def test_choices_are_the_rows_that_a_person_would_pick(results):
    corridors = results[Corridors]
    frame = corridors.frame
    at_least = Choice(least_share=0.1).fitting(corridors)
    assert set(at_least["corridor"]) == set(
        frame.loc[frame["flow"] >= 0.1 * corridors.total_flow, "corridor"]
    )
    henan = Choice(inside="410000").fitting(corridors)
    assert set(henan["partner_code"]) == {ZHUMADIAN}
    assert Choice(inside=ZHUMADIAN).fitting(corridors_at(results, "county", "city"))[
        "partner_code"
    ].tolist() == ["411722"]
    recommended = Choice(recommended=True).fitting(corridors)
    assert len(recommended) == frame["recommended"].sum()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_card_tells_both_ends_the_same(start, html, results, lang):
    app = start("corridors", lang=lang, corridor=f"{ZHUMADIAN}-{WEST}")
    told = html(app)
    assert "驻马店市 ⇄ =西县" in re.sub("<[^>]*>", "", told)
    assert f'href="corridors?partner={ZHUMADIAN}"' in told
    assert f'href="staffing?district={WEST}"' in told
    assert "驻马店市 → =西县" in told
    assert "=西县 → 驻马店市" in told
    assert say("corridor_state.lapsed", lang) in told
    assert "2025-01-01" in told
    days, percent = 5, results.standards.answer_on_time_percent
    norm = {"days": days, "percent": percent}
    assert say("corridors.card.misses", lang, place="=西县", **norm) in told
    assert say("corridors.card.meets", lang, place="驻马店市", **norm) in told
    labels = [button.proto.label for button in app.get("download_button")]
    assert say("corridors.download.partner_card", lang) in labels
    (of,) = results[Corridors].frame.query("corridor == '411700-990102'").to_dict("records")
    assert f"{of['score']:,.0f}" in told
    app.button[-1].click()


@pytest.mark.long
def test_a_name_is_never_read_as_markdown(start, tmp_path, monkeypatch):
    hostile = "![x](http://example.invalid/a.png) :red[$1$]"
    city = write_corridor_city(tmp_path / "other", staff=STAFF)
    layer = city / "boundaries" / "communities.geojson"
    layer.write_text(layer.read_text("utf-8").replace("东区", hostile), "utf-8")
    app = start_again(start, monkeypatch, city, "en", partner=ZHUMADIAN)
    (label,) = [button.label for button in app.button if "example" in button.label]
    for sign in "![]():$":
        assert sign not in re.sub(r"\\.", "", label.split(" · ")[0])


def test_a_partner_end_can_be_drilled_down_and_one_comes_back(start, html):
    app = start("corridors", lang="en", partner=LONGNAN)
    assert "陇南市" in html(app)
    assert app.query_params["partner"] == LONGNAN
    app.button(key="corridor_drill").click().run()
    assert app.session_state["corridor_partner"] == "county"
    assert table(app)["Partner region"].tolist() == ["徽县"]
    app.button(key="corridor_climb").click().run()
    assert app.session_state["corridor_partner"] == "prefecture"
    assert set(table(app)["Partner code"]) == {ZHUMADIAN, LONGNAN, FUYANG}


def test_without_anything_open_the_next_agreements_are_shown(start, html, results):
    app = start("corridors", lang="en")
    assert say("corridors.next.title", "en") in html(app)
    why = drafts(results).why_empty
    assert why.what == "corridor_drafts.none_recommended"  # too few flows to be significant
    assert why.sentence("en") in html(app)
    app.button_group(key="corridor_rule").set_value(["concentrated"]).run()
    large = replace(results.standards, corridor_rule="concentrated")
    due = drafts(replace(results, standards=large)).frame
    assert len(due)
    for name in due["partner_name"]:
        assert f">{name}</a></td>" in html(app)
    app.multiselect(key="corridor_local_district").set_value([WEST]).run()
    assert f">{due['partner_name'].iloc[0]}</a></td>" in html(app)
    app.button_group(key="corridor_signed_by").set_value("district").run()
    assert not app.error


@pytest.mark.long
def test_several_periods_are_followed_and_stand_on_a_slider(start, html, tmp_path, monkeypatch):
    city = write_corridor_city(tmp_path / "months", month="", staff=STAFF)
    rows = [("社区代码", "户籍地", "人数", "统计月份")]
    counts = {"2026-08": (40, 60, 0), "2026-09": (70, 45, 0), "2026-10": (700, 0, 15)}
    for month, of_month in counts.items():
        places = (ZHUMADIAN, LONGNAN, FUYANG)
        rows += [
            (CODES[0], place, n, month) for place, n in zip(places, of_month, strict=True) if n
        ]
    write_rows(city / "records" / "records.csv", rows)
    app = start_again(start, monkeypatch, city, "en")
    assert not app.error
    told = html(app)
    # Of October: 630 more from Zhumadian and 15 from Fuyang, 45 fewer from Longnan.
    assert say("corridors.periods.title", "en") in told
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", told[told.index("October 2026</td>") - 20 :])
    assert cells[:7] == ["October 2026", "715", "600", "645", "45", "1", "1"]
    changed = next(shown.value for shown in app.dataframe if "Trend" in shown.value)
    assert changed["Change"].tolist() == [630, -45, 15]
    assert changed["Trend"].tolist() == ["growing", "vanishing", "emerging"]
    app.select_slider(key="corridor_period").set_value("2026-09").run()
    assert not app.error
    assert say("corridors.periods.inflow_only", "en", period="September 2026") in html(app)
    changed = next(shown.value for shown in app.dataframe if "Trend" in shown.value)
    assert changed["Change"].tolist() == [30, -15]


def test_the_matrix_has_each_direction_in_its_own_cell(start):
    app = start("corridors", lang="en")
    app.button_group(key="corridor_view").set_value("matrix").run()
    assert not app.error
    into, out = (shown.value.fillna(0) for shown in app.dataframe[:2])
    assert into.loc["驻马店市", "东区"] == 900
    assert into.loc["Total"].tolist() == [1130, 980, 150]
    assert out.loc["东区", "驻马店市"] == 200
    assert out.loc["Total"].tolist() == [240, 200, 40]
    for measure in ("flow_ratio", "state"):
        app.button_group(key="corridor_measure").set_value(measure).run()
        assert not app.error
    app.button_group(key="corridor_order").set_value("cluster").run()
    assert not app.error
    (total, *names) = app.dataframe[0].value.index
    assert total == "Total"
    assert [name.split(" · ")[0] for name in names] == sorted(
        name.split(" · ")[0] for name in names
    )
    assert {name.split(" · ")[1] for name in names} == {"驻马店市", "陇南市", "阜阳市"}


def test_totals_and_the_rest_of_a_matrix_have_no_colour(screen, results):
    (into, _) = matrices(results[Corridors].frame, (1, 1))
    for measure in MEASURES:
        shown = shown_matrix(screen, into, measure)
        styled = styled_matrix(shown, into, measure, 900.0)
        html = styled.to_html()
        coloured = set(re.findall(r"#(T_\w+_row\d+_col\d+)[^{]*{\s*background-color", html))
        assert {cell.split("_", 2)[2] for cell in coloured} == {"row1_col1"}
        assert list(shown.index) == ["Total", "驻马店市", "others"]


def test_ties_go_from_who_lends_to_who_gains(screen, results):
    posts = (
        results[Sharing]
        .exchanges[results[Sharing].exchanges["kind"] == "staff"]
        .reset_index(drop=True)
    )
    ties = ties_of(screen, posts, "staff", 0)
    assert len(ties) == len(posts)
    assert ties[0].chosen
    shapes = results.communities.set_index("community_code").geometry
    for tie, row in zip(ties, posts.to_dict("records"), strict=True):
        start, stop = (gpd.points_from_xy([lon], [lat])[0] for lon, lat in (tie.start, tie.stop))
        assert shapes[row["from_code"]].contains(start)
        assert shapes[row["to_code"]].contains(stop)


def test_downloads_hold_the_corridors_of_the_page(screen, results, tmp_path):
    corridors = corridors_at(results, "province", "city")
    book = openpyxl.load_workbook(BytesIO(corridor_workbook_bytes(results, "en")))
    assert book.sheetnames[0] == say("corridor_sheet.drafts", "en")
    file = tmp_path / "corridors.gpkg"
    file.write_bytes(corridor_layer(screen, corridors))
    layer = gpd.read_file(file, layer="corridors")
    assert layer["corridor"].tolist() == corridors.frame["corridor"].tolist()
    rows = corridor_rows(screen, corridors.frame)
    assert rows["Flow"].tolist() == corridors.frame["flow"].tolist()
    assert not rows.columns.duplicated().any()


@pytest.mark.parametrize(
    ("came", "note"),
    [
        ([(CODES[0], "", 50), (CODES[1], "", 20)], "no_origins"),
        ([(CODES[0], "朝阳区", 50), (CODES[1], "", 20)], "all_unresolved"),
    ],
)
def test_without_a_known_origin_a_sentence_stands_there(
    start, tmp_path, monkeypatch, html, came, note, lang
):
    city = write_corridor_city(tmp_path / "other", came=came, staff=STAFF)
    monkeypatch.setenv("YIPAN_CITY", str(city))
    app = start_again(start, monkeypatch, city, lang)
    unit = Term("corridors.unit.prefecture")
    said = say(f"corridor_note.{note}", lang, people="70", unit=unit)
    assert said.rstrip("。.") in html(app)


def test_one_origin_and_no_agreements_are_told(start, tmp_path, monkeypatch, html, lang):
    came = [(CODES[0], ZHUMADIAN, 700), (CODES[2], ZHUMADIAN, 100)]
    city = write_corridor_city(tmp_path / "other", came=came, staff=STAFF)
    app = start_again(start, monkeypatch, city, lang)
    assert not app.error
    told = html(app)
    for note in ("one_partner", "no_agreements"):
        assert say(f"corridor_note.{note}", lang).rstrip("。.") in told


def start_again(start, monkeypatch, city, lang, **query):
    """Start the app on another city than that of the fixture."""
    monkeypatch.setattr("geo.app.sessions.os.environ", {"YIPAN_CITY": str(city)})
    return start("corridors", lang=lang, **query)


def test_a_city_abroad_has_corridors_with_the_places_it_lists(start, html, tmp_path, monkeypatch):
    city = write_dutch_city(tmp_path / "utrecht", '[flows]\nfile = "flows.csv"\n')
    app = start_again(start, monkeypatch, city, "en")
    assert not app.error
    assert table(app)["Partner region"].tolist() == ["Amsterdam", "Rotterdam", "Brussel"]
    assert table(app)["Flow"].tolist() == [480, 40, 25]
    app.session_state["open_corridor"] = "GM0363-GM0344"
    assert "Amsterdam ⇄" in re.sub("<[^>]*>", "", html(app.run()))


@pytest.mark.long
def test_a_city_without_staff_says_why_nothing_is_shared(start, html, tmp_path, monkeypatch):
    city = write_corridor_city(tmp_path / "other", staff=None)
    app = start_again(start, monkeypatch, city, "en")
    assert not app.error
    assert say("sharing_note.no_staff", "en").rstrip(".") in html(app)
    results = geo.run(geo.City.open(city))
    assert results[Sharing].exchanges.empty
