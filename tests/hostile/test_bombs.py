"""Small files that come to much: a sentence names the limit, and memory stays bounded.

All are read by counts alone, as on systems where a process cannot be bounded, and one of each
kind by the process that tries uploads.
"""

import json
import os
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hostile import bombs

from geo.city import sandbox
from geo.city.schemas import TABLES
from geo.core.i18n import LANGUAGES
from geo.core.issues import BoundaryError, Issue, TableError
from geo.formats.limits import DESK, UPLOADS, environment
from geo.formats.preview import look_at
from geo.formats.source import Source
from geo.formats.tables import open_table
from geo.network.osm.reader import read_streets
from geo.network.settings import StreetSettings

MEGABYTE = 2**20
# The same kinds of limits, lower: what is made here is small enough to be made in a moment.
LOW = replace(
    UPLOADS,
    street_nodes=100_000,
    xml_bytes=10 * MEGABYTE,
    rows=1_000_000,
    nested_values=1_000_000,
    unpacked_bytes=20 * MEGABYTE,
    batch_bytes=20 * MEGABYTE,
    unzipped_bytes=64 * MEGABYTE,
    sheet_cells=1_000_000,
    untried_text_bytes=0,
)
# So much may be counted that memory or time runs out first.
UNCOUNTED = replace(
    LOW,
    street_nodes=10**8,
    xml_bytes=2**40,
    rows=10**8,
    unpacked_bytes=2**40,
    memory_bytes=1843 * MEGABYTE,
)
ROWS, BYTES, VALUES = "issue.too_many_rows", "issue.too_large", "issue.too_many_values"
DEEP, LONG = "issue.too_deep", "issue.row_too_long"
# What it is, the file, what it is brought as, the issue, and what its sentence says.
BOMBS = [
    (bombs.bz2_streets, "a.osm.bz2", "streets", "issue.streets_refs", "100,000"),
    (bombs.bz2_blanks, "a.osm.bz2", "streets", BYTES, "10 MB"),
    (bombs.long_tag, "a.osm.bz2", "streets", LONG, "8 MB"),
    (bombs.pbf, "a.osm.pbf", "streets", "issue.streets_refs", "100,000"),
    (bombs.pbf_blocks, "a.osm.pbf", "streets", BYTES, "20 MB"),
    (bombs.run_length, "a.parquet", "staff", ROWS, "1,000,000"),
    (bombs.long_list, "a.parquet", "staff", VALUES, "1,000,000"),
    (bombs.packed_parquet, "a.parquet", "staff", BYTES, "20 MB"),
    (bombs.lying_list, "a.parquet", "staff", VALUES, "1,000,000"),
    (bombs.lying_size, "a.parquet", "staff", BYTES, "20 MB"),
    (bombs.dictionary, "a.parquet", "staff", BYTES, "20 MB"),
    (bombs.dictionary, "a.feather", "staff", BYTES, "20 MB"),
    (bombs.views, "a.feather", "staff", BYTES, "20 MB"),
    (bombs.packed_arrow, "a.feather", "staff", BYTES, "20 MB"),
    (bombs.no_buffers, "a.feather", "staff", ROWS, "1,000,000"),
    (bombs.nested_layer, "a.parquet", "boundaries", DEEP, "16"),
    (bombs.nested_layer, "a.feather", "boundaries", DEEP, "16"),
    (bombs.cell, "a.csv", "staff", LONG, "8 MB"),
    (bombs.uneven_cell, "a.csv", "staff", "issue.cell_too_long", "131072"),
    (bombs.last_cell, "a.xlsx", "staff", "issue.workbook_swells", "1,000,000"),
    (bombs.shared_texts, "a.xlsx", "staff", "issue.workbook_swells", "1,000,000"),
    (bombs.far_cells, "a.xls", "staff", "issue.workbook_swells", "1,000,000"),
    (bombs.old_texts, "a.xls", "staff", "issue.workbook_swells", "20 MB"),
    (bombs.swelling_zip, "a.zip", "boundaries", BYTES, "64 MB"),
    (bombs.deep_json, "a.geojson", "boundaries", DEEP, "1024"),
    (bombs.coordinates, "a.geojson", "boundaries", BYTES, "200 MB"),
    (bombs.many_headers, "a.kml", "boundaries", VALUES, "1,000,000"),
    (bombs.many_headers, "a.kml", "staff", VALUES, "1,000,000"),
    (bombs.wide_rows, "a.csv", "staff", "issue.too_many_columns", "25001"),
    (bombs.deep_xml, "a.kml", "boundaries", "issue.xml_deep", "100"),
]
NAMES = [f"{make.__name__}-{name}" for make, name, *_ in BOMBS]
# A layer, a table and streets: what a trial does in a process of its own is what counting does in
# one for all.
TRIED = [NAMES.index(name) for name in ("long_tag-a.osm.bz2", "last_cell-a.xlsx", "deep_xml-a.kml")]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """All of them as files."""
    paths = []
    for make, name, *_ in BOMBS:
        paths.append(tmp_path_factory.mktemp("bomb") / name)
        make(paths[-1])
        assert paths[-1].stat().st_size < 40 * MEGABYTE
    return paths


