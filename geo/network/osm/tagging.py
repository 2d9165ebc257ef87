"""Who may go along a street, which way and how fast, by what OpenStreetMap says of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from geo.network.street_kinds import (
    ALL_MODES,
    DRIVE,
    EBIKE,
    FASTEST_KPH,
    KINDS,
    MODE_BITS,
    SLOWEST_KPH,
    WALK,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.network.settings import StreetSettings


# The tags that a rule looks at.
TAGS: Final = (
    "highway",
    "oneway",
    "oneway:bicycle",
    "oneway:foot",
    "conveying",
    "cycleway",
    "cycleway:left",
    "cycleway:right",
    "cycleway:both",
    "cycleway:left:oneway",
    "cycleway:right:oneway",
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
    "route",
    "duration",
)

# By mode, the tags that close it, the last one heeded most; the last also opens.
_KEYS: Final = (
    (WALK, ("access", "foot")),
    (EBIKE, ("access", "vehicle", "bicycle")),
    (DRIVE, ("access", "vehicle", "motor_vehicle", "motorcar")),
)
_CLOSED: Final = frozenset(
    ["no", "none", "military", "agricultural", "forestry", "emergency", "psv", "bus", "dismount"]
)
_OPEN: Final = frozenset(["yes", "designated", "permissive", "official", "public"])
_RESTRICTED: Final = frozenset(
    ["private", "customers", "delivery", "residents", "destination", "permit", "employees"]
)
# These open a street to whom its kind would not; the others give back what a wider tag took.
_OPENING: Final = frozenset({"foot", "bicycle", "motor_vehicle", "motorcar"})
# A path beside is to be taken: who cycles must, who walks may cross and walk at the edge.
_BESIDE: Final = ("bicycle", "use_sidepath")

# What stands in the way at a node, and whom it lets pass where no tag of access says otherwise;
# what is not named here (gates, toll booths, kerbs) lets all pass.
_BARRIERS: Final = {
    **dict.fromkeys(("bollard", "block", "cycle_barrier", "motorcycle_barrier"), WALK | EBIKE),
    **dict.fromkeys(("planter", "jersey_barrier", "log", "chain", "rope"), WALK | EBIKE),
    **dict.fromkeys(("stile", "turnstile", "full-height_turnstile", "kissing_gate"), WALK),
    **dict.fromkeys(("horse_stile", "wicket_gate", "step"), WALK),
}

FERRY: Final = "ferry"
_FERRY_MODES: Final = WALK | EBIKE
FERRY_KPH: Final = 10.0
"""Speed of a ferry whose duration is not told (a setting)."""

_FORWARD: Final = frozenset({"yes", "true", "1", "f", "forward"})
_BACKWARD: Final = frozenset({"-1", "reverse", "t", "backward"})
_CONTRAFLOW: Final = frozenset(
    {"opposite", "opposite_lane", "opposite_track", "opposite_share_busway"}
)
_SIDES: Final = ("cycleway", "cycleway:left", "cycleway:right", "cycleway:both")
_BOTH_OR_BACK: Final = frozenset({"no", "-1"})
_ROUNDABOUT: Final = frozenset({"roundabout", "circular"})
_SPEED: Final = re.compile(r"([0-9]{1,4}(?:[.,][0-9]{1,3})?) ?(km/h|kmh|kph|mph|knots)?")
_CLOCK: Final = re.compile(r"(?:([0-9]{1,3}):)?([0-9]{1,4})(?::([0-9]{2}))?")
_ISO: Final = re.compile(r"PT(?:([0-9]{1,3})H)?(?:([0-9]{1,4})M)?(?:([0-9]{1,4})S)?")
_UNITS: Final = {"mph": 1.609344, "knots": 1.852}


class Modes(NamedTuple):
    """Who may go along a way, whichever way: sums of the modes' bits, none in both.

    Parameters
    ----------
    open
        Anybody.
    restricted
        Only who starts or ends there.
    """

    open: int
    restricted: int = 0


@dataclass(frozen=True)
class Rule:
    """Who may go along a way in its own direction and against it, and at which km/h.

    Anybody, or (``restricted``) only who starts or ends there. A ``ferry`` takes its own time.
    """

    forward: int
    backward: int
    forward_kph: float
    backward_kph: float
    forward_restricted: int = 0
    backward_restricted: int = 0
    ferry: bool = False

    @property
    def turned(self) -> Rule:
        """The rule of the same way drawn from its other end."""
        return Rule(
            self.backward,
            self.forward,
            self.backward_kph,
            self.forward_kph,
            self.backward_restricted,
            self.forward_restricted,
            self.ferry,
        )

    @property
    def used(self) -> int:
        """Who may go along at all, either way."""
        return self.forward | self.backward | self.forward_restricted | self.backward_restricted


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
    Walkers go both ways of every street that is not closed to them, but for escalators and what is
    one-way on foot; e-bikes and cars heed one-ways, of which roundabouts and motorways are some. A
    lane that changes its direction (``oneway=reversible``) is taken for open both ways. What holds
    at some hours only (``access:conditional``) is not read. A square (``area=yes``) is gone around.

    Examples
    --------
    >>> from geo.city.settings import StreetSettings
    >>> rule = rule_of({"highway": "primary", "oneway": "-1", "maxspeed": "60"}, StreetSettings())
    >>> rule.forward, rule.backward, rule.forward_kph
    (1, 7, 60.0)
    """
    modes, restricted = modes_of(tags, settings)
    directions = (
        (WALK, foot_direction_of(tags)),
        (EBIKE, bicycle_direction_of(tags, settings)),
        (DRIVE, direction_of(tags)),
    )
    ahead_bits, back_bits = (
        sum(bit for bit, direction in directions if direction != closed) for closed in (-1, 1)
    )
    driven = (modes | restricted) & DRIVE
    either = kph_of(tags.get("maxspeed", "")) or default_kph(kind_of(tags), settings)
    ahead = (kph_of(tags.get("maxspeed:forward", "")) or either) if driven else SLOWEST_KPH
    back = (kph_of(tags.get("maxspeed:backward", "")) or either) if driven else SLOWEST_KPH
    return Rule(
        modes & ahead_bits,
        modes & back_bits,
        ahead if ahead_bits & DRIVE else back,
        back if back_bits & DRIVE else ahead,
        restricted & ahead_bits,
        restricted & back_bits,
        kind_of(tags) == FERRY,
    )


