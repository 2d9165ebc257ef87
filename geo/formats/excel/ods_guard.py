"""Validation of OpenDocument sheets before they are opened.

A cell or a row says how often it is repeated, so a few bytes can ask for more than there is memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.formats.limits import LIMITS
from geo.formats.xml_guard import XmlRefusedError, read_through

if TYPE_CHECKING:
    from zipfile import ZipFile

CONTENT = "content.xml"
_CELLS = frozenset({"table-cell", "covered-table-cell"})


class OpenSwollenError(Exception):
    """The sheets would take too much memory."""


class _Extent:
    """Adds up the cells of a sheet from the first to the last that holds anything, and text."""

    def __init__(self) -> None:
        self.text = self._cells = self._last_column = 0
        self._sheet()

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        attributes = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        if name == "table":
            self._sheet()
        elif name == "table-row":
            self._repeats = _times(attributes, "number-rows-repeated")
            self._at = self._width = self._row_text = 0
        elif name in _CELLS:
            self._times = _times(attributes, "number-columns-repeated")
            self._filled = "value-type" in attributes
            self._length = 0

    def end(self, name: str) -> None:
        if name in _CELLS:
            self._at += self._times
            if self._filled or self._length:
                self._width = self._at
                self._row_text += self._times * self._length
        elif name == "table-row":
            self._rows += self._repeats
            if self._width:
                self._last_row = self._rows
                self._last_column = max(self._last_column, self._width)
                self.text += self._repeats * self._row_text
            self._check()
        elif name == "table":
            self._cells += self._last_row * self._last_column

    def add(self, text: str) -> None:
        self._length += len(text)

    def _sheet(self) -> None:
        self._rows = self._last_row = self._last_column = 0
        self._at = self._width = self._length = self._row_text = 0
        self._times = self._repeats = 1
        self._filled = False

    def _check(self) -> None:
        cells = self._cells + self._last_row * self._last_column
        if cells > LIMITS.sheet_cells or self.text > LIMITS.batch_bytes:
            raise OpenSwollenError


def look_through_open(archive: ZipFile) -> set[str]:
    """Refuse sheets that would fill memory.

    Returns
    -------
    set of str
        Keys of what in it refers to elsewhere: nothing here, as nobody follows it.

    Raises
    ------
    OpenSwollenError
        If it is over the limits, or declares types or entities.
    xml.parsers.expat.ExpatError
        If it is no XML.
    """
    extent = _Extent()
    try:
        with archive.open(CONTENT) as file:
            read_through(file, extent.begin, extent.end, extent.add)
    except XmlRefusedError as error:
        raise OpenSwollenError from error
    return set()


def hidden_rows_of_open(archive: ZipFile, sheet: str) -> list[int]:
    """List the rows of a sheet that are hidden though they have cells, from 1.

    Parameters
    ----------
    archive
        The workbook, looked through.
    sheet
        The name of the sheet.
    """
    rows: list[int] = []
    inside = hidden = filled = False
    row = repeats = 0

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside, hidden, filled, row, repeats
        attributes = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        if name == "table":
            inside, row = attributes.get("name") == sheet, 0
        elif name == "table-row":
            repeats = _times(attributes, "number-rows-repeated")
            hidden, filled = attributes.get("visibility", "visible") != "visible", False
        elif name in _CELLS:
            filled = filled or "value-type" in attributes

    def end(name: str) -> None:
        nonlocal row, inside
        if name == "table-row":
            if inside and hidden and filled:
                rows.extend(range(row + 1, row + repeats + 1))
            row += repeats
        elif name == "table":
            inside = False

    with archive.open(CONTENT) as file:
        read_through(file, begin, end)
    return rows


def _times(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    return min(int(text), 2**31) if text.isdecimal() and len(text) < 12 else 2**31
