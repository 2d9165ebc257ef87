"""The agreements to sign next, by the units that can sign, with the figures each rests on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.analyses.corridors.build import corridors_of
from geo.analyses.corridors.inputs import Flows
from geo.analyses.corridors.methods.agreements import AGREED, MISSING, UNKNOWN_TERM
from geo.analyses.corridors.methods.recommendation import (
    CRITERIA,
    SIGNING_UNITS,
    larger_units,
    merged,
)
from geo.analyses.corridors.model import Corridors
from geo.core.i18n import Term, say
from geo.core.issues import Issue
from geo.core.memo import kept_with
from geo.regions.hierarchy import region_ancestors

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo.core.results import Results

    AtUnits = Callable[[str, str], Corridors]

SIGN, RENEW, CLARIFY = ACTIONS = ("sign", "renew", "clarify")
CITY, DISTRICT, SUBDISTRICT = SIGNING_UNITS
BETWEEN: Final = "between"
"""The level of flows neither end of which is the city's: regions as they are known."""
FIGURES: Final = (
    *("partner_name", "local_name", "state", "flow", "flow_share", "inflow", "outflow"),
    *("flow_ratio", "flow_ratio_gravity", "p_value_adjusted"),
    *("factor_shortfall", "factor_accessibility", "score", "agreement_places", "valid_until"),
    *("partner_code", "local_code"),
)
"""What stands beside each agreement to sign, in this order."""

_DECIMALS: Final = {
    "flow_share": 4,
    "flow_ratio": 2,
    "flow_ratio_gravity": 2,
    "p_value_adjusted": 6,
    "factor_shortfall": 2,
    "factor_accessibility": 2,
    "score": 0,
}
_KEPT: Final = ("corridor", "level", "covers", *FIGURES)


@dataclass(frozen=True, eq=False)
class Drafts:
    """The agreements to sign next.

    Parameters
    ----------
    frame
        ``number`` (1, 2, …), ``action`` (``"sign"``; ``"renew"`` of one that has lapsed or is about
        to; ``"clarify"`` of one whose term is not known), ``level`` (who signs for the city: of
        :data:`SIGNING_UNITS`, or :data:`BETWEEN`), ``covers`` (how many recommended corridors it is
        for), ``corridor`` and :data:`FIGURES`.
    counts
        Corridors at the level asked for: ``all``, each of
        :data:`geo.analyses.corridors.methods.recommendation.CRITERIA`, ``recommended``, ``open``
        (of these without an agreement that is sure to last), ``listed`` (agreements to sign,
        whatever corridors the list is restricted to).
    why_empty
        Why there is none, where there is none.
    """

    frame: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(_KEPT)))
    counts: Mapping[str, int] = field(default_factory=dict)
    why_empty: Issue | None = None


@kept_with
def signing_levels(results: Results) -> tuple[str, ...]:
    """Return who may sign for the city, the largest first.

    A subdistrict may where one has signed with a county before: an agreement of the city's table.
    """
    flows = results[Flows]
    if flows.between:
        return (BETWEEN,)
    own = set(flows.hierarchy[f"{SUBDISTRICT}_code"].dropna())
    partners = flows.dealings.partners
    for row in partners[partners["signed_on"].notna()].to_dict("records"):
        sides = [row["ancestors_a"], row["ancestors_b"]]
        for near, partner in (sides, sides[::-1]):
            if near["code"] in own and partner["code"] == partner.get("county", ""):
                return tuple(SIGNING_UNITS)
    return CITY, DISTRICT


def drafts(
    results: Results,
    level: str = CITY,
    fitting: tuple[Corridors, pd.DataFrame] | None = None,
    at_units: AtUnits | None = None,
) -> Drafts:
    """List the agreements to sign next.

    Parameters
    ----------
    results
        Of a run with flows.
    level
        Who signs for the city, of :func:`signing_levels`; what is flows between regions elsewhere
        has one level only.
    fitting
        Corridors, and the rows of them to which the list is restricted: an agreement stays if it
        covers people of one of them. None: the whole city.
    at_units
        Finds the corridors of the run at units of both ends.

    Returns
    -------
    Drafts
        The recommended corridors that have no agreement which is sure to last, in order of rank;
        several that one agreement of larger units would cover are that one.
    """
    at = at_units or (lambda partner, local: corridors_of(results, partner, local, draws=0))
    levels = signing_levels(results)
    if level not in levels and levels != (BETWEEN,):
        return Drafts(
            why_empty=_why("corridor_drafts.no_precedent", level=Term(f"corridor_level.{level}"))
        )
    level = levels[0] if levels == (BETWEEN,) else level
    if results[Flows].frame.empty:
        return Drafts(why_empty=_why("corridor_drafts.no_corridor", level=_named(level)))
    signing = results[Corridors] if level == BETWEEN else at(*SIGNING_UNITS[level])
    frame = signing.frame
    recommended = frame[frame["recommended"].fillna(value=False).astype(bool)]
    due = recommended[recommended["state"] != AGREED]
    counts = {name: int(frame[name].sum()) for name in CRITERIA}
    counts |= {"all": len(frame), "recommended": len(recommended), "open": len(due)}
    rows = due.assign(level=level, covers=1)[list(_KEPT)]
    if level != BETWEEN:
        rows = _with_larger(rows, results[Flows], at)
    counts["listed"] = len(rows)
    if fitting is not None and len(fitting[0].frame) > len(fitting[1]):
        rows = rows[_covering(rows, results, *fitting)]
    if rows.empty:
        return Drafts(counts=counts, why_empty=_reason(counts, level, results))
    return Drafts(_numbered(rows), counts)


