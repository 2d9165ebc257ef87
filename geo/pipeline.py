"""The whole way on one screen: from a city's files to its plan."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from geo.analysis.point_index import CommunityIndex
from geo.analysis.staffing import posts_by_community, staffing, street_posts, sum_up
from geo.analysis.units import join_places, name_units
from geo.errors import BoundaryError, Fault, TableError, YipanError
from geo.index_cache import cached_index
from geo.progress import Progress, silent
from geo.tally import Tally

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from geo.city import City
    from geo.standards import Standards


@dataclass(frozen=True, eq=False)
class Plan:
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
        GeoDataFrame, EPSG:4326, a row a community in order of code: ``community_code``,
        ``community_name``, ``street_code``, ``district_code``, the columns of
        :func:`geo.analysis.staffing.staffing`, ``street_name``, ``district_name``, ``kind``,
        ``registered``, ``geometry`` (None without a boundary).
    streets, districts, city_total
        See :func:`geo.analysis.staffing.sum_up`; ``streets`` also has the columns of
        :func:`geo.analysis.staffing.street_posts`.
    counts
        ``community_code``, ``period``, ``people``: every period.
    cells
        See :func:`geo.analysis.counts.count_cells`: all that is kept of points.
    account, notes
        Rows and persons by file, see :func:`geo.analysis.counts.take_account` and
        :func:`geo.analysis.counts.take_notes`.
    set_aside
        ``file``, ``row``, ``reason``.
    dropped
        ``file``, ``column``, ``personal``: columns that were not read.
    faults
        Warnings about the inputs.
    files
        SHA-256 of every input by its name in the city folder.
    """

    name: str
    note: str
    language: str
    period: str
    periods: tuple[str, ...]
    standards: Standards
    communities: gpd.GeoDataFrame
    streets: pd.DataFrame
    districts: pd.DataFrame
    city_total: pd.DataFrame
    counts: pd.DataFrame
    cells: pd.DataFrame
    account: pd.DataFrame
    notes: pd.DataFrame
    set_aside: pd.DataFrame
    dropped: pd.DataFrame
    faults: tuple[Fault, ...]
    files: dict[str, str]


def run(city: City, standards: Standards | None = None, progress: Progress = silent) -> Plan:
    """Hold a city against its standards.

    Parameters
    ----------
    city
        The city, opened.
    standards
        Norms to use instead of the city's own, for a what-if.
    progress
        Is told how far the work is.

    Raises
    ------
    YipanError
        If an input has a fault that stops a run; the error carries all of them.
    """
    standards = standards or city.standards
    communities = city.communities.usable(BoundaryError)
    staff = city.staff.usable(TableError) if city.staff else None
    tally = count_records(city, communities, standards, progress)
    period = reported_period(city, tally)

    progress("stage.staffing", 0.0)
    people = people_of(communities, tally, period)
    posts = None if staff is None else posts_by_community(staff, standards)
    checked = join_places(communities, staffing(people, posts, standards))
    streets = name_units(sum_up(checked, ["street_code"]), checked, "street")
    if staff is not None:
        streets = streets.join(street_posts(streets, staff, standards))
    progress("stage.staffing", 1.0)
    return Plan(
        name=city.settings.name,
        note=city.settings.note,
        language=city.settings.language,
        period=period,
        periods=tally.periods,
        standards=standards,
        communities=checked,
        streets=streets,
        districts=name_units(sum_up(checked, ["district_code"]), checked, "district"),
        city_total=sum_up(checked.assign(city=""), ["city"]).drop(columns="city"),
        counts=tally.counts,
        cells=tally.cells,
        account=tally.account,
        notes=tally.notes,
        set_aside=tally.set_aside,
        dropped=city.dropped,
        faults=(*city.faults, *misplaced_posts(communities, staff)),
        files={name: file_hash(path) for name, path in sorted(city.files.items())},
    )


def count_records(
    city: City, communities: gpd.GeoDataFrame, standards: Standards, progress: Progress = silent
) -> Tally:
    """Read, locate and count all records of a city, batch by batch."""
    cells = cached_index(communities.geometry, city.folder, progress)
    tally = Tally(CommunityIndex(communities, cells), standards.snap_m)
    for batch in city.records(progress):
        tally.add(batch)
    return tally


def reported_period(city: City, tally: Tally) -> str:
    """Return the period the city asks for, or else the latest of the records.

    Raises
    ------
    TableError
        If no record is of the period asked for.
    """
    asked = city.settings.records.period
    if asked and asked not in tally.periods:
        raise TableError(
            Fault(
                "fault.period_unknown",
                stops=True,
                file="city.toml",
                column="period",
                value=asked,
                more={"periods": ", ".join(filter(None, tally.periods)) or "—"},
            )
        )
    return asked or max(tally.periods, default="")


def people_of(communities: gpd.GeoDataFrame, tally: Tally, period: str) -> pd.Series[int]:
    """Return the people of every community in a period, by code.

    A community that no record could have reached (no records at all; or no boundary, and no record
    states a community) is missing: nobody knows. In all others no record means nobody.
    """
    codes = pd.Index(communities["community_code"])
    counts = tally.counts
    counted = counts[counts["period"] == period].set_index("community_code")["people"]
    people = counted.reindex(codes, fill_value=0).astype("Int64")
    bounded = (communities.geometry.notna() & ~communities.geometry.is_empty).to_numpy()
    reachable = (bounded | tally.codes_stated) & bool(tally.periods)
    return people.where(reachable)


def misplaced_posts(communities: gpd.GeoDataFrame, staff: pd.DataFrame | None) -> list[Fault]:
    """Tell of posts listed under communities or streets that do not exist."""
    if staff is None:
        return []
    faults = []
    for level in ("community", "street"):
        code = f"{level}_code"
        known = staff[code].isin(communities[code].dropna())
        astray = staff[(staff["level"] == level) & ~known]
        if len(astray):
            faults.append(
                Fault(
                    "fault.staff_unknown" if level == "community" else "fault.street_unknown",
                    stops=False,
                    file=str(astray["file"].iloc[0]),
                    row=int(astray["row"].iloc[0]),
                    rows=len(astray),
                    column=code,
                    value=str(astray[code].iloc[0]),
                    more={"posts": f"{astray['posts'].sum():g}"},
                )
            )
    return faults


@dataclass(frozen=True, eq=False)
class Checkup:
    """What is wrong with a city's files, all at once.

    Parameters
    ----------
    faults
        All faults of all files; a run is possible if none of them stops.
    account, notes
        As in :class:`Plan`; empty if no record could be located.
    """

    faults: tuple[Fault, ...]
    account: pd.DataFrame
    notes: pd.DataFrame

    @property
    def stops(self) -> bool:
        """Whether any fault stops a run."""
        return any(fault.stops for fault in self.faults)


def check(city: City, progress: Progress = silent) -> Checkup:
    """Read everything a city has and gather every fault."""
    faults = list(city.faults)
    account = notes = pd.DataFrame({"rows": [], "persons": []})
    try:
        communities = city.communities.usable(BoundaryError)
        faults += misplaced_posts(communities, city.staff.frame if city.staff else None)
        tally = count_records(city, communities, city.standards, progress)
        reported_period(city, tally)
        account, notes = tally.account, tally.notes
    except YipanError as error:
        faults += [fault for fault in error.faults if fault not in faults]
    faults += [fault for fault in city.record_faults if fault not in faults]
    return Checkup(tuple(faults), account, notes)


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
