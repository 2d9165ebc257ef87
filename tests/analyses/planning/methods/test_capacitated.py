"""Sites of limited capacity, actions and equity, each against every choice tried."""

from bisect import bisect_left
from dataclasses import replace
from functools import cache
from itertools import product

import numpy as np
import pytest
from scipy.optimize import linprog

from geo.analyses.planning.methods import capacitated
from geo.analyses.planning.methods.building_order import building_order
from geo.analyses.planning.methods.capacitated import (
    cheapest_for_all,
    serve_most,
    shortest_ways,
)
from geo.analyses.planning.methods.capacitated_back_up import capacitated_back_up
from geo.analyses.planning.methods.capacitated_bounds import (
    capacity_anywhere,
    least_cost,
    most_capacity,
    most_within_budget,
    relaxed,
)
from geo.analyses.planning.methods.capacitated_centre import shortest_longest_way
from geo.analyses.planning.methods.capacitated_greedy import greedy
from geo.analyses.planning.methods.covering import back_up
from geo.analyses.planning.methods.equity import trade_off
from geo.analyses.planning.methods.linear_relaxation import relaxed_and_rounded
from geo.analyses.planning.methods.service_flows import ServiceFlows
from geo.analyses.planning.methods.site_actions import (
    KEEP,
    MOVED_AWAY,
    MOVED_HERE,
    Costs,
    SiteActions,
)
from geo.analyses.planning.methods.site_problem import SiteProblem
from geo.analyses.planning.methods.siting import maximal_covering
from geo.analyses.planning.methods.solve_control import SolveControl

LIMIT = 40.0
NO_SITE = 100.0
CAPACITY = np.array([30.0, 60, 45, 20, 80])
COSTS = Costs(new=3.0, enlarge=1.0, move=2.0, capacity_added=40.0)


@pytest.fixture(scope="module", params=[1, 2, 3])
def problem(request):
    """Make eight places with people, two sites and three places for more; one is out of reach."""
    random = np.random.default_rng(request.param)
    places, sites = random.random((8, 2)) * 100, random.random((5, 2)) * 100
    times = np.hypot(*(places[:, None] - sites[None]).transpose(2, 0, 1)).round(1)
    times[3] = np.inf
    people = random.integers(5, 60, 8).astype(float)
    return SiteProblem(times, people, existing=np.array([True, True, False, False, False]))


def best_use(problem, capacity, worth):
    """Return what is reached with so much capacity at places, by a linear program of its own."""
    return _best_use(tuple(map(tuple, worth)), tuple(problem.population), tuple(capacity))


@cache  # many choices come to the same capacities
def _best_use(worth, population, capacity):
    worth = np.array(worth)
    point, place = np.nonzero(worth > 0)
    if not len(point):
        return 0.0
    rows = np.vstack([
        *[(point == at).astype(float) for at in range(8)],
        *[(place == at).astype(float) for at in range(5)],
    ])  # fmt: skip
    most = [*population, *capacity]
    return -linprog(-worth[point, place], A_ub=rows, b_ub=most).fun


def every_choice(budget, costs=COSTS):
    """Yield the capacity at each place, and the cost, of every choice of actions."""
    at_site = [("keep", 0), ("enlarge", costs.enlarge), ("leave", 0)]
    at_site += [] if costs.close is None else [("close", costs.close)]
    at_place = [("none", 0), ("new", costs.new), ("move", costs.move)]
    for taken in product(*[at_site] * 2, *[at_place] * 3):
        names = [name for name, _ in taken]
        cost = sum(cost for _, cost in taken)
        if cost > budget or names.count("leave") != names.count("move"):
            continue
        more = np.array([COSTS.capacity_added * (name == "enlarge") for name in names])
        yield np.where(np.isin(names, ["leave", "close", "none"]), 0.0, CAPACITY + more), cost


