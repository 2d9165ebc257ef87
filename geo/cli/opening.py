"""Opening of a city for a command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.core.garbage import collect_rarely

if TYPE_CHECKING:
    from pathlib import Path

    from geo.city.folder import City


def open_city(folder: Path, *, accept_loss: bool = False) -> City:
    """Open a city; all that this imports is imported here, so that help comes at once."""
    collect_rarely()
    from geo.city.folder import City  # noqa: PLC0415

    return City.open(folder, accept_loss=accept_loss, cloud=True)
