"""GeoJSON as programs write it: in GB18030, a feature a line, or TopoJSON under its name."""

from __future__ import annotations

import codecs
import re
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from geo.core import temporary
from geo.core.issues import BoundaryError
from geo.formats.checked import shortened
from geo.formats.personal_data import masked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo.core.issues import Issue
    from geo.formats.source import Source

LINES: Final = frozenset({".geojsonl", ".geojsons", ".geojsonseq", ".ndjson", ".jsonl"})
"""Names of files with a feature on every line (RFC 8142, and the same without its marks)."""

# The mark before each feature of RFC 8142.
RECORD: Final = b"\x1e"
_PIECE: Final = 2**20
_BEGIN_BYTES: Final = 2**16
_TOPOLOGY: Final = re.compile(rb'"type"\s*:\s*"Topology"')
_FEATURE: Final = re.compile(rb'"type"\s*:\s*"Feature"')
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]{2,12}")


@contextmanager
def settled(source: Source) -> Iterator[tuple[Path, tuple[Issue, ...]]]:
    """Normalise GeoJSON to RFC 7946: one collection, in UTF-8.

    Yields
    ------
    path, issues
        The file, or a private copy; what was told of it.

    Raises
    ------
    BoundaryError
        If it is TopoJSON, or its text is neither UTF-8 nor GB18030.
    """
    with source.path.open("rb") as file:
        begin = file.read(_PIECE)
    if _TOPOLOGY.search(begin[:_BEGIN_BYTES]):
        raise BoundaryError(source.issue("issue.topojson"))
    lines = source.path.suffix.lower() in LINES or _are_lines(begin)
    issues: tuple[Issue, ...] = ()
    if _is_text(source.path, "utf-8"):
        encoding = "utf-8-sig"
    elif _is_text(source.path, "gb18030"):
        encoding, issues = "gb18030", (_encoding_issue(source, begin),)
    else:
        raise BoundaryError(source.issue("issue.geojson_encoding"))
    if not lines and encoding != "gb18030":
        yield source.path, ()
        return
    with temporary.folder() as folder:
        path = folder / "layer.geojson"
        _write(source.path, path, encoding, lines=lines)
        yield path, issues


def _are_lines(begin: bytes) -> bool:
    """Return whether the first line is a feature and the next begins another."""
    first, _, rest = begin.strip(RECORD + b" \t\r\n").partition(b"\n")
    next_begins = rest.lstrip(RECORD + b" \t\r\n").startswith(b"{")
    return next_begins and first.rstrip().endswith(b"}") and bool(_FEATURE.search(first))


def _is_text(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _encoding_issue(source: Source, begin: bytes) -> Issue:
    text = codecs.getincrementaldecoder("gb18030")("ignore").decode(begin)
    foreign = _NOT_ASCII.search(text)
    sample = shortened(masked(foreign[0])) if foreign else "…"
    return replace(source.warning("issue.geojson_gb18030"), value=sample)


def _write(path: Path, copy: Path, encoding: str, *, lines: bool) -> None:
    """Write a file anew in UTF-8; its lines, if they are features, as one collection."""
    with (
        path.open(encoding=encoding, newline="\n") as original,
        copy.open("w", encoding="utf-8") as to,
    ):
        if not lines:
            while piece := original.read(_PIECE):
                to.write(piece)
            return
        to.write('{"type":"FeatureCollection","features":[')
        parted = ""
        for line in original:
            if feature := line.strip("\x1e \t\r\n"):
                to.write(parted + feature)
                parted = ",\n"
        to.write("]}")
