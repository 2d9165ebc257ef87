"""The process that reads an uploaded file to its end, see :mod:`geo.city.sandbox`.

What is imported here is there before a file comes: so it is with what readers import late.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from geo.city.recognition import recognise
from geo.city.schemas import TABLES
from geo.city.settings_editor import KINDS
from geo.core.issues import YipanError
from geo.formats.bounded import OVER_LIMITS, lacks_memory, memory_issue
from geo.formats.limits import LIMITS
from geo.formats.preview import look_at
from geo.formats.source import Source
from geo.formats.tables import open_table
from geo.formats.vector.drivers import checked
from geo.formats.vector.layers import read_layer
from geo.network.osm.reader import read_streets
from geo.network.settings import StreetSettings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.core.issues import Issue

checked()  # of which readers of layers import the library late


def over_limits(source: Source, table: str, *, layer: bool) -> list[Issue]:
    """Read all that any reader would read of a file, and list the limits that it is over.

    What else is wrong with it is told elsewhere.
    """
    try:
        _read_to_end(source, table, layer=layer)
    except MemoryError:
        return [memory_issue(source, LIMITS)]
    except YipanError as error:
        if not source.crs and any(issue.what == "issue.crs_missing" for issue in error.issues):
            # Once its owner says it, the layer will be read on.
            return over_limits(replace(source, crs="EPSG:4326"), table, layer=layer)
        if any(lacks_memory(issue.value) for issue in error.issues):
            return [memory_issue(source, LIMITS)]
        return [issue for issue in error.issues if issue.what in OVER_LIMITS]
    return []


def _read_to_end(source: Source, table: str, *, layer: bool) -> None:
    if table == "streets":
        read_streets(source, StreetSettings())
        return
    look = look_at(source, TABLES[table], {}, layer=layer)
    if layer:
        read_layer(source, TABLES[table], {})
    else:
        _exhaust(open_table(source, TABLES[table], {}).batches(range(len(look.headers))))


def _exhaust(batches: Iterable[object]) -> None:
    for _ in batches:
        pass


def over_limits_of(source: Source, kinds: Sequence[str]) -> list[Issue]:
    """List the limits that a file is over whose kind has to be recognised first."""
    try:
        kind = KINDS[recognise(source, kinds).kind]
    except MemoryError:
        return [memory_issue(source, LIMITS)]
    except YipanError as error:
        return [issue for issue in error.issues if issue.what in OVER_LIMITS]
    return over_limits(source, kind.table, layer=kind.layer)


def main(path: str, sheet: str, table: str, layer: str, kinds: str = "") -> None:
    """Read a file and write the limits it is over as JSON; the process ends well, or not."""
    file = Path(path)
    source = Source(file, file.name, sheet)
    issues = (
        over_limits_of(source, kinds.split(","))
        if kinds
        else over_limits(source, table, layer=bool(layer))
    )
    sys.stdout.write(json.dumps([asdict(issue) for issue in issues]))
