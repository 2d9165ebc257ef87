"""Origins 户籍地: codes of any year and names as people write them, resolved to today's places.

That is the prefecture; and the county where the code or the full name means one county of today.

What may be more than one place stays unresolved and is counted; nothing is guessed.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd

from geo.core.categoricals import spread
from geo.regions.codes import bare_code, narrowed
from geo.regions.gazetteer import (
    FIRST_YEAR,
    MUNICIPAL,
    TODAY,
    by_code,
    last_year,
    meanings,
    place_names,
)
from geo.regions.origin_prefixes import OriginPrefixes
from geo.regions.romanised import romanised
from geo.regions.spellings import BETWEEN, province_words, simplified
from geo.regions.written_names import all_written_names, written_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from geo.regions.gazetteer import Division

RESOLVED, AMBIGUOUS, UNKNOWN, MISSING = ORIGIN_STATES = (
    "resolved",
    "ambiguous",
    "unknown",
    "missing",
)

# Six digits of the county, then those of subdistrict and community; four say the prefecture. What
# a spreadsheet or a reader of numbers puts about a code is no part of it.
_CODE: Final = re.compile(r"'?(\d{4}|\d{6}(?:\d{3}|\d{6})?)(?:\.0+)?", re.ASCII)
# 市辖区 and the development zones have codes of the statistics bureau only.
_OF_PREFECTURE: Final = re.compile(r"\d{4}(?:01|7[1-9])")
_SEPARATORS: Final = re.compile(r"[\s,，、/\\·_—-]+")
_LATIN: Final = re.compile("[A-Za-z\u00c0-\u024f]")
_LONGEST: Final = 40
_REMEMBERED: Final = 500_000
_MANY: Final = 1_000  # texts, of which more may well begin like those before
_AMONG_PROVINCES: Final = "?"


class Origin(NamedTuple):
    """What is known of an origin: today's province, prefecture, county ("" if not); its state."""

    province_code: str
    prefecture_code: str
    county_code: str
    state: str


@dataclass(frozen=True)
class OwnUnits:
    """The units of the city itself, by their codes.

    Parameters
    ----------
    city_code
        The city's own code.
    codes
        Of its units, of all levels.
    region
        The code of its province; empty abroad.

    Examples
    --------
    >>> OwnUnits("990100", frozenset(["990101"]), "990000").origin("990101000000")
    Origin(province_code='990000', prefecture_code='990100', county_code='990101', state='resolved')
    """

    city_code: str
    codes: frozenset[str]
    region: str = ""

    def origin(self, text: str) -> Origin | None:
        """Return the unit that a code means; None if it means none of them."""
        code = narrowed(text)
        bare = bare_code(code)
        unit = code if code in self.codes else bare if bare in self.codes else ""
        if not unit and bare != self.city_code:
            return None
        return Origin(self.region, self.city_code, unit, RESOLVED)


_UNKNOWN: Final = Origin("", "", "", UNKNOWN)
_MISSING: Final = Origin("", "", "", MISSING)


