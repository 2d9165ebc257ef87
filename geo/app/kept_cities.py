"""Cities of visitors, kept for a while after their page is gone: a page loaded anew finds its own.

They lie in the folder for temporary files of this process, each under a random name, and go with
it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from geo.city.uploads import OwnCity


@dataclass
class KeptCity:
    """A visitor's city, and what was last said of it.

    Parameters
    ----------
    own
        The city.
    is_shown
        Whether the pages show it.
    accepted
        The content of its files with which the visitor went on though many find no place.
    used
        When a page last asked for it (seconds of the machine's clock).
    """

    own: OwnCity
    is_shown: bool = False
    accepted: str = ""
    used: float = field(default_factory=time.monotonic)


_kept: Final[dict[str, KeptCity]] = {}
_lock: Final = Lock()


def find(visitor: str) -> KeptCity | None:
    """Return the city of a visitor, which is kept for longer now; None if there is none."""
    with _lock:
        kept = _kept.get(visitor)
        if kept:
            kept.used = time.monotonic()
        return kept


def keep(visitor: str, own: OwnCity) -> None:
    """Keep a city for a visitor; one that was kept before is removed."""
    drop(visitor)
    with _lock:
        _kept[visitor] = KeptCity(own)


def drop(visitor: str) -> None:
    """Remove the city of a visitor."""
    with _lock:
        kept = _kept.pop(visitor, None)
    if kept:
        kept.own.close()


def sweep(keep_s: float, now: float) -> None:
    """Remove the cities that no page has asked for within so many seconds."""
    with _lock:
        over = [visitor for visitor, kept in _kept.items() if now - kept.used > keep_s]
    for visitor in over:
        drop(visitor)


def clear() -> None:
    """Remove all: the server ends."""
    sweep(0.0, float("inf"))
