"""The kinds of streets that OpenStreetMap knows: who may go along them, and how fast."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

# As in geo.network.street_network.
WALK, EBIKE, DRIVE = 1, 2, 4
MODE_BITS: Final[Mapping[str, int]] = {"walk": WALK, "ebike": EBIKE, "drive": DRIVE}
ALL_MODES: Final = WALK | EBIKE | DRIVE
_RAMP: Final = 0.5  # of the speed of its road

# Kind of street -> who may go along it where nothing else is said, and km/h of driving where no
# limit is known: the middle design speed of its class. CJJ 37-2012 table 3.2.1: expressway (trunk)
# 80, arterial (primary) 50, collector (secondary) 40, branch (tertiary) 30; ramps 0.4 to 0.7 of
# their road. JTG B01-2014 table 3.5.1: motorway 100, fourth class (track) 20. Regulation on the
# road traffic safety law, article 45: 30 on city roads without a centre line (residential,
# unclassified). OSRM's car profile: living street 10, service 15.
_ROADS: Final = {
    "motorway": (DRIVE, 100.0),
    "trunk": (ALL_MODES, 80.0),
    "primary": (ALL_MODES, 50.0),
    "secondary": (ALL_MODES, 40.0),
    "tertiary": (ALL_MODES, 30.0),
}
KINDS: Final[Mapping[str, tuple[int, float]]] = {
    **_ROADS,
    **{f"{kind}_link": (modes, kph * _RAMP) for kind, (modes, kph) in _ROADS.items()},
    "unclassified": (ALL_MODES, 30.0),
    "residential": (ALL_MODES, 30.0),
    "road": (ALL_MODES, 30.0),
    "service": (ALL_MODES, 15.0),
    "living_street": (ALL_MODES, 10.0),
    "track": (WALK | EBIKE, 20.0),
    "cycleway": (WALK | EBIKE, 10.0),
    "path": (WALK | EBIKE, 10.0),
    "bridleway": (WALK, 10.0),
    "footway": (WALK, 10.0),
    "pedestrian": (WALK, 10.0),
    "platform": (WALK, 10.0),
    "corridor": (WALK, 10.0),
    "elevator": (WALK, 10.0),
    "steps": (WALK, 10.0),
}
SPEED_KINDS: Final = tuple(kind for kind, (modes, _) in KINDS.items() if modes & DRIVE)
SLOWEST_KPH, FASTEST_KPH = 1.0, 200.0
