"""Mixed-integer linear programs, made as arrays and solved by HiGHS within a time limit.

HiGHS (Q. Huangfu, J. A. J. Hall, Parallelizing the dual revised simplex method, Mathematical
Programming Computation 10, 2018) is the solver within scipy.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from scipy.sparse import csr_array, vstack

from geo.analyses.planning.methods.solve_control import STEP_S, SolveControl

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Amounts = NDArray[np.float64]

TOLERANCE: Final = 1e-6
"""What HiGHS takes for whole, and for equal."""

_FIRST_ATTEMPT_S: Final = 2.0
_LONGER: Final = 4.0
_SHORTEST_S: Final = 0.01
_PATIENCE_S: Final = 1.0
"""How long beyond its time an attempt is waited for."""


class Rows(NamedTuple):
    """Linear constraints: ``least <= matrix @ values <= most``."""

    matrix: Any
    least: Any = -np.inf
    most: Any = np.inf


@dataclass(frozen=True, eq=False)
class Solution:
    """What was found within the time.

    Parameters
    ----------
    amounts
        Of the variables; None where none was found.
    objective
        Of these values; infinite without.
    bound
        No values have a smaller objective.
    """

    amounts: Amounts | None
    objective: float
    bound: float

    @property
    def proven(self) -> bool:
        """Whether no better values exist."""
        slack = TOLERANCE * max(1.0, abs(self.objective))
        return self.amounts is not None and self.objective <= self.bound + slack

    def with_other(self, other: Solution) -> Solution:
        """Return the better values, and the better bound, of two attempts."""
        better = other if other.objective < self.objective else self
        return Solution(better.amounts, better.objective, max(self.bound, other.bound))


def minimise(
    cost: Amounts,
    rows: list[Rows],
    *,
    whole: NDArray[np.bool_],
    most: Amounts,
    control: SolveControl | None = None,
) -> Solution:
    """Find the values of least cost.

    Parameters
    ----------
    cost
        Of one of each variable.
    rows
        What must hold.
    whole
        Which variables are whole numbers.
    most
        The upper bound of each variable; the lower one is 0.
    control
        After its time, or when it is cancelled, the best so far is returned. HiGHS tells nothing
        while it works: where progress is reported, it is begun anew with four times the time, the
        first time with two seconds, and what each attempt came to is reported.

    Raises
    ------
    ValueError
        If nothing satisfies the constraints: a mistake of the caller, whose programs always have an
        answer.
    """
    control = control or SolveControl()
    program = _Program(cost, rows, whole, most)
    best = Solution(None, math.inf, -math.inf)
    attempt_s = _FIRST_ATTEMPT_S if control.reported else math.inf
    while True:
        solution = program.solved(min(attempt_s, max(control.left, _SHORTEST_S)), control)
        best = best.with_other(solution)
        control.report(best.objective, best.bound)
        if best.proven or control.over:
            return best
        attempt_s *= _LONGER


def minimise_continuous(
    cost: Amounts, rows: list[Rows], *, most: Amounts, control: SolveControl | None = None
) -> Amounts | None:
    """Find the values of least cost where no variable has to be whole: a linear program.

    The dual simplex is soon done with most programs, and never with some that the interior point
    method takes seconds for: it is tried first, for two seconds.

    Returns
    -------
    numpy.ndarray or None
        None where the time was over first.
    """
    control = control or SolveControl()
    program = _Program(cost, rows, np.zeros(len(cost), np.bool_), most)
    first = program.solved(min(_FIRST_ATTEMPT_S, control.left), control, "highs-ds")
    if first.proven or control.over:
        return first.amounts
    return program.solved(control.left, control, "highs-ipm").amounts


class _Program(NamedTuple):
    """What :func:`minimise` is asked."""

    cost: Amounts
    rows: list[Rows]
    whole: NDArray[np.bool_]
    most: Amounts

    def solved(self, seconds: float, control: SolveControl, method: str = "") -> Solution:
        """Return what HiGHS finds within a time; nothing once cancelled.

        ``method``: of a linear program.

        HiGHS cannot be interrupted, and looks at its time only now and then. It works in a thread
        that is left alone when the control is cancelled, or well after its time.
        """
        solve = partial(self._continuous, method) if method else self._solved
        if not control.watched:
            return solve(seconds)
        solutions: list[Solution | Exception] = []

        def work() -> None:
            try:
                solutions.append(solve(seconds))
            except ValueError as error:
                solutions.append(error)

        worker = Thread(target=work, daemon=True)
        worker.start()
        end = time.monotonic() + seconds + _PATIENCE_S
        while worker.is_alive() and not control.cancelled.is_set() and time.monotonic() < end:
            worker.join(STEP_S)
        if not solutions:
            return Solution(None, math.inf, -math.inf)
        if isinstance(solutions[0], Exception):
            raise solutions[0]
        return solutions[0]

    def _solved(self, seconds: float) -> Solution:
        # as late as can be: a run that solves nothing does not wait for it
        from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415

        options: Any = {"mip_rel_gap": 0.0}
        if math.isfinite(seconds):
            options["time_limit"] = seconds
        solved: Any = milp(
            self.cost,
            integrality=self.whole.astype(np.int64),
            bounds=Bounds(0.0, self.most),
            constraints=[LinearConstraint(csr_array(row.matrix), *row[1:]) for row in self.rows],
            options=options,
        )
        if solved.status not in {0, 1}:
            raise ValueError(solved.message)
        bound = getattr(solved, "mip_dual_bound", None)
        bound = -math.inf if bound is None else float(bound)
        if solved.x is None:
            return Solution(None, math.inf, bound)
        values = np.asarray(solved.x, np.float64)
        values[self.whole] = np.rint(values[self.whole])
        objective = float(self.cost @ values)
        if solved.status == 0:
            return Solution(values, objective, objective)
        return Solution(values, objective, min(bound, objective))

    def _continuous(self, method: str, seconds: float) -> Solution:
        from scipy.optimize import linprog  # noqa: PLC0415

        matrix, limit = _one_sided(self.rows)
        solve: Any = linprog
        solved = solve(
            self.cost,
            A_ub=matrix,
            b_ub=limit,
            bounds=np.column_stack([np.zeros_like(self.most), self.most]),
            method=method,
            options={"time_limit": seconds},
        )
        if solved.status not in {0, 1}:
            raise ValueError(solved.message)
        if solved.status == 1:
            return Solution(None, math.inf, -math.inf)
        return Solution(np.asarray(solved.x, np.float64), float(solved.fun), float(solved.fun))


def _one_sided(rows: list[Rows]) -> tuple[csr_array, Amounts]:
    """Return the constraints as ``matrix @ values <= limit``."""
    above = [(csr_array(row.matrix), row.most) for row in rows]
    below = [(-csr_array(row.matrix), -np.asarray(row.least)) for row in rows]
    matrix = csr_array(vstack([of for of, _ in above + below]))
    limit = np.concatenate([np.broadcast_to(side, of.shape[0]) for of, side in above + below])
    asked = np.isfinite(limit)
    return matrix[asked], limit[asked]


def incidence(row: NDArray[Any], column: NDArray[Any], shape: tuple[int, int]) -> csr_array:
    """Return a sparse matrix of ones at these places."""
    return csr_array((np.ones(len(row)), (row, column)), shape=shape)
