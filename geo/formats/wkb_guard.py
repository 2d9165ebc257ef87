"""Validation of WKB before GEOS parses it.

A collection may hold a collection, and so on; GEOS goes down into each on the stack, and some
hundred thousands of them, nine bytes each, end the process.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

from geo.formats.limits import LIMITS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.core.issues import YipanError
    from geo.formats.source import Source

_Z, _M, _SRID = 0x80000000, 0x40000000, 0x20000000
_POINT, _LINES, _RINGS = 1, frozenset({2, 8, 13}), frozenset({3, 14, 17})
_SIMPLE: Final = frozenset({_POINT, *_LINES, *_RINGS})


def refuse_deep_shapes(
    source: Source, shapes: Iterable[bytes | None], error: type[YipanError]
) -> None:
    """Refuse shapes whose collections are nested too deep.

    Raises
    ------
    YipanError
        The error given.
    """
    if any(shape and _is_deep(shape) for shape in shapes):
        raise error(source.issue("issue.too_deep", most=LIMITS.nested_depth))


def _is_deep(shape: bytes) -> bool:
    """Walk a shape part by part; a truncated one is left to its reader to report."""
    remaining = [1]
    offset = 0
    try:
        while remaining:
            if not remaining[-1]:
                remaining.pop()
                continue
            remaining[-1] -= 1
            order = "<" if shape[offset] else ">"
            (kind,) = struct.unpack_from(f"{order}I", shape, offset + 1)
            offset += 9 if kind & _SRID else 5
            simple, width = _kind(kind)
            if simple in _SIMPLE and len(remaining) == 1:  # it has no parts
                return False
            if simple in _SIMPLE:
                offset = _after(shape, offset, order, simple, width)
                continue
            (count,) = struct.unpack_from(f"{order}I", shape, offset)
            offset += 4
            remaining.append(count)
            if len(remaining) > LIMITS.nested_depth:
                return True
    except (struct.error, IndexError):
        pass
    return False


def _kind(kind: int) -> tuple[int, int]:
    """Return what a part is, and the bytes of each of its points."""
    geometry_type = kind & ~(_Z | _M | _SRID)
    extra_dimensions = (
        {0: 0, 1: 1, 2: 1, 3: 2}.get(geometry_type // 1000, 0) + bool(kind & _Z) + bool(kind & _M)
    )
    return geometry_type % 1000, 8 * (2 + extra_dimensions)


def _after(shape: bytes, offset: int, order: str, kind: int, width: int) -> int:
    """Return where a part without parts of its own ends."""
    if kind == _POINT:
        return offset + width
    rings = 1
    if kind in _RINGS:
        (rings,) = struct.unpack_from(f"{order}I", shape, offset)
        offset += 4
    for _ in range(rings):
        (points,) = struct.unpack_from(f"{order}I", shape, offset)
        offset += 4 + points * width
    return offset
