"""A file of a city and how its user calls it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.errors import Fault
from geo.inputs.checks import shortened

if TYPE_CHECKING:
    from pathlib import Path

# The column of a frame that holds the row as the user sees it.
ROW: Final = "row"


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
    """

    path: Path
    name: str
    sheet: str = ""

    def fault(self, what: str, value: object = "", row: int | None = None, **more: object) -> Fault:
        """Make a fault that concerns the whole file and stops."""
        return Fault(what, stops=True, file=self.name, row=row, value=shortened(value), more=more)
