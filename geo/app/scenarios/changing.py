"""Changes made by hand: at a click on the map, in a form, in the table of staff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from geo.analyses.access.products import Sites
from geo.analyses.access.services import services_of
from geo.analyses.population.model import Population
from geo.analyses.staffing.model import Staffing
from geo.app.scenarios.draft import add_changes, draft
from geo.city.scenarios.changes import (
    MOST_POSTS,
    ClassSpeed,
    NormChange,
    SiteAdded,
    SiteChanged,
    SiteClosed,
    SiteMoved,
    StaffChange,
    StreetAdded,
    StreetClosed,
    StreetSpeed,
)
from geo.city.settings_schema import meaning_key
from geo.core.standards import Standards
from geo.network.street_kinds import FASTEST_KPH, SLOWEST_KPH, SPEED_KINDS
from geo.network.street_network import MODES
from geo.ui import components as parts
from geo.ui import incoming

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.city.scenarios.changes import Change
    from geo.core.results import Results
    from geo.ui.incoming import Clicked
    from geo.ui.screen import Screen

LON, LAT = "scenario_lon", "scenario_lat"
FROM_LON, FROM_LAT = "scenario_from_lon", "scenario_from_lat"
SITE: Final = "scenario_site"
KIND: Final = "scenario_kind"
STAFF_TABLE: Final = "scenario_staff"
KINDS: Final = (
    *("site_added", "site_moved", "site_closed", "site_changed", "norm"),
    *("street_added", "street_closed", "street_speed", "class_speed"),
)
_MOST_SERVICES: Final = 40
_CHARACTERS: Final = 100


def take_click(results: Results, clicked: Clicked) -> None:
    """Put what was clicked on the map into the form: a site, or a place."""
    if clicked.place:
        for kept, key in ((FROM_LON, LON), (FROM_LAT, LAT)):
            if key in st.session_state:
                st.session_state[kept] = st.session_state[key]
        lon, lat = clicked.place
        st.session_state[LON], st.session_state[LAT] = round(lon, 6), round(lat, 6)
        return
    sites = _site_names(results)
    if clicked.site is not None and clicked.site < len(sites):
        st.session_state[SITE] = sites[clicked.site]
        if st.session_state.get(KIND) not in {"site_moved", "site_changed"}:
            st.session_state[KIND] = "site_closed"


def ask_change(screen: Screen, results: Results) -> None:
    """Show the form of a change.

    Parameters
    ----------
    results
        Those of the scenario so far: its sites and norms.
    """
    kind = incoming.one_of(
        st.selectbox(
            screen.say("scenario.kind"),
            KINDS,
            format_func=lambda name: screen.say(f"scenario.kind.{name}"),
            key=KIND,
        ),
        KINDS,
    )
    change = _FORMS[kind or KINDS[0]](screen, results)
    told = screen.say(f"scenario.told.{kind or KINDS[0]}")
    parts.caption(told)
    if st.button(
        screen.say("scenario.add"),
        type="primary",
        disabled=change is None,
        icon=":material/add:",
        key="scenario_add",
    ):
        assert change is not None
        add_changes(screen, change)
        st.rerun()


def show_staff(screen: Screen, results: Results) -> None:
    """Show the staff of communities in a table that can be changed."""
    if screen.open_city.city.staff is None:
        parts.caption(screen.say("scenario.no_staff"))
        return
    communities = results.communities_with(Population, Staffing).reset_index(drop=True)
    names = ("community_name", "subdistrict_name", "district_name")
    headers = {name: screen.say(f"scenario.header.{name}") for name in names}
    amounts = ("required_staff", "staff", "staff_shortfall")
    headers |= {name: screen.say(f"scenario.figure.{name}") for name in amounts}
    rows = communities.rename(columns=headers)[list(headers.values())]
    rows[headers["staff"]] = communities["staff"].astype("float64")
    edited = st.data_editor(
        rows,
        hide_index=True,
        height=360,
        disabled=[header for name, header in headers.items() if name != "staff"],
        column_config={
            headers["staff"]: st.column_config.NumberColumn(
                min_value=0, max_value=MOST_POSTS, step=1
            )
        },
        key=f"{STAFF_TABLE}_{hash(draft(screen))}",  # edits are of one scenario
        placeholder=parts.NOTHING,
    )
    changes = staff_changes(communities, edited[headers["staff"]])
    if st.button(
        screen.say("scenario.take_staff", communities=len(changes)),
        disabled=not changes,
        icon=":material/add:",
        key="scenario_take_staff",
    ):
        add_changes(screen, *changes)
        st.rerun()


def staff_changes(communities: pd.DataFrame, edited: pd.Series[float]) -> list[StaffChange]:
    """Return the changes that turn the staff of communities into what a table says.

    Parameters
    ----------
    communities
        ``community_code``, ``staff``.
    edited
        Staff on the same index; what is empty, or no whole number more or fewer, is no change.
    """
    changes = []
    for code, before, after in zip(
        communities["community_code"], communities["staff"], edited, strict=True
    ):
        now = incoming.amount(None if pd.isna(after) else float(after))
        if now is None or not 0 <= now <= MOST_POSTS:
            continue
        if pd.isna(before):
            changes.append(StaffChange(code, staff=int(now)))
        elif (more := now - float(before)) and float(more).is_integer():
            changes.append(StaffChange(code, add=int(more)))
    return changes


def _ask_new_site(screen: Screen, results: Results) -> Change | None:
    place = _ask_place(screen)
    columns = st.columns(3)
    with columns[0]:
        name = incoming.text(
            st.text_input(
                screen.say("scenario.site_name"), max_chars=_CHARACTERS, key="scenario_new_site"
            ),
            _CHARACTERS,
        )
    staff, capacity = _ask_amounts(screen, columns[1:])
    services = _ask_services(screen, results)
    if place is None or not name:
        return None
    return SiteAdded(name, *place, tuple(services), staff, capacity)


def _ask_moved_site(screen: Screen, results: Results) -> Change | None:
    site, place = _ask_site(screen, results), _ask_place(screen)
    return SiteMoved(site, *place) if site and place else None


def _ask_closed_site(screen: Screen, results: Results) -> Change | None:
    site = _ask_site(screen, results)
    return SiteClosed(site) if site else None


def _ask_changed_site(screen: Screen, results: Results) -> Change | None:
    site = _ask_site(screen, results)
    staff, capacity = _ask_amounts(screen, st.columns(2))
    if not site or (staff is None and capacity is None):
        return None
    return SiteChanged(site, staff, capacity)


def _ask_norm(screen: Screen, results: Results) -> Change | None:
    fields = tuple(Standards.__dataclass_fields__)
    norm = incoming.one_of(
        st.selectbox(
            screen.say("scenario.norm"),
            fields,
            format_func=lambda name: screen.say(meaning_key("standards", name)),
            key="scenario_norm",
        ),
        fields,
    )
    if norm is None:
        return None
    now = getattr(results.standards, norm)
    label, key = screen.say("scenario.value"), f"scenario_value_{norm}"
    if isinstance(now, str):
        text = incoming.text(st.text_input(label, now, max_chars=_CHARACTERS, key=key), _CHARACTERS)
        return NormChange(norm, text) if text and text != now else None
    step: dict[str, Any] = {"step": 1} if isinstance(now, int | None) else {"step": 0.1}
    number = incoming.amount(st.number_input(label, value=now, key=key, **step))
    return None if number is None or number == now else NormChange(norm, number)


def _ask_street(screen: Screen, _results: Results) -> Change | None:
    parts.caption(screen.say("scenario.two_clicks"))
    start, stop = _ask_place(screen, FROM_LON, FROM_LAT), _ask_place(screen)
    modes = _ask_modes(screen)
    kph = _ask_speed(screen, 30.0)
    if not start or not stop or start == stop or not modes:
        return None
    return StreetAdded((start, stop), modes, kph)


def _ask_closed_street(screen: Screen, _results: Results) -> Change | None:
    place, modes = _ask_place(screen), _ask_modes(screen)
    return StreetClosed(*place, modes) if place and modes else None


def _ask_street_speed(screen: Screen, _results: Results) -> Change | None:
    place, kph = _ask_place(screen), _ask_speed(screen, 30.0)
    return StreetSpeed(*place, kph) if place else None


def _ask_class_speed(screen: Screen, _results: Results) -> Change | None:
    kind = incoming.one_of(
        st.selectbox(screen.say("scenario.street_kind"), SPEED_KINDS, key="scenario_class"),
        SPEED_KINDS,
    )
    kph = _ask_speed(screen, 30.0)
    return ClassSpeed(kind, kph) if kind else None


def _ask_place(screen: Screen, lon: str = LON, lat: str = LAT) -> tuple[float, float] | None:
    """Ask for a place; a click on the map fills it in."""
    columns, place = st.columns(2), []
    for column, key, most in zip(columns, (lon, lat), (180.0, 90.0), strict=True):
        with column:
            value = incoming.amount(
                st.number_input(
                    screen.say("scenario.lon" if key.endswith("lon") else "scenario.lat"),
                    min_value=-most,
                    max_value=most,
                    value=None,
                    step=0.001,
                    format="%.6f",
                    key=key,
                    persist_state="session",
                )
            )
            place.append(value)
    known = [float(of) for of in place if of is not None]
    return (known[0], known[1]) if len(known) == len(columns) else None


def _ask_site(screen: Screen, results: Results) -> str | None:
    names = _site_names(results)
    if not names:
        return None
    return incoming.one_of(st.selectbox(screen.say("scenario.site"), names, key=SITE), names)


def _ask_amounts(screen: Screen, columns: Any) -> tuple[int | None, float | None]:
    amounts = []
    for column, name in zip(columns, ("staff", "capacity"), strict=True):
        with column:
            amounts.append(
                incoming.amount(
                    st.number_input(
                        screen.say(f"scenario.site_{name}"),
                        min_value=0,
                        max_value=MOST_POSTS,
                        value=None,
                        step=1,
                        key=f"scenario_site_{name}",
                    )
                )
            )
    staff, capacity = amounts
    return None if staff is None else int(staff), None if capacity is None else float(capacity)


def _ask_services(screen: Screen, results: Results) -> list[str]:
    from_sites = _sites(results)
    known = list(services_of(from_sites["services"])[1:]) if len(from_sites) else []
    options = known[:_MOST_SERVICES]
    chosen = st.multiselect(
        screen.say("scenario.services"),
        options,
        placeholder=screen.say("upload.select"),
        key="scenario_services",
    )
    return incoming.some_of(chosen, options)


def _ask_modes(screen: Screen) -> tuple[str, ...]:
    chosen = st.multiselect(
        screen.say("scenario.modes"),
        MODES,
        default=MODES,
        format_func=lambda mode: screen.say(f"access.mode.{mode}"),
        key="scenario_modes",
    )
    return tuple(incoming.some_of(chosen, MODES))


def _ask_speed(screen: Screen, usual: float) -> float:
    value = st.number_input(
        screen.say("scenario.kph"),
        min_value=SLOWEST_KPH,
        max_value=FASTEST_KPH,
        value=usual,
        step=5.0,
        key="scenario_kph",
    )
    kph = incoming.amount(value)
    return float(kph) if kph is not None and SLOWEST_KPH <= kph <= FASTEST_KPH else usual


def _sites(results: Results) -> pd.DataFrame:
    return results[Sites].frame


def _site_names(results: Results) -> list[str]:
    frame = _sites(results)
    return frame["site_name"].tolist() if len(frame) else []


_FORMS: Final[dict[str, Callable[[Screen, Results], Change | None]]] = {
    "site_added": _ask_new_site,
    "site_moved": _ask_moved_site,
    "site_closed": _ask_closed_site,
    "site_changed": _ask_changed_site,
    "norm": _ask_norm,
    "street_added": _ask_street,
    "street_closed": _ask_closed_street,
    "street_speed": _ask_street_speed,
    "class_speed": _ask_class_speed,
}
