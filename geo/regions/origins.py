"""Origins 户籍地: codes of any year and names as people write them, resolved to today's places.

That is the prefecture; and the county where the code or the full name means one county of today.

What may be more than one place stays unresolved and is counted; nothing is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd

from geo.core.categoricals import spread
from geo.regions.gazetteer import (
    MEANT,
    PREFECTURE,
    county_places,
    place_names,
    spellings,
    units,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from geo.regions.gazetteer import Meant

RESOLVED, AMBIGUOUS, UNKNOWN, MISSING = STATES = ("resolved", "ambiguous", "unknown", "missing")

FIRST_YEAR: Final = 1980
CODES_SINCE: Final = 1984
"""Codes without a year are taken for one of 1984 or later, when identity cards began: the codes of
1982 and 1983 were dealt out anew, and 54 of today's codes stood for another place before."""

_CODE: Final = re.compile(r"'?(\d{6})", re.ASCII)
_BETWEEN: Final = re.compile(r"[\s,，、/\\·_—-]+")
_LONGEST: Final = 40
_REMEMBERED: Final = 100_000


class Origin(NamedTuple):
    """What is known of an origin: today's province, prefecture, county ("" if not); its state."""

    province_code: str
    prefecture_code: str
    county_code: str
    state: str


_UNKNOWN: Final = Origin("", "", "", UNKNOWN)
_MISSING: Final = Origin("", "", "", MISSING)


@dataclass
class Origins:
    """Resolves origins, each different one once.

    Parameters
    ----------
    year
        The year of the codes and names; what was not known in that year is looked up as if no year
        were given. None: not known, so that a code or name is resolved only if it means one place
        in all years that know it.

    Examples
    --------
    >>> origins = Origins()
    >>> origins.resolve("622630")  # 徽县, as it was until 2003
    Origin(province_code='620000', prefecture_code='621200', county_code='621227', state='resolved')
    >>> origins.resolve("襄樊市").prefecture_code, origins.resolve("朝阳区").state
    ('420600', 'ambiguous')
    """

    year: int | None = None
    _known: dict[str, Origin] = field(default_factory=dict, init=False, repr=False)

    def resolve(self, text: str) -> Origin:
        """Resolve one origin; never raises."""
        found = _CODE.fullmatch(unicodedata.normalize("NFKC", text).strip())
        for year in dict.fromkeys([_within(self.year), None]):
            if found and (origin := _codes(year).get(found[1])):
                return origin
            if not found and (origin := _place_in(text, year)):
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
        dtype = pd.CategoricalDtype(distinct)
        return pd.Series(
            self.resolved(pd.Categorical.from_codes(numbers, dtype=dtype)), origins.index
        )

    def resolved(self, origins: pd.Categorical) -> pd.Categorical:
        """Resolve a column whose different values are known; see :meth:`column`."""
        known = [*("/".join(self._remembered(value)) for value in origins.categories)]
        known.append("/".join(_MISSING))
        places, categories = pd.factorize(pd.Series(known, dtype="str"))
        places = places.astype(np.min_scalar_type(-len(known)))
        return pd.Categorical.from_codes(spread(places, origins.codes), categories)

    def _remembered(self, text: str) -> Origin:
        if text not in self._known:
            if len(self._known) >= _REMEMBERED:  # a column of addresses: no two alike
                self._known.clear()
            self._known[text] = self.resolve(text)
        return self._known[text]


def resolve_origins(values: Iterable[str], year: int | None = None) -> pd.DataFrame:
    """Resolve different origins.

    Parameters
    ----------
    values
        Codes or names.
    year
        See :class:`Origins`.

    Returns
    -------
    pandas.DataFrame
        By value: the columns of :func:`named`.
    """
    distinct = pd.Index(dict.fromkeys(values), dtype="str")
    return named(Origins(year).column(distinct.to_series()))


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
    names = place_names() if (province != "").any() else {}
    places = pd.DataFrame(
        {
            "province_code": province.mask(province == ""),
            "province_name": province.map(names).astype("str"),
            "prefecture_code": prefecture.mask(prefecture == ""),
            "prefecture_name": prefecture.map(names).astype("str"),
            "county_code": county.mask(county == ""),
            "state": state,
        }
    )
    return places.take(rows).set_axis(origins.index)


def in_state(origins: pd.Categorical, state: str) -> NDArray[np.bool_]:
    """Return which rows of what :meth:`Origins.resolved` returns are in a state."""
    places: NDArray[np.bool_] = origins.categories.str.endswith(f"/{state}")
    told: NDArray[np.bool_] = np.asarray(places, dtype=bool)[origins.codes]
    return told


def _within(year: int | None) -> int | None:
    """Return the year of the table to use: the last one for all that come after it."""
    return None if year is None else min(year, int(units()["year"].max()))


def _rows(year: int | None, since: int) -> pd.DataFrame:
    read = units()
    return read[read["year"] == year] if year else read[read["year"] >= since]


@cache
def _codes(year: int | None) -> dict[str, Origin]:
    """Resolve every code of a year, or of all years since codes are stable."""
    rows = _rows(year, CODES_SINCE)[["code", *MEANT]].drop_duplicates()
    meant: dict[str, set[Meant]] = defaultdict(set)
    for code, province, place, county in rows.itertuples(index=False, name=None):
        # A code of today stands for its county also in the years when that had another name.
        renamed = not county and county_places().get(code) == place
        meant[code].add((province, place, code if renamed else county))
    return {code: _origin(places) for code, places in meant.items()}


@cache
def _names(year: int | None, *, full: bool) -> dict[str, Origin]:
    """Resolve all that can be written, ending in a full name or in a short one."""
    rows = _rows(year, FIRST_YEAR)
    if not full:  # 苏州 is 苏州市, not 苏州地区, which was beside it until 1982 and fell to several
        prefectures = rows["rank"] == PREFECTURE
        lasting = pd.MultiIndex.from_frame(
            rows.loc[prefectures & (rows["place"] != ""), ["province", "short"]]
        )
        same_name = pd.MultiIndex.from_frame(rows[["province", "short"]]).isin(lasting)
        rows = rows[~(prefectures & (rows["place"] == "") & same_name)]
    meant: dict[str, set[Meant]] = defaultdict(set)
    for text, in_full, places in spellings(rows):
        if in_full == full:
            meant[text].add(places)
    return {text: _origin(places) for text, places in meant.items()}


def _place_in(text: str, year: int | None) -> Origin | None:
    """Find the place that a text is, or that its beginning is; only full names have an end."""
    bare = _BETWEEN.sub("", unicodedata.normalize("NFKC", text)).removeprefix("中国")[:_LONGEST]
    full, short = _names(year, full=True), _names(year, full=False)
    if bare not in full and bare in short:
        return short[bare]
    return next((full[bare[:n]] for n in range(len(bare), 1, -1) if bare[:n] in full), None)


def _origin(places: set[Meant]) -> Origin:
    """Resolve to the one place that is meant, else to the one province, else to nothing."""
    provinces, prefectures, counties = (set(codes) for codes in zip(*places, strict=True))
    province = provinces.pop() if len(provinces) == 1 else ""
    if len(prefectures) == 1 and "" not in prefectures:
        county = counties.pop() if len(counties) == 1 else ""
        return Origin(province, prefectures.pop(), county, RESOLVED)
    return Origin(province, "", "", AMBIGUOUS)
