"""What ``city.toml`` may say of streets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Final

from pydantic import AfterValidator, Field, model_validator, with_config

from geo.core.setting_rules import SECTION, Address, Otherwise, YesNo, refused
from geo.formats.file_settings import FileName
from geo.network.street_kinds import (
    FASTEST_KPH,
    KINDS,
    MODE_BITS,
    SLOWEST_KPH,
    SPEED_KINDS,
)

ISLAND_NODES: Final = 40
"""A part of the streets with fewer crossings is an island."""

LEAST_FACTOR, MOST_FACTOR = 0.1, 2.0
MOST_ISLAND_NODES: Final = 1000

DOWNLOADED: Final = "streets.osm.pbf"
"""What was downloaded of a city's streets, in its folder."""


def _any_kind(word: str) -> str:
    if word not in KINDS:
        raise refused("issue.setting_unknown", known=list(KINDS))
    return word


def _mode(word: str) -> str:
    if word not in MODE_BITS:
        raise refused("issue.setting_unknown", known=list(MODE_BITS))
    return word


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
Factor = Annotated[
    float,
    Field(strict=True, ge=LEAST_FACTOR, le=MOST_FACTOR),
    Otherwise(
        "issue.setting_factor", (("least", f"{LEAST_FACTOR:g}"), ("most", f"{MOST_FACTOR:g}"))
    ),
]
Mode = Annotated[str, AfterValidator(_mode)]
AnyKind = Annotated[str, AfterValidator(_any_kind)]
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
    e-bikes may go against one-ways; ``island_nodes``: who is beside a part of fewer crossings
    joins a larger one near as well; ``closed``, ``opened``: kinds of street by mode, where no tag
    says more; ``speed_factors``: factors of the speed by time of day and mode, of which
    ``time_of_day`` names the one that counts. The addresses are asked only to download.
    """

    file: FileName = ""
    download: YesNo = False
    overpass_url: Address = "https://overpass-api.de/api"
    nominatim_url: Address = "https://nominatim.openstreetmap.org/"
    speeds: Mapping[StreetKind, Speed] = field(default_factory=dict, hash=False)
    ebike_both_ways: YesNo = False
    island_nodes: IslandNodes = ISLAND_NODES
    closed: Mapping[Mode, tuple[AnyKind, ...]] = field(default_factory=dict, hash=False)
    opened: Mapping[Mode, tuple[AnyKind, ...]] = field(default_factory=dict, hash=False)
    speed_factors: Mapping[str, Mapping[Mode, Factor]] = field(default_factory=dict, hash=False)
    time_of_day: str = ""

    @model_validator(mode="after")
    def _time_is_known(self) -> StreetSettings:
        if self.time_of_day and self.time_of_day not in self.speed_factors:
            raise refused(
                "issue.setting_time_of_day",
                at=self.time_of_day,
                known="、".join(self.speed_factors) or "–",
            )
        return self

    @property
    def factors(self) -> Mapping[str, float]:
        """The factor of the speed of each mode at the time of day that is chosen."""
        return self.speed_factors.get(self.time_of_day, {})

    @property
    def name(self) -> str:
        """The file that holds the streets, be it one that was downloaded; "" = there is none."""
        return self.file or (DOWNLOADED if self.download else "")
