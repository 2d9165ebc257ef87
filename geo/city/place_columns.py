"""How tables call degrees, and the columns of places where a site could be."""

from __future__ import annotations

from typing import Final

from geo.formats.number_words import COUNT, NUMBER
from geo.formats.schema import Column

LON: Final = "经度 经度坐标 东经 x坐标 lng long longitude"
LAT: Final = "纬度 纬度坐标 北纬 y坐标 latitude"


def second_name(level: str, unit: str) -> Column:
    """Return the column of the names of units in a second language."""
    kinds = ("第二名称", "外文名称", "英文名称", "英文名", "民族文字名称")
    headers = [f"{unit}{kind}" for kind in kinds]
    return Column(f"{level}_name_second", " ".join([*headers, f"{level}nameen"]))


CANDIDATE_COLUMNS: Final = (
    Column(
        "candidate_name",
        "候选地点名称 候选地点 候选站点 候选站点名称 拟设站点 拟建站点 candidate site",
        "名称 地点 name",
        needed=True,
    ),
    Column("lon", LON, "x", needed=True, place=True),
    Column("lat", LAT, "y", needed=True, place=True),
    Column("cost", "费用 建设费用 造价 投资 费用万元", amount=True, measure=NUMBER),
    Column("capacity", "服务能力 可服务人数 容量", amount=True, measure=COUNT),
)
