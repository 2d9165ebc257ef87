"""Records of floating residents, in batches of bounded size.

No personal column is read, and no row leaves this module but as a place, a number and an origin.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import accumulate
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.city.datasets.pseudonyms import NO_KEY, Pseudonyms, Secret
from geo.city.datasets.record_months import Months
from geo.city.datasets.source_names import open_names
from geo.city.datasets.unit_codes import resolved_units
from geo.city.datasets.unread_counts import unread_counts
from geo.city.schemas import TABLES
from geo.core.categoricals import filled, filled_from, of_few, one_text, read_each
from geo.core.columns import ROW
from geo.core.hash_sets import HashSet
from geo.core.issues import TableError
from geo.core.parallel import ahead
from geo.core.record_batch import ISSUES, Batch
from geo.core.record_outcomes import BAD_COUNT, DUPLICATE
from geo.formats.checked import merged, row_issues
from geo.formats.georeferencing.point_checks import point_issues
from geo.formats.header_matching import plain, shown_headers
from geo.formats.limits import LIMITS
from geo.formats.tables import Table, open_table
from geo.formats.values import to_codes, to_counts, to_numbers, to_text
from geo.spatial.coordinates import UNSHIFTED, to_wgs84, within_180

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from geo.city.settings import RecordSettings
    from geo.core.issues import Issue
    from geo.core.progress import Progress
    from geo.core.row_account import RowAccount
    from geo.formats.checked import Dropped
    from geo.formats.header_detection import Header
    from geo.formats.source import Source
    from geo.regions.unit_names import UnitNames

    Degrees = NDArray[np.float64]

_MIX: Final = np.uint64(0x9E3779B97F4A7C15)


class _Numbers:
    """The record numbers met so far, each in its period and source, as hashes of 64 bits.

    The numbers themselves are let go.
    """

    def __init__(self, met: NDArray[np.uint64]) -> None:
        self._met = HashSet()
        self._met.add(met)
        self.begun = len(self._met)

    def again(
        self, numbers: pd.Series[str], records: Mapping[str, Any], usable: NDArray[np.bool_]
    ) -> NDArray[np.bool_]:
        """Return which records were met before; those without a number, or at issue, never were."""
        numbered = usable & numbers.notna().to_numpy()
        hashed = pd.util.hash_array(numbers.to_numpy(object), categorize=False)
        for name in ("period", "source"):
            texts = records[name]
            text_hashes = pd.util.hash_array(np.append(texts.categories.to_numpy(object), ""))
            hashed = hashed * _MIX + text_hashes[texts.codes]
        again = np.zeros(len(hashed), dtype=bool)
        again[numbered] = self._met.add(hashed[numbered])
        return again

    @property
    def hashes(self) -> NDArray[np.uint64]:
        """What was met, ascending."""
        return self._met.values()


@dataclass
class Records:
    """The records of a city, to be read once through.

    Parameters
    ----------
    sources
        The files, in order.
    settings
        ``[records]`` of ``city.toml``.
    met
        Hashes of record numbers that other records have, which come before these.
    secret
        What keys are made with, where records are shared out among processes.
    names
        What communities are called, to find those that are only named; None: codes only.
    abroad
        Whether the city is not in China.
    """

    sources: Sequence[Source]
    settings: RecordSettings
    issues: tuple[Issue, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    has_lines: bool = False
    rows: tuple[RowAccount, ...] = ()
    met: NDArray[np.uint64] = field(default_factory=lambda: np.empty(0, np.uint64), repr=False)
    secret: Secret = field(default_factory=Secret)
    names: UnitNames | None = field(default=None, repr=False)
    abroad: bool = False

    def __post_init__(self) -> None:
        """Begin with the numbers met before."""
        self._numbers = _Numbers(self.met)
        self._pseudonyms = Pseudonyms(self.secret)

    def check(self) -> list[Table]:
        """Check the headers of all files; return the files, opened.

        Raises
        ------
        TableError
            As :meth:`batches` does before it reads.
        """
        tables, stopping = self._opened()
        if stopping:
            raise TableError(*stopping)
        return tables

    @property
    def numbers(self) -> NDArray[np.uint64]:
        """Hashes of the record numbers met, ascending; each with its period and source."""
        return self._numbers.hashes

    def batches(self, progress: Progress) -> Iterator[pd.DataFrame]:
        """Read all files, batch by batch, as frames; see :meth:`coded`.

        Yields
        ------
        pandas.DataFrame
            ``file`` (str), ``row`` (int64), ``lon, lat`` (float64, WGS84, missing = NaN),
            ``community_code`` (str, missing = NA; a name that leads to no code is marked, see
            :mod:`geo.core.unit_marks`), ``count`` (int64), ``origin`` (str, missing =
            NA), ``period`` (``YYYY-MM`` or ""), ``source`` (str, missing = NA), ``issue`` (str: ""
            or ``duplicate`` or ``bad_count``; the count is then kept or 0). If ``match`` is set
            also ``person_key`` (uint64, 0 = none): a key of this reading, see
            :mod:`geo.city.datasets.pseudonyms`, to be let go with the batch or kept in memory only.

        """
        return (batch.frame() for batch in self.coded(progress))

    def coded(self, progress: Progress) -> Iterator[Batch]:
        """Read all files, batch by batch, one ahead.

        Raises
        ------
        TableError
            With all issues that stop, of the headers of files and of the rows at which files are
            broken. After the first, files are read on for what is wrong with them, and nothing is
            given on.
        """
        tables, stopping = self._opened()
        sizes = [table.source.size for table in tables]
        begins = [*accumulate(sizes, initial=0)]
        progress("stage.records", 0.0)
        for number, batch in ahead(self._in_turn(tables, stopping)):
            if not stopping:
                yield batch
            read = begins[number] + tables[number].share * sizes[number]
            progress("stage.records", read / (begins[-1] or 1))
        progress("stage.records", 1.0)
        if stopping:
            raise TableError(*stopping)

    def _in_turn(
        self, tables: Sequence[Table], stopping: list[Issue]
    ) -> Iterator[tuple[int, Batch]]:
        """Yield the batches of one file after the other, and its number; note what is told of it.

        What stops a run is added to ``stopping``: the others are read to find what is wrong with
        them.
        """
        for number, table in enumerate(tables):
            yielded = 0
            try:
                for batch in self._batches_of(table):
                    yielded += len(batch)
                    yield number, batch
            except TableError as error:
                stopping += error.issues
                continue
            self.rows = (*self.rows, table.account.and_used(yielded))
            self.has_lines |= bool(table.issues)
            is_empty = not table.source.is_part and not yielded
            nothing = (table.source.warning("issue.no_rows"),) if is_empty else ()
            self.issues = merged((*self.issues, *table.issues, *nothing))

    def _batches_of(self, table: Table) -> Iterator[Batch]:
        names = {position: name for name, position in table.match.headers.items()}
        personal = self._matched(table.header, table.source)
        months = self._months(table)
        for batch in table.batches(personal, coded=True):
            yield self._normalised(batch, names, personal, (table.source, months))

    def _months(self, table: Table) -> Months:
        return Months(table, self.settings.period, lambda: self._open(table.source.whole()))

    def _open(self, source: Source) -> Table:
        return open_table(source, TABLES["records"], self.settings.columns)

    @cached_property
    def _source_names(self) -> dict[str, str]:
        """The source of each file that ``source_files`` names, or that one of its patterns fits."""
        patterns = self.settings.source_files
        return {
            source.name: patterns[fitting[0]]
            for source in self.sources
            if (fitting := [name for name in patterns if _fits(source.name, name)])
        }

    def _opened(self) -> tuple[list[Table], list[Issue]]:
        """Open all files, and list what stops their use; every file needs a place."""
        tables: list[Table] = []
        issues: list[Issue] = []
        for file in self.sources:
            source = replace(file, section="records", crs=self.settings.crs)
            try:
                table = self._open(source)
            except TableError as error:
                issues += error.issues
                continue
            self.dropped += table.match.dropped
            stopping = self._stopping(table)
            issues += stopping
            if not stopping:
                tables.append(table)
        return tables, issues

    def _stopping(self, table: Table) -> list[Issue]:
        """List what stops the use of a file, by its headers, its title and the settings."""
        matches, source = table.match, table.source
        issues = [*matches.issues]
        has_point = {"lon", "lat"} <= set(matches.headers)
        stated = {"community_code", "community_name"} & set(matches.headers)
        if not has_point and not stated and not matches.issues:
            headers = "、".join(shown_headers(table.header.cells))
            issues.append(source.issue("issue.records_place", headers=headers))
        if has_point and not self.settings.coordinates:
            issues.append(source.issue("issue.coordinates_asked", value="records"))
        try:
            self._months(table)
        except TableError as error:
            issues += error.issues
        return issues

    def _matched(self, header: Header, source: Source) -> list[int]:
        """Find the columns that keys are made of; none if one is missing."""
        headers = [plain(cell) for cell in header.cells]
        missing = [word for word in self.settings.match if plain(word) not in headers]
        missing_issues = [source.warning("issue.match_missing", word) for word in missing]
        self.issues = (*self.issues, *missing_issues)
        return [] if missing else [headers.index(plain(word)) for word in self.settings.match]

    def _keys(self, personal: list[pd.Series], rows: int) -> NDArray[np.uint64] | None:
        if not self.settings.match:
            return None
        if not personal:
            return np.full(rows, NO_KEY)
        return self._pseudonyms.keys(personal)

    def _normalised(
        self,
        batch: pd.DataFrame,
        names: Mapping[int, str],
        personal: Sequence[int],
        file: tuple[Source, Months],
    ) -> Batch:
        source, months = file
        columns_by_name = {name: batch[position] for position, name in names.items()} | {
            ROW: batch[ROW]
        }
        read = pd.DataFrame(columns_by_name, copy=False).reset_index(drop=True)
        count, bad = _ones(len(read)), np.zeros(len(read), dtype=bool)
        lon, lat, issues = self._points(read, source)
        if "count" in read:
            count, bad = to_counts(read["count"])
            issues += unread_counts(read, bad, source)
        columns: dict[str, Any] = {"lon": lon, "lat": lat}
        columns["community_code"], community_issues = self._communities(read, source)
        columns["period"], month_issues = months.of(read)
        columns["origin"], _ = _texts(read, "origin", _as_text)
        columns["source"], source_issues = self._named_sources(read, source)
        if source_name := self._source_names.get(source.name):
            columns["source"] = filled(columns["source"], source_name)
        issue = np.where(bad, np.int8(ISSUES.index(BAD_COUNT)), np.int8(0))
        if "record_id" in read:
            numbers = to_text(read["record_id"].astype("object"))
            again = self._numbers.again(numbers, columns, ~bad)
            issue[again] = ISSUES.index(DUPLICATE)
        self.issues = merged(
            (*self.issues, *issues, *community_issues, *month_issues, *source_issues)
        )
        keys = self._keys([batch[position] for position in personal], len(batch))
        row = read[ROW].to_numpy()
        return Batch(source.name, row, count=count, issue=issue, person_key=keys, **columns)

    def _communities(
        self, read: pd.DataFrame, source: Source
    ) -> tuple[pd.Categorical, list[Issue]]:
        """Read the community: its code, or the code of what it is called."""
        mangled = source.warning("issue.record_code_mangled", "community_code")
        codes, issues = _texts(read, "community_code", to_codes, mangled)
        if "community_name" in read:
            texts, _ = _texts(read, "community_name", _as_text)
            # A code that cannot be read is told; a name beside it says where people are.
            codes = filled_from(codes, texts, np.ones(len(read), dtype=bool))
        return resolved_units(read, "community", codes, self.names), issues

    def _named_sources(
        self, read: pd.DataFrame, source: Source
    ) -> tuple[pd.Categorical, list[Issue]]:
        """Read who collected the records; a source is published, so nobody's name may be one."""
        sources, _ = _texts(read, "source", _as_text)
        listed = {*self.settings.sources, *self.settings.source_files.values()}
        shown, hidden = open_names(sources, listed)
        issue = source.warning("issue.source_personal", "source")
        return shown, row_issues(issue, hidden, read[ROW])

    def _points(self, read: pd.DataFrame, source: Source) -> tuple[Degrees, Degrees, list[Issue]]:
        """Read lon, lat in WGS84; told is what could not be read."""
        issues: list[Issue] = []
        points = {}
        for name in ("lon", "lat"):
            if name not in read:
                points[name] = np.full(len(read), np.nan)
                continue
            points[name], wrong = to_numbers(read[name])
            unread = source.warning("issue.number_unread", name)
            issues += row_issues(unread, wrong, read[ROW], read[name])
        lon, lat = within_180(points["lon"]) if self.abroad else points["lon"], points["lat"]
        if {"lon", "lat"} <= set(read):
            issues += point_issues(lon, lat, read[ROW], source, abroad=self.abroad)
            if self.settings.coordinates not in UNSHIFTED:
                lon, lat = to_wgs84(lon, lat, self.settings.coordinates)
        return lon, lat, issues


