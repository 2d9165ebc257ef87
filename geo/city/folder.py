"""A city: a folder of inputs described by ``city.toml``, read on demand."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from geo.city.datasets.agreements import read_agreements
from geo.city.datasets.candidates import read_candidates
from geo.city.datasets.communities import read_communities
from geo.city.datasets.crosswalk import read_crosswalk
from geo.city.datasets.known_places import KnownPlaces
from geo.city.datasets.norms import read_norms
from geo.city.datasets.notices import read_notices
from geo.city.datasets.od_flows import read_flows
from geo.city.datasets.out_migrants import read_out_migrants
from geo.city.datasets.parent_codes import are_of_china, is_abroad
from geo.city.datasets.partner_places import read_partner_places
from geo.city.datasets.records import Records
from geo.city.datasets.sites import CommunityPoints, read_sites
from geo.city.datasets.staff import read_staff
from geo.city.datasets.travel_time_origins import origins_by_mode
from geo.city.datasets.travel_times import read_travel_times
from geo.city.datasets.unit_codes import chosen_name_issues
from geo.city.datasets.workloads import read_activities, read_working_time, read_workloads
from geo.city.named_files import NamedFiles
from geo.city.schemas import TABLES
from geo.city.settings import CITY_FILE, NAMED, Settings
from geo.city.settings_reader import read_settings
from geo.city.store import store_of
from geo.city.table_settings import TableSettings
from geo.core.admin_units import city_code_of, points_inside
from geo.core.issues import TableError
from geo.core.losses import LossLimit
from geo.core.progress import Progress, silent
from geo.core.row_account import RowAccount, rows_of_files
from geo.formats.checked import merged
from geo.formats.header_matching import dropped_columns
from geo.formats.tables import open_table
from geo.network.osm import download
from geo.network.streets import city_streets
from geo.regions.city_places import CityPlaces, names_above, with_district_names
from geo.regions.partner_places import PartnerPlaces
from geo.regions.unit_names import UnitNames

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import geopandas as gpd
    import pandas as pd

    from geo.city.readings import Told
    from geo.core.artifacts import ArtifactStore
    from geo.core.issues import Issue
    from geo.core.record_batch import Batch
    from geo.core.standards import Standards
    from geo.formats.checked import Checked
    from geo.formats.cloud import CloudObject
    from geo.formats.source import Source
    from geo.network.streets import Streets

    Frame = Checked[pd.DataFrame]


@dataclass(frozen=True, eq=False)
class City:
    """A city's inputs. Open one with :meth:`open`; each table is read when first asked for.

    Parameters
    ----------
    folder
        The city folder.
    settings
        What its ``city.toml`` says.
    accept_loss
        Whether a run goes on where more people find no place than ``city.toml`` allows.

    Examples
    --------
    >>> city = City.open("data")
    >>> city.settings.records.coordinates
    'gcj02'
    >>> city.communities.frame.crs.to_epsg()
    4326
    """

    folder: Path
    settings: Settings
    accept_loss: bool = False
    _read: list[Told] = field(default_factory=list, init=False, repr=False)

    @classmethod
    def open(cls, folder: str | Path, *, accept_loss: bool = False, cloud: bool = False) -> City:
        """Open a city folder; ``cloud``: one of the user's own, with tables in the cloud.

        Raises
        ------
        CityError
            With all issues of ``city.toml``, each with its line.
        """
        return cls(Path(folder), read_settings(Path(folder), cloud=cloud), accept_loss)

    @property
    def store(self) -> ArtifactStore:
        """Where what is made of its files is kept for the next run."""
        return store_of(self.folder)

    @property
    def standards(self) -> Standards:
        """The norms the city is held against."""
        return self.settings.standards

    @property
    def loss_limit(self) -> LossLimit:
        """How much of a file may find no place."""
        return LossLimit(self.settings.records.largest_loss_percent, self.accept_loss)

    @cached_property
    def communities(self) -> Checked[gpd.GeoDataFrame]:
        """The communities; see :func:`geo.city.datasets.communities.read_communities`."""
        boundaries = self.settings.boundaries
        extra = self._source(boundaries.extra) if boundaries.extra else None
        return read_communities(
            self._source(boundaries.communities, boundaries.layer), extra, boundaries
        )

    @cached_property
    def staff(self) -> Checked[pd.DataFrame] | None:
        """The staff roster, if given; see :func:`geo.city.datasets.staff.read_staff`."""
        read = partial(read_staff, names=self.names, limit=self._unit_limit)
        return self._table(self.settings.staff, read)

    @cached_property
    def sites(self) -> Checked[pd.DataFrame] | None:
        """The service sites, if given; see :func:`geo.city.datasets.sites.read_sites`."""
        if not self.settings.sites.file:
            return None
        inside = CommunityPoints(self.names, points_inside(self.communities.frame))
        read = partial(read_sites, communities=inside, limit=self._unit_limit)
        return self._table(self.settings.sites, read)

    @cached_property
    def candidates(self) -> Checked[pd.DataFrame] | None:
        """Places for new sites, if given; see :func:`read_candidates`."""
        return self._table(self.settings.candidates, read_candidates)

    @cached_property
    def agreements(self) -> Checked[pd.DataFrame] | None:
        """The agreements, if given; see :func:`geo.city.datasets.agreements.read_agreements`."""
        return self._dealings(self.settings.agreements, read_agreements, "agreement")

    @cached_property
    def flows(self) -> Checked[pd.DataFrame] | None:
        """A table of flows, if given; see :func:`geo.city.datasets.od_flows.read_flows`."""
        settings = self.settings.flows
        if not settings.file:
            return None
        source = self._source(settings.file, settings.sheet)
        return self._known_places.of_flows(read_flows(source, settings), source, settings.year)

    @cached_property
    def notices(self) -> Checked[pd.DataFrame] | None:
        """The notices, if given; see :func:`geo.city.datasets.notices.read_notices`."""
        return self._dealings(self.settings.notices, read_notices, "notice")

    @cached_property
    def out_migrants(self) -> Checked[pd.DataFrame] | None:
        """Those who left; see :func:`geo.city.datasets.out_migrants.read_out_migrants`."""
        settings = self.settings.out_migrants
        if not settings.files:
            return None
        sources = self._named_files.sources(settings.files, settings.sheet)
        return read_out_migrants(sources, settings, self.names, self._unit_limit)

    @cached_property
    def norms(self) -> Checked[pd.DataFrame] | None:
        """Norms of staff, if given; see :func:`geo.city.datasets.norms.read_norms`."""
        return self._table(self.settings.norms, read_norms)

    @cached_property
    def activities(self) -> Checked[pd.DataFrame] | None:
        """Activities of roles, if given; see :mod:`geo.city.datasets.workloads`."""
        return self._table(self.settings.activities, read_activities)

    @cached_property
    def workloads(self) -> Checked[pd.DataFrame] | None:
        """How often activities are done, if given; see :mod:`geo.city.datasets.workloads`."""
        return self._table(self.settings.workloads, partial(read_workloads, names=self.names))

    @cached_property
    def working_time(self) -> Checked[pd.DataFrame] | None:
        """Days and hours of roles, if given; see :mod:`geo.city.datasets.workloads`."""
        return self._table(self.settings.working_time, read_working_time)

    @cached_property
    def crosswalk(self) -> Checked[pd.DataFrame] | None:
        """What became of old codes, if given; see :func:`read_crosswalk`."""
        communities = self.communities.frame
        codes, names = frozenset(communities["community_code"]), UnitNames(communities)
        read = partial(read_crosswalk, communities=codes, names=names)
        return self._table(self.settings.crosswalk, read)

    @cached_property
    def listed_places(self) -> Checked[pd.DataFrame] | None:
        """Places elsewhere, if listed; see :mod:`geo.city.datasets.partner_places`."""
        return self._table(self.settings.partner_places, read_partner_places)

    @cached_property
    def partner_places(self) -> PartnerPlaces:
        """The places elsewhere that the city lists itself; none where there is no such table."""
        return PartnerPlaces(listed.frame) if (listed := self.listed_places) else PartnerPlaces()

    @cached_property
    def abroad(self) -> bool:
        """Whether the communities are known to lie in another country than China."""
        communities = self.communities.frame
        return is_abroad(communities["community_code"], communities.geometry)

    @cached_property
    def code(self) -> str:
        """The city's own code; "" where its districts have none of China."""
        communities = self.communities.frame
        districts = communities["district_code"].dropna()
        return city_code_of(districts) if are_of_china(districts, communities.geometry) else ""

    @cached_property
    def names(self) -> UnitNames:
        """The names of the city's units, as they stand in tables instead of codes."""
        crosswalk = self.crosswalk
        chosen = {level: getattr(self.settings.names, named) for level, named in NAMED.items()}
        old = frozenset(crosswalk.frame["old_code"]) if crosswalk else frozenset()
        units = self.communities.frame
        above = names_above(self.code, self.settings.name, abroad=self.abroad)
        return UnitNames(with_district_names(units) if self.code else units, chosen, old, above)

    @cached_property
    def places(self) -> CityPlaces:
        """What the places at the ends of flows, agreements and notices are."""
        listed = self.partner_places.codes
        return CityPlaces(self.names, self.code, self.settings.name, self.abroad, listed)

    @cached_property
    def travel_times(self) -> dict[str, Checked[pd.DataFrame]]:
        """Travel times made elsewhere, by mode; see :func:`read_travel_times`."""
        tables = self.settings.travel_times.tables
        sources = {mode: self._source(given.file, given.sheet) for mode, given in tables.items()}
        return {
            mode: read_travel_times(sources[mode], given, self.names, self.origins.get(mode))
            for mode, given in tables.items()
        }

    @cached_property
    def origins(self) -> dict[str, Checked[pd.DataFrame]]:
        """Where the origins of tables of travel times are; see :func:`origins_by_mode`."""
        return origins_by_mode(self.settings.travel_times.tables, self._source)

    @cached_property
    def streets(self) -> Streets | None:
        """The street network, if given; see :func:`geo.network.streets.city_streets`."""
        return city_streets(self.folder, self.store, self.settings.streets, self.download_streets)

    def download_streets(self, path: Path) -> None:
        """Download the streets within the communities' outline into an ``.osm.pbf``.

        Raises
        ------
        TableError
            If there is no outline, or nobody answers.
        """
        outline = download.outline_of(self.communities.usable(TableError))
        download.fetch_streets(outline, path, self.settings.streets)

    def __reduce__(self) -> tuple[type[City], tuple[Path, Settings]]:
        """Return folder and settings: what was read of them stays where it was read."""
        return City, (self.folder, self.settings)

    @property
    def record_sources(self) -> list[Source]:
        """The files of records, in order."""
        settings = self.settings.records
        return self._named_files.sources(settings.files, settings.sheet)

    def records(self, progress: Progress = silent) -> Iterator[pd.DataFrame]:
        """Read the records batch by batch; see :meth:`.Records.batches`."""
        return (batch.frame() for batch in self.coded_records(progress))

    def coded_records(self, progress: Progress = silent) -> Iterator[Batch]:
        """Read the records batch by batch; see :meth:`geo.city.datasets.records.Records.coded`."""
        settings = self.settings.records
        records = Records(self.record_sources, settings, names=self.names, abroad=self.abroad)
        self._read[:] = [records]
        yield from records.coded(progress)

    def remember(self, readings: Iterable[Told]) -> None:
        """Take note of what was told of records that were read elsewhere, in parts."""
        self._read[:] = readings

    def record_headers(self, file: str) -> dict[str, str]:
        """Return what a file of records calls its columns, by the names they have here."""
        settings = self.settings.records
        source = self._named_files.source(file, settings.sheet)
        table = open_table(source, TABLES["records"], settings.columns)
        return {name: table.header.cells[place] for name, place in table.match.headers.items()}

    @property
    def record_issues(self) -> tuple[Issue, ...]:
        """What was wrong with the records, as far as they were read."""
        return merged(issue for records in self._read for issue in records.issues)

    @property
    def record_rows(self) -> tuple[RowAccount, ...]:
        """Where the rows of the files of records went, as far as they were read."""
        return tuple(account for records in self._read for account in records.rows)

    @property
    def rows(self) -> pd.DataFrame:
        """Where the rows of all tables went, and of the records as far as they were read.

        See :func:`geo.core.row_account.rows_of_files`.
        """
        of_tables = (account for table in self._tables for account in table.rows)
        return rows_of_files([*of_tables, *self.record_rows])

    @property
    def issues(self) -> tuple[Issue, ...]:
        """All that is wrong with all tables, and with the records as far as they were read."""
        table_issues = [issue for table in self._tables for issue in table.issues]
        return (*chosen_name_issues(self.names), *table_issues, *self.record_issues)

    @property
    def dropped(self) -> pd.DataFrame:
        """Columns that were not read: ``file``, ``column`` (str), ``personal`` (bool)."""
        columns = [column for table in self._tables for column in table.dropped]
        columns += dict.fromkeys(column for records in self._read for column in records.dropped)
        return dropped_columns(columns)

    @property
    def files(self) -> dict[str, Path]:
        """All files on this machine by their name in the folder, with those read beside them."""
        on_disk = self._named_files.on_disk(self.settings.all_names)
        return {CITY_FILE: self.folder / CITY_FILE, **on_disk}

    @property
    def objects(self) -> dict[str, CloudObject]:
        """The tables of the city that lie in the cloud, by their address."""
        return self._named_files.objects(self.settings.all_names)

    @property
    def record_files(self) -> dict[str, Path | CloudObject]:
        """The files of records by their name in the folder, or by their address."""
        return self._named_files.files(self.settings.records.files)

    @cached_property
    def _named_files(self) -> NamedFiles:
        return NamedFiles(self.folder)

    @property
    def _tables(self) -> list[Checked[Any]]:
        listed = (self.communities, self.staff, self.sites, self.agreements, self.crosswalk)
        optional = (self.flows, self.out_migrants, self.notices, self.streets, self.candidates)
        origins = {id(table): table for table in self.origins.values()}  # modes may share one
        times = (self.listed_places, *origins.values(), *self.travel_times.values())
        norms = (self.norms, self.activities, self.workloads, self.working_time)
        tables: tuple[Checked[Any] | None, ...] = (*listed, *optional, *times, *norms)
        return [table for table in tables if table is not None]

    @property
    def _unit_limit(self) -> LossLimit | None:
        """How much may be listed under units that nobody knows; None where no unit can be known."""
        return None if self.communities.stopping else self.loss_limit

    @property
    def _known_places(self) -> KnownPlaces:
        return KnownPlaces(self.places, self._unit_limit or LossLimit(100))

    def _dealings(
        self, settings: SettingsT, read: Callable[[Source, SettingsT], Frame], listed: str
    ) -> Frame | None:
        if not settings.file:
            return None
        source = self._source(settings.file, settings.sheet)
        return self._known_places.of_dealings(read(source, settings), source, listed)

    def _source(self, name: str, sheet: str = "") -> Source:
        return self._named_files.source(name, sheet)

    def _table(
        self, settings: SettingsT, read: Callable[[Source, SettingsT], TableT]
    ) -> TableT | None:
        return (
            read(self._source(settings.file, settings.sheet), settings) if settings.file else None
        )


SettingsT = TypeVar("SettingsT", bound=TableSettings)
TableT = TypeVar("TableT")
