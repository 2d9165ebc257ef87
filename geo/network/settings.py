"""What ``city.toml`` may say of streets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from geo.core.setting_rules import SPEEDS, URL, file_setting, text_setting, yes_no_setting

if TYPE_CHECKING:
    from collections.abc import Mapping

DOWNLOADED: Final = "streets.osm.pbf"
"""What was downloaded of a city's streets, in its folder."""


@dataclass(frozen=True)
class StreetSettings:
    """``[streets]``: a file of OSMnx or OpenStreetMap, or leave to download one.

    ``speeds``: km/h by kind of street, where no limit is known; ``ebike_both_ways``: whether
    e-bikes may go against one-ways. The addresses are asked only to download.
    """

    file: str = file_setting()
    download: bool = yes_no_setting()
    overpass_url: str = text_setting("https://overpass-api.de/api", check=URL)
    nominatim_url: str = text_setting("https://nominatim.openstreetmap.org/", check=URL)
    speeds: Mapping[str, float] = field(
        default_factory=dict, metadata={"type": dict, "check": SPEEDS}, hash=False
    )
    ebike_both_ways: bool = yes_no_setting()

    @property
    def name(self) -> str:
        """The file that holds the streets, be it one that was downloaded; "" = there is none."""
        return self.file or (DOWNLOADED if self.download else "")
