"""Staff lent to neighbours: whole persons, so that they answer for the most people."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array, diags_array, eye_array, hstack
from scipy.sparse.csgraph import connected_components

from geo.analyses.sharing.methods.exchanges import STAFF, in_order, no_sharing

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.core.standards import Standards

    Whole = NDArray[np.int64]

_FINEST: Final = 100
"""A part-time post counts as a fraction with no larger denominator."""


class Need(NamedTuple):
    """What may be lent to whom, in whole numbers.

    Parameters
    ----------
    source, sink
        Of each way: the number of the lender, and of the community that lacks staff.
    distance_m
        Of each way (float64).
    posts
        Of each lender: what it has too much, in units.
    persons
        Of each lender, a row: how many full-time and how many part-time staff it has.
    unanswered
        Of each sink: people whom nobody answers for.
    weight
        What a full-time and a part-time person count as, in units.
    people_per_unit
        People that a unit may answer for.
    """

    source: Whole
    sink: Whole
    distance_m: NDArray[np.float64]
    posts: Whole
    persons: Whole
    unanswered: Whole
    weight: tuple[int, int]
    people_per_unit: Fraction


def persons_of(roster: pd.DataFrame) -> pd.DataFrame:
    """Count the whole persons of a roster by community: ``full_time``, ``part_time`` (int64).

    Parameters
    ----------
    roster
        ``community_code``, ``posts``, ``part_time``, ``level``; posts at subdistrict level are left
        out, as are those whose number could not be read.
    """
    own = roster[(roster["level"] == "community") & roster["posts"].notna()]
    part_time = own["part_time"].astype("bool")
    kinds = {"full_time": own["posts"].mask(part_time, 0.0)}
    kinds["part_time"] = own["posts"].where(part_time, 0.0)
    sums = pd.DataFrame(kinds).groupby(own["community_code"]).sum()
    return sums.astype("float64").round(9).floordiv(1).astype("int64")


def share_staff(
    places: pd.DataFrame, persons: pd.DataFrame, pairs: pd.DataFrame, standards: Standards
) -> pd.DataFrame:
    """Lend staff that a community has too many to neighbours that lack some.

    Parameters
    ----------
    places
        ``community_code``, ``community_name``, ``subdistrict_code``, ``district_code``,
        ``floating_population``, ``staff``, ``staff_surplus`` (missing where not known).
    persons
        See :func:`persons_of`.
    pairs
        ``community_code``, ``neighbour_code``, ``distance_m``: neighbours, both ways.
    standards
        ``max_population_per_staff`` and ``part_time_weight``.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.analyses.sharing.methods.exchanges.SHARING`, a row a pair of lender and
        recipient: ``staff``, and the people they answer for whom nobody answered for. Most people
        first.

    Notes
    -----
    Posts are compared in whole units, the largest part that full-time and part-time posts are whole
    multiples of, so that a rounded sum is neither a shortfall nor a surplus. Only persons are lent,
    each to one neighbour; n posts answer for ``max_population_per_staff`` n people, and for no more
    than the community has without. Of lendings that answer for as many people, one of few persons
    and short ways.
    """
    weight = Fraction(standards.part_time_weight).limit_denominator(_FINEST)
    units = weight.denominator
    norm = standards.max_population_per_staff
    judged = places.dropna(subset=["floating_population", "staff", "staff_surplus"])
    judged = judged.set_index("community_code").sort_index()
    whole = {
        name: np.rint(judged[name].to_numpy(np.float64) * units).astype(np.int64)
        for name in ("staff", "staff_surplus")
    }
    population = judged["floating_population"].to_numpy(np.int64)
    unanswered = pd.Series(population - norm * whole["staff"] // units, judged.index)
    unanswered = unanswered[unanswered > 0]
    posts = pd.Series(whole["staff_surplus"], judged.index)
    posts = posts[posts > 0]
    ways = pairs[
        pairs["community_code"].isin(posts.index) & pairs["neighbour_code"].isin(unanswered.index)
    ].sort_values(["community_code", "neighbour_code"], ignore_index=True)
    if ways.empty:
        return no_sharing()
    need = Need(
        posts.index.get_indexer(pd.Index(ways["community_code"])),
        unanswered.index.get_indexer(pd.Index(ways["neighbour_code"])),
        ways["distance_m"].fillna(0.0).to_numpy(np.float64),
        posts.to_numpy(),
        persons.reindex(posts.index, fill_value=0)[["full_time", "part_time"]].to_numpy(np.int64),
        unanswered.to_numpy(),
        (units, weight.numerator),
        Fraction(norm, units),
    )
    lent = lend(need) @ np.array(need.weight)
    exchanges = pd.DataFrame(
        {
            "kind": STAFF,
            "from_code": ways["community_code"],
            "to_code": ways["neighbour_code"],
            "staff": lent / units,
            "floating_population": _answered(need, lent),
            "distance_m": ways["distance_m"],
        }
    )
    return _named(exchanges[lent > 0], judged)


def lend(need: Need) -> Whole:
    """Return the full-time and the part-time staff who go each way, a row a way.

    Solved as an integer program by HiGHS (Huangfu and Hall 2018), each group of communities that
    ways join by itself.
    """
    lenders = len(need.posts)
    ends = need.source, lenders + need.sink
    nodes = lenders + len(need.unanswered)
    graph = coo_array((np.ones(len(need.source)), ends), shape=(nodes, nodes))
    group_of_way = connected_components(graph, directed=False)[1][need.source]
    lent = np.zeros((len(need.source), 2), np.int64)
    order = np.argsort(group_of_way, kind="stable")
    starts = np.flatnonzero(np.diff(group_of_way[order], prepend=-1))
    for ways in np.split(order, starts[1:]):
        lent[ways] = _lend_within(need, ways)
    return lent


def _lend_within(need: Need, ways: Whole) -> Whole:
    """Solve the ways of one group.

    The variables are full-time staff by way, part-time staff by way, and people by sink.
    """
    lenders, source = np.unique(need.source[ways], return_inverse=True)
    sinks, sink = np.unique(need.sink[ways], return_inverse=True)
    count, full, part = len(ways), *need.weight
    takes, gets = _incidence(source, len(lenders)), _incidence(sink, len(sinks))
    people, unanswered = eye_array(len(sinks)), need.unanswered[sinks]
    each = float(need.people_per_unit)
    # As many units as are fully used, and the people left for one more: the line through both
    # amounts is above all others, and lets the solver begin near whole numbers.
    used = np.floor(unanswered / each)
    last = diags_array(unanswered - each * used)
    limits: list[tuple[list[Any], NDArray[Any]]] = [
        ([takes, None, None], need.persons[lenders, 0]),
        ([None, takes, None], need.persons[lenders, 1]),
        ([full * takes, part * takes, None], need.posts[lenders]),
        ([-each * full * gets, -each * part * gets, people], np.zeros(len(sinks))),
        ([-full * last @ gets, -part * last @ gets, people], (each - last.diagonal()) * used),
    ]
    columns = count, count, len(sinks)
    # All persons lent together weigh less than half of one of the people answered for.
    far = need.distance_m[ways]
    persons = need.persons[lenders].sum() + 1
    cost = np.tile(1.0 + far / max(far.max(), 1.0), 2) / (4.0 * persons)
    solved: Any = milp(
        np.concatenate([cost, -np.ones(len(sinks))]),
        integrality=np.ones(2 * count + len(sinks), np.int64),
        bounds=Bounds(0, np.concatenate([np.full(2 * count, np.inf), unanswered])),
        constraints=[
            LinearConstraint(_beside(blocks, columns), -np.inf, most) for blocks, most in limits
        ],
        options={"mip_rel_gap": 0.0},
    )
    if not solved.success:
        raise RuntimeError(solved.message)
    persons_lent = np.rint(np.asarray(solved.x, np.float64)[: 2 * count])
    return persons_lent.astype(np.int64).reshape(2, count).T


def _incidence(node: Whole, count: int) -> csr_array:
    """Return which way is of which node, a row a node."""
    ones = np.ones(len(node))
    return csr_array((ones, (node, np.arange(len(node)))), shape=(count, len(node)))


def _beside(blocks: list[Any], columns: tuple[int, ...]) -> csr_array:
    """Put blocks side by side; None stands for one of zeros."""
    rows = next(block.shape[0] for block in blocks if block is not None)
    filled = [
        csr_array((rows, width)) if block is None else block
        for block, width in zip(blocks, columns, strict=True)
    ]
    return csr_array(hstack(filled))


def _answered(need: Need, lent: Whole) -> Whole:
    """Return the people whom the staff of each way answer for, those of the nearest first."""
    ways = pd.DataFrame({"sink": need.sink, "far": need.distance_m, "lent": lent})
    ordered = ways.sort_values(["sink", "far"], kind="stable")
    units = ordered.groupby("sink")["lent"].cumsum().to_numpy(np.int64)
    each = need.people_per_unit
    most = need.unanswered[ordered["sink"].to_numpy()]
    reached = pd.Series(np.minimum(units * each.numerator // each.denominator, most), ordered.index)
    before = reached.groupby(ordered["sink"]).shift(fill_value=0)
    return (reached - before).sort_index().to_numpy(np.int64)


def _named(exchanges: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Label both ends, the units they lie in, and the boundary between them."""
    named = exchanges.copy()
    for end in ("from", "to"):
        end_units = units.reindex(pd.Index(named[f"{end}_code"])).set_axis(named.index)
        named[f"{end}_name"] = end_units["community_name"]
        for level in ("subdistrict", "district"):
            named[f"{end}_{level}_code"] = end_units[f"{level}_code"]
    named["crosses"] = "community"
    for level in ("subdistrict", "district"):
        ends = [named[f"{end}_{level}_code"].fillna("") for end in ("from", "to")]
        named["crosses"] = named["crosses"].mask(ends[0] != ends[1], level)
    return in_order(named)
