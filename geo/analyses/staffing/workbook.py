"""The table of staff shortfalls as a workbook, in the form an office makes it by hand."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final

import pandas as pd
from xlsxwriter import Workbook

from geo.analyses.population.model import Population
from geo.analyses.population.workbook_sheet import write_account
from geo.analyses.staffing.methods.staffing_ratio import STATUSES, TRIALS
from geo.analyses.staffing.model import Staffing
from geo.analyses.staffing.table_lines import (
    COMMUNITY,
    DISTRICT,
    SUBDISTRICT,
    TOTAL,
    Line,
    community_lines,
    district_lines,
    shortfall_rank,
)
from geo.analyses.staffing.table_notes import notes, rules, sensitivity
from geo.core.periods import first_day
from geo.publish.flat_sheet import write_flat_sheet
from geo.publish.labels import label, labelled
from geo.publish.sign_off import write_reporting_unit, write_signatures
from geo.publish.spreadsheet_safety import display_width, one_line
from geo.publish.titles import file_name, title
from geo.publish.workbook_style import (
    INERT,
    Column,
    Styles,
    height_of,
    set_up_page,
    write_banner,
    write_header,
    write_notes,
    write_state,
    write_value,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from xlsxwriter.worksheet import Worksheet

    from geo.core.analysis import ExportOptions
    from geo.core.results import Results


_UNIT_ROW: Final = 2
_HEADER_ROW: Final = 3
_FIRST_ROW: Final = 5
_NUMBERS: Final = {"population_per_staff": "ratio", "rank": "ordinal"}
_FOLDED_LEVELS: Final = (DISTRICT, SUBDISTRICT, COMMUNITY)
_STAFFING: Final = ("staff", "required_staff", "staff_shortfall", "staff_surplus")
_FLAT: Final = (
    *("district_name", "district_code", "subdistrict_name", "subdistrict_code"),
    *("community_name", "community_code", "kind", "floating_population", *_STAFFING),
    *("population_per_staff", "rank", "status", "population_to_next_post", "status_sensitive"),
)


def workbook_bytes(results: Results, language: str) -> bytes:
    """Make the workbook of staff shortfalls.

    Parameters
    ----------
    results
        What to tell.
    language
        ``"zh"`` or ``"en"``.

    Returns
    -------
    bytes
        An ``.xlsx``: communities under districts and subdistricts with subtotals; the same as a
        flat sheet that filters and pivots; sensitivity; districts; the account of the data. Of one
        district it has the first three. All numbers are values, all codes text, and nothing is a
        formula. The same results give the same bytes.
    """
    target = BytesIO()
    with Workbook(target, INERT) as book:
        book.set_properties(
            {
                "title": one_line(title(results, language)),
                "created": first_day(results.period).replace(tzinfo=None),
            }
        )
        styles = Styles(book, language)
        lines = community_lines(results, language)
        _write_communities(results, lines, styles)
        _write_flat(results, styles)
        _write_sensitivity(results, lines, styles)
        if not results.district:
            _write_districts(results, styles)
            write_account(results, styles)
    return target.getvalue()


def _write_communities(results: Results, lines: Sequence[Line], styles: Styles) -> None:
    sheet = styles.book.add_worksheet(styles.say("book.sheet_communities"))
    columns = _community_columns(lines, styles)
    # Subtotals stand above what they sum, and the rows can be folded up to them.
    sheet.outline_settings(symbols_below=False)
    after = _write_table(sheet, results, lines, columns, styles)
    write_notes(sheet, after, notes(results, styles.language), columns, styles)
    sheet.freeze_panes(_FIRST_ROW, 3)


def _write_flat(results: Results, styles: Styles) -> None:
    sheet = styles.book.add_worksheet(styles.say("book.sheet_flat"))
    frame = pd.DataFrame(results.communities_with(Population, Staffing))
    frame["rank"] = shortfall_rank(frame["staff_shortfall"])
    frame = frame.sort_values(["district_code", "subdistrict_code", "community_code"])
    heading = title(results, styles.language, "book.title_flat")
    flat = labelled(frame[list(_FLAT)], styles.language)
    ranked = {label("rank", styles.language): styles.say("book.header.rank")}
    write_flat_sheet(sheet, flat.rename(columns=ranked), heading, styles)


def _write_sensitivity(results: Results, lines: Sequence[Line], styles: Styles) -> None:
    sheet = styles.book.add_worksheet(styles.say("book.sheet_sensitivity"))
    columns = _sensitivity_columns(results, lines, styles)
    sheet.outline_settings(symbols_below=False)
    after = _write_table(sheet, results, lines, columns, styles, key="book.title_sensitivity")
    write_notes(sheet, after, sensitivity(results, styles.language), columns, styles)
    sheet.freeze_panes(_FIRST_ROW, 3)


def _write_districts(results: Results, styles: Styles) -> None:
    sheet = styles.book.add_worksheet(styles.say("book.sheet_districts"))
    lines = district_lines(results, styles.language)
    columns = _district_columns(lines, styles)
    after = _write_table(sheet, results, lines, columns, styles, key="book.title_districts")
    write_notes(sheet, after, rules(results, styles.language), columns, styles)
    sheet.freeze_panes(_FIRST_ROW, 3)


def _write_table(
    sheet: Worksheet,
    results: Results,
    lines: Sequence[Line],
    columns: Sequence[Column],
    styles: Styles,
    key: str = "book.title",
) -> int:
    """Write title, header, lines and signatures, and set up the page; return the row after them."""
    heading = title(results, styles.language, key)
    norm = styles.say("book.norm_line", norm=results.standards.max_population_per_staff)
    set_up_page(sheet, heading, styles)
    write_banner(sheet, heading, (norm, styles.say("book.unit")), len(columns), styles)
    write_reporting_unit(sheet, _UNIT_ROW, results, columns, styles)
    write_header(sheet, _HEADER_ROW, columns, styles)
    sheet.repeat_rows(_HEADER_ROW, _FIRST_ROW - 1)
    present = {line.level for line in lines}
    folds = {TOTAL: 0} | {
        level: fold
        for fold, level in enumerate(level for level in _FOLDED_LEVELS if level in present)
    }
    for row, line in enumerate(lines, start=_FIRST_ROW):
        height = _write_line(sheet, row, line, columns, styles)
        sheet.set_row(row, height, None, {"level": folds[line.level]})
    after = _FIRST_ROW + len(lines)
    write_signatures(sheet, after, results, columns, styles)
    return after + 1


def _write_line(
    sheet: Worksheet, row: int, line: Line, columns: Sequence[Column], styles: Styles
) -> float:
    """Write a line; return the height it needs."""
    look = line.level if line.number is None else COMMUNITY
    label = _label(line, styles)
    width = columns[1].width
    if line.number is not None:
        write_value(sheet, (row, 0), line.number, styles, look, number="ordinal")
        sheet.write_string(row, 1, label, styles("cell", look, "text"))
    else:
        width += columns[0].width
        sheet.merge_range(row, 0, row, 1, label, styles("cell", look, "text"))
    write_value(sheet, (row, 2), line.code, styles, look)
    for position, column in enumerate(columns[3:], start=3):
        cell = (row, position)
        if column.name in TRIALS:
            _write_trial(sheet, cell, line, column.name, styles)
        elif column.name == "status":
            write_state(sheet, cell, line.figures["status"], styles, look)
        else:
            value, number = line.figures.get(column.name), _NUMBERS.get(column.name, "")
            write_value(sheet, cell, value, styles, look, number=number)
    return max(18, height_of(label, width, styles.language))


def _write_trial(
    sheet: Worksheet, cell: tuple[int, int], line: Line, trial: str, styles: Styles
) -> None:
    """Write the state under a changed condition; for a subtotal, how many communities change."""
    row, position = cell
    if line.level == COMMUNITY:
        state = line.figures[trial]
        if state == line.figures["status"]:
            sheet.write_string(*cell, styles.say("book.unchanged"), styles("cell", "quiet"))
        else:
            write_state(sheet, cell, state, styles)
    elif trial == TRIALS[0]:
        changing = styles.say(
            "book.changing", communities=int(line.figures["communities_sensitive"])
        )
        last = position + len(TRIALS) - 1
        sheet.merge_range(row, position, row, last, changing, styles("cell", line.level))


def _label(line: Line, styles: Styles) -> str:
    name = one_line(str(line.name))
    if line.level in {DISTRICT, SUBDISTRICT} and line.number is None:
        return styles.say("book.subtotal", name=name)
    return name


def _community_columns(lines: Sequence[Line], styles: Styles) -> list[Column]:
    return [
        *_names(lines, styles),
        *_figures(styles),
        Column("population_to_next_post", styles.say("book.header.population_to_next_post"), 11),
    ]


def _sensitivity_columns(results: Results, lines: Sequence[Line], styles: Styles) -> list[Column]:
    standards = results.standards
    conditions = {
        "tight": standards.strict_max_population_per_staff,
        "loose": standards.lenient_max_population_per_staff,
        "percent": standards.population_change_percent,
    }
    above = styles.say("book.header.sensitivity")
    trials = [
        Column(trial, styles.say(f"book.header.{trial}", **conditions), 14, above)
        for trial in TRIALS
    ]
    figures = [
        Column(name, styles.say(f"book.header.{name}"), 11)
        for name in ("floating_population", "required_staff", "staff", "status")
    ]
    next_post = Column(
        "population_to_next_post", styles.say("book.header.population_to_next_post"), 11
    )
    return [*_names(lines, styles), *figures, next_post, *trials]


def _names(lines: Sequence[Line], styles: Styles) -> list[Column]:
    """List the columns that say which community a line is of."""
    return [
        Column("number", styles.say("book.header.number"), 5.5),
        Column("name", styles.say("book.header.community_name"), _name_width(lines)),
        Column("code", styles.say("book.header.community_code"), 14.5),
    ]


def _district_columns(lines: Sequence[Line], styles: Styles) -> list[Column]:
    above = styles.say("book.header.by_status")
    by_state = [Column(state, styles.say(f"status.{state}"), 8.5, above) for state in STATUSES]
    return [
        Column("number", styles.say("book.header.number"), 5.5),
        Column("name", styles.say("book.header.district_name"), _name_width(lines)),
        Column("code", styles.say("book.header.district_code"), 12),
        *_figures(styles),
        Column("communities", styles.say("book.header.communities"), 12),
        *by_state,
        Column("communities_sensitive", styles.say("book.header.communities_sensitive"), 11),
    ]


def _figures(styles: Styles) -> list[Column]:
    """List the columns that both tables have."""
    above = styles.say("book.header.staffing")
    return [
        Column("floating_population", styles.say("book.header.floating_population"), 11),
        *(Column(name, styles.say(f"book.header.{name}"), 7.5, above) for name in _STAFFING),
        Column("population_per_staff", styles.say("book.header.population_per_staff"), 10),
        Column("rank", styles.say("book.header.rank"), 8),
        Column("status", styles.say("book.header.status"), 10.5),
    ]


def _name_width(lines: Sequence[Line]) -> float:
    """Fit most names; longer ones wrap."""
    longest = max(display_width(line.name) for line in lines)
    return min(max(longest + 2.0, 14.0), 30.0)


def write_workbook(results: Results, folder: Path, options: ExportOptions) -> None:
    """Write the staffing-gap workbook."""
    name = file_name(results, "book.sheet_communities", ".xlsx", options.language)
    (folder / name).write_bytes(workbook_bytes(results, options.language))
