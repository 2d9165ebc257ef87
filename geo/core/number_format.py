"""Numbers and shares as text for readers."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

NOTHING: Final = "—"
"""What stands for a missing value."""


def text(value: Any) -> str:
    """Write text; what is missing is a dash."""
    return NOTHING if pd.isna(value) or value == "" else str(value)


def number(value: Any, decimals: int = 1) -> str:
    """Write a number with thousands separators; what is missing is a dash.

    Examples
    --------
    >>> number(1234567), number(2.5), number(3.0), number(pd.NA)
    ('1,234,567', '2.5', '3', '—')
    """
    if pd.isna(value):
        return NOTHING
    digits = f"{value:,.{decimals}f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def share(part: float, total: float) -> str:
    """Write a share in percent; of nothing it is a dash.

    Examples
    --------
    >>> share(1, 3), share(0, 0)
    ('33.3%', '—')
    """
    return f"{100 * part / total:.1f}%" if total else NOTHING


def percent(value: Any) -> str:
    """Write a share from 0 to 1 in percent; what is missing is a dash.

    Examples
    --------
    >>> percent(0.25), percent(pd.NA)
    ('25.0%', '—')
    """
    return NOTHING if pd.isna(value) else share(float(value), 1)


def signed(figure: str) -> str:
    """Write a plus before what is not negative, and a true minus.

    Examples
    --------
    >>> signed("3.2%"), signed("-4"), signed("—")
    ('+3.2%', '−4', '—')
    """
    if figure == NOTHING:
        return figure
    return figure.replace("-", "−") if figure.startswith("-") else f"+{figure}"
