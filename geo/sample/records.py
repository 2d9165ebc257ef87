"""The groups of a period as records, as a city's system would hand them out, issues included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer

from geo.sample.places import METRIC_CRS
from geo.spatial.coordinates import from_wgs84

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    Rows = NDArray[np.int64]

SYSTEM: Final = "gcj02"
HEADERS: Final = {
    "record_id": "记录编号",
    "lon": "经度",
    "lat": "纬度",
    "community_code": "社区代码",
    "origin": "户籍地代码",
    "count": "人数",
    "period": "统计月份",
    "source": "来源",
}

SHARE: Final = 0.005  # of all records, of each kind of issue
ISSUES: Final = (
    "point_missing",
    "place_missing",
    "code_unknown",
    "code_unknown_point_missing",
    "at_sea",
    "at_sea_code_missing",
    "swapped",
    "swapped_code_missing",
    "just_outside",
    "code_of_another",
    "origin_missing",
    "twice",
)
BAD_COUNTS: Final = 0.5  # of the records of one subdistrict, whose form writes counts wrong
_YELLOW_SEA: Final = ((123.0, 33.0), (124.5, 36.0))
_OUTSIDE_M: Final = (10.0, 20.0, 30.0, 40.0)


def records_of(
    groups: pd.DataFrame, communities: gpd.GeoDataFrame, period: str, rng: np.random.Generator
) -> pd.DataFrame:
    """Write the groups of a period down as records, a share of each kind at issue.

    Parameters
    ----------
    groups
        community (row of ``communities``), x, y, origin, count, source.
    communities
        community_code and geometry, metric CRS.
    period
        Such as ``"2026-10"``.
    rng
        Chooses who is at issue and how.

    Returns
    -------
    DataFrame
        Columns of :data:`HEADERS`, their keys; degrees in GCJ-02, rounded to six places; count is a
        float, as fractions are among the issues.
    """
    number = pd.Series(range(1, len(groups) + 1)).astype(str).str.zfill(7)
    lon, lat = degrees(groups["x"].to_numpy(), groups["y"].to_numpy())
    codes = communities["community_code"].to_numpy()
    records = pd.DataFrame(
        {
            "record_id": period.replace("-", "") + number,
            "lon": lon,
            "lat": lat,
            "community_code": codes[groups["community"]],
            "origin": groups["origin"],
            "count": groups["count"].astype(float),
            "period": period,
            "source": groups["source"],
        }
    )
    # An issue of a point needs a point that lies in its community.
    sound = np.flatnonzero(communities.geometry.notna().to_numpy()[groups["community"]])
    chosen = rng.permutation(sound)[: len(ISSUES) * round(SHARE * len(records))]
    rows_by_issue = dict(zip(ISSUES, np.split(chosen, len(ISSUES)), strict=True))
    _spoil_points(records, rows_by_issue, communities, rng)
    _spoil_codes(records, rows_by_issue, codes, rng)
    records.loc[rows_by_issue["origin_missing"], "origin"] = None
    _spoil_counts(records, codes[groups["community"]], rng.spawn(1)[0])
    twice = records.loc[np.sort(rows_by_issue["twice"])]
    return pd.concat([records, twice], ignore_index=True)


def degrees(x: NDArray[Any], y: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Turn metres of the metric CRS into degrees of GCJ-02, rounded as systems round them."""
    to_wgs84 = Transformer.from_crs(METRIC_CRS, 4326, always_xy=True)
    lon, lat = np.full((2, len(x)), np.nan)
    located = np.isfinite(x)
    lon[located], lat[located] = from_wgs84(*to_wgs84.transform(x[located], y[located]), SYSTEM)
    return lon.round(6), lat.round(6)


def _spoil_points(
    records: pd.DataFrame,
    rows_by_issue: dict[str, Rows],
    communities: gpd.GeoDataFrame,
    rng: np.random.Generator,
) -> None:
    """Lose, swap and misplace points."""
    point = ["lon", "lat"]
    missing = _all(rows_by_issue, "point_missing", "place_missing", "code_unknown_point_missing")
    records.loc[missing, point] = np.nan
    sea = _all(rows_by_issue, "at_sea", "at_sea_code_missing")
    records.loc[sea, point] = rng.uniform(*_YELLOW_SEA, (len(sea), 2)).round(6)
    records.loc[sea[::5], point] = 0.0  # where systems put what they could not find
    swapped = _all(rows_by_issue, "swapped", "swapped_code_missing")
    records.loc[swapped, point] = records.loc[swapped, point[::-1]].to_numpy()
    outside = rows_by_issue["just_outside"]
    records.loc[outside, point] = np.column_stack(_just_outside(communities, len(outside), rng))


def _spoil_codes(
    records: pd.DataFrame,
    rows_by_issue: dict[str, Rows],
    codes: NDArray[Any],
    rng: np.random.Generator,
) -> None:
    """Lose, invent and mistake community codes."""
    code = "community_code"
    missing = _all(
        rows_by_issue,
        "place_missing",
        "at_sea_code_missing",
        "swapped_code_missing",
        "just_outside",
    )
    records.loc[missing, code] = None
    unknown = _all(rows_by_issue, "code_unknown", "code_unknown_point_missing")
    ending = pd.Series(rng.integers(900, 1000, len(unknown)), index=unknown).astype(str)
    records.loc[unknown, code] = records.loc[unknown, code].str[:9] + ending
    following = dict(zip(codes, np.roll(codes, -1), strict=True))
    another = rows_by_issue["code_of_another"]
    records.loc[another, code] = records.loc[another, code].map(following)


def _spoil_counts(records: pd.DataFrame, codes: NDArray[Any], rng: np.random.Generator) -> None:
    """Write half of the counts of one subdistrict as no number of people."""
    subdistricts = pd.Series(codes).str[:9]
    subdistrict = rng.choice(subdistricts.unique())
    bad = np.flatnonzero(
        (subdistricts == subdistrict) & (rng.uniform(size=len(codes)) < BAD_COUNTS)
    )
    records.loc[bad[::2], "count"] *= -1
    records.loc[bad[1::2], "count"] += 0.5


def _all(rows_by_issue: dict[str, Rows], *issues: str) -> Rows:
    return np.concatenate([rows_by_issue[issue] for issue in issues])


def _just_outside(
    communities: gpd.GeoDataFrame, count: int, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Draw points some metres outside the boundary of the city."""
    lines = shapely.boundary(shapely.buffer(communities.union_all(), _OUTSIDE_M))
    share = rng.uniform(size=count)
    points = shapely.line_interpolate_point(rng.choice(lines, count), share, normalized=True)
    return degrees(shapely.get_x(points), shapely.get_y(points))
