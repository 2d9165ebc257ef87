"""Plans that are solved in the background: progress on the page, and a button to stop.

A good answer is shown within a moment, the proven one when it is there. Who stops keeps the best so
far.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo.analyses.planning.methods.solve_control import SolveControl
from geo.analyses.planning.sentences import progress_sentence
from geo.ui import components as parts

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.analyses.planning.plan import Plan
    from geo.ui.screen import Screen

    Solve = Callable[[SolveControl], Plan]

QUICK_S: Final = 1.0
"""So long a page waits for the plan itself before it shows progress."""
LOOK_EVERY_S: Final = 1.0
KEPT: Final = "planning_kept"
RUNNING: Final = "planning_running"
MOST_KEPT: Final = 20


@dataclass(eq=False)
class Solving:
    """A plan that is being solved.

    Parameters
    ----------
    results, asked
        Of which results what is asked.
    solve
        Makes the plan.
    seconds
        The time limit of the proof, which begins once there is a first answer; 0: that is all.
    """

    results: Any
    asked: Any
    solve: Solve
    seconds: float
    cancelled: Event = field(default_factory=Event)
    done: Event = field(default_factory=Event)
    best: Plan | None = None
    error: Exception | None = None
    progress: tuple[float, float] = (math.inf, math.inf)
    begin: float = field(default_factory=time.monotonic)

    def start(self) -> None:
        """Begin, in a thread of its own."""
        Thread(target=self._work, daemon=True).start()

    def _work(self) -> None:
        try:
            self.best = self.solve(SolveControl(0.0))
            self.begin = time.monotonic()
            control = SolveControl(self.seconds, self._report, self.cancelled)
            if self.seconds > 0 and not (self.best.proven or self.cancelled.is_set()):
                self.best = self.solve(control)
        except Exception as error:  # noqa: BLE001  # told by the page, in whose thread it is raised
            self.error = error
        finally:
            self.done.set()

    def _report(self, objective: float, bound: float) -> None:
        self.progress = objective, bound


def solved(screen: Screen, asked: Any, solve: Solve, seconds: float) -> Plan | None:
    """Return the plan, or while it is being solved the best so far; None: there is none yet.

    Parameters
    ----------
    asked
        What is asked: plans are kept while results and question are the same.
    solve
        Makes the plan.
    seconds
        The time limit; 0: the first answer is all there is.
    """
    results, plans = st.session_state.get(KEPT, (None, {}))
    if results is not screen.results:
        plans = {}
    if asked in plans:
        plan: Plan = plans[asked]
        return plan
    running: Solving | None = st.session_state.get(RUNNING)
    if running is None or running.results is not screen.results or running.asked != asked:
        if running is not None:
            running.cancelled.set()
        running = Solving(screen.results, asked, solve, seconds)
        running.start()
        st.session_state[RUNNING] = running
        with st.spinner(screen.say("planning.working")):
            running.done.wait(QUICK_S)
    if not running.done.is_set():
        _show_progress(screen, running)
        return running.best
    del st.session_state[RUNNING]
    if running.error is not None:
        raise running.error
    if running.best is not None:
        kept = [*plans.items(), (asked, running.best)][-MOST_KEPT:]
        st.session_state[KEPT] = screen.results, dict(kept)
    return running.best


def _show_progress(screen: Screen, running: Solving) -> None:
    """Show how far the solver is, and a button to stop; draw the page anew when it is done."""
    shown = running.best

    @st.fragment(run_every=LOOK_EVERY_S)
    def progress() -> None:
        if running.done.is_set() or running.best is not shown:
            st.rerun()
        spent = time.monotonic() - running.begin
        if shown is None:
            preparing = screen.say("planning.progress.preparing", seconds=f"{spent:.0f}")
            st.progress(0.0, text=preparing)
        else:
            spent = min(spent, running.seconds)
            values = {"seconds": f"{spent:.0f}", "limit": f"{running.seconds:.0f}"}
            text = screen.say("planning.progress.seconds", **values)
            st.progress(spent / max(running.seconds, 1e-9), text=text)
            question = running.asked.question
            parts.caption(progress_sentence(question, *running.progress, screen.language))
        if st.button(
            screen.say("planning.progress.stop"), icon=":material/stop:", key="planning_stop"
        ):
            running.cancelled.set()
            running.done.wait(QUICK_S)
            st.rerun()

    progress()
