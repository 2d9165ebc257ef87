"""What is told of counts of people that cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.core.categoricals import of_few
from geo.core.columns import ROW
from geo.formats.checked import row_issues
from geo.formats.values import to_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.core.issues import Issue
    from geo.formats.source import Source

UNREAD_COUNTS: Final = ("empty", "households", "unread")
"""What is wrong with a count that cannot be read."""

_HOUSEHOLDS: Final = r"(?i)户|戶|家庭|household"


def unread_counts(read: pd.DataFrame, bad: NDArray[np.bool_], source: Source) -> list[Issue]:
    """Report the counts that could not be read (``bad``), by what is wrong with them."""
    if not bad.any():
        return []
    rows, cells = read[ROW], of_few(read["count"])
    text = to_text(pd.Series(cells.categories))
    empty = bad & np.append(text.isna().to_numpy(bool), True)[cells.codes]
    of_households = text.str.contains(_HOUSEHOLDS, na=False).to_numpy(bool)
    households = bad & np.append(of_households, False)[cells.codes]
    kinds = dict(zip(UNREAD_COUNTS, (empty, households, bad & ~empty & ~households), strict=True))
    return [
        issue
        for kind, wrong in kinds.items()
        for issue in row_issues(source.warning(f"issue.people_{kind}", "count"), wrong, rows, cells)
    ]
