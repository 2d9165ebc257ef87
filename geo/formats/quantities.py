"""Columns of numbers, converted to plain numbers in units of one before counting.

What has no one meaning is left as it is written, and the reader of the column tells it with its
row. Where the header says another unit, it is written behind, so that nobody reads it as ones.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.formats.number_words import COUNT, MINUTES, ONE, Unit, meaning
from geo.formats.units import time_unit, unit_above, unit_in_header, unit_of
from geo.formats.values import plain_numbers, to_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.core.issues import Issue
    from geo.formats.header_detection import Header
    from geo.formats.header_matching import Match
    from geo.formats.schema import Column, TableSchema
    from geo.formats.source import Source


@dataclass(frozen=True)
class Quantities:
    """What the numbers of a table stand for.

    Parameters
    ----------
    units
        Column -> its unit.
    issues
        Units that are none of people, which stop a run, and those that were applied.
    """

    units: Mapping[str, Unit] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()


def quantities_of(
    source: Source,
    table: TableSchema,
    header: Header,
    match: Match,
    above: Sequence[Sequence[str]],
) -> Quantities:
    """Find the unit of every column of numbers.

    Parameters
    ----------
    source
        The file.
    table
        What it may hold.
    header, match
        Its headers, and which is which column.
    above
        The rows above them.
    """
    units: dict[str, Unit] = {}
    issues: list[Issue] = []
    for column in table.columns:
        place = match.headers.get(column.name)
        if place is None or not column.measure:
            continue
        cell = header.cells[place]
        unit = _unit_of(column, cell, above)
        if isinstance(unit, str):
            issues.append(source.issue(f"issue.unit_{unit}", cell))
        elif unit is None and column.measure == MINUTES:
            issues.append(source.issue("issue.unit_asked", cell))
        elif unit is not None and unit.changes:
            factor = f"{unit.factor:,f}" if unit.factor > 1 else f"1/{1 / unit.factor:.0f}"
            issues.append(
                replace(source.note("issue.unit_read", cell, factor=factor), value=unit.word)
            )
        units[column.name] = unit if isinstance(unit, Unit) else ONE
    return Quantities(units, tuple(issues))


def _unit_of(column: Column, header: str, above: Sequence[Sequence[str]]) -> Unit | str | None:
    """Return the unit of a column: the one stated, else of its header, else of the lines above."""
    if column.unit:
        return unit_of(column.unit, column.measure)
    unit = (
        time_unit(header) if column.measure == MINUTES else unit_in_header(header, column.measure)
    )
    return unit_above(above, column.measure) if unit is None else unit


def plainly(column: pd.Series, measure: str, unit: Unit = ONE) -> pd.Series:
    """Write the cells of a column as plain numbers in ones, each different cell read once.

    Parameters
    ----------
    column
        As a reader gives it: text, categorical, or numbers.
    measure, unit
        See :func:`geo.formats.number_words.meaning`.

    Returns
    -------
    pandas.Series
        The column itself where nothing is to be changed; else text, or float64 of float64;
        categorical where the column is.

    Examples
    --------
    >>> plainly(pd.Series(["1,234", "1200人", "1.2万", "?"]), "count").tolist()
    ['1234', '1200', '12000', '?']
    >>> unit = Unit(Decimal(10000), "万人", True)
    >>> plainly(pd.Series(["1.5", "2", "2万"]), "count", unit).tolist()
    ['15000', '20000', '2万 × 10,000']
    """
    if isinstance(column.dtype, pd.CategoricalDtype):
        values = column.cat.categories.to_series()
        plain = plainly(values, measure, unit)
        if plain is values:
            return column
        numbers, different = pd.factorize(plain)
        codes = np.append(numbers, -1)[column.cat.codes.to_numpy()]
        dtype = pd.CategoricalDtype(pd.Index(different))
        return pd.Series(pd.Categorical.from_codes(codes, dtype=dtype), column.index)
    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
        return _scaled(column, unit) if unit.changes else column
    text = column.astype("str")
    if not unit.changes and plain_numbers(text) is not None:
        return column
    words = to_text(text)
    each = {word: _plain_word(word, measure, unit) for word in words.dropna().unique()}
    changed = words.map(each)
    return text.where(words.isna(), changed).astype("str")


def _plain_word(word: str, measure: str, unit: Unit) -> str:
    value = meaning(word, measure, unit)
    # What is no count is told as it is written.
    if value is not None and (measure != COUNT or value == value.to_integral_value()):
        return f"{value:f}"
    return f"{word} × {unit.factor:,f}" if unit.changes else word


def _scaled(column: pd.Series, unit: Unit) -> pd.Series:
    """Multiply numbers as the decimals they are written as: 1.1 ten thousands are 11,000."""
    numbers = column.to_numpy(np.float64, na_value=np.nan)
    each: dict[float, Any] = {
        number: float(Decimal(repr(number)) * unit.factor)
        for number in np.unique(numbers[np.isfinite(numbers)]).tolist()
    }
    return pd.Series(
        [each.get(number, number) for number in numbers.tolist()], column.index, dtype="float64"
    )
