"""The corridor workbook: corridors, agreements to sign, sharing, and what all of it rests on."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pandas as pd
from xlsxwriter import Workbook

from geo.analyses.corridors.agreement_drafts import FIGURES, drafts, drafts_table
from geo.analyses.corridors.dealings import agreement_register
from geo.analyses.corridors.methods.recommendation import CRITERIA
from geo.analyses.corridors.model import Corridors, WithinCity
from geo.analyses.sharing.methods.exchanges import SHARING_KINDS
from geo.analyses.sharing.model import Sharing
from geo.analyses.sharing.tables import rules_told, sharing_told
from geo.core.i18n import CHINESE, Term
from geo.core.issues import Issue
from geo.core.periods import first_day
from geo.core.standards import SOURCES
from geo.publish.csv import csv_bytes
from geo.publish.sign_off import write_reporting_unit, write_signatures
from geo.publish.spreadsheet_safety import display_width, one_line
from geo.publish.titles import file_name, title
from geo.publish.wide_pages import set_up_wide_page, wide_enough
from geo.publish.workbook_style import (
    INERT,
    LINE_HEIGHT,
    Column,
    Styles,
    header_in_lines,
    height_of,
    write_banner,
    write_header,
    write_notes,
    write_value,
)
from geo.regions.hierarchy import region_names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from xlsxwriter.worksheet import Worksheet

    from geo.core.analysis import ExportOptions
    from geo.core.results import Results

MOST_ROWS: Final = 20_000
"""Rows of a sheet: an office program opens no more in reasonable time."""
_WIDEST: Final = 34.0  # a column, in characters
_UNIT_ROW, _HEADER_ROW, _FIRST_ROW = 2, 3, 5
_CORRIDORS: Final = (
    *("rank", "partner_name", "local_name", "state", "recommended", "flow", "flow_share"),
    *("concentrated", "p_value_adjusted", "significant", "flow_ratio", "flow_ratio_gravity"),
    *("above_expected", "distance_km", "factor_shortfall", "factor_accessibility", "score"),
    *("inflow", "outflow", "selection_frequency", "agreement_places", "signed_on", "valid_until"),
    *("notices_sent", "notices_answered", "notices_in_time"),
    *("on_time_share_partner", "meets_norm_partner", "on_time_share_local", "meets_norm_local"),
    *("p_value_partner", "p_value_local", "expected_inflow", "inflow_ratio"),
    *("expected_inflow_gravity", "inflow_ratio_gravity", "partner_code", "local_code"),
)
_DRAFTS: Final = (
    *("number", *FIGURES[:2], "action", "level", "covers"),
    *FIGURES[2:],
)
_SHARING: Final = (
    *("kind", "from_name", "to_name", "crosses", "staff", "floating_population"),
    *("population_losing_site", "population_farther", "minutes_added", "population_first_site"),
    *("minutes_first_site", "population_nearer", "minutes_before", "minutes_after"),
    *("minutes_saved", "population_as_near", "distance_m", "from_code", "to_code"),
)
_REGISTER: Final = (
    *("place_a", "place_b", "state", "signed_on", "term", "valid_until", "notices_sent"),
    *("notices_received_a", "notices_answered_a", "notices_due_a", "notices_in_time_a"),
    *("on_time_share_a", "meets_norm_a"),
    *("notices_received_b", "notices_answered_b", "notices_due_b", "notices_in_time_b"),
    *("on_time_share_b", "meets_norm_b", "code_a", "code_b"),
)
_WITHIN: Final = (
    *("direction", "within_state", "registered_name", "residence_name", "flow"),
    *("expected_flow", "flow_ratio", "expected_flow_gravity", "flow_ratio_gravity"),
    *("p_value_adjusted", "significant", "registered_code", "residence_code"),
)
_REST: Final = ("direction", "origin_state", "local_name", "flow", "local_code")
# Columns whose values are words of ours, with the section the words are in.
_WORDS: Final = {
    "action": "corridor_action",
    "crosses": "sharing_level",
    "kind": "sharing_kind",
    **dict.fromkeys((*CRITERIA, "recommended"), "corridor_yes"),
    **dict.fromkeys(
        ("meets_norm_partner", "meets_norm_local", "meets_norm_a", "meets_norm_b"), "corridor_yes"
    ),
    "level": "corridor_level",
    "direction": "corridor_direction",
    "state": "corridor_state",
    "term": "agreement_term",
    "origin_state": "origin_state",
    "within_state": "within_state",
}
_YES_OR_NO: Final = {name for name, section in _WORDS.items() if section == "corridor_yes"}
_DECIMALS: Final = {
    **dict.fromkeys(("expected_flow", "expected_flow_gravity"), 0),
    **dict.fromkeys(("score", "expected_inflow", "expected_inflow_gravity"), 0),
    **dict.fromkeys(("distance_m", "distance_km"), 0),
}


_RATIOS: Final = (
    *("flow_ratio", "flow_ratio_gravity", "inflow_ratio", "inflow_ratio_gravity"),
    *("factor_shortfall", "factor_accessibility"),
)
_NUMBERS: Final = {
    **dict.fromkeys(_RATIOS, "hundredths"),
    **dict.fromkeys(("p_value_partner", "p_value_local", "p_value_adjusted"), "p_value"),
    **dict.fromkeys(("flow_share", "selection_frequency"), "percent"),
    **dict.fromkeys((f"on_time_share_{end}" for end in ("partner", "local", "a", "b")), "percent"),
    **dict.fromkeys(("rank", "number"), "ordinal"),
}
# What is not printed: codes, and figures behind others. It stands right of what is.
_NOT_PRINTED: Final = {
    *("p_value_partner", "p_value_local", "expected_inflow", "inflow_ratio"),
    *("expected_inflow_gravity", "inflow_ratio_gravity", "partner_code", "local_code"),
    *("from_code", "to_code", "code_a", "code_b", "registered_code", "residence_code"),
}
_OF_PLACES: Final = ("agreement_places", "place_a", "place_b")
_REPEATED: Final = {
    "drafts": 3,
    "corridors": 3,
    "register": 2,
    "sharing": 3,
    "within": 4,
    "rest": 3,
}
"""How many columns stand on every page of a sheet that is two pages wide: whom a row is of."""


class _Sheet(NamedTuple):
    """A table of the workbook: its name, its columns and its rows."""

    key: str
    names: Sequence[str]
    rows: pd.DataFrame
    why_empty: Issue | None = None


def corridor_workbook_bytes(results: Results, language: str) -> bytes:
    """Make the corridor workbook.

    Parameters
    ----------
    results
        What to tell.
    language
        ``"zh"`` or ``"en"``.

    Returns
    -------
    bytes
        An ``.xlsx``: agreements to sign; corridors; the register of agreements and their notices;
        sharing between neighbours; people registered in another unit of the city; people whose ends
        are not known. Nothing is a formula, codes are text, and the same plan gives the same bytes.
    """
    results = _of_district(results)
    corridors = results[Corridors]
    rest = corridors.unresolved.rename(columns={"state": "origin_state"})
    sharing = results[Sharing].exchanges
    due = drafts(results)
    names, within = _place_names(results), _within(results)
    none_within = Issue("within_city.none", severity="warning")
    sheets = [
        _Sheet("drafts", _DRAFTS, due.frame.reindex(columns=list(_DRAFTS)), due.why_empty),
        _Sheet("corridors", _CORRIDORS, corridors.frame.reindex(columns=list(_CORRIDORS))),
        _Sheet("register", _REGISTER, _of_units(agreement_register(results), results)),
        _Sheet("sharing", _SHARING, sharing),
        _Sheet("within", _WITHIN, within, none_within if within.empty else None),
        _Sheet("rest", _REST, rest.reindex(columns=list(_REST))),
    ]
    target = BytesIO()
    with Workbook(target, INERT) as book:
        heading = one_line(title(results, language, "corridor_title.corridors"))
        created = first_day(results.period).replace(tzinfo=None)
        book.set_properties({"title": heading, "created": created})
        significant = f"{results.standards.corridor_p_value:g}"
        # The value stays in the cell; below the norm no digits are shown that nobody decides by.
        looks = {
            "p_value": {
                "align": "right",
                "num_format": f'[<{significant}]"< {significant}"_);0.00_)',
            },
            "hundredths": {"align": "right", "num_format": "#,##0.00_)"},
        }
        styles = Styles(book, language, looks)
        for sheet in sheets:
            _write(sheet._replace(rows=_with_names(sheet.rows, names)), results, styles)
    return target.getvalue()


def _of_district(results: Results) -> Results:
    """Restrict corridors, sharing and flows within the city to the district that is asked for."""
    if not results.district:
        return results
    corridors, sharing, within = results[Corridors], results[Sharing], results[WithinCity]
    return results.having(
        replace(
            corridors,
            frame=_of_units(corridors.frame, results),
            unresolved=_of_units(corridors.unresolved, results),
        ),
        replace(sharing, exchanges=_of_units(sharing.exchanges, results)),
        replace(within, frame=_of_units(within.frame, results)),
    )


def _of_units(frame: pd.DataFrame, results: Results) -> pd.DataFrame:
    """Return the rows of which an end is a unit of the district; all of them of the whole city."""
    if not results.district:
        return frame
    units = results.units
    codes = {
        *units.communities["community_code"],
        *units.subdistricts["subdistrict_code"],
        *units.districts["district_code"],
    }
    ends = (
        *("local_code", "code_a", "code_b", "from_code", "to_code"),
        *("registered_code", "residence_code"),
    )
    present = [frame[end].isin(codes) for end in ends if end in frame]
    return frame[pd.concat(present, axis=1).any(axis=1)] if present else frame


def _place_names(results: Results) -> dict[str, str]:
    """Return what places are called, by code: those of the city, then those of the corridors."""
    frame, units, city = results[Corridors].frame, results.units, results.city
    named = [
        *zip(frame["partner_code"], frame["partner_name"], strict=True),
        *zip(frame["local_code"], frame["local_name"], strict=True),
        *units.subdistricts[["subdistrict_code", "subdistrict_name"]].itertuples(index=False),
        *units.districts[["district_code", "district_name"]].itertuples(index=False),
        (city.code, city.name),
    ]
    return {code: name for code, name in named if pd.notna(code) and pd.notna(name)}


def _with_names(rows: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Put names in place of codes in the columns that say whom an agreement is between."""
    columns = [column for column in _OF_PLACES if column in rows]
    texts = {text for column in columns for text in rows[column].dropna()}
    codes = pd.Series(sorted({code for text in texts for code in str(text).split("–")}), dtype=str)
    known = {
        code: name
        for code, name in zip(codes, region_names(codes), strict=True)
        if isinstance(name, str)
    } | dict(names)
    told = {
        text: "–".join(known.get(code, code) for code in str(text).split("–")) for text in texts
    }
    return rows.assign(**{column: rows[column].map(told, na_action="ignore") for column in columns})


