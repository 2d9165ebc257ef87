"""What fuzzing has found, read again: rows or a sentence, and nothing else.

The name of a case says how it is read and what it is: ``layer-unclosed_ring.geojson``.
"""

import warnings
from pathlib import Path

import pytest

from geo.errors import YipanError
from geo.inputs.boundaries import read_communities
from geo.inputs.records import Records
from geo.inputs.settings import BoundarySettings, RecordSettings
from geo.inputs.source import Source
from geo.inputs.tables import read_matched
from geo.words import LANGUAGES

CASES = sorted((Path(__file__).parent / "cases").iterdir())


def faults_of(path, how):
    source = Source(path, path.name)
    if how == "layer":
        return read_communities(source, None, BoundarySettings(communities=path.name)).faults
    faults = list(read_matched(source, "staff", {}).faults)
    records = Records([source], RecordSettings(files=(path.name,), coordinates="wgs84"))
    try:
        for _ in records.batches(lambda _stage, _share: None):
            pass
    except YipanError as error:
        faults += error.faults
    return [*faults, *records.faults]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_what_was_found(path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        faults = faults_of(path, path.name.split("-")[0])
    for fault in faults:
        for language in LANGUAGES:
            assert fault.sentence(language)
