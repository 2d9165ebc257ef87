"""The sentences of a table of staff shortfalls: its title, its period, the notes below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.analyses.population.model import Population
from geo.analyses.staffing.model import Staffing
from geo.core.i18n import Term, say
from geo.core.record_outcomes import LOCATED
from geo.core.standards import SOURCES
from geo.publish.spreadsheet_safety import one_line

if TYPE_CHECKING:
    from geo.core.results import Results


def rules(results: Results, language: str) -> list[str]:
    """Explain how to read a table: the norm with its document, how shortfalls add up, the dash."""
    adding, dash = say("book.note_adding", language), say("book.note_dash", language)
    return _numbered([norm_in_words(results, language), adding, dash], language, first=1)


def notes(results: Results, language: str) -> list[str]:
    """State what a reader of the table of staff shortfalls has to know, a sentence or two each.

    The rules; then the dedicated staff of subdistricts where asked for, what became
    of the records, communities without data or boundary, and the city's own note.
    """
    norms = rules(results, language)
    caveats = [
        *_subdistrict_posts(results, language),
        # Which district a record that was not located is of, nobody knows.
        *([] if results.district else [_records(results, language)]),
        *_without_data(results, language),
        *_without_boundary(results, language),
        *([one_line(results.city.note, 2000)] if results.city.note.strip() else []),
    ]
    return norms + _numbered(caveats, language, first=len(norms) + 1)


def _numbered(sentences: list[str], language: str, first: int) -> list[str]:
    return [
        say("book.note", language, number=n, note=note) for n, note in enumerate(sentences, first)
    ]


def norm_in_words(results: Results, language: str) -> str:
    """State the norm of staffing with the document that sets it."""
    standards = results.standards
    return say(
        "book.note_norm",
        language,
        norm=standards.max_population_per_staff,
        source=Term(SOURCES["max_population_per_staff"]),
        weight=f"{standards.part_time_weight:g}",
    )


def sensitivity(results: Results, language: str) -> list[str]:
    """Explain the table of sensitivity: what is changed, and how many communities it matters to."""
    standards = results.standards
    changes = say(
        "book.note_sensitivity",
        language,
        tight=standards.strict_max_population_per_staff,
        loose=standards.lenient_max_population_per_staff,
        percent=standards.population_change_percent,
        changes=f"{int(results[Staffing].communities['status_sensitive'].sum()):,}",
    )
    next_post = say("book.note_next_post", language)
    return _numbered([changes, next_post, say("book.note_dash", language)], language, first=1)


def _subdistrict_posts(results: Results, language: str) -> list[str]:
    many = results.standards.dedicated_post_min_population
    if many is None or "subdistrict_post" not in results[Staffing].subdistricts:
        return []
    subdistricts = results.subdistricts_with(Staffing)
    posts = subdistricts["subdistrict_post"]
    lacking = subdistricts.loc[posts == "missing", "subdistrict_name"].dropna()
    sentence = say(
        "book.note_subdistrict_posts",
        language,
        many=f"{many:,}",
        source=Term(SOURCES["dedicated_post_min_population"]),
        asked=int(posts.isin(["compliant", "missing"]).sum()),
        missing=int((posts == "missing").sum()),
    )
    if lacking.empty:
        return [sentence]
    separator = say("book.list_separator", language)
    return [sentence + say("book.list", language, names=separator.join(map(one_line, lacking)))]


def _records(results: Results, language: str) -> str:
    record_account = results[Population].record_account[
        results[Population].record_account["period"] == results.period
    ]
    read = record_account[record_account["stage"] == "read"]
    located = record_account[record_account["outcome"].isin(LOCATED)]
    unknown = read.loc[read["outcome"] == "bad_count", "rows"].sum()
    rejected = read["rows"].sum() - located["rows"].sum()
    rejected_persons = read["persons"].sum() - located["persons"].sum()
    sentence = say(
        "book.note_records",
        language,
        rows=f"{read['rows'].sum():,}",
        persons=f"{read['persons'].sum():,}",
        found=f"{located['rows'].sum():,}",
        found_persons=f"{located['persons'].sum():,}",
        aside=f"{rejected:,}",
        rejected_persons=f"{rejected_persons:,}",
        sheet=Term("book.sheet_account"),
    )
    return sentence + (
        say("book.note_bad_counts", language, rows=f"{unknown:,}") if unknown else ""
    )


def _without_data(results: Results, language: str) -> list[str]:
    unknown = int((results[Staffing].communities["status"] == "no_data").sum())
    city = results[Population].city.iloc[0]
    note = say(
        "book.note_no_data",
        language,
        communities=f"{unknown:,}",
        incomplete=f"{city['communities_incomplete']:,}",
        people=f"{city['population_incomplete']:,}",
    )
    return [note] if unknown else []


def _without_boundary(results: Results, language: str) -> list[str]:
    communities = results.communities_with(Population)
    without = communities[communities.geometry.isna()]
    if without.empty:
        return []
    return [
        say(
            "book.note_no_boundary",
            language,
            communities=f"{len(without):,}",
            persons=f"{int(without['floating_population'].sum()):,}",
        )
    ]
