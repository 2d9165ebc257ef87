"""Names of record sources: they are published, so none may be a person's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.formats.personal_data import masked

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray


def open_names(
    sources: pd.Categorical, listed: Collection[str]
) -> tuple[pd.Categorical, NDArray[np.bool_]]:
    """Mask the sources that look like a person's name or number.

    Parameters
    ----------
    sources
        The source of each record; missing where it has none.
    listed
        Those that ``city.toml`` names, which are departments whatever they look like.

    Returns
    -------
    sources, hidden
        The sources as they may be shown, and which records have one that is masked.

    Examples
    --------
    >>> open_names(pd.Categorical(["公安", "王小明", None]), ["卫健"])[0].tolist()
    ['公安', '王…', nan]
    """
    names = list(sources.categories)
    shown = [name if name in listed else masked(name) for name in names]
    hidden = np.append([one != other for one, other in zip(names, shown, strict=True)], False)
    if not hidden.any():
        return sources, np.zeros(len(sources), dtype=bool)
    masks = pd.Index(shown, dtype=sources.categories.dtype)
    different = masks.unique()
    places = np.append(different.get_indexer(masks), -1)
    codes = sources.codes
    return pd.Categorical.from_codes(places[codes], different), hidden[codes].astype(bool)
