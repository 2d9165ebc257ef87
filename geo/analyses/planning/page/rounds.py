"""Mobile rounds on the page of planning: what is asked, the routes on a map, and the timetable."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from geo.analyses.access.model import AccessModel
from geo.analyses.access.products import Sites
from geo.analyses.planning.answers import missing_for
from geo.analyses.planning.methods.calendar import days_of_cycle, weeks_of
from geo.analyses.planning.methods.vehicle_routes import REASONS
from geo.analyses.planning.page.fields import ROUNDS, chosen, whole
from geo.analyses.planning.rounds.files import FILES, LAYER, PRINT, TABLE, WORKBOOK, rounds_file
from geo.analyses.planning.rounds.plan import SERVED, plan_rounds
from geo.analyses.planning.rounds.sentences import day_name, rounds_figures, rounds_sentences
from geo.analyses.planning.rounds.tables import with_clock
from geo.analyses.population.model import Population
from geo.analyses.staffing.model import Staffing
from geo.city.rounds_settings import (
    DAYS_A_WEEK,
    MOST_HOURS,
    MOST_SEATS,
    MOST_VEHICLES,
    MOST_WALK_MINUTES,
    PATTERNS,
    PLACES,
    TWICE_A_WEEK,
    USUAL_VEHICLES,
    RoundsSettings,
)
from geo.core.number_format import number
from geo.publish.maps.choropleth import by_kind, legend_html
from geo.publish.maps.city_map import Painting
from geo.publish.maps.symbols import Polyline, Spot
from geo.publish.maps.tooltips import community_tooltips, protected
from geo.ui import components as parts
from geo.ui.downloads import XLSX
from geo.ui.map_component import show_map
from geo.ui.widgets import open_by_row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.analyses.planning.answers import StaffQuestion
    from geo.analyses.planning.rounds.plan import Rounds
    from geo.analyses.planning.site_question import SiteQuestion
    from geo.ui.screen import Screen

NUMBERS: Final = {
    "vehicles": (1, MOST_VEHICLES),
    "hours": (1, MOST_HOURS),
    "days": (1, DAYS_A_WEEK),
    "walk_minutes": (1, MOST_WALK_MINUTES),
    "visitors_percent": (1, 100),
    "seats": (0, MOST_SEATS),
}
"""What is asked as a number: the least and the most."""
FIELDS: Final = (*NUMBERS, "visits", "depot", "stop_places")
KEPT: Final = "rounds_kept"
TIMETABLE_COLUMNS: Final = (
    *("vehicle", "day", "position", "arrives", "departs", "name", "people", "visitors", "km"),
)
STOP_COLUMNS: Final = ("stop", "name", "subdistrict_name", "people", "visitors", "minutes", "state")
# After Okabe & Ito (2008) and Tol (2021), dark enough for a line on a pale map.
ROUTE_COLOURS: Final = (
    *("#0a5d94", "#b5420a", "#117733", "#882255", "#5b3fa0", "#7a5c00", "#00707a", "#a3195b"),
)
REASON_COLOURS: Final = ("#c9c3dd", "#e8b45c", "#d98b5f", "#f6e3b8")
UNVISITED: Final = "#8b94a1"
UNVISITED_SIZE, VISITED_SIZE = 0.03, 0.01  # beside the depot's of 1: the smaller is on top


def draw_rounds(screen: Screen, asked: StaffQuestion | SiteQuestion) -> None:
    """Draw what is asked of rounds, and the answer."""
    settings = ask_rounds(screen)
    missing = missing_for(screen.results, asked.question, asked.mode)
    if missing is not None:
        parts.listed([screen.say(missing)])
        return
    rounds = _answer(screen, settings, (asked.mode, asked.minutes))
    parts.figures(rounds_figures(rounds, screen.language))
    parts.paragraph(rounds_sentences(rounds, screen.language), screen.language)
    beside_map, beside_table = st.columns([1, 1], gap="medium")
    with beside_map:
        _draw_map(screen, rounds)
    with beside_table:
        parts.section(screen.say("rounds.timetable"))
        shown = timetable_rows(rounds, screen.language)
        timetable, looks = _labelled(screen, shown, TIMETABLE_COLUMNS)
        calls = [("community", code) for code in rounds.timetable["code"]]
        open_by_row(timetable, calls, "rounds_timetable", "planning", looks)
    parts.section(screen.say("rounds.stops"))
    units = [("community", code) for code in rounds.stops["community_code"]]
    stops, looks = _labelled(screen, stop_rows(screen, rounds), STOP_COLUMNS)
    open_by_row(stops, units, "rounds_stops", "planning", looks)
    _offer_downloads(screen, rounds)


def ask_rounds(screen: Screen) -> RoundsSettings:
    """Ask for vehicles, hours, days and stops; what is not asked is as the settings say."""
    usual = screen.open_city.city.settings.rounds
    usual = usual if usual.vehicles else replace(usual, vehicles=USUAL_VEHICLES)
    sites = screen.results[Sites].frame["site_name"].astype("str").drop_duplicates().tolist()
    depots = list(dict.fromkeys([usual.depot, "", *sites]))
    values: dict[str, Any] = {}
    columns = [*st.columns(4), *st.columns(5)]
    for column, name in zip(columns, ("vehicles", "hours", "days", "visits"), strict=False):
        with column:
            values[name] = _value(screen, name, usual)
    for column, name in zip(
        columns[4:], ("walk_minutes", "visitors_percent", "seats", "stop_places"), strict=False
    ):
        with column:
            values[name] = _value(screen, name, usual)
    with columns[8]:
        name_of = {"": screen.say("rounds.best_depot")}
        values["depot"] = chosen(
            screen, "depot", depots, lambda site: name_of.get(site, site), ROUNDS
        )
    if values["visits"] == TWICE_A_WEEK:
        values["days"] = max(values["days"], 2)
    return replace(usual, **values)


def timetable_rows(rounds: Rounds, language: str) -> pd.DataFrame:
    """Return the timetable as it is shown."""
    timetable = with_clock(rounds.timetable)
    weeks = weeks_of(rounds.asked.visits)
    days = [
        day_name(int(week), int(weekday), weeks, language)
        for week, weekday in zip(timetable["week"], timetable["weekday"], strict=True)
    ]
    km = (timetable["distance_m"] / 1000).round(1)
    return timetable.assign(day=days, km=km)[list(TIMETABLE_COLUMNS)]


def stop_rows(screen: Screen, rounds: Rounds) -> pd.DataFrame:
    """Return the stops as they are shown."""
    stops = rounds.stops.rename(columns={"community_name": "name"})
    states = [screen.say(f"rounds.state.{state}") for state in stops["state"]]
    return stops.assign(state=states)[list(STOP_COLUMNS)]


def _answer(screen: Screen, settings: RoundsSettings, limit: tuple[str, int]) -> Rounds:
    """Return the rounds, planned once while results and question are the same."""
    results, known = st.session_state.get(KEPT, (None, {}))
    if results is not screen.results:
        known = {}
    key = settings, limit
    if key not in known:
        with st.spinner(screen.say("planning.working")):
            access = screen.results[AccessModel]
            known[key] = plan_rounds(screen.results, access, settings, limit)
    st.session_state[KEPT] = screen.results, known
    rounds: Rounds = known[key]
    return rounds


def _draw_map(screen: Screen, rounds: Rounds) -> None:
    communities = screen.results.communities_with(Population, Staffing)
    drawn = communities[communities.geometry.notna()]
    states = _states(drawn, rounds)
    colours = {SERVED: "#a9d3b5", **dict(zip(REASONS, REASON_COLOURS, strict=True)), "": "#eef0f3"}
    labels = {state: screen.say(f"rounds.state.{state}") for state in (SERVED, *REASONS)}
    labels[""] = screen.say("rounds.no_stop_here")
    used = {state: colours[state] for state in colours if state in set(states)}
    choropleth = by_kind(drawn, states, used, labels)
    title = screen.say("rounds.map")
    parts.show(legend_html(choropleth.classes, title))
    painting = Painting(
        choropleth,
        community_tooltips(
            drawn,
            screen.language,
            screen.results.standards.min_cell,
            screen.results.units.second_names,
        ),
        spots=_spots(screen, rounds),
        polylines=_lines(screen, rounds),
        legend=title,
        notes=rounds_sentences(rounds, screen.language),
    )
    show_map(screen, painting, "rounds_map", height=520)


def _states(communities: pd.DataFrame, rounds: Rounds) -> pd.Series[str]:
    """Return of each community what becomes of its largest stop; "" where it has none."""
    largest = rounds.stops.drop_duplicates("community_code")
    of = dict(zip(largest["community_code"], largest["state"], strict=True))
    states = [of.get(code, "") for code in communities["community_code"]]
    return pd.Series(states, communities.index, dtype="str")


def _spots(screen: Screen, rounds: Rounds) -> list[Spot]:
    """Draw visited stops with their place in the order of the day, others small, and the depot."""
    least = screen.results.standards.min_cell
    people = screen.say("rounds_header.people")
    calls = {
        stop: (ROUTE_COLOURS[row % len(ROUTE_COLOURS)], str(position))
        for row, numbers in enumerate(rounds.drives["numbers"])
        for position, stop in enumerate(map(int, numbers.split()), 1)
    }
    spots = []
    for stop in rounds.stops.to_dict("records"):
        colour, label = calls.get(stop["stop"], (UNVISITED, ""))
        place = float(stop["lon"]), float(stop["lat"])
        facts = {
            people: protected(stop["people"], least),
            screen.say("rounds_header.state"): screen.say(f"rounds.state.{stop['state']}"),
        }
        title = f"{stop['stop']}. {parts.text(stop['community_name'])}"
        size = VISITED_SIZE if label else UNVISITED_SIZE
        spots.append(Spot(*place, size, colour, title, facts, label))
    for depot in rounds.depot.to_dict("records"):
        title = screen.say("rounds.depot", name=parts.text(depot["name"]))
        place = float(depot["lon"]), float(depot["lat"])
        spots.append(Spot(*place, 1.0, "#111827", title, {}, "★"))
    return spots


def _lines(screen: Screen, rounds: Rounds) -> list[Polyline]:
    days = days_of_cycle(rounds.asked.days, rounds.asked.visits)
    weeks = weeks_of(rounds.asked.visits)
    lines = []
    for row, drive in enumerate(rounds.drives.to_dict("records")):
        on = [day_name(day.week, day.weekday, weeks, screen.language) for day in days[drive["day"]]]
        title = screen.say("rounds.route", vehicle=drive["vehicle"], day=" / ".join(on))
        facts = {
            screen.say("rounds.stops_of_route"): number(drive["stops"]),
            screen.say("rounds_header.km"): number(drive["distance_m"] / 1000),
        }
        colour = ROUTE_COLOURS[row % len(ROUTE_COLOURS)]
        lines.append(Polyline(list(drive["geometry"].coords), colour, title, facts))
    return lines


def _labelled(
    screen: Screen, frame: pd.DataFrame, columns: Sequence[str]
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return a table under the headers of the screen, and how its columns are shown."""
    rows = frame.rename(columns={name: screen.say(f"rounds_header.{name}") for name in columns})
    looks = {
        str(header): st.column_config.NumberColumn(format="localized")
        for header in rows.select_dtypes("number")
    }
    return rows, looks


