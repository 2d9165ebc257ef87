"""A plan as a workbook: its steps, and below them what it costs, whom it serves, what is left."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final

from xlsxwriter import Workbook

from geo.analyses.planning.sentences import HEADERS, plan_sentences
from geo.core.i18n import say
from geo.core.periods import period_name
from geo.publish.spreadsheet_safety import one_line
from geo.publish.table_sheet import Heading, numbered, write_table_sheet
from geo.publish.workbook_style import INERT, Styles

if TYPE_CHECKING:
    import pandas as pd

    from geo.analyses.planning.plan import Plan
    from geo.core.results import Results

OPTIONAL: Final = ("from_name", "minutes", "cost", "cost_total", "code")


def plan_workbook(results: Results, plan: Plan, mode: str, language: str) -> bytes:
    """Return the workbook of a plan."""
    buffer = BytesIO()
    with Workbook(buffer, INERT) as book:
        styles = Styles(book, language)
        question = styles.say(f"planning.question.{plan.question}")
        title = styles.say(
            "planning.book.title", city=one_line(results.city.name), question=question
        )
        sides = period_name(results.period, language), styles.say("planning.book.unit")
        notes = [*plan_sentences(plan, mode, language), styles.say("planning.hint")]
        write_table_sheet(
            *(styles, styles.say("page.planning"), Heading(title, sides)),
            *(step_rows(plan, language), numbered(notes, styles)),
        )
    return buffer.getvalue()


def shown_steps(plan: Plan, language: str) -> pd.DataFrame:
    """Return the steps with the columns shown of their question, shares in percent.

    Columns of sites that say nothing, such as the cost where nothing is priced, are left out.
    """
    steps = plan.steps[list(HEADERS[plan.question])]
    if "share" in steps:
        steps = steps.assign(share=(steps["share"] * 100).round(1))
    if "distance_m" in steps:
        steps = steps.assign(distance_m=steps["distance_m"].round())
    if "action" in steps:
        named = steps["action"].map(lambda action: say(f"planning.action.{action}", language))
        empty = [name for name in OPTIONAL if steps[name].isna().all()]
        steps = steps.assign(action=named).drop(columns=empty)
    return steps


def step_rows(plan: Plan, language: str) -> pd.DataFrame:
    """Return the steps of a plan under headers in words."""
    steps = shown_steps(plan, language)
    return steps.rename(columns={name: say(f"planning_header.{name}", language) for name in steps})
