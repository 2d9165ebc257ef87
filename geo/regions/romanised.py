"""Provinces and prefectures in Latin letters: pinyin, and the names they have in English."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Final

from geo.regions.gazetteer import divisions
from geo.regions.spellings import province_of, short_name
from geo.regions.tables import read_table

if TYPE_CHECKING:
    from geo.regions.gazetteer import Division

_APOSTROPHES: Final = re.compile(r"['’‘`ʼ´]")
_WORD: Final = re.compile("[a-z]+")
_COUNTRY: Final = frozenset(("china", "prc", "zhongguo", "the", "of", "and"))
# Words that say for whom a region is autonomous, and so do not help to tell which it is.
_AUTONOMY: Final = (
    "autonomous and special administrative zizhi zu hui huizu zhuang zhuangzu uygur uyghur weiwuer "
    "tibetan zangzu tujia tujiazu miao miaozu dong dongzu buyei bouyei buyi buyizu yi yizu dai "
    "daizu jingpo jingpozu bai baizu hani hanizu lisu lisuzu qiang qiangzu mongol mongolian "
    "mengguzu kazak kazakh korean chaoxianzu kirgiz kyrgyz"
)
_AUTONOMOUS: Final = frozenset(_AUTONOMY.split())
_WORDS_OF_KIND: Final = {
    "省": ("province", "sheng"),
    "市": ("city", "shi", "municipality", "prefecture"),
    "区": ("region", "zizhiqu", "qu", "sar"),
    "州": ("prefecture", "zhou", "zizhizhou"),
    "盟": ("league", "meng"),
}
_OF_AREA: Final = ("prefecture", "area", "region", "diqu")


def romanised(text: str) -> tuple[Division, ...]:
    """List the provinces and prefectures that a text in Latin letters may mean.

    Parameters
    ----------
    text
        A name, alone or with its province before or after it: ``Guangzhou``, ``Suzhou, Jiangsu``.
        Parts between commas that name something smaller are left out.

    Examples
    --------
    >>> from geo.regions.gazetteer import TODAY
    >>> [one.code for one in romanised("Xi'an Shi, Shaanxi, China")]
    ['610100']
    >>> [one.name for one in romanised("Suzhou") if one.until == TODAY]
    ['苏州市', '宿州市']
    """
    parts = [words for part in text.split(",") if (words := _words(part))]
    starts = [parts[start:] for start in range(len(parts))]
    ends = [parts[:end] for end in range(len(parts) - 1, 0, -1)]
    for some in starts + ends:
        words = list(itertools.chain.from_iterable(some))
        bare = [word for word in words if word not in _AUTONOMOUS]
        if meant := _known().get("".join(words)) or _known().get("".join(bare)):
            return meant
    return ()


def _words(text: str) -> list[str]:
    letters = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text)).casefold()
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return [word for word in _WORD.findall(bare) if word not in _COUNTRY]


@cache
def _known() -> dict[str, tuple[Division, ...]]:
    """List provinces and prefectures by what their letters are, without spaces."""
    by_letters: dict[str, dict[Division, None]] = defaultdict(dict)
    for division in divisions():
        if division.is_county:
            continue
        own = _forms(division)
        for form in own:
            by_letters[form][division] = None
        if not division.is_province:
            for first, second in itertools.product(own, _forms(province_of(division))):
                by_letters[first + second][division] = None
                by_letters[second + first][division] = None
    return {form: tuple(divisions) for form, divisions in by_letters.items()}


def romanised_names(division: Division) -> tuple[str, ...]:
    """List the names of a province or prefecture in Latin letters, without what it is."""
    return _spelled().get(short_name(division.name), ())


@cache
def _forms(division: Division) -> tuple[str, ...]:
    area = division.name.endswith("地区")
    kinds = ("", *(_OF_AREA if area else _WORDS_OF_KIND.get(division.name[-1], ())))
    return tuple(name + kind for name in romanised_names(division) for kind in kinds)


@cache
def _spelled() -> dict[str, tuple[str, ...]]:
    return {row["name"]: tuple(row["spelled"].split()) for row in read_table("romanised.csv")}
