"""Reads a file to its end in a process of its own, before the app opens it.

A file made to harm can end the process that reads it: libraries of C++ give up where they meet what
they hold impossible, and no error of Python tells of it. Nobody else's session may end with it.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo.core.issues import TableError
from geo.formats.excel.worker import bound
from geo.formats.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable

# Text is read by Python or in blocks, and workbooks have a process of their own already.
_HARMLESS: Final = frozenset({".csv", ".xlsx", ".xls", ".kml"})
_MEMORY_BYTES: Final = 8 * 2**30
_SECONDS: Final = 900


def refuse_deadly(source: Source, table: str, *, layer: bool) -> None:
    """Refuse a file that ends the process which reads it.

    Parameters
    ----------
    source
        The file.
    table
        Key of :data:`geo.city.schemas.TABLES`, or ``streets``.
    layer
        Whether it is a layer of boundaries.

    Raises
    ------
    TableError
        If reading it to its end does not come to an end of its own.
    """
    if source.path.suffix.lower() in _HARMLESS:
        return
    command = [sys.executable, "-m", "geo.city.sandbox"]
    try:
        done = subprocess.run(  # noqa: S603  # our own module, and no shell
            [*command, str(source.path.resolve()), source.sheet, table, "layer" if layer else ""],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise TableError(source.fault("fault.deadly")) from None
    if done.returncode:
        raise TableError(source.fault("fault.deadly"))


def read_to_end(source: Source, table: str, *, layer: bool) -> None:
    """Read all that any reader would read of a file; what is wrong with it is told elsewhere."""
    # After memory is bounded, and only what is needed: of the time it takes, most is importing.
    from geo.city.schemas import TABLES  # noqa: PLC0415
    from geo.core.issues import YipanError  # noqa: PLC0415
    from geo.formats.preview import look_at  # noqa: PLC0415

    try:
        if table == "streets":
            from geo.network.osm.reader import read_streets  # noqa: PLC0415
            from geo.network.settings import StreetSettings  # noqa: PLC0415

            read_streets(source, StreetSettings())
            return
        look = look_at(source, TABLES[table], {}, layer=layer)
        if layer:
            from geo.formats.vector.layers import read_layer  # noqa: PLC0415

            read_layer(source, TABLES[table], {})
        else:
            from geo.formats.tables import open_table  # noqa: PLC0415

            _exhaust(open_table(source, TABLES[table], {}).batches(range(len(look.heads))))
    except YipanError as error:
        if not source.crs and any(fault.what == "fault.crs_missing" for fault in error.faults):
            # Once its owner says it, the layer will be read on.
            read_to_end(replace(source, crs="EPSG:4326"), table, layer=layer)


def _exhaust(batches: Iterable[object]) -> None:
    for _ in batches:
        pass


def main(path: str, sheet: str, table: str, layer: str) -> None:
    """Read a file; the process ends well, or not."""
    bound(_MEMORY_BYTES, _SECONDS)
    file = Path(path)
    read_to_end(Source(file, file.name, sheet), table, layer=bool(layer))


if __name__ == "__main__":
    main(*sys.argv[1:])
