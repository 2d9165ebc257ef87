"""Who reaches which service in how many minutes, and where people are underserved."""

from __future__ import annotations

from typing import Final

from geo.core.analysis import Analysis, Export, Page, Remade, Table

ANALYSIS: Final = Analysis(
    name="access",
    package=__name__,
    needs=("population", "staffing"),
    reads=("sites",),
    run="geo.analyses.access.build:accessibility_of",
    checks="geo.analyses.access.build:access_issues",
    norms=(
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
        "cluster_p_value",
    ),
    tables=(
        Table("communities"),
        Table("subdistricts"),
        Table("districts"),
        Table("accessibility", "geo.analyses.access.tables:access_table"),
        Table("nearest_sites", "geo.analyses.access.tables:nearest_sites_table"),
    ),
    exports=(
        Export("directory", "geo.analyses.access.directory.files:write_directory"),
        Export("od", "geo.analyses.access.od_files:write_od"),
        Export("isochrones", "geo.analyses.access.isochrone_files:write_isochrones"),
    ),
    page=Page("accessibility", "geo/analyses/access/page/access.py", ":material/near_me:", 3),
    priorities="geo.analyses.access.priorities:priorities_of",
    manifest="geo.analyses.access.tables:manifest_of",
    kept=(
        "geo.analyses.access.products:Access",
        "geo.analyses.access.products:Sites",
    ),
    remade=(
        Remade("geo.analyses.access.model:AccessModel", "geo.analyses.access.build:access_model"),
    ),
)
