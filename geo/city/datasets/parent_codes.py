"""Codes of the subdistricts and districts of communities, where no file gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import shapely

from geo.formats.georeferencing.crs_detection import lies_abroad
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
    if not _are_of_china(digits.dropna(), units["geometry"]):
        return filled
    for level, lengths in _OF_CHINA.items():
        for whole, part in lengths.items():
            begin = digits.where(digits.str.len() == whole).str[:part]
            filled[f"{level}_code"] = filled[f"{level}_code"].fillna(begin).astype("str")
    return filled


def _are_of_china(digits: pd.Series[str], geometry: pd.Series) -> bool:
    """Return whether most codes begin with a county that China has or had, and none lies abroad.

    A block group of the United States has twelve digits, too, and may begin like one.
    """
    if digits.empty:
        return False
    west, south, east, north = map(float, shapely.total_bounds(geometry.to_numpy()))
    if lies_abroad((west, south, east, north)):
        return False
    begin = digits.str[:6]
    known = begin.isin(list(by_code())) | begin.str.startswith(_INVENTED)
    return bool(known.mean() >= _MOST)
