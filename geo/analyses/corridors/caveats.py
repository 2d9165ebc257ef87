"""What is to be said beside corridors: what is not known, and what the figures rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.analyses.corridors.deficits import inaccessible_share, shortfall_share
from geo.analyses.corridors.inputs import Flows
from geo.analyses.corridors.methods.flows import IN, LOCAL_UNKNOWN, OUT
from geo.analyses.corridors.methods.spatial_interaction import SINGLY
from geo.core.i18n import Term
from geo.core.issues import Issue

if TYPE_CHECKING:
    from geo.analyses.corridors.model import Corridors
    from geo.core.results import Results


def notes_of(corridors: Corridors, results: Results) -> tuple[Issue, ...]:
    """Gather the sentences to be shown with corridors; each has words in both languages."""
    told = [*_flow(corridors, results), *_agreements(corridors, results)]
    if len(corridors.frame):
        told += [*_method(corridors), *_ranking(corridors, results)]
    return (*results[Flows].notes, *told)


def _flow(corridors: Corridors, results: Results) -> list[Issue]:
    """Return whose ends are not known."""
    unresolved, directions = corridors.unresolved, results[Flows].directions
    local_lost = unresolved["state"] == LOCAL_UNKNOWN
    lost = unresolved.loc[~local_lost, "flow"].sum()
    unit = Term(f"corridors.unit.{corridors.partner}")
    told = []
    if not corridors.total_flow:
        told.append(_note("corridor_note.no_flows"))
    elif lost and not len(corridors.frame):
        lone = set(unresolved.loc[~local_lost, "state"]) == {"missing"}
        key = "corridor_note.no_origins" if lone else "corridor_note.all_unresolved"
        told.append(_note(key, people=_number(lost), unit=unit))
    elif lost:
        more = {"people": _number(lost), "all": _number(corridors.total_flow), "unit": unit}
        told.append(_note("corridor_note.unresolved", **more))
    if local_lost.any():
        local = unit if corridors.between else Term(f"corridors.unit.{corridors.local}")
        volume = _number(unresolved.loc[local_lost, "flow"].sum())
        told.append(_note("corridor_note.local_unresolved", people=volume, unit=local))
    if corridors.within_city:
        told.append(_note("corridor_note.within", people=_number(corridors.within_city)))
    if len(corridors.frame) and IN in directions and OUT not in directions:
        told.append(_note("corridor_note.no_out"))
    if len(corridors.frame) and OUT in directions and IN not in directions:
        told.append(_note("corridor_note.no_in"))
    return told


def _method(corridors: Corridors) -> list[Issue]:
    """Return where significance and expected flow cannot be determined."""
    told = []
    partner, local = (corridors.frame[f"{end}_code"].nunique() for end in ("partner", "local"))
    if partner == 1 or local == 1:
        lone = "corridor_note.one_partner" if partner == 1 else "corridor_note.one_local"
        told.append(_note("corridor_note.one_pair" if partner == local else lone))
    if corridors.flow_model == SINGLY:
        told.append(_note("corridor_note.singly"))
    if not corridors.expected_converged:
        told.append(_note("corridor_note.margins"))
    return told


def _ranking(corridors: Corridors, results: Results) -> list[Issue]:
    """State what the ranking does not know."""
    if corridors.between:
        return [_note("corridor_note.between")]
    told = []
    if shortfall_share(results, corridors.local).isna().all():
        told.append(_note("corridor_note.no_staff"))
    if inaccessible_share(results, corridors.local).isna().all():
        told.append(_note("corridor_note.no_access"))
    return told


def _agreements(corridors: Corridors, results: Results) -> list[Issue]:
    flows = results[Flows]
    if not flows.agreed:
        return [_note("corridor_note.no_agreements")]
    if corridors.day is None:
        return [_note("corridor_note.no_day")]
    told = [
        _note(
            "corridor_note.day", day=corridors.day.isoformat(), days=results.standards.lapsing_days
        )
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


def _note(key: str, **more: object) -> Issue:
    return Issue(key, severity="warning", more=more)


def _number(volume: float) -> str:
    return f"{volume:,.0f}"
