"""A sheet that filters and pivots: one header, a row a record, nothing merged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.publish.spreadsheet_safety import display_width, one_line
from geo.publish.workbook_style import set_up_page

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from geo.publish.workbook_style import Styles

_NARROWEST, _WIDEST, _SAMPLE = 7.0, 26.0, 300
_BUTTON: Final = 2.5  # what the arrow of a filter covers, in characters
_HEADER_LINES: Final = 2


def write_flat_sheet(sheet: Worksheet, frame: pd.DataFrame, title: str, styles: Styles) -> None:
    """Write a frame as a sheet for filters and pivot tables.

    Parameters
    ----------
    sheet
        Empty.
    frame
        Its columns are named as the headers are to read; text stays text, codes too, and what is
        missing is an empty cell, so that sums and means are those of what is known.
    title
        Printed above every page: the first row of the sheet is the header.
    """
    set_up_page(sheet, title, styles)
    sheet.set_header(f"&C&14{one_line(title, 100).replace('&', '&&')}", {"margin": 0.2})
    sheet.set_margins(left=0.45, right=0.45, top=0.7, bottom=0.7)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 0)
    for position, (header, values) in enumerate(frame.items()):
        sheet.set_column(position, position, _width(str(header), values))
        sheet.write_string(0, position, str(header), styles("cell", "header"))
        for row, value in enumerate(values, start=1):
            _write(sheet, (row, position), value, styles)
    sheet.set_row(0, 32)
    sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)


def _write(sheet: Worksheet, cell: tuple[int, int], value: Any, styles: Styles) -> None:
    if pd.isna(value):
        sheet.write_blank(*cell, None, styles("cell"))
    elif isinstance(value, str):
        sheet.write_string(*cell, one_line(value), styles("cell", "text"))
    else:
        whole = float(value).is_integer()
        sheet.write_number(*cell, float(value), styles("cell", "whole" if whole else "decimal"))


def _width(header: str, values: pd.Series[Any]) -> float:
    """Fit a column: its header may take two lines, most of its texts one."""
    texts = [value for value in values.head(_SAMPLE) if isinstance(value, str)]
    longest = max(map(display_width, texts), default=0)
    of_header = display_width(header) / _HEADER_LINES + _BUTTON
    return min(max(longest + 2.0, of_header, _NARROWEST), _WIDEST)
