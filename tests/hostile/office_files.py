"""What files of offices are made of: the cities they speak of, and text and workbooks."""

import csv
import io
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import geopandas as gpd
import openpyxl
from shapely import box

SIDE_DEG = 0.01

# Of each city: codes, names, subdistricts, and its south-west corner.
CITIES = {
    "jinan": (
        [f"370102{street}{at}" for street in ("001", "002") for at in ("001", "002", "003")],
        ["历山社区", "泉城社区", "文化社区", "千佛社区", "甸柳社区", "文化社区"],
        ["泉城街道"] * 3 + ["甸柳街道"] * 3,
        (117.02, 36.65),
    ),
    "chicago": (
        ["17031010100", "17031010201", "17031010202", "17031010300"],
        ["Census Tract 101", "Census Tract 102.01", "Census Tract 102.02", "Census Tract 103"],
        None,
        (-87.70, 41.85),
    ),
    "alabama": (
        ["01001020100", "01001020200", "01001020300", "01001020400"],
        ["Tract 201", "Tract 202", "Tract 203", "Tract 204"],
        None,
        (-86.50, 32.45),
    ),
    "isere": (
        ["38185", "38151", "38421", "38169"],
        ["Grenoble", "Échirolles", "Saint-Martin-d'Hères", "Fontaine-lès-Prés"],
        None,
        (5.70, 45.16),
    ),
    "zurich": (
        ["261", "230", "191", "1"],
        ["Zürich", "Winterthur", "Dübendorf", "Aeugst am Albis"],
        None,
        (8.50, 47.37),
    ),
    "lambeth": (
        ["E01003012", "E01003013", "E01003014", "E01003015"],
        ["Lambeth 012A", "Lambeth 012B", "Lambeth 012C", "Lambeth 012D"],
        None,
        (-0.12, 51.45),
    ),
    "suva": (
        ["01-001", "01-002", "02-001", "02-002"],
        ["Ward 1", "Ward 2", "Ward 3", "Ward 4"],
        None,
        (178.40, -18.12),
    ),
    "rio": (
        [f"33045570506000{at}" for at in (1, 2, 3, 4)],
        ["Setor 1", "Setor 2", "Setor 3", "Setor 4"],
        None,
        (-43.20, -22.90),
    ),
    "paris": (
        ["751114101", "751114102", "751114103", "751114104"],
        ["Roquette 1", "Roquette 2", "Roquette 3", "Roquette 4"],
        None,
        (2.37, 48.85),
    ),
    "chiyoda": (
        ["13101001001", "13101001002", "13101002001", "13101002002"],
        ["神田一丁目", "神田二丁目", "丸の内一丁目", "丸の内二丁目"],
        None,
        (139.75, 35.68),
    ),
    "saxony": (
        ["14521010", "14521020", "14521030", "14521035"],
        ["Amtsberg", "Annaberg", "Auerbach", "Bärenstein"],
        None,
        (13.00, 50.60),
    ),
    "bihar": (
        ["110101", "110105", "130102", "310104"],
        ["Rampur", "Sultanpur", "Madhopur", "Chandpur"],
        None,
        (85.10, 25.60),
    ),
    "mexico": (
        ["0900300010013", "090030001002A", "0900300010032", "0900300010047"],
        ["AGEB 1", "AGEB 2", "AGEB 3", "AGEB 4"],
        None,
        (-99.15, 19.40),
    ),
    "manila": (
        ["137401001", "137401002", "137401003", "137401004"],
        ["Barangay 1", "Barangay 2", "Barangay 3", "Barangay 4"],
        None,
        (121.00, 14.60),
    ),
    "hanoi": (
        ["00001", "00004", "00006", "00007"],
        ["Phúc Xá", "Trúc Bạch", "Vĩnh Phúc", "Cống Vị"],
        None,
        (105.84, 21.03),
    ),
    "taveuni": (
        ["04-001", "04-002", "04-003", "04-004"],
        ["Tikina 1", "Tikina 2", "Tikina 3", "Tikina 4"],
        None,
        (179.98, -16.80),
    ),
    "ulaanbaatar": (
        ["110101000001", "110101000002", "110101000003", "110101000004"],
        ["1-р хороо", "2-р хороо", "3-р хороо", "4-р хороо"],
        None,
        (106.90, 47.90),
    ),
    "georgia": (
        ["130119701001", "130119701002", "130119702001", "130119702002"],
        ["Block Group 1", "Block Group 2", "Block Group 3", "Block Group 4"],
        None,
        (-83.50, 34.30),
    ),
    "letters": (
        ["01E5", "02E5", "100.10", "100.1"],
        ["North", "South", "East", "West"],
        None,
        (-1.50, 53.80),
    ),
}

CRS = {"paris": 2154, "saxony": 25833, "taveuni": 3460, "chiyoda": 6677, "zurich": 2056}
"""EPSG codes of cities whose layer is not in degrees."""


def write_boundaries(folder, city):
    """Write the units of a city, squares in a row; return the settings that name them."""
    (folder / "units.gpkg").write_bytes(_boundaries(city))
    return (
        f'name = "{city}"\n[boundaries]\ncommunities = "units.gpkg"\ncoordinates = "wgs84"\n'
        "[records]\n"
    )


@cache
def _boundaries(city):
    codes, names, streets, (west, south) = CITIES[city]
    squares = [
        box(west + at * SIDE_DEG, south, west + (at + 1) * SIDE_DEG, south + SIDE_DEG)
        for at in range(len(codes))
    ]
    units = {"社区代码": codes, "社区名称": names} | ({"街道名称": streets} if streets else {})
    layer = gpd.GeoDataFrame(units, geometry=squares, crs=4326)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "units.gpkg"
        layer.to_crs(CRS.get(city, 4326)).to_file(path)
        return path.read_bytes()


def middles(city, count):
    """Return the middle of each of the first units of a city, in degrees."""
    west, south = CITIES[city][3]
    return [(west + (at + 0.5) * SIDE_DEG, south + SIDE_DEG / 2) for at in range(count)]


@dataclass(frozen=True)
class Office:
    """A file of an office.

    Parameters
    ----------
    city
        Whose units it speaks of.
    name, content
        The file.
    people
        Who lives in each unit by it; None: not known. No people at all: the file is refused.
    told
        The issues that must be among those told.
    settings
        Further lines of ``[records]``.
    """

    city: str
    name: str
    content: bytes
    people: tuple[int | None, ...] = ()
    told: tuple[str, ...] = ()
    settings: str = ""


def text(rows, encoding="utf-8", delimiter=","):
    """Write rows as text with separators."""
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows(rows)
    return written.getvalue().encode(encoding)


def book(rows, *, merged=(), hidden_rows=(), hidden_columns=(), hidden=None, more=None, title=None):
    """Write rows as a workbook: merged ranges, hidden rows (from 1) and columns, other sheets."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = title or "Sheet1"
    for row in rows:
        sheet.append(row)
    for place in merged:
        sheet.merge_cells(place)
    for row in hidden_rows:
        sheet.row_dimensions[row].hidden = True
    for column in hidden_columns:
        sheet.column_dimensions[column].hidden = True
    for name, others in {**(hidden or {}), **(more or {})}.items():
        other = workbook.create_sheet(name)
        for row in others:
            other.append(row)
        if name in (hidden or {}):
            other.sheet_state = "hidden"
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


OCTOBER = 'period = "2026-10"\n'


def pairs(codes, values):
    return [list(pair) for pair in zip(codes, values, strict=True)]
