"""How the command speaks: the language, progress bars, the account, and JSON for machines."""

from __future__ import annotations

import json
import os
import sys
import time
from typing import TYPE_CHECKING, Any

import click

from geo.core.i18n import CHINESE, ENGLISH, Term, say
from geo.core.record_outcomes import LOST, MERGED, UNDATED, UNUSABLE
from geo.publish.spreadsheet_safety import display_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from geo.core.issues import Issue
    from geo.core.results import Results

PATIENCE_S = 1.0
"""Work shorter than this shows no bar."""


def interface_language(environment: Mapping[str, str] = os.environ) -> str:
    """Choose the language that the user's terminal is set to.

    Examples
    --------
    >>> interface_language({"LANG": "zh_CN.UTF-8"}), interface_language({})
    ('zh', 'en')
    """
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return CHINESE if environment[name].startswith(CHINESE) else ENGLISH
    return ENGLISH


class Bars:
    """A progress bar on standard error for each stage that takes more than a second."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._stage = ""
        self._since = 0.0
        self._bar: Any = None
        self._shown = 0

    def __call__(self, stage: str, share: float) -> None:
        """Show how far the stage is, once it has taken longer than one has patience for."""
        if stage != self._stage:
            self.close()
            self._stage, self._since = stage, time.monotonic()
        waited = time.monotonic() - self._since > PATIENCE_S
        if self._bar is None and share < 1 and waited and sys.stderr.isatty():
            label = say(stage, self._language)
            self._bar = click.progressbar(length=100, label=label, file=sys.stderr)
            self._bar.render_progress()
        if self._bar is not None:
            self._bar.update(int(share * 100) - self._shown)
            self._shown = int(share * 100)
            if share >= 1:
                self.close()

    def close(self) -> None:
        """End the bar of the stage in work."""
        if self._bar is not None:
            self._bar.render_finish()
        self._bar, self._shown = None, 0


def summary(results: Results, language: str) -> str:
    """State in one sentence how far a city is from the norm."""
    total = results.city_total.iloc[0]
    unknown = total.isna()
    lacking = {
        "floating_population": "cli.run_nobody",
        "required_staff": "cli.run_incomplete",
        "staff": "cli.run_done_no_roster",
    }
    key = next((key for name, key in lacking.items() if unknown[name]), "cli.run_done")
    shown = {str(name): value for name, value in total.items()}
    sentence = say(key, language, name=results.city.name, period=results.period, **shown)
    caveat = say("cli.run_at_least", language, **shown) if total["communities_incomplete"] else ""
    return sentence + caveat


def access_summary(results: Results, language: str) -> list[str]:
    """State who reaches a service site, between which bounds; nothing without sites or people."""
    from geo.analyses.access.methods.coverage import PLACED  # noqa: PLC0415
    from geo.analyses.access.model import AccessModel  # noqa: PLC0415  # the command starts lean
    from geo.analyses.access.modes import said_mode  # noqa: PLC0415
    from geo.analyses.access.products import Access  # noqa: PLC0415  # the command starts lean

    access = results.get(AccessModel)
    if access is None:
        return []
    total = results[Access].city.iloc[0]
    if total.isna()["share_within"]:
        return []
    known = sum(total[f"population_{state}"] for state in PLACED)
    sentence = say(
        "cli.access_estimated" if access.of_mode().representative else "cli.access_done",
        language,
        mode=said_mode(access.mode_of(), language),
        minutes=access.minutes_of(),
        within=total["population_within"],
        known=known,
        share=total["share_within"],
        way=Term(f"travel_time_source.{access.of_mode().source.name}"),
    )
    told = [sentence]
    bounds = {end: total[f"population_within_{end}"] for end in ("min", "max")}
    if bounds["min"] < bounds["max"]:
        shares = {f"share_{end}": total[f"share_within_{end}"] for end in bounds}
        everybody = total["population_location_unknown"] + known
        told.append(say("cli.access_range", language, all=everybody, **bounds, **shares))
    return told


def account_lines(record_account: pd.DataFrame, notes: pd.DataFrame, language: str) -> list[str]:
    """Describe the account of rows and persons, a line for each outcome of each stage."""
    lines = []
    for stage, rows in record_account.groupby("stage", sort=False) if len(record_account) else ():
        summed = rows.groupby("outcome", sort=False)[["rows", "persons"]].sum()
        total = {"rows": summed["rows"].sum(), "persons": summed["persons"].sum()}
        lines.append(say("cli.stage", language, stage=Term(f"account.{stage}"), **total))
        lines += _lines_of(summed, "outcome", language)
    if len(notes):
        lines.append(say("cli.notes", language))
        lines += _lines_of(notes.groupby("note")[["rows", "persons"]].sum(), "note", language)
    return lines


def row_lines(file_rows: pd.DataFrame, language: str) -> list[str]:
    """Describe where the rows of files went of which some were left out, a line each."""
    from geo.core.row_account import LEFT_OUT  # noqa: PLC0415

    lines = []
    for row in file_rows[file_rows["read"] != file_rows["used"]].to_dict("records"):
        reasons = [
            say(f"left_out.{reason}", language, rows=row[reason])
            for reason in LEFT_OUT
            if row[reason]
        ]
        left_out = say("left_out.separator", language).join(reasons)
        counts = {"file": row["file"], "read": row["read"], "used": row["used"]}
        lines.append(say("cli.rows", language, left_out=left_out, **counts))
    return lines


def time_lines(seconds: Mapping[str, float], language: str) -> list[str]:
    """State the processor time of each stage of a run, a line each."""
    return [
        say("cli.stage_seconds", language, stage=Term(stage), seconds=taken)
        for stage, taken in seconds.items()
    ]


def _lines_of(summed: pd.DataFrame, section: str, language: str) -> list[str]:
    lines = []
    for name, row in zip(summed.index, summed.itertuples(), strict=True):
        line = (
            "cli.rejected_records" if name in UNUSABLE + LOST + MERGED + UNDATED else "cli.outcome"
        )
        label = Term(f"{section}.{name}")
        lines.append(say(line, language, outcome=label, rows=row.rows, persons=row.persons))
    return lines


def as_json(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Turn a frame into JSON records; what is missing is null."""
    records: list[dict[str, Any]] = json.loads(frame.to_json(orient="records", force_ascii=False))
    return records


def aligned(rows: list[list[str]]) -> list[str]:
    """Write rows of a table in aligned columns.

    Examples
    --------
    >>> aligned([["站点", "1"], ["A", "20"]])
    ['站点  1', 'A     20']
    """
    widths = [max(map(display_width, cells)) for cells in zip(*rows, strict=True)]
    return ["  ".join(map(_padded, row, widths)).rstrip() for row in rows]


def _padded(text: str, width: int) -> str:
    """Fill a text up with blanks; a sign of Chinese is as wide as two."""
    return text + " " * (width - display_width(text))


def issues_as_json(issues: Iterable[Issue], language: str) -> list[dict[str, Any]]:
    """Turn issues into JSON records, with the sentence in the user's language."""
    return [
        {
            "what": issue.what,
            "severity": issue.severity,
            "file": issue.file,
            "sheet": issue.sheet,
            "row": issue.row,
            "rows": issue.rows,
            "column": issue.column,
            "value": issue.value,
            "sentence": issue.sentence(language),
        }
        for issue in issues
    ]
