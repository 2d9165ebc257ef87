"""Corridors as a matrix: partner regions down, local units across, the rest summed up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

OTHER: Final = "…"
"""The code of what is beyond the rows or the columns of a matrix."""

_ENDS: Final = ("partner", "local")


def corridor_matrix(frame: pd.DataFrame, most_partners: int, most_local_units: int) -> pd.DataFrame:
    """Lay corridors out as cells of a matrix.

    Parameters
    ----------
    frame
        Of :attr:`geo.analyses.corridors.model.Corridors.frame`.
    most_partners, most_local_units
        How many rows and columns; those of most people are kept, what is beyond is summed up in one
        more row and column, so that the people of all cells are those of ``frame``.

    Returns
    -------
    pandas.DataFrame
        A row a cell with people: ``partner_code``, ``partner_name``, ``local_code``, ``local_name``
        (:data:`OTHER` for what is beyond), ``flow``, ``expected_flow`` (of the ways it is known
        of), ``flow_ratio`` (people of these ways to it), ``state`` and ``corridor`` (missing for
        sums); ends of most people first.
    """
    corridors = frame.copy()
    for end, most in zip(_ENDS, (most_partners, most_local_units), strict=True):
        largest = ends_by_flow(frame, end)[:most]
        beyond = ~corridors[f"{end}_code"].isin(largest)
        corridors.loc[beyond, [f"{end}_code", f"{end}_name"]] = OTHER
    expected = [
        corridors[f"expected_{direction}flow"].astype("Float64") for direction in ("in", "out")
    ]
    corridors["expected_flow"] = sum(part.fillna(0.0) for part in expected)
    corridors["tested"] = sum(
        corridors[f"{direction}flow"].astype("Float64").where(part.notna(), 0.0).fillna(0.0)
        for direction, part in zip(("in", "out"), expected, strict=True)
    )
    keys = ["partner_code", "partner_name", "local_code", "local_name"]
    groups = corridors.groupby(keys, sort=False)
    cells = groups[["flow", "expected_flow", "tested"]].sum().reset_index()
    single = corridors[(corridors["partner_code"] != OTHER) & (corridors["local_code"] != OTHER)]
    cells = cells.merge(single[[*keys, "state", "corridor"]], on=keys, how="left")
    cells["flow_ratio"] = cells["tested"] / cells["expected_flow"].where(cells["expected_flow"] > 0)
    for end in _ENDS:
        cells[end] = _position(cells, frame, end)
    ordered = cells.sort_values(list(_ENDS), ignore_index=True)
    return ordered[[*keys, "flow", "expected_flow", "flow_ratio", "state", "corridor"]]


def ends_by_flow(frame: pd.DataFrame, end: str) -> Sequence[str]:
    """Return the codes of ends, those of most people first."""
    volume = frame.groupby(f"{end}_code")["flow"].sum().astype("float64")
    codes: list[str] = volume.sort_values(ascending=False, kind="stable").index.tolist()
    return codes


def _position(cells: pd.DataFrame, frame: pd.DataFrame, end: str) -> pd.Series[int]:
    order = {code: position for position, code in enumerate(ends_by_flow(frame, end))}
    return cells[f"{end}_code"].map(order).fillna(np.inf)
