"""Located records become counts: of places, never of persons.

Each function works on one batch; :func:`add_up` joins what the batches gave, so that a file of any
size passes through in bounded memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.analysis.locate import NOTES, UNUSABLE

ORIGIN_NOTES = ("origin_ambiguous", "origin_unknown")
"""What is worth knowing of an origin that was not resolved."""

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

CELL_DEGREES_LAT = 0.0045
"""Height of a map cell: 500 m."""


def count(located: pd.DataFrame) -> pd.DataFrame:
    """Count the people of each community in each period.

    Parameters
    ----------
    located
        What :func:`geo.analysis.locate.locate` returns.

    Returns
    -------
    pandas.DataFrame
        ``community_code``, ``period``, ``people`` (int64), one row where there is any record.

    Examples
    --------
    >>> located = pd.DataFrame({"community_code": ["a", "a", None], "period": "2026-10",
    ...                         "count": [2, 3, 1]})
    >>> count(located)
      community_code   period  people
    0              a  2026-10       5
    """
    found = located[located["community_code"].notna()]
    return add_up([found.rename(columns={"count": "people"})], ["community_code", "period"])


def count_by(located: pd.DataFrame, what: str) -> pd.DataFrame:
    """Count the people of each community in each period by one column more.

    Parameters
    ----------
    located
        What :func:`geo.analysis.locate.locate` returns, and the column ``what``, such as ``origin``
        or ``source``; it is never missing.

    Returns
    -------
    pandas.DataFrame
        ``community_code``, ``period``, ``what`` (str), ``people`` (int64).
    """
    keys = ["community_code", "period", what]
    found = located.loc[located["community_code"].notna(), [*keys, "count"]]
    counted = add_up([found.rename(columns={"count": "people"})], keys)
    return counted.astype({what: "str"})


def count_cells(located: pd.DataFrame, middle_lat: float) -> pd.DataFrame:
    """Count people by map cell of about 500 m: all that is kept of a point.

    Parameters
    ----------
    located
        What :func:`geo.analysis.locate.locate` returns.
    middle_lat
        Latitude of the city in degrees, at which cells are square.

    Returns
    -------
    pandas.DataFrame
        ``lon``, ``lat`` (centre of the cell, WGS84 degrees), ``period``, ``outcome``, ``people``,
        ``rows``. Records without a usable point are in no cell.
    """
    placed = located[np.isfinite(located["lon"]) & np.isfinite(located["lat"])]
    cells = pd.DataFrame(
        {
            **cell_centres(placed, middle_lat),
            "period": placed["period"],
            "outcome": placed["outcome"].astype("str"),
            "people": placed["count"],
            "rows": 1,
        }
    )
    return add_up([cells], ["lon", "lat", "period", "outcome"])


def take_account(located: pd.DataFrame) -> pd.DataFrame:
    """Account for every row and person of a batch, stage by stage.

    Returns
    -------
    pandas.DataFrame
        ``file``, ``stage``, ``period``, ``outcome``, ``rows``, ``persons``. Stage ``read`` adds up
        to the rows of the file (kept, or why not); stage ``locate`` to the rows kept (how located,
        or why not). A row whose count cannot be read has no persons that could be known.
    """
    faulty = located["outcome"].isin(UNUSABLE)
    kept = located[~faulty]
    outcome = located["outcome"].astype("str")
    return add_up(
        [
            _account_of(located, "read", outcome.where(faulty, "kept")),
            _account_of(kept, "locate", outcome[~faulty]),
        ],
        ["file", "stage", "period", "outcome"],
    )


def take_notes(located: pd.DataFrame) -> pd.DataFrame:
    """Count what is worth knowing of records that were counted.

    Returns
    -------
    pandas.DataFrame
        ``file``, ``note`` (one of :data:`geo.analysis.locate.NOTES`, or of :data:`ORIGIN_NOTES` if
        ``located`` has them), ``rows``, ``persons``.
    """
    noted = [(note, located[located[note]]) for note in NOTES + ORIGIN_NOTES if note in located]
    return add_up(
        [
            pd.DataFrame({"file": of["file"], "note": note, "rows": 1, "persons": of["count"]})
            for note, of in noted
        ],
        ["file", "note"],
    )


def set_aside(located: pd.DataFrame) -> pd.DataFrame:
    """List the rows set aside: ``file``, ``row``, ``reason``; nothing else of them."""
    lost = located[located["community_code"].isna()]
    return pd.DataFrame(
        {"file": lost["file"], "row": lost["row"], "reason": lost["outcome"].astype("str")}
    ).reset_index(drop=True)


def _account_of(rows: pd.DataFrame, stage: str, outcome: pd.Series[str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "file": rows["file"],
            "stage": stage,
            "period": rows["period"],
            "outcome": outcome,
            "rows": 1,
            "persons": rows["count"],
        }
    )


def add_up(parts: Iterable[pd.DataFrame], keys: Sequence[str]) -> pd.DataFrame:
    """Join parts and sum their number columns by key, in the order of the keys.

    Examples
    --------
    >>> part = pd.DataFrame({"period": ["b", "a", "b"], "people": [1, 2, 3]})
    >>> add_up([part, part], ["period"])
      period  people
    0      a       4
    1      b       8
    """
    joined = pd.concat(list(parts), ignore_index=True)
    numbers = [name for name in ("people", "rows", "persons") if name in joined]
    return joined.groupby(list(keys), as_index=False, sort=True, observed=True)[numbers].sum()


def cell_centres(located: pd.DataFrame, middle_lat: float) -> dict[str, NDArray[np.float64]]:
    """Find the centres of the cells that points lie in: ``lon``, ``lat``; NaN without a point."""
    width = CELL_DEGREES_LAT / max(np.cos(np.radians(middle_lat)), 0.01)
    return {
        "lon": _cell_centre(located["lon"], width),
        "lat": _cell_centre(located["lat"], CELL_DEGREES_LAT),
    }


def _cell_centre(degrees: pd.Series[float], size: float) -> NDArray[np.float64]:
    """Centre of the cell that a coordinate falls in, rounded so that equal cells are equal."""
    centre: NDArray[np.float64] = (np.floor(degrees.to_numpy() / size) + 0.5) * size
    return centre.round(6)
