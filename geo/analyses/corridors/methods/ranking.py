"""Pairs of places with people between them: how many, more than chance or not, which goes first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.analyses.corridors.methods.backbone import Edges, Rule, backbone, stability
from geo.analyses.corridors.methods.flows import BETWEEN, IN, OUT
from geo.analyses.corridors.methods.spatial_interaction import DOUBLY, Expected, expected_flows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.analyses.corridors.methods.backbone import Stability
    from geo.core.standards import Standards

    Places = NDArray[np.int64]

ENDS: Final = ["far_code", "near_code"]


def directed(known: pd.DataFrame) -> pd.DataFrame:
    """Turn flows between known ends into directed pairs.

    Parameters
    ----------
    known
        ``way``, ``far_code``, ``near_code``, ``people``, of
        :func:`geo.analyses.corridors.methods.flows.at_units`; those of which both ends are known.

    Returns
    -------
    pandas.DataFrame
        A row a directed pair with people, in order: ``way`` (``"in"``: to the near end, ``"out"``:
        from it), ``far_code``, ``near_code``, ``origin``, ``destination``, ``people`` (float64).
        Of places that are both regions the near end is the one that more people went to.
    """
    flows = known[known["people"] > 0].astype({"people": "float64"})
    between = flows[flows["way"] == BETWEEN]
    flows = pd.concat([flows[flows["way"] != BETWEEN], _turned(between)])
    goes_out = flows["way"] == OUT
    flows["origin"] = flows["far_code"].mask(goes_out, flows["near_code"])
    flows["destination"] = flows["near_code"].mask(goes_out, flows["far_code"])
    keys = ["way", *ENDS, "origin", "destination"]
    return flows.groupby(keys, sort=True)["people"].sum().reset_index()


def _turned(between: pd.DataFrame) -> pd.DataFrame:
    """Let each pair of regions have one far and one near end: to the near one more people went."""
    back = between.rename(columns={"far_code": "near_code", "near_code": "far_code"})
    both = between.merge(back[[*ENDS, "people"]], on=ENDS, how="left", suffixes=("", "_back"))
    returned = both["people_back"].fillna(0.0)
    first = both["far_code"] < both["near_code"]
    less = (both["people"] < returned) | ((both["people"] == returned) & ~first)
    turned = both.drop(columns="people_back")
    turned.loc[less, ENDS] = turned.loc[less, ENDS[::-1]].to_numpy()
    return turned.assign(way=np.where(less, OUT, IN))


def numbered(flows: pd.DataFrame) -> tuple[pd.DataFrame, Places]:
    """Give every pair of directed flows a number.

    Returns
    -------
    pairs
        ``far_code``, ``near_code``, in order.
    pair
        For each flow the position of its pair.
    """
    groups = flows.groupby(ENDS, sort=True)
    pairs = pd.DataFrame(list(groups.groups), columns=ENDS, dtype="str")
    return pairs, groups.ngroup().to_numpy().astype(np.int64)


def measured(
    flows: pd.DataFrame, standards: Standards, ways: tuple[str, ...], draws: int
) -> tuple[pd.DataFrame, dict[str, Expected], Stability | None]:
    """Sum directed flows up to pairs, and hold them against chance and expectation.

    Parameters
    ----------
    flows
        See :func:`directed`.
    standards
        ``corridor_p``, ``corridor_min_people``, ``people_change_percent``.
    ways
        The ways of which something is known; people of the others are missing, not 0.
    draws
        How often the decision is tried under noise.

    Returns
    -------
    pairs
        ``far_code``, ``near_code``, ``people_in``, ``people_out``, ``people``, ``balance`` (in less
        out), ``expected_in``, ``ratio_in``, ``expected_out``, ``ratio_out``, ``p_far``, ``p_near``,
        ``p``, ``significant``, ``kept_share``, ``flips``.
    expected
        By way.
    stability
        None without draws.
    """
    pairs, pair = numbered(flows)
    told = pairs.copy()
    expected = {}
    for way in (IN, OUT):
        of = (flows["way"] == way).to_numpy()
        if way not in ways:
            missing = pd.array([pd.NA] * len(pairs), dtype="Float64")
            told[[f"people_{way}", f"expected_{way}", f"ratio_{way}"]] = pd.DataFrame(
                dict.fromkeys(("people", "expected", "ratio"), missing)
            )
            continue
        expected[way] = _expected(flows, way)
        people = np.bincount(pair[of], flows.loc[of, "people"], len(pairs))
        people = people.astype(np.float64)
        chance = np.full(len(pairs), np.nan)
        chance[pair[of]] = expected[way].people.to_numpy()[of]
        told[f"people_{way}"] = pd.Series(people).astype("Float64")
        told[f"expected_{way}"] = pd.Series(chance).astype("Float64")
        told[f"ratio_{way}"] = told[f"people_{way}"] / told[f"expected_{way}"]
    told["people"] = told["people_in"].fillna(0.0) + told["people_out"].fillna(0.0)
    told["balance"] = told["people_in"] - told["people_out"]
    told = told.join(_tested(flows, pair, len(pairs)))
    rule = Rule(standards.corridor_p, standards.corridor_min_people)
    told["significant"] = rule.kept(Edges.of(flows), flows["people"].to_numpy(np.float64), pair)
    tried = stability(flows, pair, rule, standards.people_change_percent, draws) if draws else None
    kept = pd.Series(tried.kept_share if tried else np.nan, told.index, dtype="Float64")
    told["kept_share"] = kept
    told["flips"] = (kept != told["significant"].astype("Float64")).fillna(value=False).astype(bool)
    return told, expected, tried


def _expected(flows: pd.DataFrame, way: str) -> Expected:
    """Expect the flows of a way; of regions alone, whose ends are alike, those of both together."""
    ends_alike = not set(flows["far_code"]).isdisjoint(flows["near_code"])
    of = flows if ends_alike else flows[flows["way"] == way]
    if of.empty:
        return Expected(pd.Series(np.nan, flows.index), DOUBLY, 0, 0.0)
    found = expected_flows(of)
    return found._replace(people=found.people.reindex(flows.index))


def _tested(flows: pd.DataFrame, pair: Places, count: int) -> pd.DataFrame:
    """Take the smaller p of both ways, from the far and from the near end."""
    p = backbone(flows)
    far_starts = (flows["origin"] == flows["far_code"]).to_numpy()
    told = {}
    for end, starts in (("p_far", far_starts), ("p_near", ~far_starts)):
        smallest = np.ones(count)
        np.minimum.at(smallest, pair, np.where(starts, p["p_origin"], p["p_destination"]))
        told[end] = smallest
    return pd.DataFrame(told).assign(p=np.minimum(told["p_far"], told["p_near"]))


def in_order(
    pairs: pd.DataFrame, shortage: pd.Series[float], far_off: pd.Series[float]
) -> pd.DataFrame:
    """Rank pairs: people × shortage of staff × lack of reach at the near end.

    Parameters
    ----------
    pairs
        ``far_code``, ``near_code``, ``people``, ``significant``.
    shortage
        By code of the near end, the share of the posts needed that is missing, 0 to 1.
    far_off
        By code of the near end, the share of people out of reach of every site, 0 to 1.

    Returns
    -------
    pandas.DataFrame
        ``pairs`` with ``factor_people``, ``factor_shortage`` and ``factor_reach`` (1 + the share,
        so that nothing missing leaves the flow as it is; 1 where the share is not known), ``score``
        (their product) and ``rank``, in order of it: first what is significant, then the highest
        score.
    """
    told = pairs.assign(
        factor_people=pairs["people"].astype("float64"),
        factor_shortage=1.0 + _of_end(pairs["near_code"], shortage),
        factor_reach=1.0 + _of_end(pairs["near_code"], far_off),
    )
    told["score"] = told["factor_people"] * told["factor_shortage"] * told["factor_reach"]
    told = told.sort_values(
        ["significant", "score", "people", *ENDS],
        ascending=[False, False, False, True, True],
        ignore_index=True,
    )
    return told.assign(rank=np.arange(1, len(told) + 1))


def _of_end(codes: pd.Series[str], shares: pd.Series[float]) -> pd.Series[float]:
    return codes.map(shares.astype("float64")).fillna(0.0).clip(0.0, 1.0).astype("float64")
