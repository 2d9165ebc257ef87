"""What is agreed between the two ends of corridors, and how their notices are answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo.analyses.corridors.methods.agreements import AGREED, COUNTS, LAPSING, MISSING, covering
from geo.analyses.corridors.methods.flows import LOCAL_LEVELS
from geo.regions.hierarchy import region_ancestors

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.analyses.corridors.inputs import Flows


def dealings_of(
    pairs: pd.DataFrame, flows: Flows, partner: str, local: str, percent: int
) -> pd.DataFrame:
    """Return for each pair what is agreed, and how notices are answered."""
    partner_side = region_ancestors(pairs["partner_code"], partner)
    if flows.between:
        local_side = region_ancestors(pairs["local_code"], partner)
    else:
        units = flows.hierarchy[[f"{unit}_code" for unit in LOCAL_LEVELS]].set_axis(
            list(LOCAL_LEVELS), axis=1
        )
        local_side = units.reindex(pairs["local_code"]).set_axis(pairs.index)
        local_side = local_side[list(LOCAL_LEVELS[LOCAL_LEVELS.index(local) :: -1])]
        local_side = local_side.assign(province=flows.city_code[:2] + "0000")
    agreements = flows.partners
    covered = covering(pairs, (partner_side, local_side), agreements)
    # One row more, of which everything is missing, for pairs that nothing covers.
    agreement = (
        agreements.reindex([*range(len(agreements)), -1])
        .iloc[covered["partner"]]
        .set_axis(pairs.index)
    )
    judged = pd.DataFrame({"state": agreement["state"].fillna(MISSING).astype("str")})
    judged["agreement"] = agreement["agreement"].astype("str")
    judged["agreement_places"] = (
        agreement["place_a"].astype("str") + "–" + agreement["place_b"].astype("str")
    )
    judged["agreement_level"] = covered["local_level"] + "–" + covered["partner_level"]
    judged["agreements_inside"] = _inside(pairs, flows, partner, local)
    for day in ("signed_on", "valid_until"):
        judged[day] = agreement[day].astype("object").where(agreement[day].notna(), None)
    for count in COUNTS:
        judged[count] = agreement[count].astype("Int64")
    due = judged["notices_sent"] - judged["notices_pending"].fillna(0)
    due -= judged["notices_unknown_year"].fillna(0)
    share = (judged["notices_in_time"] / due.where(due > 0)).astype("Float64")
    return judged.assign(on_time_share=share, meets_norm=(share * 100 >= percent).astype("boolean"))


def _inside(pairs: pd.DataFrame, flows: Flows, partner: str, local: str) -> pd.Series[int]:
    """Count the agreements in force between parts of both ends that do not cover the whole."""
    counts: dict[tuple[str, str], int] = {}
    for row in flows.partners.to_dict("records"):
        if row["state"] not in (AGREED, LAPSING):
            continue
        sides = [(row["ancestors_a"], row["ancestors_b"]), (row["ancestors_b"], row["ancestors_a"])]
        for local_end, partner_end in sides:
            partner_code = partner_end.get(partner)
            local_code = (
                local_end.get(partner) if flows.between else _unit_of(local_end, flows, local)
            )
            covers_both = (partner_code, local_code) == (partner_end["code"], local_end["code"])
            if partner_code and local_code and not covers_both:
                counts[partner_code, local_code] = counts.get((partner_code, local_code), 0) + 1
    keys = zip(pairs["partner_code"], pairs["local_code"], strict=True)
    return pd.Series([counts.get(key, 0) for key in keys], pairs.index, dtype="Int64")


def _unit_of(ancestors: Mapping[str, str], flows: Flows, local: str) -> str:
    """Return the local unit that a place lies in; "" for one that is larger, or elsewhere."""
    if ancestors["code"] not in flows.hierarchy.index:
        return ""
    unit = flows.hierarchy[f"{local}_code"].fillna("")
    return str(unit[ancestors["code"]])
