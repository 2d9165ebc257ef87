"""A file of a city, under the name that its user gave it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from geo.core.issues import Issue, TableError
from geo.formats.checked import shortened
from geo.formats.cloud import CloudObject

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from geo.core.issues import Severity
    from geo.formats.cloud import RangeReader


@dataclass
class Layout:
    """The layout of a file, once it has been read.

    Parameters
    ----------
    headers
        What the file calls its columns; issues then say it so.
    sheet
        The sheet that was read.
    several
        Whether the workbook has others.
    """

    headers: dict[str, str] = field(default_factory=dict)
    sheet: str = ""
    several: bool = False


@dataclass(frozen=True)
class ByteRange:
    """Some rows of a CSV in which every line below the headers is a row.

    Parameters
    ----------
    start, stop
        The bytes from the first to before the last; a row begins at either.
    rows_before
        Rows of the file before them, headers too.
    encoding, quotes
        Of the whole file, which need not be read for it again.
    """

    start: int
    stop: int
    rows_before: int
    encoding: str
    quotes: int


@dataclass(frozen=True)
class Source:
    """A file and how the user calls it.

    Parameters
    ----------
    file
        Where it is: on this machine, or in the cloud.
    name
        The file as ``city.toml`` names it, for the user's eyes.
    sheet
        The sheet of a workbook; "" = the only one that is not empty.
    groups
        The row groups of a Parquet file to read, from the first to before the last; None = all.
    byte_range
        The rows of a CSV to read; None = all.
    section
        The section of ``city.toml`` that names it, for the user's eyes.
    crs
        The CRS ``city.toml`` states for a layer, which goes before the layer's own; "" = none.
    layout
        What its reader finds of it.
    """

    file: Path | CloudObject
    name: str
    sheet: str = ""
    groups: tuple[int, int] | None = None
    byte_range: ByteRange | None = None
    section: str = ""
    crs: str = ""
    layout: Layout = field(default_factory=Layout, compare=False, repr=False)

    @property
    def path(self) -> Path:
        """The file on this machine, for a reader that needs one.

        Raises
        ------
        TableError
            If it is in the cloud.
        """
        if isinstance(self.file, CloudObject):
            raise TableError(self.issue("issue.cloud_content"))
        return self.file

    @property
    def size(self) -> int:
        """Its size in bytes."""
        if isinstance(self.file, CloudObject):
            return self.file.size
        return self.file.stat().st_size

    def for_arrow(self) -> Path | RangeReader:
        """Return what Arrow opens: the path, or a reader of ranges."""
        return self.file.raw() if isinstance(self.file, CloudObject) else self.file

    @property
    def is_part(self) -> bool:
        """Whether only some rows of the file are to be read."""
        return self.groups is not None or self.byte_range is not None

    def whole(self) -> Source:
        """Return the whole file."""
        return replace(self, groups=None, byte_range=None)

    def issue(
        self, key: str, column: str = "", value: object = "", **placeholders: object
    ) -> Issue:
        """Make an issue of this file that stops a run."""
        return self._told("error", key, column, placeholders, value)

    def warning(self, key: str, column: str = "", **placeholders: object) -> Issue:
        """Make an issue of this file with which a run can go on."""
        return self._told("warning", key, column, placeholders)

    def note(self, key: str, column: str = "", **placeholders: object) -> Issue:
        """Return what is worth knowing of this file, though nothing is wrong."""
        return self._told("note", key, column, placeholders)

    def _told(
        self,
        severity: Severity,
        key: str,
        column: str,
        placeholders: Mapping[str, object],
        value: object = "",
    ) -> Issue:
        header = self.layout.headers.get(column, "")
        return Issue(
            key,
            severity=severity,
            file=self.name,
            column=column,
            value=shortened(value),
            more=placeholders,
            header=header,
            sheet=self.layout.sheet if self.layout.several else "",
        )
