"""The pages of the app, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.analyses import ANALYSES
from geo.core.analysis import Page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.core.analysis import Analysis

DATA: Final = Page("data", "geo/app/data/data.py", ":material/fact_check:", 100)
SCENARIOS: Final = Page("scenarios", "geo/app/scenarios/scenarios.py", ":material/alt_route:", 6)
HELP: Final = Page("help", "geo/app/help.py", ":material/help:", 110)

FIRST_DRAWN_S: Final = 5.0
"""Until a browser has drawn the first page: it takes 3 to 6 seconds for Streamlit."""


def pages(analyses: Sequence[Analysis] = ANALYSES) -> list[Page]:
    """List the pages that the analyses declare, and those of the app; it opens on the first."""
    declared = [analysis.page for analysis in analyses if analysis.page]
    return sorted([*declared, SCENARIOS, DATA, HELP], key=lambda page: page.position)
