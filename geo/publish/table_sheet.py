"""A sheet to print with one table: its title, the table, and notes below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.publish.spreadsheet_safety import display_width, one_line
from geo.publish.workbook_style import (
    Column,
    set_up_page,
    write_banner,
    write_header,
    write_notes,
    write_value,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from geo.publish.workbook_style import Styles

_HEADER_ROW, _FIRST_ROW = 2, 4
_NARROWEST, _WIDEST, _SAMPLE = 9.0, 34.0, 200


@dataclass(frozen=True)
class Heading:
    """What stands above a table.

    Parameters
    ----------
    title
        Of the table, and in the footer.
    sides
        Below it, left and right, such as the period and the units.
    """

    title: str
    sides: tuple[str, str]


def write_table_sheet(
    styles: Styles, name: str, heading: Heading, rows: pd.DataFrame, notes: Sequence[str]
) -> None:
    """Add a sheet with one table to a workbook.

    Parameters
    ----------
    styles
        Of the workbook.
    name
        Of the sheet.
    rows
        Under headers in words; at least two columns.
    notes
        Below the table.
    """
    sheet = styles.book.add_worksheet(name)
    set_up_page(sheet, heading.title, styles)
    columns = [fitted_column(str(header), rows) for header in rows.columns]
    write_banner(sheet, heading.title, heading.sides, len(columns), styles)
    write_header(sheet, _HEADER_ROW, columns, styles)
    for row, values in enumerate(rows.itertuples(index=False), _FIRST_ROW):
        for position, value in enumerate(values):
            looks = ["text"] if isinstance(value, str) else []
            write_value(sheet, (row, position), value, styles, *looks)
    sheet.freeze_panes(_FIRST_ROW, 1)
    sheet.repeat_rows(_HEADER_ROW, _FIRST_ROW - 1)
    write_notes(sheet, _FIRST_ROW + len(rows) + 1, notes, columns, styles)


def fitted_column(header: str, rows: pd.DataFrame) -> Column:
    """Return a column as wide as its texts; its header may take two lines."""
    texts = [value for value in rows[header].head(_SAMPLE) if isinstance(value, str)]
    widest = max((display_width(one_line(text)) for text in texts), default=0)
    width = min(max(widest + 2.0, display_width(header) / 2 + 2.0, _NARROWEST), _WIDEST)
    return Column(header, header, width)


def numbered(notes: Sequence[str], styles: Styles) -> list[str]:
    """Return notes with their numbers."""
    return [styles.say("book.note", number=place, note=note) for place, note in enumerate(notes, 1)]
