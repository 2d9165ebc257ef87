"""The columns that may hold what looks like a person's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.formats.personal_data import EMAIL, NAME, PHONE, TEXT

if TYPE_CHECKING:
    from collections.abc import Mapping

# What looks like a person's and is read all the same: because it is a place's own, or, of an
# origin, is resolved to a prefecture and let go.
_OF_A_PLACE: Final = frozenset({NAME, TEXT})
MAY_HOLD: Final[Mapping[tuple[str, str], frozenset[str]]] = {
    **{
        ("communities", column): _OF_A_PLACE
        for column in ("community_name", "subdistrict_name", "district_name", "kind")
    },
    **{("sites", column): _OF_A_PLACE for column in ("site_name", "services", "address", "hours")},
    ("sites", "phone"): frozenset({PHONE, EMAIL}),
    **{
        (table, column): _OF_A_PLACE
        for table in ("records", "sites", "staff", "travel_times", "out_migrants", "workloads")
        for column in ("community_name", "subdistrict_name", "district_name")
    },
    # What staff are and do: a role of three characters looks like a name.
    **{(table, "role"): _OF_A_PLACE for table in ("staff", "norms", "activities", "working_time")},
    **{(table, "activity"): _OF_A_PLACE for table in ("activities", "workloads")},
    ("activities", "activity_kind"): _OF_A_PLACE,
    **{
        ("norms", column): _OF_A_PLACE
        for column in ("norm", "counts", "rounding", "level", "staff_level", "document")
    },
    ("records", "origin"): _OF_A_PLACE,
    **{
        (table, column): _OF_A_PLACE
        for table in ("agreements", "notices")
        for column in ("place_a", "place_b")
    },
    ("out_migrants", "destination"): _OF_A_PLACE,
    ("partner_places", "place_code"): _OF_A_PLACE,
    ("partner_places", "place_name"): _OF_A_PLACE,
    ("crosswalk", "old_code"): _OF_A_PLACE,
    ("crosswalk", "new_code"): _OF_A_PLACE,
    ("flows", "origin"): _OF_A_PLACE,
    ("flows", "destination"): _OF_A_PLACE,
}
