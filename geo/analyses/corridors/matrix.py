"""Corridors as a matrix: far ends down, near ends across, and what is beyond both summed up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

OTHER: Final = "…"
"""The code of what is beyond the rows or the columns of a matrix."""

_ENDS: Final = ("far", "near")


def corridor_matrix(frame: pd.DataFrame, most_far: int, most_near: int) -> pd.DataFrame:
    """Lay corridors out as cells of a matrix.

    Parameters
    ----------
    frame
        Of :attr:`geo.analyses.corridors.model.Corridors.frame`.
    most_far, most_near
        How many rows and columns; those of most people are kept, what is beyond is summed up in one
        more row and column, so that the people of all cells are those of ``frame``.

    Returns
    -------
    pandas.DataFrame
        A row a cell with people: ``far_code``, ``far_name``, ``near_code``, ``near_name``
        (:data:`OTHER` for what is beyond), ``people``, ``expected`` (of the ways it is known of),
        ``ratio`` (people of these ways to it), ``state`` and ``corridor`` (missing for sums);
        ends of most people first.
    """
    told = frame.copy()
    for end, most in zip(_ENDS, (most_far, most_near), strict=True):
        kept = ends_by_people(frame, end)[:most]
        beyond = ~told[f"{end}_code"].isin(kept)
        told.loc[beyond, [f"{end}_code", f"{end}_name"]] = OTHER
    expected = [told[f"expected_{way}"].astype("Float64") for way in ("in", "out")]
    told["expected"] = sum(part.fillna(0.0) for part in expected)
    told["tested"] = sum(
        told[f"people_{way}"].astype("Float64").where(part.notna(), 0.0).fillna(0.0)
        for way, part in zip(("in", "out"), expected, strict=True)
    )
    keys = ["far_code", "far_name", "near_code", "near_name"]
    groups = told.groupby(keys, sort=False)
    cells = groups[["people", "expected", "tested"]].sum().reset_index()
    single = told[(told["far_code"] != OTHER) & (told["near_code"] != OTHER)]
    cells = cells.merge(single[[*keys, "state", "corridor"]], on=keys, how="left")
    cells["ratio"] = cells["tested"] / cells["expected"].where(cells["expected"] > 0)
    for end in _ENDS:
        cells[end] = _position(cells, frame, end)
    ordered = cells.sort_values(list(_ENDS), ignore_index=True)
    return ordered[[*keys, "people", "expected", "ratio", "state", "corridor"]]


def ends_by_people(frame: pd.DataFrame, end: str) -> Sequence[str]:
    """Return the codes of ends, those of most people first."""
    people = frame.groupby(f"{end}_code")["people"].sum().astype("float64")
    codes: list[str] = people.sort_values(ascending=False, kind="stable").index.tolist()
    return codes


def _position(cells: pd.DataFrame, frame: pd.DataFrame, end: str) -> pd.Series[int]:
    order = {code: at for at, code in enumerate(ends_by_people(frame, end))}
    return cells[f"{end}_code"].map(order).fillna(np.inf)