@dataclass
class Origins:
    """Resolves origins, each different one once.

    Parameters
    ----------
    year
        Of codes and names; what was not known then is looked up as if no year were given. None: not
        known, so that what is written is resolved only if it means one place in all years.
    abroad
        Whether the city is not in China: what looks like a code or name of China is another's.
    own
        The city's own units: such a code means the unit and nothing else, and it is the
        ``county_code`` of the origin, whatever its level.
    listed
        The codes of places that the city lists itself, by what is written; each is its own
        province, prefecture and county.

    Examples
    --------
    >>> origins = Origins()
    >>> origins.resolve("622630")  # 徽县, as it was until 2003
    Origin(province_code='620000', prefecture_code='621200', county_code='621227', state='resolved')
    >>> origins.resolve("襄樊市").prefecture_code, origins.resolve("朝阳区").state
    ('420600', 'ambiguous')
    """

    year: int | None = None
    abroad: bool = False
    own: OwnUnits | None = None
    listed: Mapping[str, str] = field(default_factory=dict)
    _known: dict[str, str] = field(default_factory=dict, init=False, repr=False)
    _prefixes: OriginPrefixes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Set aside the codes that are the city's own."""
        own = {self.own.city_code, *self.own.codes} if self.own else set()
        self._prefixes = OriginPrefixes(all_written_names, own | set(self.listed))

    def resolve(self, text: str) -> Origin:
        """Resolve one origin; never raises."""
        if self.own and (unit := self.own.origin(text)):
            return unit
        if code := self.listed.get(text.strip()):
            return Origin(code, code, code, RESOLVED)
        if self.abroad:
            return _UNKNOWN
        narrow = narrowed(text)
        code_match = _CODE.fullmatch(narrow)
        for year in (None,) if self.year is None else (_within(self.year), None):
            six = code_match[1][:6].ljust(6, "0") if code_match else ""
            origin = _coded(six, year) if six else _named(narrow, year)
            if origin:
                return origin
        return _UNKNOWN

    def column(self, origins: pd.Series[str]) -> pd.Series:
        """Resolve a column.

        Parameters
        ----------
        origins
            Text, missing where none is given.

        Returns
        -------
        pandas.Series
            Categorical of text: the parts of an :class:`Origin` with a stroke between them, so that
            a batch is grouped by one small column; :func:`named` takes it apart.
        """
        numbers, distinct = pd.factorize(origins)
        stated: Any = pd.Categorical.from_codes(numbers, dtype=pd.CategoricalDtype(distinct))
        return pd.Series(self.resolved(stated), origins.index)

    def resolved(self, origins: pd.Categorical) -> pd.Categorical:
        """Resolve a column whose different values are known; see :meth:`column`."""
        stated = origins.categories.to_numpy(dtype=object)
        texts = [*map(self._remembered, stated), "/".join(_MISSING)]
        numbers: dict[str, int] = {}
        places = [numbers.setdefault(text, len(numbers)) for text in texts]
        codes = spread(np.array(places, np.min_scalar_type(-len(texts))), origins.codes)
        return pd.Categorical.from_codes(codes, pd.Index([*numbers], dtype="str"))

    def _remembered(self, text: str) -> str:
        if (meant := self._known.get(text)) is not None:
            return meant
        if len(self._known) >= _REMEMBERED:  # a column of addresses: no two alike
            self._known.clear()
        if (meant := self._prefixes.get(text)) is None:
            origin = self.resolve(text)
            meant = _written(origin, text)
            if len(self._known) > _MANY and not (self.abroad or _may_be_province(origin)):
                self._prefixes.keep(text, _bare(narrowed(text)), meant)
        self._known[text] = meant
        return meant


