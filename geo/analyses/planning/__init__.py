"""Where the next posts and sites do most good, and what a change of staff would bring."""

from __future__ import annotations

from typing import Final

from geo.core.analysis import Analysis, Page, Table

ANALYSIS: Final = Analysis(
    name="planning",
    package=__name__,
    needs=("population", "staffing", "access"),
    run="geo.analyses.planning.model:planning_of",
    norms_used=("max_population_per_staff",),
    on_demand="geo.analyses.planning.model:Planning",
    tables=(
        Table("planning", "geo.analyses.planning.tables:planning_table"),
        Table("planning_tradeoff", "geo.analyses.planning.tables:tradeoff_table"),
        Table("rounds", "geo.analyses.planning.tables:rounds_table"),
    ),
    manifest="geo.analyses.planning.tables:manifest_of",
    page=Page(
        "planning", "geo/analyses/planning/page/planning.py", ":material/add_location_alt:", 5
    ),
    priorities="geo.analyses.planning.priorities:priorities_of",
    kept=(
        "geo.analyses.planning.model:Planning",
        "geo.analyses.planning.plan:Plan",
        "geo.analyses.planning.rounds.plan:Rounds",
        "geo.city.rounds_settings:RoundsSettings",
    ),
)
"""New posts and new sites: the plan that the settings ask for."""
