"""The months of records: from a column as a whole, else the file's name or ``city.toml``."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.core.categoricals import of_few, one_text
from geo.core.columns import ROW
from geo.core.issues import TableError
from geo.formats.checked import row_issues, shortened
from geo.formats.months import AMBIGUOUS, NO_YEAR, REASONS, UNREAD, is_serial, month_of, read_months
from geo.formats.title_months import month_of_places, several_months, year_of_places
from geo.formats.values import to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from numpy.typing import NDArray

    from geo.core.issues import Issue
    from geo.formats.months import Reading
    from geo.formats.tables import Table

_YEAR: Final = re.compile(r"((?:19|20)\d\d)\s*年?(?:\.0)?")
_MONTH: Final = re.compile(r"(\d{1,2})\s*(?:月份?)?(?:\.0)?")
_FROM: Final = ("issue.period_from_title", "issue.period_from_sheet", "issue.period_from_name")
_WHY: Final = {
    UNREAD: "issue.period_unread",
    AMBIGUOUS: "issue.period_ambiguous",
    NO_YEAR: "issue.period_no_year",
}


class Months:
    """Reads the months of one file.

    Parameters
    ----------
    table
        The file, opened. Where it has no column of months, its title, the name of its sheet or its
        own name may say the month.
    asked
        ``period`` of ``city.toml``, or "".
    reopen
        Opens the whole file once more, for cells that only the rest of their column can tell.

    Raises
    ------
    TableError
        If there is no column of months, and title, sheet and file say different ones.
    """

    def __init__(self, table: Table, configured: str, reopen: Callable[[], Table]) -> None:
        self._source, self._reopen = table.source, reopen
        stem, sheet = table.source.file.stem, table.source.layout.sheet
        stated = month_of_places(table.title, sheet, stem)
        different = list(dict.fromkeys(filter(None, stated)))
        if len(different) > 1 and "period" not in table.match.headers:
            named = self._source.issue("issue.period_differs", value=", ".join(different))
            raise TableError(named)
        self._named = next((key for key, month in zip(_FROM, stated, strict=True) if month), "")
        self._period = different[0] if different else configured
        self._several = "" if self._period else several_months(table.title, sheet)
        year = year_of_places(table.title, [sheet], [stem])
        self._hint = self._period or (f"{year}-12" if year else "")
        self._column: Reading | None = None

    def of(self, read: pd.DataFrame) -> tuple[pd.Categorical, list[Issue]]:
        """Return the months of a batch ("" where unknown), and issues of cells that cannot be read.

        Parameters
        ----------
        read
            ``row``, and ``period`` and ``period_year`` if the file has them.
        """
        if "period" not in read:
            return one_text(self._period, len(read)), self._told(read)
        cells = _cells_of(read)
        texts = to_text(pd.Series(cells.categories))
        reading = self._read(texts.dropna().unique())
        readings = [reading.get(text, ("", "")) for text in texts]
        number, months = pd.factorize(
            np.array([*(year_month for year_month, _ in readings), ""], dtype=object)
        )
        dtype = pd.CategoricalDtype(pd.Index(months, dtype="str"))
        periods = pd.Categorical.from_codes(number[cells.codes], dtype=dtype)
        why = np.array([*(REASONS.index(why) + 1 if why else 0 for _, why in readings), 0])[
            cells.codes
        ]
        issues = [
            issue
            for number_of_reason, reason in enumerate(REASONS, start=1)
            for issue in self._of_rows(_WHY[reason], why == number_of_reason, read)
        ]
        serial = np.array([*map(is_serial, texts.fillna("")), False])[cells.codes]
        note = self._source.note("issue.period_serial", "period")
        return periods, issues + row_issues(note, serial, read[ROW], read["period"])

    def _of_rows(self, key: str, rows: Any, read: pd.DataFrame) -> list[Issue]:
        return row_issues(self._source.warning(key, "period"), rows, read[ROW], read["period"])

    def _read(self, texts: Iterable[str]) -> Reading:
        """Read cells one by one; the whole column, once, if that leaves any of them open."""
        if self._column is None:
            alone = {text: month_of(text) for text in texts}
            if all(alone.values()):
                return {text: (str(year_month), "") for text, year_month in alone.items()}
            self._column = read_months(self._all_texts(), self._hint)
        return self._column

    def _all_texts(self) -> set[str]:
        table = self._reopen()
        texts: set[str] = set()
        for batch in table.batches(coded=True):
            headers = table.match.headers.items()
            named = {
                name: batch[position]
                for name, position in headers
                if name in {"period", "period_year"}
            }
            texts.update(to_text(pd.Series(_cells_of(named).categories)).dropna())
        return texts

    def _told(self, read: pd.DataFrame) -> list[Issue]:
        if not len(read):
            return []
        if self._several:
            several = self._source.warning("issue.period_several")
            return [replace(several, value=shortened(self._several))]
        if not self._period:
            return []
        key = self._named or "issue.period_from_settings"
        return [replace(self._source.note(key), value=self._period)]


def _cells_of(read: Mapping[str, pd.Series] | pd.DataFrame) -> pd.Categorical:
    """Return the different cells of the months; with a year of their own where that is beside."""
    months: pd.Categorical[object] = of_few(read["period"])
    if "period_year" not in read:
        return months
    years = of_few(read["period_year"])
    (of_years, year), (of_months, month) = map(_texts_and_codes, (years, months))
    different, pair = np.unique(year * len(of_months) + month, return_inverse=True)
    of_pairs = (divmod(int(number), len(of_months)) for number in different)
    texts = [with_year(of_months[month], of_years[year]) for year, month in of_pairs]
    both: pd.Categorical[object] = of_few(pd.Series(texts, dtype="category").take(pair))
    return both


def _texts_and_codes(cells: pd.Categorical) -> tuple[list[str], NDArray[np.int64]]:
    """Return the different texts and which each cell has; the last, "", is a missing cell's."""
    texts = [*to_text(pd.Series(cells.categories)).fillna(""), ""]
    codes: NDArray[np.int64] = cells.codes.astype(np.int64)
    return texts, np.where(codes < 0, len(texts) - 1, codes)


def with_year(month: str, year: str) -> str:
    """Write the year that stands in a column of its own before a month that has none.

    Examples
    --------
    >>> with_year("10", "2026"), with_year("10月", "2026年"), with_year("2026-09", "2025")
    ('2026-10', '2026-10', '2026-09')
    >>> with_year("十月", "2026"), with_year("10", "")
    ('2026年十月', '10')
    """
    year_match = _YEAR.fullmatch(year)
    if not year_match or not month:
        return month
    if number := _MONTH.fullmatch(month):
        return f"{year_match[1]}-{int(number[1]):02d}"
    return month if re.search(r"\d{4}", month) else f"{year_match[1]}年{month}"