def _offer_downloads(screen: Screen, rounds: Rounds) -> None:
    """Offer the timetable to print, as workbook and CSV, and the layers; made when asked for."""
    kinds = {
        PRINT: ("text/html", ":material/print:"),
        WORKBOOK: (XLSX, ":material/table_view:"),
        TABLE: ("text/csv", ":material/filter_alt:"),
        LAYER: ("application/geopackage+sqlite3", ":material/map:"),
    }
    with st.container(horizontal=True):
        for name, (kind, icon) in kinds.items():
            st.download_button(
                screen.say(f"rounds.download.{name}"),
                partial(rounds_file, screen.results, rounds, screen.language, name),
                file_name=FILES[name],
                mime=kind,
                icon=icon,
                key=f"rounds_download_{name}",
                on_click="ignore",
            )


def _value(screen: Screen, name: str, usual: RoundsSettings) -> Any:
    if name in NUMBERS:
        least, most = NUMBERS[name]
        return whole(screen, name, getattr(usual, name), most, least, ROUNDS)
    choices = {"visits": PATTERNS, "stop_places": PLACES}[name]
    first = getattr(usual, name)
    options = [first, *(choice for choice in choices if choice != first)]
    return chosen(
        *(screen, name, options),
        lambda choice: screen.say(f"rounds.{name}.{choice}"),
        ROUNDS,
    )
