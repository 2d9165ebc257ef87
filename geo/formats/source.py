"""A file of a city and how its user calls it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.core.issues import Issue
from geo.formats.checked import shortened

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Source:
    """A file and how the user calls it.

    Parameters
    ----------
    path
        Where it is.
    name
        The file as ``city.toml`` names it, for the user's eyes.
    sheet
        The sheet of a workbook; "" = the only one that is not empty.
    groups
        The row groups of a Parquet file to read, from the first to before the last; None = all.
    section
        The section of ``city.toml`` that names it, for the user's eyes.
    crs
        The CRS ``city.toml`` states for a layer, which goes before the layer's own; "" = none.
    """

    path: Path
    name: str
    sheet: str = ""
    groups: tuple[int, int] | None = None
    section: str = ""
    crs: str = ""

    def issue(self, what: str, column: str = "", value: object = "", **more: object) -> Issue:
        """Make an issue of this file that stops a run."""
        return Issue(
            what, severity="error", file=self.name, column=column, value=shortened(value), more=more
        )

    def warning(self, what: str, column: str = "", **more: object) -> Issue:
        """Make an issue of this file with which a run can go on."""
        return Issue(what, severity="warning", file=self.name, column=column, more=more)

    def note(self, what: str, column: str = "", **more: object) -> Issue:
        """Return what is worth knowing of this file, though nothing is wrong."""
        return Issue(what, severity="note", file=self.name, column=column, more=more)
