"""Which polygon a point lies in, exactly, at the price of a look-up in a table.

The compiled code is only imported where it is used: a start that asks for no point does not pay.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from geo.core.jit import read_only
from geo.core.parallel import in_threads
from geo.core.progress import Progress, silent
from geo.spatial.index.layout import Cover, Grid, fits

if TYPE_CHECKING:
    from numpy.typing import NDArray


NOWHERE: Final = -1

_ASK: Final = -2
_CHUNK: Final = 1 << 16


@dataclass(frozen=True, eq=False)
class CellIndex:
    """Polygons ready to be asked for millions of points.

    Parameters
    ----------
    geometries
        Polygons, multipolygons and None; valid, in any one CRS.
    grid, cover
        See :mod:`geo.spatial.index.layout`.

    Notes
    -----
    A cell of the cover that no edge comes near answers by itself. In any other cell the point is
    held against the few edges there, by a test that knows when rounding could mislead it; those
    points, and cells where over sixty polygons meet, are left to shapely.

    Examples
    --------
    >>> index = CellIndex.build(np.array([shapely.box(0, 0, 1, 1), None, shapely.box(1, 0, 2, 1)]))
    >>> index.find(np.array([0.5, 1.0, 1.5, 3.0]), np.array([0.5, 0.5, 0.5, 0.5]))
    array([ 0,  0,  2, -1])
    """

    geometries: NDArray[np.object_]
    grid: Grid
    cover: Cover

    @classmethod
    def build(cls, geometries: NDArray[np.object_], progress: Progress = silent) -> CellIndex:
        """Make the index.

        Parameters
        ----------
        geometries
            See the class.
        progress
            Is told ``stage.index``; before the first share is done, code may have to be compiled.

        Raises
        ------
        ValueError
            If a geometry is no Polygon, MultiPolygon or None.
        """
        from geo.spatial.index.cover import make_cover  # noqa: PLC0415

        progress("stage.index", 0.0)
        return cls(geometries, *make_cover(geometries, progress))

    def find(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.int64]:
        """Find the position of the lowest polygon that intersects each point, or -1.

        The answer of ``geopandas.sjoin(predicate="intersects")``, lowest first. Points that are not
        finite lie nowhere.
        """
        from geo.spatial.index.query_kernels import find_points  # noqa: PLC0415

        x, y = read_only(x), read_only(y)
        answer = np.empty(len(x), dtype=np.int64)

        def find_part(start: int) -> int:
            part = slice(start, start + _CHUNK)
            return find_points(self.grid, self.cover, x[part], y[part], answer[part])

        if self.grid.columns:
            undecided = sum(in_threads(find_part, range(0, len(x), _CHUNK)))
        else:
            answer[:] = _ASK
            undecided = len(x)
        if undecided:
            unsure = np.flatnonzero(answer == _ASK)
            answer[unsure] = self._ask(x[unsure], y[unsure])
        return answer

    def _ask(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.int64]:
        """Find the same by shapely."""
        answer = np.full(len(x), NOWHERE, dtype=np.int64)
        usable = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
        points = shapely.points(x[usable], y[usable])
        hits, polygons = self._tree.query(points, predicate="intersects")
        highest_first = np.argsort(-polygons, kind="stable")
        answer[usable[hits[highest_first]]] = polygons[highest_first]
        return answer

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.geometries)

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return all but the polygons as arrays, to be stored."""
        return {"grid": np.array(self.grid, dtype=np.float64), **self.cover._asdict()}

    @classmethod
    def from_arrays(
        cls, geometries: NDArray[np.object_], arrays: dict[str, NDArray[Any]]
    ) -> CellIndex:
        """Make the index of arrays that :meth:`to_arrays` returned for the same polygons.

        Raises
        ------
        ValueError
            If they cannot be: compiled code goes by them without looking.
        """
        if len(arrays["grid"]) != len(Grid._fields) or not np.isfinite(arrays["grid"]).all():
            raise ValueError(arrays["grid"])
        left_to_pad, counts = arrays["grid"][:6].tolist(), arrays["grid"][6:].astype(int).tolist()
        cover = Cover(*(read_only(arrays[name]) for name in Cover._fields))
        grid = Grid(*left_to_pad, *counts)
        if not fits(grid, cover, len(geometries)):
            raise ValueError(grid)
        return cls(geometries, grid, cover)


def fingerprint(geometries: NDArray[np.object_]) -> str:
    """Return a hash of polygons: of all that the index depends on."""
    digest = hashlib.sha256(f"{len(geometries)} ".encode())
    for start in range(0, len(geometries), _CHUNK):
        for wkb in shapely.to_wkb(geometries[start : start + _CHUNK], include_srid=False):
            digest.update(b"-" if wkb is None else wkb)
    return digest.hexdigest()
