"""What ``city.toml`` may say of mobile rounds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import AfterValidator, with_config

from geo.core.setting_rules import SECTION, Between, OneOf, refused

WEEKLY, TWICE_A_WEEK, FORTNIGHTLY = PATTERNS = ("weekly", "twice_a_week", "fortnightly")
"""How often each stop is visited."""
COMMUNITIES, CROSSINGS = PLACES = ("communities", "crossings")
"""Where stops may be: one in each community, or at crossings of streets as well."""

MOST_VEHICLES: Final = 20
MOST_STOPS: Final = 300
MOST_WALK_MINUTES: Final = 60
MOST_SEATS: Final = 1000
MOST_HOURS: Final = 14
MOST_SERVICE_MINUTES: Final = 240
DAYS_A_WEEK: Final = 7
USUAL_VEHICLES: Final = 2
"""So many are asked for where the settings say none."""
_TIME: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def _time_of_day(value: str) -> str:
    if not _TIME.fullmatch(value):
        raise refused("issue.setting_clock_time")
    return value


TimeOfDay = Annotated[str, AfterValidator(_time_of_day)]


@with_config(SECTION)
@dataclass(frozen=True)
class RoundsSettings:
    """``[rounds]``: vehicles that bring the services of a site to stops.

    ``vehicles``: how many there are, 0: no rounds are planned. ``depot``: where they start and end,
    a site by its name or ``lon, lat``; not given, the site with the shortest ways to the stops.
    ``start`` and ``hours``: of a day, from the depot and back to it; ``days``: of a week, from
    Monday on. ``visits``: one of :data:`PATTERNS`. ``walk_minutes``: how far a stop may be on foot;
    ``stops``: how many there may be, 0: as many as are needed; ``stop_places``: one of
    :data:`PLACES`. ``visitors_percent``: how many of the people of a stop come to a visit;
    ``stop_minutes`` and ``person_minutes``: a visit takes so long, and so much longer for each;
    ``seats``: people whom a vehicle can serve in a day, 0: any number.
    """

    vehicles: Annotated[int, Between(0, MOST_VEHICLES)] = 0
    depot: str = ""
    start: TimeOfDay = "08:30"
    hours: Annotated[int, Between(1, MOST_HOURS)] = 7
    days: Annotated[int, Between(1, DAYS_A_WEEK)] = 5
    visits: Annotated[str, OneOf(PATTERNS)] = WEEKLY
    walk_minutes: Annotated[int, Between(1, MOST_WALK_MINUTES)] = 15
    stops: Annotated[int, Between(0, MOST_STOPS)] = 0
    stop_places: Annotated[str, OneOf(PLACES)] = COMMUNITIES
    visitors_percent: Annotated[int, Between(1, 100)] = 2
    stop_minutes: Annotated[int, Between(0, MOST_SERVICE_MINUTES)] = 15
    person_minutes: Annotated[int, Between(0, MOST_SERVICE_MINUTES)] = 5
    seats: Annotated[int, Between(0, MOST_SEATS)] = 0


def rounds_settings(rounds: RoundsSettings) -> RoundsSettings:
    """Return settings whose parts go together.

    Raises
    ------
    PydanticCustomError
        If a stop is to be visited twice in a week of one day.
    """
    if rounds.visits == TWICE_A_WEEK and rounds.days == 1:
        raise refused("issue.setting_two_days")
    return rounds
