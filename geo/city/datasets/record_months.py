"""The months of records: by the column of a file as a whole, else its name or ``city.toml``."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.core.categoricals import of_few, one_text
from geo.core.columns import ROW
from geo.formats.checked import row_issues
from geo.formats.months import AMBIGUOUS, NO_YEAR, REASONS, UNREAD, is_serial, month_of, read_months
from geo.formats.values import month, to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from geo.core.issues import Issue
    from geo.formats.months import Reading
    from geo.formats.source import Source
    from geo.formats.tables import Table

_MONTH_IN_NAME: Final = re.compile(r"(?<!\d)(?:19|20)\d\d[-_.]?\d\d(?!\d)")
_WHY: Final = {
    UNREAD: "issue.period_unread",
    AMBIGUOUS: "issue.period_ambiguous",
    NO_YEAR: "issue.period_no_year",
}


class Months:
    """Reads the months of one file.

    Parameters
    ----------
    source
        The file.
    asked
        ``period`` of ``city.toml``, or "".
    reopen
        Opens the whole file once more, for cells that only the rest of their column can tell.
    """

    def __init__(self, source: Source, asked: str, reopen: Callable[[], Table]) -> None:
        self._source, self._reopen = source, reopen
        self._named = period_in_name(source.path.stem)
        self._period = self._named or asked
        self._column: Reading | None = None

    def of(self, read: pd.DataFrame) -> tuple[pd.Categorical, list[Issue]]:
        """Return the months of a batch ("" where unknown), and issues of cells that cannot be read.

        Parameters
        ----------
        read
            ``row``, and ``period`` if the file has it.
        """
        if "period" not in read:
            return one_text(self._period, len(read)), self._told(read)
        cells = of_few(read["period"])
        texts = to_text(pd.Series(cells.categories))
        reading = self._read(texts.dropna().unique())
        found = [reading.get(text, ("", "")) for text in texts]
        number, months = pd.factorize(np.array([*(of for of, _ in found), ""], dtype=object))
        dtype = pd.CategoricalDtype(pd.Index(months, dtype="str"))
        periods = pd.Categorical.from_codes(number[cells.codes], dtype=dtype)
        why = np.array([*(REASONS.index(why) + 1 if why else 0 for _, why in found), 0])[
            cells.codes
        ]
        issues = [
            issue
            for place, reason in enumerate(REASONS, start=1)
            for issue in self._of_rows(_WHY[reason], why == place, read)
        ]
        serial = np.array([*map(is_serial, texts.fillna("")), False])[cells.codes]
        return periods, issues + self._of_rows("issue.period_serial", serial, read)

    def _of_rows(self, what: str, rows: Any, read: pd.DataFrame) -> list[Issue]:
        return row_issues(self._source.warning(what, "period"), rows, read[ROW], read["period"])

    def _read(self, texts: Iterable[str]) -> Reading:
        """Read cells one by one; the whole column, once, if that leaves any of them open."""
        if self._column is None:
            alone = {text: month_of(text) for text in texts}
            if all(alone.values()):
                return {text: (str(found), "") for text, found in alone.items()}
            self._column = read_months(self._all_texts(), self._period)
        return self._column

    def _all_texts(self) -> set[str]:
        table = self._reopen()
        place = table.match.heads["period"]
        texts: set[str] = set()
        for batch in table.batches(coded=True):
            texts.update(to_text(pd.Series(of_few(batch[place]).categories)).dropna())
        return texts

    def _told(self, read: pd.DataFrame) -> list[Issue]:
        if not self._period or not len(read):
            return []
        what = "issue.period_from_name" if self._named else "issue.period_from_settings"
        return [replace(self._source.note(what), value=self._period)]


def period_in_name(stem: str) -> str:
    """Find the one month in the name of a file, or "".

    Examples
    --------
    >>> period_in_name("记录_2026-10"), period_in_name("202608-202609"), period_in_name("police")
    ('2026-10', '', '')
    """
    found = {month(text.replace("_", "-")) for text in _MONTH_IN_NAME.findall(stem)} - {None}
    return str(found.pop()) if len(found) == 1 else ""
