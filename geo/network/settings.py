"""What ``city.toml`` may say of streets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Final

from pydantic import AfterValidator, Field, with_config

from geo.core.setting_rules import SECTION, Address, Otherwise, YesNo, refused
from geo.formats.file_settings import FileName
from geo.network.street_kinds import FASTEST_KPH, SLOWEST_KPH, SPEED_KINDS

ISLAND_NODES: Final = 40
"""A part of the streets with fewer crossings is an island."""

MOST_ISLAND_NODES: Final = 1000

DOWNLOADED: Final = "streets.osm.pbf"
"""What was downloaded of a city's streets, in its folder."""


def _kind(word: str) -> str:
    if word not in SPEED_KINDS:
        raise refused("issue.setting_unknown", known=list(SPEED_KINDS))
    return word


StreetKind = Annotated[str, AfterValidator(_kind)]
Speed = Annotated[
    float,
    Field(strict=True, ge=SLOWEST_KPH, le=FASTEST_KPH),
    Otherwise("issue.setting_speed", (("most", f"{FASTEST_KPH:.0f}"),)),
]
IslandNodes = Annotated[
    int,
    Field(strict=True, ge=1, le=MOST_ISLAND_NODES),
    Otherwise("issue.setting_island_nodes", (("most", str(MOST_ISLAND_NODES)),)),
]


@with_config(SECTION)
@dataclass(frozen=True)
class StreetSettings:
    """``[streets]``: a file of OSMnx or OpenStreetMap, or leave to download one.

    ``speeds``: km/h by kind of street, where no limit is known; ``ebike_both_ways``: whether
    e-bikes may go against one-ways; ``island_nodes``: parts of fewer crossings take nobody who is
    near a larger one. The addresses are asked only to download.
    """

    file: FileName = ""
    download: YesNo = False
    overpass_url: Address = "https://overpass-api.de/api"
    nominatim_url: Address = "https://nominatim.openstreetmap.org/"
    speeds: Mapping[StreetKind, Speed] = field(default_factory=dict, hash=False)
    ebike_both_ways: YesNo = False
    island_nodes: IslandNodes = ISLAND_NODES

    @property
    def name(self) -> str:
        """The file that holds the streets, be it one that was downloaded; "" = there is none."""
        return self.file or (DOWNLOADED if self.download else "")
