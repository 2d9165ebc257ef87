"""The time limit of a solver, its progress, and how it is cancelled."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

STEP_S: Final = 0.05
"""How often it is looked whether the work is cancelled, in seconds."""


def _silent(objective: float, bound: float) -> None:
    """Ignore progress."""
    del objective, bound


def _unheard(objective: float, bound: float) -> None:
    """Ignore progress of a part: the whole is watched, and may be cancelled."""
    del objective, bound


@dataclass(eq=False)
class SolveControl:
    """How long a solver may work, and whom it tells how far it is.

    The time begins when this is made. Whoever cancels gets the best answer so far at once.

    Parameters
    ----------
    seconds
        The time limit: 0 asks for a good answer at once, without a bound.
    report
        Called with the objective of the best answer so far, and with the bound (infinite where
        nothing is known yet).
    cancelled
        Set to end the work.

    Examples
    --------
    >>> control = SolveControl(60)
    >>> control.over
    False
    >>> control.cancelled.set()
    >>> control.over
    True
    """

    seconds: float = math.inf
    report: Callable[[float, float], None] = _silent
    cancelled: Event = field(default_factory=Event)
    _begin: float = field(default_factory=time.monotonic)

    @property
    def left(self) -> float:
        """The seconds that are left; 0 once cancelled."""
        if self.cancelled.is_set():
            return 0.0
        return max(0.0, self._begin + self.seconds - time.monotonic())

    @property
    def over(self) -> bool:
        """Whether the time is over, or the work cancelled."""
        return self.left <= 0.0

    @property
    def watched(self) -> bool:
        """Whether anybody waits who may cancel."""
        return self.report is not _silent

    @property
    def reported(self) -> bool:
        """Whether progress is reported to anybody."""
        return self.watched and self.report is not _unheard

    def mapped(
        self, objective: Callable[[float], float], bound: Callable[[float], float] | None = None
    ) -> SolveControl:
        """Return the control of a part whose objective and bound are reported in another unit.

        ``bound``: None: in the same way as the objective.
        """
        if not self.watched:
            return self
        report, of_bound = self.report, bound or objective
        return SolveControl(
            self.seconds,
            lambda best, limit: report(objective(best), of_bound(limit)),
            self.cancelled,
            self._begin,
        )

    def part(self, share: float) -> SolveControl:
        """Return a control with a share of the time that is left; it reports no progress."""
        report = _unheard if self.watched else _silent
        return SolveControl(self.left * share, report, self.cancelled)
