"""Some records of a file in columns, as they go from reading to counting."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.formats.limits import LIMITS
from geo.formats.source import FILE, ROW
from geo.formats.values import to_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

FAULTS: Final = ("", "duplicate", "bad_count")
"""Why a record is set aside on reading, by its number; 0 = it is not."""

TEXTS: Final = ("community_code", "origin", "period", "source")


@dataclass(frozen=True, eq=False)
class Batch:
    """Records of one file, in columns of one length.

    Parameters
    ----------
    file
        As the user calls it.
    row
        Row numbers as the user sees them.
    lon, lat
        WGS84 degrees, missing as NaN.
    count
        Persons.
    community_code, origin, period, source
        Categorical of text; missing are codes, origins and sources not given. The period is
        ``YYYY-MM`` or "".
    fault
        Places in :data:`FAULTS`.
    person_key
        See :mod:`geo.city.datasets.pseudonyms`; None where persons are not matched.
    """

    file: str
    row: NDArray[np.int64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    count: NDArray[np.int64]
    community_code: pd.Categorical
    origin: pd.Categorical
    period: pd.Categorical
    source: pd.Categorical
    fault: NDArray[np.int8]
    person_key: NDArray[np.uint64] | None = None

    def __len__(self) -> int:
        return len(self.row)

    def frame(self) -> pd.DataFrame:
        """Give the records as a frame, see :meth:`geo.city.datasets.records.Records.batches`."""
        columns: dict[str, Any] = {FILE: pd.Series(self.file, range(len(self)), dtype="str")}
        for name in (ROW, "lon", "lat", "community_code", "count", *TEXTS[1:]):
            column = getattr(self, name)
            columns[name] = column.astype("str") if name in TEXTS else column
        columns["fault"] = pd.Index(FAULTS, dtype="str").take(self.fault)
        if self.person_key is not None:
            columns["person_key"] = self.person_key
        return pd.DataFrame(columns)

    @classmethod
    def of(cls, frame: pd.DataFrame) -> Batch:
        """Make a batch of a frame as :meth:`frame` gives it, of one file."""
        plain = (ROW, "lon", "lat", "count")
        columns: dict[str, Any] = {name: frame[name].to_numpy() for name in plain}
        columns |= {name: of_few(frame[name]) for name in TEXTS}
        columns["fault"] = pd.Index(FAULTS).get_indexer(pd.Index(frame["fault"])).astype(np.int8)
        if "person_key" in frame:
            columns["person_key"] = frame["person_key"].to_numpy()
        return cls(file=str(frame[FILE].iloc[0]) if len(frame) else "", **columns)


def of_few(column: pd.Series) -> Any:
    """Make a column categorical; its values keep their type."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.array
    codes, values = pd.factorize(column)
    return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(values))


def one_text(text: str | None, length: int) -> Any:
    """Make a column of one text, or of none."""
    codes = np.full(length, -1 if text is None else 0, np.int8)
    return pd.Categorical.from_codes(codes, dtype=_one_value(text))


@lru_cache(maxsize=64)
def _one_value(text: str | None) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(pd.Index([] if text is None else [text], dtype="str"))


def read_each(
    column: pd.Categorical, read: Callable[[pd.Series], tuple[pd.Series, NDArray[np.bool_]]]
) -> tuple[pd.Categorical, NDArray[np.bool_]]:
    """Read each different value once.

    Returns
    -------
    texts
        What was read, as text; missing where nothing was.
    wrong
        The rows that could not be read.
    """
    texts, wrong = read(pd.Series(column.categories))
    codes, values = pd.factorize(texts)
    dtype = pd.CategoricalDtype(pd.Index(values, dtype="str"))
    numbers = np.append(codes, -1)[column.codes].astype(np.int32)
    told = pd.Categorical.from_codes(numbers, dtype=dtype)
    return told, np.append(wrong, False)[column.codes] if wrong.any() else np.zeros(0, bool)


def as_text(column: pd.Series) -> tuple[pd.Series[str], NDArray[np.bool_]]:
    """Read text; none is wrong."""
    return to_text(column), np.zeros(len(column), dtype=bool)


def filled(texts: pd.Categorical, text: str) -> pd.Categorical:
    """Write a text where there is none."""
    missing = texts.codes < 0
    if not missing.any():
        return texts
    if text not in texts.categories:
        texts = texts.add_categories([text])
    (number,) = texts.categories.get_indexer(pd.Index([text]))
    codes = np.where(missing, number, texts.codes)
    return pd.Categorical.from_codes(codes, dtype=texts.dtype)


def ones(many: int) -> NDArray[np.int64]:
    """Return ones; those of a batch are made once only, so that nobody may write in them."""
    return _most_ones()[:many] if many <= LIMITS.batch_rows else np.ones(many, np.int64)


@cache
def _most_ones() -> NDArray[np.int64]:
    return np.ones(LIMITS.batch_rows, np.int64)


def only_one(numbers: NDArray[Any]) -> bool:
    """Tell whether all numbers of a column are the same, as is usual; not so of no rows."""
    return len(numbers) > 0 and bool(numbers.min() == numbers.max())


def spread(values: NDArray[Any], places: NDArray[Any]) -> NDArray[Any]:
    """Return ``values[places]``, without looking each up where all places are the same.

    Examples
    --------
    >>> spread(np.array([5, 7, -1]), np.array([1, 1])).tolist()
    [7, 7]
    """
    if only_one(places):
        return np.full(len(places), values[places[0]], values.dtype)
    each: NDArray[Any] = values[places]
    return each
