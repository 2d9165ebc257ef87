"""Siting against every choice tried; more sites never make it worse, and order changes nothing."""

from itertools import combinations

import numpy as np
import pytest

from geo.analyses.planning.methods.covering import back_up, cover_all
from geo.analyses.planning.methods.pooled_staff import Pairs, pool_staff
from geo.analyses.planning.methods.site_problem import SiteProblem
from geo.analyses.planning.methods.siting import maximal_covering, p_centre, p_median
from geo.analyses.planning.methods.solve_control import SolveControl

LIMIT = 30.0


@pytest.fixture(scope="module", params=[3, 4, 5])
def problem(request):
    """Make 14 places with people and 8 candidates, one place out of reach of all."""
    random = np.random.default_rng(request.param)
    places, sites = random.random((14, 2)) * 100, random.random((8, 2)) * 100
    times = np.hypot(*(places[:, None] - sites[None]).transpose(2, 0, 1)).round(1)
    times[5] = np.inf
    times[random.random(times.shape) < 0.1] = np.inf
    times[5] = np.inf
    return SiteProblem(times, random.integers(1, 50, 14).astype(float))


def every_choice(problem, count):
    return [np.array(chosen) for chosen in combinations(range(problem.times.shape[1]), count)]


def known(problem):
    return ~problem.unreachable


def covered(problem, chosen, least=1):
    within = (problem.times[:, chosen] <= LIMIT).sum(axis=1) >= least
    return problem.population[within].sum()


@pytest.mark.parametrize("count", [1, 2, 3])
def test_no_choice_is_better(problem, count):
    tried = every_choice(problem, count)
    plan = maximal_covering(problem, LIMIT, count)
    assert plan.objective == max(covered(problem, chosen) for chosen in tried)
    assert plan.objective == covered(problem, plan.opened)
    assert plan.proven
    assert plan.added.sum() == plan.objective
    assert (np.diff(plan.added) <= 0).all()  # each adds the most of those left

    cap = problem.times[np.isfinite(problem.times)].max()
    ways = np.minimum(problem.times, cap)[known(problem)]
    people = problem.population[known(problem)]
    plan = p_median(problem, count)
    assert plan.objective == pytest.approx(min(people @ ways[:, of].min(axis=1) for of in tried))
    assert plan.proven

    plan = p_centre(problem, count)
    reach = problem.times[known(problem)]
    assert plan.objective == min(reach[:, chosen].min(axis=1).max() for chosen in tried)
    assert plan.proven or np.isinf(plan.objective)


def test_everybody_whom_a_candidate_covers_is_covered_by_the_fewest(problem):
    plan = cover_all(problem, LIMIT)
    everybody = covered(problem, np.arange(8))
    assert covered(problem, plan.opened) == everybody
    fewer = [
        covered(problem, chosen)
        for chosen in every_choice(problem, int(plan.objective) - 1)
    ]  # fmt: skip
    assert max(fewer) < everybody
    assert plan.proven
    assert plan.unreachable[5]  # named, and nothing is infeasible


def test_a_back_up_is_another_site(problem):
    plan = back_up(problem, LIMIT, 4)
    tried = every_choice(problem, 4)
    most = max(covered(problem, chosen) for chosen in tried)
    best = max(covered(problem, of, 2) for of in tried if covered(problem, of) == most)
    assert plan.objective == best
    assert plan.proven


def test_sites_that_stay_are_kept_and_closed_ones_left(problem):
    stays, closed = np.zeros((2, 8), bool)
    stays[2], closed[[0, 1]] = True, True
    here = SiteProblem(problem.times, problem.population, existing=stays, closed=closed)
    tried = [np.append(of, 2) for of in every_choice(problem, 2) if not {0, 1, 2} & set(of)]
    plan = maximal_covering(here, LIMIT, 2)
    assert plan.objective == max(covered(problem, chosen) for chosen in tried)
    assert not {0, 1, 2} & set(plan.opened.tolist())


def test_a_budget_is_kept(problem):
    cost = np.array([3.0, 1, 2, 5, 1, 2, 4, 1])
    priced = SiteProblem(problem.times, problem.population, cost=cost)
    tried = [of for count in range(1, 6) for of in every_choice(problem, count)]
    within = [covered(problem, chosen) for chosen in tried if cost[chosen].sum() <= 5]
    plan = maximal_covering(priced, LIMIT, 5)
    assert plan.objective == max(within)
    assert cost[plan.opened].sum() <= 5


def test_more_sites_never_make_it_worse_and_order_changes_nothing(problem):
    random = np.random.default_rng(0)
    rows, columns = random.permutation(14), random.permutation(8)
    other = SiteProblem(problem.times[np.ix_(rows, columns)], problem.population[rows])
    before = 0.0, np.inf
    for count in range(1, 6):
        now = maximal_covering(problem, LIMIT, count).objective, p_median(problem, count).objective
        assert now[0] >= before[0]
        assert now[1] <= before[1]
        again = maximal_covering(other, LIMIT, count).objective, p_median(other, count).objective
        assert again == pytest.approx(now)
        before = now


def test_at_once_is_no_better_than_the_bound(problem):
    quick, proven = (maximal_covering(problem, LIMIT, 3, SolveControl(s)) for s in (0, 60))
    assert quick.objective <= proven.bound <= quick.bound


def test_teams_are_the_fewest():
    """A and C of 250 each reach another site, B both: by hand two posts, not one."""
    pairs = Pairs(np.array([0, 1, 1, 2]), np.array([0, 0, 1, 1]), np.array([1.0, 2, 3, 4]))
    pooled = pool_staff(np.array([250, 100, 250, 501]), 2, pairs, norm=500)
    assert pooled.staff.sum() == 2
    assert pooled.alone.tolist() == [0, 0, 0, 2]
    assert pooled.total == pooled.bound == 4
    assert pooled.required == 5
    assert pooled.served.sum() == 600


def test_who_reaches_more_teams_never_needs_more_staff_and_order_changes_nothing():
    random = np.random.default_rng(7)
    people, minutes = random.integers(50, 400, 8), random.random((8, 3)) * 30
    totals = []
    for limit in (5, 15, 30):
        pairs = Pairs(*np.nonzero(minutes <= limit), minutes[minutes <= limit])
        totals.append(pool_staff(people, 3, pairs, norm=500).total)
        order, back = random.permutation(8), random.permutation(3)
        other = minutes[np.ix_(order, back)]
        shuffled = Pairs(*np.nonzero(other <= limit), other[other <= limit])
        assert pool_staff(people[order], 3, shuffled, norm=500).total == totals[-1]
    assert totals == sorted(totals, reverse=True)
    assert totals[-1] == -(-people.sum() // 500)


def test_progress_is_told_and_a_cancelled_answer_is_good(problem):
    reports = []
    control = SolveControl(60, lambda *figures: reports.append(figures))
    plan = maximal_covering(problem, LIMIT, 2, control)
    assert reports[0][0] <= plan.objective == reports[-1][0] == reports[-1][1]
    assert all(objective <= bound for objective, bound in reports)
    control = SolveControl(60, lambda *_: control.cancelled.set())
    for solve in (maximal_covering, back_up):
        stopped = solve(problem, LIMIT, 2, control)
        assert len(stopped.opened) == 2
        assert stopped.objective <= stopped.bound
