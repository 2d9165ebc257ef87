"""Reads a file to its end in a process of its own, before the app opens it.

A file made to harm can end the process that reads it: libraries of C++ give up where they meet what
they hold impossible, and no error of Python tells of it. Nobody else's session may end with it. The
process goes by the limits of uploads (:data:`geo.formats.limits.UPLOADS`) and tells which of them
a file is over.
"""

from __future__ import annotations

import json
import tempfile
from typing import TYPE_CHECKING, Final

from geo.core.issues import Issue, TableError
from geo.formats.bounded import end_issue, time_issue
from geo.formats.fork_server import run_apart
from geo.formats.limits import UPLOADS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.formats.source import Source

ENTRY: Final = "geo.city.sandbox_worker:main"
"""What the process calls."""
_TEXT: Final = frozenset({".csv"})


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
    task = [str(source.path.resolve()), source.sheet, *arguments]
    with tempfile.TemporaryFile() as answer, tempfile.TemporaryFile() as errors:
        try:
            code = run_apart(ENTRY, task, UPLOADS, answer, errors)
        except TimeoutError:
            raise TableError(time_issue(source, UPLOADS)) from None
        if code:
            ended = end_issue(source, UPLOADS, code, errors)
            raise TableError(ended or source.issue("issue.deadly"))
        answer.seek(0)
        if issues := [Issue(**{**issue, "file": source.name}) for issue in json.load(answer)]:
            raise TableError(*issues)
