"""What the analysis of accessibility adds to a run, beside the model that can be asked."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from geo.core.results import Product


@dataclass(frozen=True, eq=False)
class Sites:
    """The service sites of a city.

    Parameters
    ----------
    frame
        See :func:`geo.city.datasets.sites.read_sites`; no rows where no table of sites can be used.
    """

    frame: pd.DataFrame = field(default_factory=pd.DataFrame)


@dataclass(frozen=True, eq=False, kw_only=True)
class Access(Product):
    """Who reaches a site in time, and where people are underserved.

    ``communities`` has the columns of
    :meth:`geo.analyses.access.model.AccessModel.coverage` (but for counts of communities), of
    :meth:`geo.analyses.access.model.AccessModel.floating_catchment`, of
    :func:`geo.analyses.access.methods.underserved.underserved`, and ``underserved_area``;
    subdistricts, districts and city have those of the coverage, the sums of people underserved, not
    reaching a site and passed over, and how many communities are of each kind of
    :data:`geo.analyses.access.methods.underserved.UNDERSERVED` that lacks something.

    Parameters
    ----------
    mode, minutes
        By which mode, and within how many minutes.
    area_note
        Why no areas are told as underserved: see
        :func:`geo.analyses.access.methods.underserved_areas.underserved_areas`.
    """

    mode: str = ""
    minutes: int = 0
    area_note: str = ""
