"""From the flows of a city to its corridors, at any units of both ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.analyses.corridors.caveats import notes_of
from geo.analyses.corridors.inputs import Flows
from geo.analyses.corridors.methods.agreements import AGREED, COUNTS, LAPSING, MISSING, covering
from geo.analyses.corridors.methods.flows import BETWEEN, FAR, NEAR, RESOLVED, at_units, no_flows
from geo.analyses.corridors.methods.ranking import directed, in_order, measured
from geo.analyses.corridors.methods.spatial_interaction import DOUBLY
from geo.analyses.corridors.model import DEFAULT, Corridors
from geo.core.admin_units import far_off_share, near_names, shortage_share
from geo.regions.hierarchy import region_ladder, region_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.core.results import Plan

DRAWS: Final = 100


def corridors_of(
    plan: Plan, far: str = "", near: str = DEFAULT[1], draws: int = DRAWS
) -> Corridors:
    """Find the corridors of a plan at the units asked for.

    Parameters
    ----------
    plan
        With ``flows``, counts and posts.
    far, near
        The units of both ends; without a far one the prefecture, or the province where most people
        whose province is known are known by it alone, as in a census.
    draws
        How often decisions are tried under noise; 0 = not.
    """
    flows = plan[Flows]
    frame = flows.frame if len(flows.frame.columns) else no_flows()
    far = far or _usual_unit(frame)
    if far not in FAR or near not in NEAR:
        raise ValueError(f"far {far!r} is not one of {FAR}, or near {near!r} not one of {NEAR}")
    within = _within(frame, flows.city_code, far)
    told = at_units(frame[~within], flows.steps, far, near)
    known = directed(told[told["state"] == RESOLVED])
    pairs, expected, tried = measured(known, plan.standards, flows.ways, draws)
    shortage, far_off = shortage_share(plan, near), far_off_share(plan, near)
    pairs = in_order(pairs, shortage, far_off)
    named = _named(pairs, plan, far, near)
    judged = named.join(_dealings(pairs, flows, far, near, plan.standards.answer_on_time_percent))
    corridors = Corridors(
        far=far,
        near=near,
        between=flows.between,
        frame=_whole_numbers(judged),
        unresolved=_unresolved(told, plan, near),
        people_all=_whole(frame["people"].sum()),
        within_city=_whole(frame.loc[within, "people"].sum()),
        expected_by=min((of.model for of in expected.values()), key=_doubly_last, default=DOUBLY),
        expected_converged=all(of.converged for of in expected.values()),
        stability={}
        if tried is None
        else {
            "draws": tried.draws,
            "percent": tried.percent,
            "kept": int(pairs["significant"].sum()),
            "flipping": int(pairs["flips"].sum()),
            "flips_mean": tried.flips_mean,
        },
        day=flows.day,
    )
    return _with_notes(corridors, plan)


def _usual_unit(frame: pd.DataFrame) -> str:
    """Return the smallest unit but the county that most people are known by, of all who are."""
    ends = [end for end in ("", "near_") if f"{end}province_code" in frame]
    known = [
        frame.loc[frame[[f"{end}{unit}_code" for end in ends]].notna().all(axis=1), "people"].sum()
        for unit in ("province", "prefecture")
    ]
    return DEFAULT[0] if 2 * known[1] >= known[0] else FAR[0]


def _with_notes(corridors: Corridors, plan: Plan) -> Corridors:
    return Corridors(**(vars(corridors) | {"notes": notes_of(corridors, plan)}))


def _doubly_last(model: str) -> bool:
    return model == DOUBLY


def _within(frame: pd.DataFrame, city_code: str, far: str) -> pd.Series[bool]:
    """Tell which flows do not leave their place: within the city, or within a region."""
    inside = frame["prefecture_code"] == city_code
    if "near_province_code" in frame:
        unit = f"{far}_code"
        inside |= (frame["way"] == BETWEEN) & (frame[unit] == frame[f"near_{unit}"])
    return inside.fillna(value=False).astype(bool)


def _named(pairs: pd.DataFrame, plan: Plan, far: str, near: str) -> pd.DataFrame:
    """Put names beside the codes of both ends, and the regions the far end lies in."""
    steps = region_ladder(pairs["far_code"], far)
    told = pd.DataFrame({"corridor": pairs["far_code"] + "-" + pairs["near_code"]}, pairs.index)
    told["far_code"], told["far_name"] = pairs["far_code"], region_names(pairs["far_code"])
    for unit in ("province", "prefecture"):
        codes = steps[unit] if unit in steps else pd.Series(None, pairs.index, dtype="str")
        told[f"far_{unit}_code"] = codes
        told[f"far_{unit}_name"] = region_names(codes)
    told["near_code"] = pairs["near_code"]
    told["near_name"] = _near_names(pairs["near_code"], plan, near)
    return told.join(pairs.drop(columns=["far_code", "near_code"]))


def _near_names(codes: pd.Series[str], plan: Plan, near: str) -> pd.Series[str]:
    if plan[Flows].between:
        return region_names(codes)
    return codes.map(near_names(plan, near)).fillna(codes).astype("str")


def _dealings(pairs: pd.DataFrame, flows: Flows, far: str, near: str, percent: int) -> pd.DataFrame:
    """Tell of each pair what is agreed, and how notices are answered."""
    far_side = region_ladder(pairs["far_code"], far)
    if flows.between:
        near_side = region_ladder(pairs["near_code"], far)
    else:
        units = flows.steps[[f"{unit}_code" for unit in NEAR]].set_axis(list(NEAR), axis=1)
        near_side = units.reindex(pairs["near_code"]).set_axis(pairs.index)
        near_side = near_side[list(NEAR[NEAR.index(near) :: -1])]
        near_side = near_side.assign(province=flows.city_code[:2] + "0000")
    known = flows.partners
    found = covering(pairs, (far_side, near_side), known)
    # One row more, of which everything is missing, for pairs that nothing covers.
    told = known.reindex([*range(len(known)), -1]).iloc[found["partner"]].set_axis(pairs.index)
    judged = pd.DataFrame({"state": told["state"].fillna(MISSING).astype("str")})
    judged["agreement"] = told["agreement"].astype("str")
    judged["agreement_places"] = told["place_a"].astype("str") + "–" + told["place_b"].astype("str")
    judged["agreement_level"] = found["near_level"] + "–" + found["far_level"]
    judged["agreements_inside"] = _inside(pairs, flows, far, near)
    for day in ("signed_on", "valid_until"):
        judged[day] = told[day].astype("object").where(told[day].notna(), None)
    for count in COUNTS:
        judged[count] = told[count].astype("Int64")
    due = judged["notices_sent"] - judged["notices_pending"].fillna(0)
    due -= judged["notices_unknown_year"].fillna(0)
    share = (judged["notices_in_time"] / due.where(due > 0)).astype("Float64")
    return judged.assign(on_time_share=share, meets_norm=(share * 100 >= percent).astype("boolean"))


def _inside(pairs: pd.DataFrame, flows: Flows, far: str, near: str) -> pd.Series[int]:
    """Count the agreements in force between parts of both ends that do not cover the whole."""
    counts: dict[tuple[str, str], int] = {}
    for row in flows.partners.to_dict("records"):
        if row["state"] not in (AGREED, LAPSING):
            continue
        sides = [(row["ladder_a"], row["ladder_b"]), (row["ladder_b"], row["ladder_a"])]
        for near_end, far_end in sides:
            there = far_end.get(far)
            here = near_end.get(far) if flows.between else _unit_of(near_end, flows, near)
            whole = (there, here) == (far_end["code"], near_end["code"])
            if there and here and not whole:
                counts[there, here] = counts.get((there, here), 0) + 1
    keys = zip(pairs["far_code"], pairs["near_code"], strict=True)
    return pd.Series([counts.get(key, 0) for key in keys], pairs.index, dtype="Int64")


def _unit_of(place: Mapping[str, str], flows: Flows, near: str) -> str:
    """Return the near unit that a place lies in; "" for one that is larger, or elsewhere."""
    if place["code"] not in flows.steps.index:
        return ""
    unit = flows.steps[f"{near}_code"].fillna("")
    return str(unit[place["code"]])


def _unresolved(told: pd.DataFrame, plan: Plan, near: str) -> pd.DataFrame:
    rest = told[(told["state"] != RESOLVED) & (told["people"] != 0)]
    by = ["way", "state", "near_code"]
    summed = rest.groupby(by, dropna=False, sort=True)["people"].sum().reset_index()
    summed.insert(3, "near_name", _near_names(summed["near_code"], plan, near))
    return summed.assign(
        near_name=summed["near_name"].where(summed["near_code"].notna()),
        people=_as_whole(summed["people"]),
    )


def _whole_numbers(frame: pd.DataFrame) -> pd.DataFrame:
    counted = ("people_in", "people_out", "people", "balance")
    return frame.assign(**{name: _as_whole(frame[name]) for name in counted})


def _as_whole(column: pd.Series) -> pd.Series:
    """Turn people into whole numbers, unless a table has parts of them."""
    values = column.astype("Float64")
    return values.astype("Int64") if (values.dropna() % 1 == 0).all() else values


def _whole(people: float) -> float:
    return int(people) if float(people).is_integer() else float(people)
