"""The loops of :mod:`geo.core.hash_sets`, compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.core.jit import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Hashes = NDArray[np.uint64]
    Ints = NDArray[np.int64]


@compiled
def add_all(slots: Hashes, hashes: Hashes, again: NDArray[np.bool_]) -> int:
    """Add hashes to a table that has room; tell which it had, and return how many it had not.

    An empty slot holds 0; so a hash of 0 is taken for 1.
    """
    mask = np.uint64(len(slots) - 1)
    added = 0
    for row in range(len(hashes)):
        key = max(hashes[row], np.uint64(1))
        slot = key & mask
        while slots[slot] != 0 and slots[slot] != key:
            slot = (slot + np.uint64(1)) & mask
        again[row] = slots[slot] == key
        added += slots[slot] == 0
        slots[slot] = key
    return added


@compiled
def move_all(slots: Hashes, larger: Hashes) -> None:
    """Move all hashes to a larger table."""
    mask = np.uint64(len(larger) - 1)
    for slot in range(len(slots)):
        key = slots[slot]
        if key != 0:
            free = key & mask
            while larger[free] != 0:
                free = (free + np.uint64(1)) & mask
            larger[free] = key


@compiled
def move_low(
    table: tuple[Hashes, NDArray[np.int32]],
    other: tuple[Hashes, NDArray[np.int32]],
    ceiling: np.uint64,
) -> int:
    """Move the entries up to a ceiling to another table; return how many they are."""
    keys, counts = table
    mask = np.uint64(len(other[0]) - 1)
    moved = 0
    for slot in range(len(keys)):
        key = keys[slot]
        if key != 0 and key <= ceiling:
            free = key & mask
            while other[0][free] != 0:
                free = (free + np.uint64(1)) & mask
            other[0][free] = key
            for column in range(3):
                other[1][free, column] = counts[slot, column]
            moved += 1
    return moved


@compiled
def count_all(
    table: tuple[Hashes, NDArray[np.int32]],
    entries: tuple[Hashes, Ints, Ints, Ints],
    ceiling: np.uint64,
    slots_used: int,
    most: int,
) -> tuple[int, int]:
    """Count entries (hash, file, rows, persons of each row) until a table has ``most`` of them.

    Returns
    -------
    done, slots_used
        Entries counted, and different ones of hash and file in the table.
    """
    keys, counts = table
    hashes, file, rows, persons = entries
    mask = np.uint64(len(keys) - 1)
    for row in range(len(hashes)):
        key = max(hashes[row], np.uint64(1))
        if key > ceiling:
            continue
        slot = key & mask
        while keys[slot] != 0 and (keys[slot] != key or counts[slot, 0] != file[row]):
            slot = (slot + np.uint64(1)) & mask
        if keys[slot] == 0:
            if slots_used >= most:
                return row, slots_used
            keys[slot] = key
            counts[slot, 0], counts[slot, 2] = file[row], persons[row]
            slots_used += 1
        counts[slot, 1] += rows[row]
    return len(hashes), slots_used
