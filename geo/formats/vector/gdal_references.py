"""What GeoJSON, FlatGeobuf and a Shapefile say of their CRS, looked through before GDAL reads it.

GDAL follows a GeoJSON ``crs`` of type ``link`` to its address, and hands texts on to PROJ.
"""

from __future__ import annotations

import json
import mmap
import re
from typing import TYPE_CHECKING, Any, Final

from geo.core.issues import BoundaryError
from geo.formats.georeferencing.stated_crs import names_no_file
from geo.formats.vector.flatgeobuf import crs_texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.formats.source import Source

# "crs" as a name, in any of the ways in which GDAL takes it: letters as escapes, large letters,
# single quotes.
_CRS_NAME: Final = re.compile(
    rb"""["'](?:c|\\u00[46]3)(?:r|\\u00[57]2)(?:s|\\u00[57]3)["']\s*""", re.IGNORECASE
)
_LONGEST_CRS: Final = 100_000
_MOST_CRS: Final = 10_000
_NO_CRS: Final = "/"  # a text that is refused


def refuse_references(source: Source) -> None:
    """Refuse GeoJSON or FlatGeobuf whose CRS refers to another file or an address.

    Raises
    ------
    BoundaryError
        If it does, or if its header is broken.
    """
    with source.path.open("rb") as file:
        of_flatgeobuf = file.read(3) == b"fgb"
    texts = crs_texts(source) if of_flatgeobuf else _geojson_crs(source)
    for text in texts:
        refuse_crs(source, text)


def refuse_crs(source: Source, text: str) -> None:
    """Refuse a CRS text that refers to another file or an address.

    Raises
    ------
    BoundaryError
        If it does.
    """
    if text.strip() and not names_no_file(text):
        raise BoundaryError(source.issue("issue.crs_refers", value=text))


def _geojson_crs(source: Source) -> Iterator[str]:
    """List every text that a ``crs`` of GeoJSON, at any depth, states."""
    with (
        source.path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content,
    ):
        for count, name in enumerate(_CRS_NAME.finditer(content)):
            if content[name.end() : name.end() + 1] not in {b":", b"/"}:
                continue  # a value
            if count > _MOST_CRS:
                raise BoundaryError(source.issue("issue.crs_refers", value="crs"))
            stated = content[name.end() + 1 : name.end() + 1 + _LONGEST_CRS]
            yield from _texts(stated.decode("utf-8", "replace").lstrip())


def _texts(stated: str) -> Iterator[str]:
    """List what a ``crs`` states; a property of that name may hold any text."""
    if stated[:1] == '"' or stated.startswith("null") or stated[:1].isdigit():
        return  # no object: GDAL makes nothing of it
    texts: list[str] = []

    def keep(pairs: list[tuple[str, Any]]) -> None:
        """Keep the texts of an object, those of names that are there twice, too."""
        for name, value in pairs:
            if isinstance(value, str):
                # The type is a word, but with "link" or "url" GDAL asks the address.
                linked = name.casefold() == "type" and value.casefold() in {"link", "url"}
                texts.append(_NO_CRS if linked else value)

    try:
        json.JSONDecoder(object_pairs_hook=keep).raw_decode(stated)
    except (ValueError, RecursionError):
        yield _NO_CRS  # what only GDAL can read may say anything
    yield from texts
