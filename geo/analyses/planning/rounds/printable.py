"""The timetable of rounds as pages to print: a vehicle and day each."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.analyses.planning.methods.calendar import weeks_of
from geo.analyses.planning.rounds.sentences import day_name
from geo.analyses.planning.rounds.timetables import clock
from geo.core.i18n import say
from geo.core.number_format import number
from geo.publish.printable import printable
from geo.publish.spreadsheet_safety import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.analyses.planning.rounds.plan import Rounds

COLUMNS: Final = ("position", "arrives", "departs", "name", "subdistrict_name", "visitors", "km")
_STYLE: Final = """
    * { box-sizing: border-box; }
    body { margin: 0 auto; padding: 24px 16px; max-width: 900px; color: #1f2937;
        font: 15px/1.5 "Source Sans 3", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC",
        sans-serif; }
    section { margin: 0 0 40px; }
    h1 { margin: 0; font-size: 24px; line-height: 1.3; overflow-wrap: anywhere; }
    h2 { margin: 4px 0 10px; padding-bottom: 4px; border-bottom: 2px solid #1f4e79;
        font-size: 20px; }
    .quiet { color: #5b6472; font-size: 14px; }
    .wide { overflow-x: auto; }
    table { width: 100%; border-collapse: collapse; }
    th, td { padding: 6px 8px; border: 1px solid #d5dae1; text-align: left;
        overflow-wrap: anywhere; }
    th { background: #eef2f7; }
    .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
    .depot td { color: #5b6472; }
    @page { size: A4; margin: 15mm 12mm; }
    @media print {
        body { padding: 0; max-width: none; font-size: 12pt; }
        section { margin: 0; break-after: page; }
        section:last-of-type { break-after: auto; }
        tr { break-inside: avoid; }
    }
"""
_NUMBERS: Final = ("position", "arrives", "departs", "visitors", "km")


def timetable_page(rounds: Rounds, city: str, language: str, note: str = "") -> bytes:
    """Write the timetable as one HTML file: on paper, a page for each vehicle and day.

    Parameters
    ----------
    rounds
        The plan.
    city
        The city's name, for the title.
    language
        ``"zh"`` or ``"en"``.
    note
        The city's own note, such as that it is invented.

    Returns
    -------
    bytes
        UTF-8; all text of users is escaped.
    """
    title = say("rounds.print.title", language, city=one_line(city, 60))
    body = list(_sheets(rounds, title, language))
    if not body:
        body = [f"<h1>{escape(title)}</h1>", f"<p>{escape(say('rounds.print.none', language))}</p>"]
    if note.strip():
        body.append(f'<p class="quiet">{escape(one_line(note, 2000))}</p>')
    return printable(title, body, _STYLE, language)


def day_sheets(rounds: Rounds, language: str) -> Iterator[tuple[str, pd.DataFrame]]:
    """Return the heading of each vehicle and day, and its calls with the columns of ``COLUMNS``."""
    weeks = weeks_of(rounds.asked.visits)
    subdistricts = rounds.stops.set_index("stop")["subdistrict_name"]
    for _, calls in rounds.timetable.groupby(["vehicle", "week", "weekday"]):
        vehicle, week, weekday = calls[["vehicle", "week", "weekday"]].iloc[0].tolist()
        day = day_name(week, weekday, weeks, language)
        heading = say("rounds.print.sheet", language, vehicle=vehicle, day=day)
        named = calls.assign(
            subdistrict_name=calls["stop"].map(subdistricts),
            km=(calls["distance_m"] / 1000).round(1),
        )
        yield heading, named.reset_index(drop=True)


def _sheets(rounds: Rounds, title: str, language: str) -> Iterator[str]:
    headers = "".join(
        f'<th scope="col"{_class(name)}>{escape(say(f"rounds_header.{name}", language))}</th>'
        for name in COLUMNS
    )
    for heading, calls in day_sheets(rounds, language):
        driven = number(calls["km"].sum())
        below = say(
            "rounds.print.below",
            language,
            stops=int(calls["stop"].notna().sum()),
            kilometres=driven,
            depot=one_line(str(calls["name"].iloc[0]), 60),
        )
        yield f"<section><h1>{escape(title)}</h1><h2>{escape(heading)}</h2>"
        yield f'<p class="quiet">{escape(below)}</p><div class="wide"><table>'
        yield f"<thead><tr>{headers}</tr></thead><tbody>"
        for call in calls.to_dict("records"):
            cells = "".join(
                f"<td{_class(name)}>{escape(_cell(call, name))}</td>" for name in COLUMNS
            )
            at_stop = pd.notna(call["stop"])
            yield f"<tr>{cells}</tr>" if at_stop else f'<tr class="depot">{cells}</tr>'
        yield "</tbody></table></div></section>"


def _class(name: str) -> str:
    return ' class="number"' if name in _NUMBERS else ""


def _cell(call: dict[Any, Any], name: str) -> str:
    value = call[name]
    if pd.isna(value) or (name == "position" and pd.isna(call["stop"])):
        return ""
    if name in {"arrives", "departs"}:
        return clock(int(value))
    return one_line(value, 120) if isinstance(value, str) else number(value)
