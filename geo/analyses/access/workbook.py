"""Who reaches a service and who lacks it, community by community, as a sheet to print."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final

from xlsxwriter import Workbook

from geo.core.periods import first_day
from geo.publish.spreadsheet_safety import one_line
from geo.publish.workbook_style import (
    INERT,
    Column,
    Styles,
    set_up_page,
    write_banner,
    write_header,
    write_notes,
    write_value,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from geo.core.results import Results

_HEADER_ROW: Final = 2
_FIRST_ROW: Final = 4
WIDTHS: Final = {
    "underserved_rank": 6.0,
    "district_name": 12.0,
    "subdistrict_name": 14.0,
    "community_name": 22.0,
    "underserved": 20.0,
    "floating_population": 11.0,
    "population_within": 11.0,
    "population_within_min": 11.0,
    "population_within_max": 11.0,
    "population_not_reaching": 11.0,
    "population_not_timed": 11.0,
    "population_underserved": 12.0,
    "population_passed_over": 12.0,
    "population_within_capacity": 12.0,
    "population_over_capacity": 12.0,
    "median_minutes": 11.0,
    "underserved_area": 8.0,
}
"""Columns in order, and their widths."""
_TEXTS: Final = ("district_name", "subdistrict_name", "community_name")


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
        For the name of the city and the period; the workbook is dated by it, so that the same table
        gives the same bytes.
    asked
        The service, limit and mode in words; and what else the table is of.
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
        title = styles.say("access.book.title", city=one_line(results.city.name, 60))
        created = first_day(results.period).replace(tzinfo=None)
        book.set_properties({"title": one_line(title), "created": created})
        sheet = book.add_worksheet(styles.say("access.book.sheet"))
        columns = [
            Column(name, styles.say(f"access.header.{name}"), width)
            for name, width in WIDTHS.items()
        ]
        set_up_page(sheet, title, styles)
        write_banner(sheet, title, asked, len(columns), styles)
        write_header(sheet, _HEADER_ROW, columns, styles)
        sheet.set_row(_HEADER_ROW + 1, 36)
        sheet.repeat_rows(_HEADER_ROW, _FIRST_ROW - 1)
        sheet.freeze_panes(_FIRST_ROW, 0)
        for row, community in enumerate(communities[list(WIDTHS)].to_dict("records"), _FIRST_ROW):
            kind = styles.say(f"underserved.{community['underserved']}")
            for position, (name, value) in enumerate(community.items()):
                looks = ("text",) if name in _TEXTS else ()
                shown = kind if name == "underserved" else value
                number = "ordinal" if name in {"underserved_rank", "underserved_area"} else ""
                write_value(sheet, (row, position), shown, styles, *looks, number=number)
        write_notes(sheet, _FIRST_ROW + len(communities), notes, columns, styles)
    return target.getvalue()
