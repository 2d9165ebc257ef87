"""Every norm in use, with its unit and the document that sets it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any, Final, get_args, get_type_hints

from pydantic import AfterValidator, BaseModel, Field, ValidationError, create_model, with_config

from geo.core.i18n import Term
from geo.core.issues import Issue, StandardsError
from geo.core.setting_rules import SECTION, OneOf

if TYPE_CHECKING:
    from collections.abc import Mapping

CORRIDOR_CRITERIA: Final = ("concentrated", "significant", "above_expected")
"""What may be asked of a corridor for it to be recommended."""
MOST_MINUTES: Final = 240
"""No way is looked for that takes longer than is sensible for a service."""


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
    minutes, weights = [0.0, *(minute for minute, _ in zones)], [weight for _, weight in zones]
    rising = all(a < b <= MOST_MINUTES for a, b in pairwise(minutes))
    falling = all(a >= b > 0 for a, b in pairwise([math.inf, *weights])) and weights
    if not (rising and falling and weights[0] < math.inf):
        raise ValueError(text)
    return zones


def _are_zones(value: str) -> str:
    zones_of(value)
    return value


def _are_criteria(value: str) -> str:
    words = value.split()
    if not words or not set(words) <= set(CORRIDOR_CRITERIA):
        raise ValueError(value)
    return value


# What a norm may be, and the sentence for what it may not.
_Count = Annotated[int, Field(strict=True, ge=1), Term("rule.positive")]
_Share = Annotated[float, Field(strict=True, gt=0, le=1), Term("rule.share")]
_PValue = Annotated[float, Field(strict=True, ge=0.0001, le=0.5), Term("rule.p")]
_Percent = Annotated[int, Field(strict=True, ge=1, le=100), Term("rule.percent_100")]
_Change = Annotated[int, Field(strict=True, ge=0, lt=100), Term("rule.percent")]
_Minutes = Annotated[int, Field(strict=True, ge=1, le=MOST_MINUTES), Term("rule.minutes")]
_Kph = Annotated[float, Field(strict=True, ge=0.1, le=200), Term("rule.kph")]
_Snap = Annotated[float, Field(strict=True, ge=0, le=5000), Term("rule.snap_m")]
_Leg = Annotated[float, Field(strict=True, ge=0, le=2000), Term("rule.leg_m")]
_Mode = Annotated[str, Field(min_length=1), Term("rule.mode")]
_Supply = Annotated[str, OneOf(("staff", "capacity")), Term("rule.supply")]
_Rule = Annotated[str, AfterValidator(_are_criteria), Term("rule.corridor_rule")]
_Correction = Annotated[
    str, OneOf(("benjamini_hochberg", "benjamini_yekutieli")), Term("rule.correction")
]
_Expectation = Annotated[str, OneOf(("gravity", "margins")), Term("rule.expectation")]
_Deterrence = Annotated[str, OneOf(("power", "exponential")), Term("rule.deterrence")]
_Zones = Annotated[str, AfterValidator(_are_zones), Term("rule.zones")]


@with_config(SECTION)
@dataclass(frozen=True)
class Standards:
    """The norms that a run compares a city with.

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
        :data:`geo.network.street_network.MODES`, or the mode of a table of travel times.
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
    corridor_rule
        What holds of a recommended corridor: words of :data:`CORRIDOR_CRITERIA`, with spaces.
    corridor_min_share
        A corridor is concentrated 流向集中 with at least this share of all people.
    corridor_p_value
        A corridor is significant at this p of the disparity filter, adjusted for all tests: the
        share of false ones to be expected among those significant.
    corridor_min_flow
        And if it has at least so many people, both ways together.
    corridor_correction
        How p is adjusted: ``benjamini_hochberg`` or ``benjamini_yekutieli``.
    corridor_expectation
        What a corridor is to be above: flows expected by ``gravity`` or by ``margins`` alone.
    corridor_deterrence
        How flows fall with distance under gravity: ``power`` or ``exponential``.
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

    max_population_per_staff: _Count = 500
    part_time_weight: _Share = 1.0
    dedicated_post_min_population: _Count | None = None
    snap_m: _Snap = 50.0
    strict_max_population_per_staff: _Count = 480
    lenient_max_population_per_staff: _Count = 520
    population_change_percent: _Change = 10
    min_cell: _Count = 10
    access_minutes: _Minutes = 15
    access_mode: _Mode = "walk"
    walk_kph: _Kph = 5.0
    ebike_kph: _Kph = 15.0
    drive_kph: _Kph = 30.0
    network_snap_m: _Leg = 500.0
    site_snap_m: _Leg = 500.0
    covered_percent: _Percent = 50
    supply: _Supply = "staff"
    catchment_zones: _Zones = "10:1 20:0.68 30:0.22"
    cluster_p_value: _PValue = 0.05
    # Corridors.
    corridor_rule: _Rule = "concentrated significant above_expected"
    corridor_min_share: _Share = 0.01
    corridor_p_value: _Share = 0.05
    corridor_min_flow: _Count = 10
    corridor_correction: _Correction = "benjamini_hochberg"
    corridor_expectation: _Expectation = "gravity"
    corridor_deterrence: _Deterrence = "power"
    lapsing_days: _Count = 90
    answer_working_days: _Count = 5
    answer_on_time_percent: _Percent = 92

    def __post_init__(self) -> None:
        """Refuse values that make no sense, all at once."""
        try:
            _norms().model_validate(vars(self))
        except ValidationError as error:
            issues = [
                Issue(
                    "issue.standard",
                    severity="error",
                    column=str(wrong["loc"][0]),
                    value=str(wrong["input"]),
                    more={"rule": rule_of(str(wrong["loc"][0]))},
                )
                for wrong in error.errors()
            ]
            raise StandardsError(*issues) from None


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
    **dict.fromkeys(("corridor_rule", "corridor_min_share"), "source.concentrated_flows"),
    "corridor_p_value": "source.setting",
    "corridor_min_flow": "source.setting",
    "corridor_correction": "source.benjamini",
    "corridor_expectation": "source.wilson_1971",
    "corridor_deterrence": "source.setting",
    "lapsing_days": "source.setting",
    "answer_working_days": "source.hui_2014_2_1",
    "answer_on_time_percent": "source.zhengzhou_2010_43_2_5",
}


@cache
def _norms() -> type[BaseModel]:
    """Return the model that the values of :class:`Standards` are checked by."""
    kinds: dict[str, Any] = {name: (kind, ...) for name, kind in _kinds().items()}
    return create_model("Norms", **kinds)


@cache
def _kinds() -> Mapping[str, Any]:
    return get_type_hints(Standards, include_extras=True)


def norms_that_differ(one: Standards, other: Standards) -> set[str]:
    """Return the norms of which two standards have different values.

    Examples
    --------
    >>> norms_that_differ(Standards(), Standards(walk_kph=4.0))
    {'walk_kph'}
    """
    others = vars(other)
    return {name for name, value in vars(one).items() if value != others[name]}


def rule_of(norm: str) -> Term:
    """Return the sentence for what a norm may be.

    Examples
    --------
    >>> rule_of("dedicated_post_min_population")
    Term(key='rule.positive')
    """
    kind = _kinds()[norm]
    parts = [*get_args(kind), *(part for inner in get_args(kind) for part in get_args(inner))]
    return next(part for part in parts if isinstance(part, Term))
