"""Result frames as CSV that Excel and WPS open with a double click."""

from __future__ import annotations

import codecs
import csv
import io
from typing import TYPE_CHECKING, Any, Final, cast

from pandas.api.types import (
    is_bool_dtype,
    is_integer_dtype,
    is_numeric_dtype,
    is_object_dtype,
)

from geo.publish.spreadsheet_safety import inert

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pandas as pd

_ROWS_AT_ONCE: Final = 100_000


def csv_bytes(frame: pd.DataFrame) -> bytes:
    r"""Write a frame as CSV.

    UTF-8 with a byte order mark, so that Chinese is shown; lines end as RFC 4180 has them; NA is
    empty; whole numbers have no ``.0``; text that a spreadsheet would run begins with ``'``.

    Examples
    --------
    >>> import pandas as pd
    >>> csv_bytes(pd.DataFrame({"name": ["=1+1", None], "posts": [2.0, 2.5]}))
    b"\xef\xbb\xbfname,posts\r\n'=1+1,2\r\n,2.5\r\n"
    """
    parts = [codecs.BOM_UTF8, _lines([frame.columns])]
    for begin in range(0, len(frame), _ROWS_AT_ONCE):
        rows = frame.iloc[begin : begin + _ROWS_AT_ONCE]
        parts.append(_lines(zip(*(_cells(column) for _, column in rows.items()), strict=True)))
    return b"".join(parts)


def _lines(rows: Iterable[Iterable[Any]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def _cells(column: pd.Series[Any]) -> list[Any]:
    """Turn a column into what the writer of CSV takes; None is left empty."""
    missing = cast("Any", None)
    values: list[Any] = column.to_numpy(object, na_value=missing).tolist()
    if is_integer_dtype(column):
        return values
    tell = _teller(column)
    if is_object_dtype(column):
        return ["" if value is None else tell(value) for value in values]
    # Of other types equal values are written alike, so each once.
    told = {value: "" if value is None else tell(value) for value in set(values)}
    return [told[value] for value in values]


def _teller(column: pd.Series[Any]) -> Callable[[Any], str]:
    if is_bool_dtype(column):
        return _truth
    return _number if is_numeric_dtype(column) else _text


def _truth(value: object) -> str:
    return "true" if value else "false"


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def _text(value: object) -> str:
    return inert(str(value))