def kind_of(tags: Mapping[str, str]) -> str:
    """Return the kind of a street, :data:`FERRY` for a ferry, "" for what is neither."""
    return tags.get("highway", "") or (FERRY if tags.get("route") == FERRY else "")


def modes_of(tags: Mapping[str, str], settings: StreetSettings) -> Modes:
    """Return who may go along a way, whichever way.

    Examples
    --------
    >>> from geo.network.settings import StreetSettings
    >>> settings = StreetSettings()
    >>> modes_of({"highway": "residential", "motor_vehicle": "no"}, settings)
    Modes(open=3, restricted=0)
    >>> modes_of({"highway": "service", "access": "private"}, settings)
    Modes(open=0, restricted=7)
    """
    kind = kind_of(tags)
    if kind == FERRY:
        return _said_of(tags, _FERRY_MODES)
    if kind not in KINDS:
        return Modes(0)
    modes = KINDS[kind][0]
    for mode, bit in MODE_BITS.items():
        modes |= bit if kind in settings.opened.get(mode, ()) else 0
        modes &= ~bit if kind in settings.closed.get(mode, ()) else ALL_MODES
    if tags.get("motorroad") == "yes":
        modes &= DRIVE
    said = _said_of(tags, modes)
    return Modes(said.open & WALK, said.restricted & WALK) if kind == "steps" else said


def barrier_modes(tags: Mapping[str, str]) -> Modes:
    """Return whom a barrier at a node lets pass; who may only who starts or ends behind it.

    Examples
    --------
    >>> barrier_modes({"barrier": "bollard"})
    Modes(open=3, restricted=0)
    >>> barrier_modes({"barrier": "gate", "access": "private"})
    Modes(open=0, restricted=7)
    """
    return _said_of(tags, _BARRIERS.get(tags.get("barrier", ""), ALL_MODES))


def _said_of(tags: Mapping[str, str], modes: int) -> Modes:
    """Return who may go where these modes may, if nothing else is said, by the tags of access."""
    usual, restricted = modes, 0
    for bit, keys in _KEYS:
        for key in keys:
            said = _access_of(tags.get(key, ""), key)
            known = (modes | restricted) & bit or key in _OPENING
            if said == "closed":
                modes, restricted = modes & ~bit, restricted & ~bit
            elif said == "open" and (usual & bit or key in _OPENING):
                modes, restricted = modes | bit, restricted & ~bit
            elif said == "restricted" and known:
                modes, restricted = modes & ~bit, restricted | bit
    return Modes(modes, restricted)


def _access_of(said: str, key: str) -> str:
    """Return what a tag of access says; of several values, the one that opens most."""
    values = {value.strip() for value in said.split(";")}
    for meaning, words in (("open", _OPEN), ("restricted", _RESTRICTED), ("closed", _CLOSED)):
        if values & words:
            return meaning
    return "closed" if (key, said) == _BESIDE else ""


def seconds_of(said: str) -> float:
    """Read a duration: minutes, ``hh:mm``, ``hh:mm:ss`` or as ISO 8601 has it; 0 if it is none.

    Examples
    --------
    >>> seconds_of("00:10"), seconds_of("25"), seconds_of("PT1H5M"), seconds_of("soon")
    (600.0, 1500.0, 3900.0, 0.0)
    """
    said = said.strip()
    read = _CLOCK.fullmatch(said) or _ISO.fullmatch(said)
    hours, minutes, seconds = (float(part or 0) for part in read.groups()) if read else (0, 0, 0)
    return hours * 3600.0 + minutes * 60.0 + seconds


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


def bicycle_direction_of(tags: Mapping[str, str], settings: StreetSettings) -> int:
    """Return which way e-bikes may go.

    That of vehicles unless ``oneway:bicycle`` says its own, or a cycleway leads against them.

    Examples
    --------
    >>> from geo.network.settings import StreetSettings
    >>> one_way = {"oneway": "yes"}
    >>> plain = StreetSettings()
    >>> [bicycle_direction_of({**one_way, key: value}, plain)
    ...  for key, value in (("oneway:bicycle", "no"), ("cycleway", "opposite_lane"))]
    [0, 0]
    """
    if settings.ebike_both_ways:
        return 0
    if own := tags.get("oneway:bicycle", ""):
        return direction_of({"oneway": own})
    against = any(tags.get(side) in _CONTRAFLOW for side in _SIDES) or any(
        tags.get(f"{side}:oneway") in _BOTH_OR_BACK for side in _SIDES[1:3]
    )
    return 0 if against else direction_of(tags)


def foot_direction_of(tags: Mapping[str, str]) -> int:
    """Return which way one may walk: both, but for escalators and what says so.

    Examples
    --------
    >>> foot_direction_of({"highway": "steps", "conveying": "backward"})
    -1
    >>> foot_direction_of({"highway": "residential", "oneway": "yes"})
    0
    """
    return direction_of({"oneway": tags.get("oneway:foot", "") or tags.get("conveying", "")})


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