def _within(results: Results) -> pd.DataFrame:
    frame = results[WithinCity].frame.rename(columns={"state": "within_state"})
    return frame.reindex(columns=list(_WITHIN))


def _write(content: _Sheet, results: Results, styles: Styles) -> None:
    sheet = styles.book.add_worksheet(styles.say(f"corridor_sheet.{content.key}"))
    heading = title(results, styles.language, f"corridor_title.{content.key}")
    rows = content.rows.iloc[:MOST_ROWS]
    columns = [_column(name, rows, styles) for name in content.names]
    printed = [column for column in columns if column.name not in _NOT_PRINTED]
    columns = [*wide_enough(printed, heading), *columns[len(printed) :]]
    repeated = _REPEATED[content.key]
    first_page = set_up_wide_page(sheet, heading, columns[: len(printed)], repeated, styles)
    first = repeated if first_page < len(printed) else 0
    sides = (_units(results, styles), styles.say("book.unit"))
    write_banner(sheet, heading, sides, first_page, styles, first)
    write_reporting_unit(sheet, _UNIT_ROW, results, columns[:first_page], styles, first)
    write_header(sheet, _HEADER_ROW, columns, styles)
    for row in (_HEADER_ROW, _HEADER_ROW + 1):
        sheet.set_row(row, 30)
    sheet.repeat_rows(_HEADER_ROW, _FIRST_ROW - 1)
    sheet.freeze_panes(_FIRST_ROW, repeated)
    for row, values in enumerate(rows.to_dict("records"), start=_FIRST_ROW):
        heights = [
            _write_cell(sheet, (row, position), column, values[column.name], styles)
            for position, column in enumerate(columns)
        ]
        sheet.set_row(row, max(heights))
    after = _FIRST_ROW + len(rows)
    write_signatures(sheet, after, results, columns[:first_page], styles, first)
    notes = _notes(content, results, styles)
    write_notes(sheet, after + 1, notes, columns[:first_page], styles, first)
    sheet.print_area(0, 0, after + 1 + len(notes), len(printed) - 1)


