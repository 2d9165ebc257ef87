"""Numbers for texts that stream by."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.core.categoricals import only_one

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]


@dataclass
class Names:
    """Numbers for texts, in the order in which they come."""

    numbers: dict[str, int] = field(default_factory=dict)

    def of(self, texts: pd.Categorical) -> Ints:
        """Return the numbers of the texts of a column, a missing one as ""; one for all alike."""
        given = [self.number(text) for text in texts.categories]
        codes = texts.codes[:1] if only_one(texts.codes) else texts.codes
        missing = self.number("") if (codes < 0).any() else 0
        numbers: Ints = np.array([*given, missing], np.int64)[codes]
        return numbers

    def number(self, text: str) -> int:
        """Return the number of a text."""
        return self.numbers.setdefault(text, len(self.numbers))

    def index(self) -> pd.Index:
        """Return all texts in order of their numbers."""
        return pd.Index(list(self.numbers), dtype="str")
