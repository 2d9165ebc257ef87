"""The ways in which people write the names of divisions, in Chinese."""

from __future__ import annotations

import itertools
import re
from functools import cache
from typing import TYPE_CHECKING, Final

from geo.regions.gazetteer import TODAY, divisions, parent
from geo.regions.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.regions.gazetteer import Division

_PEOPLES: Final = (
    "柯尔克孜 乌孜别克 维吾尔 哈萨克 达斡尔 塔吉克 俄罗斯 鄂温克 塔塔尔 鄂伦春 蒙古 布依 "
    "朝鲜 土家 哈尼 傈僳 高山 拉祜 东乡 纳西 景颇 仫佬 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 "
    "德昂 保安 裕固 独龙 赫哲 门巴 珞巴 基诺 "
    "回 藏 苗 彝 壮 满 侗 瑶 白 傣 黎 佤 畲 水 土 羌 怒 京 各"
)
# Compiled when it is asked for: that takes longer than the import of all that is here.
_AUTONOMOUS: Final = rf"(.{{2,}}?)族?(?:(?:{_PEOPLES.replace(' ', '|')})族?)*自治([区州县旗])"
_KIND_SUFFIXES: Final = ("特别行政区", "行政区", "地区", "林区", "特区", *"省市县区旗盟州")

# What the statistics bureau writes where counties lie in no prefecture: 市辖区, 省直辖县级行政区划.
BETWEEN: Final = re.compile("市辖区|(?:省|自治区)?直辖(?:县级行政(?:区划|单位)?|县)")
_SHORTER: Final = {
    "内蒙古自治区": ("内蒙",),
    "新疆维吾尔自治区": ("新疆维吾尔",),
    "广西壮族自治区": ("广西壮族",),
    "香港特别行政区": ("香港特区",),
    "澳门特别行政区": ("澳门特区",),
    "博尔塔拉蒙古自治州": ("博州",),
    "巴音郭楞蒙古自治州": ("巴州",),
    "克孜勒苏柯尔克孜自治州": ("克州",),
    "锡林郭勒盟": ("锡盟",),
}


def short_name(name: str) -> str:
    """Return a name without what kind of division it is; "" where nothing is left to call it by.

    Examples
    --------
    >>> [short_name(name) for name in ("黔东南苗族侗族自治州", "东乡族自治县", "陇南地区", "徽县")]
    ['黔东南', '东乡', '陇南', '']
    """
    if autonomous := re.fullmatch(_AUTONOMOUS, name):
        return autonomous[1]
    kind = next((kind for kind in _KIND_SUFFIXES if name.endswith(kind)), "")
    short = name.removesuffix(kind)
    return short if len(short) > 1 else ""


def spelled(division: Division) -> tuple[tuple[str, bool], ...]:
    """List the ways to write the name of a division, and whether each says in full what it is.

    Examples
    --------
    >>> from geo.regions.gazetteer import by_code
    >>> spelled(by_code()["422800"][-1])
    (('恩施土家族苗族自治州', True), ('恩施州', True), ('恩施', False))
    >>> spelled(by_code()["450000"][0])[1:4]
    (('广西省', True), ('广西自治区', True), ('广西', False))
    """
    name, short = division.name, short_name(division.name)
    ways = [(name, True)]
    # 海南州 is that of Qinghai, and not the one that was in Guangdong until 1987.
    if (autonomous := re.fullmatch(_AUTONOMOUS, name)) and (
        division.is_county or division.until == TODAY
    ):
        kinds = ("省", "自治区") if division.is_province else (autonomous[2],)
        ways += [(short + kind, True) for kind in kinds]
    ways += [(way, False) for way in (short, *_SHORTER.get(name, ())) if way]
    return tuple(ways)


def addresses(division: Division) -> Iterator[tuple[str, bool]]:
    """Yield every way to write a division: alone, after its province, its prefecture, or both.

    Each name is in full or short; told is whether the last one is in full.
    """
    above: list[tuple[str, ...]] = []
    if not division.is_province:
        above.append(("", *_names_of(province_of(division))))
    if division.is_county and (prefecture := parent(division)):
        above.append(("", *_names_of(prefecture)))
    elif division.code.startswith("5002"):
        above.append(("", "县"))  # 重庆市/县/忠县
    names = spelled(division)
    for higher in itertools.product(*above):
        for name, full in names:
            yield "".join(higher) + name, full


@cache
def provinces() -> dict[str, Division]:
    """List the provinces by the two digits their codes begin with."""
    return {division.code[:2]: division for division in divisions() if division.is_province}


def province_of(division: Division) -> Division:
    """Return the province a division lay in."""
    return provinces()[division.code[:2]]


@cache
def province_words() -> dict[str, str]:
    """Return the codes of provinces by every way to write them."""
    return {way: province.code for province in provinces().values() for way, _ in spelled(province)}


@cache
def simplified() -> dict[int, str]:
    """Return simplified characters by the code points of traditional ones, for ``translate``."""
    rows = read_table("traditional.csv")
    return {ord(row["traditional"]): row["simplified"] for row in rows}


@cache
def _names_of(division: Division) -> tuple[str, ...]:
    return tuple(way for way, _ in spelled(division))
