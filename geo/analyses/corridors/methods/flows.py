"""People who live away from where they are registered, by the units of both ends.

The near end is a unit of the city, the far end a region elsewhere. What is not known of an end at
a unit stays in a row of its own, so that sums are those of the input at every choice of units.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from geo.regions.levels import REGION_LEVELS

FAR: Final = REGION_LEVELS
NEAR: Final = ("city", "district", "street", "community")

IN, OUT, BETWEEN = WAYS = ("in", "out", "between")
"""Registered elsewhere and living here; registered here and living elsewhere; neither end here."""

RESOLVED: Final = "resolved"
NEAR_UNKNOWN: Final = "near_unknown"

FAR_CODES: Final = tuple(f"{unit}_code" for unit in FAR)
NEAR_CODES: Final = tuple(f"{unit}_code" for unit in NEAR)
FLOW_COLUMNS: Final = ("way", "near_code", *FAR_CODES, "state", "people")
"""Of all flows: ``way`` (one of :data:`WAYS`), ``near_code`` (a unit of any level, missing where
not known), ``province_code``, ``prefecture_code``, ``county_code`` of the far end (str, missing
where not known), ``state`` (how the far end was resolved), ``people`` (int64 or float64). Where the
way is ``between``, the near end is a region too: ``near_province_code`` and so on."""


def no_flows() -> pd.DataFrame:
    """Return flows without a row."""
    texts = {name: pd.Series(dtype="str") for name in FLOW_COLUMNS[:-1]}
    return pd.DataFrame(texts | {"people": pd.Series(dtype="int64")})


def ladder(communities: pd.DataFrame, city_code: str) -> pd.DataFrame:
    """List every unit of a city with the units it lies in.

    Parameters
    ----------
    communities
        ``community_code``, ``street_code``, ``district_code`` (missing where a community has none).
    city_code
        The city's own code.

    Returns
    -------
    pandas.DataFrame
        By code of a community, street, district or the city: :data:`NEAR_CODES` (str), missing for
        the levels below the unit. A code that names several units is the largest of them.
    """
    parts = [pd.DataFrame({"city_code": [city_code]}, index=[city_code])]
    for depth in range(1, len(NEAR)):
        known = communities[list(NEAR_CODES[1 : depth + 1])].dropna(subset=NEAR_CODES[depth])
        units = known.drop_duplicates(NEAR_CODES[depth])
        parts.append(units.assign(city_code=city_code).set_index(NEAR_CODES[depth], drop=False))
    steps = pd.concat(parts)[list(NEAR_CODES)].astype("str")
    return steps[~steps.index.duplicated()].rename_axis("code")


def at_units(flows: pd.DataFrame, steps: pd.DataFrame, far: str, near: str) -> pd.DataFrame:
    """Sum flows up to units of both ends.

    Parameters
    ----------
    flows
        :data:`FLOW_COLUMNS`.
    steps
        See :func:`ladder`.
    far, near
        One of :data:`FAR`, one of :data:`NEAR`.

    Returns
    -------
    pandas.DataFrame
        ``way``, ``far_code``, ``near_code`` (missing where not known), ``state``, ``people``, in
        that order, each once. ``state`` is ``"resolved"`` where both ends are known;
        ``"province_only"`` or ``"prefecture_only"`` where the far end is known, but not to this
        unit; ``"near_unknown"`` where the near end is not; else the state of the flow. The people
        add up to those of the flows.

    Examples
    --------
    >>> flows = pd.DataFrame({"way": "in", "near_code": ["a1", "a2", "a2"],
    ...     "province_code": ["620000", "620000", None], "prefecture_code": ["621200", None, None],
    ...     "county_code": None, "state": ["resolved", "ambiguous", "unknown"],
    ...     "people": [5, 3, 2]})
    >>> places = pd.DataFrame({"community_code": ["a1", "a2"], "street_code": None,
    ...                        "district_code": "a"})
    >>> at_units(flows, ladder(places, "c"), "prefecture", "district").to_numpy().tolist()
    [['in', '621200', 'a', 'resolved', 5], ['in', nan, 'a', 'province_only', 3],
     ['in', nan, 'a', 'unknown', 2]]
    """
    between = flows["way"] == BETWEEN
    near_code = flows["near_code"].map(steps[f"{near}_code"]).astype("str")
    if between.any():
        near_code = near_code.mask(between, _region(flows, far, "near_"))
    far_code = _region(flows, far)
    states = _state(flows, far)
    states = states.mask(far_code.notna() & near_code.isna(), NEAR_UNKNOWN)
    told = pd.DataFrame(
        {
            "way": flows["way"],
            "far_code": far_code.where(states != NEAR_UNKNOWN),
            "near_code": near_code,
            "state": states,
            "people": flows["people"],
        }
    )
    keys = list(told.columns[:-1])
    return told.groupby(keys, dropna=False, sort=True)["people"].sum().reset_index()


def _region(flows: pd.DataFrame, unit: str, end: str = "") -> pd.Series[str]:
    return flows[f"{end}{unit}_code"].astype("str")


def _state(flows: pd.DataFrame, far: str) -> pd.Series[str]:
    """Tell what is known of the far end at a unit."""
    state = flows["state"].mask(flows["state"] == RESOLVED, "unknown")
    for unit in FAR:
        if unit == far:
            return state.mask(flows[f"{unit}_code"].notna(), RESOLVED)
        state = state.mask(flows[f"{unit}_code"].notna(), f"{unit}_only")
    return state
