"""Result frames as CSV that Excel and WPS open with a double click."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Any, Final, cast

import pandas as pd
import pyarrow as pa
from pandas.api.types import (
    is_bool_dtype,
    is_integer_dtype,
    is_numeric_dtype,
)
from pyarrow import compute

from geo.publish.spreadsheet_safety import inert

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_ROWS_AT_ONCE: Final = 100_000
_QUOTE: Final = '"'
_TO_QUOTE: Final = re.compile(r'[",\r\n]')


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
    if not len(frame.columns):
        return codecs.BOM_UTF8 + b"\r\n"
    parts = [codecs.BOM_UTF8, _lines([pa.array([_quoted(str(name))]) for name in frame.columns])]
    for begin in range(0, len(frame), _ROWS_AT_ONCE):
        rows = frame.iloc[begin : begin + _ROWS_AT_ONCE]
        parts.append(_lines([_cells(column) for _, column in rows.items()]))
    return b"".join(parts)


def _lines(columns: Sequence[pa.StringArray]) -> bytes:
    lines = compute.binary_join_element_wise(*columns, ",").to_pylist()
    if len(columns) == 1:  # an empty line would be none
        lines = [line or 2 * _QUOTE for line in lines]
    return "\r\n".join([*lines, ""]).encode()


def _cells(column: pd.Series[Any]) -> pa.StringArray:
    """Write the cells of a column as they stand in the file; a missing one is empty."""
    tell = _teller(column)
    if not (is_numeric_dtype(column) or isinstance(column.dtype, pd.StringDtype)):
        values = column.to_numpy(object, na_value=cast("Any", None)).tolist()
        return pa.array(["" if value is None else tell(value) for value in values], pa.string())
    given = pa.array(column, from_pandas=True)
    if isinstance(given, pa.ChunkedArray):
        given = given.combine_chunks()
    if is_integer_dtype(column):
        return given.cast(pa.string()).fill_null("")
    # Equal values are written alike, so each once.
    encoded = given.dictionary_encode()
    told = [tell(value) for value in encoded.dictionary.to_pylist()]
    return pa.array(told, pa.string()).take(encoded.indices).fill_null("")


def _teller(column: pd.Series[Any]) -> Callable[[Any], str]:
    if is_bool_dtype(column):
        return _truth
    return _number if is_numeric_dtype(column) else _text


def _truth(value: object) -> str:
    return "true" if value else "false"


def _number(value: float) -> str:
    return str(int(value)) if value.is_integer() else repr(value)


def _text(value: object) -> str:
    return _quoted(inert(str(value)))


def _quoted(text: str) -> str:
    return f'"{text.replace(_QUOTE, 2 * _QUOTE)}"' if _TO_QUOTE.search(text) else text
