"""Staff needed, present and missing by the norm of 500 to 1."""

from __future__ import annotations

from typing import Final

from geo.core.analysis import Analysis, Export, Page, Table

ANALYSIS: Final = Analysis(
    name="staffing",
    package=__name__,
    needs=("population",),
    reads=("staff",),
    run="geo.analyses.staffing.model:staffing_of",
    norms=(
        "max_population_per_staff",
        "part_time_weight",
        "dedicated_post_min_population",
        "strict_max_population_per_staff",
        "lenient_max_population_per_staff",
        "population_change_percent",
    ),
    tables=(Table("communities"), Table("subdistricts"), Table("districts")),
    exports=(
        Export("xlsx", "geo.analyses.staffing.workbook:write_workbook", by_district=True),
        Export("html", "geo.analyses.staffing.web_map:write_web_map", by_district=True),
    ),
    page=Page("staffing", "geo/analyses/staffing/page/staffing.py", ":material/groups:", 2),
    kept=("geo.analyses.staffing.model:Staffing",),
    priorities="geo.analyses.staffing.priorities:priorities_of",
)