def _texts(
    read: pd.DataFrame,
    name: str,
    reader: Callable[[pd.Series], tuple[pd.Series, NDArray[np.bool_]]],
    unread: Issue | None = None,
) -> tuple[pd.Categorical, list[Issue]]:
    """Read a column of text, each different value once; none is missing in every row."""
    if name not in read:
        return one_text(None, len(read)), []
    texts, wrong = read_each(of_few(read[name]), reader)
    if unread is None:
        return texts, []
    return texts, row_issues(replace(unread, column=name), wrong, read[ROW], read[name])


def _as_text(column: pd.Series) -> tuple[pd.Series[str], NDArray[np.bool_]]:
    """Read text; none is wrong."""
    return to_text(column), np.zeros(len(column), dtype=bool)


def _ones(many: int) -> NDArray[np.int64]:
    """Return ones; those of a batch are made once only, so that nobody may write in them."""
    return _most_ones()[:many] if many <= LIMITS.batch_rows else np.ones(many, np.int64)


@cache
def _most_ones() -> NDArray[np.int64]:
    return np.ones(LIMITS.batch_rows, np.int64)


def _fits(name: str, pattern: str) -> bool:
    pattern = pattern.replace("\\", "/")
    return name == pattern or PurePosixPath(name).match(pattern)
