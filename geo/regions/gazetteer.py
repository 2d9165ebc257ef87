"""Every province, prefecture and county since 1981, and the places of today that it became.

A *place* is a prefecture of today, a municipality, or a county that lies in no prefecture.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from geo.regions.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable

FIRST_YEAR: Final = 1981
TODAY: Final = 9999
"""The year until which a division lasts that there still is."""

MUNICIPAL: Final = ("11", "12", "31", "50", "71", "81", "82")
"""Municipalities, Taiwan, Hong Kong and Macao: one place each, province and prefecture alike."""


class Meaning(NamedTuple):
    """Today's province, place and county that something stands for; "" where it is not known."""

    province: str
    place: str
    county: str


@dataclass(frozen=True, eq=False, slots=True)
class Division:
    """A division as it was called from ``since`` on, before ``until``.

    ``successors`` are the codes of what it became when it ended, the parts it lost before left out.
    """

    code: str
    name: str
    since: int
    until: int
    successors: tuple[str, ...]

    @property
    def is_province(self) -> bool:
        """Whether it is a province."""
        return self.code.endswith("0000")

    @property
    def is_county(self) -> bool:
        """Whether it is a county."""
        return not self.code.endswith("00")

    def known_in(self, year: int | None) -> bool:
        """Return whether there was such a division in a year (None: in any)."""
        return year is None or self.since <= year < self.until


@cache
def divisions() -> tuple[Division, ...]:
    """Read every division, in order of code and year."""
    return tuple(
        Division(
            row["code"],
            row["name"],
            int(row["since"]),
            int(row["until"] or TODAY),
            _at_the_end(row["successors"]),
        )
        for row in read_table("divisions.csv")
    )


@cache
def last_year() -> int:
    """Return the last year of which anything is told."""
    return max(division.since for division in divisions())


@cache
def by_code() -> dict[str, tuple[Division, ...]]:
    """List the divisions that had a code, by code."""
    return _grouped((division.code, division) for division in divisions())


@cache
def place_names() -> dict[str, str]:
    """List today's provinces, prefectures and counties by code."""
    return {division.code: division.name for division in divisions() if division.until == TODAY}


@cache
def county_places() -> dict[str, str]:
    """Return the place of every county of today, by code."""
    return {code: _place_today(code) for code in place_names() if not code.endswith("00")}


def parent(county: Division) -> Division | None:
    """Return the prefecture a county lay in; None if it lay in none."""
    prefectures = by_code().get(f"{county.code[:4]}00", ())
    return next((above for above in prefectures if above.known_in(county.since)), None)


def meanings(division: Division, year: int | None = None) -> frozenset[Meaning]:
    """List what a division stands for today.

    Parameters
    ----------
    division
        A row of :func:`divisions`.
    year
        The year it is spoken of: a prefecture that is no more became what its counties of that year
        became, without a year what any of its counties became.

    Returns
    -------
    frozenset of Meaning
        One for each place of today; a province, and what cannot be told, has no place.
    """
    if division.is_province:
        prefecture = division.code if division.code[:2] in MUNICIPAL else ""
        return frozenset([Meaning(division.code, prefecture, "")])
    if division.is_county:
        return _of_county(division)
    return _of_prefecture(division, year)


@cache
def _of_county(county: Division) -> frozenset[Meaning]:
    return frozenset(_followed(county)) or _not_known(county)


@cache
def _of_prefecture(prefecture: Division, year: int | None) -> frozenset[Meaning]:
    lasting = _lasting(prefecture)
    if lasting:
        return frozenset([_meaning(lasting, "")])
    counties = [
        county
        for county in _counties().get(prefecture.code[:4], ())
        if county.since < prefecture.until
        and prefecture.since < county.until
        and county.known_in(year)
    ]
    prefectures_today = {
        meaning._replace(county="") for county in counties for meaning in _of_county(county)
    }
    return frozenset(prefectures_today) or _not_known(prefecture)


def _lasting(prefecture: Division) -> str:
    """Return the code of the prefecture of today that one is, or became without its counties."""
    if prefecture.until == TODAY:
        return _place_today(prefecture.code)
    renamed = [
        division for division in by_code()[prefecture.code] if division.since == prefecture.until
    ]
    if renamed:
        return _lasting(renamed[0])
    if prefecture.code[:4] in _counties() or len(prefecture.successors) != 1:
        return ""
    return _place_today(prefecture.successors[0])  # 海口市, of Guangdong until 1988


def _followed(county: Division) -> set[Meaning]:
    """Follow a county to the places of today; in each the county of today, if it is one."""
    counties: dict[str, set[str]] = defaultdict(set)
    for end in _ends(county):
        counties[_place_today(end)].add("" if end.endswith("00") else end)
    return {
        _meaning(prefecture, codes.pop() if len(codes) == 1 else "")
        for prefecture, codes in counties.items()
    }


@cache
def _ends(division: Division) -> frozenset[str]:
    """Follow the successors of a county to the codes of today."""
    if division.until == TODAY:
        return frozenset([division.code])
    if not division.is_county:
        lasting = _lasting(division)
        return frozenset([lasting] if lasting else [])
    became = {_at(code, division.until) for code in division.successors} - {division}
    return frozenset().union(*(_ends(one) for one in became))


def _at(code: str, year: int) -> Division:
    """Return what had a code in a year."""
    return next(division for division in by_code()[code] if division.known_in(year))


def _place_today(code: str) -> str:
    if code[:2] in MUNICIPAL:
        return f"{code[:2]}0000"
    prefecture = f"{code[:4]}00"
    return prefecture if prefecture in place_names() else code


def _meaning(prefecture: str, county: str) -> Meaning:
    return Meaning(f"{prefecture[:2]}0000", prefecture, county)


def _not_known(division: Division) -> frozenset[Meaning]:
    return frozenset([Meaning(f"{division.code[:2]}0000", "", "")])


@cache
def _counties() -> dict[str, tuple[Division, ...]]:
    return _grouped((division.code[:4], division) for division in divisions() if division.is_county)


def _grouped(pairs: Iterable[tuple[str, Division]]) -> dict[str, tuple[Division, ...]]:
    groups: dict[str, list[Division]] = defaultdict(list)
    for key, division in pairs:
        groups[key].append(division)
    return {key: tuple(group) for key, group in groups.items()}


def _at_the_end(successors: str) -> tuple[str, ...]:
    """Return the codes of what a division became at its end, else of what parts of it became.

    Examples
    --------
    >>> _at_the_end("321020[1984];321087"), _at_the_end("659006[2020]"), _at_the_end("")
    (('321087',), ('659006',), ())
    """
    if not successors:  # most of them have none
        return ()
    codes = [code for code in successors.split(";") if code]
    return tuple(code for code in codes if "[" not in code) or tuple(code[:6] for code in codes)
