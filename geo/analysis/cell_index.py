"""Which polygon a point lies in, exactly, at the speed of a look-up in a table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geo.progress import Progress, silent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.analysis.cell_parts import Cover, Grid

NOWHERE: Final = -1
_CHUNK: Final = 1 << 16


@dataclass(frozen=True, eq=False)
class CellIndex:
    geometries: NDArray[np.object_]
    grid: Grid
    cover: Cover

    @classmethod
    def build(cls, geometries: NDArray[np.object_], progress: Progress = silent) -> CellIndex:
        from geo.analysis.cell_cover import make_cover
        from geo.analysis.cell_edges import rings_of

        return cls(geometries, *make_cover(rings_of(geometries), len(geometries), progress))

    def find(self, lon, lat):
        from geo.analysis.cell_query import find_points
        from geo.analysis.threads import in_threads

        lon, lat = _readable(lon), _readable(lat)
        found = np.full(len(lon), NOWHERE, dtype=np.int64)
        def work(start):
            part = slice(start, start + _CHUNK)
            return find_points(self.grid, self.cover, lon[part], lat[part], found[part])

        if self.grid.columns:
            starts = range(0, len(lon), _CHUNK)
            asked = sum(in_threads(work, starts)) if len(starts) > 1 else sum(map(work, starts))
        else:
            found[:] = -2
            asked = len(found)
        if asked:
            at = np.flatnonzero(found == -2)
            found[at] = self._ask(lon[at], lat[at])
        return found

    @cached_property
    def _tree(self):
        return shapely.STRtree(self.geometries)

    def _ask(self, lon, lat):
        found = np.full(len(lon), NOWHERE, dtype=np.int64)
        usable = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat))
        at, held = self._tree.query(shapely.points(lon[usable], lat[usable]), predicate="intersects")
        order = np.argsort(-held, kind="stable")
        found[usable[at[order]]] = held[order]
        return found


def _readable(a):
    a = np.ascontiguousarray(a, dtype=np.float64).view()
    a.flags.writeable = False
    return a
