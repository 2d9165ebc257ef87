"""Times to the two nearest sites of each service, worked out together and kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import RLock
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.network.shortest_path_kernels import UNREACHED

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from geo.analyses.access.travel_times import TravelTimeSource

    Bools = NDArray[np.bool_]
    Deciseconds = NDArray[np.int32]
    Best = tuple[Deciseconds, Deciseconds]


@dataclass(frozen=True, eq=False)
class TwoNearest:
    """The two nearest sites of demand points.

    Parameters
    ----------
    source
        How people come to sites.
    demand_points
        See :class:`geo.analyses.access.demand.Demand`.
    off
        Which of them are unsnapped: they reach nothing.
    """

    source: TravelTimeSource
    demand_points: pd.DataFrame
    off: Bools
    _kept: dict[tuple[bytes, str], Best] = field(default_factory=dict)
    _lock: Any = field(default_factory=RLock)

    def of(self, offered: Sequence[Bools], mode: str) -> list[Best]:
        """Return for each service the times to the two nearest sites that offer it, and which.

        Services that the same sites offer have the same times; of the others, all that are not
        known yet are found in one search from each site.
        """
        keys = [(offers.tobytes(), mode) for offers in offered]
        with self._lock:
            asked = dict(zip(keys, offered, strict=True))
            lacking = {key: offers for key, offers in asked.items() if key not in self._kept}
            if lacking:
                services, off = np.stack(list(lacking.values())), self.off[:, None]
                best = self.source.best_two(self.demand_points, services, mode)
                for key, time_ds, site in zip(lacking, *best, strict=True):
                    self._kept[key] = np.where(off, UNREACHED, time_ds), np.where(off, -1, site)
            return [self._kept[key] for key in keys]
