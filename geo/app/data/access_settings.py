"""What holds for accessibility in the visitor's own city: limits, modes, speeds and streets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st
from pydantic import TypeAdapter, ValidationError

from geo.analyses.access.modes import in_order, titled_mode
from geo.analyses.access.services import services_of
from geo.app.data.setting_fields import (
    ACROSS,
    CHOICE,
    DECIMAL,
    SEVERAL,
    TEXT,
    WHOLE,
    SettingField,
    apply_fields,
    ask_fields,
)
from geo.city.access_settings import AccessSettings
from geo.city.datasets.sites import read_sites
from geo.city.settings_changes import setting_at
from geo.city.settings_editor import files, settings, values_of
from geo.city.table_settings import SiteSettings
from geo.core.i18n import say
from geo.core.issues import YipanError
from geo.core.standards import Standards
from geo.formats.file_settings import CityFolder
from geo.network.settings import ISLAND_NODES
from geo.network.street_kinds import KINDS, MODE_BITS
from geo.ui import components as parts
from geo.ui import incoming

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.city.uploads import OwnCity

    Key = tuple[str, ...]

MOST_SERVICES: Final = 20
TIME_CHARACTERS: Final = 40
_SERVICES: Final = "upload_services"
_TIME: Final = "upload_time_of_day"


def show_access_settings(own: OwnCity, language: str) -> None:
    """Show what can be set, once there are sites; ``city.toml`` takes it if all of it holds."""
    if not files(own.folder, "sites"):
        return
    said = values_of(own.folder)
    with st.expander(say("access_settings.title", language), icon=":material/tune:"):
        parts.caption(say("access_settings.told", language))
        groups = {
            "": _limits(said, language),
            "access_settings.by_service": _by_service(_services(own, said), said, language),
            "access_settings.by_mode": _zones(said, language),
        }
        _form(own, "limits", groups, language)
        if files(own.folder, "streets"):
            parts.section(say("access_settings.streets", language))
            time = _ask_time(said, language)
            chosen: dict[Key, object] = {("streets", "time_of_day"): time}
            _form(own, f"streets_{time}", {"": _streets(time, language)}, language, chosen)


def _form(
    own: OwnCity,
    name: str,
    groups: Mapping[str, Sequence[SettingField]],
    language: str,
    more: Mapping[Key, object] | None = None,
) -> None:
    """Show fields and a button that writes them; fields begin anew where what is said changes.

    ``groups``: fields by the key of what stands above them; those of services stand in pairs.
    """
    said = values_of(own.folder)
    fields = [asked for group in groups.values() for asked in group]
    stamp = f"{name}_{hash(str([setting_at(said, asked.key) for asked in fields])):x}"
    with st.form(f"upload_settings_{name}", border=False, enter_to_submit=False):
        below: dict[Key, Any] = {}
        for title, group in groups.items():
            if title and group:
                parts.section(say(title, language))
            across = 2 if title == "access_settings.by_service" else ACROSS
            below |= ask_fields(group, said, stamp, language, across)
        applied = st.form_submit_button(
            say("access_settings.apply", language), icon=":material/check:", key=f"upload_{name}"
        )
        if applied and apply_fields(own.folder, fields, stamp, below, language, more):
            st.rerun()


def _modes(said: Mapping[str, Any], language: str) -> dict[str, str]:
    """Return the modes of streets and of tables, and what each is called."""
    tables = setting_at(said, ("travel_times", "modes")) or {}
    main = setting_at(said, ("travel_times", "mode"))
    named = in_order([*MODE_BITS, *([main] if isinstance(main, str) else []), *tables])
    return {mode: titled_mode(mode, language) for mode in named}


def _literal(mode: str, title: str) -> str:
    """Return what a mode is called, as Markdown."""
    return title if mode in MODE_BITS else parts.literal(title)


def _limits(said: Mapping[str, Any], language: str) -> list[SettingField]:
    norms, modes = Standards(), _modes(said, language)
    demands = {
        "floating": say("access_settings.demand.floating", language),
        "all": say("access_settings.demand.all", language),
    }
    labels = {
        "access_minutes": (say("access_settings.access_minutes", language), WHOLE),
        "access_mode": (say("access_settings.access_mode", language), CHOICE),
        "covered_percent": (say("access_settings.covered_percent", language), WHOLE),
        "walk_kph": (say("access_settings.walk_kph", language), DECIMAL),
        "ebike_kph": (say("access_settings.ebike_kph", language), DECIMAL),
        "catchment_zones": (say("access_settings.catchment_zones", language), TEXT),
    }
    fields = [
        SettingField(("standards", name), label, kind, getattr(norms, name), modes)
        for name, (label, kind) in labels.items()
    ]
    label = say("access_settings.demand", language)
    usual = AccessSettings().demand
    return [*fields, SettingField(("access", "demand"), label, CHOICE, usual, demands)]


def _by_service(
    services: Sequence[str], said: Mapping[str, Any], language: str
) -> list[SettingField]:
    norms = Standards()
    modes = _modes(said, language)
    usual = setting_at(said, ("standards", "access_minutes")) or norms.access_minutes
    usual_mode = setting_at(said, ("standards", "access_mode")) or norms.access_mode
    fields = []
    for service in services:
        literal = parts.literal(service)
        minutes = say("access_settings.service_minutes", language, service=literal)
        mode = say("access_settings.service_mode", language, service=literal)
        fields += [
            SettingField(("access", "service_minutes", service), minutes, WHOLE, usual),
            SettingField(("access", "service_modes", service), mode, CHOICE, usual_mode, modes),
        ]
    return fields


def _zones(said: Mapping[str, Any], language: str) -> list[SettingField]:
    zones = setting_at(said, ("standards", "catchment_zones")) or Standards().catchment_zones
    return [
        SettingField(
            ("access", "mode_zones", mode),
            say("access_settings.mode_zones", language, mode=_literal(mode, title)),
            TEXT,
            zones,
        )
        for mode, title in _modes(said, language).items()
    ]


def _streets(time: str, language: str) -> list[SettingField]:
    kinds = {kind: kind for kind in KINDS}
    modes = {mode: titled_mode(mode, language) for mode in MODE_BITS}
    fields = [
        SettingField(("streets", name, mode), say(label, language, mode=title), SEVERAL, (), kinds)
        for name, label in (
            ("closed", "access_settings.closed"),
            ("opened", "access_settings.opened"),
        )
        for mode, title in modes.items()
    ]
    if time:
        fields += [
            SettingField(
                ("streets", "speed_factors", time, mode),
                say("access_settings.speed_factor", language, mode=title, time=parts.literal(time)),
                DECIMAL,
                1,
            )
            for mode, title in modes.items()
        ]
    label = say("access_settings.island_nodes", language)
    return [*fields, SettingField(("streets", "island_nodes"), label, WHOLE, ISLAND_NODES)]


def _ask_time(said: Mapping[str, Any], language: str) -> str:
    """Ask for the time of day whose speed factors count; another than those known can be named."""
    times = [str(time) for time in setting_at(said, ("streets", "speed_factors")) or {}]
    now = setting_at(said, ("streets", "time_of_day"))
    key = f"{_TIME}_{now}"
    if now in times:  # kept beside the box, which could not be emptied of a choice of its own
        st.session_state.setdefault(key, now)
    chosen = st.selectbox(
        say("access_settings.time_of_day", language),
        times,
        index=None,
        accept_new_options=True,
        placeholder=say("access_settings.no_time", language),
        help=say("access_settings.time_told", language),
        key=key,
        width=480,
    )
    return incoming.text(chosen, TIME_CHARACTERS)


def _services(own: OwnCity, said: Mapping[str, Any]) -> list[str]:
    """List the services of the sites, and those that settings name, the first of them."""
    [name] = files(own.folder, "sites")
    path = own.folder / name
    given = settings(own.folder, "sites")
    state = (str(given), path.stat().st_size, path.stat().st_mtime_ns)
    known_state, services = st.session_state.get(_SERVICES, (None, []))
    if known_state != state:
        try:
            folder = CityFolder(own.folder)
            section = TypeAdapter(SiteSettings).validate_python(given, context=folder)
            source = own.source(name, section.sheet)
            services = list(services_of(read_sites(source, section).frame["services"])[1:])
        except (YipanError, ValidationError):
            services = []  # told by the check
        st.session_state[_SERVICES] = (state, services)
    named = [
        *(setting_at(said, ("access", "service_minutes")) or {}),
        *(setting_at(said, ("access", "service_modes")) or {}),
    ]
    return list(dict.fromkeys([*named, *services]))[:MOST_SERVICES]
