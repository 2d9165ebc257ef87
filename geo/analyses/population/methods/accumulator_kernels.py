"""Loops over records that add up what is kept of them, compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.core.jit import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Degrees = NDArray[np.float64]
    Hashes = NDArray[np.uint64]

EMPTY = -1
_SPREAD = np.int64(-7046029254386353131)


@compiled
def add_up(
    slots: Ints, sums: Ints, keys: Ints, amounts: Ints, rows: Ints, room: int
) -> tuple[int, int]:
    """Add amounts and numbers of rows to a table by key; negative keys are passed over.

    The number of rows may be one for all.

    The table has as many slots as a power of two; an empty one holds :data:`EMPTY`.

    Returns
    -------
    done, used
        Rows added until more than ``room`` keys were new, and how many were.
    """
    mask = len(slots) - 1
    step = min(len(rows) - 1, 1)
    slots_used = 0
    for row in range(len(keys)):
        key = keys[row]
        if key < 0:
            continue
        slot = (((key ^ (key >> 31)) * _SPREAD) >> 32) & mask
        while slots[slot] != EMPTY and slots[slot] != key:
            slot = (slot + 1) & mask
        if slots[slot] == EMPTY:
            if slots_used >= room:
                return row, slots_used
            slots[slot] = key
            slots_used += 1
        sums[slot, 0] += amounts[row]
        sums[slot, 1] += rows[step * row]
    return len(keys), slots_used


@compiled
def count_outcomes(
    outcomes: Ints,
    noted: Ints,
    period: Ints,
    outcome: NDArray[np.int8],
    notes: NDArray[np.int16],
    amounts: Ints,
) -> None:
    """Add amounts and rows to ``outcomes[period, outcome]`` and ``noted[notes]``.

    The period may be one for all rows. What many rows in turn have in common is added at once.
    """
    step = min(len(period) - 1, 1)
    when, how, note, begin, population = 0, 0, 0, 0, 0
    for row in range(len(amounts) + 1):
        ended = row == len(amounts)
        if ended or period[step * row] != when or outcome[row] != how or notes[row] != note:
            outcomes[when, how, 0] += population
            outcomes[when, how, 1] += row - begin
            noted[note, 0] += population
            noted[note, 1] += row - begin
            if ended:
                break
            when, how, note = period[step * row], outcome[row], notes[row]
            begin, population = row, 0
        population += amounts[row]


@compiled
def add_dense(sums: Ints, community: Ints, group: Ints, amounts: Ints) -> None:
    """Add amounts and rows to ``sums[group, found]``; rows without a community are passed over.

    The group may be one for all rows.
    """
    step = min(len(group) - 1, 1)
    for row in range(len(community)):
        if community[row] >= 0:
            sums[group[step * row], community[row], 0] += amounts[row]
            sums[group[step * row], community[row], 1] += 1


@compiled
def add_grid(
    sums: Ints,
    corner: tuple[float, float],
    size: tuple[float, float],
    points: tuple[Degrees, Degrees],
    outcome: NDArray[np.int8],
    amounts: Ints,
) -> None:
    """Add amounts and rows of those of the first outcome to ``sums[row, column]`` of a grid.

    Parameters
    ----------
    sums
        They all lie in it.
    corner, size
        Column and row of its first cell, counted from the meridian and the equator, and width and
        height of a cell in degrees.
    points, outcome, amounts
        Of the rows: longitude and latitude, how they were located, how many they are.
    """
    lon, lat = points
    for row in range(len(lon)):
        if outcome[row] == 0:
            column = np.int64(np.floor(lon[row] / size[0]) - corner[0])
            line = np.int64(np.floor(lat[row] / size[1]) - corner[1])
            sums[line, column, 0] += amounts[row]
            sums[line, column, 1] += 1


@compiled
def cell_keys(
    lon: Degrees, lat: Degrees, width: float, height: float, rest: Ints, keys: Ints
) -> None:
    """Write the key of the map cell each point lies in, -1 without one and -2 if not on earth.

    ``rest`` is what else the key tells, in 16 bits.
    """
    for row in range(len(lon)):
        x, y = lon[row], lat[row]
        if -180.0 <= x <= 180.0 and -90.0 <= y <= 90.0:
            across, up = np.floor(x / width) + 65536.0, np.floor(y / height) + 32768.0
            keys[row] = (np.int64(across) << 33) | (np.int64(up) << 16) | rest[row]
        elif np.isfinite(x) and np.isfinite(y):
            keys[row] = -2
        else:
            keys[row] = -1


@compiled
def hash_rows(
    points: tuple[Degrees, Degrees],
    amounts: Ints,
    text_hashes: Hashes,
    community: Ints,
    ceiling: np.uint64,
    buffers: tuple[Hashes, NDArray[np.int32]],
) -> int:
    """Hash records: where they lie, how many they are, and what is known of their texts.

    Parameters
    ----------
    points, amounts
        Of the rows: longitude and latitude, how many they are.
    text_hashes
        Hash of their texts; one may be for all rows.
    found, ceiling
        Only rows that found a community are kept, and of these hashes up to the ceiling.
    buffers
        Where their hashes are written, and their places among the rows.

    Returns
    -------
    int
        How many are kept.
    """
    lon, lat = points
    hashes, rows = buffers
    ones, twos = lon.view(np.uint64), lat.view(np.uint64)
    first, second = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
    step = min(len(text_hashes) - 1, 1)
    many = 0
    for row in range(len(lon)):
        hashed = text_hashes[step * row] + np.uint64(amounts[row])
        hashed = (hashed ^ (hashed >> np.uint64(29))) * first
        if lon[row] == lon[row]:  # a missing number is not equal to itself
            hashed += ones[row]
        hashed = (hashed ^ (hashed >> np.uint64(32))) * second
        if lat[row] == lat[row]:
            hashed += twos[row]
        hashed = (hashed ^ (hashed >> np.uint64(29))) * first
        hashed ^= hashed >> np.uint64(32)
        if hashed <= ceiling and community[row] >= 0:
            hashes[many], rows[many] = hashed, row
            many += 1
    return many
