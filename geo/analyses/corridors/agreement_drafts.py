"""The agreements to sign next, in order, with the figures each rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geo.analyses.corridors.methods.agreements import LAPSED, LAPSING, MISSING
from geo.core.i18n import say

if TYPE_CHECKING:
    import pandas as pd

    from geo.analyses.corridors.model import Corridors

SIGN, RENEW = "sign", "renew"
FIGURES: Final = (
    *(
        "partner_name",
        "local_name",
        "state",
        "flow",
        "inflow",
        "outflow",
        "inflow_ratio",
        "p_value",
    ),
    *("factor_shortfall", "factor_accessibility", "score", "agreement_places", "valid_until"),
    *("partner_code", "local_code"),
)
"""What stands beside each agreement to sign, in this order."""

_DECIMALS: Final = {
    "inflow_ratio": 2,
    "p_value": 6,
    "factor_shortfall": 2,
    "factor_accessibility": 2,
    "score": 0,
}


def drafts(corridors: Corridors, most: int | None = None) -> pd.DataFrame:
    """List the agreements to sign next.

    Parameters
    ----------
    corridors
        Ranked.
    most
        How many at most; None: all.

    Returns
    -------
    pandas.DataFrame
        ``number`` (1, 2, …), ``action`` (``"sign"``; ``"renew"`` of one that has lapsed or is about
        to) and :data:`FIGURES`: the corridors that are significant and have no agreement that is
        sure to last, in order of rank.
    """
    frame = corridors.frame.reindex(columns=[*FIGURES, "significant"])
    open_ones = frame["state"].isin((MISSING, LAPSED, LAPSING))
    due = frame[open_ones & frame["significant"].fillna(value=False).astype(bool)]
    due = due.drop(columns="significant").iloc[:most].reset_index(drop=True)
    for name, decimals in _DECIMALS.items():
        due[name] = due[name].astype("Float64").round(decimals)
    due.insert(0, "action", np.where(due["state"] == MISSING, SIGN, RENEW))
    due.insert(0, "number", np.arange(1, len(due) + 1))
    return due


def drafts_table(corridors: Corridors, language: str, most: int | None = None) -> pd.DataFrame:
    """Put the list in words: heads, states and what is to be done."""
    rows = drafts(corridors, most)
    rows["action"] = [say(f"corridor_action.{value}", language) for value in rows["action"]]
    rows["state"] = [say(f"corridor_state.{value}", language) for value in rows["state"]]
    return rows.rename(columns={name: say(f"corridor_head.{name}", language) for name in rows})
