"""Who hands a table in: the unit and day above it, the names below it, or lines to fill in."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from geo.publish.spreadsheet_safety import one_line
from geo.publish.titles import place_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.worksheet import Worksheet

    from geo.core.results import Results
    from geo.publish.workbook_style import Column, Styles

_LONGEST: Final = 60


def write_reporting_unit(
    sheet: Worksheet,
    row: int,
    results: Results,
    columns: Sequence[Column],
    styles: Styles,
    first: int = 0,
) -> None:
    """Write the reporting unit at the left of a row, and the day of the report at its right.

    The day is the one that ``city.toml`` gives; without it there is a blank date to fill in.
    """
    sign_off = results.city.sign_off
    unit = one_line(sign_off.unit, _LONGEST) or place_name(results, styles.language)
    middle, last = (first + len(columns)) // 2, len(columns) - 1
    left = styles.say("book.reporting_unit", unit=unit)
    sheet.merge_range(row, first, row, middle - 1, left, styles("plain"))
    right = styles.say("book.reporting_date", date=said_day(sign_off.date, styles))
    sheet.merge_range(row, middle, row, last, right, styles("plain", "right"))
    sheet.set_row(row, 20)


def said_day(day: str, styles: Styles) -> str:
    """Write a day ``YYYY-MM-DD`` in words; a blank date where there is none."""
    if not day:
        return styles.say("book.blank_date")
    given = date.fromisoformat(day)
    return styles.say("book.date", year=given.year, month=given.month, day=given.day)


def write_signatures(
    sheet: Worksheet,
    row: int,
    results: Results,
    columns: Sequence[Column],
    styles: Styles,
    first: int = 0,
) -> None:
    """Write who prepared and who reviewed the table, or lines for them to sign on."""
    sign_off = results.city.sign_off
    names = {"prepared_by": sign_off.prepared_by, "reviewed_by": sign_off.reviewed_by}
    blank = styles.say("book.blank")
    told = {
        role: styles.say(f"book.{role}", name=one_line(name, _LONGEST) or blank)
        for role, name in names.items()
    }
    middle, last = (first + len(columns)) // 2, len(columns) - 1
    sheet.merge_range(row, first, row, middle - 1, told["prepared_by"], styles("label"))
    sheet.merge_range(row, middle, row, last, told["reviewed_by"], styles("label"))
    sheet.set_row(row, 30)
