"""Mixed-integer linear programs, made as arrays and solved by HiGHS within a time limit.

HiGHS (Q. Huangfu, J. A. J. Hall, Parallelizing the dual revised simplex method, Mathematical
Programming Computation 10, 2018) is the solver within scipy.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from scipy.sparse import csr_array

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Amounts = NDArray[np.float64]

TOLERANCE: Final = 1e-6
"""What HiGHS takes for whole, and for equal."""


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


def minimise(
    cost: Amounts,
    rows: list[Rows],
    *,
    whole: NDArray[np.bool_],
    most: Amounts,
    seconds: float = math.inf,
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
    seconds
        After so many the best so far is returned.

    Raises
    ------
    ValueError
        If nothing satisfies the constraints: a mistake of the caller, whose programs always have an
        answer.
    """
    # as late as can be: a run that solves nothing does not wait for it
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415

    options: Any = {"mip_rel_gap": 0.0}
    if math.isfinite(seconds):
        options["time_limit"] = max(seconds, 0.01)
    solved: Any = milp(
        cost,
        integrality=whole.astype(np.int64),
        bounds=Bounds(0.0, most),
        constraints=[LinearConstraint(csr_array(row.matrix), *row[1:]) for row in rows],
        options=options,
    )
    if solved.status not in {0, 1}:
        raise ValueError(solved.message)
    bound = getattr(solved, "mip_dual_bound", None)
    bound = -math.inf if bound is None else float(bound)
    if solved.x is None:
        return Solution(None, math.inf, bound)
    values = np.asarray(solved.x, np.float64)
    values[whole] = np.rint(values[whole])
    objective = float(cost @ values)
    if solved.status == 0:
        return Solution(values, objective, objective)
    return Solution(values, objective, min(bound, objective))


def incidence(row: NDArray[Any], column: NDArray[Any], shape: tuple[int, int]) -> csr_array:
    """Return a sparse matrix of ones at these places."""
    return csr_array((np.ones(len(row)), (row, column)), shape=shape)
