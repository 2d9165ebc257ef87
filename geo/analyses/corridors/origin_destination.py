"""Corridors as directed flows: from an origin to a destination, each direction a row of its own."""

from __future__ import annotations

from typing import Final

import pandas as pd

from geo.analyses.corridors.methods.flows import IN, OUT

ENDS: Final = ("origin", "destination")
_SIDES: Final = {IN: ("partner", "local"), OUT: ("local", "partner")}


def directed_flows(frame: pd.DataFrame) -> pd.DataFrame:
    """Take corridors apart into the flows of their two directions.

    Parameters
    ----------
    frame
        Of :attr:`geo.analyses.corridors.model.Corridors.frame`.

    Returns
    -------
    pandas.DataFrame
        A row a direction with people, inflows first, in order of the corridors: ``direction``
        (``"in"``, ``"out"``), ``origin_code``, ``origin_name``, ``destination_code``,
        ``destination_name`` (str), ``flow`` (people, of the dtype of ``inflow``),
        ``expected_flow``, ``flow_ratio`` (Float64, missing where nothing is expected), ``state``
        and ``corridor`` (str).

    Examples
    --------
    >>> corridors = pd.DataFrame({"corridor": ["a-x"], "state": ["agreed"], "inflow": [3],
    ...     "outflow": [2], "partner_code": ["a"], "partner_name": ["A"], "local_code": ["x"],
    ...     "local_name": ["X"]} | {f"{name}{way}flow{ratio}": [pd.NA] for way in ("in", "out")
    ...     for name, ratio in (("expected_", ""), ("", "_ratio"))})
    >>> directed_flows(corridors)[["origin_code", "destination_code", "flow"]].to_numpy().tolist()
    [['a', 'x', 3], ['x', 'a', 2]]
    """
    parts = []
    for direction, sides in _SIDES.items():
        columns = {
            "corridor": "corridor",
            "state": "state",
            f"{direction}flow": "flow",
            f"expected_{direction}flow": "expected_flow",
            f"{direction}flow_ratio": "flow_ratio",
        }
        for end, side in zip(ENDS, sides, strict=True):
            columns |= {f"{side}_{part}": f"{end}_{part}" for part in ("code", "name")}
        part = frame[list(columns)].rename(columns=columns)
        moved = (part["flow"] > 0).fillna(value=False).astype(bool)
        parts.append(part[moved].assign(direction=direction))
    named = [f"{end}_{part}" for end in ENDS for part in ("code", "name")]
    order = ["direction", *named, "flow", "expected_flow", "flow_ratio", "state", "corridor"]
    return pd.concat(parts, ignore_index=True)[order]
