"""Codes of the subdistricts and districts of communities, where no file gives them."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Final

import shapely

from geo.formats.georeferencing.crs_detection import lies_abroad
from geo.regions.centroids import km_from_seats, lies_by_a_seat, region_centroids
from geo.regions.gazetteer import by_code

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

# Digits of a code of China that name the subdistrict and the district, by how long it is: of 6, 9
# and 12 digits, and 15 and 18 of grid cells and buildings within a community.
_OF_CHINA: Final[Mapping[str, Mapping[int, int]]] = {
    "subdistrict": {12: 9, 15: 9, 18: 9},
    "district": {12: 6, 15: 6, 18: 6, 9: 6, 6: 6},
}
_INVENTED: Final = "99"
"""No province begins so: codes of the sample city, and of others made up."""
_MOST: Final = 0.5
_COUNTY: Final = 6  # digits
_FARTHEST_KM: Final = 900.0
"""Farther from the seat of its prefecture no county lies."""


def with_parents(units: pd.DataFrame, length: Mapping[str, int]) -> pd.DataFrame:
    """Fill in the codes of subdistricts and districts that are not given from the code itself.

    Parameters
    ----------
    units
        ``community_code``, ``subdistrict_code``, ``district_code`` (str, may be missing),
        ``geometry`` (EPSG:4326).
    length
        How many characters of a code name the subdistrict or the district, by level, as the city
        says; if it says nothing and the codes are those of China, it is known.
    """
    code = units["community_code"]
    filled = units.copy()
    if length:
        for level, characters in length.items():
            begin = code.where(code.str.len() >= characters).str[:characters]
            filled[f"{level}_code"] = units[f"{level}_code"].fillna(begin).astype("str")
        return filled
    digits = code.where(code.str.fullmatch(r"\d+", na=False))
    if not are_of_china(digits.dropna(), units["geometry"]):
        return filled
    length_of_code = digits.str.len()
    for level, lengths in _OF_CHINA.items():
        for code_length, parent_length in lengths.items():
            of_length = length_of_code == code_length
            if not of_length.any():
                continue
            begin = digits.where(of_length).str[:parent_length]
            filled[f"{level}_code"] = filled[f"{level}_code"].fillna(begin).astype("str")
    return filled


def are_of_china(codes: pd.Series[str], geometry: pd.Series) -> bool:
    """Return whether most codes begin with a county of China, and the city lies where that is.

    A block group of the United States has twelve digits, too, and may begin like one; so may the
    codes of a city of India, Mongolia or Nepal, which lie in the box around China.

    Parameters
    ----------
    codes
        Of communities or districts (str, none missing).
    geometry
        The communities, EPSG:4326.
    """
    digits = codes[codes.str.fullmatch(r"\d{6,}", na=False)]
    counties = digits.str[:_COUNTY].value_counts()
    known = [code.startswith(_INVENTED) or code in by_code() for code in counties.index.tolist()]
    in_china = counties[known]
    if in_china.sum() < max(_MOST * len(codes), 1):
        return False
    bounds = bounds_of(geometry)
    if bounds is None:
        return True
    if lies_abroad(bounds):
        return False
    prefecture = str(in_china.groupby(in_china.index.str[:4]).sum().idxmax()) + "00"
    seat = _seat(prefecture)
    if seat["lon"].isna().any():  # invented, or of a prefecture that is no more
        return True
    return bool((km_from_seats(bounds, seat) <= _FARTHEST_KM).all())


@cache
def _seat(prefecture: str) -> pd.DataFrame:
    return region_centroids([prefecture])


def is_abroad(codes: pd.Series[str], geometry: pd.Series) -> bool:
    """Return whether a city is known to lie in another country than China.

    Parameters
    ----------
    codes
        Of its communities (str, may be missing).
    geometry
        The communities, EPSG:4326.

    Notes
    -----
    In the box around China lie Hanoi and Ulaanbaatar, too: codes of China prove that a city is in
    it, the seat of a county nearby that it may be.
    """
    bounds = bounds_of(geometry)
    if bounds is None or are_of_china(codes.dropna(), geometry):
        return False
    return lies_abroad(bounds) or not lies_by_a_seat(bounds)


def bounds_of(geometry: pd.Series) -> tuple[float, float, float, float] | None:
    """Return west, south, east, north; None where nothing is drawn."""
    if geometry.empty:
        return None
    west, south, east, north = map(float, shapely.total_bounds(geometry.to_numpy()))
    return (west, south, east, north) if math.isfinite(west) else None
