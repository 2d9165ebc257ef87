"""What neighbours could share: surplus staff beside a shortfall, sites across a boundary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import streamlit as st

from geo.analyses.population.model import Population
from geo.analyses.sharing.methods.exchanges import AMOUNTS, PEOPLE
from geo.analyses.sharing.model import Sharing
from geo.analyses.sharing.tables import (
    PROVIDER_LOSSES,
    losers_of_providers,
    rules_told,
    sharing_told,
)
from geo.analyses.staffing.model import Staffing
from geo.analyses.staffing.page.tooltips import tooltips_of
from geo.core.admin_units import unit_points
from geo.publish.maps.choropleth import by_state, legend_html
from geo.publish.maps.city_map import Painting
from geo.publish.maps.symbols import Tie
from geo.publish.maps.tooltips import protected
from geo.ui import components as parts
from geo.ui.map_component import show_map
from geo.ui.widgets import link_by_row, switch

if TYPE_CHECKING:
    from geo.core.results import Results
    from geo.ui.screen import Screen

STAFF: Final = "staff"
COLOURS: Final = {STAFF: "#0a5d94", "site": "#5b21b6"}
LOSSES: Final = ("population_losing_site", "population_farther", "minutes_added")
COLUMNS_BY_KIND: Final = {
    STAFF: ("from_name", "to_name", "crosses", "staff", "floating_population", "distance_m"),
    "site": (
        *("from_name", "to_name", "floating_population", *LOSSES, "population_first_site"),
        *("minutes_first_site", "population_nearer", "minutes_before", "minutes_after"),
        "minutes_saved",
    ),
}
CODES: Final = ("from_code", "to_code")
TEXT_COLUMNS: Final = ("from_name", "to_name", "crosses", *CODES)
FACTS: Final = {
    STAFF: ("staff", "floating_population", "crosses"),
    "site": (
        *("population_first_site", "minutes_first_site", "population_nearer", "minutes_saved"),
        *(*PROVIDER_LOSSES, *LOSSES),
    ),
}
WHOSE: Final = {
    "minutes_first_site": "population_first_site",
    "minutes_saved": "population_nearer",
    "minutes_added": "population_farther",
}
"""Of whom a mean is, which is not shown where their number is not."""
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
        say("corridor_header.kind"),
        kinds,
        "sharing_kind",
        lambda name: say(f"sharing_kind.{name}"),
    )
    shared = (
        results[Sharing]
        .exchanges[results[Sharing].exchanges["kind"] == kind]
        .reset_index(drop=True)
    )
    told = sharing_told(results[Sharing], kind, screen.language)
    if kind != STAFF:
        told += rules_told(results[Sharing], screen.language)
    parts.caption(*told, *notes)
    beside_map, beside_table = st.columns([1, 1], gap="medium")
    with beside_table:
        chosen = _table(screen, shared, kind)
    with beside_map:
        _map(screen, shared, kind, chosen)


def _table(screen: Screen, shared: pd.DataFrame, kind: str) -> int | None:
    """Show the pairs; return the position of the one that is chosen."""
    rows = sharing_rows(screen, shared, kind)
    level = "community" if kind == STAFF else "district"

    def links(row: int) -> list[parts.Html]:
        pair = shared.iloc[row]
        return [
            parts.place_link(level, pair[f"{end}_code"], pair[f"{end}_name"])
            for end in ("from", "to")
        ]

    return link_by_row(
        rows,
        links,
        f"{TABLE}_{kind}",
        screen.language,
        height=480,
        column_config={
            screen.say(f"corridor_header.{name}"): st.column_config.NumberColumn(format="localized")
            for name in _shown(screen, COLUMNS_BY_KIND[kind])
            if name not in TEXT_COLUMNS
        },
    )


def sharing_rows(screen: Screen, shared: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return pairs of neighbours under the headers of the screen."""
    names = (*_shown(screen, COLUMNS_BY_KIND[kind]), *CODES)
    rows = shared.reindex(columns=list(names))
    if "crosses" in rows:
        rows["crosses"] = rows["crosses"].map(
            lambda level: screen.say(f"sharing_level.{level}"), na_action="ignore"
        )
    for name in rows.columns.intersection(pd.Index(AMOUNTS)):
        rows[name] = rows[name].astype("Float64").round(0 if name == "distance_m" else 1)
    return rows.rename(columns={name: screen.say(f"corridor_header.{name}") for name in names})


