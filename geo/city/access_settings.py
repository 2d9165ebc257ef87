"""What ``city.toml`` may say of accessibility, beside the norms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Final

from pydantic import AfterValidator, Field, with_config

from geo.core.setting_rules import SECTION, OneOf, Otherwise, Word, refused
from geo.core.standards import MOST_MINUTES, zones_of

DEMANDS: Final = ("floating", "all")
"""Whose demand sites share: that of the floating population, or of registered residents too."""


def _zones(value: str) -> str:
    try:
        zones_of(value)
    except ValueError:
        raise refused("issue.setting_zones") from None
    return value


Minutes = Annotated[
    int,
    Field(strict=True, ge=1, le=MOST_MINUTES),
    Otherwise("issue.setting_minutes", (("most", str(MOST_MINUTES)),)),
]
Zones = Annotated[str, AfterValidator(_zones)]


@with_config(SECTION)
@dataclass(frozen=True)
class AccessSettings:
    """``[access]``: whose demand is shared, and what holds for one service or one mode.

    ``demand``: whether registered residents count in the demand for sites, too;
    ``service_minutes``, ``service_modes``: the limit and the mode of a service, by its word in the
    table of sites, in place of ``access_minutes`` and ``access_mode``; ``mode_zones``: the zones of
    a floating catchment by mode, in place of ``catchment_zones``.
    """

    demand: Annotated[str, OneOf(DEMANDS)] = "floating"
    service_minutes: Mapping[Word, Minutes] = field(default_factory=dict, hash=False)
    service_modes: Mapping[Word, Word] = field(default_factory=dict, hash=False)
    mode_zones: Mapping[Word, Zones] = field(default_factory=dict, hash=False)
