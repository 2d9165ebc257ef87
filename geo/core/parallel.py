"""Work in threads, for compiled code that releases the global interpreter lock."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


WorkT = TypeVar("WorkT")
ItemT = TypeVar("ItemT")


LIMIT: Final = "OMP_NUM_THREADS"
"""The environment variable by which others, too, are told how many threads to compute in."""


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def threads() -> int:
    """Return how many threads to compute in: one a processor, fewer where :data:`LIMIT` says so."""
    stated = os.environ.get(LIMIT, "")
    most = int(stated) if stated.isdecimal() else 0
    return min(most or processors(), processors())


def in_threads(work: Callable[[WorkT], Any], items: Iterable[WorkT]) -> list[Any]:
    """Do some work for every item; return the results in order."""
    return list(as_done(work, items))


def as_done(work: Callable[[WorkT], Any], items: Iterable[WorkT]) -> Iterator[Any]:
    """Do some work for every item; give the results in order, as they are there."""
    items = list(items)
    if len(items) < 2:
        yield from map(work, items)
        return
    with ThreadPoolExecutor(threads()) as pool:
        yield from pool.map(work, items)


def ahead(items: Iterable[ItemT]) -> Iterator[ItemT]:
    """Yield items in order; the next one is made by a thread while one is worked on.

    Examples
    --------
    >>> list(ahead(n * n for n in range(4)))
    [0, 1, 4, 9]
    """
    source = iter(items)
    nothing = object()
    with ThreadPoolExecutor(1) as reader:
        coming = reader.submit(next, source, nothing)
        while (item := coming.result()) is not nothing:
            coming = reader.submit(next, source, nothing)
            yield item  # type: ignore[misc]
