"""The cells of a table in which a row with a wrong cell is left out, and told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.core.columns import ROW
from geo.core.i18n import Term
from geo.formats.checked import row_issues
from geo.formats.header_matching import plain
from geo.formats.values import to_dates, to_flags, to_numbers, to_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from numpy.typing import NDArray

    from geo.core.issues import Issue
    from geo.formats.source import Source


class RowChecks:
    """Read a table column by column, and remember what is wrong.

    Parameters
    ----------
    read
        The cells, with ``row``; any column may be missing.
    source
        The file.
    """

    def __init__(self, read: pd.DataFrame, source: Source) -> None:
        self._read, self._source = read, source
        self.issues: list[Issue] = []
        self.broken: NDArray[np.bool_] = np.zeros(len(read), dtype=bool)

    def text(self, name: str, *, needed: bool = False) -> pd.Series[str]:
        """Return texts, missing = NA; a row without a needed one is left out."""
        texts = to_text(self._cells(name))
        if needed:
            self._leave_out("issue.cell_needed", name, texts.isna())
        return texts

    def number(
        self, name: str, least: float, most: float, *, needed: bool = False
    ) -> pd.Series[float]:
        """Return numbers, missing = NaN; a row with one out of bounds is left out."""
        cells = self._cells(name)
        values, _ = to_numbers(cells)
        filled = to_text(cells).notna().to_numpy(bool)
        inside = np.asarray((values >= least) & (values <= most), dtype=bool)
        bounds = {"least": f"{least:g}", "most": f"{most:,.0f}"}
        self._leave_out("issue.cell_number", name, filled & ~inside, cells, bounds)
        if needed:
            self._leave_out("issue.cell_needed", name, ~filled)
        return pd.Series(values, self._read.index).where(inside)

    def word(self, name: str, meant: Mapping[str, str], otherwise: str = "") -> pd.Series[str]:
        """Return what words mean, ``otherwise`` where empty; a row with another is left out.

        Parameters
        ----------
        name
            The column; the message ``cell_words.<name>`` says what may be written.
        meant
            What is meant, by the words for it as :func:`geo.formats.header_matching.plain` has
            them.
        otherwise
            What an empty cell means; "" leaves it missing.
        """
        cells = self._cells(name)
        texts = to_text(cells)
        words = texts.map(lambda text: meant.get(plain(text)), na_action="ignore").astype("str")
        known = {"known": Term(f"cell_words.{name}")}
        self._leave_out("issue.cell_word", name, texts.notna() & words.isna(), cells, known)
        return words.fillna(otherwise) if otherwise else words

    def flag(self, name: str) -> NDArray[np.bool_]:
        """Return yes and no; what is neither is told, and no."""
        cells = self._cells(name)
        flags, wrong = to_flags(cells, name)
        issue = self._source.warning("issue.flag_unread", name)
        self.issues += row_issues(issue, wrong, self._read[ROW], cells)
        return flags

    def day(self, name: str) -> pd.Series[date]:
        """Return days, None where empty; a row with what is no day is left out."""
        cells = self._cells(name)
        days, wrong = to_dates(cells)
        self._leave_out("issue.cell_day", name, wrong, cells)
        return days

    def unique(self, *columns: pd.Series[str], name: str) -> None:
        """Leave out later rows that are alike in these columns; the first is told by ``name``."""
        keys = pd.concat([column.map(plain, na_action="ignore") for column in columns], axis=1)
        again = keys.duplicated() & keys.iloc[:, 0].notna() & ~self.broken
        self._leave_out("issue.cell_again", name, again, columns[0])

    def _cells(self, name: str) -> pd.Series[str]:
        if name in self._read:
            return self._read[name]
        return pd.Series(np.nan, self._read.index, dtype="str")

    def _leave_out(
        self,
        what: str,
        name: str,
        wrong: NDArray[np.bool_] | pd.Series[bool],
        values: object = None,
        more: Mapping[str, object] | None = None,
    ) -> None:
        masked = np.asarray(wrong, dtype=bool)
        issue = self._source.warning(what, name, **(more or {}))
        self.issues += row_issues(issue, masked, self._read[ROW], values)
        self.broken |= masked
