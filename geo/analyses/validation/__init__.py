"""What is wrong with a city's files, told all at once before anything is counted on."""

from __future__ import annotations

from typing import Final

from geo.core.analysis import Analysis

ANALYSIS: Final = Analysis(
    name="validation",
    package=__name__,
    needs=("population",),
    reads=("staff",),
    run="geo.analyses.validation.model:input_issues_of",
)
