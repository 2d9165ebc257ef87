"""Choose service sites, show them on the map and in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.analyses.access.directory.listing import services_told
from geo.analyses.access.services import offering
from geo.publish.maps.sites import Site
from geo.ui import components as parts
from geo.ui.widgets import choose_row

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.ui.screen import Screen

COLUMNS: Final = (
    *("site_name", "district_name", "subdistrict_name"),
    *("services", "address", "phone", "hours"),
)


def offering_sites(listed: pd.DataFrame, service: str) -> pd.DataFrame:
    """Return the sites that offer a service."""
    return listed[offering(listed["services"], service)]


def map_sites(screen: Screen, chosen: pd.DataFrame) -> list[Site]:
    """Turn sites into what a map draws; their number is their index."""
    label = screen.say("directory.services")
    return [
        Site(
            int(number),
            float(site["lon"]),
            float(site["lat"]),
            str(site["site_name"]),
            {label: services_told(site["services"], screen.language) or parts.NOTHING},
        )
        for number, site in zip(chosen.index, chosen.to_dict("records"), strict=True)
    ]


def show_site_table(
    screen: Screen, chosen: pd.DataFrame, selected: int | None, on_choose: Callable[[int], None]
) -> None:
    """Show the sites in a table, with the one that is open marked; a row opens its site."""
    numbers = chosen.index.tolist()
    worded = chosen.assign(
        services=chosen["services"].map(lambda kind: services_told(kind, screen.language))
    )
    rows = pd.DataFrame({screen.say(f"directory.{name}"): worded[name] for name in COLUMNS})
    choose_row(rows.reset_index(drop=True), numbers, "access_table", selected, on_choose)
