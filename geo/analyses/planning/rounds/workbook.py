"""The timetable of rounds as a workbook: the stops, and a sheet for each vehicle and day."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final

from xlsxwriter import Workbook

from geo.analyses.planning.rounds.printable import COLUMNS, day_sheets
from geo.analyses.planning.rounds.sentences import rounds_sentences
from geo.analyses.planning.rounds.tables import with_clock
from geo.core.periods import period_name
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
    import pandas as pd

    from geo.analyses.planning.rounds.plan import Rounds
    from geo.core.results import Results

_HEADER_ROW, _FIRST_ROW = 2, 4
STOP_COLUMNS: Final = (
    *("stop", "name", "subdistrict_name", "district_name", "people", "visitors", "minutes"),
    "state",
)
_WIDTHS: Final = {"name": 24.0, "subdistrict_name": 18.0, "district_name": 14.0, "state": 26.0}
_TEXT: Final = ("name", "subdistrict_name", "district_name", "state")


def rounds_workbook(results: Results, rounds: Rounds, language: str) -> bytes:
    """Return the workbook of rounds."""
    buffer = BytesIO()
    with Workbook(buffer, INERT) as book:
        styles = Styles(book, language)
        city = one_line(results.city.name)
        title = styles.say("rounds.print.title", city=city)
        sides = period_name(results.period, language), styles.say("rounds.print.unit")
        notes = rounds_sentences(rounds, language)
        stops = shown_stops(rounds, styles)
        _write(styles, styles.say("rounds.book.stops"), (title, sides), (stops, notes))
        for number, (heading, calls) in enumerate(day_sheets(rounds, language), 1):
            table = with_clock(calls)[list(COLUMNS)]
            name = styles.say("rounds.book.sheet", number=number)
            _write(styles, name, (f"{title} · {heading}", sides), (table, []))
    return buffer.getvalue()


def shown_stops(rounds: Rounds, styles: Styles) -> pd.DataFrame:
    """Return the stops as they are written, what becomes of each in words."""
    stops = rounds.stops.rename(columns={"community_name": "name"})
    states = [styles.say(f"rounds.state.{state}") for state in stops["state"]]
    return stops.assign(state=states)[list(STOP_COLUMNS)]


def _write(
    styles: Styles,
    name: str,
    heading: tuple[str, tuple[str, str]],
    content: tuple[pd.DataFrame, list[str]],
) -> None:
    """Write a sheet: a table under its heading, and notes below."""
    (title, sides), (table, notes) = heading, content
    sheet = styles.book.add_worksheet(name)
    set_up_page(sheet, title, styles)
    columns = [
        Column(each, styles.say(f"rounds_header.{each}"), _WIDTHS.get(each, 12.0))
        for each in table.columns
    ]
    write_banner(sheet, title, sides, len(columns), styles)
    write_header(sheet, _HEADER_ROW, columns, styles)
    for row, values in enumerate(table.itertuples(index=False), _FIRST_ROW):
        for position, value in enumerate(values):
            looks = ["text"] if table.columns[position] in _TEXT else []
            write_value(sheet, (row, position), value, styles, *looks)
    numbered = [
        styles.say("book.note", number=place, note=note) for place, note in enumerate(notes, 1)
    ]
    write_notes(sheet, _FIRST_ROW + len(table) + 1, numbered, columns, styles)
