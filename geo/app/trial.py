"""Works a city of uploads out in a process of its own, before the server does.

Small files that are sound can still ask for hours or for all memory once they are worked with: an
outline that crosses itself everywhere, or thousands of outlines over one another. No other visitor
may wait for that, or end with it. The process goes by the limits of uploads; what it finds wrong
with the city is told by the server, which finds the same.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import tempfile
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo.core.issues import CityError, Issue, YipanError
from geo.formats.bounded import bound, reached
from geo.formats.limits import LIMITS, UPLOADS, environment, size_words
from geo.formats.paths import MARK

if TYPE_CHECKING:
    from geo.city.folder import City

# Of the time that passes, others on the machine may take a part.
_PASSING_SECONDS: Final = 3
_LIMITS: Final = replace(UPLOADS, processor_seconds=UPLOADS.city_seconds)


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
    with tempfile.TemporaryFile() as errors:
        try:
            process = subprocess.run(  # noqa: S603  # our own module, and no shell
                [sys.executable, "-m", "geo.app.trial", folder],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                timeout=_PASSING_SECONDS * _LIMITS.processor_seconds,
                check=False,
                env=environment(_LIMITS),
            )
        except subprocess.TimeoutExpired:
            raise CityError(_over_time()) from None
        over = reached(process.returncode, errors) if process.returncode else ""
    if over == "time":
        raise CityError(_over_time())
    if over == "memory":
        most = size_words(_LIMITS.memory_bytes)
        raise CityError(Issue("issue.city_memory", severity="error", more={"most": most}))
    if process.returncode < 0:
        raise CityError(Issue("issue.city_deadly", severity="error"))


def _over_time() -> Issue:
    most = _LIMITS.processor_seconds
    return Issue("issue.city_time", severity="error", more={"most": most})


def main(folder: str) -> None:
    """Do with a city all that the server does; the process ends well, or not."""
    bound(LIMITS)
    # After memory is bounded: of the time it takes, most is importing.
    from geo.city.folder import City  # noqa: PLC0415
    from geo.pipeline import check, run  # noqa: PLC0415
    from geo.publish.maps.outlines import layer_content  # noqa: PLC0415
    from geo.spatial.contiguity import neighbours  # noqa: PLC0415

    with contextlib.suppress(YipanError):
        city = City.open(Path(folder), accept_loss=True)
        check(city)
        communities = run(city).units.communities
        layer_content(communities)
        neighbours(communities)


if __name__ == "__main__":
    main(*sys.argv[1:])
