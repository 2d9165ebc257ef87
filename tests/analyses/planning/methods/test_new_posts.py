"""Where new posts go, against every choice tried, and the fewest posts for a share of people."""

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.analyses.planning.methods.new_posts import knapsack, place_posts, whole_posts

COMMUNITIES = st.lists(
    st.tuples(st.integers(1, 40), st.integers(1, 8).map(lambda halves: halves / 2)),
    min_size=1,
    max_size=7,
)


def every_choice(population, cost, posts):
    """Try all sets of communities: the most people that so many posts bring into compliance."""
    chosen = np.array(list(product([0, 1], repeat=len(cost))))
    return (chosen @ population)[chosen @ cost <= posts].max()


@settings(max_examples=30, deadline=None)
@given(COMMUNITIES, st.integers(0, 30))
def test_no_choice_of_communities_has_more_people(communities, posts):
    population, shortfall = (np.array(column) for column in zip(*communities, strict=True))
    placed = place_posts(population, shortfall, posts)
    best = every_choice(population, whole_posts(shortfall), posts)
    assert population[placed.compliant].sum() == best
    assert placed.posts.sum() == min(posts, whole_posts(shortfall).sum())
    assert (placed.closed[placed.compliant] == shortfall[placed.compliant]).all()
    fewest = knapsack(population, shortfall, choices=False)
    assert list(fewest.people[: posts + 1])[-1] == best
    assert (np.diff(fewest.people) >= 0).all()  # one post more never makes it worse
    assert fewest.people[fewest.fewest(best)] >= best


@settings(max_examples=15, deadline=None)
@given(COMMUNITIES, st.integers(0, 20), st.randoms(use_true_random=False))
def test_the_order_of_communities_changes_no_figure(communities, posts, random):
    shuffled = random.sample(communities, len(communities))
    figures = []
    for rows in (communities, shuffled):
        population, shortfall = (np.array(column) for column in zip(*rows, strict=True))
        placed = place_posts(population, shortfall, posts)
        figures.append((population[placed.compliant].sum(), placed.closed.sum()))
    assert figures[0] == figures[1]


def test_what_is_left_goes_to_the_largest_shortfall():
    placed = place_posts(np.array([900, 800, 100]), np.array([5.0, 4.0, 1.0]), 3)
    assert placed.posts.tolist() == [2, 0, 1]  # one complies, two posts go to the largest gap
    assert placed.order.tolist() == [2, 0]
