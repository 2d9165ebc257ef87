"""The sentences of a staffing-gap table: its title, its period, the notes below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.core.i18n import Term, say
from geo.core.record_outcomes import LOCATED
from geo.core.standards import SOURCES
from geo.publish.spreadsheet_safety import one_line

if TYPE_CHECKING:
    from geo.core.results import Plan


def rules(plan: Plan, language: str) -> list[str]:
    """Tell how to read any table of gaps: the norm with its document, how gaps add up, the dash."""
    adding, dash = say("book.note_adding", language), say("book.note_dash", language)
    return _numbered([_norm(plan, language), adding, dash], language, first=1)


def notes(plan: Plan, language: str) -> list[str]:
    """Tell what a reader of the staffing-gap table has to know, a sentence or two each.

    The rules; then sensitivity, the street posts where asked for, what became of the records,
    communities without data or boundary, and the city's own note.
    """
    known = rules(plan, language)
    told = [
        _sensitivity(plan, language),
        *_street_posts(plan, language),
        _records(plan, language),
        *_without_data(plan, language),
        *_without_boundary(plan, language),
        *([one_line(plan.note, 2000)] if plan.note.strip() else []),
    ]
    return known + _numbered(told, language, first=len(known) + 1)


def _numbered(told: list[str], language: str, first: int) -> list[str]:
    return [say("book.note", language, number=n, note=note) for n, note in enumerate(told, first)]


def _norm(plan: Plan, language: str) -> str:
    standards = plan.standards
    return say(
        "book.note_norm",
        language,
        norm=standards.people_per_staff,
        source=Term(SOURCES["people_per_staff"]),
        weight=f"{standards.part_time_weight:g}",
    )


def _sensitivity(plan: Plan, language: str) -> str:
    standards = plan.standards
    return say(
        "book.note_sensitivity",
        language,
        tight=standards.tight_people_per_staff,
        loose=standards.loose_people_per_staff,
        percent=standards.people_change_percent,
        changes=f"{int(plan.communities['changes_state'].sum()):,}",
    )


def _street_posts(plan: Plan, language: str) -> list[str]:
    many = plan.standards.street_many_people
    if many is None or "street_post" not in plan.streets:
        return []
    posts = plan.streets["street_post"]
    lacking = plan.streets.loc[posts == "missing", "street_name"].dropna()
    told = say(
        "book.note_street_posts",
        language,
        many=f"{many:,}",
        source=Term(SOURCES["street_many_people"]),
        asked=int(posts.isin(["met", "missing"]).sum()),
        missing=int((posts == "missing").sum()),
    )
    if lacking.empty:
        return [told]
    separator = say("book.list_separator", language)
    return [told + say("book.list", language, names=separator.join(map(one_line, lacking)))]


def _records(plan: Plan, language: str) -> str:
    account = plan.account[plan.account["period"] == plan.period]
    read = account[account["stage"] == "read"]
    found = account[account["outcome"].isin(LOCATED)]
    unknown = read.loc[read["outcome"] == "bad_count", "rows"].sum()
    aside = read["rows"].sum() - found["rows"].sum()
    aside_persons = read["persons"].sum() - found["persons"].sum()
    told = say(
        "book.note_records",
        language,
        rows=f"{read['rows'].sum():,}",
        persons=f"{read['persons'].sum():,}",
        found=f"{found['rows'].sum():,}",
        found_persons=f"{found['persons'].sum():,}",
        aside=f"{aside:,}",
        aside_persons=f"{aside_persons:,}",
        sheet=Term("book.sheet_account"),
    )
    return told + (say("book.note_bad_counts", language, rows=f"{unknown:,}") if unknown else "")


def _without_data(plan: Plan, language: str) -> list[str]:
    unknown = int((plan.communities["status"] == "no_data").sum())
    return [say("book.note_no_data", language, communities=f"{unknown:,}")] if unknown else []


def _without_boundary(plan: Plan, language: str) -> list[str]:
    without = plan.communities[plan.communities.geometry.isna()]
    if without.empty:
        return []
    return [
        say(
            "book.note_no_boundary",
            language,
            communities=f"{len(without):,}",
            persons=f"{int(without['people'].sum()):,}",
        )
    ]