def _map(screen: Screen, shared: pd.DataFrame, kind: str, chosen: int | None) -> None:
    communities = screen.results.communities_with(Population, Staffing)
    drawn = communities[communities.geometry.notna()]
    choropleth = by_state(drawn, screen.language)
    parts.show(legend_html(choropleth.classes, screen.say("map.state")))
    ties = ties_of(screen, shared, kind, chosen)
    painting = Painting(
        choropleth,
        tooltips_of(screen, drawn),
        ties=ties,
        legend=screen.say("map.state"),
    )
    show_map(screen, painting, "sharing_map", height=440)
    hints = [screen.say(f"sharing.hint.{kind}")]
    apart = shared["from_code"] != shared["to_code"]
    if not apart.all():
        hints.append(screen.say("sharing.within"))
    lost = int(apart.sum()) - len(ties)
    if lost:
        hints.append(screen.say("corridors.map.lost", count=parts.number(lost)))
    parts.caption(*hints)


def ties_of(screen: Screen, shared: pd.DataFrame, kind: str, chosen: int | None) -> list[Tie]:
    """Turn pairs into curves from provider to recipient.

    Those without a place are left out, and districts beside themselves.
    """
    points = _points(screen.results)
    ends = [points.reindex(shared[f"{end}_code"]).to_numpy().tolist() for end in ("from", "to")]
    names = zip(shared["from_name"], shared["to_name"], strict=True)
    titles = [f"{provider} → {recipient}" for provider, recipient in names]
    people = shared["floating_population"].to_numpy(float, na_value=np.nan).tolist()
    facts = _facts(screen, shared, kind)
    headers = [screen.say(f"corridor_header.{name}") for name in facts]
    told = list(zip(*(of.tolist() for of in facts.values()), strict=True))
    drawable = shared["from_code"].isin(points.index) & shared["to_code"].isin(points.index)
    drawable &= shared["from_code"] != shared["to_code"]
    return [
        Tie(
            tuple(ends[0][position]),
            tuple(ends[1][position]),
            size=people[position],
            colour=COLOURS[kind],
            title=titles[position],
            facts=dict(zip(headers, told[position], strict=True)),
            chosen=position == chosen,
        )
        for position in np.flatnonzero(drawable)
    ]


def _shown(screen: Screen, names: tuple[str, ...]) -> list[str]:
    """Leave out who loses where nobody may."""
    rules = screen.results[Sharing].rules
    losses = rules is not None and rules.allow_losses
    return [name for name in names if losses or name not in {*LOSSES, *PROVIDER_LOSSES}]


def _facts(screen: Screen, shared: pd.DataFrame, kind: str) -> dict[str, pd.Series[str]]:
    """Write what the map tells of each pair: counts of people, and means of them, protected."""
    least = screen.results.standards.min_cell
    names = _shown(screen, FACTS[kind])
    if set(names) & set(PROVIDER_LOSSES):
        shared = shared.join(losers_of_providers(shared))
    facts = {}
    for name in names:
        values = shared[name]
        if name in {*PEOPLE, *PROVIDER_LOSSES}:
            facts[name] = values.map(lambda people: protected(people, least))
        elif name == "crosses":
            facts[name] = values.map(lambda level: screen.say(f"sharing_level.{level}"))
        else:
            if name in WHOSE:
                values = values.mask(shared[WHOSE[name]].lt(least).fillna(value=True))
            facts[name] = values.map(parts.number)
    return facts


def _points(results: Results) -> pd.DataFrame:
    points = pd.concat([unit_points(results, level) for level in ("community", "district")])
    return points[~points.index.duplicated()]
