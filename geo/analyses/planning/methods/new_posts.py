"""New posts: the most people in compliant communities, and the fewest posts for a share of them.

A community complies when all posts it lacks are filled, so that posts go where a whole shortfall is
closed for the most people: the 0-1 knapsack problem, solved for every number of posts at once by
dynamic programming (S. Martello, P. Toth, Knapsack Problems, 1990, chapter 2.6).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Amounts = NDArray[np.float64]
    Whole = NDArray[np.int64]

_PARTS: Final = 1000
"""Parts of a post are compared to a thousandth."""


@dataclass(frozen=True, eq=False)
class Knapsack:
    """The most people in communities made compliant, for every number of posts.

    Parameters
    ----------
    people
        int64, shape (posts + 1,): the most people for 0, 1, 2 … posts. Never falls.
    cost
        int64, of each community: posts that close its whole shortfall.
    taken
        bool, shape (communities, posts + 1): whether a community is taken, those before it known;
        without rows where only the people are asked for.
    """

    people: Whole
    cost: Whole
    taken: NDArray[np.bool_]

    def chosen(self, posts: int) -> NDArray[np.bool_]:
        """Return the communities made compliant by so many posts."""
        left = min(posts, len(self.people) - 1)
        chosen = np.zeros(len(self.cost), bool)
        for community in range(len(self.cost) - 1, -1, -1):
            if self.taken[community, left]:
                chosen[community] = True
                left -= int(self.cost[community])
        return chosen

    def fewest(self, people: int) -> int | None:
        """Return the fewest posts for so many people; None where not all posts are enough."""
        posts = int(np.searchsorted(self.people, people))
        return posts if posts < len(self.people) else None


def whole_posts(shortfall: Amounts) -> Whole:
    """Return how many whole posts close each shortfall.

    Examples
    --------
    >>> whole_posts(np.array([0.0, 0.5, 2.0, 2.3])).tolist()
    [0, 1, 2, 3]
    """
    return np.ceil(np.round(shortfall, 9)).astype(np.int64)


def knapsack(
    population: Whole, shortfall: Amounts, posts: int | None = None, *, choices: bool = True
) -> Knapsack:
    """Find for every number of posts the communities that give the most people compliance.

    Parameters
    ----------
    population
        People of each community that lacks staff.
    shortfall
        Staff it lacks; over 0.
    posts
        Up to so many; None: up to what closes every shortfall.
    choices
        Whether to keep which communities are chosen, not only how many people.

    Notes
    -----
    f(k, b) = max(f(k - 1, b), f(k - 1, b - c_k) + p_k). Of choices with as many people, that which
    leaves the fewest parts of posts unused is taken.

    Examples
    --------
    >>> best = knapsack(np.array([900, 800, 700]), np.array([3.0, 2.0, 2.0]))
    >>> best.people.tolist()
    [0, 0, 800, 900, 1500, 1700, 1700, 2400]
    >>> best.chosen(4).tolist()
    [False, True, True]
    """
    cost = whole_posts(shortfall)
    total = int(cost.sum())
    most = total if posts is None else min(posts, total)
    unused = np.rint((cost - shortfall) * _PARTS).astype(np.int64)
    people_weigh = int(unused.sum()) + 1
    value = population.astype(np.int64) * people_weigh - unused
    best = np.zeros(most + 1, np.int64)
    taken = np.zeros((len(cost) if choices else 0, most + 1), bool)
    for community, (posts_needed, gain) in enumerate(
        zip(cost.tolist(), value.tolist(), strict=True)
    ):
        if posts_needed > most:
            continue
        with_it = best[: most + 1 - posts_needed] + gain
        if choices:
            taken[community, posts_needed:] = with_it > best[posts_needed:]
        best[posts_needed:] = np.maximum(best[posts_needed:], with_it)
    return Knapsack(-(-best // people_weigh), cost, taken)


@dataclass(frozen=True, eq=False)
class NewPosts:
    """Where new posts go.

    Parameters
    ----------
    posts
        int64: new posts of each community.
    compliant
        bool: the communities that comply by them.
    order
        The communities that get posts, in the order to fill them: those made compliant first, most
        people a post first; then those of which a part is closed.
    closed
        float64: shortfall closed in each.
    """

    posts: Whole
    compliant: NDArray[np.bool_]
    order: NDArray[np.intp]
    closed: Amounts


def place_posts(
    population: Whole, shortfall: Amounts, posts: int, best: Knapsack | None = None
) -> NewPosts:
    """Allocate new posts: most people in compliant communities first, then most shortfall closed.

    Parameters
    ----------
    population, shortfall
        As :func:`knapsack` takes them.
    posts
        How many there are.
    best
        The knapsack of these communities, of at least so many posts.

    Notes
    -----
    What is left after the knapsack is less than any community needs that is left. Each of these
    posts goes where it closes most, that is a whole one, to the largest shortfall left.

    Examples
    --------
    >>> place_posts(np.array([900, 800, 700]), np.array([3.0, 2.0, 2.0]), 5).posts.tolist()
    [3, 2, 0]
    >>> place_posts(np.array([900, 800, 700]), np.array([3.0, 2.0, 2.0]), 1).posts.tolist()
    [1, 0, 0]
    """
    best = best or knapsack(population, shortfall, posts)
    compliant = best.chosen(posts)
    given = np.where(compliant, best.cost, 0)
    left = posts - int(given.sum())
    remaining = np.where(compliant, 0.0, shortfall)
    for _ in range(min(left, int(whole_posts(remaining).sum()))):
        ranked = np.lexsort([-population, -remaining, -np.minimum(remaining, 1.0)])
        given[ranked[0]] += 1
        remaining[ranked[0]] = max(0.0, remaining[ranked[0]] - 1.0)
    each = population / np.maximum(given, 1)
    order = np.lexsort([-population, -each, ~compliant])
    closed = np.minimum(given, shortfall)
    return NewPosts(given, compliant, order[given[order] > 0], closed)
