"""What fuzzing has found, read again: rows or a sentence, and nothing else.

The name of a case says how it is read and what it is: ``layer-unclosed_ring.geojson``.
"""

import warnings
from pathlib import Path

import pytest
from hostile import make

from geo.city import uploads
from geo.city.datasets.communities import read_communities
from geo.city.datasets.records import Records
from geo.city.schemas import TABLES
from geo.city.settings import BoundarySettings, RecordSettings
from geo.core.i18n import LANGUAGES
from geo.core.issues import YipanError
from geo.formats.source import Source
from geo.formats.tables import read_matched

CASES = sorted((Path(__file__).parent / "cases").iterdir())


def issues_of(path, how):
    source = Source(path, path.name)
    if how == "layer":
        return read_communities(source, None, BoundarySettings(communities=path.name)).issues
    issues = list(read_matched(source, TABLES["staff"], {}).issues)
    records = Records([source], RecordSettings(files=(path.name,), coordinates="wgs84"))
    try:
        for _ in records.batches(lambda _stage, _share: None):
            pass
    except YipanError as error:
        issues += error.issues
    return [*issues, *records.issues]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_what_was_found(path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        issues = issues_of(path, path.name.split("-")[0])
    for issue in issues:
        for language in LANGUAGES:
            assert issue.sentence(language)


def test_what_ends_its_reader_does_not_end_the_app(tmp_path, monkeypatch):
    deadly = tmp_path / "python"
    deadly.write_text("#!/bin/sh\nkill -ABRT $$\n")
    deadly.chmod(0o700)
    monkeypatch.setattr("geo.city.sandbox.sys.executable", str(deadly))
    make.write_parquet(tmp_path / "records.parquet")
    with (tmp_path / "records.parquet").open("rb") as content, pytest.raises(YipanError) as told:
        uploads.place(uploads.start("zh"), "records", "records.parquet", content)
    assert [issue.what for issue in told.value.issues] == ["issue.deadly"]
