"""Who reaches a service and who lacks it, community by community, as a sheet to print."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from xlsxwriter import Workbook

from geo.core.i18n import CHINESE
from geo.core.periods import first_day
from geo.publish.sign_off import write_reporting_unit, write_signatures
from geo.publish.spreadsheet_safety import display_width, one_line
from geo.publish.titles import title
from geo.publish.workbook_style import (
    INERT,
    LINE_HEIGHT,
    Column,
    Styles,
    header_in_lines,
    height_of,
    set_up_page,
    write_banner,
    write_header,
    write_notes,
    write_value,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from xlsxwriter.worksheet import Worksheet

    from geo.core.results import Results

_UNIT_ROW: Final = 2
_HEADER_ROW: Final = 3
_FIRST_ROW: Final = 5
WIDTHS: Final = {
    "underserved_rank": 5.0,
    "district_name": 9.0,
    "subdistrict_name": 11.0,
    "community_name": 15.0,
    "underserved": 14.0,
    "floating_population": 8.2,
    "population_within": 8.2,
    "population_within_min": 8.2,
    "population_within_max": 8.2,
    "population_not_reaching": 8.2,
    "population_not_timed": 7.0,
    "population_underserved": 8.2,
    "population_passed_over": 8.2,
    "population_within_capacity": 8.2,
    "population_over_capacity": 8.2,
    "median_minutes": 8.2,
    "underserved_area": 5.0,
}
"""Columns in order, and their widths: together a page across at nine points."""
_TEXTS: Final = ("district_name", "subdistrict_name", "community_name", "underserved")
_NUMBERS: Final = {
    **dict.fromkeys(("underserved_rank", "underserved_area"), "ordinal"),
    "median_minutes": "ratio",
}


def access_workbook(
    communities: pd.DataFrame,
    results: Results,
    asked: tuple[str, str],
    notes: Sequence[str],
    language: str,
) -> bytes:
    """Make the workbook of accessibility.

    Parameters
    ----------
    communities
        A row a community, with the columns of :data:`WIDTHS`.
    results
        For the place, the period and who hands the table in; the workbook is dated by the period,
        so that the same table gives the same bytes.
    asked
        The service, limit and mode in words; and the units of the figures.
    notes
        Below the table: the rule, whom it passes over, what areas and capacity are.
    language
        ``"zh"`` or ``"en"``.

    Returns
    -------
    bytes
        An ``.xlsx`` of one sheet; nothing is a formula or a link.
    """
    target = BytesIO()
    with Workbook(target, INERT) as book:
        styles = Styles(book, language)
        heading = title(results, language, "access.book.title")
        created = first_day(results.period).replace(tzinfo=None)
        book.set_properties({"title": one_line(heading), "created": created})
        sheet = book.add_worksheet(styles.say("access.book.sheet"))
        columns = [Column(name, _header(name, styles), width) for name, width in WIDTHS.items()]
        set_up_page(sheet, heading, styles)
        write_banner(sheet, heading, asked, len(columns), styles)
        write_reporting_unit(sheet, _UNIT_ROW, results, columns, styles)
        write_header(sheet, _HEADER_ROW, columns, styles)
        sheet.set_row(_HEADER_ROW + 1, 36 if language == CHINESE else 84)
        sheet.repeat_rows(_HEADER_ROW, _FIRST_ROW - 1)
        sheet.freeze_panes(_FIRST_ROW, 0)
        for row, community in enumerate(communities[list(WIDTHS)].to_dict("records"), _FIRST_ROW):
            kind = styles.say(f"underserved.{community['underserved']}")
            _write_community(sheet, row, community | {"underserved": kind}, columns, styles)
        after = _FIRST_ROW + len(communities)
        write_signatures(sheet, after, results, columns, styles)
        write_notes(sheet, after + 1, notes, columns, styles)
    return target.getvalue()


def _header(name: str, styles: Styles) -> str:
    words = styles.say(f"access.header.{name}")
    return header_in_lines(words) if styles.language == CHINESE else words


def _write_community(
    sheet: Worksheet,
    row: int,
    community: Mapping[Any, Any],
    columns: Sequence[Column],
    styles: Styles,
) -> None:
    """Write a row, as high as its texts need."""
    height = LINE_HEIGHT
    for position, column in enumerate(columns):
        value = community[column.name]
        looks = ("text",) if column.name in _TEXTS else ()
        number = _NUMBERS.get(column.name, "")
        write_value(sheet, (row, position), value, styles, *looks, number=number)
        if looks and isinstance(value, str) and display_width(value) + 1 > column.width:
            height = max(height, height_of(value, column.width, styles.language))
    sheet.set_row(row, height)