def _write_cell(
    sheet: Worksheet, cell: tuple[int, int], column: Column, value: Any, styles: Styles
) -> float:
    """Write a cell; return the height it needs."""
    shown = _told(column.name, value, styles)
    is_text = isinstance(shown, str) and column.name not in _YES_OR_NO
    looks = ("text",) if is_text else ()
    write_value(sheet, cell, shown, styles, *looks, number=_NUMBERS.get(column.name, ""))
    if not is_text or display_width(shown) + 1 <= column.width:
        return LINE_HEIGHT
    return height_of(shown, column.width, styles.language)


def _units(results: Results, styles: Styles) -> str:
    corridors = results[Corridors]
    partner, local = (
        Term(f"corridors.unit.{unit}") for unit in (corridors.partner, corridors.local)
    )
    return styles.say("corridor_book.units", far=partner, near=local)


def _told(name: str, value: Any, styles: Styles) -> Any:
    """Turn a value into what stands in its cell."""
    if pd.isna(value):
        return None
    if name in _WORDS:
        word = value if isinstance(value, str) else "yes" if value else "no"
        return styles.say(f"{_WORDS[name]}.{word}")
    if isinstance(value, str):
        return one_line(value)
    if not isinstance(value, int | float):
        return str(value)
    return round(float(value), _DECIMALS.get(name, 6))


