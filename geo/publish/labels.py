"""Tables for people: headers in their language, codes of states and reasons in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar

import pandas as pd
from pandas.api.types import is_bool_dtype, is_float_dtype

from geo.core.i18n import exists, say

if TYPE_CHECKING:
    from collections.abc import Mapping

FrameT = TypeVar("FrameT", bound=pd.DataFrame)

_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(
        (
            *("status", "status_strict_norm", "status_lenient_norm"),
            *("status_lower_population", "status_higher_population"),
        ),
        ("status", "norm_status"),
    ),
    "accessibility_state": ("accessibility_state",),
    "counts": ("norm_counts",),
    "crosses": ("sharing_level",),
    "demand_location": ("demand_location",),
    "direction": ("corridor_direction",),
    "kind": ("kind", "sharing_kind"),
    "level": ("unit_level",),
    "location_basis": ("location_basis",),
    "mode": ("mode",),
    "origin_state": ("origin_state",),
    "outcome": ("outcome",),
    "question": ("planning.question",),
    "reason": ("outcome", "norm_reason"),
    "rounding": ("norm_rounding",),
    "service": ("service",),
    "stage": ("stage_of_account",),
    "staff_level": ("unit_level",),
    "state": ("corridor_state", "origin_state", "within_state", "norm_state"),
    "subdistrict_post": ("subdistrict_post",),
    "term": ("agreement_term",),
    "travel_time_source": ("travel_time_source",),
    "trend": ("trend",),
    "underserved": ("underserved",),
}
"""The sections of messages that have the words of a column's values."""


def labelled(frame: FrameT, language: str, table: str = "") -> FrameT:
    """Return a table of a run as people read it.

    Parameters
    ----------
    frame
        Columns as declared in ``columns.toml``; a GeoDataFrame keeps its geometry.
    language
        ``"zh"`` or ``"en"``.
    table
        Its name, where a column of it means something else than in other tables.

    Returns
    -------
    DataFrame
        Each column under the message ``label.<name>``, with states, reasons and truths in words;
        fractions with two decimals, below 1 with six. Codes of places stay text.
    """
    worded = {
        str(name): _worded(str(name), values, language)
        for name, values in frame.items()
        if name in _WORDS or is_bool_dtype(values)
    }
    rounded = {
        str(name): values.where(values.abs() < 1, values.round(2)).round(6)
        for name, values in frame.items()
        if is_float_dtype(values)
    }
    worded_frame = frame.assign(**worded, **rounded)
    return worded_frame.rename(columns=lambda name: label(str(name), language, table))


def label(name: str, language: str, table: str = "") -> str:
    """Return what a column is called; as it is where we have no word for it, as of a geometry.

    Examples
    --------
    >>> label("staff", "en"), label("staff", "en", "sharing")
    ('Staff', 'Surplus staff lent')
    """
    keys = (f"table_label.{table}.{name}", f"label.{name}")
    return next((say(key, language) for key in keys if exists(key)), name)


def _worded(name: str, values: pd.Series[Any], language: str) -> pd.Series[Any]:
    words = {
        value: value if pd.isna(value) else _word(name, value, language)
        for value in values.unique()
    }
    return values.astype(object).map(words)


def _word(name: str, value: Any, language: str) -> str:
    if not isinstance(value, str):
        return say("truth.yes" if value else "truth.no", language)
    keys = (f"{section}.{value}" for section in _WORDS.get(name, ()))
    return next((say(key, language) for key in keys if exists(key)), value)
