"""The process that works a city of uploads out, see :mod:`geo.app.trial`.

What is imported and read here is there before a city comes: so it is with what others import late.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Final

from geo.analyses import ANALYSES
from geo.analyses.population.methods import accumulator_kernels  # noqa: F401
from geo.city.folder import City
from geo.city.settings_reader import settings_type
from geo.core import hash_set_kernels  # noqa: F401
from geo.core.analysis import load
from geo.core.i18n import PACKAGES, catalogue
from geo.core.issues import YipanError
from geo.formats.vector.drivers import checked
from geo.pipeline import check, run
from geo.publish.maps.outlines import layer_content
from geo.regions.gazetteer import by_code
from geo.spatial import gcj02_kernels  # noqa: F401
from geo.spatial.contiguity import neighbours
from geo.spatial.index import build_kernels, cover, query_kernels  # noqa: F401

checked()  # of which readers of layers import the library late
RUNS: Final = tuple(load(analysis.run) for analysis in ANALYSES if analysis.run)
"""The runs of all analyses, imported."""
TABLES_OF_OURS: Final = (by_code(), settings_type(), *map(catalogue, PACKAGES))
"""Our own tables that are read once in a process."""


def main(folder: str) -> None:
    """Do with a city all that the server does; the process ends well, or not."""
    with contextlib.suppress(YipanError):
        city = City.open(Path(folder), accept_loss=True)
        check(city)
        communities = run(city).units.communities
        layer_content(communities)
        neighbours(communities)
