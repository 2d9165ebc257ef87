"""How fast sites are placed, here and by spopt with its default solver (CBC by way of PuLP).

Run: ``.venv/bin/python benchmarks/planning.py [limit] [most seconds] [python of spopt]``: 3,000
demand points and 1,000 candidates at random in a square of 10 km, 20 sites; maximal covering within
the limit in metres (850 if not given), and the p-median. Seconds are of the processor, without
imports and compiled code. A peer that takes longer than allowed is stopped, and told as such.
With ``nodes`` alone: 150,000 demand points, as the street nodes of a large city, ways up to 3 km.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

DEMAND, CANDIDATES, SITES, NODES = 3_000, 1_000, 20, 150_000
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


def of_street_nodes(limit: float, farthest: float, seconds: float) -> dict[str, dict[str, float]]:
    """Solve for 150,000 demand points; for the median, who is farther counts as so far."""
    from scipy.spatial import cKDTree

    from geo.analyses.planning.methods.greatest_saving import Savings
    from geo.analyses.planning.methods.saving_program import most_saved
    from geo.analyses.planning.methods.solve_control import SolveControl

    random = np.random.default_rng(2)
    demand, places = (random.random((count, 2)) * SIDE_M * 2 for count in (NODES, CANDIDATES))
    people = random.integers(1, 50, NODES).astype(float)
    near = cKDTree(demand).sparse_distance_matrix(cKDTree(places), farthest, output_type="ndarray")
    point, place, way = near["i"], near["j"], near["v"]
    told, ones = {}, np.ones(CANDIDATES)
    for name, kept, saved in (
        ("covering", way <= limit, people[point]),
        ("median", way < farthest, people[point] * (farthest - way)),
    ):
        begin, reports = time.process_time(), []
        entries = point[kept], place[kept], saved[kept]
        savings = Savings.of_entries(entries, NODES, ones, SITES)
        control = SolveControl(
            seconds, lambda best, _, told=reports: told.append((time.process_time(), best))
        )
        chosen, bound = most_saved(savings, control)
        spent, reached = time.process_time() - begin, savings.total(chosen)
        scale = 1.0 if name == "covering" else -1.0 / people.sum()
        offset = 0.0 if name == "covering" else farthest
        told[f"{name}, {NODES}"] = {
            "entries": int(kept.sum()), "first_seconds": reports[0][0] - begin, "seconds": spent,
            "first": offset + scale * reports[0][1], "objective": offset + scale * reached,
            "bound": offset + scale * bound,
        }  # fmt: skip
    return told


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
    import resource

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
        for name, figures in of_street_nodes(LIMIT_M, 3_000.0, 600.0).items():
            print(f"{name:16}", json.dumps(figures))
        return
    limit = float(sys.argv[1]) if len(sys.argv) > 1 else LIMIT_M
    most = float(sys.argv[2]) if len(sys.argv) > 2 else MOST_SECONDS
    for name, figures in ours(limit, 600.0).items():
        print(f"{name:16}", json.dumps(figures))
    for python in sys.argv[3:4]:
        for question in ("covering", "median"):
            print(f"spopt, {question:9}", beside(python, question, limit, most), flush=True)


if __name__ == "__main__":
    main()
