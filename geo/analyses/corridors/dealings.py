"""What is agreed between the two ends of corridors, and how their notices are answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.analyses.corridors.agreement_inputs import ENDS as AGREEMENT_ENDS
from geo.analyses.corridors.inputs import Flows
from geo.analyses.corridors.methods.agreements import AGREED, LAPSING, MISSING, covering
from geo.analyses.corridors.methods.flows import LOCAL_LEVELS
from geo.analyses.corridors.methods.notices import judged, judged_dtypes
from geo.core.analysis import columns_of
from geo.core.memo import kept_with
from geo.core.no_rows import no_rows
from geo.regions.hierarchy import region_ancestors

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from geo.core.results import Results


PARTNER, LOCAL = ENDS = ("partner", "local")
"""The ends of a corridor, as columns of each are called."""

LARGER, NO_FLOW = "larger_agreement", "no_flow"
"""Why notices are of no corridor: one of their places is larger; nobody moves between them."""


def dealings_of(pairs: pd.DataFrame, flows: Flows, partner: str, local: str) -> pd.DataFrame:
    """Return for each pair what is agreed between its ends, or between what these lie in.

    Returns
    -------
    pandas.DataFrame
        On the index of ``pairs``: ``state``, ``agreement``, ``agreement_places``,
        ``agreement_level``, ``agreements_inside``, ``signed_on``, ``valid_until``.
    """
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
    agreements = flows.dealings.partners
    covered = covering(pairs, (partner_side, local_side), agreements)
    # One row more, of which everything is missing, for pairs that nothing covers.
    agreement = (
        agreements.reindex([*range(len(agreements)), -1])
        .iloc[covered["partner"]]
        .set_axis(pairs.index)
    )
    told = pd.DataFrame({"state": agreement["state"].fillna(MISSING).astype("str")})
    told["agreement"] = agreement["agreement"].astype("str")
    told["agreement_places"] = (
        agreement["place_a"].astype("str") + "–" + agreement["place_b"].astype("str")
    )
    told["agreement_level"] = covered["local_level"] + "–" + covered["partner_level"]
    told["agreements_inside"] = _inside(pairs, flows, partner, local)
    for day in ("signed_on", "valid_until"):
        told[day] = agreement[day].astype("object").where(agreement[day].notna(), None)
    return told


_ORIGIN: Final = {"origin_state": "str", "agreement": "str"}
_AGREEMENT: Final = {
    **dict.fromkeys(("state", "signed_on", "valid_until"), "object"),
    "agreement_places": "str",
}


def notices_of(
    pairs: pd.DataFrame, flows: Flows, units: tuple[str, str], percent: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Assign every notice to the pair of places it was between, once.

    Parameters
    ----------
    pairs
        ``partner_code``, ``local_code``.
    flows
        With the notices.
    units
        The units of partner and local end: notices between parts of a pair are the pair's; those of
        a larger place are seen at the larger.
    percent
        The norm.

    Returns
    -------
    of_pairs : pandas.DataFrame
        On the index of ``pairs``: the columns of
        :func:`geo.analyses.corridors.methods.notices.judged`, missing where there is no notice.
    rest : pandas.DataFrame
        Those of no pair, by agreement: ``origin_state`` (:data:`LARGER`, :data:`NO_FLOW`),
        ``agreement``, ``agreement_places``, ``state``, ``signed_on``, ``valid_until`` and the
        same columns.
    """
    if flows.dealings.notices.empty:  # as in nearly every city
        dtypes = judged_dtypes(ENDS)
        return no_rows(dtypes).reindex(pairs.index), no_rows(_ORIGIN | dtypes | _AGREEMENT)
    known = set(zip(pairs["partner_code"], pairs["local_code"], strict=True))
    keys = ["partner_code", "local_code"]
    placed = unit_pairs(flows, units, known)
    both = flows.dealings.notices.drop(columns="answers").join(placed)
    found = zip(placed["partner_code"], placed["local_code"], strict=True)
    is_of_pair = pd.Series([pair in known for pair in found], both.index, dtype=bool)
    of_pairs = judged(both[is_of_pair], keys, ENDS, percent)
    of_pairs = of_pairs.reindex(pd.MultiIndex.from_frame(pairs[keys])).set_axis(pairs.index)
    rest = both[~is_of_pair]
    larger = rest["partner_code"].isna() | rest["local_code"].isna()
    rest = rest.assign(origin_state=larger.map({True: LARGER, False: NO_FLOW}).astype("str"))
    summed = judged(rest, ["origin_state", "agreement"], ENDS, percent).reset_index()
    partners = flows.dealings.partners.set_index("agreement")
    places = partners["place_a"].astype("str") + "–" + partners["place_b"].astype("str")
    said = partners[["state", "signed_on", "valid_until"]].assign(agreement_places=places)
    return of_pairs, summed.join(said, on="agreement")