@pytest.mark.parametrize("budget", [0, 3, 6])
def test_no_choice_of_actions_serves_more(problem, budget):
    actions = SiteActions.of(problem, CAPACITY, COSTS)
    within = (problem.times <= LIMIT).astype(float)
    plan = serve_most(problem, actions, LIMIT, budget)
    tried = [best_use(problem, capacity, within) for capacity, _ in every_choice(budget)]
    assert plan.objective == pytest.approx(max(tried))
    assert plan.proven
    assert actions.spent(plan.chosen) <= budget
    assert plan.unserved.sum() + plan.served == pytest.approx(problem.population.sum())
    kinds = actions.action[plan.chosen]
    assert (kinds == MOVED_AWAY).sum() == (kinds == MOVED_HERE).sum()
    flows = ServiceFlows(problem, actions, problem.times <= LIMIT)
    steps = building_order(flows, plan.chosen, problem.times)
    today = best_use(problem, np.where(problem.locked, CAPACITY, 0.0), within)
    assert today + sum(step.added for step in steps) == pytest.approx(plan.served)
    assert all(step.added >= -1e-6 for step in steps if step.origin is None)
    assert actions.spent(greedy(flows, budget)) <= budget


def test_no_choice_of_actions_passes_the_bounds(problem):
    budget, costs = 3, replace(COSTS, new=1.5, close=-1.0)
    actions = SiteActions.of(problem, CAPACITY, costs)
    within, ways = (problem.times <= LIMIT) * 1.0, np.maximum(NO_SITE - problem.times, 0.0)
    served = ServiceFlows(problem, actions, problem.times <= LIMIT)
    nearer = ServiceFlows(problem, actions, problem.times <= NO_SITE, NO_SITE)
    choices = [
        (of, cost, best_use(problem, of, within)) for of, cost in every_choice(budget, costs)
    ]
    most = max(people for _, _, people in choices)
    assert most <= most_within_budget(served, budget) + 1e-6
    cheapest = min(cost for _, cost, people in choices if people >= most - 1e-6)
    assert least_cost(served, most) <= cheapest + 1e-6
    usable = np.minimum([of for of, _, _ in choices], within.T @ problem.population)
    assert usable.sum(axis=1).max() <= most_capacity(served, budget) + 1e-6
    best = max(best_use(problem, of, ways) for of, _, _ in choices)
    chosen, bound = relaxed(nearer, greedy(nearer, budget), budget, SolveControl())
    assert nearer.value(chosen) <= best + 1e-3 <= bound + 2e-3
    assert actions.spent(chosen) <= budget


def best_back_up(problem, capacity):
    """Return most people with a place, and then with two, of whole people given out one by one."""
    point, place = np.nonzero(problem.times <= LIMIT)
    each = np.repeat(point, 2), np.tile([0, 1], len(point))
    other = np.repeat(place, 2)
    role = each[1]
    rows = [((each[0] == at) & (role == 0)).astype(float) for at in range(8)]
    most = problem.population.tolist()
    for at in range(8):  # nobody has a second place without a first
        rows.append(np.where(each[0] == at, np.where(role == 1, 1.0, -1.0), 0.0))
        most.append(0.0)
    rows += [(other == at).astype(float) for at in range(5)]
    most += capacity.tolist()
    for at, there in zip(point, place, strict=True):  # nor two places at the same site
        here = (each[0] == at) & (other == there)
        rows.append(here - ((each[0] == at) & (role == 0)).astype(float))
        most.append(0.0)
    solved = linprog(-np.where(role == 0, 1e4, 1.0), A_ub=np.array(rows), b_ub=most)
    return solved.x[role == 0].sum(), solved.x[role == 1].sum()


def test_no_choice_of_actions_has_more_with_a_second_site_of_capacity(problem):
    capacity = CAPACITY * 1.5
    actions = SiteActions.of(problem, capacity, Costs(new=1.0))
    plan = capacitated_back_up(problem, actions, LIMIT, 2)
    tried = [
        best_back_up(problem, capacity * np.array([1, 1, *new]))
        for new in product([0, 1], repeat=3)
        if sum(new) <= 2
    ]
    most = max(round(served, 4) for served, _ in tried)
    assert plan.proven
    assert plan.objective == pytest.approx(
        max(backed for served, backed in tried if round(served, 4) == most), abs=1e-4
    )
    atonce = capacitated_back_up(problem, actions, LIMIT, 2, SolveControl(0.0))
    assert atonce.objective <= plan.most_served + 1e-6
    ample = SiteActions.of(problem, np.full(5, np.inf), Costs(new=1.0))
    without_limits = back_up(problem, LIMIT, 2)
    assert capacitated_back_up(problem, ample, LIMIT, 2).objective == without_limits.objective


