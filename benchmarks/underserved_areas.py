"""How often an underserved area is found where there is none, and where one was planted.

Run: ``.venv/bin/python benchmarks/underserved_areas.py [runs]``; ``make bench`` prints it last. The
communities of a square city touch at sides and corners. Everywhere the same rate, with binomial
numbers, is pure chance: an area found there is false. Then a few communities side by side have
three times the rate: two, a square of four, one and those at its four sides, a square of nine. How
often any of them is in an area is printed, and which share of all areas lies outside of them.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, kron

from geo.analyses.access.methods.underserved_areas import areas_of, high_among_high

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIZES = (12, 20, 75)
RATES = (0.02, 0.1, 0.3)
KINDS = ("8 to 8,000", "8 to 8,000, in order", "a third of 8", "8 in the west")
PLANTED = {
    "two": ((0, 0), (0, 1)),
    "four": ((0, 0), (0, 1), (1, 0), (1, 1)),
    "five": ((0, 0), (-1, 0), (1, 0), (0, -1), (0, 1)),
    "nine": tuple((x, y) for x in (-1, 0, 1) for y in (-1, 0, 1)),
}
"""Communities around one, by how many columns and rows they are away."""


def touching_cells(size: int) -> csr_array:
    """Return which cells of a square touch."""
    line = np.abs(np.subtract.outer(np.arange(size), np.arange(size))) <= 1
    both = csr_array(kron(line, line), dtype=float)
    both.setdiag(0)
    both.eliminate_zeros()
    return both


def populations(kind: str, size: int, random: np.random.Generator) -> NDArray[np.int64]:
    """Return people of each cell."""
    spread = np.exp(random.uniform(np.log(8), np.log(8000), size * size)).astype(int)
    west = np.arange(size * size) // size < size / 3
    return {
        KINDS[0]: spread,
        KINDS[1]: np.sort(spread),
        KINDS[2]: np.where(random.random(size * size) < 1 / 3, 8, 2000),
        KINDS[3]: np.where(west, 8, 2000),
    }[kind]


def found(
    population: NDArray[np.int64],
    rates: NDArray[np.float64],
    touching: csr_array,
    random: np.random.Generator,
) -> NDArray[np.bool_]:
    """Return which cells are in an area."""
    events = random.binomial(population, rates).astype(float)
    high = high_among_high(events, population.astype(float), touching, 0.05)
    return areas_of(touching, high) >= 0


def main(runs: int = 100, sizes: tuple[int, ...] = SIZES) -> None:
    """Print a row for each size, kind of population and rate."""
    headers = ("communities", "people", "rate", "by chance", *PLANTED, "outside")
    print(f"\n| {' | '.join(headers)} |\n|{'---|' * len(headers)}")
    for size in sizes:
        touching = touching_cells(size)
        for kind in KINDS:
            for rate in RATES:
                told = _tried(size, kind, rate, touching, runs)
                print(f"| {size * size:,} | {kind} | {rate} |", " | ".join(told), "|", flush=True)


def _tried(size: int, kind: str, rate: float, touching: csr_array, runs: int) -> list[str]:
    """Return how many of a hundred runs find an area, and the share of areas that is outside."""
    false, planted = 0, dict.fromkeys(PLANTED, 0)
    inside = outside = 0
    for run in range(runs):
        random = np.random.default_rng(run)
        population = populations(kind, size, random)
        even = np.full(size * size, rate)
        false += found(population, even, touching, random).any()
        east, north = random.integers(1, size - 1, 2)
        for name, steps in PLANTED.items():
            cells = [(east + x) * size + north + y for x, y in steps]
            rates = even.copy()
            rates[cells] = 3 * rate
            areas = found(population, rates, touching, random)
            planted[name] += areas[cells].any()
            inside += areas[cells].sum()
            outside += areas.sum() - areas[cells].sum()
    counts = [f"{100 * count / runs:.0f}" for count in (false, *planted.values())]
    return [*counts, f"{outside / max(inside + outside, 1):.0%}"]


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
