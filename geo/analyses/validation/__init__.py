"""Validation: all issues of a city's files, reported at once before a run."""

from __future__ import annotations

from typing import Final

from geo.core.analysis import Analysis

ANALYSIS: Final = Analysis(
    name="validation",
    package=__name__,
    needs=("population",),
    reads=("staff",),
    run="geo.analyses.validation.model:input_issues_of",
    of_files=True,
    kept=("geo.analyses.validation.model:InputIssues",),
)
