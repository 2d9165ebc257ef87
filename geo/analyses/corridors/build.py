"""From the flows of a city to its corridors, at any units of both ends."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.analyses.corridors.caveats import notes_of
from geo.analyses.corridors.dealings import dealings_of, notices_of
from geo.analyses.corridors.deficits import inaccessible_share, shortfall_share
from geo.analyses.corridors.inputs import Flows, flows_of
from geo.analyses.corridors.methods.flows import (
    BETWEEN,
    LOCAL_LEVELS,
    PARTNER_LEVELS,
    RESOLVED,
    at_units,
    no_flows,
)
from geo.analyses.corridors.methods.ranking import Evidence, by_rank, directed, in_order, measured
from geo.analyses.corridors.methods.recommendation import judged
from geo.analyses.corridors.methods.spatial_interaction import DOUBLY, pair_distances_km
from geo.analyses.corridors.model import (
    DEFAULT,
    Corridors,
    UnrankedCorridors,
    WithinCity,
    no_corridors,
)
from geo.analyses.corridors.within_city import within_city_of
from geo.analyses.population.model import Population
from geo.core.admin_units import unit_names, unit_points
from geo.regions.centroids import region_centroids
from geo.regions.hierarchy import region_ancestors, region_names

if TYPE_CHECKING:
    from geo.city.folder import City
    from geo.core.progress import Progress
    from geo.core.results import Results
    from geo.core.standards import Standards

DRAWS: Final = 100


def flows_and_pairs(
    city: City, results: Results, _progress: Progress
) -> tuple[Flows, UnrankedCorridors, WithinCity]:
    """Gather the flows of a city, those within it, and its corridors at the usual units."""
    origins = results[Population].origins
    flows = flows_of(city, results.units.communities, origins, results.period, results.standards)
    known = results.having(flows)
    return flows, UnrankedCorridors(unranked_corridors(known)), within_city_of(known)


def ranked_corridors(_city: City, results: Results, _progress: Progress) -> tuple[Corridors]:
    """Rank the corridors at the usual units by what the units lack."""
    return (_ranked(results[UnrankedCorridors].corridors, results),)


def corridors_of(
    results: Results, partner: str = "", local: str = "", draws: int = DRAWS
) -> Corridors:
    """Find the corridors of a run at the units asked for.

    Parameters
    ----------
    results
        With flows, staffing and accessibility.
    partner, local, draws
        See :func:`unranked_corridors`.
    """
    return _ranked(unranked_corridors(results, partner, local, draws), results)


def unranked_corridors(
    results: Results, partner: str = "", local: str = "", draws: int = DRAWS
) -> Corridors:
    """Find the corridors of a run, whatever their units lack; see :class:`UnrankedCorridors`.

    Parameters
    ----------
    results
        With flows.
    partner, local
        The units of both ends; without a far one the prefecture, or the province where most people
        whose province is known are known by it alone, as in a census; without a near one the
        district, or the city where most people are known by it alone, as in tables of prefectures.
    draws
        How often decisions are tried under noise; 0 = not.
    """
    flows = results[Flows]
    frame = flows.frame if len(flows.frame.columns) else no_flows()
    partner, local = partner or _usual_unit(frame), local or _usual_local(frame, flows.hierarchy)
    if partner not in PARTNER_LEVELS or local not in LOCAL_LEVELS:
        raise ValueError(
            f"{partner!r} is none of {PARTNER_LEVELS}, or {local!r} none of {LOCAL_LEVELS}"
        )
    within = _within(frame, flows.city_code, partner)
    summed = at_units(frame[~within], flows.hierarchy, partner, local)
    resolved = summed[(summed["state"] == RESOLVED) & (summed["flow"] > 0)]
    corridors = Corridors(
        partner=partner,
        local=local,
        between=flows.between,
        unresolved=_unresolved(summed, results, local),
        total_flow=_whole(frame["flow"].sum()),
        within_city=_whole(frame.loc[within, "flow"].sum()),
        day=flows.day,
    )
    if len(resolved):
        outside = replace(flows, frame=frame[~within])
        evidence = _evidence(outside, corridors, results)
        corridors = replace(
            corridors, **_measures(directed(resolved), evidence, corridors, results, draws)
        )
    else:
        percent = results.standards.answer_on_time_percent
        _, notices = notices_of(corridors.frame, flows, (partner, local), percent)
        corridors = replace(corridors, other_notices=notices)
    return corridors


def _ranked(corridors: Corridors, results: Results) -> Corridors:
    """Rank corridors by flow, staff shortfall and lack of accessibility, with what to note."""
    if len(corridors.frame):
        local = corridors.local
        shares = shortfall_share(results, local), inaccessible_share(results, local)
        ranked = in_order(corridors.frame, *shares)[list(no_corridors())]
        corridors = replace(corridors, frame=ranked)
    return replace(corridors, notes=notes_of(corridors, results))


def _evidence(flows: Flows, corridors: Corridors, results: Results) -> Evidence:
    """Place the ends, and return the flows to be tested.

    With the city as its only unit nothing can be compared from the partner regions: then its
    districts are tested, if most people are known by them.
    """
    partner, local = corridors.partner, corridors.local
    regions = flows.frame[f"{partner}_code"]
    if flows.between:
        regions = pd.concat([regions, flows.frame[f"local_{partner}_code"]])
    points = flows.places.located(region_centroids(regions.dropna().unique()))[["lon", "lat"]]
    if not flows.between:
        own = unit_points(results, local)
        points = pd.concat([points[~points.index.isin(own.index)], own])
    if local != LOCAL_LEVELS[0] or _usual_local(flows.frame, flows.hierarchy) == local:
        return Evidence(None, points)
    summed = at_units(flows.frame, flows.hierarchy, partner, DEFAULT[1])
    districts = directed(summed[summed["state"] == RESOLVED])
    return Evidence(districts.assign(local_code=flows.city_code), points)


def _measures(
    directed_flows: pd.DataFrame,
    evidence: Evidence,
    corridors: Corridors,
    results: Results,
    draws: int,
) -> dict[str, Any]:
    """Compute pairs of known ends, and what they rest on: fields of corridors."""
    flows, local = results[Flows], corridors.local
    pairs, expected, tried = measured(
        directed_flows, results.standards, flows.directions, draws, evidence
    )
    ends = (evidence.points.reindex(pairs[f"{end}_code"]) for end in ("partner", "local"))
    pairs["distance_km"] = pair_distances_km(*ends)
    pairs = judged(pairs, results.standards, corridors.total_flow)
    named = _named(pairs, results, corridors.partner, local)
    units, percent = (corridors.partner, local), results.standards.answer_on_time_percent
    notices, other_notices = notices_of(pairs, flows, units, percent)
    dealings = dealings_of(pairs, flows, *units).join(notices)
    return {
        "frame": _whole_numbers(named.join(dealings)),
        "other_notices": other_notices,
        "flow_model": min(
            (expectation.margins.model for expectation in expected.values()),
            key=_doubly_last,
            default=DOUBLY,
        ),
        "expected_converged": all(
            model.converged for expectation in expected.values() for model in expectation
        ),
        "decay": {way: expectation.gravity.decay for way, expectation in expected.items()},
        "tested": corridors.local if evidence.flows is None else DEFAULT[1],
        "stability": {}
        if tried is None
        else {
            "draws": tried.draws,
            "percent": tried.percent,
            "kept": int(pairs["significant"].sum()),
            "flipping": int(pairs["rank_unstable"].sum()),
            "unstable_mean": tried.unstable_mean,
        },
    }


def judged_anew(corridors: Corridors, standards: Standards) -> Corridors:
    """Judge corridors by another rule, or another expectation, and rank them anew."""
    if corridors.frame.empty:
        return corridors
    frame = judged(corridors.frame, standards, corridors.total_flow)
    return replace(corridors, frame=by_rank(frame))


def _usual_local(frame: pd.DataFrame, hierarchy: pd.DataFrame) -> str:
    """Return the district, or the city where most people are known by it alone."""
    flow_by_level = [
        frame.loc[frame["local_code"].map(hierarchy[f"{unit}_code"]).notna(), "flow"].sum()
        for unit in (DEFAULT[1], LOCAL_LEVELS[0])
    ]
    return DEFAULT[1] if 2 * flow_by_level[0] >= flow_by_level[1] else LOCAL_LEVELS[0]


def _usual_unit(frame: pd.DataFrame) -> str:
    """Return the smallest unit but the county that most people are known by, of all who are."""
    ends = [end for end in ("", "local_") if f"{end}province_code" in frame]
    flow_known_by = [
        frame.loc[frame[[f"{end}{unit}_code" for end in ends]].notna().all(axis=1), "flow"].sum()
        for unit in ("province", "prefecture")
    ]
    return DEFAULT[0] if 2 * flow_known_by[1] >= flow_known_by[0] else PARTNER_LEVELS[0]


def _doubly_last(model: str) -> bool:
    return model == DOUBLY


def _within(frame: pd.DataFrame, city_code: str, partner: str) -> pd.Series[bool]:
    """Return which flows do not leave their place: within the city, or within a region."""
    inside = frame["prefecture_code"] == city_code
    if "local_province_code" in frame:
        unit = f"{partner}_code"
        inside |= (frame["direction"] == BETWEEN) & (frame[unit] == frame[f"local_{unit}"])
    return inside.fillna(value=False).astype(bool)


def _named(pairs: pd.DataFrame, results: Results, partner: str, local: str) -> pd.DataFrame:
    """Put names beside the codes of both ends, and the regions the partner region lies in."""
    hierarchy = region_ancestors(pairs["partner_code"], partner)
    named = pd.DataFrame(
        {"corridor": pairs["partner_code"] + "-" + pairs["local_code"]}, pairs.index
    )
    named["partner_code"], named["partner_name"] = (
        pairs["partner_code"],
        region_names(pairs["partner_code"]),
    )
    for unit in ("province", "prefecture"):
        codes = hierarchy[unit] if unit in hierarchy else pd.Series(None, pairs.index, dtype="str")
        named[f"partner_{unit}_code"] = codes
        named[f"partner_{unit}_name"] = region_names(codes)
    named["local_code"] = pairs["local_code"]
    named["local_name"] = _local_names(pairs["local_code"], results, local)
    named = results[Flows].places.described(named, between=results[Flows].between)
    return named.join(pairs.drop(columns=["partner_code", "local_code"]))


def _local_names(codes: pd.Series[str], results: Results, local: str) -> pd.Series[str]:
    if results[Flows].between:
        return region_names(codes)
    return codes.map(unit_names(results, local)).astype("str").fillna(codes.astype("str"))


def _unresolved(flows: pd.DataFrame, results: Results, local: str) -> pd.DataFrame:
    rest = flows[(flows["state"] != RESOLVED) & (flows["flow"] != 0)]
    by = ["direction", "state", "local_code"]
    summed = rest.groupby(by, dropna=False, sort=True)["flow"].sum().reset_index()
    summed.insert(3, "local_name", _local_names(summed["local_code"], results, local))
    return summed.assign(
        local_name=summed["local_name"].where(summed["local_code"].notna()),
        flow=_as_whole(summed["flow"]),
    )


def _whole_numbers(frame: pd.DataFrame) -> pd.DataFrame:
    counted = ("inflow", "outflow", "flow", "net_migration")
    return frame.assign(**{name: _as_whole(frame[name]) for name in counted})


def _as_whole(column: pd.Series) -> pd.Series:
    """Turn people into whole numbers, unless a table has parts of them."""
    values = column.astype("Float64")
    return values.astype("Int64") if (values.dropna() % 1 == 0).all() else values


def _whole(volume: float) -> float:
    return int(volume) if float(volume).is_integer() else float(volume)
