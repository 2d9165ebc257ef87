"""Formulas without values, and hidden rows, of a sheet.

Formulas are looked at in ``.xlsx`` only; the other formats keep values with them.

A formula without a value was written by a program, not worked out. A reader finds such cells empty;
Excel and WPS work them out when the workbook is opened, and keep the values when it is saved.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import IO, TYPE_CHECKING, Final
from xml.parsers import expat
from zipfile import is_zipfile

from geo.core.issues import TableError
from geo.formats import archives
from geo.formats.excel.guard import (
    PREFIX,
    RELATIONS,
    column_letters,
    column_number,
    local_name,
)
from geo.formats.excel.ods_guard import CONTENT, hidden_rows_of_open
from geo.formats.excel.ole_guard import hidden_rows_of_old

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zipfile import ZipFile

    from geo.formats.source import Source

_PIECE: Final = 2**20
# A cell is seldom longer; one that is cut in two is looked at in the next piece.
_CELL_BYTES: Final = 2**14
_FORMULA: Final = rf"<{PREFIX}f(?:\s[^<>]{{0,500}})?(?:/>|>[^<]{{0,9000}}</{PREFIX}f\s*>)"
_NO_VALUE: Final = rf"<{PREFIX}v\s*(?:/>|></{PREFIX}v\s*>)"
_CELL: Final = re.compile(
    rf"<{PREFIX}c(?:\s([^<>]{{0,200}}))?>\s*{_FORMULA}\s*({_NO_VALUE})?\s*</{PREFIX}c\s*>".encode()
)
_PLACE: Final = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3}[0-9]{1,7})["']""")
_ROW: Final = re.compile(rf"<{PREFIX}row\s([^<>]{{0,500}}[^<>/])>".encode())
_REFERENCE: Final = re.compile(r"([A-Za-z]*)([0-9]{1,7})")
_NUMBER: Final = re.compile(rb"""(?:^|\s)r\s*=\s*["']([0-9]{1,7})["']""")
_IS_HIDDEN: Final = re.compile(rb"""(?:^|\s)hidden\s*=\s*["'](?:1|true)["']""")
_IS_TEXT: Final = re.compile(rb"""\bt\s*=\s*["']str["']""")
_SHEET: Final = re.compile(rf"<{PREFIX}sheet\s[^<>]*>".encode())
_ATTRIBUTE: Final = re.compile(rb"""(?:\w+:)?(\w+)\s*=\s*["']([^"']*)["']""")
_MOST: Final = 10_000


@dataclass(frozen=True)
class SheetMarks:
    """What the values of a sheet do not show.

    Parameters
    ----------
    unread_formulas
        Cells whose formula has no value, such as ``C12``, from the first.
    hidden_rows
        Numbers of rows that are hidden though they have cells, from the first.
    """

    unread_formulas: tuple[str, ...] = ()
    hidden_rows: tuple[int, ...] = ()


def sheet_marks(source: Source, sheet: str) -> SheetMarks:
    """Return what the values of a sheet do not show.

    Parameters
    ----------
    source
        The workbook, looked through.
    sheet
        The name of the sheet.
    """
    if not is_zipfile(source.path):
        return SheetMarks(hidden_rows=tuple(hidden_rows_of_old(source.path, sheet)))
    formulas: dict[str, None] = {}
    rows: dict[str, None] = {}
    with archives.opened(source, TableError, "issue.excel_broken") as archive:
        if CONTENT in archive.namelist():
            return SheetMarks(hidden_rows=tuple(hidden_rows_of_open(archive, sheet)))
        member = _member(archive, sheet)
        for piece in _pieces(archive, member) if member else ():
            formulas.update(dict.fromkeys(_unread_formulas(piece)))
            rows.update(dict.fromkeys(_hidden_rows(piece)))
            if "" in formulas or "" in rows:
                with archive.open(member) as file:
                    return _InOrder().read(file)
            if len(formulas) > _MOST:
                break
    return SheetMarks(tuple(formulas), tuple(map(int, rows)))


def _unread_formulas(piece: bytes) -> Iterator[str]:
    """Return the places of formulas without values; "" where a cell does not say it."""
    if b"<f" not in piece and b":f" not in piece:
        return
    for cell in _CELL.finditer(piece):
        attributes = cell[1] or b""
        # A text that is empty is a value.
        if not (cell[2] and _IS_TEXT.search(attributes)):
            reference = _PLACE.search(attributes)
            yield reference[1].decode() if reference else ""


def _hidden_rows(piece: bytes) -> Iterator[str]:
    """Return the numbers of hidden rows; "" where a row does not say it."""
    if b"hidden" not in piece:
        return
    for row in _ROW.finditer(piece):
        if _IS_HIDDEN.search(row[1]):
            number = _NUMBER.search(row[1])
            yield number[1].decode() if number else ""


class _InOrder:
    """Marks of a sheet whose rows or cells may not say where they stand: next to the one before."""

    def __init__(self) -> None:
        self.formulas: dict[str, None] = {}
        self.rows: dict[int, None] = {}
        self._row = self._column = 0
        self._is_hidden = self._is_text = self._has_formula = self._is_value = False
        self._value: str | None = None

    def read(self, file: IO[bytes]) -> SheetMarks:
        """Read the XML of a sheet, which the guard has looked through."""
        parser = expat.ParserCreate()
        parser.StartElementHandler, parser.EndElementHandler = self._begin, self._end
        parser.CharacterDataHandler = self._text
        parser.ParseFile(file)
        return SheetMarks(tuple(self.formulas), tuple(self.rows))

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        kind = local_name(name)
        place = _REFERENCE.fullmatch(attributes.get("r", ""))
        self._is_value = kind == "v"
        if kind == "row":
            self._row, self._column = (int(place[2]) if place else self._row + 1), 0
            self._is_hidden = attributes.get("hidden") in {"1", "true"}
        elif kind == "c":
            self._column = column_number(place[1].encode()) if place else self._column + 1
            self._is_text = attributes.get("t") == "str"
            self._has_formula, self._value = False, None
            if self._is_hidden:
                self.rows[self._row] = None
        elif kind == "f":
            self._has_formula = True
        elif self._is_value:
            self._value = ""

    def _text(self, text: str) -> None:
        if self._is_value and self._value is not None:
            self._value += text

    def _end(self, name: str) -> None:
        self._is_value = False
        is_empty = self._value is None or (self._value == "" and not self._is_text)
        if local_name(name) == "c" and self._has_formula and is_empty:
            self.formulas[f"{column_letters(self._column)}{self._row}"] = None


def _member(archive: ZipFile, sheet: str) -> str:
    """Return the zip member of a sheet; "" if it cannot be determined."""
    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return ""
    sheets = [_attributes(tag) for tag in _SHEET.findall(archive.read("xl/workbook.xml"))]
    relations = [
        _attributes(tag) for tag in RELATIONS.findall(archive.read("xl/_rels/workbook.xml.rels"))
    ]
    targets = {relation.get("Id", ""): relation.get("Target", "") for relation in relations}
    for tag in sheets:
        if tag.get("name") == sheet:
            target = targets.get(tag.get("id", ""), "")
            name = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            return name if name in names else ""
    return ""


def _attributes(tag: bytes) -> dict[str, str]:
    return {
        name.decode(): unescape(value.decode("utf-8", "replace"))
        for name, value in _ATTRIBUTE.findall(tag)
    }


def _pieces(archive: ZipFile, member: str) -> Iterator[bytes]:
    overlap = b""
    with archive.open(member) as file:
        while piece := file.read(_PIECE):
            yield overlap + piece
            overlap = piece[-_CELL_BYTES:]
