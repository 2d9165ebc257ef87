"""How the workbook looks: fonts, borders, colours, and the set-up of its pages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from math import ceil
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.core.i18n import CHINESE, say
from geo.publish.maps.choropleth import STATE_COLOURS
from geo.publish.spreadsheet_safety import display_width, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_A4: Final = 9
# A name or number of a user is never run: not as a formula, not as a link.
INERT: Final = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
    # Column widths are counted in digits of this font, which most systems have, or one as wide.
    "default_format_properties": {
        "font_name": "Arial",
        "font_size": 10,
        "theme_font_name": "Arial",
        "font_scheme": False,
        "theme": -1,
    },
}
LINE_HEIGHT: Final = 15.0
"""Of a line of text, in points."""
# Every column is wider than its width by five pixels, of which a character has seven.
_PADDING: Final = 0.7

_LOOKS: Final[Mapping[str, Mapping[str, Any]]] = {
    "plain": {"font_size": 10, "valign": "vcenter"},
    "title": {
        "font_size": 18,
        "align": "center",
        "valign": "vcenter",
        "bold": True,
        "shrink": True,
    },
    "section": {"font_size": 12, "bold": True, "valign": "vcenter"},
    "cell": {"font_size": 10, "border": 1, "valign": "vcenter", "align": "center"},
    "header": {"bold": True, "text_wrap": True, "bg_color": "#E7E6E6"},
    "text": {"align": "left", "indent": 1, "text_wrap": True},
    "right": {"align": "right"},
    # "_)" keeps the width of a bracket free at the right: an indent is not kept by all programs.
    "whole": {"align": "right", "num_format": "#,##0_)"},
    "decimal": {"align": "right", "num_format": "#,##0.0#_)"},
    "ratio": {"align": "right", "num_format": "#,##0.0_)"},
    "ordinal": {"num_format": "0"},
    "percent": {"align": "right", "num_format": "0.0%_)"},
    "label": {"font_size": 10, "valign": "bottom"},
    "note": {"align": "left", "valign": "top", "text_wrap": True},
    "quiet": {"font_color": "#767676"},
    "total": {"bold": True, "bg_color": "#D9D9D9"},
    "district": {"bold": True, "bg_color": "#E9EFF7"},
    "subdistrict": {"bold": True, "bg_color": "#F6F8FB"},
    "community": {},
    **{f"status.{state}": {"bg_color": colour} for state, colour in STATE_COLOURS.items()},
    "on_dark": {"font_color": "#FFFFFF", "bold": True},
}


@dataclass
class Styles:
    """The cell formats of one workbook, each made once.

    Parameters
    ----------
    book
        The workbook.
    language
        ``"zh"`` or ``"en"``: of the words, and which fonts.
    looks
        Looks of this workbook alone, as xlsxwriter names properties.
    """

    book: Workbook
    language: str
    looks: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    _made: dict[tuple[str, ...], Format] = field(default_factory=dict)

    def __call__(self, *looks: str) -> Format:
        """Return the format that has all these looks; the last wins where two differ."""
        if looks not in self._made:
            body, heading = ("宋体", "黑体") if self.language == CHINESE else ("Arial", "Arial")
            font = heading if {"title", "section", "header"} & set(looks) else body
            merged = {"font_name": font}
            for look in looks:
                merged |= self.looks[look] if look in self.looks else _LOOKS[look]
            self._made[looks] = self.book.add_format(merged)
        return self._made[looks]

    def say(self, key: str, **values: object) -> str:
        """Return a text in the language of the workbook."""
        return say(key, self.language, **values)


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Parameters
    ----------
    name
        Column of the results.
    header
        What its header says.
    width
        In characters, a Chinese one counting two.
    above
        What the header above it says, shared with its neighbours; empty: its own header is two rows
        high.
    """

    name: str
    header: str
    width: float
    above: str = ""


