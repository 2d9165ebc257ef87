"""The map of corridors: curves between the places people leave and the places they go to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.analyses.corridors.flow_picture import flow_plane
from geo.analyses.corridors.geography import places_of
from geo.analyses.corridors.maps import (
    FLOW_COLOURS,
    FlowPainting,
    ends_of,
    flow_legend_html,
    flow_options,
    flows_of,
    net_of,
)
from geo.analyses.corridors.page.periods import changes_of
from geo.analyses.corridors.periods import in_period, most_in_any_period
from geo.core.periods import period_name
from geo.publish.maps.tooltips import protected
from geo.ui import components as parts
from geo.ui import incoming
from geo.ui.map_component import mount_map
from geo.ui.pictures import offer_pictures, sheet_of
from geo.ui.widgets import switch

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.analyses.corridors.model import Corridors
    from geo.ui.screen import Screen

HEIGHT: Final = 560
FACTS: Final = ("flow", "inflow", "outflow", "net_migration", "inflow_ratio", "state")
GROSS, NET = VOLUMES = ("gross", "net")


def draw_corridor_map(
    screen: Screen,
    corridors: Corridors,
    shown: pd.DataFrame,
    chosen: tuple[str, str | None, str | None],
    on_click: Callable[[str | None, str | None], None],
) -> None:
    """Draw legend and map.

    Parameters
    ----------
    shown
        Rows of the corridors to draw.
    chosen
        The period, and the corridor and the code of the partner region that are open.
    on_click
        Called with the corridor or the partner region that was clicked, once it is known to be one
        of those shown.
    """
    headers = [screen.say(f"corridor_header.{name}") for name in FACTS]
    changes = changes_of(screen.results, corridors)
    (period, corridor, partner), reported = chosen, screen.results.period
    shown = shown if period == reported else in_period(shown, changes, period)
    flows = flows_of(shown, facts_of(screen, shown))
    volume = ask_volume(screen, shown)
    painting = FlowPainting(
        net_of(flows) if volume == NET else flows,
        ends_of(places_of(screen.results, corridors)),
        headers=headers,
        chosen=corridor,
        chosen_partner=partner,
        fit_title=screen.say("map.control.fit"),
        hints={name: screen.say(f"map.control.{name}") for name in ("ctrl", "fingers")},
        city_title="" if corridors.between else screen.say("corridors.map.city"),
        most=0.0 if volume == NET else most_in_any_period(shown, changes),
    )
    _show_legend(screen, painting, volume)

    def hear(click: object) -> None:
        clicked = incoming.member(click, "corridor", shown["corridor"])
        region = incoming.member(click, "partner", shown["partner_code"])
        if clicked or region:
            on_click(clicked, region)

    options = flow_options(screen.open_city.layer)
    mount_map("flows", options, painting.values(), "corridor_map", HEIGHT, hear)
    parts.hint(screen.say("corridors.map.hint"))
    captions = []
    if period != reported:
        captions.append(
            screen.say("corridors.periods.inflow_only", period=period_name(period, screen.language))
        )
    if volume == NET and (balanced := len(flows) - len(painting.flows)):
        captions.append(screen.say("corridors.map.balanced", count=parts.number(balanced)))
    if painting.lost:
        captions.append(screen.say("corridors.map.lost", count=parts.number(painting.lost)))
    _offer_pictures(screen, painting, volume, period)
    if captions:
        parts.caption(*captions)


def _offer_pictures(screen: Screen, painting: FlowPainting, volume: str, period: str) -> None:
    """Offer the map as pictures."""
    states = {state: screen.say(f"corridor_state.{state}") for state in FLOW_COLOURS}
    width = screen.say(f"corridors.map.width.{volume}")
    legend = f"{screen.say('corridors.map.legend')} · {width}"
    offer_pictures(
        screen,
        lambda: flow_plane(painting, screen.open_city.layer, states),
        sheet_of(screen, legend, [screen.say("corridors.map.drawn")], period),
        "corridor_map",
    )


def _show_legend(screen: Screen, painting: FlowPainting, volume: str) -> None:
    """Show what colours and widths mean."""
    states = {state: screen.say(f"corridor_state.{state}") for state in FLOW_COLOURS}
    title = screen.say("corridors.map.legend")
    width = screen.say(f"corridors.map.width.{volume}")
    parts.show(flow_legend_html(painting, title, states, width))


def ask_volume(screen: Screen, shown: pd.DataFrame) -> str:
    """Ask whether lines are gross or net flows; where one direction is not known, all are gross."""
    if not shown["net_migration"].notna().any():
        return GROSS
    return switch(
        screen.say("corridors.map.volume"),
        VOLUMES,
        "corridor_volume",
        lambda name: screen.say(f"corridors.map.volume.{name}"),
    )


def facts_of(screen: Screen, shown: pd.DataFrame) -> list[list[str]]:
    """Return for each corridor what its tooltip says."""
    least = screen.results.standards.min_cell
    columns: list[list[str]] = [
        shown[name].map(lambda count: protected(count, least)).tolist() for name in FACTS[:3]
    ]
    columns.append([_signed(balance, least) for balance in shown["net_migration"]])
    columns.append([parts.number(ratio, 2) for ratio in shown["inflow_ratio"]])
    columns.append([screen.say(f"corridor_state.{state}") for state in shown["state"]])
    rows: list[Any] = list(zip(*columns, strict=True))
    return [list(row) for row in rows]


def _signed(balance: Any, least: int) -> str:
    """Write a net migration for a map: its size protected, with its sign."""
    if pd.isna(balance) or not balance:
        return parts.NOTHING if pd.isna(balance) else "0"
    return ("+" if balance > 0 else "−") + protected(abs(balance), least)
