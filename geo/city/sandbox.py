"""Reads a file to its end in a process of its own, before the app opens it.

A file made to harm can end the process that reads it: libraries of C++ give up where they meet what
they hold impossible, and no error of Python tells of it. Nobody else's session may end with it. The
process goes by the limits of uploads (:data:`geo.formats.limits.UPLOADS`) and tells which of them
a file is over.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo.core.issues import Issue, TableError, YipanError
from geo.formats.bounded import (
    OVER_LIMITS,
    bound,
    end_issue,
    lacks_memory,
    memory_issue,
    time_issue,
)
from geo.formats.limits import LIMITS, UPLOADS, environment
from geo.formats.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_TEXT: Final = frozenset({".csv"})
# Of the time that passes, others on the machine may take a part.
_PASSING_SECONDS: Final = 3


def refuse_deadly(source: Source, table: str, *, layer: bool) -> None:
    """Refuse a file that ends the process which reads it, or is over a limit of uploads.

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
    _try(source, table, "layer" * layer)


def refuse_deadly_of(source: Source, kinds: Sequence[str]) -> None:
    """Refuse a file as :func:`refuse_deadly` does, of which only its format is known.

    Parameters
    ----------
    source
        The file.
    kinds
        Keys of :data:`geo.city.settings_editor.KINDS`: what its format admits.

    Raises
    ------
    TableError
        If reading it to its end does not come to an end of its own.
    """
    _try(source, "", "", ",".join(kinds))


def _try(source: Source, *arguments: str) -> None:
    small = source.path.stat().st_size <= UPLOADS.untried_text_bytes
    if small and source.path.suffix.lower() in _TEXT:
        return
    command = [sys.executable, "-m", "geo.city.sandbox"]
    with tempfile.TemporaryFile() as answer, tempfile.TemporaryFile() as errors:
        try:
            process = subprocess.run(  # noqa: S603  # our own module, and no shell
                [*command, str(source.path.resolve()), source.sheet, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=answer,
                stderr=errors,
                timeout=_PASSING_SECONDS * UPLOADS.processor_seconds,
                check=False,
                env=environment(UPLOADS),
            )
        except subprocess.TimeoutExpired:
            raise TableError(time_issue(source, UPLOADS)) from None
        if process.returncode:
            ended = end_issue(source, UPLOADS, process.returncode, errors)
            raise TableError(ended or source.issue("issue.deadly"))
        answer.seek(0)
        if issues := [Issue(**{**issue, "file": source.name}) for issue in json.load(answer)]:
            raise TableError(*issues)


def over_limits(source: Source, table: str, *, layer: bool) -> list[Issue]:
    """Read all that any reader would read of a file, and list the limits that it is over.

    What else is wrong with it is told elsewhere.
    """
    # After memory is bounded, and only what is needed: of the time it takes, most is importing.

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
        from geo.network.osm.reader import read_streets  # noqa: PLC0415
        from geo.network.settings import StreetSettings  # noqa: PLC0415

        read_streets(source, StreetSettings())
        return
    from geo.city.schemas import TABLES  # noqa: PLC0415
    from geo.formats.preview import look_at  # noqa: PLC0415

    look = look_at(source, TABLES[table], {}, layer=layer)
    if layer:
        from geo.formats.vector.layers import read_layer  # noqa: PLC0415

        read_layer(source, TABLES[table], {})
    else:
        from geo.formats.tables import open_table  # noqa: PLC0415

        _exhaust(open_table(source, TABLES[table], {}).batches(range(len(look.headers))))


def _exhaust(batches: Iterable[object]) -> None:
    for _ in batches:
        pass


def over_limits_of(source: Source, kinds: Sequence[str]) -> list[Issue]:
    """List the limits that a file is over whose kind has to be recognised first."""
    from geo.city.recognition import recognise  # noqa: PLC0415
    from geo.city.settings_editor import KINDS  # noqa: PLC0415

    try:
        kind = KINDS[recognise(source, kinds).kind]
    except MemoryError:
        return [memory_issue(source, LIMITS)]
    except YipanError as error:
        return [issue for issue in error.issues if issue.what in OVER_LIMITS]
    return over_limits(source, kind.table, layer=kind.layer)


def main(path: str, sheet: str, table: str, layer: str, kinds: str = "") -> None:
    """Read a file and write the limits it is over as JSON; the process ends well, or not."""
    bound(LIMITS)
    file = Path(path)
    source = Source(file, file.name, sheet)
    issues = (
        over_limits_of(source, kinds.split(","))
        if kinds
        else over_limits(source, table, layer=bool(layer))
    )
    sys.stdout.write(json.dumps([asdict(issue) for issue in issues]))


if __name__ == "__main__":
    main(*sys.argv[1:])
