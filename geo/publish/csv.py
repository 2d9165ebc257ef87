"""Result frames as CSV that Excel and WPS open with a double click."""

from __future__ import annotations

import codecs
import csv
import io
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from pandas.api.types import is_bool_dtype, is_numeric_dtype, is_object_dtype

if TYPE_CHECKING:
    from collections.abc import Callable

from geo.publish.spreadsheet_safety import inert


def csv_bytes(frame: pd.DataFrame) -> bytes:
    r"""Write a frame as CSV.

    UTF-8 with a byte order mark, so that Chinese is shown; lines end as RFC 4180 has them; NA is
    empty; whole numbers have no ``.0``; text that a spreadsheet would run begins with ``'``.

    Examples
    --------
    >>> csv_bytes(pd.DataFrame({"name": ["=1+1", None], "posts": [2.0, 2.5]}))
    b"\xef\xbb\xbfname,posts\r\n'=1+1,2\r\n,2.5\r\n"
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(frame.columns)
    writer.writerows(zip(*(_cells(column) for _, column in frame.items()), strict=True))
    return codecs.BOM_UTF8 + text.getvalue().encode()


def _cells(column: pd.Series[Any]) -> list[str]:
    """Turn a column into what stands in the file: each different value once."""
    codes = np.arange(len(column))
    values: Any = column
    if not is_object_dtype(column):  # of other types equal values are written alike
        codes, values = pd.factorize(column)
    known = pd.Series(values).astype(object)
    tell = _teller(column)
    texts = ["" if lost else tell(value) for value, lost in zip(known, known.isna(), strict=True)]
    cells: list[str] = np.array([*texts, ""], dtype=object)[codes].tolist()
    return cells


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
