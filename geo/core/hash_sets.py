"""Duplicate rows: sets of 64-bit hashes in compiled hash tables with open addressing.

What was hashed is let go; no hash is written, and none leaves the run.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.core.no_rows import no_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Hashes = NDArray[np.uint64]

_FIRST_SLOTS: Final = 1 << 10
_FULLEST: Final = 0.9
_LESS_FULL: Final = 0.6
ALL: Final = np.uint64(2**64 - 1)


@dataclass
class HashSet:
    """A set of hashes that grows with what is in it: nine bytes a hash, at most eighteen.

    Of five million hashes, the chance that any two different rows share one is under one in a
    million.

    Examples
    --------
    >>> known = HashSet()
    >>> known.add(np.array([7, 8, 7], np.uint64)).tolist()
    [False, False, True]
    >>> known.add(np.array([8, 9], np.uint64)).tolist(), len(known)
    ([True, False], 3)
    """

    _slots: Hashes = field(default_factory=lambda: np.zeros(_FIRST_SLOTS, np.uint64), repr=False)
    _used: int = 0

    def __len__(self) -> int:
        return self._used

    def add(self, hashes: Hashes) -> NDArray[np.bool_]:
        """Add hashes; return which were in the set before, or earlier among these."""
        from geo.core.hash_set_kernels import add_all  # noqa: PLC0415  # compiled code is slow to import

        again = np.empty(len(hashes), dtype=bool)
        position = 0
        while position < len(hashes):
            most = int(len(self._slots) * _FULLEST)
            part = slice(position, position + most - self._used)
            self._used += int(add_all(self._slots, hashes[part], again[part]))
            position = min(part.stop, len(hashes))
            if self._used >= most:
                self._slots = self._grown()
        return again

    def values(self) -> Hashes:
        """Return the hashes of the set, ascending."""
        return np.sort(self._slots[self._slots != 0])

    def _grown(self) -> Hashes:
        from geo.core.hash_set_kernels import move_all  # noqa: PLC0415

        larger = np.zeros(2 * len(self._slots), np.uint64)
        move_all(self._slots, larger)
        return larger


@dataclass
class RowsAlike:
    """Counts of equal rows by file; of very many rows, only those with the lowest hashes.

    Which rows are compared depends on the rows alone, not on their order nor on how they were
    parted, so that any parts merge to the same.

    Parameters
    ----------
    most
        Different rows kept.
    """

    most: int
    ceiling: np.uint64 = ALL
    _files: dict[str, int] = field(default_factory=dict, repr=False)
    _keys: Hashes = field(default_factory=lambda: np.zeros(_FIRST_SLOTS, np.uint64), repr=False)
    _counts: NDArray[np.int32] = field(
        default_factory=lambda: np.zeros((_FIRST_SLOTS, 3), np.int32), repr=False
    )
    _used: int = 0
    _spare: tuple[Hashes, NDArray[np.int32]] | None = field(default=None, repr=False)

    @property
    def complete(self) -> bool:
        """Whether every row was compared."""
        return bool(self.ceiling == ALL)

    def add(self, file: str, hashes: Hashes, persons: NDArray[np.int64]) -> None:
        """Add rows of a file, and how many persons each is."""
        number = self._files.setdefault(file, len(self._files))
        self._put(hashes, np.full(len(hashes), number), np.ones(len(hashes), np.int64), persons)

    def merge(self, other: RowsAlike) -> None:
        """Add the rows of another part of the records."""
        names = list(other._files)
        numbers = [self._files.setdefault(name, len(self._files)) for name in names]
        if other.ceiling < self.ceiling:  # what lies above is no longer compared, nor counted
            self.ceiling = other.ceiling
            self._rebuild(len(self._keys))
        slots = np.flatnonzero(other._keys)
        counts = other._counts[slots].astype(np.int64)
        file = np.array([*numbers, 0], np.int64)[counts[:, 0]]
        self._put(other._keys[slots], file, counts[:, 1], counts[:, 2])

    def notes(self) -> pd.DataFrame:
        """Count the rows that are like an earlier one: ``file``, ``rows``, ``persons``.

        Of rows alike in several files, that of the first file by name is the earlier one.
        """
        slots = np.flatnonzero(self._keys)
        slots = slots[self._keys[slots] <= self.ceiling]
        if len(self._files) == 1:  # then only a row that was met twice is like an earlier one
            slots = slots[self._counts[slots, 1] > 1]
        if not len(slots):
            return no_rows({"file": "str", "rows": "int64", "persons": "int64"})
        file, rows, persons = self._counts[slots].T
        names = pd.Index([*self._files], dtype="str")
        alike = pd.DataFrame({"key": self._keys[slots], "file": names[file], "rows": rows})
        alike["each"] = persons
        alike = alike.sort_values(["key", "file"], ignore_index=True)
        alike["rows"] -= ~alike["key"].duplicated()
        alike["persons"] = alike["rows"] * alike["each"]
        summed = alike[alike["rows"] > 0].groupby("file", as_index=False)[["rows", "persons"]].sum()
        return summed.astype({"file": "str"})

    def __getstate__(self) -> dict[str, Any]:
        """Return what is in the table, without its empty slots."""
        slots = np.flatnonzero(self._keys)
        return self.__dict__ | {
            "_keys": self._keys[slots],
            "_counts": self._counts[slots],
            "_spare": None,
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Rebuild the table from its hashes."""
        self.__dict__.update(state)
        self._rebuild(max(_FIRST_SLOTS, 1 << int(len(self._keys) / _LESS_FULL).bit_length()))

    def _put(
        self,
        hashes: Hashes,
        file: NDArray[np.int64],
        rows: NDArray[np.int64],
        persons: NDArray[np.int64],
    ) -> None:
        from geo.core.hash_set_kernels import count_all  # noqa: PLC0415

        position = 0
        slots_needed = min(self._used + len(hashes), self.most + 1) / _LESS_FULL
        if slots_needed > 2 * len(self._keys):
            self._rebuild(1 << int(slots_needed).bit_length())
        while position < len(hashes):
            most = min(int(len(self._keys) * _LESS_FULL), self.most + 1)
            step, self._used = count_all(
                (self._keys, self._counts),
                (hashes[position:], file[position:], rows[position:], persons[position:]),
                self.ceiling,
                self._used,
                most,
            )
            position += step
            if most <= self._used <= self.most:
                self._rebuild(2 * len(self._keys))
            while self._used > self.most:
                self.ceiling >>= np.uint64(1)
                self._rebuild(len(self._keys))

    def _rebuild(self, slots: int) -> None:
        """Rehash the rows up to the ceiling."""
        from geo.core.hash_set_kernels import move_low  # noqa: PLC0415

        table = self._keys, self._counts
        other = self._spare
        if other is not None and len(other[0]) == slots:  # fresh memory costs more than old
            other[0].fill(0)
            other[1].fill(0)
        else:
            other = np.zeros(slots, np.uint64), np.zeros((slots, 3), np.int32)
        self._used = int(move_low(table, other, self.ceiling))
        (self._keys, self._counts), self._spare = other, table
