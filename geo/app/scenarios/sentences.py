"""Changes of a scenario in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.city.scenarios.changes import NormChange, SiteChanged, StaffChange
from geo.city.settings_schema import meaning_key
from geo.core.i18n import say
from geo.core.number_format import number

if TYPE_CHECKING:
    from geo.city.scenarios.changes import Change
    from geo.core.results import Results

DECIMALS: Final = 5  # of degrees: a metre


def change_told(change: Change, results: Results, language: str) -> str:
    """Return a change as a sentence.

    Parameters
    ----------
    change
        Of a scenario.
    results
        The city as it is, whose communities have names.
    """
    if isinstance(change, StaffChange):
        units = results.units.communities.set_index("community_code")["community_name"]
        name = units.get(change.community, change.community)
        if change.staff is not None:
            return say("scenario.said.staff", language, name=name, staff=change.staff)
        key = "scenario.said.staff_more" if (change.add or 0) >= 0 else "scenario.said.staff_fewer"
        return say(key, language, name=name, posts=abs(change.add or 0))
    if isinstance(change, NormChange):
        meaning = say(meaning_key("standards", change.norm), language)
        return say("scenario.said.norm", language, norm=meaning, value=change.value)
    if isinstance(change, SiteChanged):
        return _site_changed(change, language)
    values = {
        name: f"{of:.{DECIMALS}f}" if name in {"lon", "lat"} else of
        for name, of in vars(change).items()
        if name not in {"kind", "line"}
    }
    return say(f"scenario.said.{change.kind}", language, **values)


def _site_changed(change: SiteChanged, language: str) -> str:
    """Return what is changed of a site, each with its new value."""
    between = say("scenario.said.between", language)
    values = {
        "staff": change.staff,
        "capacity": None if change.capacity is None else number(change.capacity),
        "services": None if change.services is None else between.join(change.services),
    }
    told = [
        say(f"scenario.said.site_{name}", language, **{name: value})
        for name, value in values.items()
        if value is not None
    ]
    changes = between.join(told)
    return say("scenario.said.site_changed", language, site=change.site, changes=changes)
