"""What to decide now: a few matters out of all analyses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.analyses import ANALYSES
from geo.core.analysis import load

if TYPE_CHECKING:
    from geo.core.analysis import Priority
    from geo.core.results import Results


def priorities_of(results: Results) -> tuple[Priority, ...]:
    """Return what each analysis has to be decided next, in the order of the analyses."""
    declared = [load(analysis.priorities) for analysis in ANALYSES if analysis.priorities]
    return tuple(priority for found in declared for priority in found(results))
