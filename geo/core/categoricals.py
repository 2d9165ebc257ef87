"""Columns of few different values, as pandas' categoricals hold them: each value is read once."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


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
    categories = pd.Categorical.from_codes(numbers, dtype=dtype)
    return categories, np.append(wrong, False)[column.codes] if wrong.any() else np.zeros(0, bool)


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


def filled_from(
    texts: pd.Categorical, others: pd.Categorical, where: NDArray[np.bool_]
) -> pd.Categorical:
    """Write other texts where there is none, and where it is allowed.

    Examples
    --------
    >>> first, other = pd.Categorical(["a", None, None]), pd.Categorical(["b", "c", "a"])
    >>> filled_from(first, other, np.array([True, True, False])).tolist()
    ['a', 'c', nan]
    """
    empty = (texts.codes < 0) & where
    if not empty.any():
        return texts
    categories = pd.Index([*texts.categories, *others.categories], dtype="str").unique()
    numbers = np.append(categories.get_indexer(others.categories), -1)[others.codes]
    return pd.Categorical.from_codes(np.where(empty, numbers, texts.codes), categories)


def only_one(numbers: NDArray[Any]) -> bool:
    """Return whether all numbers of a column are the same, as is usual; not so of no rows."""
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
