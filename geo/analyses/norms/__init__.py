"""Norms of staff side by side: those of policy or of a city's own table, and WISN beside them."""

from __future__ import annotations

from typing import Final

from geo.core.analysis import Analysis, Export, Page, Table

ANALYSIS: Final = Analysis(
    name="norms",
    package=__name__,
    needs=("population", "staffing"),
    reads=("norms", "activities", "workloads", "working_time"),
    run="geo.analyses.norms.model:norms_of",
    on_demand="geo.analyses.norms.model:Norms",
    tables=(
        Table("norms", "geo.analyses.norms.tables:norms_table"),
        Table("norm_units", "geo.analyses.norms.tables:norm_units_table"),
        Table("wisn", "geo.analyses.norms.tables:wisn_table"),
        Table("wisn_activities", "geo.analyses.norms.tables:wisn_activities_table"),
    ),
    exports=(Export("norms", "geo.analyses.norms.workbook:write_norms", by_district=True),),
    page=Page("norms", "geo/analyses/norms/page/norms.py", ":material/rule:", 2),
    manifest="geo.analyses.norms.tables:manifest_of",
    kept=("geo.analyses.norms.model:Norms",),
)
