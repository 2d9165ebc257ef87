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
from geo.publish.table_sheet import Heading, numbered, write_table_sheet
from geo.publish.workbook_style import INERT, Styles

if TYPE_CHECKING:
    import pandas as pd

    from geo.analyses.planning.rounds.plan import Rounds
    from geo.core.results import Results

STOP_COLUMNS: Final = (
    *("stop", "name", "subdistrict_name", "district_name", "people", "visitors", "minutes"),
    "state",
)


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
        _write(styles, styles.say("rounds.book.stops"), Heading(title, sides), stops, notes)
        for number, (heading, calls) in enumerate(day_sheets(rounds, language), 1):
            table = with_clock(calls)[list(COLUMNS)]
            name = styles.say("rounds.book.sheet", number=number)
            _write(styles, name, Heading(f"{title} · {heading}", sides), table, [])
    return buffer.getvalue()


def shown_stops(rounds: Rounds, styles: Styles) -> pd.DataFrame:
    """Return the stops as they are written, what becomes of each in words."""
    stops = rounds.stops.rename(columns={"community_name": "name"})
    states = [styles.say(f"rounds.state.{state}") for state in stops["state"]]
    return stops.assign(state=states)[list(STOP_COLUMNS)]


def _write(
    styles: Styles, name: str, heading: Heading, table: pd.DataFrame, notes: list[str]
) -> None:
    """Write a sheet: a table under its heading, and notes below."""
    headers = {column: styles.say(f"rounds_header.{column}") for column in table}
    rows = table.rename(columns=headers)
    write_table_sheet(styles, name, heading, rows, numbered(notes, styles))
