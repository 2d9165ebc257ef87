"""Results whose tables are as a test wants them."""

from __future__ import annotations

from dataclasses import replace

from geo.analyses.access.products import Access
from geo.analyses.population.model import Population
from geo.analyses.staffing.model import Staffing
from geo.core.admin_units import unit_tables
from geo.core.analysis import columns_of

KINDS = {
    Population: "geo.analyses.population",
    Staffing: "geo.analyses.staffing",
    Access: "geo.analyses.access",
}
CODES = {
    "communities": "community_code",
    "subdistricts": "subdistrict_code",
    "districts": "district_code",
}
NAMES = {
    "subdistricts": ["subdistrict_code", "subdistrict_name", "district_code", "district_name"],
    "districts": ["district_code", "district_name"],
}


def with_tables(results, **tables):
    """Take these wide tables for those of the results: units, and what products say of them."""
    wide = {level: tables.get(level, getattr(results, level)) for level in CODES}
    named = {level: wide[level].filter(NAMES[level]) for level in NAMES}
    told = results
    for kind, package in KINDS.items():
        found = {
            level: wide[level]
            .set_index(code)
            .filter([column.name for column in columns_of(package, level)])
            for level, code in CODES.items()
        }
        if kind in results.products:
            told = told.having(replace(results[kind], **found))
        elif any(len(frame.columns) for frame in found.values()):
            told = told.having(kind(**found))
    return replace(told, units=replace(unit_tables(wide["communities"]), **named))
