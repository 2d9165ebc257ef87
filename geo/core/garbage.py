"""When Python looks for objects that nothing needs any more."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_OBJECTS_BETWEEN: Final = 100_000
"""New objects after which garbage is looked for. A start makes half a million that stay to the end,
most of them by importing: looking through them at the usual 700 takes a twelfth of its time."""


def collect_rarely() -> None:
    """Look for garbage after many new objects only, until the process ends: it is a command."""
    gc.set_threshold(_OBJECTS_BETWEEN, *gc.get_threshold()[1:])


@contextmanager
def lasting() -> Iterator[None]:
    """Look through what is made here no more, as it stays until the process ends: it is a server.

    Yields
    ------
    None
        While it is made, garbage is looked for as rarely as by a command.
    """
    usual = gc.get_threshold()
    collect_rarely()
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(*usual)
