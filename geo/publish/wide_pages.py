"""Sheets of many columns: on two pages beside each other, at a size that can be read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from geo.publish.spreadsheet_safety import display_width
from geo.publish.workbook_style import set_up_page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.worksheet import Worksheet

    from geo.publish.workbook_style import Column, Styles

_SCALE: Final = 90  # cells of 10 points are printed with 9
_PAGE: Final = 1036.0  # A4 across within the margins, at 96 pixels an inch
_CHARACTER, _BORDERS = 7, 5  # pixels of a column
_TITLE: Final = 1.75  # a character of the title, in those that columns are measured in


def wide_enough(columns: Sequence[Column], heading: str) -> list[Column]:
    """Widen columns alike until the title over them is whole, but not beyond a page."""
    width = sum(column.width for column in columns)
    page = (_PAGE - len(columns) * _BORDERS) / _CHARACTER
    wider = max(min(display_width(heading) * _TITLE, page) / width, 1.0)
    return [replace(column, width=column.width * wider) for column in columns]


def set_up_wide_page(
    sheet: Worksheet, heading: str, columns: Sequence[Column], repeated: int, styles: Styles
) -> int:
    """Set A4 landscape pages up: one wide if the columns fit at 9 points, else two wide.

    Parameters
    ----------
    sheet
        The sheet.
    heading
        For the footer.
    columns
        Those that are printed.
    repeated
        How many columns stand on both pages.
    styles
        Of the workbook.

    Returns
    -------
    int
        How many columns are on the first page at least.
    """
    set_up_page(sheet, heading, styles)
    pixels = [_CHARACTER * column.width + _BORDERS for column in columns]
    if sum(pixels) <= 100 * _PAGE / _SCALE:
        return len(columns)
    # Fitted, so that it is two pages with whatever fonts an office has; the first is filled first.
    sheet.fit_to_pages(2, 0)
    sheet.repeat_columns(0, repeated - 1)
    half = (sum(pixels) + sum(pixels[:repeated])) / 2
    return next(count for count in range(1, len(pixels) + 1) if sum(pixels[: count + 1]) > half)
