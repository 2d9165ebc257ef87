"""The columns of the tables that tell of flows, and of notices between places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.formats.schema import Column

if TYPE_CHECKING:
    from collections.abc import Mapping

FLOW_TABLES: Final[Mapping[str, tuple[Column, ...]]] = {
    "notices": (
        Column(
            "place_a",
            "发出地代码 发出地 发函地代码 发函地 发出方代码 发出方 发送方 from sender placeacode",
            needed=True,
            place=True,
        ),
        Column(
            "place_b",
            "接收地代码 接收地 收函地代码 收函地 接收方代码 接收方 to receiver placebcode",
            needed=True,
            place=True,
        ),
        Column("sent_on", "发出日期 发函日期 通报日期 发送日期 发出时间 sent", needed=True),
        Column("answered_on", "反馈日期 回复日期 回函日期 反馈时间 回复时间 答复日期 answered"),
    ),
    "outflow": (
        Column(
            "community_code",
            "户籍社区代码 户籍村代码 户籍地社区代码 户籍地村代码 户籍地代码 流出社区代码 "
            "流出村代码 社区代码 社区编码 村代码 村编码 村居代码 communityid homecode",
            "代码 编码 区划代码 行政区划代码 code community home",
            needed=True,
            place=True,
        ),
        Column(
            "destination",
            "现居住地代码 现居住地编码 现住地代码 流入地代码 去向代码 目的地代码 destinationcode",
            "现居住地 现住地 流入地 去向 目的地 外出地 dest",
            needed=True,
        ),
        Column("count", "人数 人口数 外出人数 流出人数 people persons", "数量 n", amount=True),
    ),
    "flows": (
        Column(
            "origin",
            "户籍地代码 来源地代码 流出地代码 出发地代码 origincode from",
            "户籍地 户籍所在地 来源地 流出地 出发地",
            needed=True,
            place=True,
        ),
        Column(
            "destination",
            "现居住地代码 现住地代码 流入地代码 到达地代码 目的地代码 destinationcode to",
            "现居住地 现住地 流入地 到达地 目的地 dest",
            needed=True,
            place=True,
        ),
        Column(
            "people",
            "人数 人口数 流动人口数 流动人口 迁移人数 count persons flow",
            "数量 n",
            needed=True,
            amount=True,
        ),
    ),
}
