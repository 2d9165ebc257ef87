"""Names of the sample city: invented, in the manner of real ones."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np

CITY: Final = "沙洲市（示例）"
NOTE: Final = (
    "本城市及全部人口、地名、机构均为虚构，仅供演示。"
    "This city, its people, places and offices are invented, for demonstration only."
)
DISTRICTS: Final = ("月泉区", "驼铃区", "胡杨区", "红柳区", "沙枣区", "星源区")
ZONE: Final = "临沙经济开发区"
ZONE_SUBDISTRICT: Final = "开发区直属片区"
ZONE_COMMUNITIES: Final = ("创业园社区", "光伏产业园社区", "保税物流园社区")

STREETS: Final = (
    *("鼓楼", "钟亭", "月牙", "驿前", "南关", "北关", "东门", "西仓", "文庙", "丝路"),
    *("甘露", "团结", "驼队", "商埠", "锦绣", "翠屏", "惠民", "迎宾", "沙泉", "朝霞"),
    *("站前", "瓜园", "绿廊", "长渠", "梧桐", "白杨", "双井", "三岔", "四道渠", "五里墩"),
    *("柳林", "沙湾", "黑泉", "马莲", "芨芨", "麦积滩", "烽台", "盐池", "骆驼井", "苇塘"),
)

_FIRST: Final = "青金玉银红清明和新东西南北大小沙柳杨松云月星文兴双宝福同景瑞"
_SECOND: Final = "泉河湖湾桥塘坪岭坡沟渠井营堡屯台园庭滩原峰谷源渡田墩梁洼畔溪"

# What follows the stem, by kind.
_ENDINGS: Final[Mapping[str, Sequence[str]]] = {
    "gated_estate": ("花园社区", "家园社区", "雅苑社区", "佳苑社区", "华庭社区"),
    "mixed": ("里社区", "街社区", "路社区", "巷社区", "社区"),
    "urban_village": ("村", "新村", "东村", "西村"),
    "market": ("建材市场", "果蔬批发市场", "汽配城", "小商品市场", "服装城"),
    "employer": ("机械园", "纺织园", "食品园", "电子园", "物流园", "建设工地片区"),
    "home_village": ("村", "沟村", "屯村", "庄村"),
}


def stems(count: int, rng: np.random.Generator) -> list[str]:
    """Draw stems of two characters, none twice.

    Examples
    --------
    >>> import numpy as np
    >>> drawn = stems(600, np.random.default_rng(1))
    >>> len(set(drawn)), {len(stem) for stem in drawn}
    (600, {2})
    """
    combinations = [first + second for first, second in product(_FIRST, _SECOND)]
    return [str(stem) for stem in rng.permutation(combinations)[:count]]


def community_name(stem: str, kind: str, rng: np.random.Generator) -> str:
    """Put an ending that fits the kind behind the stem."""
    endings = _ENDINGS[kind]
    return stem + endings[int(rng.integers(len(endings)))]


def street_address(district: str, subdistrict: str, rng: np.random.Generator) -> str:
    """Invent an address in a subdistrict 街道."""
    road = str(rng.choice(list(_FIRST))) + str(rng.choice(list(_SECOND)))
    return f"{district}{subdistrict}{road}路{rng.integers(1, 200)}号"
