"""The store of artifacts that are kept from one run of a city to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.core import temporary
from geo.core.artifacts import ArtifactStore, user_store
from geo.formats.limits import LIMITS
from geo.formats.paths import is_uploaded

if TYPE_CHECKING:
    from pathlib import Path

KEPT: Final = ".kept"


def store_of(folder: Path) -> ArtifactStore:
    """Return the store of a city: the user's own cache, never what came with the city.

    A city of uploads has one of its own, in the folder that this process made for its session: one
    session sees nothing of another, and all goes with it. Where such a city is met elsewhere,
    nothing is kept.
    """
    if not is_uploaded(folder):
        return user_store(folder)
    own = temporary.is_own(folder)
    return ArtifactStore(folder / KEPT if own else None, most_bytes=LIMITS.city_bytes)
