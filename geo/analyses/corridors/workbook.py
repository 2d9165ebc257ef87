"""The corridor workbook: corridors, agreements to sign, sharing, and what all of it rests on."""

from __future__ import annotations

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
from geo.core.i18n import Term
from geo.core.periods import first_day
from geo.core.standards import SOURCES
from geo.publish.csv import csv_bytes
from geo.publish.spreadsheet_safety import display_width, one_line
from geo.publish.titles import title
from geo.publish.workbook_style import (
    INERT,
    Column,
    Styles,
    set_up_page,
    write_banner,
    write_head,
    write_notes,
    write_value,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from xlsxwriter.worksheet import Worksheet

    from geo.core.analysis import ExportOptions
    from geo.core.issues import Issue
    from geo.core.results import Results

MOST_ROWS: Final = 20_000
"""Rows of a sheet: an office program opens no more in reasonable time."""
_HEAD_ROW, _FIRST_ROW = 2, 4
_CORRIDORS: Final = (
    *("rank", "partner_name", "local_name", "state", "recommended", "flow", "flow_share"),
    *("concentrated", "p_value_partner", "p_value_local", "p_value_adjusted", "significant"),
    *("flow_ratio", "flow_ratio_gravity", "above_expected", "inflow", "outflow"),
    *("expected_inflow", "inflow_ratio", "expected_inflow_gravity", "inflow_ratio_gravity"),
    *("distance_km", "selection_frequency"),
    *(
        "factor_shortfall",
        "factor_accessibility",
        "score",
        "agreement_places",
        "signed_on",
        "valid_until",
    ),
    *("notices_sent", "notices_answered", "notices_in_time"),
    *("on_time_share_partner", "meets_norm_partner", "on_time_share_local", "meets_norm_local"),
    *("partner_code", "local_code"),
)
_DRAFTS: Final = ("number", "action", "level", "covers", *FIGURES)
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
_DECIMALS: Final = {
    **dict.fromkeys(("p_value_partner", "p_value_local", "p_value_adjusted", "flow_share"), 4),
    "selection_frequency": 2,
    **dict.fromkeys(("expected_flow", "expected_flow_gravity"), 0),
    **dict.fromkeys(("inflow_ratio", "flow_ratio"), 2),
    **dict.fromkeys(("inflow_ratio_gravity", "flow_ratio_gravity"), 2),
    **dict.fromkeys((f"on_time_share_{end}" for end in ("partner", "local", "a", "b")), 3),
    **dict.fromkeys(("factor_shortfall", "factor_accessibility"), 2),
    **dict.fromkeys(("score", "expected_inflow", "expected_inflow_gravity"), 0),
    **dict.fromkeys(("distance_m", "distance_km"), 0),
}


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
    corridors = results[Corridors]
    rest = corridors.unresolved.rename(columns={"state": "origin_state"})
    sharing = results[Sharing].exchanges
    due = drafts(results)
    sheets = [
        _Sheet("drafts", _DRAFTS, due.frame.reindex(columns=list(_DRAFTS)), due.why_empty),
        _Sheet("corridors", _CORRIDORS, corridors.frame.reindex(columns=list(_CORRIDORS))),
        _Sheet("register", _REGISTER, agreement_register(results)),
        _Sheet("sharing", _SHARING, sharing),
        _Sheet("within", _WITHIN, _within(results)),
        _Sheet("rest", _REST, rest.reindex(columns=list(_REST))),
    ]
    target = BytesIO()
    with Workbook(target, INERT) as book:
        heading = one_line(title(results, language, "corridor_title.corridors"))
        created = first_day(results.period).replace(tzinfo=None)
        book.set_properties({"title": heading, "created": created})
        styles = Styles(book, language)
        for sheet in sheets:
            _write(sheet, results, styles)
    return target.getvalue()


def _within(results: Results) -> pd.DataFrame:
    frame = results[WithinCity].frame.rename(columns={"state": "within_state"})
    return frame.reindex(columns=list(_WITHIN))


def _write(content: _Sheet, results: Results, styles: Styles) -> None:
    sheet = styles.book.add_worksheet(styles.say(f"corridor_sheet.{content.key}"))
    heading = title(results, styles.language, f"corridor_title.{content.key}")
    rows = content.rows.iloc[:MOST_ROWS]
    columns = [_column(name, rows, styles) for name in content.names]
    set_up_page(sheet, heading, styles)
    write_banner(
        sheet, heading, (_units(results, styles), styles.say("book.unit")), len(columns), styles
    )
    write_head(sheet, _HEAD_ROW, columns, styles)
    sheet.repeat_rows(_HEAD_ROW, _FIRST_ROW - 1)
    sheet.freeze_panes(_FIRST_ROW, 0)
    for row, values in enumerate(rows.to_dict("records"), start=_FIRST_ROW):
        for position, name in enumerate(content.names):
            _write_cell(sheet, (row, position), _told(name, values[name], styles), styles)
    write_notes(sheet, _FIRST_ROW + len(rows), _notes(content, results, styles), columns, styles)


def _write_cell(sheet: Worksheet, cell: tuple[int, int], value: Any, styles: Styles) -> None:
    looks = ("text",) if isinstance(value, str) else ()
    write_value(sheet, cell, value, styles, *looks)


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
    header = styles.say(f"corridor_head.{name}")
    sample = [_told(name, value, styles) for value in rows[name].head(200)]
    widest = max((display_width(text) for text in sample if isinstance(text, str)), default=0)
    return Column(name, header, min(max(widest + 2.0, display_width(header) + 1.0, 7.5), 34.0))


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
            share=f"{100 * standards.corridor_min_share:g} %",
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
    (folder / "corridors.xlsx").write_bytes(corridor_workbook_bytes(results, options.language))
    due = drafts_table(drafts(results), options.language)
    (folder / "agreements_to_sign.csv").write_bytes(csv_bytes(due))
