"""How fast sites are placed, here and by spopt with its default solver (CBC by way of PuLP).

Run: ``.venv/bin/python benchmarks/planning.py [limit] [most seconds] [python of spopt]``: 3,000
demand points and 1,000 candidates at random in a square of 10 km, 20 sites; maximal covering within
the limit in metres (850 if not given), and the p-median until it is 0.5 % from its bound. Seconds
are of the processor, without imports and compiled code; ours are medians of three rounds. A peer
that takes longer than allowed is stopped, and told as such.
With ``nodes [seconds]``: the 150,544 crossings of made streets as demand, ways over the streets.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

DEMAND, CANDIDATES, SITES = 3_000, 1_000, 20
NODES_A_SIDE, SPACING_M, HOUR_DS = 388, 54.0, 36_000
SIDE_M, LIMIT_M, MOST_SECONDS = 10_000, 850.0, 600.0
GOOD, ENOUGH, ROUNDS = 0.02, 0.005, 3


def made_up(seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Return distances in metres and people."""
    random = np.random.default_rng(seed)
    demand, candidates = (random.random((count, 2)) * SIDE_M for count in (DEMAND, CANDIDATES))
    people = random.integers(1, 500, DEMAND).astype(float)
    return np.hypot(*(demand[:, None] - candidates[None]).transpose(2, 0, 1)), people


def ours(limit: float, rounds: int) -> dict[str, dict[str, float]]:
    """Solve by Yipan; medians of rounds."""
    from geo.analyses.planning.methods.site_problem import SiteProblem
    from geo.analyses.planning.methods.siting import maximal_covering, p_median

    distance, people = made_up()
    small = SiteProblem(distance[:30, :30], people[:30])
    for compiled in (maximal_covering(small, limit, 2), p_median(small, 2)):
        assert compiled.proven
    rows: dict[str, dict[str, float]] = {}
    for name, gap, solve in (
        (
            "covering",
            0.0,
            lambda problem, control: maximal_covering(problem, limit, SITES, control),
        ),
        ("median", ENOUGH, lambda problem, control: p_median(problem, SITES, control)),
    ):
        taken = [watched(solve, SiteProblem(distance, people), gap) for _ in range(rounds)]
        rows[name] = {key: median(of[key] for of in taken) for key in taken[0]}
    return rows


def watched(solve: Any, problem: Any, gap: float) -> dict[str, float]:
    """Return when the first good answer, and a gap, were there, in seconds of the processor."""
    from geo.analyses.planning.methods.solve_control import SolveControl

    steps: list[tuple[float, float, float]] = []
    begin = time.process_time()

    def report(objective: float, bound: float) -> None:
        steps.append((time.process_time() - begin, objective, bound))
        if abs(objective - bound) <= gap * objective:
            control.cancelled.set()

    control = SolveControl(MOST_SECONDS, report)
    plan = solve(problem, control)
    spent = time.process_time() - begin
    good = next(step for step in steps if abs(step[1] - plan.bound) <= GOOD * plan.bound)
    return {
        "first_seconds": good[0],
        "first_from_bound": abs(good[1] - plan.bound) / plan.bound,
        "seconds": spent,
        "objective": plan.objective,
        "bound": plan.bound,
        "gap": plan.gap,
    }


def street_city(seed: int = 2) -> tuple[Any, np.ndarray, np.ndarray]:
    """Make streets of 150,544 crossings in 21 x 21 km, a tenth of the pieces missing.

    Returns the graph on foot at 5 km/h, people at each crossing, and the crossings of candidates.
    """
    from geo.network.routing_graph import Graph

    random = np.random.default_rng(seed)
    rows, columns = np.divmod(np.arange(NODES_A_SIDE**2), NODES_A_SIDE)
    places = (np.stack([columns, rows]) + random.uniform(-0.3, 0.3, (2, len(rows)))) * SPACING_M
    pieces = [
        np.stack([at := np.flatnonzero(line < NODES_A_SIDE - 1), at + step])
        for line, step in ((columns, 1), (rows, NODES_A_SIDE))
    ]
    tail, head = np.concatenate(pieces, axis=1)
    kept = random.random(len(tail)) < 0.9
    tail, head = tail[kept], head[kept]
    bends = random.uniform(1.0, 1.15, len(tail))
    time_ds = np.rint(np.hypot(*(places[:, tail] - places[:, head])) * bends * 0.06 / 5.0 * 600.0)
    both = np.append(tail, head), np.append(head, tail), np.tile(time_ds.astype(np.int32), 2)
    people = random.integers(1, 50, len(rows)).astype(float)
    candidates = random.choice(len(rows), CANDIDATES, replace=False)
    return Graph.of(len(rows), *both), people, candidates


