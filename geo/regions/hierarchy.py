"""Regions of the country by their codes: what they lie in, what they are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo.regions.codes import bare_code
from geo.regions.gazetteer import county_places, place_names
from geo.regions.levels import REGION_LEVELS
from geo.regions.origins import resolve_origins

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from geo.regions.origins import Origins


def region_ancestors(codes: pd.Series[str], unit: str) -> pd.DataFrame:
    """List the regions that regions lie in.

    Parameters
    ----------
    codes
        Codes of today's provinces, prefectures or counties.
    unit
        Which of :data:`geo.regions.levels.REGION_LEVELS` they are.

    Returns
    -------
    pandas.DataFrame
        On the index of ``codes``, the smallest first: ``county``, ``prefecture``, ``province``
        (codes), from ``unit`` on.

    Examples
    --------
    >>> region_ancestors(pd.Series(["621227", "110105"]), "county").to_numpy().tolist()
    [['621227', '621200', '620000'], ['110105', '110000', '110000']]
    """
    hierarchy = {unit: codes.astype("str")}
    if unit == "county":
        hierarchy["prefecture"] = codes.map(county_places()).astype("str")
    if unit != "province":
        hierarchy["province"] = codes.str[:2] + "0000"
    return pd.DataFrame(hierarchy, codes.index)


def region_names(codes: pd.Series[str]) -> pd.Series[str]:
    """Return the names of regions; one without a name is called by its code."""
    names = place_names() if codes.notna().any() else {}
    return codes.map(names).astype("str").fillna(codes)


def codes_of(place: str, own: Collection[str], origins: Origins) -> dict[str, str]:
    """Find all codes by which a place that a table names may be known.

    Parameters
    ----------
    place
        A code of any year, also with zeros to twelve digits, or a name.
    own
        Codes of the city's own units; such a code means the unit and nothing else.
    origins
        How regions elsewhere are resolved.

    Returns
    -------
    dict
        ``"code"`` (the place itself: today's, where it is known) and, of a region, the units it
        lies in, by :data:`geo.regions.levels.REGION_LEVELS`.

    Examples
    --------
    >>> from geo.regions.origins import Origins
    >>> codes_of("622630000000", (), Origins())["code"]
    '621227'
    """
    bare = bare_code(place)
    if bare in own:
        return {"code": bare}
    origin = origins.resolve(bare)
    region_codes = {
        "province": origin.province_code,
        "prefecture": origin.prefecture_code,
        "county": origin.county_code,
    }
    region_codes = {unit: code for unit, code in region_codes.items() if code}
    finest = next(
        (region_codes[unit] for unit in reversed(REGION_LEVELS) if unit in region_codes), bare
    )
    return {"code": finest, **region_codes}


def resolved(
    texts: Iterable[str],
    year: int,
    *,
    abroad: bool = False,
    listed: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Resolve regions as a table names them, each once; of a city abroad those it lists itself.

    Returns
    -------
    pandas.DataFrame
        By text: ``province_code``, ``prefecture_code``, ``county_code``, ``state``.
    """
    distinct = pd.Index(dict.fromkeys(texts), dtype="str")
    columns = [*(f"{unit}_code" for unit in REGION_LEVELS), "state"]
    return resolve_origins(distinct, year or None, abroad=abroad, listed=listed)[columns]
