"""Records of floating residents, in batches of bounded size.

No personal column is read, and no row leaves this module but as a place, a number and an origin.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.errors import TableError
from geo.inputs.checks import merged, row_faults
from geo.inputs.columns import plain
from geo.inputs.coordinates import to_wgs84
from geo.inputs.point_checks import point_faults
from geo.inputs.pseudonym import NO_KEY, Pseudonyms
from geo.inputs.source import FILE, ROW
from geo.inputs.tables import Table, open_table
from geo.inputs.values import month, to_codes, to_counts, to_numbers, to_periods, to_text

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from numpy.typing import NDArray

    from geo.errors import Fault
    from geo.inputs.checks import Dropped
    from geo.inputs.columns import Head
    from geo.inputs.settings import RecordSettings
    from geo.inputs.source import Source
    from geo.progress import Progress

DUPLICATE: Final = "duplicate"
BAD_COUNT: Final = "bad_count"
_MONTH_IN_NAME: Final = re.compile(r"(?<!\d)(?:19|20)\d\d[-_.]?\d\d(?!\d)")


class _Seen:
    """The record numbers met so far in each period and source, as hashes of 64 bits.

    Of five million records, the chance that any two different numbers are taken for one is under
    one in a million; the numbers themselves are let go.
    """

    def __init__(self) -> None:
        self._hashes: dict[Hashable, NDArray[np.uint64]] = {}

    def again(self, numbers: pd.Series[str], records: pd.DataFrame) -> NDArray[np.bool_]:
        """Tell which records were met before; those without a number, or at fault, never were."""
        again = np.zeros(len(records), dtype=bool)
        given = numbers.notna() & (records["fault"] == "")
        of = [records["period"], records["source"].fillna("")]
        for key, group in numbers[given].groupby([column[given] for column in of]):
            hashes = pd.util.hash_array(group.to_numpy(object), categorize=False)
            before = self._hashes.get(key, np.empty(0, np.uint64))
            met = pd.Series(hashes)
            known = (met.duplicated() | met.isin(before)).to_numpy()
            again[group.index] = known
            self._hashes[key] = np.concatenate([before, hashes[~known]])
        return again


@dataclass
class Records:
    """The records of a city, to be read once through.

    Parameters
    ----------
    sources
        The files, in order.
    settings
        ``[records]`` of ``city.toml``.
    """

    sources: Sequence[Source]
    settings: RecordSettings
    faults: tuple[Fault, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    _seen: _Seen = field(default_factory=_Seen, init=False, repr=False)
    _pseudonyms: Pseudonyms = field(default_factory=Pseudonyms, init=False, repr=False)

    def batches(self, progress: Progress) -> Iterator[pd.DataFrame]:
        """Read all files, batch by batch.

        Yields
        ------
        pandas.DataFrame
            ``file`` (str), ``row`` (int64), ``lon, lat`` (float64, WGS84, missing = NaN),
            ``community_code`` (str, missing = NA), ``count`` (int64), ``origin`` (str, missing =
            NA), ``period`` (``YYYY-MM`` or ""), ``source`` (str, missing = NA), ``fault`` (str: ""
            or ``duplicate`` or ``bad_count``; the count is then kept or 0). If ``match`` is set
            also ``person_key`` (uint64, 0 = none): a key of this reading, see
            :mod:`geo.inputs.pseudonym`, to be let go with the batch or kept in memory only.

        Raises
        ------
        TableError
            With the faults of the heads of all files before anything is read, or of the row at
            which a file is broken.
        """
        tables = self._tables()
        sizes = [table.source.path.stat().st_size for table in tables]
        size = sum(sizes) or 1
        for at, table in enumerate(tables):
            done = sum(sizes[:at])
            progress("stage.records", done / size)
            source = table.source
            names = {place: name for name, place in table.match.heads.items()}
            personal = self._matched(table.head, source)
            for batch in table.batches(personal):
                records = self._normalised(batch[[*names, ROW]].rename(columns=names), source)
                if self.settings.match:
                    records["person_key"] = self._keys(
                        [batch[place] for place in personal], records
                    )
                yield records
                progress("stage.records", (done + table.share * sizes[at]) / size)
            self.faults = merged((*self.faults, *table.faults))
        progress("stage.records", 1.0)

    @cached_property
    def _source_names(self) -> dict[str, str]:
        """The source of each file that ``source_files`` names, or that one of its patterns fits."""
        patterns = self.settings.source_files
        return {
            source.name: patterns[fitting[0]]
            for source in self.sources
            if (fitting := [name for name in patterns if _fits(source.name, name)])
        }

    def _tables(self) -> list[Table]:
        """Open all files; every file needs a place."""
        tables: list[Table] = []
        faults: list[Fault] = []
        for source in self.sources:
            try:
                table = open_table(source, "records", self.settings.columns)
            except TableError as error:
                faults += error.faults
                continue
            found = table.match
            faults += found.faults
            self.dropped += found.dropped
            tables.append(table)
            has_point = {"lon", "lat"} <= set(found.heads)
            if not has_point and "community_code" not in found.heads and not found.faults:
                heads = "、".join(table.head.cells)
                faults.append(source.fault("fault.records_place", heads=heads))
            if has_point and not self.settings.coordinates:
                faults.append(source.fault("fault.coordinates_asked", value="records"))
        if faults:
            raise TableError(*faults)
        return tables

    def _matched(self, head: Head, source: Source) -> list[int]:
        """Find the columns that keys are made of; none if one is missing."""
        heads = [plain(cell) for cell in head.cells]
        missing = [word for word in self.settings.match if plain(word) not in heads]
        told = [source.warning("fault.match_missing", word) for word in missing]
        self.faults = (*self.faults, *told)
        return [] if missing else [heads.index(plain(word)) for word in self.settings.match]

    def _keys(self, personal: list[pd.Series], records: pd.DataFrame) -> NDArray[np.uint64]:
        if not personal:
            return np.full(len(records), NO_KEY)
        return self._pseudonyms.keys(personal)

    def _normalised(self, read: pd.DataFrame, source: Source) -> pd.DataFrame:
        records = pd.DataFrame({FILE: source.name, ROW: read[ROW].to_numpy()})
        read = read.reset_index(drop=True)
        faults = self._places(read, records, source)
        nothing = pd.Series(np.nan, read.index, dtype="str")
        wrong = np.zeros(len(read), dtype=bool)
        records["count"] = np.ones(len(read), dtype=np.int64)
        if "count" in read:
            records["count"], wrong = to_counts(read["count"])
        records["origin"] = to_text(read["origin"]) if "origin" in read else nothing
        records["period"], found = self._periods(read, source)
        records["source"] = to_text(read["source"]) if "source" in read else nothing
        if source_name := self._source_names.get(source.name):
            records["source"] = records["source"].fillna(source_name)
        records["fault"] = np.where(wrong, BAD_COUNT, "")
        if "record_id" in read:
            again = self._seen.again(to_text(read["record_id"]), records)
            records.loc[again, "fault"] = DUPLICATE
        self.faults = merged((*self.faults, *faults, *found))
        return records.astype({"fault": "str"})

    def _places(self, read: pd.DataFrame, records: pd.DataFrame, source: Source) -> list[Fault]:
        """Set lon, lat in WGS84 and the community code; told is what could not be read."""
        faults: list[Fault] = []
        for name in ("lon", "lat"):
            records[name] = np.nan
            if name in read:
                records[name], wrong = to_numbers(read[name])
                unread = source.warning("fault.number_unread", name)
                faults += row_faults(unread, wrong, read[ROW], read[name])
        if {"lon", "lat"} <= set(read):
            lon, lat = records["lon"].to_numpy(), records["lat"].to_numpy()
            faults += point_faults(lon, lat, read[ROW], source)
            shifted = to_wgs84(records["lon"], records["lat"], self.settings.coordinates)
            records["lon"], records["lat"] = shifted
        records["community_code"] = pd.Series(np.nan, read.index, dtype="str")
        if "community_code" in read:
            codes, mangled = to_codes(read["community_code"])
            records["community_code"] = codes
            lost = source.warning("fault.record_code_mangled", "community_code")
            faults += row_faults(lost, mangled, read[ROW], read["community_code"])
        return faults

    def _periods(self, read: pd.DataFrame, source: Source) -> tuple[pd.Series[str], list[Fault]]:
        """Read the period: of its column, else of the file's name, else of ``city.toml``."""
        if "period" in read:
            periods, wrong = to_periods(read["period"])
            unread = source.warning("fault.period_unread", "period")
            return periods, row_faults(unread, wrong, read[ROW], read["period"])
        named = period_in_name(source.path.stem)
        period = named or self.settings.period
        note = source.warning("fault.period_from_name" if named else "fault.period_from_settings")
        told = row_faults(note, np.ones(len(read)), read[ROW], [period] * len(read))
        return pd.Series(period, read.index, dtype="str"), told if period else []


def _fits(name: str, pattern: str) -> bool:
    pattern = pattern.replace("\\", "/")
    return name == pattern or PurePosixPath(name).match(pattern)


def period_in_name(stem: str) -> str:
    """Find the one month in the name of a file, or "".

    Examples
    --------
    >>> period_in_name("记录_2026-10"), period_in_name("202608-202609"), period_in_name("police")
    ('2026-10', '', '')
    """
    found = {month(text.replace("_", "-")) for text in _MONTH_IN_NAME.findall(stem)} - {None}
    return str(found.pop()) if len(found) == 1 else ""
