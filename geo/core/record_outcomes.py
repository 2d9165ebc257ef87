"""How a record finds its community, why it is rejected, and what is worth knowing of it."""

from __future__ import annotations

from typing import Final

LOCATED: Final = ("point", "code", "snap")
"""How a record found its community, in the order they are tried."""

BY_POINT: Final = ("point", "snap")
"""Those of them whose point is good: it says where on the map people are."""

DUPLICATE: Final = "duplicate"
BAD_COUNT: Final = "bad_count"
UNUSABLE: Final = (DUPLICATE, BAD_COUNT)
"""Why a record is rejected on reading."""

LOST: Final = (
    *("swapped", "outside"),
    *("unknown_code", "unknown_name", "ambiguous_name"),
    "no_place",
)
"""Why a record that could be read found no community."""

MERGED: Final = ("counted_once",)
"""Why a record that found its community is not counted: its person is, by another record."""

UNDATED: Final = ("no_period",)
"""Why a record that found its community is of no period: it tells none, where others do."""

OUTCOMES: Final = LOCATED + UNUSABLE + LOST + MERGED + UNDATED

NOTES: Final = (
    "disagree",
    "code_unknown",
    "code_moved",
    "point_swapped",
    "point_outside",
    "no_origin",
)
"""What is worth knowing of a record that found its community."""