@kept_with
def answers_of_city(flows: Flows, percent: int) -> pd.Series:
    """Return how the city, and all places it deals with, answer one another's notices.

    Returns
    -------
    pandas.Series
        The columns of :func:`geo.analyses.corridors.methods.notices.judged`, the ends called
        ``partner`` and ``local``, whatever units are shown; all missing where no end is the city's.
    """
    notices, own = flows.dealings.notices, flows.hierarchy.index
    is_own = {
        end: pd.Series([found["code"] in own for found in notices[f"ancestors_{end}"]], dtype=bool)
        for end in ("sender", "receiver")
    }
    answers = is_own["receiver"].map({True: LOCAL, False: PARTNER})
    both = notices.assign(answers=answers, all="")[is_own["sender"] != is_own["receiver"]]
    return judged(both, ["all"], ENDS, percent).reindex([""]).iloc[0]


def agreement_register(results: Results) -> pd.DataFrame:
    """List agreements, and places that write without one, with the notices under each.

    Returns
    -------
    pandas.DataFrame
        The columns as declared; in order of agreements in force first, as in ``rank``. Every notice
        is under one row.
    """
    flows = results[Flows]
    partners = flows.dealings.partners
    names = [column.name for column in columns_of(__package__, "agreement_register")]
    if partners.empty:
        return partners.reindex(columns=names)
    codes = {
        f"code_{end}": [found["code"] for found in partners[f"ancestors_{end}"]]
        for end in AGREEMENT_ENDS
    }
    table = partners.assign(**codes).sort_values("rank", ignore_index=True)[names]
    table = table.astype({"state": "str", "term": "str"})
    shares = {f"on_time_share_{end}": 4 for end in AGREEMENT_ENDS}
    return table.round(shares)


def unit_pairs(
    flows: Flows, units: tuple[str, str], known: Collection[tuple[str, str]] = ()
) -> pd.DataFrame:
    """Return between which units each notice was.

    Parameters
    ----------
    flows
        With the notices.
    units
        The units of partner and local end.
    known
        Pairs that are corridors: of two regions elsewhere either may be called the partner.

    Returns
    -------
    pandas.DataFrame
        On the index of the notices: ``partner_code``, ``local_code`` (missing where the place is
        larger than the unit, or no such end), ``answers`` (which of :data:`ENDS` is to answer).
    """
    notices = flows.dealings.notices
    found = [
        _between(sender, receiver, flows, units, known)
        for sender, receiver in zip(
            notices["ancestors_sender"], notices["ancestors_receiver"], strict=True
        )
    ]
    columns = ["partner_code", "local_code", "answers"]
    return pd.DataFrame(found, notices.index, columns, dtype="str")


def _between(
    sender: Mapping[str, str],
    receiver: Mapping[str, str],
    flows: Flows,
    units: tuple[str, str],
    known: Collection[tuple[str, str]],
) -> tuple[str | None, str | None, str]:
    """Return the pair of units a notice was between, and which end of it is to answer."""
    partner, local = units
    unit, found = partner if flows.between else local, []
    for one, other, answers in ((sender, receiver, LOCAL), (receiver, sender, PARTNER)):
        local_code = other.get(unit) if flows.between else _unit_of(other, flows, local)
        found.append((one.get(partner) or None, local_code or None, answers))
    # Of two regions elsewhere either may be called the partner.
    is_whole = [pair for pair in found if pair[0] and pair[1]]
    of_pair = [pair for pair in is_whole if pair[:2] in known]
    return (of_pair or is_whole or [pair for pair in found if pair[0]] or found)[0]


def _inside(pairs: pd.DataFrame, flows: Flows, partner: str, local: str) -> pd.Series[int]:
    """Count the agreements in force between parts of both ends that do not cover the whole."""
    counts: dict[tuple[str, str], int] = {}
    for row in flows.dealings.partners.to_dict("records"):
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