def _column(name: str, rows: pd.DataFrame, styles: Styles) -> Column:
    header = styles.say(f"corridor_header.{name}")
    shown = rows[name].map(lambda value: _told(name, value, styles))
    widths = sorted(display_width(text) for text in shown if isinstance(text, str))
    # Longer ones take a second line, so that all columns are read at nine points.
    widest = widths[-1 if name in _WORDS else len(widths) * 9 // 10] if widths else 0
    if styles.language == CHINESE:  # it breaks anywhere; of other words none is cut
        header = header_in_lines(header)
        bracket = header.partition("\n（")[2]
        of_header = display_width(bracket) + 3.0 if bracket else 6.5
    else:
        of_header = min(0.95 * max(map(display_width, header.split())), 10.5) + 0.5
    return Column(name, header, min(max(widest + 1.0, of_header, 6.0), _WIDEST))


def _notes(content: _Sheet, results: Results, styles: Styles) -> list[str]:
    """State what the sheet rests on, and what is not known."""
    standards = results.standards
    sentences = [note.sentence(styles.language) for note in results[Corridors].notes]
    if content.key == "sharing":
        sharing = results[Sharing]
        sentences = [styles.say("corridor_book.note_sharing")]
        for kind in SHARING_KINDS:
            sentences += sharing_told(sharing, kind, styles.language)
        sentences += rules_told(sharing, styles.language)
        sentences += [note.sentence(styles.language) for note in sharing.notes]
    else:
        rules = styles.say(
            "corridor_book.note_rules",
            p=f"{standards.corridor_p_value:g}",
            least=standards.corridor_min_flow,
            share=f"{100 * standards.corridor_min_share:g}%",
            correction=Term(f"corridor_correction.{standards.corridor_correction}"),
            model=Term(f"corridors.expectation.{standards.corridor_expectation}"),
        )
        norm = styles.say(
            "corridor_book.note_norm",
            days=standards.answer_working_days,
            days_source=Term(SOURCES["answer_working_days"]),
            percent=standards.answer_on_time_percent,
            percent_source=Term(SOURCES["answer_on_time_percent"]),
        )
        sentences = [rules, styles.say("corridor_book.note_score"), norm, *sentences]
        if content.why_empty is not None:
            sentences.insert(0, content.why_empty.sentence(styles.language))
    if len(content.rows) > MOST_ROWS:
        sentences.append(
            styles.say(
                "corridor_book.note_cut", most=f"{MOST_ROWS:,}", all=f"{len(content.rows):,}"
            )
        )
    return [
        styles.say("book.note", number=number, note=note)
        for number, note in enumerate(sentences, 1)
    ]


def write_corridors(results: Results, folder: Path, options: ExportOptions) -> None:
    """Write the corridor workbook and the agreements to sign."""
    language = options.language
    book = file_name(results, "corridor_sheet.corridors", ".xlsx", language)
    (folder / book).write_bytes(corridor_workbook_bytes(results, language))
    due = drafts_table(drafts(_of_district(results)), language)
    listed = file_name(results, "corridor_sheet.drafts", ".csv", language)
    (folder / listed).write_bytes(csv_bytes(due))
