"""Inflows period by period: how they change, and which corridors emerge and vanish.

Records tell how many people of each origin live where in each period, not who moved. So an increase
is the least number of people who arrived on a corridor, and a decrease the least who left: more may
have come and gone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

TRENDS: Final = ("emerging", "growing", "steady", "shrinking", "vanishing")
"""From the period before: it reached the least flow, more people, as many, fewer, it fell below."""

ENDS: Final = ["partner_code", "local_code"]


def period_changes(flows: pd.DataFrame, periods: Sequence[str], least: float) -> pd.DataFrame:
    """Follow the inflow between every two places from period to period.

    Parameters
    ----------
    flows
        ``partner_code``, ``local_code``, ``period`` (str), ``flow`` (people).
    periods
        Those to follow, in order.
    least
        The people of the smallest corridor.

    Returns
    -------
    pandas.DataFrame
        For every pair with people in some of the periods a row a period, in order of ends and
        period: ``partner_code``, ``local_code``, ``period``, ``inflow`` (people, 0 where nobody),
        ``previous_period``, ``previous_inflow``, ``change`` (people more than in the period
        before), ``growth`` (that as a share of the period before; missing where nobody was),
        ``arrivals_min``, ``departures_min`` (people who arrived, and who left, at least),
        ``trend`` (of :data:`TRENDS`). All but the first four are missing in the first period.

    Examples
    --------
    >>> flows = pd.DataFrame({"partner_code": "a", "local_code": "x", "flow": [4, 30, 21],
    ...                       "period": ["2026-08", "2026-09", "2026-10"]})
    >>> told = period_changes(flows, ["2026-08", "2026-09", "2026-10"], least=10)
    >>> told[["inflow", "change", "trend"]].to_numpy().tolist()
    [[4.0, nan, nan], [30.0, 26.0, 'emerging'], [21.0, -9.0, 'shrinking']]
    """
    followed = flows[flows["period"].isin(periods)]
    volume = followed.groupby([*ENDS, "period"])["flow"].sum().astype("float64")
    with_people = followed.loc[followed["flow"] > 0, ENDS].drop_duplicates().sort_values(ENDS)
    pairs = with_people.itertuples(index=False, name=None)
    rows = [(*pair, period) for pair in pairs for period in periods]
    index = pd.MultiIndex.from_tuples(rows, names=[*ENDS, "period"])
    panel = volume.reindex(index, fill_value=0.0).rename("inflow").reset_index()
    panel = panel.astype(dict.fromkeys([*ENDS, "period"], "str"))
    before = panel.groupby(ENDS, sort=False)[["period", "inflow"]].shift()
    panel["previous_period"] = before["period"].astype("str")
    panel["previous_inflow"] = before["inflow"]
    panel["change"] = panel["inflow"] - panel["previous_inflow"]
    growth = panel["change"] / panel["previous_inflow"].where(panel["previous_inflow"] > 0)
    panel["growth"] = growth
    panel["arrivals_min"] = panel["change"].clip(lower=0.0)
    panel["departures_min"] = (-panel["change"]).clip(lower=0.0)
    panel["trend"] = _trends(panel, least)
    return panel


def _trends(panel: pd.DataFrame, least: float) -> pd.Series[str]:
    """Class the change of each row; missing where nothing is before it."""
    now, before = panel["inflow"] >= least, panel["previous_inflow"] >= least
    classes = [
        now & ~before,
        before & ~now,
        panel["change"] > 0,
        panel["change"] < 0,
        panel["change"] == 0,
    ]
    words = ["emerging", "vanishing", "growing", "shrinking", "steady"]
    trend = pd.Series(np.select(classes, words, default=""), panel.index, dtype="str")
    return trend.where(panel["change"].notna())


def totals_by_period(changes: pd.DataFrame) -> pd.DataFrame:
    """Sum the changes of all corridors up.

    Returns
    -------
    pandas.DataFrame
        A row a period, in order: ``period``, ``inflow``, ``change``, ``arrivals_min``,
        ``departures_min`` (people), ``emerging``, ``vanishing`` (corridors); all but ``inflow`` are
        missing in the first period.
    """
    periods = changes.groupby("period", sort=True)
    counted = ["change", "arrivals_min", "departures_min"]
    totals = periods[["inflow"]].sum().join(periods[counted].sum(min_count=1))
    for trend in ("emerging", "vanishing"):
        is_so = (changes["trend"] == trend).astype("Int64").where(changes["trend"].notna())
        totals[trend] = is_so.groupby(changes["period"]).sum(min_count=1)
    return totals.reset_index()
