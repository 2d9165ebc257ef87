"""The staffing-gap table as a workbook, in the form an office makes it by hand."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final

from xlsxwriter import Workbook

from geo.analyses.population.workbook_sheet import write_account
from geo.analyses.staffing.methods.staffing_ratio import STATES, TRIALS
from geo.analyses.staffing.table_notes import notes, rules
from geo.analyses.staffing.workbook_lines import (
    COMMUNITY,
    DISTRICT,
    STREET,
    TOTAL,
    Line,
    community_lines,
    district_lines,
)
from geo.core.periods import first_day
from geo.publish.spreadsheet_safety import display_width, one_line
from geo.publish.titles import title
from geo.publish.workbook_style import (
    Column,
    Styles,
    height_of,
    set_up_page,
    write_banner,
    write_head,
    write_notes,
    write_state,
    write_value,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.worksheet import Worksheet

    from geo.core.results import Plan

# A name or number of a user is never run: not as a formula, not as a link.
INERT: Final = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
}
_HEAD_ROW: Final = 2
_FIRST_ROW: Final = 4
_NUMBERS: Final = {"people_per_staff": "ratio", "rank": "ordinal"}
_LEVELS: Final = (DISTRICT, STREET, COMMUNITY)


def workbook_bytes(plan: Plan, language: str) -> bytes:
    """Make the staffing-gap workbook.

    Parameters
    ----------
    plan
        What to tell.
    language
        ``"zh"`` or ``"en"``.

    Returns
    -------
    bytes
        An ``.xlsx`` of three sheets: communities under districts and streets with subtotals;
        districts; the account of the data. All numbers are values, all codes text, and nothing is
        a formula. The same plan gives the same bytes.
    """
    target = BytesIO()
    with Workbook(target, INERT) as book:
        book.set_properties(
            {
                "title": one_line(title(plan, language)),
                "created": first_day(plan.period).replace(tzinfo=None),
            }
        )
        styles = Styles(book, language)
        _write_communities(plan, styles)
        _write_districts(plan, styles)
        write_account(plan, styles)
    return target.getvalue()


def _write_communities(plan: Plan, styles: Styles) -> None:
    sheet = styles.book.add_worksheet(styles.say("book.sheet_communities"))
    lines = community_lines(plan, styles.language)
    columns = _community_columns(plan, lines, styles)
    # Subtotals stand above what they sum, and the rows can be folded up to them.
    sheet.outline_settings(symbols_below=False)
    after = _write_table(sheet, plan, lines, columns, styles)
    write_notes(sheet, after, notes(plan, styles.language), columns, styles)
    sheet.freeze_panes(_FIRST_ROW, 3)


def _write_districts(plan: Plan, styles: Styles) -> None:
    sheet = styles.book.add_worksheet(styles.say("book.sheet_districts"))
    lines = district_lines(plan, styles.language)
    columns = _district_columns(lines, styles)
    after = _write_table(sheet, plan, lines, columns, styles, key="book.title_districts")
    write_notes(sheet, after, rules(plan, styles.language), columns, styles)
    sheet.freeze_panes(_FIRST_ROW, 3)


def _write_table(
    sheet: Worksheet,
    plan: Plan,
    lines: Sequence[Line],
    columns: Sequence[Column],
    styles: Styles,
    key: str = "book.title",
) -> int:
    """Write title, head and lines, and set up the page; return the row after the lines."""
    heading = title(plan, styles.language, key)
    norm = styles.say("book.norm_line", norm=plan.standards.people_per_staff)
    set_up_page(sheet, heading, styles)
    write_banner(sheet, heading, (norm, styles.say("book.unit")), len(columns), styles)
    write_head(sheet, _HEAD_ROW, columns, styles)
    sheet.repeat_rows(_HEAD_ROW, _FIRST_ROW - 1)
    present = {line.level for line in lines}
    folds = {TOTAL: 0} | {
        level: fold for fold, level in enumerate(level for level in _LEVELS if level in present)
    }
    for row, line in enumerate(lines, start=_FIRST_ROW):
        height = _write_line(sheet, row, line, columns, styles)
        sheet.set_row(row, height, None, {"level": folds[line.level]})
    return _FIRST_ROW + len(lines)


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
        place = (row, position)
        if column.name in TRIALS:
            _write_trial(sheet, place, line, column.name, styles)
        elif column.name == "status":
            write_state(sheet, place, line.values["status"], styles, look)
        else:
            value, number = line.values.get(column.name), _NUMBERS.get(column.name, "")
            write_value(sheet, place, value, styles, look, number=number)
    return max(18, height_of(label, width, styles.language))


def _write_trial(
    sheet: Worksheet, place: tuple[int, int], line: Line, trial: str, styles: Styles
) -> None:
    """Write the state under a changed condition; for a subtotal, how many communities change."""
    row, position = place
    if line.level == COMMUNITY:
        state = line.values[trial]
        if state == line.values["status"]:
            sheet.write_string(*place, styles.say("book.unchanged"), styles("cell", "quiet"))
        else:
            write_state(sheet, place, state, styles)
    elif trial == TRIALS[0]:
        changing = styles.say("book.changing", communities=int(line.values["changes_state"]))
        last = position + len(TRIALS) - 1
        sheet.merge_range(row, position, row, last, changing, styles("cell", line.level))


def _label(line: Line, styles: Styles) -> str:
    name = one_line(str(line.name))
    if line.level in {DISTRICT, STREET} and line.number is None:
        return styles.say("book.subtotal", name=name)
    return name


def _community_columns(plan: Plan, lines: Sequence[Line], styles: Styles) -> list[Column]:
    standards = plan.standards
    conditions = {
        "tight": standards.tight_people_per_staff,
        "loose": standards.loose_people_per_staff,
        "percent": standards.people_change_percent,
    }
    above = styles.say("book.head.sensitivity")
    trials = [
        Column(trial, styles.say(f"book.head.{trial}", **conditions), 9.5, above)
        for trial in TRIALS
    ]
    return [
        Column("number", styles.say("book.head.number"), 5.5),
        Column("name", styles.say("book.head.community_name"), _name_width(lines)),
        Column("code", styles.say("book.head.community_code"), 14.5),
        *_figures(styles),
        Column("people_to_next_post", styles.say("book.head.people_to_next_post"), 10),
        *trials,
    ]


def _district_columns(lines: Sequence[Line], styles: Styles) -> list[Column]:
    above = styles.say("book.head.by_status")
    by_state = [Column(state, styles.say(f"status.{state}"), 8.5, above) for state in STATES]
    return [
        Column("number", styles.say("book.head.number"), 5.5),
        Column("name", styles.say("book.head.district_name"), _name_width(lines)),
        Column("code", styles.say("book.head.district_code"), 12),
        *_figures(styles),
        Column("communities", styles.say("book.head.communities"), 12),
        *by_state,
        Column("changes_state", styles.say("book.head.changes_state"), 11),
    ]


def _figures(styles: Styles) -> list[Column]:
    """List the columns that both tables have."""
    above = styles.say("book.head.staffing")
    staffing = ("staff", "need_staff", "gap_staff", "spare_staff")
    return [
        Column("people", styles.say("book.head.people"), 11),
        *(Column(name, styles.say(f"book.head.{name}"), 7.5, above) for name in staffing),
        Column("people_per_staff", styles.say("book.head.people_per_staff"), 10),
        Column("rank", styles.say("book.head.rank"), 8),
        Column("status", styles.say("book.head.status"), 10.5),
    ]


def _name_width(lines: Sequence[Line]) -> float:
    """Fit most names; longer ones wrap."""
    longest = max(display_width(line.name) for line in lines)
    return min(max(longest + 2.0, 14.0), 30.0)
