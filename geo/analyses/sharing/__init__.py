"""What neighbouring communities could share: posts and sites."""

from __future__ import annotations

from typing import Final

from geo.core.analysis import Analysis, Table

ANALYSIS: Final = Analysis(
    name="sharing",
    package=__name__,
    needs=("staffing", "access"),
    run="geo.analyses.sharing.model:sharing_of",
    norms_used=("max_population_per_staff", "part_time_weight", "supply"),
    on_demand="geo.analyses.sharing.model:Sharing",
    tables=(Table("sharing", "geo.analyses.sharing.tables:sharing_table"),),
    manifest="geo.analyses.sharing.tables:manifest_of",
    kept=(
        "geo.analyses.sharing.model:Sharing",
        "geo.analyses.sharing.model:SharingRules",
    ),
)
