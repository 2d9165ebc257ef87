"""HTML tables and Excel 2003 XML saved with the extension ``.xls``.

Systems of offices export tables so, and Excel opens them; exported anew they are the same.
"""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final
from xml.parsers.expat import ExpatError

from geo.core.issues import TableError
from geo.formats.excel.reader import ExcelTable, listed
from geo.formats.header_matching import shown_headers
from geo.formats.limits import LIMITS, size_words
from geo.formats.xml_guard import XmlRefusedError, read_through

if TYPE_CHECKING:
    from collections.abc import Generator

    from geo.core.issues import Issue
    from geo.formats.source import Source

    Rows = list[list[str]]
    Sheets = tuple[dict[str, Rows], dict[str, list[int]]]
    """The rows of tables by their name, and which of them are hidden."""

SPREADSHEET_ML: Final = b"urn:schemas-microsoft-com:office:spreadsheet"
_PAGE: Final = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|table|style)\b", re.IGNORECASE)
_CHARSET: Final = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]{2,20})""", re.IGNORECASE)
_BEGIN_BYTES: Final = 4096
_SPAN: Final = 1000
_HIDDEN: Final = re.compile(r"display\s*:\s*none", re.IGNORECASE)


def is_web_table(begin: bytes) -> bool:
    r"""Return whether a text that is called a workbook is a page, or Excel 2003 XML.

    Examples
    --------
    >>> is_web_table(b"<html><table>"), is_web_table("社区代码\t人数".encode())
    (True, False)
    """
    return SPREADSHEET_ML in begin or bool(_PAGE.search(begin))


class WebTable(ExcelTable):
    """The table of a page; see :class:`geo.formats.tables.TableFile`."""

    def _look_through(self) -> tuple[Issue, ...]:
        return (self._source.warning("issue.web_table"),)

    def _rows(self) -> Generator[list[str]]:
        """Return the rows of the sheet asked for, or of the only table that is not empty."""
        with self._source.path.open("rb") as file:
            begin = file.read(_BEGIN_BYTES)
        try:
            sheets, hidden = (
                _spreadsheet_ml(self._source) if SPREADSHEET_ML in begin else _page(self._source)
            )
        except XmlRefusedError as error:
            raise TableError(self._source.issue(str(error), **error.more)) from error
        except (ExpatError, UnicodeError, LookupError) as error:
            broken = self._source.issue("issue.excel_broken", value=type(error).__name__)
            raise TableError(broken) from error
        sheet_name = self._source.sheet
        filled = {name: rows for name, rows in sheets.items() if any(map(any, rows))}
        selected = {name: rows for name, rows in filled.items() if sheet_name in {"", name}}
        if not filled:
            raise TableError(self._source.issue("issue.empty"))
        if len(selected) != 1:
            named = "、".join(shown_headers(list(filled)))
            raise TableError(
                self._source.issue("issue.sheet", value=sheet_name or "—", sheets=named)
            )
        ((name, rows),) = selected.items()
        self._source.layout.sheet = shown_headers([name])[0]
        self._source.layout.several = len(sheets) > 1
        self._height = len(rows)
        if numbers := hidden[name]:
            warning = self._source.warning("issue.rows_hidden")
            value = listed(map(str, numbers))
            self._told = (replace(warning, row=numbers[0], rows=len(numbers), value=value),)
        yield from rows


def _page(source: Source) -> Sheets:
    """Read the tables of a page, by their number."""
    if source.path.stat().st_size > LIMITS.block_bytes * 8:
        raise TableError(source.issue("issue.too_large", most=size_words(LIMITS.block_bytes * 8)))
    content = source.path.read_bytes()
    parser = _Tables(source)
    parser.feed(_decoded(content))
    parser.close()
    tables = {str(number): _level(rows) for number, rows in enumerate(parser.tables, start=1)}
    return tables, dict(zip(tables, parser.hidden, strict=True))


def _decoded(content: bytes) -> str:
    """Decode a page: UTF-8 if it is that, else as it says, else GB18030."""
    charset = _CHARSET.search(content[:_BEGIN_BYTES])
    for encoding in ("utf-8-sig", charset[1].decode() if charset else "gb18030"):
        try:
            return content.decode("gb18030" if encoding.casefold().startswith("gb") else encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("gb18030")


class _Tables(HTMLParser):
    """Takes the cells of all tables of a page; what spans rows holds for each of them."""

    def __init__(self, source: Source) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[Rows] = []
        self.hidden: list[list[int]] = []
        self._source = source
        self._cell: list[str] | None = None
        self._spans = (1, 1)
        self._over: dict[int, tuple[int, str]] = {}
        self._cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._end_cell()
            self.tables.append([])
            self.hidden.append([])
            self._over = {}
        elif tag == "tr" and self.tables:
            self._end_row()
            self.tables[-1].append([])
            attributes = dict(attrs)
            if "hidden" in attributes or _HIDDEN.search(attributes.get("style") or ""):
                self.hidden[-1].append(len(self.tables[-1]))
        elif tag in {"td", "th"} and self.tables:
            self._end_cell()
            if not self.tables[-1]:
                self.tables[-1].append([])
            attributes = dict(attrs)
            self._spans = _span(attributes.get("colspan")), _span(attributes.get("rowspan"))
            self._cell = []
        elif tag == "br" and self._cell is not None:
            self._cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self._end_cell()
        elif tag in {"tr", "table"} and self.tables:
            self._end_row()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        text = " ".join("".join(self._cell).split())
        self._cell = None
        row = self.tables[-1][-1]
        self._fill(row)
        columns, rows = self._spans
        for position in range(len(row), len(row) + columns):
            if rows > 1:
                # A number is not repeated: it would be counted again.
                self._over[position] = (rows - 1, "" if _is_number(text) else text)
        row.extend([text, *[""] * (columns - 1)])
        self._count(columns)

    def _end_row(self) -> None:
        self._end_cell()
        if self.tables[-1]:
            self._fill(self.tables[-1][-1])

    def _fill(self, row: list[str]) -> None:
        """Fill the next places of a row with what spans it from above."""
        while self._over.get(len(row), (0, ""))[0] > 0:
            rows_left, text = self._over[len(row)]
            self._over[len(row)] = (rows_left - 1, text)
            row.append(text)
            self._count(1)

    def _count(self, cells: int) -> None:
        self._cells += cells
        _refuse_many(self._source, self._cells)


def _span(stated: str | None) -> int:
    return min(int(stated), _SPAN) if stated and stated.isdecimal() and int(stated[:6]) else 1


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[\d.,]+", text))


def _spreadsheet_ml(source: Source) -> Sheets:
    """Read the sheets of Excel 2003 XML, by name; hidden ones are left out."""
    sheets: dict[str, Rows] = {}
    hidden: set[str] = set()
    hidden_rows: dict[str, list[int]] = {}
    sheet, column, cells = "", 0, 0
    texts: list[str] | None = None

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal sheet, column, texts, cells
        attributes = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        index = attributes.get("Index", "")
        if name == "Worksheet":
            sheet = attributes.get("Name", str(len(sheets) + 1))
            sheets[sheet], hidden_rows[sheet] = [], []
        elif name == "Row" and sheet:
            missing = int(index) - 1 - len(sheets[sheet]) if index.isdecimal() else 0
            cells += max(missing, 0)
            _refuse_many(source, cells)
            sheets[sheet].extend([] for _ in range(missing))
            sheets[sheet].append([])
            if attributes.get("Hidden") == "1":
                hidden_rows[sheet].append(len(sheets[sheet]))
            column = 0
        elif name == "Cell" and sheet and sheets[sheet]:
            row = sheets[sheet][-1]
            column = int(index) - 1 if index.isdecimal() else column
            cells += max(column + 1 - len(row), 0)
            _refuse_many(source, cells)
            row.extend([""] * (column + 1 - len(row)))
            across = attributes.get("MergeAcross", "")
            column += 1 + (int(across) if across.isdecimal() and len(across) < 5 else 0)
        elif name in {"Data", "Visible"}:
            texts = []

    def end(name: str) -> None:
        nonlocal texts
        if texts is None or name not in {"Data", "Visible"}:
            return
        text, texts = "".join(texts), None
        if name == "Visible" and text != "SheetVisible":
            hidden.add(sheet)
        elif name == "Data" and sheet and sheets[sheet] and sheets[sheet][-1]:
            sheets[sheet][-1][-1] = text

    with source.path.open("rb") as file:
        read_through(file, begin, end, lambda text: texts.append(text) if texts is not None else 0)
    shown = {name: _level(rows) for name, rows in sheets.items() if name not in hidden}
    return shown, hidden_rows


def _refuse_many(source: Source, cells: int) -> None:
    if cells > LIMITS.kept_cells * 4:
        raise TableError(source.issue("issue.too_many_values", most=LIMITS.kept_cells * 4))


def _level(rows: Rows) -> Rows:
    """Make all rows as wide as the widest."""
    width = max(map(len, rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]
