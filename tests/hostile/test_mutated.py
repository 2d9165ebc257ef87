"""Files broken at random: right rows or a sentence, never another error, never a lost person."""

import struct
import zipfile
from pathlib import Path

import pytest
from hostile import make
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.hostile_city import City

from geo.analyses import ANALYSES, population
from geo.analyses.population.methods.account import close_account
from geo.analyses.population.model import Population
from geo.core.i18n import LANGUAGES

SLOW = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
RECORDS = {
    "csv": make.write_csv,
    "xlsx": make.write_xlsx,
    "xls": make.write_xls,
    "parquet": make.write_parquet,
    "feather": make.write_feather,
    "gpkg": make.write_points,
    "geojson": make.write_points,
    "fgb": make.write_points,
}
LAYERS = ["gpkg", "geojson", "fgb", "parquet", "feather", "arrow", "kml"]
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["flip", "cut", "insert", "repeat", "zero"]),
        st.floats(0, 1),
        st.binary(min_size=1, max_size=8),
    ),
    min_size=1,
    max_size=4,
)


def changed(content, changes):
    """Change bytes of a file here and there."""
    for how, share, given_bytes in changes:
        at = int(share * len(content))
        size = len(given_bytes)
        content = {
            "flip": content[:at] + given_bytes + content[at + size :],
            "cut": content[:at],
            "insert": content[:at] + given_bytes + content[at:],
            "repeat": content[:at] + content[max(at - 64, 0) : at] + content[at:],
            "zero": content[:at] + bytes(size) + content[at + size :],
        }[how]
    return content


# A broken file is met where it is read and its people are located; what comes after works with
# checked frames alone, and is gone through with the first example of each kind.
LOCATED = (population.ANALYSIS,)
WHOLE = 1


def check(city, drawn):
    """Run: the results of a run whose account closes, or issues that are sentences."""
    drawn[0] += 1
    results, issues = city.run(ANALYSES if drawn[0] <= WHOLE else LOCATED)
    for issue in issues:
        for language in LANGUAGES:
            assert issue.sentence(language)
    if results is None:
        assert any(issue.stops for issue in issues)
        return
    assert close_account(results[Population].record_account, results[Population].rejected_records)[
        "closes"
    ].all()
    counted = results.communities["floating_population"].sum()
    assert (
        counted
        <= results[Population]
        .record_account.loc[results[Population].record_account["stage"] == "read", "persons"]
        .sum()
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return City(tmp_path_factory.mktemp("mutated"))


@pytest.fixture
def drawn():
    """Count the examples of a test."""
    return [0]


@pytest.mark.long
@pytest.mark.parametrize("kind", RECORDS)
@pytest.mark.filterwarnings("ignore")
@SLOW
@given(changes=CHANGES)
def test_records_with_bytes_changed(folder, drawn, kind, changes):
    path = folder.path(f"mutated.{kind}")
    path.unlink(missing_ok=True)
    RECORDS[kind](path)
    path.write_bytes(changed(path.read_bytes(), changes))
    folder.layer, folder.records = "communities.gpkg", path.name
    check(folder, drawn)


@pytest.mark.long
@pytest.mark.parametrize("kind", LAYERS)
@pytest.mark.filterwarnings("ignore")
@SLOW
@given(changes=CHANGES)
def test_layers_with_bytes_changed(folder, drawn, kind, changes):
    path = folder.path(f"layer.{kind}")
    path.unlink(missing_ok=True)
    make.write_layer(path)
    path.write_bytes(changed(path.read_bytes(), changes))
    folder.layer, folder.records = path.name, "records.csv"
    check(folder, drawn)


CELLS = st.one_of(
    st.sampled_from(
        [
            "",
            "0",
            "-1",
            "2.5",
            "1e9",
            "990101001001",
            "9.90101E+11",
            "合计",
            "小计",
            "103.5",
            "nan",
            "注：",
            "=1+1",
            '"',
            "\n",
            "a,b",
        ]
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=6),
)


@pytest.mark.long
@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
@SLOW
@given(
    rows=st.lists(st.lists(CELLS, min_size=4, max_size=4), min_size=1, max_size=8), data=st.data()
)
def test_whatever_stands_in_the_cells_every_row_is_accounted_for(folder, drawn, kind, rows, data):
    """Rows in = kept + rejected + told as totals or notes; empty rows are none."""
    headers = data.draw(st.permutations(make.HEADERS[:4]))
    path = folder.path(f"cells.{kind}")
    path.unlink(missing_ok=True)
    RECORDS[kind](path, [list(headers), *rows])
    folder.layer, folder.records = "communities.gpkg", path.name
    drawn[0] += 1
    results, issues = folder.run(ANALYSES if drawn[0] <= WHOLE else LOCATED)
    if results is None:
        assert all(issue.sentence("zh") for issue in issues)
        return
    closed = close_account(results[Population].record_account, results[Population].rejected_records)
    assert closed["closes"].all()
    left_out = {
        issue.what: issue.rows for issue in issues if "total" in issue.what or "note" in issue.what
    }
    if kind != "xlsx":
        given_rows = sum(any(cell != "" for cell in row) for row in rows)
        assert int(closed["rows"].sum()) + sum(left_out.values()) == given_rows


def test_a_zip_whose_table_lies(folder):
    """The size that the table of a zip states is smaller than what the member unpacks to."""
    path = make.write_xlsx(folder.path("lies.xlsx"))
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        sizes = {member.filename: member.file_size for member in archive.infolist()}
    at = content.rfind(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<I", content, at + 24, 10)
        at = content.rfind(b"PK\x01\x02", 0, at)
    assert max(sizes.values()) > 10
    Path(path).write_bytes(content)
    folder.layer, folder.records = "communities.gpkg", path.name
    results, issues = folder.run()
    assert results is None
    assert issues[0].what == "issue.excel_broken"
