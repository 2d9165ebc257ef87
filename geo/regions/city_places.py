"""Places as tables of flows and dealings give them: units of the city, or regions elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.core.results import CITY
from geo.regions.codes import bare_code
from geo.regions.gazetteer import place_names
from geo.regions.hierarchy import resolved
from geo.regions.levels import REGION_LEVELS
from geo.regions.origins import MISSING, RESOLVED, UNKNOWN
from geo.regions.spellings import short_name
from geo.regions.unit_names import LEVELS, plain_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.regions.unit_names import UnitNames

OWN: Final = "own"
"""State of a place that is a unit of the city; the others are those of origins."""

_MOST: Final = 0.5
_OURS: Final = ("本市", "我市")
_COLUMNS: Final = ("own", "maybe", "code", "state", "province_code")


@dataclass(frozen=True, eq=False)
class CityPlaces:
    """Finds what a place is that a table gives by code or by name.

    Parameters
    ----------
    names
        The city's units.
    city_code
        The city's own code; "" where it has none: it is :data:`geo.core.results.CITY` then.
    city_name
        What the city is called.
    abroad
        Whether the city is not in China: regions elsewhere are not known then.
    listed
        The codes of places elsewhere that the city lists itself, by what tables write.
    """

    names: UnitNames
    city_code: str = ""
    city_name: str = ""
    abroad: bool = False
    listed: Mapping[str, str] = field(default_factory=dict)

    def at_ends(
        self, table: pd.DataFrame, ends: Sequence[str], year: int = 0, *, dealings: bool = False
    ) -> pd.DataFrame:
        """Find the places at both ends of the rows of a table.

        Parameters
        ----------
        table
            Two columns of codes or names (str, may be missing).
        ends
            What these are called.
        year
            The year of the codes of regions, 0 where it is not known.
        dealings
            Whether one end of each row is the city's, as of an agreement. Else it is taken to be
            so where half of the rows have an end that may be.

        Returns
        -------
        pandas.DataFrame
            On the index of ``table``, for each end: ``<end>`` (code of the city's own unit, else of
            the region where it is known, else the text), ``<end>_state`` (:data:`OWN` or one of
            :data:`geo.regions.origins.STATES`), ``<end>_lost`` (bool: given, and nothing is known
            of it, not even a province).

        Notes
        -----
        A name that both a unit of the city and a place elsewhere have is the city's own in a column
        of nothing but the city's units; and beside a place elsewhere where one end is the city's.
        """
        texts = pd.concat([table[end] for end in ends]).dropna().unique()
        places = self.of(texts, year)
        place_by_end = {end: places.reindex(table[end]).set_axis(table.index) for end in ends}
        own, maybe = (
            {end: place_by_end[end][name].fillna("") != "" for end in ends}
            for name in ("own", "maybe")
        )
        touching = (own[ends[0]] | maybe[ends[0]]) | (own[ends[1]] | maybe[ends[1]])
        dealings = dealings or bool(touching.mean() >= _MOST)
        columns: dict[str, pd.Series] = {}
        for end, other in (ends, ends[::-1]):
            place, other_place = place_by_end[end], place_by_end[other]
            here = own[end] | maybe[end] | table[end].isna()
            away = ~own[other] & ~maybe[other] & other_place["state"].notna()
            is_unit = maybe[end] & (bool(here.all()) | (dealings & away))
            code = place["code"].mask(own[end], place["own"]).mask(is_unit, place["maybe"])
            state = place["state"].mask(own[end] | is_unit, OWN).fillna(MISSING)
            columns[end] = code.astype("str").fillna(table[end])
            columns[f"{end}_state"] = state
            unknown = ~state.isin([OWN, RESOLVED, MISSING])
            columns[f"{end}_lost"] = unknown & place["province_code"].isna()
        return pd.DataFrame(columns, index=table.index)

    def of(self, texts: Iterable[str], year: int = 0) -> pd.DataFrame:
        """Find what places are, each by itself.

        Returns
        -------
        pandas.DataFrame
            By text: ``own`` (code of the unit of the city that it is, "" = it is none), ``maybe``
            (the unit whose name it has, too), ``code`` (of the smallest region that is known),
            ``state`` (of :data:`geo.regions.origins.STATES`), ``province_code``.
        """
        index = pd.Index(dict.fromkeys(texts), dtype="str")
        bare = index.map(bare_code)
        regions = (
            resolved(bare, year, abroad=self.abroad, listed=self.listed)
            .reindex(bare)
            .set_axis(index)
        )
        parts = regions.reindex(columns=[*(f"{level}_code" for level in REGION_LEVELS), "state"])
        region_rows = parts.astype("str").fillna("").to_numpy(dtype=str).tolist()
        rows = [
            self._one(text, code, region)
            for text, code, region in zip(index, bare, region_rows, strict=True)
        ]
        return pd.DataFrame(rows, index, list(_COLUMNS))

    def _one(self, text: str, bare: str, region: list[str]) -> tuple[str | None, ...]:
        province, prefecture, county, state = region
        finest = county or prefecture or province or bare
        rest = (finest, state, province or None)
        if own := self.names.matched(text) or (bare if bare in self._own_codes else ""):
            return (own, "", *rest)
        if self._is_city(text, known=bool(province) or state != UNKNOWN):
            return (self.city_code or CITY, "", *rest)
        units, exact = self._called(text)
        city = bool(prefecture) and prefecture == self.city_code
        home = county in self._own_codes or (city and not county)
        if len(units) == 1:
            ((level, code),) = units
            sure = state == UNKNOWN and not province and level != LEVELS[0]
            if sure or home:
                return (code, "", *rest)
            return ("", code if exact or state != RESOLVED else "", *rest)
        if home and state == RESOLVED and not units:
            return (county if county in self._own_codes else self.city_code, "", *rest)
        return ("", "", *rest)

    def _is_city(self, text: str, *, known: bool) -> bool:
        """Return whether a name is the city's; a short one may be that of a place elsewhere."""
        plain, city = _plain_city(text), _plain_city(self.city_name)
        if plain == city or known:
            return plain == city
        return (short_name(plain) or plain) == (short_name(city) or city) or plain in _OURS

    def _called(self, text: str) -> tuple[set[tuple[str, str]], bool]:
        """Find the units that have a name, also behind the names of city and province."""
        plain = plain_name(text)
        for before in ("", *self._above):
            if plain.startswith(before):
                units, exact = self.names.called(plain[len(before) :])
                if units:
                    return units, exact
        return set(), False

    @cached_property
    def _own_codes(self) -> frozenset[str]:
        codes = [self.names.units_of(level)[f"{level}_code"] for level in LEVELS]
        return frozenset(pd.concat(codes)) | ({self.city_code} - {""})

    @cached_property
    def _above(self) -> tuple[str, ...]:
        return names_above(self.city_code, self.city_name, abroad=self.abroad)


