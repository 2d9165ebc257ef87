"""Who may go along a street, which way and how fast, by what OpenStreetMap says of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.network.street_kinds import DRIVE, EBIKE, FASTEST_KPH, KINDS, SLOWEST_KPH, WALK

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.network.settings import StreetSettings

_VEHICLES: Final = EBIKE | DRIVE
_ALL: Final = WALK | _VEHICLES

# The tags that a rule looks at.
TAGS: Final = (
    "highway",
    "oneway",
    "oneway:bicycle",
    "junction",
    "maxspeed",
    "maxspeed:forward",
    "maxspeed:backward",
    "access",
    "vehicle",
    "motor_vehicle",
    "motorcar",
    "bicycle",
    "foot",
    "motorroad",
)

# By mode, the tags that close it, the last one heeded most; the last also opens.
_KEYS: Final = (
    (WALK, ("access", "foot")),
    (EBIKE, ("access", "vehicle", "bicycle")),
    (DRIVE, ("access", "vehicle", "motor_vehicle", "motorcar")),
)
_CLOSED: Final = frozenset(
    ["no", "private", "military", "agricultural", "forestry", "customers", "delivery", "dismount"]
)
_OPEN: Final = frozenset(["yes", "designated", "permissive", "destination", "official", "public"])
_OPENING: Final = frozenset({"foot", "bicycle", "motor_vehicle", "motorcar"})

_FORWARD: Final = frozenset({"yes", "true", "1", "f"})
_BACKWARD: Final = frozenset({"-1", "reverse", "t"})
_ROUNDABOUT: Final = frozenset({"roundabout", "circular"})
_SPEED: Final = re.compile(r"([0-9]{1,4}(?:[.,][0-9]{1,3})?) ?(km/h|kmh|kph|mph|knots)?")
_UNITS: Final = {"mph": 1.609344, "knots": 1.852}


@dataclass(frozen=True)
class Rule:
    """Who may go along a way in its own direction and against it, and at which km/h."""

    forward: int
    backward: int
    forward_kph: float
    backward_kph: float

    @property
    def turned(self) -> Rule:
        """The rule of the same way drawn from its other end."""
        return Rule(self.backward, self.forward, self.backward_kph, self.forward_kph)


def rule_of(tags: Mapping[str, str], settings: StreetSettings) -> Rule:
    """Return who may go along a way.

    Parameters
    ----------
    tags
        Its tags of OpenStreetMap.
    settings
        Speeds that the city has set, and whether e-bikes heed one-ways.

    Notes
    -----
    Walkers go both ways of every street that is not closed to them; e-bikes and cars heed one-ways,
    of which roundabouts and motorways are some. A lane that changes its direction
    (``oneway=reversible``) is taken for open both ways.

    Examples
    --------
    >>> from geo.city.settings import StreetSettings
    >>> rule_of({"highway": "primary", "oneway": "-1", "maxspeed": "60"}, StreetSettings())
    Rule(forward=1, backward=7, forward_kph=60.0, backward_kph=60.0)
    """
    forward = backward = modes_of(tags)
    heeds = DRIVE if settings.ebike_both_ways or tags.get("oneway:bicycle") == "no" else _VEHICLES
    direction = direction_of(tags)
    if direction > 0:
        backward &= ~heeds
    elif direction < 0:
        forward &= ~heeds
    if not (forward | backward) & DRIVE:
        return Rule(forward, backward, SLOWEST_KPH, SLOWEST_KPH)
    either = kph_of(tags.get("maxspeed", "")) or default_kph(tags.get("highway", ""), settings)
    ahead = kph_of(tags.get("maxspeed:forward", "")) or either
    back = kph_of(tags.get("maxspeed:backward", "")) or either
    return Rule(
        forward, backward, ahead if forward & DRIVE else back, back if backward & DRIVE else ahead
    )


def modes_of(tags: Mapping[str, str]) -> int:
    """Return who may go along a way, whichever way: the sum of the modes' bits.

    Examples
    --------
    >>> modes_of({"highway": "residential", "motor_vehicle": "no"}), modes_of({"highway": "steps"})
    (3, 1)
    """
    kind = tags.get("highway", "")
    if kind not in KINDS:
        return 0
    modes = KINDS[kind][0]
    if tags.get("motorroad") == "yes":
        modes &= DRIVE
    for bit, keys in _KEYS:
        for key in keys:
            said = tags.get(key, "")
            if said in _CLOSED:
                modes &= ~bit
            elif said in _OPEN and key in _OPENING:
                modes |= bit
    return modes & WALK if kind == "steps" else modes


def direction_of(tags: Mapping[str, str]) -> int:
    """Return which way vehicles may go: 1 as the way is drawn, -1 against it, 0 both.

    Examples
    --------
    >>> [direction_of({"highway": kind}) for kind in ("motorway", "primary")]
    [1, 0]
    """
    said = tags.get("oneway", "").lower()
    if said in _FORWARD:
        return 1
    if said in _BACKWARD:
        return -1
    implied = tags.get("junction") in _ROUNDABOUT or tags.get("highway") == "motorway"
    return 1 if implied and not said else 0


def kph_of(said: str) -> float | None:
    """Read a speed limit; of several (by lane, or where ways were joined) the mean, as OSMnx does.

    Returns
    -------
    float or None
        km/h; None where it is no number, such as ``none``, ``signals`` or ``CN:urban``.

    Examples
    --------
    >>> kph_of("60"), kph_of("30 mph"), kph_of("60|40"), kph_of("none")
    (60.0, 48.28032, 50.0, None)
    """
    limits = [
        float(read[1].replace(",", ".")) * _UNITS.get(read[2] or "", 1.0)
        for part in re.split(r"[|;]", said)
        if (read := _SPEED.fullmatch(part.strip()))
    ]
    usable = [kph for kph in limits if SLOWEST_KPH <= kph <= FASTEST_KPH]
    return sum(usable) / len(usable) if usable else None


def default_kph(kind: str, settings: StreetSettings) -> float:
    """Return the speed of driving on a kind of street whose limit is not known, km/h."""
    return float(settings.speeds.get(kind, KINDS.get(kind, (0, 10.0))[1]))