@pytest.fixture(scope="module")
def counted(made):
    """What one process that nothing bounds but counting tells of each, and its most memory."""
    asked = [(str(path), of[2]) for path, of in zip(made, BOMBS, strict=True)]
    done = subprocess.run(
        [sys.executable, Path(__file__).parent / "counting.py"],
        input=json.dumps(asked),
        env=environment(LOW),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def told(issues, what, words):
    assert [issue.what for issue in issues] == [what]
    for language in LANGUAGES:
        assert words in issues[0].sentence(language)


def tried(path, kind, monkeypatch, limits):
    monkeypatch.setattr(sandbox, "UPLOADS", limits)
    layer = kind == "boundaries"
    with pytest.raises(TableError) as refused:
        sandbox.refuse_deadly(
            Source(path, path.name), "communities" if layer else kind, layer=layer
        )
    return refused.value.issues


@pytest.mark.long
@pytest.mark.parametrize("at", TRIED, ids=NAMES.__getitem__)
def test_the_trial_names_the_limit(made, at, monkeypatch):
    _, _, kind, what, words = BOMBS[at]
    told(tried(made[at], kind, monkeypatch, LOW), what, words)


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured by /proc")
@pytest.mark.parametrize("at", range(len(BOMBS)), ids=NAMES)
def test_counting_alone_names_the_limit_in_bounded_memory(counted, at):
    _, _, _, what, words = BOMBS[at]
    issues, most_bytes = counted[at]
    told([Issue(**issue) for issue in issues], what, words)
    assert most_bytes < 900 * MEGABYTE


MANY_ROWS = ["run_length-a.parquet", "no_buffers-a.feather"]


@pytest.mark.parametrize("name", MANY_ROWS)
def test_what_a_file_says_of_its_rows_is_enough_to_refuse_it(made, name, monkeypatch):
    """Before a row is read: the guards of the footers alone, without who counts while reading."""
    monkeypatch.setattr("geo.formats.arrow.parquet_guard.LIMITS", LOW)
    monkeypatch.setattr("geo.formats.arrow.ipc_guard.LIMITS", LOW)
    with pytest.raises(TableError) as refused:
        look_at(Source(made[NAMES.index(name)], name), TABLES["staff"], {})
    told(refused.value.issues, ROWS, "1,000,000")


@pytest.mark.parametrize("name", [*MANY_ROWS, "a.csv"])
def test_rows_are_counted_while_they_are_read_too(made, tmp_path, name, monkeypatch):
    """Without the guards of the footers, which might be told less."""
    monkeypatch.setattr("geo.formats.tables.LIMITS", LOW)
    if name in NAMES:
        path = made[NAMES.index(name)]
    else:
        path = tmp_path / name
        path.write_text("社区代码,人数\n" + f"{bombs.CODE},2\n" * 1_000_001, "utf-8")
    table = open_table(Source(path, path.name), TABLES["staff"], {"community_code": "社区代码"})
    with pytest.raises(TableError) as refused:
        for _ in table.batches():
            pass
    told(refused.value.issues, ROWS, "1,000,000")


@pytest.mark.long
@pytest.mark.skipif(os.name == "nt", reason="memory cannot be bounded")
def test_memory_that_runs_out_is_told_as_such(tmp_path, monkeypatch):
    bombs.packed_arrow(tmp_path / "a.feather", 4_000_000, 50)
    issues = tried(tmp_path / "a.feather", "staff", monkeypatch, UNCOUNTED)
    told(issues, "issue.limit_memory", "1.8 GB")


@pytest.mark.skipif(os.name == "nt", reason="time cannot be bounded")
def test_time_that_runs_out_is_told_as_such(made, monkeypatch):
    streets = made[NAMES.index("bz2_streets-a.osm.bz2")]
    second = replace(UNCOUNTED, processor_seconds=1)
    told(tried(streets, "streets", monkeypatch, second), "issue.limit_time", "1")


def test_an_old_workbook_that_bites_its_tail(tmp_path):
    path = tmp_path / "a.xls"
    bombs.loop(path)
    with pytest.raises(TableError) as refused:
        look_at(Source(path, path.name), TABLES["staff"], {})
    told(refused.value.issues, "issue.excel_broken", "LoopError")


def test_an_old_workbook_that_lists_a_sheet_twice(tmp_path):
    path = tmp_path / "a.xls"
    bombs.same_sheet(path)
    with pytest.raises(TableError) as refused:
        look_at(Source(path, path.name), TABLES["staff"], {})
    told(refused.value.issues, "issue.excel_broken", "LoopError")


def test_a_footer_of_parquet_that_hides_how_texts_are_told(tmp_path):
    path = tmp_path / "a.parquet"
    bombs.hidden_prefixes(path)
    with pytest.raises(TableError) as refused:
        look_at(Source(path, path.name), TABLES["staff"], {})
    told(refused.value.issues, "issue.parquet_broken", "DELTA_BYTE_ARRAY")


def test_a_block_of_streets_that_unpacks_to_more_than_it_says(tmp_path):
    path = tmp_path / "a.osm.pbf"
    bombs.lying_block(path)
    with pytest.raises(TableError) as refused:
        read_streets(Source(path, path.name), StreetSettings())
    assert [issue.what for issue in refused.value.issues] == ["issue.streets_broken"]


def test_a_workbook_that_unpacks_to_more_than_it_says(tmp_path):
    path = tmp_path / "a.xlsx"
    bombs.lying_member(path)
    with pytest.raises(TableError) as refused:
        look_at(Source(path, path.name), TABLES["staff"], {})
    told(refused.value.issues, "issue.excel_broken", "_StrangeError")


def test_zips_in_a_zip_are_not_unpacked(tmp_path):
    path = tmp_path / "a.zip"
    bombs.zips(path)
    with pytest.raises(BoundaryError) as refused:
        look_at(Source(path, path.name), TABLES["communities"], {}, layer=True)
    assert path.stat().st_size < 20_000
    told(refused.value.issues, "issue.shapefile_parts", ".shp")


def test_a_desk_may_have_more_than_an_upload():
    assert DESK.rows == 1_000_000_000 > UPLOADS.rows
    assert DESK.table_bytes == 16 * 2**30
    lower = [name for name, of in asdict(UPLOADS).items() if of > asdict(DESK)[name]]
    assert not lower