def resolve_origins(
    values: Iterable[str],
    year: int | None = None,
    *,
    abroad: bool = False,
    listed: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Resolve different origins.

    Parameters
    ----------
    values
        Codes or names.
    year, abroad, listed
        See :class:`Origins`.

    Returns
    -------
    pandas.DataFrame
        By value: the columns of :func:`named`.
    """
    distinct = pd.Index(dict.fromkeys(values), dtype="str")
    return named(Origins(year, abroad, listed=listed or {}).column(distinct.to_series()))


def named(origins: pd.Series) -> pd.DataFrame:
    """Take what :meth:`Origins.column` returns apart and name the places as they are called today.

    Returns
    -------
    pandas.DataFrame
        ``province_code``, ``province_name``, ``prefecture_code``, ``prefecture_name``,
        ``county_code`` (missing where not known) and ``state``, on the index of ``origins``.
    """
    # Many people, few places.
    rows, distinct = pd.factorize(origins.astype("str"), use_na_sentinel=False)
    parts = pd.Series(distinct).str.split("/", expand=True).reindex(columns=range(4))
    province, prefecture, county, state = (parts[part].astype("str") for part in parts)
    province = _among_provinces(province, prefecture, state)
    names = place_names() if (province != "").any() else {}
    places = pd.DataFrame(
        {
            "province_code": province.mask(province == ""),
            "province_name": _names_of(province, names),
            "prefecture_code": prefecture.mask(prefecture == ""),
            "prefecture_name": _names_of(prefecture, names),
            "county_code": county.mask(county == ""),
            "state": state,
        }
    )
    return places.take(rows).set_axis(origins.index)


def _names_of(codes: pd.Series[str], names: Mapping[str, str]) -> pd.Series[str]:
    """Name regions; one without a name, as a city that is invented, is called by its code."""
    return codes.map(names).astype("str").fillna(codes.mask(codes == ""))


def _among_provinces(
    province: pd.Series[str], prefecture: pd.Series[str], state: pd.Series[str]
) -> pd.Series[str]:
    """Let 河北 be the province where all others are provinces, and no place where they are not.

    Among counties it may be the district of Tianjin.
    """
    doubtful = province.str.endswith(_AMONG_PROVINCES).fillna(value=False).astype("bool")
    if not doubtful.any():
        return province
    others = state.isin((RESOLVED, AMBIGUOUS)) & ~doubtful
    alike = (province != "") & ((prefecture == "") | (prefecture == province))
    if others.any() and alike[others].all():
        return province.str.removesuffix(_AMONG_PROVINCES)
    return province.mask(doubtful, "")


def in_state(origins: pd.Categorical, state: str) -> NDArray[np.bool_]:
    """Return which rows of what :meth:`Origins.resolved` returns are in a state."""
    places = np.asarray(origins.categories.str.endswith(f"/{state}"), dtype=bool)
    in_this_state: NDArray[np.bool_] = places[origins.codes]
    return in_this_state


def _written(origin: Origin, text: str) -> str:
    """Write an origin as :meth:`Origins.column` does; see :func:`_among_provinces`."""
    if _may_be_province(origin) and (code := _as_province(text)):
        origin = origin._replace(province_code=code + _AMONG_PROVINCES)
    return sys.intern("/".join(origin))  # many texts, few places


def _may_be_province(origin: Origin) -> bool:
    return origin.state == AMBIGUOUS and not origin.province_code


def _as_province(text: str) -> str:
    """Return the code of the province that has a name, whoever else has it; "" if none has."""
    narrow = narrowed(text)
    named_so = (division.code for division in _latin(narrow) if division.is_province)
    return province_words().get(_bare(narrow)) or next(named_so, "")


def _within(year: int) -> int:
    """Return the year of the table to use: the first or last one for all before and after."""
    return min(max(year, FIRST_YEAR), last_year())


@lru_cache(maxsize=10_000)
def _coded(six: str, year: int | None) -> Origin | None:
    """Find what a code stands for by its first six digits, of which the last may be zeros."""
    divisions_by_code = by_code()
    if six not in divisions_by_code and _OF_PREFECTURE.fullmatch(six):
        six = f"{six[:4]}00"
    if six not in divisions_by_code and six.endswith("00"):
        # 110100 and 500200 stand for a municipality, 429000 for a province.
        direct = six[:2] in MUNICIPAL or six[2:4] == "90"
        six = f"{six[:2]}0000" if direct else six
    return _resolved(divisions_by_code.get(six, ()), year, six if six in place_names() else "")


def _named(text: str, year: int | None) -> Origin | None:
    """Find the place that a text is, or that its beginning is; only full names have an end."""
    bare = _bare(text)
    full, short = written_names()
    if bare not in full and bare in short:
        return _resolved(short[bare], year)
    for end in range(len(bare), 1, -1):
        if bare[:end] in full and (origin := _of_full_name(bare[:end], year)):
            return origin
    latin = _latin(text)
    return _resolved(
        tuple(division for division in latin if division.until == TODAY) or latin, year
    )


def _latin(text: str) -> tuple[Division, ...]:
    return romanised(text[: 2 * _LONGEST]) if _LATIN.match(text) else ()


def _bare(text: str) -> str:
    """Return a text in simplified characters without what stands between names."""
    bare = _SEPARATORS.sub("", text.translate(simplified())).removeprefix("中国")
    if "辖" in bare:
        bare = BETWEEN.sub("", bare)
    return bare[:_LONGEST]


@lru_cache(maxsize=50_000)
def _of_full_name(text: str, year: int | None) -> Origin | None:
    return _resolved(written_names().full[text], year)


@cache
def _resolved(meant: tuple[Division, ...], year: int | None, own: str = "") -> Origin | None:
    """Resolve to the one place that is meant, else to the one province, else to nothing.

    Parameters
    ----------
    meant
        Who is called so in any year.
    year
        The year to look at (None: all); None is returned where nobody is called so then.
    own
        The code asked for, if a division has it today: it is a county's also in the years when that
        had another name.
    """
    possible = [meanings(division, year) for division in meant if division.known_in(year)]
    if not possible:
        return None
    provinces, places, counties = (
        set(codes) for codes in zip(*frozenset().union(*possible), strict=True)
    )
    province = provinces.pop() if len(provinces) == 1 else ""
    if len(places) == 1 and "" not in places:
        one_county = own if own in counties else counties.pop() if len(counties) == 1 else ""
        return Origin(province, places.pop(), one_county, RESOLVED)
    return Origin(province, "", "", AMBIGUOUS)
