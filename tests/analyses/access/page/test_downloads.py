"""What the Reach page gives away reads back, and holds the figures that the page shows."""

import re
from html import unescape
from io import BytesIO, StringIO

import openpyxl
import pandas as pd
import pyogrio
import pytest
import streamlit
from support.street_city import BARE, CODE_ONLY, HOSTILE, POPULATION, THIRD, write_street_city

from geo.analyses.access.tables import access_table
from geo.core.i18n import say
from geo.publish.labels import label

KNOWN = sum(POPULATION.values())


@pytest.fixture(scope="module")
def write_folder():
    return write_street_city


@pytest.fixture
def offered(monkeypatch):
    """Note what each button would give: its content by the name of its file."""
    made, button = {}, streamlit.download_button

    def noting(label, data, **more):
        made[more["file_name"]] = data
        return button(label, data, **more)

    monkeypatch.setattr(streamlit, "download_button", noting)
    return made


def of(offered, minutes, suffix):
    """Return the last file of the question of so many minutes, named in the page's language."""
    *_, make = [
        make
        for name, make in offered.items()
        if name.endswith(suffix) and re.search(rf"_{minutes}(_min|分钟)\.", name)
    ]
    return make()


def named(offered, ending):
    """Return the one file whose name ends so."""
    (make,) = [make for name, make in offered.items() if name.endswith(ending)]
    return make()


def directory(offered, suffix, lang):
    """Return a form of the directory of sites."""
    return named(offered, f"_{say('directory.sheet', lang).replace(' ', '_')}.{suffix}")


def table(content):
    return pd.read_csv(StringIO(content.decode("utf-8-sig")), dtype=str)


def test_the_table_is_the_one_on_the_page(start, offered, lang):
    app = start("accessibility", lang=lang)
    app.segmented_control(key="access_minutes").set_value(20).run()
    shown = app.dataframe[0].value
    back = table(of(offered, "20", ".csv"))
    assert list(back) == list(shown)
    within = say("access.header.population_within", lang)
    assert back[within].astype(int).tolist() == shown[within].tolist()
    assert back[within].astype(int).sum() == KNOWN - POPULATION["I0"] - 7
    code = say("access.header.community_code", lang)
    assert back[code].tolist() == shown[code].tolist()


def test_a_district_narrows_the_table_and_the_layer_that_are_given_away(start, offered, tmp_path):
    app = start("accessibility", lang="en")
    app.multiselect(key="filter_district").set_value(["990102"]).run()
    assert table(of(offered, "15", ".csv"))["Code"].tolist() == [THIRD]
    path = tmp_path / "back.gpkg"
    path.write_bytes(of(offered, "15", ".gpkg"))
    assert pyogrio.read_dataframe(path)["community_code"].tolist() == [THIRD]
    assert len(table(directory(offered, "csv", "en"))) == 3  # the directory is of the whole city


def test_all_services_and_modes_are_in_one_table(start, offered, results):
    start("accessibility", lang="en")
    back = table(named(offered, "_accessibility.csv"))
    assert list(back) == [label(name, "en") for name in access_table(results)]
    back.columns = access_table(results).columns
    assert set(back["service"]) == {say("service.any", "en"), "居住登记", "健康检查", "政策咨询"}
    assert set(back["mode"]) == {say(f"mode.{mode}", "en") for mode in ("walk", "ebike", "drive")}
    walking = (back["service"] == say("service.any", "en")) & (
        back["mode"] == say("mode.walk", "en")
    )
    city = back[(back["level"] == say("unit_level.city", "en")) & walking]
    assert city["population_within"].tolist() == ["270"]
    assert city["population_location_unknown"].tolist() == [str(CODE_ONLY)]
    assert results.city_total["population_within"].item() == 270


def test_the_layer_reads_back_with_outlines_and_figures(start, offered, tmp_path):
    app = start("accessibility", lang="en")
    path = tmp_path / "back.gpkg"
    path.write_bytes(of(offered, "15", ".gpkg"))
    back = pyogrio.read_dataframe(path, layer="accessibility").set_index("community_code")
    shown = app.dataframe[0].value.set_index("Code").loc[back.index]
    assert back.crs == 4326
    assert back["population_within"].tolist() == shown["Within the limit"].tolist()
    assert back["population_beyond"].tolist() == shown["Beyond the limit"].tolist()
    assert back.index[back.geometry.isna()].tolist() == [BARE]


def test_isochrones_are_of_all_sites_or_of_the_one_that_is_open(start, offered, tmp_path):
    app = start("accessibility", lang="en")
    path = tmp_path / "isochrones.gpkg"
    path.write_bytes(named(offered, "_isochrones_on_foot.gpkg"))
    layers = {
        name: pyogrio.read_dataframe(path, layer=name) for name, _ in pyogrio.list_layers(path)
    }
    assert set(layers) == {"isochrones", "reached", "basins", "streets"}
    areas = layers["isochrones"]
    assert set(areas["site_name"]) == {"同街站", "对岸站", HOSTILE}
    assert areas.crs == 4326
    reached = layers["reached"].set_index("minutes")["floating_population"]
    assert reached.loc[15] == 270
    assert layers["basins"]["site_name"].tolist() == ["对岸站", "同街站"]
    app.session_state["access_site"] = 1
    app.run()
    path.write_bytes(named(offered, "_isochrones_on_foot.gpkg"))
    assert pyogrio.list_layers(path)[:, 0].tolist() == ["isochrones"]
    assert pyogrio.read_dataframe(path)["minutes"].tolist() == [30, 15, 10, 5]


def test_minutes_from_communities_are_those_of_the_question(start, offered):
    app = start("accessibility", lang="en")
    app.segmented_control(key="access_mode").set_value("ebike").run()
    back = pd.read_parquet(BytesIO(named(offered, "_travel_time_matrix_by_e-bike.parquet")))
    assert list(back) == ["from_id", "to_id", "travel_time"]
    assert len(back) == 6


def test_the_directory_is_the_same_in_all_three_forms(start, offered, lang):
    start("accessibility", lang=lang)
    listed = table(directory(offered, "csv", lang))
    names = ("site_name", "address", "phone")
    listed = listed.rename(columns={label(name, lang): name for name in names})
    assert listed["site_name"].tolist() == ["同街站", "对岸站", HOSTILE]
    book = openpyxl.load_workbook(BytesIO(directory(offered, "xlsx", lang)))
    cells = {cell.value for row in book.worksheets[0].iter_rows() for cell in row}
    page = directory(offered, "html", lang).decode()
    assert "<img" not in page
    for name in names:
        for value in listed[name].dropna():
            assert value in cells
            assert value in unescape(page)
    assert say("directory.phone", lang) in cells
