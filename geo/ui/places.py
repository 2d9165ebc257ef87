"""Places of a city to be found by name, code or pinyin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.core.admin_units import with_second_names
from geo.regions.pinyin import found_by_pinyin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.core.results import Results

KINDS: Final = ("district", "subdistrict", "site", "community", "partner")
"""In the order in which those that fit alike are listed."""
DISTRICT, SUBDISTRICT, SITE, COMMUNITY, PARTNER = KINDS
_NO_MATCH: Final = 9


@dataclass(frozen=True)
class Place:
    """A unit, a service site, or a partner region.

    Parameters
    ----------
    kind
        One of :data:`KINDS`.
    code
        Of the unit or region; of a site its number.
    name
        As it is shown.
    within
        The larger unit it lies in; may be empty.
    """

    kind: str
    code: str
    name: str
    within: str = ""


def places_of(results: Results, sites: pd.DataFrame, partners: pd.DataFrame) -> list[Place]:
    """List the units and sites of a city, and its partner regions, that have a name.

    Parameters
    ----------
    sites
        ``site_name``, ``district_name``, by number.
    partners
        ``partner_code``, ``partner_name``, ``partner_province_name``.
    """
    communities = with_second_names(results.units.communities, results.units.second_names)
    listed = []
    for kind, parent in ((DISTRICT, ""), (SUBDISTRICT, DISTRICT), (COMMUNITY, SUBDISTRICT)):
        units = communities.drop_duplicates(f"{kind}_code").dropna(subset=f"{kind}_code")
        withins = units[f"{parent}_name"] if parent else [""] * len(units)
        rows = zip(units[f"{kind}_code"], units[f"{kind}_name"], withins, strict=True)
        listed += [
            Place(kind, str(code), _text(name), _text(within)) for code, name, within in rows
        ]
    if len(sites):
        rows = zip(sites.index, sites["site_name"], sites["district_name"], strict=True)
        listed += [
            Place(SITE, str(number), _text(name), _text(within)) for number, name, within in rows
        ]
    if len(partners):
        regions = partners.drop_duplicates("partner_code")
        columns = ("partner_code", "partner_name", "partner_province_name")
        rows = zip(*(regions[column] for column in columns), strict=True)
        listed += [
            Place(PARTNER, str(code), _text(name), "" if within == name else _text(within))
            for code, name, within in rows
        ]
    return [place for place in listed if place.name]


def find_places(places: Sequence[Place], asked: str, most: int) -> list[Place]:
    """List the places that a text may mean, the likeliest first.

    Parameters
    ----------
    asked
        A name or part of one, the beginning of a code, or pinyin (whole or first letters).
    most
        How many at most.

    Examples
    --------
    >>> places = [Place("district", "990102", "月泉区"), Place("community", "99010201", "泉月村")]
    >>> [place.name for place in find_places(places, "泉", 5)]
    ['泉月村', '月泉区']
    >>> [place.name for place in find_places(places, "Yue quan", 5)]
    ['月泉区']
    """
    text = "".join(asked.casefold().split())
    if not text:
        return []
    ranked = [(_rank(place, text), KINDS.index(place.kind), place.code, place) for place in places]
    fitting = sorted((row for row in ranked if row[0] < _NO_MATCH), key=lambda row: row[:3])
    return [place for *_, place in fitting[:most]]


def _rank(place: Place, text: str) -> int:
    """Return how well a place fits, 0 best."""
    name = "".join(place.name.casefold().split())
    if text in (name, place.code):
        return 0
    if name.startswith(text):
        return 1
    if text in name:
        return 2
    if text.isdecimal():
        return 3 if place.kind != SITE and place.code.startswith(text) else _NO_MATCH
    letters = text.replace("'", "")
    if letters.isascii() and letters.isalpha() and found_by_pinyin(place.name, letters):
        return 4
    return _NO_MATCH


def _text(value: object) -> str:
    return "" if pd.isna(value) else str(value)  # type: ignore[call-overload]
