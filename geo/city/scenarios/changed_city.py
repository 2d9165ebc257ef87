"""A city as a scenario would change it: its own tables, but for those that are changed."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from pydantic_core import PydanticCustomError

from geo.city.folder import City
from geo.city.scenarios.changes import (
    Change,
    ClassSpeed,
    NormChange,
    Scenario,
    SiteAdded,
    SiteChanged,
    SiteClosed,
    SiteMoved,
    StaffChange,
    StreetAdded,
    StreetClosed,
    StreetSpeed,
)
from geo.city.scenarios.tables import (
    unknown,
    with_site,
    with_site_changed,
    with_site_moved,
    with_staff,
    without_site,
)
from geo.core.issues import Issue, ScenarioError, StandardsError
from geo.core.setting_rules import refused
from geo.core.standards import rule_of
from geo.network.street_changes import NEAR_M, with_speed, with_street, without_street
from geo.network.street_kinds import MODE_BITS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.city.settings import Settings
    from geo.network.street_network import Network

TABLES: Final = ("staff", "sites", "streets")
"""The tables that a scenario may change."""


def changed_city(city: City, scenario: Scenario) -> City:
    """Return a city as a scenario would change it; its files stay as they are.

    Parameters
    ----------
    city
        The city.
    scenario
        Its changes are made one after the other; norms and speeds of kinds of streets first.

    Returns
    -------
    City
        Tables that are not changed are those that ``city`` has read, the very same.

    Raises
    ------
    ScenarioError
        With all changes that cannot be made, and why.
    """
    for name in TABLES:
        getattr(city, name)  # read once, for both
    issues: list[Issue] = []
    changed = _with_settings(city, scenario, issues)
    tables: dict[str, Any] = {}
    for position, change in enumerate(scenario.changes, start=1):
        try:
            _make(changed, tables, change)
        except PydanticCustomError as error:
            issues.append(change_issue(scenario, position, error))
    if issues:
        raise ScenarioError(*issues)
    return _sharing(changed, changed.settings, tables)


def change_issue(scenario: Scenario, position: int, error: PydanticCustomError) -> Issue:
    """Return the issue of a change, by its position from 1."""
    more = {"position": position, "scenario": scenario.name, **(error.context or {})}
    return Issue(error.type, severity="error", column=f"changes.{position}", more=more)


def _with_settings(city: City, scenario: Scenario, issues: list[Issue]) -> City:
    """Return the city under other norms and speeds of kinds of streets."""
    values = {change.norm: change.value for change in _of(scenario, NormChange)}
    speeds = {change.street_kind: change.drive_kph for change in _of(scenario, ClassSpeed)}
    settings = city.settings
    try:
        settings = replace(settings, standards=replace(settings.standards, **values))
    except StandardsError as error:
        issues.extend(error.issues)
    modes = {*MODE_BITS, *settings.travel_times.tables}
    if (mode := settings.standards.access_mode) not in modes and "access_mode" in values:
        more = {"rule": rule_of("access_mode")}
        issues.append(
            Issue("issue.standard", severity="error", column="access_mode", value=mode, more=more)
        )
    if speeds:
        if not settings.streets.name:
            issues.append(Issue("issue.scenario_no_streets_file", severity="error"))
        streets = settings.streets
        settings = replace(settings, streets=replace(streets, speeds={**streets.speeds, **speeds}))
    return _sharing(city, settings, {})


def _sharing(city: City, settings: Settings, tables: Mapping[str, Any]) -> City:
    """Return a city of other settings and tables; all else that was read of it is shared."""
    read = {
        name: value
        for name, value in vars(city).items()
        if isinstance(getattr(City, name, None), cached_property)
        and (name != "streets" or settings.streets == city.settings.streets)
    }
    shared = City(city.folder, settings, city.accept_loss)
    vars(shared).update({**read, **tables})  # where cached properties keep what was read
    return shared


def _of(scenario: Scenario, kind: type[Any]) -> list[Any]:
    return [change for change in scenario.changes if isinstance(change, kind)]


def _make(city: City, tables: dict[str, Any], change: Change) -> None:
    """Make a change in the tables, which hold those that are changed already."""
    if isinstance(change, StaffChange):
        _change_staff(city, tables, change)
    elif isinstance(change, SiteAdded | SiteMoved | SiteClosed | SiteChanged):
        _change_sites(city, tables, change)
    elif isinstance(change, StreetAdded | StreetClosed | StreetSpeed):
        _change_streets(city, tables, change)


def _change_staff(city: City, tables: dict[str, Any], change: StaffChange) -> None:
    roster = tables.get("staff", city.staff)
    if roster is None:
        raise refused("issue.scenario_no_staff")
    codes = city.communities.frame["community_code"]
    if change.community not in set(codes):
        raise unknown("issue.scenario_community", change.community, codes.tolist())
    weight = city.standards.part_time_weight
    tables["staff"] = replace(roster, frame=with_staff(roster.frame, change, weight))


def _change_sites(
    city: City, tables: dict[str, Any], change: SiteAdded | SiteMoved | SiteClosed | SiteChanged
) -> None:
    sites = tables.get("sites", city.sites)
    if sites is None:
        raise refused("issue.scenario_no_sites")
    frame = sites.frame
    if isinstance(change, SiteAdded):
        frame = with_site(frame, change)
    elif isinstance(change, SiteMoved):
        frame = with_site_moved(frame, change)
    elif isinstance(change, SiteClosed):
        frame = without_site(frame, change.site)
    else:
        frame = with_site_changed(frame, change)
    tables["sites"] = replace(sites, frame=frame)


def _change_streets(
    city: City, tables: dict[str, Any], change: StreetAdded | StreetClosed | StreetSpeed
) -> None:
    streets = tables.get("streets", city.streets)
    if streets is None:
        raise refused("issue.scenario_no_streets")
    network: Network | None
    if isinstance(change, StreetAdded):
        network = with_street(streets.frame, change.line, change.modes, change.drive_kph)
        refusal = "issue.scenario_no_crossing"
    else:
        place = change.lon, change.lat
        network = (
            without_street(streets.frame, place, change.modes)
            if isinstance(change, StreetClosed)
            else with_speed(streets.frame, place, change.drive_kph)
        )
        refusal = "issue.scenario_no_street"
    if network is None:
        raise PydanticCustomError(refusal, refusal, {"metres": f"{NEAR_M:g}"})
    tables["streets"] = replace(streets, frame=network)
