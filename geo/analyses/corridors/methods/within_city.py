"""People registered in one unit of a city who live in another: 市内人户分离, 县内跨乡."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.analyses.corridors.methods.backbone import Edges, Rule
from geo.analyses.corridors.methods.flows import LOCAL_UNKNOWN, RESOLVED
from geo.analyses.corridors.methods.spatial_interaction import expected_flows, gravity_flows

if TYPE_CHECKING:
    from geo.core.standards import Standards

SAME_UNIT: Final = "same_unit"
REGISTRATION_UNKNOWN: Final = "registration_unknown"
STATES: Final = (RESOLVED, SAME_UNIT, REGISTRATION_UNKNOWN, LOCAL_UNKNOWN)
"""Of flows within a city: from one unit to another; within one; where the unit of registration is
not known; where that of residence is not."""
LEVELS: Final = ("district", "subdistrict")
_KEYS: Final = ["direction", "state", "registered_code", "residence_code"]


def at_level(flows: pd.DataFrame, hierarchy: pd.DataFrame, level: str) -> pd.DataFrame:
    """Sum flows within a city up to units of registration and of residence.

    Parameters
    ----------
    flows
        :data:`geo.analyses.corridors.methods.flows.FLOW_COLUMNS` of people registered in the city
        who live in it: ``local_code`` is the unit at whose end they were listed, ``county_code``
        the unit of the other end, of any level.
    hierarchy
        See :func:`geo.analyses.corridors.methods.flows.unit_hierarchy`.
    level
        One of :data:`LEVELS`.

    Returns
    -------
    pandas.DataFrame
        ``direction`` (``"in"``: listed where they live, ``"out"``: where they are registered),
        ``state`` (one of :data:`STATES`), ``registered_code``, ``residence_code`` (missing where
        not known at this level), ``flow``; in that order, each once. The people add up to those of
        ``flows``.

    Examples
    --------
    >>> places = pd.DataFrame({"community_code": ["a1", "b1"], "subdistrict_code": None,
    ...                        "district_code": ["a", "b"]})
    >>> from geo.analyses.corridors.methods.flows import unit_hierarchy
    >>> flows = pd.DataFrame({"direction": "in", "local_code": ["a1", "a1", "b1"],
    ...                       "county_code": ["b", "a1", None], "flow": [5, 3, 2]})
    >>> at_level(flows, unit_hierarchy(places, "c"), "district").to_numpy().tolist()
    [['in', 'registration_unknown', nan, 'b', 2], ['in', 'resolved', 'b', 'a', 5],
     ['in', 'same_unit', 'a', 'a', 3]]
    """
    units = hierarchy[f"{level}_code"]
    listed, other = (flows[end].map(units).astype("str") for end in ("local_code", "county_code"))
    here = flows["direction"] == "in"
    registered, residence = other.where(here, listed), listed.where(here, other)
    states = pd.Series(RESOLVED, flows.index, dtype="str")
    states = states.mask(registered == residence, SAME_UNIT)
    states = states.mask(registered.isna(), REGISTRATION_UNKNOWN)
    states = states.mask(residence.isna() & registered.notna(), LOCAL_UNKNOWN)
    table = pd.DataFrame(
        {
            "direction": flows["direction"],
            "state": states,
            "registered_code": registered,
            "residence_code": residence,
            "flow": flows["flow"],
        }
    )
    summed = table[table["flow"] != 0].groupby(_KEYS, dropna=False, sort=True)["flow"].sum()
    return summed.reset_index()


def compared(flows: pd.DataFrame, points: pd.DataFrame, standards: Standards) -> pd.DataFrame:
    """Compare flows between units with expected flows, and test them.

    Parameters
    ----------
    flows
        Of :func:`at_level`.
    points
        By code of a unit: ``lon``, ``lat`` (degrees, WGS84).
    standards
        Those of corridors.

    Returns
    -------
    pandas.DataFrame
        ``flows`` with ``expected_flow``, ``flow_ratio``, ``expected_flow_gravity``,
        ``flow_ratio_gravity`` (Float64), ``p_value_adjusted`` (float64) and ``significant``
        (boolean); missing but of flows between two units. The lists of either end are compared
        among themselves.
    """
    parts = [
        _compared(same[same["state"] == RESOLVED], points, standards)
        for _, same in flows.groupby("direction")
    ]
    columns = {
        **dict.fromkeys(("expected_flow", "flow_ratio"), "Float64"),
        **dict.fromkeys(("expected_flow_gravity", "flow_ratio_gravity"), "Float64"),
        "p_value_adjusted": "float64",
        "significant": "boolean",
    }
    measures = pd.concat([pd.DataFrame(columns=list(columns)), *parts]).reindex(flows.index)
    return flows.join(measures.astype(columns))


def _compared(flows: pd.DataFrame, points: pd.DataFrame, standards: Standards) -> pd.DataFrame:
    ends = {"registered_code": "origin", "residence_code": "destination"}
    moves = flows.rename(columns=ends).astype({"flow": "float64"})
    margins = expected_flows(moves).flow
    gravity = gravity_flows(moves, points, standards.corridor_deterrence).flow
    edges, weights, own = Edges.of(moves), moves["flow"].to_numpy(), np.arange(len(moves))
    rule = Rule(
        standards.corridor_p_value, standards.corridor_min_flow, standards.corridor_correction
    )
    return pd.DataFrame(
        {
            "expected_flow": margins,
            "flow_ratio": moves["flow"] / margins,
            "expected_flow_gravity": gravity,
            "flow_ratio_gravity": moves["flow"] / gravity,
            "p_value_adjusted": rule.smallest(edges, weights, own, len(own)),
            "significant": rule.kept(edges, weights, own, len(own)),
        },
        moves.index,
    )
