"""Reading that goes on while what was read is worked on."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ItemT = TypeVar("ItemT")


def ahead(items: Iterable[ItemT]) -> Iterator[ItemT]:
    """Give items in order; the next one is made by a thread while one is worked on.

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
