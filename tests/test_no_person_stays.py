"""Whatever column a person stands in, nothing of them is in a message, a result, a cache or a log.

The persons are invented; their identity numbers have valid check digits.
"""

import os
import subprocess
import sys

import geopandas as gpd
import pandas as pd
import pytest
import xlsxwriter
from worlds import write_city

ID_18, ID_15, MOBILE = "410105198803157733", "410105880315773", "13837165432"
NAME, ADDRESS = "王晓梅", "文化路85号院7号楼2单元1403室"
MARKED = (ID_18, ID_15, MOBILE, NAME, ADDRESS)
SPACED = {ID_18: "410105 19880315 7733", MOBILE: "138-3716-5432"}
HEADS = ["经度", "纬度", "社区代码", "人数", "户籍地代码", "月份", "来源"]
PLAIN = ["103.505", "40.505", "990101001001", "1", "410100", "2026-10", "公安"]


def rows(column):
    """Good rows, and rows that have a person's value in a column, too few to refuse the column."""
    good = [list(PLAIN) for _ in range(40)]
    bad = [
        [value if at == column else cell for at, cell in enumerate(PLAIN)]
        for value in (*MARKED, *SPACED.values())
    ]
    return good[:20] + bad + good[20:]


def as_csv(path, heads, cells):
    path.with_suffix(".csv").write_text(
        "\n".join(",".join(row) for row in [heads, *cells]), "utf-8"
    )


def as_xlsx(path, heads, cells, sheets=("Sheet1",)):
    with xlsxwriter.Workbook(path.with_suffix(".xlsx")) as book:
        for name in sheets:
            sheet = book.add_worksheet(name)
            for number, row in enumerate([heads, *cells]):
                sheet.write_row(number, 0, row)


def as_parquet(path, heads, cells):
    pd.DataFrame(cells, columns=heads).to_parquet(path.with_suffix(".parquet"))


def as_gpkg(path, heads, cells):
    table = pd.DataFrame(cells, columns=heads)
    points = gpd.points_from_xy([103.505] * len(table), [40.505] * len(table))
    layer = gpd.GeoDataFrame(table[heads[2:]], geometry=points, crs="EPSG:4326")
    layer.to_file(path.with_suffix(".gpkg"), layer="points", driver="GPKG")


WRITERS = {"csv": as_csv, "xlsx": as_xlsx, "parquet": as_parquet, "gpkg": as_gpkg}


@pytest.fixture
def city(tmp_path):
    """A city whose records are yet to be written; they may be of any kind of file."""
    folder = write_city(tmp_path / "city")
    (folder / "records" / "records.csv").unlink()
    text = (folder / "city.toml").read_text("utf-8")
    text = text.replace('"records/records.csv"', '"records/*"').replace('"records/*.csv"', '"records/*"')
    (folder / "city.toml").write_text(text, "utf-8")
    return folder


COMMANDS = """
import sys, traceback
from click.testing import CliRunner
from geo.cli.main import main
folder, out = sys.argv[1:]
for command in (["check", folder], ["check", folder, "--json"], ["run", folder, "--out", out],
                ["run", folder, "--out", out, "--json"],
                ["export", folder, "--out", out, "--format", "xlsx", "--format", "csv", "--format", "gpkg"]):
    for language in ("zh", "en"):
        done = CliRunner().invoke(main, [*command, "--language", language])
        print(command[0], done.exit_code, done.output)
        if done.exception and not isinstance(done.exception, SystemExit):
            traceback.print_exception(done.exception)
"""


def everything(folder, tmp_path):
    """All that the commands leave or say, as bytes by where it stands."""
    temporary, home = tmp_path / "tmp", tmp_path / "home"
    for path in (temporary, home):
        path.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", COMMANDS, str(folder), str(tmp_path / "out")],
        capture_output=True,
        env={**os.environ, "TMPDIR": str(temporary), "HOME": str(home)},
        check=True,
    )
    inputs = {path for path in (folder / "records").iterdir()}
    left = {
        str(path.relative_to(tmp_path)): path.read_bytes()
        for path in tmp_path.rglob("*")
        if path.is_file() and path not in inputs
    }
    assert not [name for name in left if name.startswith("tmp/")]
    return {"stdout": done.stdout, "stderr": done.stderr, **left}


def plain_bytes(name, content):
    """Unpack what is packed: a workbook is a zip of XML, and Parquet has pages of its own."""
    if name.endswith(".xlsx"):
        import io
        import zipfile

        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return b"\n".join(archive.read(member) for member in archive.namelist())
    if name.endswith(".parquet"):
        import io

        return pd.read_parquet(io.BytesIO(content)).to_csv().encode()
    return content


def found_in(told):
    """Which marked values stand where; JSON may have written Chinese as escapes."""
    values = {value for value in (*MARKED, *SPACED.values())} | {ADDRESS[:8]}
    ways = {
        value: {value.encode(), value.encode("unicode_escape"), value.encode("utf-16-le")}
        for value in values
    }
    return [
        (place, value)
        for place, content in told.items()
        for value, written in ways.items()
        for one in written
        if one in plain_bytes(place, content)
    ]


# Every column in one kind of file, every kind of file with one column.
CASES = [("csv", column) for column in range(len(HEADS))]
CASES += [("xlsx", 3), ("xlsx", 2), ("parquet", 6), ("parquet", 2), ("gpkg", 3), ("gpkg", 6)]


@pytest.mark.parametrize(("kind", "column"), CASES)
def test_cells(city, tmp_path, kind, column):
    WRITERS[kind](city / "records" / "people", HEADS, rows(column))
    told = everything(city, tmp_path)
    assert b"run 0" in told["stdout"] or b"run 1" in told["stdout"]
    assert found_in(told) == []


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
@pytest.mark.parametrize("known", [True, False])
def test_heads(city, tmp_path, kind, known):
    heads = [*HEADS, *MARKED] if known else [*MARKED, *(f"x{at}" for at in range(len(HEADS)))]
    cells = [[*PLAIN, *MARKED] for _ in range(20)]
    WRITERS[kind](city / "records" / "people", heads, cells)
    assert found_in(everything(city, tmp_path)) == []


def test_sheets(city, tmp_path):
    as_xlsx(city / "records" / "people", HEADS, rows(0)[:20], sheets=(NAME, ID_18, MOBILE))
    told = everything(city, tmp_path)
    assert found_in(told) == []
    assert "王…".encode() in told["stdout"]


def test_what_is_a_slip_is_shown(city, tmp_path):
    cells = [[*PLAIN[:3], "12O", *PLAIN[4:]], ["103.5E", *PLAIN[1:]], PLAIN]
    as_csv(city / "records" / "people", HEADS, cells)
    assert b"103.5E" in everything(city, tmp_path)["stdout"]
