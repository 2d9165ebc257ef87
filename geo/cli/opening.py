"""Opening of a city for a command."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

    from geo.city.folder import City

_OBJECTS_BETWEEN: Final = 100_000
"""New objects after which garbage is looked for. A command makes half a million that stay until it
ends, most of them by importing: looking through them at the usual 700 takes a twelfth of its time.
"""


def open_city(folder: Path, *, accept_loss: bool = False) -> City:
    """Open a city; all that this imports is imported here, so that help comes at once."""
    gc.set_threshold(_OBJECTS_BETWEEN, *gc.get_threshold()[1:])
    from geo.city.folder import City  # noqa: PLC0415

    return City.open(folder, accept_loss=accept_loss, cloud=True)
