"""Sums over catchments, compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo.core.jit import compiled_plain

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_AT_ONCE: Final = 1024  # times, which the processor holds near


def _demand(
    reached: NDArray[np.int32],
    time: NDArray[np.int32],
    population: NDArray[np.float64],
    weights: NDArray[np.float64],
) -> float:
    """Sum up the weighted people of the nodes a site reaches."""
    total = 0.0
    for position in range(len(reached)):
        node = reached[position]
        total += population[node] * weights[time[node]]
    return total


def _spend(
    reached: NDArray[np.int32],
    time: NDArray[np.int32],
    weights: NDArray[np.float64],
    ratio: float,
    e2sfca: NDArray[np.float64],
) -> None:
    """Add a site's ratio to the nodes it reaches."""
    for position in range(len(reached)):
        node = reached[position]
        e2sfca[node] += ratio * weights[time[node]]


def _steps(
    minutes: NDArray[np.float64],
    limits: NDArray[np.float64],
    weights: NDArray[np.float64],
    out: NDArray[np.float64],
) -> None:
    """Assign each time the weight of the first zone it lies in; what is in none keeps its own.

    A block after the other, zone by zone, without a branch: so several are compared at once.
    """
    for begin in range(0, len(minutes), _AT_ONCE):
        some, weighted = minutes[begin : begin + _AT_ONCE], out[begin : begin + _AT_ONCE]
        for zone in range(len(limits) - 1, -1, -1):
            limit, weight = limits[zone], weights[zone]
            for position in range(len(some)):
                weighted[position] = weight if some[position] <= limit else weighted[position]


def _add_product(
    to: NDArray[np.int64],
    source: NDArray[np.int64],
    values: NDArray[np.float64],
    weights: NDArray[np.float64],
    out: NDArray[np.float64],
) -> None:
    """Sum up ``values[of] * weights`` by ``to``."""
    for pair in range(len(to)):
        out[to[pair]] += values[source[pair]] * weights[pair]


demand: Any = compiled_plain(_demand)
spend: Any = compiled_plain(_spend)
steps: Any = compiled_plain(_steps)
add_product: Any = compiled_plain(_add_product)
