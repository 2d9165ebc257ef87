"""The background of the maps: what is set, in which coordinate system, and how it is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo.city.settings_schema import meaning_key
from geo.ui import components as parts

if TYPE_CHECKING:
    from geo.ui.screen import Screen

KEYS: Final = ("kind", "url", "coordinates", "attribution")


def show_basemap(screen: Screen) -> None:
    """Show what ``[basemap]`` says, and what each setting means."""
    basemap: Any = screen.open_city.city.settings.basemap
    parts.section(screen.say("data.basemap"))
    parts.caption(screen.say("data.basemap_told"))
    parts.table(
        [screen.say(f"data.norm.{header}") for header in ("name", "value", "meaning")],
        [
            (key, parts.text(getattr(basemap, key)), screen.say(meaning_key("basemap", key)))
            for key in KEYS
        ],
    )
