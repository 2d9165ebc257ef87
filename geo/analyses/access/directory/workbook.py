"""The directory of sites as a workbook: a sheet to print, by district."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from xlsxwriter import Workbook

from geo.analyses.access.directory.listing import by_district, services_told
from geo.core.periods import first_day
from geo.publish.sign_off import write_reporting_unit, write_signatures
from geo.publish.spreadsheet_safety import one_line
from geo.publish.titles import title
from geo.publish.workbook_style import (
    INERT,
    Column,
    Styles,
    height_of,
    set_up_page,
    write_banner,
    write_header,
    write_value,
)

if TYPE_CHECKING:
    import pandas as pd
    from xlsxwriter.worksheet import Worksheet

    from geo.core.results import Results

_UNIT_ROW: Final = 2
_HEADER_ROW: Final = 3
_FIRST_ROW: Final = 5
_WIDTHS: Final = {
    "subdistrict_name": 16.0,
    "site_name": 28.0,
    "services": 34.0,
    "address": 30.0,
    "phone": 16.0,
    "hours": 24.0,
}


def directory_workbook(listed: pd.DataFrame, results: Results, language: str) -> bytes:
    """Make the workbook of a directory.

    Parameters
    ----------
    listed
        From :func:`geo.analyses.access.directory.listing.site_directory`.
    results
        For the place, the period and who hands the table in; the workbook is dated by the period,
        so that the same directory gives the same bytes.
    language
        ``"zh"`` or ``"en"``.

    Returns
    -------
    bytes
        An ``.xlsx`` of one sheet: a line for every district with its number of sites, below it
        the sites. All is text but the running numbers; nothing is a formula or a link.
    """
    target = BytesIO()
    with Workbook(target, INERT) as book:
        styles = Styles(book, language)
        heading = title(results, language, "directory.title")
        created = first_day(results.period).replace(tzinfo=None)
        book.set_properties({"title": one_line(heading), "created": created})
        sheet = book.add_worksheet(styles.say("directory.sheet"))
        columns = _columns(styles)
        set_up_page(sheet, heading, styles)
        sides = ("", styles.say("directory.sites", sites=len(listed)))
        write_banner(sheet, heading, sides, len(columns), styles)
        write_reporting_unit(sheet, _UNIT_ROW, results, columns, styles)
        write_header(sheet, _HEADER_ROW, columns, styles)
        sheet.repeat_rows(_HEADER_ROW, _FIRST_ROW - 1)
        last = _write_districts(sheet, listed, columns, styles)
        write_signatures(sheet, last + 1, results, columns, styles)
        sheet.print_area(0, 0, last + 1, len(columns) - 1)
        sheet.freeze_panes(_FIRST_ROW, 0)
    return target.getvalue()


def _columns(styles: Styles) -> list[Column]:
    return [
        Column("number", styles.say("book.header.number"), 5.5),
        *(Column(name, styles.say(f"directory.{name}"), width) for name, width in _WIDTHS.items()),
    ]


def _write_districts(
    sheet: Worksheet, listed: pd.DataFrame, columns: list[Column], styles: Styles
) -> int:
    """Write every district and its sites; return the last row written."""
    row, number = _FIRST_ROW, 0
    for district, sites in by_district(listed, styles.language):
        heading = styles.say("directory.district", district=district, sites=len(sites))
        sheet.merge_range(
            row, 0, row, len(columns) - 1, heading, styles("cell", "district", "text")
        )
        sheet.set_row(row, 20)
        for site in sites.to_dict("records"):
            row, number = row + 1, number + 1
            height = _write_site(sheet, row, site | {"number": number}, columns, styles)
            sheet.set_row(row, height)
        row += 1
    return max(row - 1, _FIRST_ROW)


def _write_site(
    sheet: Worksheet, row: int, site: dict[Any, Any], columns: list[Column], styles: Styles
) -> float:
    """Write a site; return the height it needs."""
    heights = [18.0]
    for position, column in enumerate(columns):
        value = site[column.name]
        if column.name == "services":
            value = services_told(value, styles.language) or None
        if column.name == "number":
            write_value(sheet, (row, position), value, styles, number="ordinal")
            continue
        write_value(sheet, (row, position), value, styles, "text")
        text = one_line(value) if isinstance(value, str) else ""
        heights.append(height_of(text, column.width, styles.language))
    return max(heights)
