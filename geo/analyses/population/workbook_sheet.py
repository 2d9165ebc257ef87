"""The sheet that accounts for the data: every file, every row, and what was not used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from geo.analyses.population.methods.account import STAGES
from geo.analyses.population.model import Population
from geo.core.issues import sentences
from geo.core.periods import period_name
from geo.core.record_outcomes import LOCATED, OUTCOMES
from geo.publish.titles import title
from geo.publish.workbook_style import height_of, set_up_page, write_banner, write_value

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import pandas as pd
    from xlsxwriter.worksheet import Worksheet

    from geo.core.results import Results
    from geo.publish.workbook_style import Styles

_WIDTHS: Final = (32, 19, 17, 40, 12, 14)
_ROWS_SHOWN: Final = 8
_ORDER: Final = {outcome: place for place, outcome in enumerate(("kept", *OUTCOMES))}


def write_account(results: Results, styles: Styles) -> None:
    """Add the sheet: where records went, why some were not counted, remarks, columns, warnings."""
    sheet = styles.book.add_worksheet(styles.say("book.sheet_account"))
    heading = title(results, styles.language, "book.title_account")
    for position, width in enumerate(_WIDTHS):
        sheet.set_column(position, position, width)
    set_up_page(sheet, heading, styles)
    write_banner(sheet, heading, ("", styles.say("book.unit_account")), len(_WIDTHS), styles)
    row = 2
    for block in (_records, _rejected_records, _notes, _dropped, _warnings):
        row = _write_block(sheet, row, block(results, styles), styles) + 1
    sheet.print_area(0, 0, row - 2, len(_WIDTHS) - 1)
    sheet.repeat_rows(0, 1)
    sheet.freeze_panes(2, 0)


@dataclass(frozen=True)
class _Block:
    """A small table: its columns as (words of the header, first and last column of the sheet)."""

    heading: str
    columns: Sequence[tuple[str, int, int]]
    rows: Sequence[tuple[Any, ...]]
    sums: Collection[int] = ()


def _write_block(sheet: Worksheet, row: int, block: _Block, styles: Styles) -> int:
    """Write a block, or that there is nothing in it; return the row after it."""
    last = len(_WIDTHS) - 1
    sheet.merge_range(row, 0, row, last, styles.say(block.heading), styles("section"))
    sheet.set_row(row, 24)
    if not block.rows:
        sheet.merge_range(
            row + 1, 0, row + 1, last, styles.say("book.record_account.none"), styles("plain")
        )
        return row + 2
    headers = tuple(styles.say(label_key) for label_key, _, _ in block.columns)
    _write_row(sheet, row + 1, block, headers, styles, "header")
    for number, values in enumerate(block.rows):
        look = "total" if number in block.sums else "community"
        _write_row(sheet, row + 2 + number, block, values, styles, look)
    return row + 2 + len(block.rows)


def _write_row(
    sheet: Worksheet, row: int, block: _Block, values: Sequence[Any], styles: Styles, look: str
) -> None:
    heights = [18.0]
    for value, (_, first, last) in zip(values, block.columns, strict=True):
        looks = (look, "text") if isinstance(value, str) and look != "header" else (look,)
        if last > first:
            sheet.merge_range(row, first, row, last, "", styles("cell", *looks))
        write_value(sheet, (row, first), value, styles, *looks)
        if isinstance(value, str):
            heights.append(height_of(value, sum(_WIDTHS[first : last + 1]), styles.language))
    sheet.set_row(row, max(heights))


def _records(results: Results, styles: Styles) -> _Block:
    rows: list[tuple[Any, ...]] = []
    sums = []
    for file, of_file in results[Population].record_account.groupby("file", sort=False):
        for stage in STAGES:
            part = of_file[of_file["stage"] == stage]
            part = part.sort_values("outcome", key=_place).sort_values("period", kind="stable")
            stage_label = styles.say(f"stage_of_account.{stage}")
            rows += [
                (
                    file,
                    stage_label,
                    period_name(str(line.period), styles.language) or None,
                    styles.say(f"outcome.{line.outcome}"),
                    line.rows,
                    _known(line.outcome, line.persons),
                )
                for line in part.itertuples()
            ]
            sums.append(len(rows))
            total = styles.say("book.stage_total", stage=stage_label)
            rows.append((file, total, None, None, part["rows"].sum(), part["persons"].sum()))
    columns = [
        ("book.header.file", 0, 0),
        ("book.header.stage", 1, 1),
        ("book.header.period", 2, 2),
        ("book.header.outcome", 3, 3),
        ("book.header.rows", 4, 4),
        ("book.header.persons", 5, 5),
    ]
    return _Block("book.record_account.records", columns, rows, sums)


def _place(outcomes: pd.Series[str]) -> pd.Series[int]:
    return outcomes.map(_ORDER)


def _known(outcome: object, persons: Any) -> Any:
    """Return the persons of an outcome; how many a bad count stands for, nobody knows."""
    return None if outcome == "bad_count" else persons


def _rejected_records(results: Results, styles: Styles) -> _Block:
    lost = results[Population].record_account[
        ~results[Population].record_account["outcome"].isin((*LOCATED, "kept"))
    ]
    sums = lost.groupby(["file", "outcome"])[["rows", "persons"]].sum()
    listed = results[Population].rejected_records.groupby(["file", "reason"])["row"].agg(list)
    rows = [
        (
            file,
            styles.say(f"outcome.{reason}"),
            _first(listed.get((file, reason), []), styles),
            counts.rows,
            _known(reason, counts.persons),
        )
        for (file, reason), counts in zip(sums.index, sums.itertuples(index=False), strict=True)
    ]
    columns = [
        ("book.header.file", 0, 0),
        ("book.header.why", 1, 2),
        ("book.header.first_rows", 3, 3),
        ("book.header.rows", 4, 4),
        ("book.header.persons", 5, 5),
    ]
    return _Block("book.record_account.rejected_records", columns, rows)


def _first(numbers: Sequence[int], styles: Styles) -> str | None:
    if not numbers:
        return None
    shown = [str(number) for number in numbers[:_ROWS_SHOWN]]
    return styles.say("book.list_separator").join(shown) + (
        "…" if len(numbers) > _ROWS_SHOWN else ""
    )


def _notes(results: Results, styles: Styles) -> _Block:
    rows = [
        (line.file, styles.say(f"note.{line.note}"), line.rows, line.persons)
        for line in results[Population].notes.itertuples()
    ]
    columns = [
        ("book.header.file", 0, 0),
        ("book.header.note", 1, 3),
        ("book.header.rows", 4, 4),
        ("book.header.persons", 5, 5),
    ]
    return _Block("book.record_account.notes", columns, rows)


def _dropped(results: Results, styles: Styles) -> _Block:
    rows = [
        (
            line.file,
            line.column,
            styles.say("book.dropped.personal" if line.personal else "book.dropped.unused"),
        )
        for line in results[Population].dropped.itertuples()
    ]
    columns = [
        ("book.header.file", 0, 0),
        ("book.header.column", 1, 2),
        ("book.header.why", 3, 5),
    ]
    return _Block("book.record_account.dropped", columns, rows)


def _warnings(results: Results, styles: Styles) -> _Block:
    rows = [(line,) for line in sentences(results.issues, styles.language)]
    return _Block("book.record_account.warnings", [("book.header.warning", 0, 5)], rows)
