"""Every norm in use, with its unit and the document that sets it."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from geo.core.i18n import Term
from geo.core.issues import Issue, StandardsError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MOST_MINUTES: Final = 240
"""No way is looked for that takes longer than is sensible for a service."""


@dataclass(frozen=True)
class Standards:
    """The norms a run holds a city against.

    Parameters
    ----------
    max_population_per_staff
        Floating residents one staff member may answer for, in every community.
    part_time_weight
        Posts that one part-time post counts as. The notice counts both alike.
    dedicated_post_min_population
        Floating residents from which a subdistrict needs dedicated staff; None: not checked,
        because the notice leaves the number to the city.
    snap_m
        Metres outside the boundary within which a point still belongs to the nearest community.
    strict_max_population_per_staff, lenient_max_population_per_staff
        The norms beside ``max_population_per_staff`` at which the sensitivity of a state is tried.
    population_change_percent
        Change in people, both ways, at which the sensitivity of a state is tried.
    min_cell
        Counts under this are not shown on maps of places.
    access_minutes
        Minutes within which a service is to be reached.
    access_mode
        How people go there, unless asked otherwise: one of
        :data:`geo.network.street_network.MODES`.
    walk_kph, ebike_kph
        Speeds, km/h; people walk to and from the streets whatever the mode.
    drive_kph
        Speed of driving, km/h, where there are no streets; else each street has its own.
    network_snap_m, site_snap_m
        Metres that people, and sites, may be away from the nearest street; farther they are off the
        network.
    covered_percent
        Percent of the people of a community who reach a service for the community to count as
        covered.
    supply
        What a site can give in a comparison with those who reach it: ``staff`` or ``capacity``.
    catchment_zones
        Minutes and weights of the zones of a catchment.
    cluster_p_value
        The share of false ones to be expected among the areas told as underserved.
    corridor_p_value
        A corridor is significant under this p of the disparity filter.
    corridor_min_flow
        And if it has at least so many people, both ways together.
    lapsing_days
        An agreement is lapsing when it ends within so many days.
    answer_working_days
        Working days within which a notice from another place is to be answered.
    answer_on_time_percent
        Percent of notices to be answered in time.

    Raises
    ------
    StandardsError
        For a value that makes no sense.

    Examples
    --------
    >>> Standards().max_population_per_staff
    500
    >>> Standards(max_population_per_staff=0)
    Traceback (most recent call last):
    geo.core.issues.StandardsError: max_population_per_staff is 0, but must be a whole number of at
    least 1...
    """

    max_population_per_staff: int = 500
    part_time_weight: float = 1.0
    dedicated_post_min_population: int | None = None
    snap_m: float = 50.0
    strict_max_population_per_staff: int = 480
    lenient_max_population_per_staff: int = 520
    population_change_percent: int = 10
    min_cell: int = 10
    access_minutes: int = 15
    access_mode: str = "walk"
    walk_kph: float = 5.0
    ebike_kph: float = 15.0
    drive_kph: float = 30.0
    network_snap_m: float = 500.0
    site_snap_m: float = 500.0
    covered_percent: int = 50
    supply: str = "staff"
    catchment_zones: str = "10:1 20:0.68 30:0.22"
    cluster_p_value: float = 0.05
    # Corridors.
    corridor_p_value: float = 0.05
    corridor_min_flow: int = 10
    lapsing_days: int = 90
    answer_working_days: int = 5
    answer_on_time_percent: int = 92

    def __post_init__(self) -> None:
        """Refuse values that make no sense, all at once."""
        issues = [
            Issue(
                "issue.standard",
                severity="error",
                column=name,
                value=str(value),
                more={"rule": rule},
            )
            for name, value in vars(self).items()
            if (rule := _broken_rule(name, value))
        ]
        if issues:
            raise StandardsError(*issues)

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Standards:
        """Make standards from the ``[standards]`` of ``city.toml``; what is not set is the norm."""
        return cls(
            **{field.name: settings[field.name] for field in fields(cls) if field.name in settings}
        )


# Where each norm comes from: a key of geo.core.i18n. A setting of ours has no document.
SOURCES: Final[Mapping[str, str]] = {
    "max_population_per_staff": "source.zhengzhou_2010_43_3_2",
    "part_time_weight": "source.zhengzhou_2010_43_3_2",
    "dedicated_post_min_population": "source.tianjin_2009_3_1",
    "snap_m": "source.setting",
    "strict_max_population_per_staff": "source.setting",
    "lenient_max_population_per_staff": "source.setting",
    "population_change_percent": "source.setting",
    "min_cell": "source.setting",
    "access_minutes": "source.life_circle",
    "access_mode": "source.life_circle",
    **dict.fromkeys(("walk_kph", "ebike_kph", "drive_kph"), "source.setting"),
    **dict.fromkeys(("network_snap_m", "site_snap_m"), "source.setting"),
    **dict.fromkeys(("covered_percent", "supply", "cluster_p_value"), "source.setting"),
    "catchment_zones": "source.luo_qi_2009",
    # Corridors.
    "corridor_p_value": "source.setting",
    "corridor_min_flow": "source.setting",
    "lapsing_days": "source.setting",
    "answer_working_days": "source.hui_2014_2_1",
    "answer_on_time_percent": "source.zhengzhou_2010_43_2_5",
}


def zones_of(text: str) -> tuple[tuple[float, float], ...]:
    """Read minutes and weights of zones; minutes rise, weights over 0 do not.

    Raises
    ------
    ValueError
        If they cannot be read, or do not rise and fall.

    Examples
    --------
    >>> zones_of("10:1 20:0.68")
    ((10.0, 1.0), (20.0, 0.68))
    """
    pairs = [zone.split(":") for zone in text.replace(",", " ").split()]
    zones = tuple((float(minutes), float(weight)) for minutes, weight in pairs)
    minutes, weights = [0.0, *(at for at, _ in zones)], [weight for _, weight in zones]
    rising = all(a < b <= MOST_MINUTES for a, b in pairwise(minutes))
    falling = all(a >= b > 0 for a, b in pairwise([math.inf, *weights])) and weights
    if not (rising and falling and weights[0] < math.inf):
        raise ValueError(text)
    return zones


def _broken_rule(name: str, value: Any) -> Term | None:
    """Return the rule that the value breaks, or None."""
    if name in _RULES:
        rule, good = _RULES[name]
        return None if good(value) else rule
    if name == "answer_on_time_percent":
        return None if _is_whole(value) and 0 < value <= 100 else Term("rule.percent_100")
    if name in {"part_time_weight", "corridor_p_value"}:
        return None if _is_number(value) and 0 < value <= 1 else Term("rule.share")
    if name == "snap_m":
        return None if _is_number(value) and 0 <= value <= 5000 else Term("rule.snap_m")
    if name == "population_change_percent":
        return None if _is_whole(value) and 0 <= value < 100 else Term("rule.percent")
    left_open = name == "dedicated_post_min_population" and value is None
    return None if left_open or (_is_whole(value) and value >= 1) else Term("rule.positive")


def _are_zones(value: Any) -> bool:
    try:
        return bool(zones_of(value))
    except (AttributeError, ValueError):
        return False


def _within(lowest: float, highest: float) -> Callable[[Any], bool]:
    return lambda value: _is_number(value) and lowest <= value <= highest


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_RULES: Final[Mapping[str, tuple[Term, Callable[[Any], bool]]]] = {
    "access_minutes": (
        Term("rule.minutes"),
        lambda value: _is_whole(value) and 1 <= value <= MOST_MINUTES,
    ),
    "access_mode": (Term("rule.mode"), lambda value: value in {"walk", "ebike", "drive"}),
    "walk_kph": (Term("rule.kph"), _within(0.1, 200)),
    "ebike_kph": (Term("rule.kph"), _within(0.1, 200)),
    "drive_kph": (Term("rule.kph"), _within(0.1, 200)),
    "network_snap_m": (Term("rule.leg_m"), _within(0, 2000)),
    "site_snap_m": (Term("rule.leg_m"), _within(0, 2000)),
    "covered_percent": (
        Term("rule.percent_100"),
        lambda value: _is_whole(value) and 1 <= value <= 100,
    ),
    "supply": (Term("rule.supply"), lambda value: value in {"staff", "capacity"}),
    "catchment_zones": (Term("rule.zones"), _are_zones),
    "cluster_p_value": (Term("rule.p"), _within(0.0001, 0.5)),
}
