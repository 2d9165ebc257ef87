"""Pairs of places with people between them: how many, whether significant, which goes first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.analyses.corridors.methods.backbone import Edges, Rule, backbone, stability
from geo.analyses.corridors.methods.flows import BETWEEN, IN, OUT
from geo.analyses.corridors.methods.spatial_interaction import DOUBLY, ExpectedFlows, expected_flows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.analyses.corridors.methods.backbone import Stability
    from geo.core.standards import Standards

    Places = NDArray[np.int64]

ENDS: Final = ["partner_code", "local_code"]


def directed(resolved: pd.DataFrame) -> pd.DataFrame:
    """Turn flows between known ends into directed pairs.

    Parameters
    ----------
    resolved
        ``direction``, ``partner_code``, ``local_code``, ``flow``, of
        :func:`geo.analyses.corridors.methods.flows.at_units`; those of which both ends are known.

    Returns
    -------
    pandas.DataFrame
        One row per directed pair with people, in order: ``direction`` (``"in"``: to the local unit,
        ``"out"``: from it), ``partner_code``, ``local_code``, ``origin``, ``destination``, ``flow``
        (float64). Of places that are both regions the local unit is the one that more people went
        to.
    """
    flows = resolved[resolved["flow"] > 0].astype({"flow": "float64"})
    between = flows[flows["direction"] == BETWEEN]
    flows = pd.concat([flows[flows["direction"] != BETWEEN], _turned(between)])
    goes_out = flows["direction"] == OUT
    flows["origin"] = flows["partner_code"].mask(goes_out, flows["local_code"])
    flows["destination"] = flows["local_code"].mask(goes_out, flows["partner_code"])
    keys = ["direction", *ENDS, "origin", "destination"]
    return flows.groupby(keys, sort=True)["flow"].sum().reset_index()


def _turned(between: pd.DataFrame) -> pd.DataFrame:
    """Make one of each pair of regions the local unit: the one to which more people went."""
    back = between.rename(columns={"partner_code": "local_code", "local_code": "partner_code"})
    both = between.merge(back[[*ENDS, "flow"]], on=ENDS, how="left", suffixes=("", "_back"))
    returned = both["flow_back"].fillna(0.0)
    first = both["partner_code"] < both["local_code"]
    less = (both["flow"] < returned) | ((both["flow"] == returned) & ~first)
    turned = both.drop(columns="flow_back")
    turned.loc[less, ENDS] = turned.loc[less, ENDS[::-1]].to_numpy()
    return turned.assign(direction=np.where(less, OUT, IN))


def numbered(flows: pd.DataFrame) -> tuple[pd.DataFrame, Places]:
    """Assign every pair of directed flows a number.

    Returns
    -------
    pairs
        ``partner_code``, ``local_code``, in order.
    pair
        For each flow the position of its pair.
    """
    groups = flows.groupby(ENDS, sort=True)
    pairs = pd.DataFrame(list(groups.groups), columns=ENDS, dtype="str")
    return pairs, groups.ngroup().to_numpy().astype(np.int64)


def measured(
    flows: pd.DataFrame, standards: Standards, directions: tuple[str, ...], draws: int
) -> tuple[pd.DataFrame, dict[str, ExpectedFlows], Stability | None]:
    """Sum directed flows up to pairs, and hold them against chance and expectation.

    Parameters
    ----------
    flows
        See :func:`directed`.
    standards
        ``corridor_p_value``, ``corridor_min_flow``, ``population_change_percent``.
    directions
        The ways of which something is known; people of the others are missing, not 0.
    draws
        How often the decision is tried under noise.

    Returns
    -------
    pairs
        ``partner_code``, ``local_code``, ``inflow``, ``outflow``, ``flow``, ``net_migration`` (in
        less out), ``expected_inflow``, ``inflow_ratio``, ``expected_outflow``, ``outflow_ratio``,
        ``p_value_partner``, ``p_value_local``, ``p_value``, ``significant``,
        ``selection_frequency``, ``rank_unstable``.
    expected
        By way.
    stability
        None without draws.
    """
    pairs, pair = numbered(flows)
    measures = pairs.copy()
    expected = {}
    for direction in (IN, OUT):
        in_direction = (flows["direction"] == direction).to_numpy()
        if direction not in directions:
            missing = pd.array([pd.NA] * len(pairs), dtype="Float64")
            measures[
                [f"{direction}flow", f"expected_{direction}flow", f"{direction}flow_ratio"]
            ] = pd.DataFrame(dict.fromkeys(("flow", "expected_flow", "flow_ratio"), missing))
            continue
        expected[direction] = _expected(flows, direction)
        volume = np.bincount(pair[in_direction], flows.loc[in_direction, "flow"], len(pairs))
        volume = volume.astype(np.float64)
        chance = np.full(len(pairs), np.nan)
        chance[pair[in_direction]] = expected[direction].flow.to_numpy()[in_direction]
        measures[f"{direction}flow"] = pd.Series(volume).astype("Float64")
        measures[f"expected_{direction}flow"] = pd.Series(chance).astype("Float64")
        measures[f"{direction}flow_ratio"] = (
            measures[f"{direction}flow"] / measures[f"expected_{direction}flow"]
        )
    measures["flow"] = measures["inflow"].fillna(0.0) + measures["outflow"].fillna(0.0)
    measures["net_migration"] = measures["inflow"] - measures["outflow"]
    measures = measures.join(_tested(flows, pair, len(pairs)))
    rule = Rule(standards.corridor_p_value, standards.corridor_min_flow)
    measures["significant"] = rule.kept(Edges.of(flows), flows["flow"].to_numpy(np.float64), pair)
    tried = (
        stability(flows, pair, rule, standards.population_change_percent, draws) if draws else None
    )
    selection_frequency = pd.Series(
        tried.selection_frequency if tried else np.nan, measures.index, dtype="Float64"
    )
    measures["selection_frequency"] = selection_frequency
    measures["rank_unstable"] = (
        (selection_frequency != measures["significant"].astype("Float64"))
        .fillna(value=False)
        .astype(bool)
    )
    return measures, expected, tried


def _expected(flows: pd.DataFrame, direction: str) -> ExpectedFlows:
    """Expect the flows of a way; of regions alone, whose ends are alike, those of both together."""
    ends_alike = not set(flows["partner_code"]).isdisjoint(flows["local_code"])
    considered = flows if ends_alike else flows[flows["direction"] == direction]
    if considered.empty:
        return ExpectedFlows(pd.Series(np.nan, flows.index), DOUBLY, 0, 0.0)
    expected = expected_flows(considered)
    return expected._replace(flow=expected.flow.reindex(flows.index))


def _tested(flows: pd.DataFrame, pair: Places, count: int) -> pd.DataFrame:
    """Return the smaller p-value of both directions, by partner region and by local unit."""
    p = backbone(flows)
    partner_starts = (flows["origin"] == flows["partner_code"]).to_numpy()
    p_values = {}
    for end, starts in (("p_value_partner", partner_starts), ("p_value_local", ~partner_starts)):
        smallest = np.ones(count)
        np.minimum.at(
            smallest, pair, np.where(starts, p["p_value_origin"], p["p_value_destination"])
        )
        p_values[end] = smallest
    return pd.DataFrame(p_values).assign(
        p_value=np.minimum(p_values["p_value_partner"], p_values["p_value_local"])
    )


def in_order(
    pairs: pd.DataFrame, shortage: pd.Series[float], inaccessible: pd.Series[float]
) -> pd.DataFrame:
    """Rank pairs: flow × staff shortfall × lack of accessibility at the local unit.

    Parameters
    ----------
    pairs
        ``partner_code``, ``local_code``, ``flow``, ``significant``.
    shortage
        By code of the local unit, the staff shortfall as a share of the required staff, 0 to 1.
    inaccessible
        By code of the local unit, the share of people within the limit of no site, 0 to 1.

    Returns
    -------
    pandas.DataFrame
        ``pairs`` with ``factor_flow``, ``factor_shortfall`` and ``factor_accessibility`` (1 + the
        share, so that nothing missing leaves the flow as it is; 1 where the share is not known),
        ``score`` (their product) and ``rank``, in order of it: first what is significant, then the
        highest score.
    """
    scored = pairs.assign(
        factor_flow=pairs["flow"].astype("float64"),
        factor_shortfall=1.0 + _of_end(pairs["local_code"], shortage),
        factor_accessibility=1.0 + _of_end(pairs["local_code"], inaccessible),
    )
    scored["score"] = (
        scored["factor_flow"] * scored["factor_shortfall"] * scored["factor_accessibility"]
    )
    scored = scored.sort_values(
        ["significant", "score", "flow", *ENDS],
        ascending=[False, False, False, True, True],
        ignore_index=True,
    )
    return scored.assign(rank=np.arange(1, len(scored) + 1))


def _of_end(codes: pd.Series[str], shares: pd.Series[float]) -> pd.Series[float]:
    return codes.map(shares.astype("float64")).fillna(0.0).clip(0.0, 1.0).astype("float64")
