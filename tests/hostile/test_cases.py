"""What fuzzing has found, read again: rows or a sentence, and nothing else.

The name of a case says how it is read and what it is: ``layer-unclosed_ring.geojson``.
"""

import warnings
from pathlib import Path

import pytest
from hostile import make

from geo.city import sandbox, uploads
from geo.city.datasets.communities import read_communities
from geo.city.datasets.records import Records
from geo.city.schemas import TABLES
from geo.city.settings import BoundarySettings, RecordSettings
from geo.core.i18n import LANGUAGES
from geo.core.issues import YipanError
from geo.formats.fork_server import run_apart
from geo.formats.source import Source
from geo.formats.tables import read_matched

CASES = sorted((Path(__file__).parent / "cases").iterdir())


# Of a table, told twice: as staff and as records.
REFUSED = {
    "layer-text_not_utf8.feather": ["issue.layer_broken"],
    "layer-text_of_no_length.feather": ["issue.layer_broken"],
    "layer-unclosed_ring.geojson": ["issue.shape_unread"],
    "table-histogram_of_levels.parquet": ["issue.parquet_broken"] * 2,
    "table-histogram_of_levels_2.parquet": ["issue.parquet_broken"] * 2,
    "table-memory.xls": ["issue.excel_broken"] * 2,
    "table-memory_2.xls": ["issue.excel_broken"] * 2,
    "table-name_not_utf8.feather": ["issue.arrow_broken"] * 2,
    "table-name_not_utf8_2.feather": ["issue.arrow_broken"] * 2,
    "table-name_of_no_column.parquet": ["issue.parquet_broken"] * 2,
    "table-name_of_no_column_2.parquet": ["issue.parquet_broken"] * 2,
    "table-text_not_utf8.parquet": ["issue.parquet_broken"] * 2,
}
# Broken where it does no harm: what is read is what pyarrow and pyogrio read.
SOUND = {
    "layer-column_renamed.feather": ["990101001001", "990101001002"],
    "layer-column_renamed_2.feather": ["990101001001", "990101001002"],
    "table-missing_point.fgb": [("990101001001", 3), ("990101001002", 4), ("990101001002", 5)],
}


def read(path, how):
    """Read a file in every way its kind can be read; give its rows and issues."""
    source = Source(path, path.name)
    if how == "layer":
        layer = read_communities(source, None, BoundarySettings(communities=path.name))
        return layer.frame["community_code"].tolist(), layer.issues
    issues = list(read_matched(source, TABLES["staff"], {}).issues)
    records = Records([source], RecordSettings(files=(path.name,), coordinates="wgs84"))
    rows = []
    try:
        for batch in records.batches(lambda _stage, _share: None):
            rows += zip(batch["community_code"], batch["count"], strict=True)
    except YipanError as error:
        issues += error.issues
    return rows, [*issues, *records.issues]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_what_was_found(path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rows, issues = read(path, path.name.split("-")[0])
    assert [issue.what for issue in issues] == REFUSED.get(path.name, [])
    if path.name not in REFUSED:
        assert rows == SOUND[path.name]
    for issue in issues:
        assert issue.stops
        for language in LANGUAGES:
            assert path.name in issue.sentence(language)


def test_every_case_is_still_there():
    assert {path.name for path in CASES} == {*REFUSED, *SOUND}


def test_what_ends_its_reader_does_not_end_the_app(tmp_path, monkeypatch):
    def ends(_entry, _task, *how):
        return run_apart("os:abort", [], *how)

    make.write_parquet(tmp_path / "records.parquet")
    folder = uploads.start("zh")
    with (tmp_path / "records.parquet").open("rb") as content:
        with monkeypatch.context() as deadly:
            deadly.setattr(sandbox, "run_apart", ends)
            with pytest.raises(YipanError) as refused:
                uploads.place(folder, "records", "records.parquet", content)
        assert [issue.what for issue in refused.value.issues] == ["issue.deadly"]
        content.seek(0)
        assert uploads.place(folder, "records", "records.parquet", content).is_file()
