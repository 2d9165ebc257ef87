"""How often an underserved area is found where there is none, and where one was planted.

Run: ``.venv/bin/python benchmarks/underserved_areas.py [runs]``; ``make bench`` prints it last. The
communities of a square city touch at sides and corners. Everywhere the same rate, with binomial
numbers, is pure chance: an area found there is false. Then five communities, one and those at its
four sides, have three times the rate.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, kron

from geo.analyses.access.methods.local_moran import empirical_bayes
from geo.analyses.access.methods.underserved_areas import areas_of, high_among_high

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIZES = (12, 20, 75)
RATES = (0.02, 0.1, 0.3)
KINDS = ("8 to 8,000", "8 to 8,000, in order", "a third of 8", "8 in the west")


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
    values = empirical_bayes(events, population.astype(float))
    return areas_of(touching, high_among_high(values, touching, 0.05)) >= 0


def main(runs: int = 100) -> None:
    """Print a row for each size, kind of population and rate."""
    print("\n| communities | people | rate | by chance, of 100 | planted, of 100 |")
    print("|---|---|---|---|---|")
    for size in SIZES:
        touching = touching_cells(size)
        for kind in KINDS:
            for rate in RATES:
                false = planted = 0
                for run in range(runs):
                    random = np.random.default_rng(run)
                    population = populations(kind, size, random)
                    rates = np.full(size * size, rate)
                    false += found(population, rates, touching, random).any()
                    east, north = random.integers(1, size - 1, 2)
                    middle = east * size + north
                    five = [middle, middle - 1, middle + 1, middle - size, middle + size]
                    rates[five] = 3 * rate
                    planted += found(population, rates, touching, random)[five].any()
                told = (f"{100 * count / runs:.0f}" for count in (false, planted))
                print(f"| {size * size:,} | {kind} | {rate} |", " | ".join(told), "|", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