def test_closing_pays_for_building_where_it_serves_more(problem):
    actions = SiteActions.of(problem, CAPACITY, Costs(new=3.0, close=-1.0))
    plan = serve_most(problem, actions, LIMIT, 2.0)
    worth = (problem.times <= LIMIT).astype(float)
    most = max(
        best_use(problem, CAPACITY * taken, worth)
        for taken in map(np.array, product([1, 0], repeat=5))
        if 3 * taken[2:].sum() - (1 - taken[:2]).sum() <= 2
    )
    assert plan.served == pytest.approx(most)


def test_no_choice_of_actions_has_shorter_ways(problem):
    plan = shortest_ways(problem, SiteActions.of(problem, CAPACITY, COSTS), 5, no_site=NO_SITE)
    saved = np.where(np.isfinite(problem.times), NO_SITE - problem.times, 0.0)
    total = NO_SITE * problem.population[~problem.unreachable].sum()
    tried = [total - best_use(problem, capacity, saved) for capacity, _ in every_choice(5)]
    assert plan.objective == pytest.approx(min(tried))
    assert plan.proven


@pytest.mark.parametrize("budget", [1, 4])
def test_no_choice_of_actions_has_a_shorter_longest_way(problem, budget):
    actions = SiteActions.of(problem, CAPACITY * 2, COSTS)
    plan, atonce = (
        shortest_longest_way(problem, actions, budget, control)
        for control in (None, SolveControl(0.0))
    )
    everybody = problem.population[~problem.unreachable].sum()

    def longest(capacity):
        limits = np.unique(problem.times[np.isfinite(problem.times)])

        def enough(limit):
            return best_use(problem, capacity, (problem.times <= limit) * 1.0) > everybody - 1e-6

        return [*limits, np.inf][bisect_left(limits, True, key=enough)]  # noqa: FBT003

    tried = [longest(capacity + CAPACITY * (capacity > 0)) for capacity, _ in every_choice(budget)]
    assert plan.objective == pytest.approx(min(tried))
    assert plan.proven
    assert actions.spent(plan.chosen) <= budget
    assert atonce.objective >= plan.objective >= atonce.bound


@pytest.mark.parametrize("costs", [COSTS, replace(COSTS, new=1.5, close=-0.5)])
def test_capacity_for_all_at_least_cost_as_far_as_there_is_capacity(problem, costs):
    actions = SiteActions.of(problem, CAPACITY, costs)
    plan = cheapest_for_all(problem, actions, LIMIT)
    within = (problem.times <= LIMIT).astype(float)
    tried = [
        (best_use(problem, capacity, within), cost)
        for capacity, cost in every_choice(np.inf, costs)
    ]
    most = max(served for served, _ in tried)
    assert plan.served == pytest.approx(most)
    assert plan.most_served >= plan.served - 1e-3
    cheapest = min(cost for served, cost in tried if served > most - 1e-6)
    assert plan.objective == cheapest
    flows = plan.flows.merged
    rounded, bound = relaxed_and_rounded(flows, flows.most_served, SolveControl())
    assert bound <= cheapest + 1e-6
    assert rounded is None or flows.value(rounded) >= most - 1e-3
    known = cheapest_for_all(problem, actions, LIMIT, affordable=cheapest)
    assert known.objective <= cheapest + 1e-6
    assert (
        cheapest_for_all(problem, actions, LIMIT, affordable=cheapest - 0.5).bound > cheapest - 0.5
    )


@pytest.mark.parametrize("weakest", [0.0, 0.67])
def test_a_fair_plan_leaves_no_group_farther_behind(problem, weakest):
    group = np.array(list("aaabbbcc"))
    curve = trade_off(problem, LIMIT, 2, group, weakest=weakest)
    within, sets = problem.times <= LIMIT, product([False, True], repeat=3)
    tried = []
    for opened in sets:
        if sum(opened) <= 2:
            covered = within[:, np.append([True, True], opened)].any(axis=1)
            can = [name for name in "abc" if (within.any(axis=1) & (group == name)).any()]
            shares = [np.average(covered[group == name], weights=problem.population[group == name]) for name in can]  # fmt: skip
            least = sorted(shares)[: max(1, round(weakest * len(can)))]
            tried.append((np.mean(least), problem.population[covered].sum()))
    best = {point for point in tried if not any(
        other != point and other[0] >= point[0] and other[1] >= point[1] for other in tried)}  # fmt: skip
    got = [(point.least_share, point.covered) for point in curve]
    assert {(round(share, 9), people) for share, people in got} <= {
        (round(share, 9), people) for share, people in best
    }
    assert got[0][1] == max(people for _, people in tried)
    assert got[-1][0] == pytest.approx(max(share for share, _ in tried))
    assert all(point.proven for point in curve)


