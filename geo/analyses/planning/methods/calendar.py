"""On which days of which week the days of a round are driven, and which vehicle drives which."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Day(NamedTuple):
    """A day of a plan: the week, from 1, and the day of the week, 1 for Monday."""

    week: int
    weekday: int


def days_of_cycle(days: int, visits: str) -> list[tuple[Day, ...]]:
    """Return on which days each day of a cycle is driven: in a cycle all stops are visited once.

    Parameters
    ----------
    days
        Of a week, from Monday on.
    visits
        ``"weekly"``; ``"twice_a_week"``: the first half of a week is driven again in the second,
        a day of an odd number in the midst is free; ``"fortnightly"``: two weeks are a cycle.

    Examples
    --------
    >>> [day.weekday for day, in days_of_cycle(3, "weekly")]
    [1, 2, 3]
    >>> [[day.weekday for day in again] for again in days_of_cycle(5, "twice_a_week")]
    [[1, 4], [2, 5]]
    >>> days_of_cycle(1, "fortnightly")
    [(Day(week=1, weekday=1),), (Day(week=2, weekday=1),)]
    """
    if visits == "twice_a_week":
        half = days // 2
        return [(Day(1, day), Day(1, day + days - half)) for day in range(1, half + 1)]
    weeks = weeks_of(visits)
    return [(Day(week, day),) for week in range(1, weeks + 1) for day in range(1, days + 1)]


def weeks_of(visits: str) -> int:
    """Return the weeks after which a timetable begins anew."""
    return 2 if visits == "fortnightly" else 1


def shared_out(minutes: Sequence[int], days: int, vehicles: int) -> list[tuple[int, int]]:
    """Share routes out among days and vehicles so that days have much the same to do.

    Parameters
    ----------
    minutes
        Of each route.
    days, vehicles
        There is one route at most for each pair of them.

    Returns
    -------
    list of tuple
        Day and vehicle of each route, from 0: the longest first, to the day that has least so far
        (R. L. Graham, Bounds on multiprocessing timing anomalies, SIAM Journal on Applied
        Mathematics 17, 1969).

    Examples
    --------
    >>> shared_out([50, 90, 60], 2, 2)
    [(1, 1), (0, 0), (1, 0)]
    """
    load, used = [0] * days, [0] * days
    slots = [(0, 0)] * len(minutes)
    for route in sorted(range(len(minutes)), key=lambda one: (-minutes[one], one)):
        day = min((day for day in range(days) if used[day] < vehicles), key=load.__getitem__)
        slots[route] = day, used[day]
        load[day] += minutes[route]
        used[day] += 1
    return slots
