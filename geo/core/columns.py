"""Column names shared by many frames."""

from __future__ import annotations

from typing import Final

# Where a row comes from: the file as the user named it, and the row as the user sees it.
FILE: Final = "file"
ROW: Final = "row"

# Of communities: what an analysis finds stands between their codes and their names.
CODES_FIRST: Final = ["community_code", "community_name", "subdistrict_code", "district_code"]
NAMES_LAST: Final = ["subdistrict_name", "district_name", "kind", "registered", "geometry"]
