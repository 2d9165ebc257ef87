"""Who reaches which service in how many minutes, and where people are underserved."""

from __future__ import annotations

from typing import Final

from geo.core.analysis import Analysis, Export, Page, Remade, Table

_NORMS: Final = (
    "access_minutes",
    "access_mode",
    "walk_kph",
    "ebike_kph",
    "drive_kph",
    "network_snap_m",
    "site_snap_m",
    "covered_percent",
    "supply",
    "catchment_zones",
)

TRAVEL_TIMES: Final = Analysis(
    name="travel_times",
    package=__name__,
    needs=("population",),
    reads=("sites",),
    run="geo.analyses.access.build:travel_times_of",
    checks="geo.analyses.access.build:access_issues",
    uses=("streets",),
    norms_used=(*_NORMS, "max_population_per_staff", "min_cell"),
    rerun="geo.analyses.access.rerun:travel_times_anew",
    kept=("geo.analyses.access.products:Sites",),
    remade=(
        Remade("geo.analyses.access.model:AccessModel", "geo.analyses.access.build:access_model"),
    ),
)

ANALYSIS: Final = Analysis(
    name="access",
    package=__name__,
    needs=("population", "staffing", "travel_times"),
    run="geo.analyses.access.build:accessibility_of",
    norms=(*_NORMS, "cluster_p_value"),
    norms_used=("max_population_per_staff",),
    tables=(
        Table("communities"),
        Table("subdistricts"),
        Table("districts"),
        Table("accessibility", "geo.analyses.access.tables:access_table"),
        Table("nearest_sites", "geo.analyses.access.tables:nearest_sites_table"),
    ),
    exports=(
        Export(
            "directory", "geo.analyses.access.directory.files:write_directory", by_district=True
        ),
        Export("od", "geo.analyses.access.od_files:write_od"),
        Export("isochrones", "geo.analyses.access.isochrone_files:write_isochrones"),
    ),
    page=Page("accessibility", "geo/analyses/access/page/access.py", ":material/near_me:", 3),
    priorities="geo.analyses.access.priorities:priorities_of",
    manifest="geo.analyses.access.tables:manifest_of",
    kept=("geo.analyses.access.products:Access",),
)
