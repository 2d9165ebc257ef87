"""The whole city at a glance, out of all other analyses."""

from __future__ import annotations

from typing import Final

from geo.core.analysis import Analysis, Page

ANALYSIS: Final = Analysis(
    name="overview",
    package=__name__,
    needs=("population", "staffing", "access"),
    page=Page("overview", "geo/analyses/overview/page/overview.py", ":material/monitoring:", 1),
)
