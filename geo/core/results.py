"""What a run finds, in one frozen container; what an analysis found is asked for by its class."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from geo.core.issues import Issue
    from geo.core.standards import Standards

P = TypeVar("P")

CITY: Final = "city"
"""The code of a city whose districts do not tell it."""


@dataclass(frozen=True, eq=False)
class Results:
    """What a run finds: a city held against its standards.

    Parameters
    ----------
    name, note, language
        As ``city.toml`` says.
    period
        The period reported, ``YYYY-MM``; empty where the records have none.
    periods
        All periods of the records, in order.
    standards
        The norms used.
    communities
        GeoDataFrame, EPSG:4326, one row per community in order of code: ``community_code``,
        ``community_name``, ``subdistrict_code``, ``district_code``, the columns of
        :func:`geo.analyses.staffing.methods.staffing_ratio.staffing`, ``subdistrict_name``,
        ``district_name``, ``kind``, ``registered``, ``geometry`` (None without a boundary).
    subdistricts, districts, city_total
        See :func:`geo.analyses.staffing.methods.staffing_ratio.sum_up`; ``streets`` also has the
        columns of :func:`geo.analyses.staffing.methods.staffing_ratio.subdistrict_posts`.
    counts
        ``community_code``, ``period``, ``floating_population``: every period.
    cells
        See :class:`geo.analyses.population.record_counts.RecordCounts`: all that is kept of points.
    record_account, notes
        Rows and persons by file, see :class:`geo.analyses.population.record_counts.RecordCounts`.
    rejected_records
        ``file``, ``row``, ``reason``.
    dropped
        ``file``, ``column``, ``personal``: columns that were not read.
    issues
        Warnings about the inputs.
    files
        SHA-256 of every input by its name in the city folder.
    origins
        ``community_code``, ``period``, ``province_code``, ``province_name``, ``prefecture_code``,
        ``prefecture_name``, ``county_code`` (as today; missing where not known), ``state`` (see
        :mod:`geo.regions.origins`), ``floating_population``: everybody counted, every period.
    sources
        See :func:`geo.analyses.population.methods.source_comparison.compare`; no rows where there
        are not two sources.
    estimates
        See :func:`geo.analyses.population.methods.source_comparison.estimate_undercount`, by
        district and for the city (``district_code`` missing). Never part of any count.
    sites
        See :func:`geo.city.datasets.sites.read_sites`; no rows where no table of sites can be used.
    area_note
        Why no areas are told as underserved: see
        :func:`geo.analyses.access.methods.underserved.underserved_areas`.
    sharing, sharing_notes
        See :func:`geo.analyses.sharing.model.sharing_of`.
    city_code
        The city's own code; ``"city"`` where its districts do not tell it.
    products
        What analyses found in shapes of their own, by class: ``plan[Corridors]``.
    """

    name: str
    note: str
    language: str
    period: str
    periods: tuple[str, ...]
    standards: Standards
    communities: gpd.GeoDataFrame
    subdistricts: pd.DataFrame
    districts: pd.DataFrame
    city_total: pd.DataFrame
    counts: pd.DataFrame
    cells: pd.DataFrame
    record_account: pd.DataFrame
    notes: pd.DataFrame
    rejected_records: pd.DataFrame
    dropped: pd.DataFrame
    issues: tuple[Issue, ...]
    files: dict[str, str]
    origins: pd.DataFrame = field(default_factory=pd.DataFrame)
    sources: pd.DataFrame = field(default_factory=pd.DataFrame)
    estimates: pd.DataFrame = field(default_factory=pd.DataFrame)
    sites: pd.DataFrame = field(default_factory=pd.DataFrame)
    area_note: str = ""
    sharing: pd.DataFrame = field(default_factory=pd.DataFrame)
    sharing_notes: tuple[Issue, ...] = ()
    city_code: str = CITY
    products: Mapping[type[Any], Any] = field(default_factory=dict)

    def __getitem__(self, kind: type[P]) -> P:
        """Return the product of a class; a KeyError if the run has none."""
        product: P = self.products[kind]
        return product

    def get(self, kind: type[P]) -> P | None:
        """Return the product of a class; None if the run has none."""
        return self.products.get(kind)

    def having(self, *products: object) -> Results:
        """Return the results with these products, in place of those of the same classes."""
        return replace(self, products={**self.products, **{type(of): of for of in products}})
