"""The questions a city is held against: a package for each, and what it is made from below it.

From the bottom up: ``population`` (who lives where), ``staffing`` and ``validation``,
``norms`` (all norms of staff side by side, and WISN),
``access`` (who reaches a service), ``sharing``, ``corridors``, ``planning`` (where the next posts
and sites do most good), ``overview``. In each:
``methods/`` (pure functions on frames), ``model.py`` (its result), ``tables.py``, ``workbook.py``,
``maps.py`` and ``layers.py`` (how it leaves), ``page/`` (how it is shown).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.analyses import (
    access,
    corridors,
    norms,
    overview,
    planning,
    population,
    sharing,
    staffing,
    validation,
)

if TYPE_CHECKING:
    from geo.core.analysis import Analysis

ANALYSES: Final[tuple[Analysis, ...]] = (
    population.ANALYSIS,
    validation.ANALYSIS,
    staffing.ANALYSIS,
    norms.ANALYSIS,
    access.TRAVEL_TIMES,
    access.ANALYSIS,
    sharing.ANALYSIS,
    corridors.FLOWS,
    corridors.ANALYSIS,
    planning.ANALYSIS,
    overview.ANALYSIS,
)
"""All of them. Who reads this list knows the product."""
