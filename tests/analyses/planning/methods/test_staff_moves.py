"""Staff moved, against every way of moving them."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.analyses.planning.methods.staff_moves import Ways, move_staff, ways_within

AMOUNTS = st.lists(st.integers(0, 3), min_size=4, max_size=4)


def every_move(population, lacking, spare, ways):
    """Try all numbers of staff on each way: the best by people, shortfall closed, moves, metres."""
    best = None
    most = [min(spare[source], lacking[target]) for source, target, _ in zip(*ways, strict=True)]
    for tried in product(*(range(limit + 1) for limit in most)):
        moved = np.array(tried, float)
        left = np.bincount(ways.source, moved, len(spare))
        came = np.bincount(ways.target, moved, len(spare))
        if (left <= spare).all() and (came <= lacking).all():
            complies = (lacking > 0) & (came >= lacking)
            worth = (population[complies].sum(), came.sum(), -sum(moved), -moved @ ways.distance)
            best = max(best or worth, worth)
    return best


@settings(max_examples=20, deadline=None)
@given(AMOUNTS, st.lists(st.integers(1, 9), min_size=4, max_size=4))
def test_no_moves_are_better(balance, people):
    lacking = np.array([0, 0, *balance[2:]])
    spare = np.array([*balance[:2], 0, 0])
    distance = np.array([[0, 1, 2, 5], [1, 0, 3, 4], [2, 3, 0, 1], [5, 4, 1, 0]], float)
    ways = ways_within(np.array(["a"] * 4, object), distance)
    ways = Ways(*(ends[(spare[ways.source] > 0) & (lacking[ways.target] > 0)] for ends in ways))
    population = np.array(people)
    moves = move_staff(population, lacking.astype(float), spare.astype(float), ways)
    worth = (
        *(population[moves.compliant].sum(), moves.closed.sum()),
        *(-moves.moved.sum(), -moves.moved @ ways.distance),
    )
    assert worth == pytest.approx(every_move(population, lacking, spare, ways) or (0, 0, 0, 0))
    assert moves.proven


def test_nobody_is_worse_off_and_groups_stay_apart():
    group = np.array(["a", "a", "b", None], object)
    ways = ways_within(group, np.ones((4, 4)))
    assert set(zip(ways.source, ways.target, strict=True)) == {(0, 1), (1, 0)}
    shortfall, surplus = np.array([0, 2.0, 1, 1]), np.array([1.5, 0, 0, 0])
    moves = move_staff(np.array([1, 2, 3, 4]), shortfall, surplus, ways)
    assert moves.moved.tolist() == [1, 0]  # half a post more stays where it is
    assert moves.closed.tolist() == [0, 1, 0, 0]
    assert not moves.compliant.any()


@settings(max_examples=10, deadline=None)
@given(AMOUNTS, st.permutations(range(4)))
def test_more_staff_never_help_fewer_and_order_changes_nothing(balance, order):
    order, people = np.array(order), np.array([3, 5, 7, 9])
    lacking, spare = np.array([0.0, 0, *balance[2:]]), np.array([*map(float, balance[:2]), 0, 0])
    distance = np.array([[0, 1, 2, 5], [1, 0, 3, 4], [2, 3, 0, 1], [5, 4, 1, 0]], float)
    group = np.array(["a"] * 4, object)

    def worth(order, spare):
        ways = ways_within(group, distance[np.ix_(order, order)])
        moves = move_staff(people[order], lacking[order], spare[order], ways)
        served = people[order][moves.compliant].sum(), moves.closed.sum()
        return *served, -moves.moved.sum(), -round(float(moves.moved @ ways.distance), 6)

    usual = worth(np.arange(4), spare)
    assert worth(order, spare) == usual
    assert worth(np.arange(4), spare + np.array([1, 0, 0, 0]))[:2] >= usual[:2]
