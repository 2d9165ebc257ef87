"""Results whose tables are as a test wants them."""

from __future__ import annotations

from dataclasses import replace

from geo.core.admin_units import unit_tables
from geo.core.columns import CODES_FIRST, NAMES_LAST
from geo.core.results import Product


def with_tables(results, communities=None, subdistricts=None, districts=None):
    """Take these wide tables for those of the results: units, and one product for all the rest."""
    communities = results.communities if communities is None else communities
    units = unit_tables(communities)
    tables = {
        "communities": (communities, [*CODES_FIRST, *NAMES_LAST]),
        "subdistricts": (
            results.subdistricts if subdistricts is None else subdistricts,
            ["subdistrict_code", "subdistrict_name", "district_code", "district_name"],
        ),
        "districts": (
            results.districts if districts is None else districts,
            ["district_code", "district_name"],
        ),
    }
    named = {
        level: frame[[name for name in names if name in frame]]
        for level, (frame, names) in tables.items()
        if level != "communities"
    }
    found = {
        level: frame.set_index(names[0]).drop(columns=names[1:], errors="ignore")
        for level, (frame, names) in tables.items()
    }
    bare = [
        replace(of, **dict.fromkeys(tables, found["districts"].iloc[:, :0]))
        for of in results.products.values()
        if isinstance(of, Product)
    ]
    rest = Product(**found)
    return replace(results.having(*bare, rest), units=replace(units, **named))
