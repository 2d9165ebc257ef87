"""What the pages need of a city beside its results: made once, and kept with them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from geo.analyses import ANALYSES
from geo.core.admin_units import with_second_names
from geo.core.analysis import load
from geo.kept_results import kept_beside
from geo.publish.maps.outlines import LayerContent, layer_content
from geo.spatial.contiguity import neighbours

if TYPE_CHECKING:
    import pandas as pd

    from geo.city.folder import City
    from geo.core.analysis import Priority
    from geo.core.results import Results

DRAWN_STREETS: Final = "geo.analyses.access.drawn_streets:streets_to_draw"
ACCESS_MODEL: Final = "geo.analyses.access.model:AccessModel"
"""Loaded when they are needed: they import much, and the first page waits for neither."""
CLASSES: Final = (
    "geo.app.prepared:Prepared",
    "geo.core.analysis:Priority",
    "geo.core.i18n:Term",
    "geo.publish.maps.outlines:LayerContent",
)


@dataclass(frozen=True, eq=False)
class Prepared:
    """What the pages need of a city beside its results.

    Parameters
    ----------
    layer
        The outlines for maps; None if no community has a boundary.
    neighbours
        See :func:`geo.spatial.contiguity.neighbours`.
    priorities
        See :func:`priorities_of`.
    """

    layer: LayerContent | None
    neighbours: pd.DataFrame
    priorities: tuple[Priority, ...]


def priorities_of(results: Results) -> tuple[Priority, ...]:
    """Return what each analysis has to be decided next, in the order of the analyses."""
    declared = [load(analysis.priorities) for analysis in ANALYSES if analysis.priorities]
    return tuple(priority for found in declared for priority in found(results))


def prepared_of(city: City, results: Results) -> Prepared:
    """Return what the pages need of a city, kept or made."""
    return kept_beside(city, results, Prepared, CLASSES, partial(_prepare, city, results))


def _prepare(city: City, results: Results) -> Prepared:
    communities = results.units.communities
    named = with_second_names(communities, results.units.second_names)
    return Prepared(
        layer_content(named, load(DRAWN_STREETS)(city)),
        neighbours(communities),
        priorities_of(results),
    )


def work_ahead(results: Results) -> None:
    """Make what kept results lack, and what pages ask of each mode first.

    On the page the first look at a mode would wait a second for it.
    """
    results.complete()
    access = results.get(load(ACCESS_MODEL))
    if access is None:
        return
    for mode in access.modes:
        of_mode = access.of_mode(mode)
        of_mode.floating_catchment(mode=mode)
        for level in ("city", "community"):
            of_mode.coverage(level, mode=mode)
            of_mode.capacity_coverage(level, mode=mode)
