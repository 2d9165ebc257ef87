"""Who lives where: records located, deduplicated and counted, with an account of every row."""

from __future__ import annotations

from typing import Final

from geo.core.analysis import Analysis, Table

ANALYSIS: Final = Analysis(
    name="population",
    package=__name__,
    run="geo.analyses.population.model:count_population",
    norms=("snap_m", "min_cell"),
    tables=(
        Table("communities"),
        Table("subdistricts"),
        Table("districts"),
        Table("origins", "geo.analyses.population.tables:origins_table"),
        Table("sources", "geo.analyses.population.tables:sources_table"),
        Table("rejected_records", "geo.analyses.population.tables:rejected_records"),
        Table("record_account", "geo.analyses.population.tables:record_account"),
    ),
    manifest="geo.analyses.population.tables:manifest_of",
    kept=("geo.analyses.population.model:Population",),
)
