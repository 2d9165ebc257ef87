"""Rounds as files: the timetable to print, a workbook, a table, and layers for GIS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.analyses.planning.rounds.layers import FILE, rounds_geopackage
from geo.analyses.planning.rounds.printable import timetable_page
from geo.analyses.planning.rounds.tables import with_clock
from geo.analyses.planning.rounds.workbook import rounds_workbook
from geo.publish.csv import csv_bytes

if TYPE_CHECKING:
    from geo.analyses.planning.rounds.plan import Rounds
    from geo.core.results import Results

PRINT, WORKBOOK, TABLE, LAYER = "print", "workbook", "table", "layer"
FILES: Final = {
    PRINT: "timetable.html",
    WORKBOOK: "rounds.xlsx",
    TABLE: "rounds.csv",
    LAYER: FILE,
}
"""The name of each file."""


def rounds_file(results: Results, rounds: Rounds, language: str, kind: str) -> bytes:
    """Return rounds as one of :data:`FILES`; layers are empty where there is nothing to draw."""
    if kind == PRINT:
        return timetable_page(rounds, results.city.name, language, results.city.note)
    if kind == WORKBOOK:
        return rounds_workbook(results, rounds, language)
    if kind == TABLE:
        return csv_bytes(with_clock(rounds.timetable))
    return rounds_geopackage(results, rounds)
