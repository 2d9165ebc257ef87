"""What neighbours could share: surplus staff beside a shortfall, sites across a boundary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from geo.analyses.population.model import Population
from geo.analyses.sharing.model import Sharing
from geo.analyses.staffing.model import Staffing
from geo.core.admin_units import unit_points
from geo.publish.maps.choropleth import by_state, legend_html
from geo.publish.maps.city_map import Painting
from geo.publish.maps.symbols import Tie
from geo.ui import components as parts
from geo.ui import incoming
from geo.ui.map_component import community_tooltips, show_map
from geo.ui.widgets import switch

if TYPE_CHECKING:
    from geo.core.results import Results
    from geo.ui.screen import Screen

STAFF: Final = "staff"
COLOURS: Final = {STAFF: "#0a5d94", "site": "#5b21b6"}
COLUMNS_BY_KIND: Final = {
    STAFF: ("from_name", "to_name", "crosses", "staff", "floating_population", "distance_m"),
    "site": (
        *(
            "from_name",
            "to_name",
            "crosses",
            "floating_population",
            "minutes_before",
            "minutes_after",
        ),
        *("minutes_gained", "population_without_own_site"),
    ),
}
CODES: Final = ("from_code", "to_code")
TEXT_COLUMNS: Final = ("from_name", "to_name", "crosses", *CODES)
FACTS: Final = {
    STAFF: ("staff", "floating_population", "crosses"),
    "site": ("floating_population", "minutes_gained"),
}
HEIGHT: Final = 300
TABLE = "sharing_table"


def draw_sharing(screen: Screen) -> None:
    """Draw the map and the table of what neighbours could share."""
    results, say = screen.results, screen.say
    notes = [note.sentence(screen.language) for note in results[Sharing].notes]
    kinds_found = (
        set(results[Sharing].exchanges["kind"]) if len(results[Sharing].exchanges) else set()
    )
    kinds = [kind for kind in COLUMNS_BY_KIND if kind in kinds_found]
    if not kinds:
        parts.listed(notes or [say("sharing.nothing")])
        return
    kind = switch(
        say("corridor_head.kind"),
        kinds,
        "sharing_kind",
        lambda name: say(f"sharing_kind.{name}"),
    )
    shared = (
        results[Sharing]
        .exchanges[results[Sharing].exchanges["kind"] == kind]
        .reset_index(drop=True)
    )
    parts.caption(_summary(screen, shared, kind), *notes)
    beside_map, beside_table = st.columns([1, 1], gap="medium")
    with beside_table:
        chosen = _table(screen, shared, kind)
    with beside_map:
        _map(screen, shared, kind, chosen)


def _summary(screen: Screen, shared: pd.DataFrame, kind: str) -> str:
    number = parts.number
    totals = {"pairs": number(len(shared)), "people": number(shared["floating_population"].sum())}
    if kind == STAFF:
        return screen.say("sharing.told_staff", posts=number(shared["staff"].sum()), **totals)
    population = shared["floating_population"].astype("float64")
    gained = shared["minutes_gained"].astype("float64")
    measured = gained.notna()
    total = population[measured].sum()
    mean = (gained * population)[measured].sum() / total if total else float("nan")
    return screen.say("sharing.told_site", minutes=number(mean), **totals)


def _table(screen: Screen, shared: pd.DataFrame, kind: str) -> int | None:
    """Show the pairs; return the position of the one that is chosen."""
    selection = st.dataframe(
        sharing_rows(screen, shared, kind),
        key=f"{TABLE}_{kind}",
        on_select="rerun",
        selection_mode="single-row",
        hide_index=True,
        height=480,
        placeholder=parts.NOTHING,
        column_config={
            screen.say(f"corridor_head.{name}"): st.column_config.NumberColumn(format="localized")
            for name in COLUMNS_BY_KIND[kind]
            if name not in TEXT_COLUMNS
        },
    )
    return incoming.chosen_row(selection, len(shared))


def sharing_rows(screen: Screen, shared: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return pairs of neighbours under the heads of the screen."""
    names = (*COLUMNS_BY_KIND[kind], *CODES)
    rows = shared.reindex(columns=list(names))
    rows["crosses"] = rows["crosses"].map(
        lambda level: screen.say(f"sharing_level.{level}"), na_action="ignore"
    )
    for name in ("minutes_before", "minutes_after", "minutes_gained", "distance_m", "staff"):
        if name in rows:
            rows[name] = rows[name].astype("Float64").round(0 if name == "distance_m" else 1)
    return rows.rename(columns={name: screen.say(f"corridor_head.{name}") for name in names})


def _map(screen: Screen, shared: pd.DataFrame, kind: str, chosen: int | None) -> None:
    communities = screen.results.communities_with(Population, Staffing)
    drawn = communities[communities.geometry.notna()]
    choropleth = by_state(drawn, screen.language)
    st.html(legend_html(choropleth.classes, screen.say("map.state")))
    ties = ties_of(screen, shared, kind, chosen)
    painting = Painting(
        choropleth,
        community_tooltips(drawn, screen.language, screen.results.standards.min_cell),
        ties=ties,
        fit_title=screen.say("map.fit"),
    )
    show_map(screen, painting, "sharing_map", height=440)
    hints = [screen.say(f"sharing.hint.{kind}")]
    lost = len(shared) - len(ties)
    if lost:
        hints.append(screen.say("corridors.map.lost", count=parts.number(lost)))
    parts.caption(*hints)


def ties_of(screen: Screen, shared: pd.DataFrame, kind: str, chosen: int | None) -> list[Tie]:
    """Turn pairs into curves from provider to recipient; those without a place are left out."""
    points = _points(screen.results)
    drawable = shared["from_code"].isin(points.index) & shared["to_code"].isin(points.index)
    rows = sharing_rows(screen, shared, kind)
    heads = [screen.say(f"corridor_head.{name}") for name in FACTS[kind]]
    least = screen.results.standards.min_cell
    rows[screen.say("corridor_head.floating_population")] = [
        parts.protected(population, least) for population in shared["floating_population"]
    ]
    ends = [
        [(float(lon), float(lat)) for lon, lat in points.reindex(shared[f"{end}_code"]).to_numpy()]
        for end in ("from", "to")
    ]
    return [
        Tie(
            ends[0][position],
            ends[1][position],
            size=float(shared.loc[position, "floating_population"]),
            colour=COLOURS[kind],
            title=f"{shared.loc[position, 'from_name']} → {shared.loc[position, 'to_name']}",
            facts={header: _told(rows.loc[position, header]) for header in heads},
            chosen=position == chosen,
        )
        for position in shared.index[drawable]
    ]


def _told(value: Any) -> str:
    return value if isinstance(value, str) else parts.number(value)


def _points(results: Results) -> pd.DataFrame:
    points = pd.concat([unit_points(results, level) for level in ("community", "district")])
    return points[~points.index.duplicated()]
