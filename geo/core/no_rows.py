"""Tables without a row: made once for each set of columns, as pandas takes its time over them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pandas.api.extensions import ExtensionArray


def no_rows(dtypes: Mapping[str, str]) -> pd.DataFrame:
    """Return a table without a row.

    Parameters
    ----------
    dtypes
        Of its columns, by name.

    Examples
    --------
    >>> no_rows({"code": "str", "people": "Int64"}).dtypes.astype("str").to_dict()
    {'code': 'str', 'people': 'Int64'}
    """
    return _table(tuple(dtypes.items())).copy(deep=False)


@cache
def _table(dtypes: tuple[tuple[str, str], ...]) -> pd.DataFrame:
    return pd.DataFrame({name: _no_values(dtype) for name, dtype in dtypes})


@cache
def _no_values(dtype: str) -> ExtensionArray:
    values: ExtensionArray = pd.Series(dtype=dtype).array
    return values
