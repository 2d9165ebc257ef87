"""Fuzz the readers, guided by coverage: any bytes give rows or a sentence, and nothing else.

Run with atheris (extra ``fuzz``)::

    python tests/hostile/fuzz_readers.py CORPUS -rss_limit_mb=3000 -max_total_time=1800

The first byte of an input chooses the kind of file; the rest is its content. What is found belongs
into ``tests/hostile/cases/``, where ``test_cases.py`` reads it again for ever.
"""

import sys
import tempfile
import warnings
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["geo.formats", "geo.city"]):
    import geo  # noqa: F401  # drivers first
    from geo.city.datasets.communities import read_communities
    from geo.city.datasets.records import Records
    from geo.city.schemas import TABLES as SCHEMAS
    from geo.city.settings import BoundarySettings, RecordSettings
    from geo.formats.source import Source
    from geo.formats.tables import read_matched

from geo.core.i18n import LANGUAGES
from geo.core.issues import YipanError

TABLES = (
    ".csv",
    ".xlsx",
    ".xls",
    ".parquet",
    ".feather",
    ".geojson",
    ".fgb",
    ".gpkg",
    ".zip",
    ".kml",
)
LAYERS = (".geojson", ".kml", ".zip", ".gpkg", ".fgb", ".parquet", ".feather")
KINDS = [*(("table", kind) for kind in TABLES), *(("layer", kind) for kind in LAYERS)]


def read(how: str, path: Path) -> None:
    """Read a file in every way its kind can be read; every issue must be a sentence."""
    source = Source(path, path.name)
    issues = []
    if how == "layer":
        issues += read_communities(source, None, BoundarySettings(communities=path.name)).issues
    else:
        issues += read_matched(source, SCHEMAS["staff"], {}).issues
        records = Records([source], RecordSettings(files=(path.name,), coordinates="wgs84"))
        try:
            for _ in records.batches(lambda _stage, _share: None):
                pass
        except YipanError as error:
            issues += error.issues
        issues += records.issues
    for issue in issues:
        for language in LANGUAGES:
            assert issue.sentence(language)


def one_input(data: bytes) -> None:
    """Write an input to a file and read it."""
    if len(data) < 2:
        return
    how, suffix = KINDS[data[0] % len(KINDS)]
    path = FOLDER / f"input{suffix}"
    path.write_bytes(data[1:])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        read(how, path)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        FOLDER = Path(folder)
        atheris.Setup(sys.argv, one_input)
        atheris.Fuzz()
