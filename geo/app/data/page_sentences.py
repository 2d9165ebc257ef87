"""Sentences on the Data page that say what to do on the page, where others speak of city.toml."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.core.issues import Issue

ON_PAGE: Final[Mapping[str, str]] = {
    "issue.column_chosen": "on_page.column_chosen",
    "issue.column_needed": "on_page.column_needed",
    "issue.column_twice": "on_page.column_twice",
    "issue.coordinates_asked": "on_page.coordinates_asked",
    "issue.count_asked": "on_page.count_asked",
    "issue.crs_missing": "on_page.crs_missing",
    "issue.loss_boundaries": "on_page.loss_boundaries",
    "issue.loss_names": "on_page.loss_names",
    "issue.loss_shifted": "on_page.loss_shifted",
    "issue.loss_swapped": "on_page.loss_swapped",
    "issue.names_unknown": "on_page.names_unknown",
    "issue.period_asked": "on_page.period_asked",
    "issue.period_from_settings": "on_page.period_from_settings",
    "issue.period_several": "on_page.period_several",
    "issue.period_unknown": "on_page.period_unknown",
    "issue.personal_or_place": "on_page.personal_or_place",
    "issue.records_exchanged": "on_page.records_exchanged",
    "issue.setting_wrong": "on_page.setting_wrong",
    "issue.sheet": "on_page.sheet",
    "issue.staff_names_unknown": "on_page.staff_names_unknown",
    "issue.unit_asked": "on_page.unit_asked",
}
"""The sentence for the page, by that for files."""


def for_page(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """Return issues with the sentences that speak of the page.

    Examples
    --------
    >>> from geo.core.issues import Issue
    >>> for_page([Issue("issue.sheet", severity="error")])[0].what
    'on_page.sheet'
    """
    return tuple(replace(issue, what=ON_PAGE.get(issue.what, issue.what)) for issue in issues)
