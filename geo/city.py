"""A city: a folder of inputs described by ``city.toml``, read on demand."""

from __future__ import annotations

from dataclasses import astuple, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from geo.inputs.agreements import read_agreements
from geo.inputs.boundaries import read_communities
from geo.inputs.city_file import files_of, read_settings
from geo.inputs.crosswalk import read_crosswalk
from geo.inputs.records import Records
from geo.inputs.settings import CITY_FILE, Settings, TableSettings
from geo.inputs.sites import read_sites
from geo.inputs.source import Source
from geo.inputs.staff import read_staff
from geo.inputs.tables import open_table
from geo.progress import Progress, silent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import geopandas as gpd
    import pandas as pd

    from geo.errors import Fault
    from geo.inputs.checks import Checked
    from geo.standards import Standards


@dataclass(frozen=True, eq=False)
class City:
    """A city's inputs. Open one with :meth:`open`; each table is read when first asked for.

    Parameters
    ----------
    folder
        The city folder.
    settings
        What its ``city.toml`` says.

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
    _read: list[Records] = field(default_factory=list, init=False, repr=False)

    @classmethod
    def open(cls, folder: str | Path) -> City:
        """Open a city folder.

        Raises
        ------
        CityError
            With all faults of ``city.toml``, each with its line.
        """
        return cls(Path(folder), read_settings(Path(folder)))

    @property
    def standards(self) -> Standards:
        """The norms the city is held against."""
        return self.settings.standards

    @cached_property
    def communities(self) -> Checked[gpd.GeoDataFrame]:
        """The communities; see :func:`geo.inputs.boundaries.read_communities`."""
        given = self.settings.boundaries
        extra = self._source(given.extra) if given.extra else None
        return read_communities(self._source(given.communities, given.layer), extra, given)

    @cached_property
    def staff(self) -> Checked[pd.DataFrame] | None:
        """The staff roster, if given; see :func:`geo.inputs.staff.read_staff`."""
        return self._table(self.settings.staff, read_staff)

    @cached_property
    def sites(self) -> Checked[pd.DataFrame] | None:
        """The service sites, if given; see :func:`geo.inputs.sites.read_sites`."""
        return self._table(self.settings.sites, read_sites)

    @cached_property
    def agreements(self) -> Checked[pd.DataFrame] | None:
        """The agreements, if given; see :func:`geo.inputs.agreements.read_agreements`."""
        return self._table(self.settings.agreements, read_agreements)

    @cached_property
    def crosswalk(self) -> Checked[pd.DataFrame] | None:
        """What became of old codes, if given; see :func:`geo.inputs.crosswalk.read_crosswalk`."""
        today = self.communities.frame["community_code"]
        return self._table(
            self.settings.crosswalk,
            lambda source, given: read_crosswalk(source, given, frozenset(today)),
        )

    @cached_property
    def streets(self) -> Any:
        """The street network as OSMnx loads it (a networkx graph), if given.

        Raises
        ------
        TableError
            If the file is no GraphML.
        """
        from geo.inputs.streets import read_streets  # noqa: PLC0415

        name = self.settings.streets.file
        return read_streets(self._source(name)) if name else None

    def records(self, progress: Progress = silent) -> Iterator[pd.DataFrame]:
        """Read the records batch by batch; see :meth:`geo.inputs.records.Records.batches`."""
        given = self.settings.records
        sources = [Source(path, name, given.sheet) for name, path in self._record_files.items()]
        self._read[:] = [Records(sources, given)]
        yield from self._read[0].batches(progress)

    def record_heads(self, file: str) -> dict[str, str]:
        """Tell what a file of records calls its columns, by the names they have here."""
        given = self.settings.records
        source = Source(self._record_files[file], file, given.sheet)
        table = open_table(source, "records", given.columns)
        return {name: table.head.cells[place] for name, place in table.match.heads.items()}

    @property
    def record_faults(self) -> tuple[Fault, ...]:
        """What was wrong with the records, as far as they were read."""
        return tuple(fault for records in self._read for fault in records.faults)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """All that is wrong with all tables, and with the records as far as they were read."""
        told = [fault for table in self._tables for fault in table.faults]
        return (*told, *self.record_faults)

    @property
    def dropped(self) -> pd.DataFrame:
        """Columns that were not read: ``file``, ``column`` (str), ``personal`` (bool)."""
        import pandas as pd  # noqa: PLC0415

        columns = [column for table in self._tables for column in table.dropped]
        columns += [column for records in self._read for column in records.dropped]
        frame = pd.DataFrame(map(astuple, columns), columns=["file", "column", "personal"])
        return frame.astype({"file": "str", "column": "str", "personal": bool})

    @property
    def files(self) -> dict[str, Path]:
        """All files of the city by their name in the folder."""
        given = self.settings
        sections = (given.sites, given.staff, given.streets, given.agreements, given.crosswalk)
        names = [given.boundaries.communities, given.boundaries.extra]
        names += [section.file for section in sections]
        return {
            CITY_FILE: self.folder / CITY_FILE,
            **files_of(self.folder, filter(None, names)),
            **self._record_files,
        }

    @property
    def _record_files(self) -> dict[str, Path]:
        return files_of(self.folder, self.settings.records.files)

    @property
    def _tables(self) -> list[Checked[Any]]:
        given = (self.communities, self.staff, self.sites, self.agreements, self.crosswalk)
        return [table for table in given if table is not None]

    def _source(self, name: str, sheet: str = "") -> Source:
        return Source(self.folder / name.replace("\\", "/"), name, sheet)

    def _table(
        self, given: SettingsT, read: Callable[[Source, SettingsT], TableT]
    ) -> TableT | None:
        return read(self._source(given.file, given.sheet), given) if given.file else None


SettingsT = TypeVar("SettingsT", bound=TableSettings)
TableT = TypeVar("TableT")
