"""Works a city of uploads out in a process of its own, before the server does.

Small files that are sound can still ask for hours or for all memory once they are worked with: an
outline that crosses itself everywhere, or thousands of outlines over one another. No other visitor
may wait for that, or end with it. The process goes by the limits of uploads; what it finds wrong
with the city is told by the server, which finds the same.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo.city import sandbox
from geo.core.issues import CityError, Issue
from geo.formats.bounded import reached
from geo.formats.fork_server import prepare, run_apart
from geo.formats.limits import UPLOADS, size_words
from geo.formats.paths import MARK

if TYPE_CHECKING:
    from geo.city.folder import City

ENTRY: Final = "geo.app.trial_worker:main"
"""What the process calls."""
_LIMITS: Final = replace(UPLOADS, processor_seconds=UPLOADS.city_seconds)


@cache
def make_ready() -> None:
    """Have ready what files and cities are tried by, while a visitor still looks for files."""
    for entry in (sandbox.ENTRY, ENTRY):
        prepare(entry, UPLOADS)


def refuse_endless(city: City, content: str) -> None:
    """Refuse a city of uploads that takes too much time or memory, or ends its process.

    Parameters
    ----------
    city
        The city; one that is no city of uploads is let by.
    content
        What its files hold, as one text; a city is tried once for each.

    Raises
    ------
    CityError
        With the limit it is over.
    """
    if (city.folder / MARK).exists():
        _try(str(city.folder), content)


@lru_cache(maxsize=100)
def _try(folder: str, content: str) -> None:  # noqa: ARG001  (the key)
    with Path(os.devnull).open("wb") as nowhere, tempfile.TemporaryFile() as errors:
        try:
            code = run_apart(ENTRY, [folder], _LIMITS, nowhere, errors)
        except TimeoutError:
            raise CityError(_over_time()) from None
        over = reached(code, errors) if code else ""
    if over == "time":
        raise CityError(_over_time())
    if over == "memory":
        most = size_words(_LIMITS.memory_bytes)
        raise CityError(Issue("issue.city_memory", severity="error", more={"most": most}))
    if code < 0:
        raise CityError(Issue("issue.city_deadly", severity="error"))


def _over_time() -> Issue:
    most = _LIMITS.processor_seconds
    return Issue("issue.city_time", severity="error", more={"most": most})
