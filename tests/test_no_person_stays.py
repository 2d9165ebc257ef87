"""Whatever column a person stands in, nothing of them is in a message, a result, a cache or a log.

The persons are invented; their identity numbers have valid check digits.
"""

import io
import zipfile

import geopandas as gpd
import pandas as pd
import pytest
import xlsxwriter
from click.testing import CliRunner
from support.worlds import write_city

from geo.cli.main import main

ID_18, ID_15, MOBILE = "410105198803157733", "410105880315773", "13837165432"
NAME, ADDRESS = "王晓梅", "文化路85号院7号楼2单元1403室"
MARKED = (ID_18, ID_15, MOBILE, NAME, ADDRESS)
SPACED = {ID_18: "410105 19880315 7733", MOBILE: "138-3716-5432"}
HEADERS = ["经度", "纬度", "社区代码", "人数", "户籍地代码", "月份", "来源"]
PLAIN = ["103.505", "40.505", "990101001001", "1", "410100", "2026-10", "公安"]


def rows(column):
    """Good rows, and rows that have a person's value in a column, too few to refuse the column."""
    good = [list(PLAIN) for _ in range(40)]
    bad = [
        [value if at == column else cell for at, cell in enumerate(PLAIN)]
        for value in (*MARKED, *SPACED.values())
    ]
    return good[:20] + bad + good[20:]


def as_csv(path, headers, cells):
    path.with_suffix(".csv").write_text(
        "\n".join(",".join(row) for row in [headers, *cells]), "utf-8"
    )


def as_xlsx(path, headers, cells, sheets=("Sheet1",)):
    with xlsxwriter.Workbook(path.with_suffix(".xlsx")) as book:
        for name in sheets:
            sheet = book.add_worksheet(name)
            for number, row in enumerate([headers, *cells]):
                sheet.write_row(number, 0, row)


def as_parquet(path, headers, cells):
    pd.DataFrame(cells, columns=headers).to_parquet(path.with_suffix(".parquet"))


def as_gpkg(path, headers, cells):
    table = pd.DataFrame(cells, columns=headers)
    points = gpd.points_from_xy([103.505] * len(table), [40.505] * len(table))
    layer = gpd.GeoDataFrame(table[headers[2:]], geometry=points, crs="EPSG:4326")
    layer.to_file(path.with_suffix(".gpkg"), layer="points", driver="GPKG")


WRITERS = {"csv": as_csv, "xlsx": as_xlsx, "parquet": as_parquet, "gpkg": as_gpkg}


@pytest.fixture
def city(tmp_path):
    """A city whose records are yet to be written; they may be of any kind of file."""
    folder = write_city(tmp_path / "city")
    (folder / "records" / "records.csv").unlink()
    text = (folder / "city.toml").read_text("utf-8")
    text = text.replace('"records/records.csv"', '"records/*"').replace(
        '"records/*.csv"', '"records/*"'
    )
    (folder / "city.toml").write_text(text, "utf-8")
    return folder


@pytest.fixture
def told(tmp_path, monkeypatch, capfd):
    """Run commands on a city; give all that they leave or say, as bytes by where it stands."""
    temporary, home = tmp_path / "tmp", tmp_path / "home"
    for path in (temporary, home):
        path.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    monkeypatch.setenv("HOME", str(home))

    def run(folder, *commands):
        said = {}
        for command in commands:
            words = [*command.split(), str(folder)]
            words += ["--out", str(tmp_path / "out")] if words[0] != "check" else []
            done = CliRunner().invoke(main, words)
            assert done.exception is None or isinstance(done.exception, SystemExit)
            said[command] = f"{done.exit_code} {done.output}".encode()
        inputs = set((folder / "records").iterdir())
        left = {
            str(path.relative_to(tmp_path)): path.read_bytes()
            for path in tmp_path.rglob("*")
            if path.is_file() and path not in inputs
        }
        assert not [name for name in left if name.startswith("tmp/") and ".lock" not in name]
        out, err = capfd.readouterr()
        return {"stdout": out.encode(), "stderr": err.encode(), **said, **left}

    return run


def plain_bytes(name, content):
    """Unpack what is packed: a workbook is a zip of XML, and Parquet has pages of its own."""
    if name.endswith(".xlsx"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return b"\n".join(archive.read(member) for member in archive.namelist())
    if name.endswith(".parquet"):
        return pd.read_parquet(io.BytesIO(content)).to_csv().encode()
    return content


def found_in(told):
    """Which marked values stand where; JSON may have written Chinese as escapes."""
    values = [*MARKED, *SPACED.values(), ADDRESS[:8]]
    ways = {
        value: {value.encode(), value.encode("unicode_escape"), value.encode("utf-16-le")}
        for value in values
    }
    plain = {place: plain_bytes(place, content) for place, content in told.items()}
    return [
        (place, value)
        for place, content in plain.items()
        for value, written in ways.items()
        for one in written
        if one in content
    ]


CHECK = ("check --language zh", "check --json", "check --language en")
RUN = ("run --language en", "export --format xlsx --format csv --format corridors", "run --json")


def test_cells(city, told):
    """Persons in every column, in every kind of file."""
    for kind, write in WRITERS.items():
        cells = [row for column in range(len(HEADERS)) for row in rows(column)]
        write(city / "records" / kind, HEADERS, cells)
    left = told(city, *CHECK[:2], *RUN[:2])
    assert found_in(left) == []
    assert [command for command in RUN[:2] if not left[command].startswith(b"0 ")] == []
    assert {"out/manifest.json", "out/sources.csv", "out/rejected_records.csv"} <= set(left)


@pytest.mark.parametrize("known", [True, False])
def test_headers(city, told, known):
    headers = [*HEADERS, *MARKED] if known else [*MARKED, *(f"x{at}" for at in range(len(HEADERS)))]
    cells = [[*PLAIN, *MARKED] for _ in range(20)]
    for kind in ("csv", "xlsx", "parquet"):
        WRITERS[kind](city / "records" / kind, headers, cells)
    left = told(city, *CHECK[1:], RUN[2])
    assert found_in(left) == []
    assert left[RUN[2]].startswith(b"0 " if known else b"1 ")


def test_sheets(city, told):
    as_xlsx(
        city / "records" / "floating_population",
        HEADERS,
        rows(0)[:20],
        sheets=(NAME, ID_18, MOBILE),
    )
    left = told(city, *CHECK)
    assert found_in(left) == []
    assert "王…、41…、13…".encode() in left[CHECK[0]]


def test_what_is_a_slip_is_shown(city, told):
    cells = [["103.5E", *PLAIN[1:]], PLAIN]
    as_csv(city / "records" / "floating_population", HEADERS, cells)
    assert b"103.5E" in told(city, CHECK[2])[CHECK[2]]


def test_an_error_nobody_foresaw_is_a_sentence_without_what_was_read(city, monkeypatch):
    def fail(*_args):
        cell = ID_18
        raise LookupError(cell)

    as_csv(city / "records" / "floating_population", HEADERS, [PLAIN])
    monkeypatch.setattr("geo.pipeline.check", fail)
    done = CliRunner().invoke(main, ["check", str(city), "--language", "en"])
    assert done.exit_code == 4
    assert "LookupError" in done.output
    assert ID_18 not in done.output
    assert "Traceback" not in done.output
    monkeypatch.setenv("YIPAN_DEBUG", "1")
    done = CliRunner().invoke(main, ["check", str(city)])
    assert isinstance(done.exception, LookupError)
