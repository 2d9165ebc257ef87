"""Sums by key over millions of rows, in memory bounded by the different keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.core.categoricals import only_one
from geo.core.jit import read_only

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]


_FIRST_SLOTS: Final = 1 << 12
_ONE: Final = np.ones(1, np.int64)


@dataclass
class Sums:
    """Amounts and numbers of rows, by a whole number not under 0.

    Examples
    --------
    >>> sums = Sums()
    >>> sums.add(np.array([7, 3, 7, -1]), np.array([10, 20, 30, 40]))
    >>> keys, added = sums.ordered()
    >>> keys.tolist(), added.tolist()
    ([3, 7], [[20, 1], [40, 2]])
    """

    _slots: Ints = field(default_factory=lambda: np.full(_FIRST_SLOTS, -1), repr=False)
    _sums: Ints = field(default_factory=lambda: np.zeros((_FIRST_SLOTS, 2), np.int64), repr=False)
    _used: int = 0

    def add(self, keys: Ints, amounts: Ints, rows: Ints = _ONE) -> None:
        """Add rows, or many of a key at once; those with a negative key are passed over."""
        from geo.analyses.population.methods.accumulator_kernels import add_up  # noqa: PLC0415  # slow to import

        keys, amounts, rows = read_only(keys), read_only(amounts), read_only(rows)
        position = 0
        while position < len(keys):
            room = len(self._slots) // 2 - self._used
            remaining_rows = rows if len(rows) == 1 else rows[position:]
            step, slots_filled = add_up(
                self._slots, self._sums, keys[position:], amounts[position:], remaining_rows, room
            )
            position, self._used = position + step, self._used + slots_filled
            if position < len(keys):
                self._grow()

    def ordered(self) -> tuple[Ints, Ints]:
        """Return the keys, ascending, and of each the amount and the rows."""
        slots = np.flatnonzero(self._slots >= 0)
        slots = slots[np.argsort(self._slots[slots])]
        return self._slots[slots], self._sums[slots]

    def _grow(self) -> None:
        from geo.analyses.population.methods.accumulator_kernels import add_up  # noqa: PLC0415

        keys, sums = self.ordered()
        size = 2 * len(self._slots)
        self._slots, self._sums = np.full(size, -1), np.zeros((size, 2), np.int64)
        entries = read_only(keys), read_only(sums[:, 0]), read_only(sums[:, 1])
        add_up(self._slots, self._sums, *entries, size)


@dataclass
class Names:
    """Numbers for texts, in the order in which they come."""

    numbers: dict[str, int] = field(default_factory=dict)

    def of(self, texts: pd.Categorical) -> Ints:
        """Return the numbers of the texts of a column, a missing one as ""; one for all alike."""
        text_numbers = [self.number(text) for text in texts.categories]
        codes = texts.codes[:1] if only_one(texts.codes) else texts.codes
        missing = self.number("") if (codes < 0).any() else 0
        numbers: Ints = np.array([*text_numbers, missing], np.int64)[codes]
        return numbers

    def number(self, text: str) -> int:
        """Return the number of a text."""
        return self.numbers.setdefault(text, len(self.numbers))

    def index(self) -> pd.Index:
        """Return all texts in order of their numbers."""
        return pd.Index(list(self.numbers), dtype="str")