def _with_larger(rows: pd.DataFrame, flows: Flows, at: AtUnits) -> pd.DataFrame:
    """Put one agreement of larger units in place of several that it would cover."""
    for larger in larger_units(rows["level"].iloc[0]) if len(rows) else ():
        frame = at(*SIGNING_UNITS[larger]).frame
        parents = _parents(rows, flows, larger)
        alone, above = merged(rows, parents, frame)
        if len(above):
            above = above.assign(level=larger)[list(_KEPT)]
            ordered = pd.concat([alone, above], ignore_index=True)
            rows = ordered.sort_values("score", ascending=False, kind="stable", ignore_index=True)
    return rows


def _parents(rows: pd.DataFrame, flows: Flows, level: str) -> pd.Series[str]:
    """Return the corridor of larger units that each agreement lies in."""
    partner, local = SIGNING_UNITS[level]
    partner_codes = pd.Series(None, rows.index, dtype="str")
    for of_level, same in rows.groupby("level"):
        ancestors = region_ancestors(same["partner_code"], SIGNING_UNITS[str(of_level)][0])
        partner_codes[same.index] = ancestors[partner]
    return partner_codes + "-" + rows["local_code"].map(flows.hierarchy[f"{local}_code"])


def _covering(
    rows: pd.DataFrame, results: Results, corridors: Corridors, fitting: pd.DataFrame
) -> pd.Series[bool]:
    """Return which agreements cover people of the corridors that fit."""
    flows = results[Flows]
    fits = _pair(fitting["partner_code"], fitting["local_code"])
    moving = flows.frame[flows.frame["flow"] > 0]
    known = moving[_pair(*_ends(moving, flows, corridors.partner, corridors.local)).isin(fits)]
    kept = pd.Series(data=False, index=rows.index)
    usual = results[Corridors].partner
    for level, same in rows.groupby("level"):
        covered = _pair(*_ends(known, flows, *SIGNING_UNITS.get(str(level), (usual, usual))))
        kept[same.index] = _pair(same["partner_code"], same["local_code"]).isin(covered)
    return kept


def _ends(
    frame: pd.DataFrame, flows: Flows, partner: str, local: str
) -> tuple[pd.Series[str], pd.Series[str]]:
    """Return the codes of both ends of flows at these units; missing where not known."""
    if flows.between:
        return frame[f"{partner}_code"], frame[f"local_{partner}_code"]
    return frame[f"{partner}_code"], frame["local_code"].map(flows.hierarchy[f"{local}_code"])


def _pair(one: pd.Series[str], other: pd.Series[str]) -> pd.Series[str]:
    """Return a name of two places, whichever comes first; missing where one is."""
    one, other = one.astype("str"), other.astype("str")
    first = one < other
    return one.where(first, other) + "-" + other.where(first, one)


def _reason(counts: Mapping[str, int], level: str, results: Results) -> Issue:
    """Return why the list is empty."""
    standards, told = results.standards, _named(level)
    share = f"{100 * standards.corridor_min_share:g}%"
    if not counts["all"]:
        return _why("corridor_drafts.no_corridor", level=told)
    if not counts["recommended"]:
        return _why("corridor_drafts.none_recommended", level=told, share=share, **counts)
    if not counts["open"]:
        return _why("corridor_drafts.all_agreed", level=told, **counts)
    return _why("corridor_drafts.none_fits", level=told, **counts)


def _named(level: str) -> Term:
    return Term(f"corridor_level.{level}")


def _why(key: str, **placeholders: object) -> Issue:
    return Issue(key, severity="warning", more=placeholders)


def _numbered(rows: pd.DataFrame) -> pd.DataFrame:
    due = rows.reset_index(drop=True)
    for name, decimals in _DECIMALS.items():
        due[name] = due[name].astype("Float64").round(decimals)
    actions = {MISSING: SIGN, UNKNOWN_TERM: CLARIFY}
    due.insert(0, "action", due["state"].map(actions).fillna(RENEW))
    due.insert(0, "number", np.arange(1, len(due) + 1))
    return due


def drafts_table(listed: Drafts, language: str) -> pd.DataFrame:
    """Put the list in words: headers, states, who signs and what is to be done."""
    columns = ["number", "action", "level", "covers", *FIGURES]
    rows = listed.frame.reindex(columns=columns)
    rows["action"] = [say(f"corridor_action.{value}", language) for value in rows["action"]]
    rows["state"] = [say(f"corridor_state.{value}", language) for value in rows["state"]]
    rows["level"] = [say(f"corridor_level.{value}", language) for value in rows["level"]]
    return rows.rename(columns={name: say(f"corridor_header.{name}", language) for name in rows})
