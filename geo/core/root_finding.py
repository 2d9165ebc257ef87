"""Where a continuous function is 0."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_STEPS: Final = 100


def brent(
    function: Callable[[float], float], low: float, high: float, xtol: float, rtol: float
) -> float:
    """Find where a function is 0 between two points at which its signs differ.

    Parameters
    ----------
    function
        Continuous.
    low, high
        The two points.
    xtol, rtol
        The answer is off by no more than ``xtol + rtol * abs(answer)``.

    Raises
    ------
    ValueError
        If the signs do not differ.

    Notes
    -----
    Bisection, or where it is sooner there the secant or the hyperbola through the last three points
    (R. P. Brent, Algorithms for Minimization Without Derivatives, 1973, chapter 4). Step by step as
    ``scipy.optimize.brentq``; to import ``scipy.optimize`` takes longer than a city's flows to fit.

    Examples
    --------
    >>> round(brent(lambda x: x * x - 2.0, 0.0, 2.0, 1e-12, 1e-12), 9)
    1.414213562
    """
    before, now, opposite = low, high, low
    at_before, at_now = function(before), function(now)
    if at_before == 0.0:
        return before
    if at_now == 0.0:
        return now
    if (at_before < 0.0) == (at_now < 0.0):
        raise ValueError("the signs at both ends are the same")
    at_opposite, last, step = at_before, now - before, now - before
    for _ in range(_MOST_STEPS):
        if at_before != 0.0 and (at_before < 0.0) != (at_now < 0.0):
            opposite, at_opposite = before, at_before
            last = step = now - before
        if abs(at_opposite) < abs(at_now):
            before, now, opposite = now, opposite, now
            at_before, at_now, at_opposite = at_now, at_opposite, at_now
        delta, half = (xtol + rtol * abs(now)) / 2, (opposite - now) / 2
        if at_now == 0.0 or abs(half) < delta:
            break
        tried = _tried((before, now, opposite), (at_before, at_now, at_opposite))
        sooner = abs(last) > delta and abs(at_now) < abs(at_before)
        if sooner and 2 * abs(tried) < min(abs(last), 3 * abs(half) - delta):
            last, step = step, tried
        else:
            last = step = half
        before, at_before = now, at_now
        now += step if abs(step) > delta else (delta if half > 0.0 else -delta)
        at_now = function(now)
    return now


def _tried(x: tuple[float, float, float], y: tuple[float, float, float]) -> float:
    """Return how far from the second point the secant, or the hyperbola, is 0."""
    (before, now, opposite), (at_before, at_now, at_opposite) = x, y
    if at_before == at_now:
        return float("inf")
    if before == opposite:
        return -at_now * (now - before) / (at_now - at_before)
    slope = (at_before - at_now) / (before - now)
    other = (at_opposite - at_now) / (opposite - now)
    rest = other * slope * (at_opposite - at_before)
    above = -at_now * (at_opposite * other - at_before * slope)
    return above / rest if rest else float("inf")
