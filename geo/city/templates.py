"""A workbook to fill in: a sheet for each table with its headers, and one row as an example."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from geo.city.schemas import TABLES, headers
from geo.city.settings_editor import meaning_key
from geo.core.i18n import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlsxwriter.workbook import Workbook

SHEETS: Final[Mapping[str, str]] = {
    "communities": "upload.boundaries",
    "records": "upload.records",
    "staff": "upload.staff",
    "sites": "upload.sites",
    "candidates": "upload.candidates",
    "travel_times": "upload.travel_times",
    "travel_time_origins": "upload.travel_time_origins",
    "agreements": "upload.agreements",
    "notices": "upload.notices",
    "out_migrants": "upload.out_migrants",
    "flows": "upload.flows",
    "crosswalk": "upload.crosswalk",
    "partner_places": "upload.partner_places",
    "norms": "upload.norms",
    "activities": "upload.activities",
    "workloads": "upload.workloads",
    "working_time": "upload.working_time",
}
"""The tables with a template, and the key of what their sheet is called."""
# Examples that are the same in both languages; the others are words.
_EXAMPLES: Final[Mapping[str, str]] = {
    "community_code": "990101001001",
    "site_id": "S01",
    "origin_id": "P0001",
    "subdistrict_code": "990101001",
    "district_code": "990101",
    "community_name_second": "Sample community",
    "subdistrict_name_second": "Sample subdistrict",
    "district_name_second": "Sample district",
    "registered": "2400",
    "lon": "103.505",
    "lat": "40.505",
    "count": "1",
    "origin": "990102",
    "period": "2026-10",
    "period_year": "2026",
    "record_id": "R0000001",
    "phone": "010-00000000",
    "staff": "4",
    "capacity": "600",
    "cost": "120",
    "posts": "2",
    "place_a": "990101",
    "place_b": "411500",
    "signed_on": "2026-01-31",
    "valid_until": "2028-12-31",
    "notices_sent": "120",
    "notices_answered": "96",
    "notices_answered_in_time": "80",
    "notices_received": "45",
    "notices_replied": "44",
    "notices_replied_in_time": "41",
    "sent_on": "2026-09-01",
    "answered_on": "2026-09-04",
    "destination": "411500",
    "flow": "1200",
    "old_code": "990101001901",
    "new_code": "990101001001",
    "share": "0.6",
    "minutes": "12.5",
    "place_code": "BE10",
    "place_name": "Bruxelles",
    "residents": "5200",
    "households": "1900",
    "per_people": "500",
    "min_people": "0",
    "in_force_from": "2010-04-07",
    "time": "15",
    "staff_doing": "1",
    "times_per_person": "2",
    "annual_count": "4800",
    "days_per_week": "5",
    "hours_per_day": "8",
    "weeks": "52",
    "public_holidays": "13",
    "annual_leave": "10",
    "sick_leave": "5",
    "other_leave": "5",
}


def example(column: str, language: str) -> str:
    """Return what a cell of a column looks like.

    Examples
    --------
    >>> example("community_code", "en"), example("kind", "en")
    ('990101001001', 'urban village')
    """
    return _EXAMPLES.get(column) or say(f"example.{column}", language)


def template_workbook(language: str) -> bytes:
    """Make the workbook: what each column means, then a sheet for each table.

    Parameters
    ----------
    language
        Of the headers, meanings and examples.
    """
    from xlsxwriter import Workbook  # noqa: PLC0415  # slow to import

    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(content, options) as book:
        _write_about(book, language)
        for table, title in SHEETS.items():
            _write_table(book, table, say(title, language), language)
    return content.getvalue()


def _write_about(book: Workbook, language: str) -> None:
    """Write what every column means, by table."""
    sheet = book.add_worksheet(say("template.about", language))
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    bold = book.add_format({"bold": True, "bg_color": "#E7E6E6"})
    headers_told = (
        "template.table",
        "template.column",
        "template.needed",
        "template.meaning",
        "template.example",
    )
    for place, width in enumerate((16, 26, 14, 60, 24)):
        sheet.set_column(place, place, width, wrapped)
    sheet.merge_range(0, 0, 0, len(headers_told) - 1, say("template.header", language), wrapped)
    sheet.merge_range(1, 0, 1, len(headers_told) - 1, say("template.boundaries", language), wrapped)
    sheet.set_row(0, 48)
    sheet.set_row(1, 32)
    for place, header in enumerate(headers_told):
        sheet.write_string(3, place, say(header, language), bold)
    row = 4
    for table, title in SHEETS.items():
        for header, column in zip(headers(table, language), TABLES[table].columns, strict=True):
            needed = "template.yes" if column.needed else _either(table, column.name)
            cells = (
                say(title, language),
                header,
                say(needed, language) if needed else "",
                say(meaning_key(table, column.name), language),
                example(column.name, language),
            )
            for place, text in enumerate(cells):
                sheet.write_string(row, place, text, wrapped)
            row += 1
    sheet.freeze_panes(4, 0)


def _either(table: str, column: str) -> str:
    """Report the columns of records and staff of which one place is enough."""
    places = {"records": ("lon", "lat", "community_code"), "staff": ("community_code",)}
    return "template.either" if column in places.get(table, ()) else ""


def _write_table(book: Workbook, table: str, title: str, language: str) -> None:
    """Write headers and one row, every column as text, so that no code becomes a number."""
    sheet = book.add_worksheet(title)
    text = book.add_format({"num_format": "@"})
    bold = book.add_format({"bold": True, "bg_color": "#E7E6E6", "num_format": "@"})
    for place, (header, column) in enumerate(
        zip(headers(table, language), TABLES[table].columns, strict=True)
    ):
        cell = example(column.name, language)
        sheet.set_column(place, place, 2 * max(len(header), len(cell) / 2) + 4, text)
        sheet.write_string(0, place, header, bold)
        sheet.write_string(1, place, cell, text)
        sheet.write_comment(0, place, say(meaning_key(table, column.name), language))
    sheet.freeze_panes(1, 0)
