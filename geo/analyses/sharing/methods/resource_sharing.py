"""Sharing between neighbours: surplus staff beside a shortfall, and sites across a boundary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.analyses.sharing.methods.transportation_problem import Arcs, transport

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.core.standards import Standards

    Floats = NDArray[np.float64]

STAFF, SITE = SHARING_KINDS = ("staff", "site")
BOUNDARY_LEVELS: Final = ("district", "subdistrict", "community")
A_PERSON_M: Final = 10_000.0
"""Of two ways to share that help as many, the nearer is better: a person outweighs so many metres
that a post goes."""
UNSERVED_MINUTES: Final = 240.0
"""What a person without a site is reckoned at: longer than any way to one."""
SHARING: Final = (
    *("kind", "from_code", "from_name", "to_code", "to_name"),
    *("from_subdistrict_code", "to_subdistrict_code", "from_district_code", "to_district_code"),
    *(
        "crosses",
        "floating_population",
        "staff",
        "minutes_before",
        "minutes_after",
        "minutes_gained",
    ),
    *("population_without_own_site", "distance_m"),
)
_TYPES: Final = {
    **dict.fromkeys(SHARING[:10], "str"),
    **dict.fromkeys(("floating_population", "population_without_own_site"), "Int64"),
    **dict.fromkeys(("staff", "minutes_before", "minutes_after", "minutes_gained"), "Float64"),
    "distance_m": "Float64",
}


def no_sharing() -> pd.DataFrame:
    """Return a table of sharing without a row."""
    return pd.DataFrame({name: [] for name in SHARING}).astype(_TYPES)


def share_staff(places: pd.DataFrame, pairs: pd.DataFrame, standards: Standards) -> pd.DataFrame:
    """Provide surplus staff to neighbours that lack some, so that they answer for most people.

    Parameters
    ----------
    places
        ``community_code``, ``floating_population``, ``staff``, ``staff_shortfall``,
        ``staff_surplus`` (missing where not known), ``subdistrict_code``, ``district_code``,
        ``community_name``.
    pairs
        ``community_code``, ``neighbour_code``, ``distance_m``: neighbours, both ways.
    standards
        ``population_per_staff``.

    Returns
    -------
    pandas.DataFrame
        :data:`SHARING`, a row a pair of provider and recipient: ``staff``, and the people
        they answer for whom nobody answered for. Most people first.

    Notes
    -----
    A transport problem. A post answers for ``population_per_staff`` people; the last post that a
    community lacks only for those that are left.
    """
    judged = (
        places.dropna(subset=["floating_population", "staff"])
        .set_index("community_code")
        .sort_index()
    )
    lend = judged[judged["staff_surplus"] > 0]
    lack = judged[judged["staff_shortfall"] > 0]
    ways = pairs[
        pairs["community_code"].isin(lend.index) & pairs["neighbour_code"].isin(lack.index)
    ]
    ways = ways.sort_values(["community_code", "neighbour_code"], ignore_index=True)
    if ways.empty:
        return no_sharing()
    source = lend.index.get_indexer(pd.Index(ways["community_code"]))
    sink = lack.index.get_indexer(pd.Index(ways["neighbour_code"]))
    (full, rest), (each, last) = _needs(lack, standards.max_population_per_staff)
    far = ways["distance_m"].fillna(0.0).to_numpy(np.float64) / A_PERSON_M
    arcs = Arcs(
        np.concatenate([source, source]).astype(np.int64),
        np.concatenate([sink, sink + len(lack)]).astype(np.int64),
        np.concatenate([each[sink] - far, last[sink] - far]),
    )
    supply = lend["staff_surplus"].to_numpy(np.float64)
    amounts = transport(supply, np.concatenate([full, rest]), arcs)
    first, second = np.split(amounts, 2)
    exchanges = pd.DataFrame(
        {
            "kind": STAFF,
            "from_code": ways["community_code"],
            "to_code": ways["neighbour_code"],
            "staff": first + second,
            "floating_population": np.rint(first * each[sink] + second * last[sink]),
            "distance_m": ways["distance_m"],
        }
    )
    return _named(exchanges[exchanges["staff"] > 0], judged)


def _needs(lack: pd.DataFrame, norm: int) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
    """Split what is lacking: staff that answer for as many as the norm says, and the last one.

    Returns
    -------
    posts
        Whole ones, and up to one at the end.
    population
        That a post of each kind answers for.
    """
    gap = lack["staff_shortfall"].to_numpy(np.float64)
    population = lack["floating_population"].to_numpy(np.float64) - norm * lack["staff"].to_numpy(
        np.float64
    )
    last = np.minimum(gap, 1.0)
    full = gap - last
    unserved = np.clip(population - norm * full, 0.0, None)
    return (full, last), (np.full(len(gap), float(norm)), unserved / last)


def share_sites(
    trips: pd.DataFrame, capacity: pd.Series[float], places: pd.DataFrame, pairs: pd.DataFrame
) -> pd.DataFrame:
    """Let people use sites of the neighbouring areas, where that is nearer or less crowded.

    Parameters
    ----------
    trips
        ``community_code``, ``site`` (number), ``site_area``, ``area`` (codes of districts), minutes
        (float64, the mean of the community's people), ``floating_population`` (of the community).
    capacity
        People a site can serve, by number; missing where not known, so not limited.
    places
        ``area``, ``name``.
    pairs
        ``area``, ``neighbour``: areas that lie side by side, both ways.

    Returns
    -------
    pandas.DataFrame
        :data:`SHARING`, a row per pair of areas across whose boundary people go: those who do, the
        mean minutes of their ways before, with the sites of their own area alone, and after, and
        how many of them had no place in a site of their own. Most people first.

    Notes
    -----
    Twice a transport problem that makes all ways together shortest, sites serving no more than they
    can: with own sites alone, and with those of the neighbours. Whom no site can serve stands at
    :data:`UNSERVED_MINUTES`.
    """
    own = trips["area"] == trips["site_area"]
    sides = pd.MultiIndex.from_frame(pairs[["area", "neighbour"]])
    open_to = own | pd.MultiIndex.from_frame(trips[["area", "site_area"]]).isin(sides)
    order = ["community_code", "site"]
    ways = trips[open_to].sort_values(order, ignore_index=True)
    if ways.empty:
        return no_sharing()
    before = _served(ways[ways["area"] == ways["site_area"]], capacity)
    after = _served(ways, capacity)
    across = after[(after["area"] != after["site_area"]) & (after["served"] > 0)]
    if across.empty:
        return no_sharing()
    alone = before.assign(all_minutes=before["served"] * before["minutes"])
    alone = alone.groupby("community_code")[["served", "all_minutes"]].sum()
    mean = (alone["all_minutes"] / alone["served"].where(alone["served"] > 0)).rename("mean")
    crossings = across.join(mean, on="community_code")
    lacking = crossings["floating_population"] - crossings["community_code"].map(
        alone["served"]
    ).fillna(0.0)
    crossing = crossings.groupby("community_code")["served"].transform("sum")
    crossings["without_own"] = crossings["served"] * (lacking / crossing).clip(0.0, 1.0)
    crossings["had_own"] = (crossings["served"] - crossings["without_own"]).where(
        crossings["mean"].notna(), 0.0
    )
    return _by_area(crossings, places)


def _served(ways: pd.DataFrame, capacity: pd.Series[float]) -> pd.DataFrame:
    """Send people to sites; a site more, without a limit, stands for no site at all."""
    if ways.empty:
        return ways.assign(served=0.0)
    homes = ways.drop_duplicates("community_code")
    sites = pd.Index(sorted(ways["site"].unique()))
    limits = capacity.reindex(sites).astype("Float64").to_numpy(np.float64, na_value=np.inf)
    home = pd.Index(homes["community_code"]).get_indexer(pd.Index(ways["community_code"]))
    arcs = Arcs(
        np.concatenate(
            [sites.get_indexer(pd.Index(ways["site"])), np.full(len(homes), len(sites))]
        ),
        np.concatenate([home, np.arange(len(homes))]),
        -np.concatenate([ways["minutes"], np.full(len(homes), UNSERVED_MINUTES)]),
    )
    demand = homes["floating_population"].to_numpy(np.float64)
    amounts = transport(np.append(limits, np.inf), demand, arcs, fill=True)
    return ways.assign(served=amounts[: len(ways)])


def _by_area(crossings: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Sum people who cross up to pairs of areas."""
    weighted = crossings.assign(
        after=crossings["served"] * crossings["minutes"],
        before=(crossings["had_own"] * crossings["mean"]).fillna(0.0),
        after_had=crossings["had_own"] * crossings["minutes"],
    )
    amounts = ["served", "without_own", "had_own", "after", "before", "after_had"]
    sums = weighted.groupby(["site_area", "area"])[amounts].sum().reset_index()
    had = sums["had_own"].where(sums["had_own"] > 0)
    names = places.drop_duplicates("area").set_index("area")["name"]
    shared = pd.DataFrame(
        {
            "kind": SITE,
            "from_code": sums["site_area"],
            "from_name": sums["site_area"].map(names),
            "to_code": sums["area"],
            "to_name": sums["area"].map(names),
            "from_district_code": sums["site_area"],
            "to_district_code": sums["area"],
            "crosses": "district",
            "floating_population": np.rint(sums["served"]),
            "population_without_own_site": np.rint(sums["without_own"]),
            "minutes_after": (sums["after"] / sums["served"]).round(1),
            "minutes_before": (sums["before"] / had).round(1),
            "minutes_gained": ((sums["before"] - sums["after_had"]) / had).round(1),
        }
    )
    return _in_order(shared)


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
    return _in_order(named)


def _in_order(exchanges: pd.DataFrame) -> pd.DataFrame:
    table = exchanges.reindex(columns=list(SHARING)).astype(_TYPES)
    return table.sort_values(
        ["floating_population", "from_code", "to_code"],
        ascending=[False, True, True],
        ignore_index=True,
    )
