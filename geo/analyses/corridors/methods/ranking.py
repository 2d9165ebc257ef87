"""Pairs of places with people between them: how many, whether significant, which goes first."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd

from geo.analyses.corridors.methods.backbone import Edges, Rule, backbone, stability
from geo.analyses.corridors.methods.flows import BETWEEN, IN, OUT
from geo.analyses.corridors.methods.spatial_interaction import (
    DOUBLY,
    ExpectedFlows,
    expected_flows,
    gravity_flows,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from geo.analyses.corridors.methods.backbone import Stability
    from geo.core.standards import Standards

    Places = NDArray[np.int64]

_MODELS: Final = ("", "_gravity")  # what the columns of each model end in
ENDS: Final = ["partner_code", "local_code"]


class Expectations(NamedTuple):
    """What is expected of one way: by the margins alone, and with distance."""

    margins: ExpectedFlows
    gravity: ExpectedFlows


def _nowhere() -> pd.DataFrame:
    return pd.DataFrame({"lon": [], "lat": []}, dtype="float64")


@dataclass(frozen=True, eq=False)
class Evidence:
    """What pairs are judged by, beside their flows.

    Parameters
    ----------
    flows
        The flows that are tested, as of :func:`directed`: those of smaller units within a pair have
        its ``partner_code`` and ``local_code``, and their own ``origin`` and ``destination``. None:
        the flows of the pairs themselves.
    points
        By code of a place: ``lon``, ``lat`` (degrees, WGS84).
    """

    flows: pd.DataFrame | None = None
    points: pd.DataFrame = field(default_factory=_nowhere)


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
    flows: pd.DataFrame,
    standards: Standards,
    directions: tuple[str, ...],
    draws: int,
    evidence: Evidence | None = None,
) -> tuple[pd.DataFrame, dict[str, Expectations], Stability | None]:
    """Sum directed flows up to pairs, test their significance and compare them with expected flows.

    Parameters
    ----------
    flows
        See :func:`directed`.
    standards
        ``corridor_p_value``, ``corridor_min_flow``, ``corridor_correction``,
        ``corridor_deterrence``, ``population_change_percent``.
    directions
        The ways of which something is known; people of the others are missing, not 0.
    draws
        How often the decision is tried under noise.
    evidence
        What is tested, and where places lie.

    Returns
    -------
    pairs
        ``partner_code``, ``local_code``; of each of the ways ``in`` and ``out`` ``inflow``,
        ``expected_inflow``, ``inflow_ratio``, and with distance ``expected_inflow_gravity``,
        ``inflow_ratio_gravity``; of the ways known together ``flow``, ``flow_ratio``,
        ``flow_ratio_gravity``; ``net_migration`` (in less out), ``p_value_partner``,
        ``p_value_local``, ``p_value``, ``p_value_adjusted``, ``significant``,
        ``selection_frequency``, ``rank_unstable``.
    expected
        By way.
    stability
        None without draws.
    """
    evidence = evidence or Evidence()
    pairs, pair = numbered(flows)
    measures, known = pairs.copy(), {}
    for direction in (IN, OUT):
        if direction not in directions:
            for name in _of_direction(direction):
                measures[name] = pd.array([pd.NA] * len(pairs), dtype="Float64")
            continue
        in_direction = (flows["direction"] == direction).to_numpy()
        known[direction] = Expectations(
            _expected(flows, direction, expected_flows),
            _expected(
                flows,
                direction,
                lambda some: gravity_flows(some, evidence.points, standards.corridor_deterrence),
            ),
        )
        observed = np.bincount(pair[in_direction], flows.loc[in_direction, "flow"], len(pairs))
        measures[f"{direction}flow"] = pd.Series(observed, dtype="Float64")
        for model, expected in zip(_MODELS, known[direction], strict=True):
            chance = np.full(len(pairs), np.nan)
            chance[pair[in_direction]] = expected.flow.to_numpy()[in_direction]
            column = pd.Series(chance, dtype="Float64")
            measures[f"expected_{direction}flow{model}"] = column
            measures[f"{direction}flow_ratio{model}"] = measures[f"{direction}flow"] / column
    measures["flow"] = measures["inflow"].fillna(0.0) + measures["outflow"].fillna(0.0)
    for model in _MODELS:
        measures[f"flow_ratio{model}"] = _both_ways(measures, model)
    measures["net_migration"] = measures["inflow"] - measures["outflow"]
    tested = flows if evidence.flows is None else evidence.flows
    tests, tried = _significance(tested, pairs, standards, draws)
    return measures.join(tests), known, tried


def _of_direction(direction: str) -> list[str]:
    """Return the columns of a way."""
    names = [f"{direction}flow"]
    for model in _MODELS:
        names += [f"expected_{direction}flow{model}", f"{direction}flow_ratio{model}"]
    return names


def _both_ways(measures: pd.DataFrame, model: str) -> pd.Series[float]:
    """Return the flow over the expected flow, of the ways of which something is expected."""
    ways = [(measures[f"{way}flow"], measures[f"expected_{way}flow{model}"]) for way in (IN, OUT)]
    (inflow, outflow), (chance_in, chance_out) = (
        [flow.where(expected.notna(), 0.0) for flow, expected in ways],
        [expected.fillna(0.0) for _, expected in ways],
    )
    chance = chance_in + chance_out
    ratio: pd.Series[float] = (inflow + outflow) / chance.where(chance > 0.0)
    return ratio


def _significance(
    flows: pd.DataFrame, pairs: pd.DataFrame, standards: Standards, draws: int
) -> tuple[pd.DataFrame, Stability | None]:
    """Test pairs by their flows, and try how the decision stands under noise."""
    place = pd.MultiIndex.from_frame(pairs).get_indexer(pd.MultiIndex.from_frame(flows[ENDS]))
    known = flows[place >= 0]
    pair = place[place >= 0].astype(np.int64)
    tests = _tested(known, pair, len(pairs))
    rule = Rule(
        standards.corridor_p_value, standards.corridor_min_flow, standards.corridor_correction
    )
    edges, weights = Edges.of(known), known["flow"].to_numpy(np.float64)
    tests["p_value_adjusted"] = rule.smallest(edges, weights, pair, len(pairs))
    significant = rule.kept(edges, weights, pair, len(pairs))
    tests["significant"] = significant
    percent = standards.population_change_percent
    tried = stability(known, pair, rule, percent, draws, len(pairs)) if draws else None
    frequency = pd.Series(
        tried.selection_frequency if tried else np.nan, tests.index, dtype="Float64"
    )
    tests["selection_frequency"] = frequency
    unstable = (frequency != tests["significant"].astype("Float64")).fillna(value=False)
    return tests.assign(rank_unstable=unstable.astype(bool)), tried


def _expected(
    flows: pd.DataFrame, direction: str, model: Callable[[pd.DataFrame], ExpectedFlows]
) -> ExpectedFlows:
    """Expect the flows of a way; of regions alone, whose ends are alike, those of both together."""
    ends_alike = not set(flows["partner_code"]).isdisjoint(flows["local_code"])
    considered = flows if ends_alike else flows[flows["direction"] == direction]
    if considered.empty:
        return ExpectedFlows(pd.Series(np.nan, flows.index), DOUBLY, 0, 0.0)
    expected = model(considered)
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
        ``partner_code``, ``local_code``, ``flow``, ``recommended``.
    shortage
        By code of the local unit, the staff shortfall as a share of the required staff, 0 to 1.
    inaccessible
        By code of the local unit, the share of people within the limit of no site, 0 to 1.

    Returns
    -------
    pandas.DataFrame
        ``pairs`` with ``factor_flow``, ``factor_shortfall`` and ``factor_accessibility`` (1 + the
        share, so that nothing missing leaves the flow as it is; 1 where the share is not known),
        ``score`` (their product) and ``rank``, in order of it: first what is recommended, then
        the highest score.
    """
    scored = pairs.assign(
        factor_flow=pairs["flow"].astype("float64"),
        factor_shortfall=1.0 + _of_end(pairs["local_code"], shortage),
        factor_accessibility=1.0 + _of_end(pairs["local_code"], inaccessible),
    )
    scored["score"] = (
        scored["factor_flow"] * scored["factor_shortfall"] * scored["factor_accessibility"]
    )
    return by_rank(scored)


def by_rank(scored: pd.DataFrame) -> pd.DataFrame:
    """Return pairs in order: first what is recommended, then the highest score; with ``rank``."""
    ordered = scored.sort_values(
        ["recommended", "score", "flow", *ENDS],
        ascending=[False, False, False, True, True],
        ignore_index=True,
    )
    return ordered.assign(rank=np.arange(1, len(ordered) + 1))


def _of_end(codes: pd.Series[str], shares: pd.Series[float]) -> pd.Series[float]:
    return codes.map(shares.astype("float64")).fillna(0.0).clip(0.0, 1.0).astype("float64")
