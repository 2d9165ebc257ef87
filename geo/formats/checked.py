"""A frame with all issues of its file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np
import pandas as pd

from geo.core.masks import without_numbers
from geo.formats.personal_data import masked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import ArrayLike

    from geo.core.issues import Issue, YipanError
    from geo.core.row_account import RowAccount

FrameT = TypeVar("FrameT")

_LONGEST_VALUE = 40


@dataclass(frozen=True)
class Dropped:
    """A column of a file that was not read, and whether its header says it is about a person."""

    file: str
    column: str
    personal: bool


@dataclass(frozen=True)
class Checked(Generic[FrameT]):
    """A frame read from a file, with its issues and the columns dropped.

    Parameters
    ----------
    frame
        The rows that can be used; empty where an issue concerns the whole file.
    issues
        All that is wrong; a run cannot go on if any of them stops.
    dropped
        Columns that were not read.
    rows
        Where the rows of its files went.
    """

    frame: FrameT
    issues: tuple[Issue, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    rows: tuple[RowAccount, ...] = ()

    @property
    def stopping(self) -> tuple[Issue, ...]:
        """The issues with which a run cannot go on."""
        return tuple(issue for issue in self.issues if issue.stops)

    def usable(self, error: type[YipanError]) -> FrameT:
        """Return the frame.

        Raises
        ------
        YipanError
            The error given, with the issues that stop a run, if there are any.
        """
        if self.stopping:
            raise error(*self.stopping)
        return self.frame


def row_issues(
    issue: Issue,
    wrong: ArrayLike,
    rows: ArrayLike,
    values: Any = None,
    *,
    of_places: bool = False,
) -> list[Issue]:
    """Return an issue of rows once: the first row and its value, and how many are alike.

    Parameters
    ----------
    issue
        What is wrong, without row and value.
    wrong
        Which rows are wrong (boolean).
    rows
        Row numbers as the user sees them, of the same length.
    values
        The values found, of the same length, if they may be shown.
    of_places
        Whether they are names of places, for all to read; else what looks like a person's is
        masked.

    Examples
    --------
    >>> from geo.core.issues import Issue
    >>> bad = Issue("issue.number_unread", severity="warning", column="lon")
    >>> [issue] = row_issues(bad, [False, True, True], [2, 3, 4], ["103.5", "?", "E"])
    >>> issue.row, issue.rows, issue.value
    (3, 2, '?')
    """
    where = np.flatnonzero(np.asarray(wrong, dtype=bool))
    if not where.size:
        return []
    first = int(where[0])
    value = ""
    if values is not None:
        cell = pd.Series(values).iloc[first]
        value = shortened(cell) if of_places else shown(cell)
    return [replace(issue, row=int(np.asarray(rows)[first]), rows=len(where), value=value)]


def shown(value: object) -> str:
    """Shorten a cell for a sentence; what looks like a person's is masked."""
    return shortened(value if value is None or value is pd.NA else masked(str(value)))


def shortened(value: object) -> str:
    """Shorten a value for a sentence; numbers that look like a person's are masked."""
    text = "" if value is None or value is pd.NA else without_numbers(str(value))
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"


def merged(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """Join issues that differ only in rows, as batches of one file give them."""
    joined: dict[tuple[str, str, str, str], Issue] = {}
    for issue in issues:
        key = (issue.what, issue.file, issue.column, issue.severity)
        first = joined.setdefault(key, issue)
        if first is not issue and first.row is not None:
            joined[key] = replace(first, rows=first.rows + issue.rows)
    return tuple(joined.values())
