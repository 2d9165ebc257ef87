"""No text of a file comes alive in anything that is written."""

import csv
import re
import zipfile

import geopandas
import openpyxl
import pyogrio
import pytest
from support.living_text import FORMULA, NAMES, write_living_city

import geo
from geo.core.analysis import ExportOptions
from geo.export import export, formats, write_run
from geo.formats.source import Source
from geo.formats.vector import geopackage

LIVE = re.compile(r"[\s]*[=+\-@＝＋－＠]|[\t\r\n]")
NUMBER = re.compile(r"-?\d+(\.\d+)?(e-?\d+)?")


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """All that a run and an export of every form write."""
    folder = tmp_path_factory.mktemp("living")
    city = geo.City.open(write_living_city(folder / "city"), accept_loss=True)
    results = geo.run(city)
    return [
        *write_run(results, folder / "run"),
        *export(results, folder / "export", list(formats()), ExportOptions("en")),
    ]


def test_no_cell_of_a_csv_is_live(written):
    cells = []
    for path in written:
        if path.suffix == ".csv":
            with path.open(encoding="utf-8-sig", newline="") as file:
                cells += [cell for row in csv.reader(file) for cell in row]
    assert f"'{FORMULA}" in cells
    assert not [cell for cell in cells if LIVE.match(cell) and not NUMBER.fullmatch(cell)]


def test_no_workbook_has_a_formula_or_a_link(written):
    books = [path for path in written if path.suffix == ".xlsx"]
    texts = set()
    for path in books:
        for sheet in openpyxl.load_workbook(path):
            for cell in (cell for row in sheet.iter_rows() for cell in row):
                assert cell.data_type != "f"
                assert cell.hyperlink is None
                texts.add(cell.value)
        with zipfile.ZipFile(path) as parts:
            assert not [name for name in parts.namelist() if "external" in name.lower()]
            assert not [name for name in parts.namelist() if b"External" in parts.read(name)]
    assert len(books) == 4
    assert FORMULA in texts or f"'{FORMULA}" in texts


def test_a_page_to_print_has_text_only(written):
    *pages, web_map = sorted(
        (path.read_text("utf-8") for path in written if path.suffix == ".html"), key=len
    )
    assert len(pages) == 1
    # The map has scripts, ours and Leaflet's; of what users wrote nothing is HTML in them either.
    outside = re.sub(r"<script>.*?</script>", "", web_map, flags=re.DOTALL)
    assert "&lt;img src=x" in outside
    assert not re.search(r"<(img|script|svg|a|iframe|object)\b", outside)
    assert "<img" not in web_map
    (zipped,) = (path for path in written if path.suffix == ".zip")
    with zipfile.ZipFile(zipped) as cards:
        pages += [cards.read(name).decode() for name in cards.namelist()]
    assert len(pages) > 1
    for page in pages:
        assert "&lt;img src=x" in page
        assert not re.search(r"<(img|script|svg|a|iframe|object)\b", page)


def test_layers_keep_the_names_as_the_city_has_them(written):
    layers = {
        path.suffix: path for path in written if path.stem in {"communities", "staff_shortfall"}
    }
    read = [
        geopandas.read_file(layers[".geojson"]),
        geopandas.read_parquet(layers[".parquet"]),
        geopandas.read_file(layers[".gpkg"], layer="communities"),
    ]
    for communities in read:
        assert (
            dict(zip(communities["community_code"], communities["community_name"], strict=True))
            == NAMES
        )


def test_a_geopackage_of_ours_passes_the_look_that_uploads_have(written):
    packages = [path for path in written if path.suffix == ".gpkg"]
    assert len(packages) == 3
    for path in packages:
        with geopackage.opened(Source(path, path.name)) as file:
            layers = file.layers()
            assert layers == sorted(name for name, _ in pyogrio.list_layers(path))
            assert all(file.fields(layer) for layer in layers)