def test_without_limits_of_capacity_it_is_the_plain_question(problem):
    actions = SiteActions.of(problem, np.full(5, np.inf), Costs(new=1.0))
    plain = maximal_covering(problem, LIMIT, 2)
    assert serve_most(problem, actions, LIMIT, 2).objective == pytest.approx(plain.objective)
    assert (actions.action == KEEP).sum() == 2


def reached(problem, capacity, budget, costs=COSTS):
    """Return what the best plan of each question comes to, the larger the better."""
    actions = SiteActions.of(problem, capacity, costs)
    longest = shortest_longest_way(problem, actions, budget)
    twice = ServiceFlows(problem, actions, problem.times <= LIMIT)
    backed = capacitated_back_up(problem, actions, LIMIT, budget)
    once = twice.used(actions.capacity_at(backed.chosen, len(capacity))).sum()
    return np.round(
        [
            serve_most(problem, actions, LIMIT, budget).objective,
            -shortest_ways(problem, actions, budget, no_site=NO_SITE).objective,
            -min(longest.objective, 1e6),
            once * 1000 + backed.objective,
            cheapest_for_all(problem, actions, LIMIT).most_served,
        ],
        3,
    )


@pytest.mark.parametrize("problem", [2], indirect=True)
def test_more_never_makes_it_worse_and_order_changes_nothing(problem):
    usual = reached(problem, CAPACITY, 3)
    assert (reached(problem, CAPACITY, 5) >= usual).all()
    assert (reached(problem, CAPACITY * 1.5, 3) >= usual).all()
    shuffled = np.random.default_rng(0).permutation(8), np.array([4, 1, 3, 0, 2])
    there = problem.existing[shuffled[1]]
    times = problem.times[np.ix_(*shuffled)]
    other = SiteProblem(times, problem.population[shuffled[0]], existing=there)
    np.testing.assert_array_equal(reached(other, CAPACITY[shuffled[1]], 3), usual)
    costs = [
        cheapest_for_all(of, SiteActions.of(of, capacity, COSTS), LIMIT).objective
        for of, capacity in ((problem, CAPACITY), (other, CAPACITY[shuffled[1]]))
    ]
    assert costs[0] == costs[1]


def test_all_who_can_be_served_are_even_where_somebody_has_to_make_room():
    """Of two places for ten one is the only one for the second group, which the first fills."""
    times = np.array([[1.0, 2.0], [1.0, np.inf]])
    problem = SiteProblem(times, np.array([10.0, 10.0]), existing=np.zeros(2, bool))
    actions = SiteActions.of(problem, np.array([10.0, 10.0]), COSTS)
    at_once = cheapest_for_all(problem, actions, LIMIT, SolveControl(0.0))
    assert at_once.served == at_once.most_served == 20
    assert at_once.objective == 2 * COSTS.new


def test_all_are_served_at_once(problem):
    actions = SiteActions.of(problem, CAPACITY, COSTS)
    at_once = cheapest_for_all(problem, actions, LIMIT, SolveControl(0.0))
    assert at_once.served == pytest.approx(at_once.most_served)
    assert at_once.bound <= cheapest_for_all(problem, actions, LIMIT).objective <= at_once.objective


def test_a_first_answer_to_many_pairs_looks_at_the_nearest_places(problem, monkeypatch):
    monkeypatch.setattr(capacitated, "MANY_PAIRS", 0)
    monkeypatch.setattr(capacitated, "NEAREST", 2)
    actions = SiteActions.of(problem, CAPACITY, COSTS)
    told = []
    control = SolveControl(report=lambda *answer: told.append(answer))
    plan = shortest_ways(problem, actions, 3, control, no_site=NO_SITE)
    first, bound = told[0]
    assert bound <= plan.objective <= first + 1e-6 < NO_SITE * problem.population.sum()


@pytest.mark.parametrize("budget", [0, 3, 6])
def test_no_choice_has_more_capacity_anywhere(problem, budget):
    actions = SiteActions.of(problem, CAPACITY, COSTS)
    people = problem.population.sum()
    most = capacity_anywhere(actions, 5, people, budget)
    tried = [np.minimum(capacity, people).sum() for capacity, _ in every_choice(budget)]
    assert most >= max(tried) - 1e-9
