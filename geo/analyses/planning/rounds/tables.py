"""The timetable of rounds as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.analyses.planning.rounds.timetables import clock

if TYPE_CHECKING:
    import pandas as pd

TIMES = ("arrives", "departs")


def with_clock(timetable: pd.DataFrame) -> pd.DataFrame:
    """Write the minutes after midnight of a timetable as ``HH:MM``; missing stays missing."""
    times = {name: timetable[name].map(clock, na_action="ignore").astype("str") for name in TIMES}
    return timetable.assign(**times)