def set_up_page(sheet: Worksheet, title: str, styles: Styles) -> None:
    """Make A4 landscape pages, one wide, with the title and page numbers in the footer."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.45, right=0.45, top=0.55, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.hide_gridlines(2)
    # In a footer "&" begins a code, and 255 characters are all it may have.
    named = one_line(title, 100).replace("&", "&&")
    sheet.set_footer(f"&L&9{named}&R&9{styles.say('book.page')}", {"margin": 0.3})


def write_banner(
    sheet: Worksheet,
    title: str,
    sides: tuple[str, str],
    columns: int,
    styles: Styles,
    first: int = 0,
) -> None:
    """Write the title over columns, and below it the norm at left and the units at right.

    Parameters
    ----------
    columns
        How many columns there are.
    first
        Of those written over. What stands in columns that are repeated on another page would be
        printed there in part.
    """
    sheet.merge_range(0, first, 0, columns - 1, title, styles("title"))
    sheet.set_row(0, 34)
    middle = (first + columns) // 2
    left, right = sides
    sheet.merge_range(1, first, 1, middle - 1, left, styles("plain"))
    sheet.merge_range(1, middle, 1, columns - 1, right, styles("plain", "right"))
    sheet.set_row(1, 20)


def write_header(sheet: Worksheet, row: int, columns: Sequence[Column], styles: Styles) -> None:
    """Write a header of two rows; neighbours with the same words above share them."""
    look = styles("cell", "header")
    for position, column in enumerate(columns):
        sheet.set_column(position, position, column.width)
        if not column.above:
            sheet.merge_range(row, position, row + 1, position, column.header, look)
            continue
        sheet.write_string(row + 1, position, column.header, look)
        if position == 0 or columns[position - 1].above != column.above:
            span = sum(other.above == column.above for other in columns)
            sheet.merge_range(row, position, row, position + span - 1, column.above, look)
    sheet.set_row(row, 22)
    sheet.set_row(row + 1, 22)


def write_value(
    sheet: Worksheet,
    cell: tuple[int, int],
    value: Any,
    styles: Styles,
    *looks: str,
    number: str = "",
) -> None:
    """Write a value as what it is: text as text, numbers as numbers, what is missing as a dash.

    Numbers look like whole numbers or decimals, as they are, unless ``number`` says how.
    """
    if pd.isna(value):
        sheet.write_string(*cell, styles.say("book.nothing"), styles("cell", *looks))
    elif isinstance(value, str):
        sheet.write_string(*cell, one_line(value), styles("cell", *looks))
    else:
        kind = number or ("whole" if float(value).is_integer() else "decimal")
        sheet.write_number(*cell, float(value), styles("cell", *looks, kind))


def write_state(
    sheet: Worksheet, cell: tuple[int, int], state: str, styles: Styles, *looks: str
) -> None:
    """Write a state in words on its colour."""
    dark = ["on_dark"] if state == "unstaffed" else []
    key = f"status.{state}"
    sheet.write_string(*cell, styles.say(key), styles("cell", *looks, key, *dark))


def write_notes(
    sheet: Worksheet,
    row: int,
    notes: Sequence[str],
    columns: Sequence[Column],
    styles: Styles,
    first: int = 0,
) -> None:
    """Write notes over the columns from ``first``, as high as need be; the print ends with them."""
    width = sum(column.width + _PADDING for column in columns[first:])
    sheet.write_string(row, first, styles.say("book.notes"), styles("label"))
    sheet.set_row(row, 22)
    for note in notes:
        row += 1
        sheet.merge_range(row, first, row, len(columns) - 1, note, styles("plain", "note"))
        sheet.set_row(row, height_of(note, width, styles.language))
    sheet.print_area(0, 0, row, len(columns) - 1)


def height_of(text: str, width: float, language: str) -> float:
    """Return the height in points that text needs in a cell of a width in characters.

    A digit of the standard font, the measure of widths, is wider than a letter of ours; a Chinese
    character or a word that does not fit leaves its place in the line.
    """
    letter = 0.95 if language == CHINESE else 0.8
    lines = (ceil(letter * display_width(line) / (width - 2)) for line in text.split("\n"))
    return LINE_HEIGHT * max(1, sum(lines)) + 2


def header_in_lines(header: str) -> str:
    r"""Break a Chinese header where it reads well: no bracket and no last character stands alone.

    Examples
    --------
    >>> header_in_lines("相距（公里）"), header_in_lines("可及性系数")
    ('相距\n（公里）', '可及性\n系数')
    """
    return re.sub(r"^(\w{3})(\w{2})$", r"\1\n\2", header.replace("（", "\n（"))
