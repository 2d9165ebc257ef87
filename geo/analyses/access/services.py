"""What service sites offer: words between semicolons."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

ANY: Final = "any"
"""The service that every site offers."""

LIFE_CIRCLES: Final = (5, 10, 15)
"""Minutes on foot for which GB 50180-2018, appendix B, lists facilities of residential areas."""


def source_of_norm(minutes: int, mode: str) -> str:
    """Return the key of the source of a service's own limit: a life circle, or a setting.

    Examples
    --------
    >>> source_of_norm(10, "walk"), source_of_norm(10, "drive")
    ('source.gb_50180', 'source.setting')
    """
    of_circle = mode == "walk" and minutes in LIFE_CIRCLES
    return "source.gb_50180" if of_circle else "source.setting"


def words_of(services: Any) -> list[str]:
    """List the services of one site, each once.

    Examples
    --------
    >>> words_of("register; family ;register"), words_of(None)
    (['register', 'family'], [])
    """
    text = "" if pd.isna(services) else str(services)
    return list(dict.fromkeys(word for part in text.split(";") if (word := part.strip())))


def services_of(sites: pd.Series[str]) -> tuple[str, ...]:
    """List :data:`ANY`, then every service that sites offer, that of most sites first.

    Examples
    --------
    >>> services_of(pd.Series(["family", "register;family", None]))
    ('any', 'family', 'register')
    """
    offered = Counter(word for services in sites for word in words_of(services))
    return (ANY, *sorted(offered, key=lambda word: (-offered[word], word)))


def offering(sites: pd.Series[str], service: str) -> NDArray[np.bool_]:
    """Return which sites offer a service.

    Examples
    --------
    >>> offering(pd.Series(["family", None]), "family").tolist()
    [True, False]
    """
    if service == ANY:
        return np.ones(len(sites), dtype=bool)
    return np.array([service in words_of(services) for services in sites], dtype=bool)