def of_street_nodes(seconds: float) -> dict[str, dict[str, float]]:
    """Solve for all crossings as demand; who is over an hour away counts as an hour away."""
    from geo.analyses.planning.methods.greatest_saving import Savings
    from geo.analyses.planning.methods.saving_program import most_saved
    from geo.analyses.planning.methods.solve_control import SolveControl
    from geo.network.shortest_path_kernels import UNREACHED
    from geo.network.shortest_paths import nearest, within

    graph, people, candidates = street_city()
    begin = time.process_time()
    pairs = within(graph, candidates, np.zeros(CANDIDATES, int), HOUR_DS)
    searched = time.process_time() - begin
    point, place, way = pairs.node, pairs.site, pairs.time_ds
    rows, ones = {}, np.ones(CANDIDATES)
    for name, kept, saved in (
        ("covering", way <= HOUR_DS // 4, people[point]),
        ("median", way < HOUR_DS, people[point] * (HOUR_DS - way) / 600.0),
    ):
        begin, steps = time.process_time(), []
        entries = point[kept], place[kept], saved[kept]
        savings = Savings.of_entries(entries, len(people), ones, SITES)
        control = SolveControl(
            seconds,
            lambda *step, kept=steps, since=begin: kept.append(
                (time.process_time() - since, *step)
            ),
        )
        chosen, bound = most_saved(savings, control)
        spent, reached = time.process_time() - begin, savings.total(chosen)
        minutes_of = float(people.sum()) if name == "median" else None
        answers = [60.0 - of / minutes_of if minutes_of else of for of in (reached, bound)]
        good = next(step for step in steps if of_gap(step[1], answers[1], minutes_of) <= GOOD)
        rows[name] = {
            "pairs": int(kept.sum()), "searched_seconds": searched, "good_seconds": good[0],
            "seconds": spent, "objective": answers[0], "bound": answers[1],
            "gap": abs(answers[0] - answers[1]) / answers[0],
        }  # fmt: skip
        if minutes_of:
            there, _ = nearest(graph, candidates[chosen], np.zeros(len(chosen), int))
            known = there < UNREACHED
            mean = float(there[known] @ people[known] / people[known].sum() / 600.0)
            rows[name] |= {"mean_without_the_hour": mean, "off": float(people[~known].sum())}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return rows | {"memory": {"gigabytes": memory}}


def of_gap(reached: float, bound: float, minutes_of: float | None) -> float:
    """Return how far what is saved is from the bound."""
    answer = reached if minutes_of is None else 60.0 - reached / minutes_of
    return abs(answer - bound) / bound


def spopt(question: str, limit: float) -> dict[str, float]:
    """Solve by spopt, in the process of an interpreter that has it."""
    import pulp
    from spopt.locate import MCLP, PMedian

    distance, people = made_up()
    begin = sum(_spent())
    if question == "covering":
        model = MCLP.from_cost_matrix(distance, people, limit, SITES)
    else:
        model = PMedian.from_cost_matrix(distance, people, SITES)
    built = sum(_spent()) - begin
    print(json.dumps({"built": built}), flush=True)
    model = model.solve(pulp.PULP_CBC_CMD(msg=False))
    told = {"built": built, "seconds": sum(_spent()) - begin}
    return told | {"objective": float(model.problem.objective.value())}


def _spent() -> tuple[float, float]:
    """Return the seconds of this process and of the solver that it started."""
    parts = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    used = [resource.getrusage(part) for part in parts]
    return used[0].ru_utime + used[0].ru_stime, used[1].ru_utime + used[1].ru_stime


def beside(python: str, question: str, limit: float, most: float) -> str:
    """Return what spopt tells of a question, or that it took too long."""
    command = [python, str(Path(__file__)), "spopt", question, str(limit)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=most, check=False)
    except subprocess.TimeoutExpired as over:
        before = over.stdout.decode() if over.stdout else "not built"
        return f"stopped after {most:.0f} s by the clock: {before.strip()}"
    return done.stdout.strip().splitlines()[-1] if done.returncode == 0 else done.stderr[-300:]


def main() -> None:
    """Solve by Yipan, then by spopt where its interpreter is given."""
    if sys.argv[1:2] == ["spopt"]:
        print(json.dumps(spopt(sys.argv[2], float(sys.argv[3]))))
        return
    if sys.argv[1:2] == ["nodes"]:
        for name, figures in of_street_nodes(float(sys.argv[2]) if sys.argv[2:] else 150.0).items():
            print(f"{name:16}", json.dumps(figures))
        return
    limit = float(sys.argv[1]) if len(sys.argv) > 1 else LIMIT_M
    most = float(sys.argv[2]) if len(sys.argv) > 2 else MOST_SECONDS
    for name, figures in ours(limit, ROUNDS).items():
        print(f"{name:16}", json.dumps(figures))
    for python in sys.argv[3:4]:
        for question in ("covering", "median"):
            print(f"spopt, {question:9}", beside(python, question, limit, most), flush=True)


if __name__ == "__main__":
    main()
