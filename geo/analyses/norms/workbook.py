"""The norms as a workbook: side by side, the units short of posts, the staff by workload."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final

from xlsxwriter import Workbook

from geo.analyses.norms.tables import norm_units_table, wisn_table
from geo.analyses.norms.words import ratio_words, state_words, worded_norms
from geo.core.i18n import say
from geo.core.periods import first_day, period_name
from geo.publish.labels import labelled
from geo.publish.table_sheet import Heading, write_table_sheet
from geo.publish.titles import file_name, title
from geo.publish.workbook_style import INERT, Styles

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from geo.core.analysis import ExportOptions
    from geo.core.results import Results

SIDE_BY_SIDE: Final = (
    *("title", "counts", "role", "ratio", "level", "state_told"),
    *("compliant", "understaffed", "unstaffed", "no_data", "people", "share_people_compliant"),
    *("staff", "required_staff", "staff_shortfall", "document", "in_force_from"),
)


def write_norms(results: Results, folder: Path, options: ExportOptions) -> None:
    """Write the workbook of the norms."""
    name = file_name(results, "analysis.norms", ".xlsx", options.language)
    (folder / name).write_bytes(norms_workbook(results, options.language))


def norms_workbook(results: Results, language: str) -> bytes:
    """Return the workbook of the norms: a sheet for them, one for units short, one for WISN."""
    buffer = BytesIO()
    with Workbook(buffer, INERT) as book:
        # The period, not the moment, or the same results would not give the same bytes.
        book.set_properties({"created": first_day(results.period)})
        styles = Styles(book, language)
        sheets = {
            "norms.sheet.norms": side_by_side(results, language),
            "norms.sheet.short": labelled(units_short(results, language), language),
            "norms.sheet.wisn": labelled(wisn_table(results), language),
        }
        sides = period_name(results.period, language), styles.say("norms.book.unit")
        heading = Heading(title(results, language, "norms.book.title"), sides)
        notes = [styles.say("norms.book.note"), styles.say("norms.book.wisn")]
        for key, rows in sheets.items():
            write_table_sheet(styles, styles.say(key), heading, rows, notes)
    return buffer.getvalue()


def side_by_side(results: Results, language: str) -> pd.DataFrame:
    """Return the norms under headers in a language, shares in percent."""
    norms = worded_norms(results, language)
    lines = norms.to_dict("records")
    ratios = [ratio_words({str(k): v for k, v in line.items()}, language) for line in lines]
    states = [state_words({str(k): v for k, v in line.items()}, language) for line in lines]
    percent = (norms["share_people_compliant"].astype("Float64") * 100).round(1)
    shown = norms.assign(ratio=ratios, state_told=states, share_people_compliant=percent)
    names = {"title": "norm", "state_told": "state"}
    shown = labelled(shown[list(SIDE_BY_SIDE)].rename(columns=names), language)
    return shown.rename(columns={"ratio": say("norms.header.ratio", language)})


def units_short(results: Results, language: str, norm: str = "") -> pd.DataFrame:
    """Return the units that miss a norm, or any; those missing most posts first."""
    titles = worded_norms(results, language).set_index("norm")["title"]
    units = norm_units_table(results)
    short = units[units["status"].isin(["understaffed", "unstaffed"])]
    if norm:
        short = short[short["norm"] == norm]
    order = short.assign(
        place=short["norm"].map({name: at for at, name in enumerate(titles.index)})
    )
    order = order.sort_values(["place", "staff_shortfall", "code"], ascending=[True, False, True])
    return order.drop(columns="place").assign(norm=order["norm"].map(titles))
