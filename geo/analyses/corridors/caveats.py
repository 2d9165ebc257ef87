"""What is to be said beside corridors: what is not known, and what the figures rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.analyses.corridors.inputs import Flows
from geo.analyses.corridors.methods.flows import IN, NEAR_UNKNOWN, OUT
from geo.analyses.corridors.methods.spatial_interaction import SINGLY
from geo.core.admin_units import far_off_share, shortage_share
from geo.core.i18n import Term
from geo.core.issues import Fault

if TYPE_CHECKING:
    from geo.analyses.corridors.model import Corridors
    from geo.core.results import Plan


def notes_of(corridors: Corridors, plan: Plan) -> tuple[Fault, ...]:
    """Gather the sentences to be shown with corridors; each has words in both languages."""
    told = [*_people(corridors, plan), *_agreements(corridors, plan)]
    if len(corridors.frame):
        told += [*_method(corridors), *_ranking(corridors, plan)]
    return (*plan[Flows].notes, *told)


def _people(corridors: Corridors, plan: Plan) -> list[Fault]:
    """Tell whose ends are not known."""
    unresolved, ways = corridors.unresolved, plan[Flows].ways
    near_lost = unresolved["state"] == NEAR_UNKNOWN
    lost = unresolved.loc[~near_lost, "people"].sum()
    unit = Term(f"corridors.unit.{corridors.far}")
    told = []
    if not corridors.people_all:
        told.append(_note("corridor_note.no_flows"))
    elif lost and not len(corridors.frame):
        lone = set(unresolved.loc[~near_lost, "state"]) == {"missing"}
        key = "corridor_note.no_origins" if lone else "corridor_note.all_unresolved"
        told.append(_note(key, people=_number(lost), unit=unit))
    elif lost:
        more = {"people": _number(lost), "all": _number(corridors.people_all), "unit": unit}
        told.append(_note("corridor_note.unresolved", **more))
    if near_lost.any():
        near = unit if corridors.between else Term(f"corridors.unit.{corridors.near}")
        people = _number(unresolved.loc[near_lost, "people"].sum())
        told.append(_note("corridor_note.near_unresolved", people=people, unit=near))
    if corridors.within_city:
        told.append(_note("corridor_note.within", people=_number(corridors.within_city)))
    if len(corridors.frame) and IN in ways and OUT not in ways:
        told.append(_note("corridor_note.no_out"))
    if len(corridors.frame) and OUT in ways and IN not in ways:
        told.append(_note("corridor_note.no_in"))
    return told


def _method(corridors: Corridors) -> list[Fault]:
    """Tell where chance and expectation cannot be told."""
    told = []
    far, near = (corridors.frame[f"{end}_code"].nunique() for end in ("far", "near"))
    if far == 1 or near == 1:
        lone = "corridor_note.one_far" if far == 1 else "corridor_note.one_near"
        told.append(_note("corridor_note.one_pair" if far == near else lone))
    if corridors.expected_by == SINGLY:
        told.append(_note("corridor_note.singly"))
    if not corridors.expected_converged:
        told.append(_note("corridor_note.margins"))
    return told


def _ranking(corridors: Corridors, plan: Plan) -> list[Fault]:
    """Tell what the ranking does not know."""
    if corridors.between:
        return [_note("corridor_note.between")]
    told = []
    if shortage_share(plan, corridors.near).isna().all():
        told.append(_note("corridor_note.no_staff"))
    if far_off_share(plan, corridors.near).isna().all():
        told.append(_note("corridor_note.no_reach"))
    return told


def _agreements(corridors: Corridors, plan: Plan) -> list[Fault]:
    flows = plan[Flows]
    if not flows.agreed:
        return [_note("corridor_note.no_agreements")]
    if corridors.day is None:
        return [_note("corridor_note.no_day")]
    told = [
        _note("corridor_note.day", day=corridors.day.isoformat(), days=plan.standards.lapsing_days)
    ]
    early = [day for day in flows.partners["signed_on"].dropna() if day > corridors.day]
    if early:
        told.append(
            _note("corridor_note.not_yet", agreements=len(early), day=corridors.day.isoformat())
        )
    unknown = flows.partners["notices_unknown_year"].sum()
    if unknown:
        told.append(_note("corridor_note.unknown_year", notices=_number(unknown)))
    return told


def _note(key: str, **more: object) -> Fault:
    return Fault(key, stops=False, more=more)


def _number(people: float) -> str:
    return f"{people:,.0f}"