def names_above(city_code: str, city_name: str, *, abroad: bool = False) -> tuple[str, ...]:
    """List what may stand before a unit's name: province, city and both, plain, the longest first.

    Parameters
    ----------
    city_code
        The city's own code; "" where it has none.
    city_name
        What it is called.
    abroad
        Whether it is not in China.

    Examples
    --------
    >>> names_above("370100", "")[:3]
    ('山东省济南市', '山东济南市', '山东省济南')
    """
    name_by_code = {} if abroad else place_names()
    names = [name_by_code.get(city_code[:2] + "0000", ""), name_by_code.get(city_code, "")]
    province, city = ([name, short_name(name)] if name else [] for name in names)
    plain_city = _plain_city(city_name)
    city = [*city, plain_city] if plain_city else city
    both = [one + other for one in province for other in city]
    plain = {plain_name(name) for name in (*province, *city, *both)} - {""}
    return tuple(sorted(plain, key=lambda name: (-len(name), name)))


def with_district_names(units: pd.DataFrame) -> pd.DataFrame:
    """Fill in what districts of China are called today, where the boundaries do not say.

    Parameters
    ----------
    units
        ``district_code``, ``district_name`` (str, may be missing).
    """
    called = units["district_code"].map(place_names())
    return units.assign(district_name=units["district_name"].fillna(called).astype("str"))


def _plain_city(name: str) -> str:
    return plain_name(name.partition("（")[0].partition("(")[0])
