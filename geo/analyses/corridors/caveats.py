"""Caveats of corridors: what is not known, and what the figures rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.analyses.corridors.deficits import inaccessible_share, shortfall_share
from geo.analyses.corridors.inputs import Flows
from geo.analyses.corridors.methods.agreements import UNKNOWN_TERM
from geo.analyses.corridors.methods.flows import IN, LOCAL_UNKNOWN, OUT
from geo.analyses.corridors.methods.spatial_interaction import SINGLY
from geo.core.i18n import Term
from geo.core.issues import Issue

if TYPE_CHECKING:
    from geo.analyses.corridors.model import Corridors
    from geo.core.results import Results


def notes_of(corridors: Corridors, results: Results) -> tuple[Issue, ...]:
    """Gather the sentences to be shown with corridors; each has words in both languages."""
    notes = [*_flow(corridors, results), *_agreements(corridors, results)]
    if len(corridors.frame):
        notes += [*_method(corridors, results), *_ranking(corridors, results)]
    return (*results[Flows].notes, *notes)


def _flow(corridors: Corridors, results: Results) -> list[Issue]:
    """Return notes on flows with unknown ends, and on directions without data."""
    unresolved, directions = corridors.unresolved, results[Flows].directions
    local_lost = unresolved["state"] == LOCAL_UNKNOWN
    lost = unresolved.loc[~local_lost, "flow"].sum()
    unit = Term(f"corridors.unit.{corridors.partner}")
    notes = []
    if not corridors.total_flow:
        notes.append(_note("corridor_note.no_flows"))
    elif lost and not len(corridors.frame):
        lone = set(unresolved.loc[~local_lost, "state"]) == {"missing"}
        key = "corridor_note.no_origins" if lone else "corridor_note.all_unresolved"
        notes.append(_note(key, people=_number(lost), unit=unit))
    elif lost:
        placeholders = {"people": _number(lost), "all": _number(corridors.total_flow), "unit": unit}
        notes.append(_note("corridor_note.unresolved", **placeholders))
    if local_lost.any():
        local = unit if corridors.between else Term(f"corridors.unit.{corridors.local}")
        volume = _number(unresolved.loc[local_lost, "flow"].sum())
        notes.append(_note("corridor_note.local_unresolved", people=volume, unit=local))
    if corridors.within_city:
        notes.append(_note("corridor_note.within", people=_number(corridors.within_city)))
    if len(corridors.frame) and IN in directions and OUT not in directions:
        notes.append(_note("corridor_note.no_out"))
    if len(corridors.frame) and OUT in directions and IN not in directions:
        notes.append(_note("corridor_note.no_in"))
    return notes


def _method(corridors: Corridors, results: Results) -> list[Issue]:
    """Return where significance and expected flow cannot be determined."""
    notes = [*_distance(corridors, results)]
    if corridors.tested != corridors.local:
        notes.append(_note("corridor_note.by_district"))
    partner, local = (corridors.frame[f"{end}_code"].nunique() for end in ("partner", "local"))
    if partner == 1 or local == 1:
        lone = "corridor_note.one_partner" if partner == 1 else "corridor_note.one_local"
        notes.append(_note("corridor_note.one_pair" if partner == local else lone))
    if corridors.flow_model == SINGLY:
        notes.append(_note("corridor_note.singly"))
    if not corridors.expected_converged:
        notes.append(_note("corridor_note.margins"))
    return notes


def _distance(corridors: Corridors, results: Results) -> list[Issue]:
    """Return how flows fall with distance, and of how many corridors that is not known."""
    notes = []
    for decay in dict.fromkeys(beta for beta in corridors.decay.values() if np.isfinite(beta)):
        if decay:
            form = Term(f"corridor_deterrence.{results.standards.corridor_deterrence}")
            notes.append(_note("corridor_note.decay", form=form, decay=f"{decay:.3g}"))
        else:
            notes.append(_note("corridor_note.no_decay"))
    unknown = int(corridors.frame["flow_ratio_gravity"].isna().sum())
    if unknown:
        notes.append(_note("corridor_note.no_distance", corridors=_number(unknown)))
    return notes


def _ranking(corridors: Corridors, results: Results) -> list[Issue]:
    """State what the ranking does not know."""
    if corridors.between:
        return [_note("corridor_note.between")]
    notes = []
    if shortfall_share(results, corridors.local).isna().all():
        notes.append(_note("corridor_note.no_staff"))
    if inaccessible_share(results, corridors.local).isna().all():
        notes.append(_note("corridor_note.no_access"))
    return notes


def _agreements(corridors: Corridors, results: Results) -> list[Issue]:
    dealings = results[Flows].dealings
    notes = [] if dealings.agreed else [_note("corridor_note.no_agreements")]
    if corridors.day is None or dealings.partners.empty:
        return notes
    day, days = corridors.day.isoformat(), results.standards.lapsing_days
    notes.append(_note("corridor_note.day", day=day, days=days))
    early = [signed for signed in dealings.partners["signed_on"].dropna() if signed > corridors.day]
    if early:
        notes.append(_note("corridor_note.not_yet", agreements=len(early), day=day))
    endless = int((dealings.partners["state"] == UNKNOWN_TERM).sum())
    if endless:
        notes.append(_note("corridor_note.unknown_terms", agreements=endless))
    unknown = dealings.partners["notices_unknown_year"].sum()
    if unknown:
        notes.append(_note("corridor_note.unknown_year", notices=_number(unknown)))
    return notes


def _note(key: str, **placeholders: object) -> Issue:
    return Issue(key, severity="warning", more=placeholders)


def _number(volume: float) -> str:
    return f"{volume:,.0f}"
