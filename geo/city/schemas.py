"""The columns of every table of a city, and the headers they go by in Chinese and English."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from geo.city.norm_schemas import NORM_COLUMNS, ROLE
from geo.city.personal_columns import MAY_HOLD
from geo.city.place_columns import CANDIDATE_COLUMNS, LAT, LON, second_name
from geo.core.i18n import CHINESE
from geo.formats.number_words import COUNT, MINUTES, NUMBER
from geo.formats.schema import Column, TableSchema

if TYPE_CHECKING:
    from collections.abc import Mapping

_COMMUNITY_NAME = (
    "社区名称 村名称 村名 村居名称 村社区名称 社区村名称 村社区 社区村 居村委名称 居委会名称 "
    "村委会名称 所在社区名称 现居住社区名称 现居住地社区名称 communityname villagename"
)
_IN_COMMUNITY = "社区 村居 居委会 村委会 所在社区 所属社区 现居住社区 居住社区 社区居委会"
_SUBDISTRICT_NAME = "街道名称 乡镇名称 街镇名称 镇街名称 街道乡镇名称 乡镇街道名称"
_IN_SUBDISTRICT = (
    "街道 乡镇 街镇 镇街 街道乡镇 乡镇街道 所属街道 所在街道 所属乡镇 所在乡镇 township"
)
_DISTRICT_NAME = "区县名称 县区名称 districtname countyname"
_IN_DISTRICT = "区县 县区 所属区县 所在区县 区 县 district county"
# Where a community is named instead of being numbered, or a code is left out.
_NAMED: Final = (
    Column("community_name", _COMMUNITY_NAME, _IN_COMMUNITY, place=True),
    Column("subdistrict_name", _SUBDISTRICT_NAME, _IN_SUBDISTRICT),
    Column("district_name", _DISTRICT_NAME, _IN_DISTRICT),
)

_FLOW_COLUMNS: Final[Mapping[str, tuple[Column, ...]]] = {
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
    "out_migrants": (
        Column(
            "community_code",
            "户籍社区代码 户籍村代码 户籍地社区代码 户籍地村代码 户籍地代码 流出社区代码 "
            "流出村代码 社区代码 社区编码 村代码 村编码 村居代码 communityid homecode",
            "代码 编码 区划代码 行政区划代码 code community home",
            needed=True,
            place=True,
            instead="community_name",
        ),
        Column(
            "destination",
            "现居住地代码 现居住地编码 现住地代码 流入地代码 去向代码 目的地代码 destinationcode",
            "现居住地 现住地 流入地 去向 目的地 外出地 dest",
            needed=True,
        ),
        Column(
            "count",
            "人数 人口数 外出人数 流出人数 people persons",
            "数量 n",
            amount=True,
            measure=COUNT,
            one_without=True,
        ),
        Column(
            "community_name",
            "户籍社区 户籍社区名称 户籍村 户籍村名称 户籍地社区 户籍地村 流出社区 流出村 "
            + _COMMUNITY_NAME,
            _IN_COMMUNITY,
            place=True,
        ),
        *_NAMED[1:],
    ),
    "flows": (
        Column(
            "origin",
            "户籍地代码 来源地代码 流出地代码 出发地代码 origincode from",
            "户籍地 户籍所在地 户口登记地 来源地 流出地 迁出地 出发地 五年前常住地 五年前居住地 "
            "五年前住地",
            needed=True,
            place=True,
        ),
        Column(
            "destination",
            "现居住地代码 现住地代码 流入地代码 到达地代码 目的地代码 destinationcode to",
            "现居住地 现住地 现常住地 流入地 迁入地 到达地 目的地 dest",
            needed=True,
            place=True,
        ),
        Column(
            "flow",
            "人数 人口数 流动人口数 流动人口 迁移人数 count persons flow",
            "数量 n",
            needed=True,
            amount=True,
            measure=COUNT,
        ),
    ),
}

_COMMUNITY = (
    "社区代码 社区编码 村代码 村编码 村居代码 村居编码 村社区代码 社区村代码 居委会代码 村委会代码 "
    "居村委代码 现居住社区代码 现居住地社区代码 现居住地代码 communityid"
)
_SUBDISTRICT = (
    "街道代码 街道编码 乡镇代码 街镇代码 镇街代码 街道乡镇代码 乡镇街道代码 streetid townshipcode"
)
_DISTRICT = "区县代码 区代码 县代码 县区代码 区县编码 districtid countycode"

_SITE_ID = "站点代码 站点编码 站点编号 服务站代码 服务站编号 服务站点代码 siteid facilityid"

_COMMUNITY_STATED = "community_code community_name"

_CODE = "代码 编码 区划代码 行政区划代码 code"

_COLUMNS: Final[Mapping[str, tuple[Column, ...]]] = {
    "communities": (
        Column(
            "community_code",
            _COMMUNITY,
            "代码 编码 区划代码 行政区划代码 code adcode",
            needed=True,
            place=True,
        ),
        Column(
            "community_name",
            "社区名称 社区 村名称 村居名称 村社区名称 社区村名称 居委会名称 村委会名称 "
            "所在社区 所属社区 community",
            "名称 name",
            needed=True,
        ),
        second_name("community", "社区"),
        Column("subdistrict_code", _SUBDISTRICT),
        Column(
            "subdistrict_name",
            "街道 街道名称 乡镇 乡镇名称 街镇 镇街 街道乡镇 乡镇街道 所属街道 所在街道 "
            "所属乡镇 所在乡镇 所属街镇 street",
        ),
        second_name("subdistrict", "街道"),
        Column("district_code", _DISTRICT),
        Column(
            "district_name",
            "区县名称 区县 县区名称 县区 所属区县 所在区县 所属县区 所在县区 "
            "district county countyname",
        ),
        second_name("district", "区县"),
        Column("kind", "类型 社区类型 社区类别 类别 管理类型 communitykind communitytype", "type"),
        Column(
            "registered",
            "户籍人口 户籍人口数 户籍人数 registeredpeople registeredresidents",
            amount=True,
            measure=COUNT,
        ),
        Column(
            "residents",
            "常住人口 常住人口数 常住人数 usualresidents residentpopulation",
            amount=True,
            measure=COUNT,
        ),
        Column("households", "户数 总户数 家庭户数", amount=True, measure=COUNT),
    ),
    "records": (
        Column("lon", LON, "x", place=True),
        Column("lat", LAT, "y", place=True),
        Column("community_code", _COMMUNITY, _CODE + " community", place=True),
        Column(
            "count",
            "人数 人口数 流动人口数 流动人口 流动人口总数 流动人口总人数 流动人口人数 流动人口合计 "
            "流动人口数量 人数合计 合计人数 people persons",
            "数量 n",
            amount=True,
            measure=COUNT,
            one_without=True,
        ),
        Column(
            "origin",
            "户籍地代码 户籍所在地代码 户籍地编码 来源地代码 origincode",
            "户籍地 户籍所在地 来源地 流出地",
        ),
        Column(
            "period", "统计月份 统计年月 数据月份 统计时间 期别 年月 statmonth", "月份 月 month"
        ),
        Column("period_year", "统计年份 统计年度 statyear", "年份 年度 年 year"),
        Column("source", "来源部门 数据来源 数据来源部门 department", "来源 部门"),
        Column("record_id", "记录编号 记录号 流水号 登记编号 recordno recordnumber"),
        *_NAMED,
    ),
    "sites": (
        Column("site_id", _SITE_ID, "id", place=True),
        Column(
            "site_name",
            "站点名称 站点 服务站 服务站名称 服务站点 服务站点名称 服务点 服务点名称 机构名称 site",
            "名称 name",
            needed=True,
        ),
        Column("lon", LON, "x", needed=True, place=True, instead=_COMMUNITY_STATED),
        Column("lat", LAT, "y", needed=True, place=True, instead=_COMMUNITY_STATED),
        Column("services", "服务项目 服务内容 提供服务 提供的服务 服务 service"),
        Column("address", "地址 详细地址 站点地址"),
        Column("phone", "电话 联系电话 服务电话 站点电话 telephone tel"),
        Column(
            "staff",
            "工作人员 工作人员数 人员数 服务人员 服务人员数",
            "人数",
            amount=True,
            measure=NUMBER,
        ),
        Column("capacity", "服务能力 接待能力 月服务能力 容量", amount=True, measure=COUNT),
        Column("hours", "开放时间 服务时间 营业时间 工作时间 openinghours"),
        Column("community_code", _COMMUNITY, place=True),
        *_NAMED,
    ),
    "candidates": CANDIDATE_COLUMNS,
    "staff": (
        Column("community_code", _COMMUNITY, _CODE + " community", place=True),
        Column("subdistrict_code", _SUBDISTRICT, "subdistrict"),
        Column(
            "posts",
            "人数 岗位数 工作人员数 配备人数 人员数 staff",
            "数量",
            amount=True,
            measure=NUMBER,
            one_without=True,
        ),
        Column("part_time", "专兼职 用工形式 是否兼职 兼职 专职兼职 任职方式 parttime"),
        Column("dedicated", "是否专岗 专岗 是否专用 专门岗位 流动人口专岗"),
        Column("level", "级别 层级 岗位级别 岗位层级"),
        ROLE,
        *_NAMED,
    ),
    "agreements": (
        Column(
            "place_a",
            "甲方代码 甲地代码 甲方 甲地 流入地代码 现居住地代码 placeacode",
            needed=True,
            place=True,
        ),
        Column(
            "place_b",
            "乙方代码 乙地代码 乙方 乙地 流出地代码 户籍地代码 placebcode",
            needed=True,
            place=True,
        ),
        Column("signed_on", "签订日期 签署日期 签订时间 签约日期 signed", needed=True),
        Column(
            "valid_until",
            "有效期至 有效期止 有效期 有效期限 期限 协议期限 合作期限 "
            "截止日期 到期日期 到期日 expires",
        ),
        Column(
            "notices_sent",
            "发出通报 发出通报数 发函数 通报发出数 发出信息数 发出协查数 sent",
            amount=True,
            measure=COUNT,
        ),
        Column(
            "notices_answered",
            "收到反馈 收到反馈数 回复数 反馈数 回函数 已回复 已回复数 answered",
            amount=True,
            measure=COUNT,
        ),
        Column(
            "notices_answered_in_time",
            "按时反馈 按时反馈数 按时回复数 及时回复数 按时回函数 按时回复 answeredintime",
            amount=True,
            measure=COUNT,
        ),
        Column(
            "notices_received",
            "收到通报 收到通报数 收函数 收到协查数 received",
            amount=True,
            measure=COUNT,
        ),
        Column(
            "notices_replied",
            "甲方反馈 甲方反馈数 我方反馈 本方反馈 我方回复数 replied",
            amount=True,
            measure=COUNT,
        ),
        Column(
            "notices_replied_in_time",
            "甲方按时反馈 甲方按时反馈数 我方按时反馈 本方按时反馈 我方按时回复数 repliedintime",
            amount=True,
            measure=COUNT,
        ),
    ),
    **_FLOW_COLUMNS,
    **NORM_COLUMNS,
    "workloads": (
        Column("community_code", _COMMUNITY, _CODE + " community", place=True),
        Column("subdistrict_code", _SUBDISTRICT, "subdistrict", place=True),
        *NORM_COLUMNS["workloads"],
        *_NAMED,
    ),
    "partner_places": (
        Column(
            "place_code", "地方代码 地区代码 代码 编码 placeid code id", needed=True, place=True
        ),
        Column("place_name", "地方名称 地区名称 名称 地名 name"),
        Column("lon", LON, needed=True),
        Column("lat", LAT, needed=True),
    ),
    "crosswalk": (
        Column(
            "old_code",
            "旧代码 原代码 旧社区代码 原社区代码 变更前代码 老代码 from",
            needed=True,
            place=True,
        ),
        Column(
            "new_code",
            "新代码 现代码 新社区代码 现社区代码 变更后代码 to",
            needed=True,
            place=True,
        ),
        Column("share", "份额 比例 人口比例 占比 weight"),
    ),
    "travel_times": (
        Column(
            "community_code",
            _COMMUNITY + " 起点 起点代码 出发地代码 fromid originid fromindex",
            _CODE + " community from origin source originname",
            needed=True,
            place=True,
            instead="community_name",
        ),
        Column(
            "site_name",
            _SITE_ID
            + " 站点名称 站点 服务站 服务站名称 服务站点 服务站点名称 终点 终点代码 目的地 "
            "目的地代码 site toid destinationid toindex",
            "名称 name to destination target destinationname",
            needed=True,
            place=True,
        ),
        Column(
            "minutes",
            "分钟 分钟数 出行时间 行程时间 通行时间 时长 用时 耗时 时间 秒 秒数 小时 小时数 "
            "traveltime traveltimep50 totaltime totaltraveltime totalminutes totalseconds "
            "totalhours duration time min mins seconds sec secs hours",
            needed=True,
            measure=MINUTES,
        ),
        *_NAMED,
    ),
    "travel_time_origins": (
        Column(
            "origin_id",
            "起点代码 起点编号 起点 出发地代码 地点代码 地点编号 fromid originid fromindex placeid "
            "pointid gridid cellid",
            "代码 编号 id code origin from name",
            needed=True,
            place=True,
        ),
        Column("lon", LON, "x", needed=True, place=True),
        Column("lat", LAT, "y", needed=True, place=True),
    ),
}

_OF_PLACES: Final = ("communities", "sites", "candidates")


def _schema(table: str, columns: tuple[Column, ...]) -> TableSchema:
    completed = (
        replace(column, may_hold=MAY_HOLD.get((table, column.name), frozenset()))
        for column in columns
    )
    return TableSchema(table, tuple(completed), of_places=table in _OF_PLACES)


TABLES: Final[Mapping[str, TableSchema]] = {
    name: _schema(name, columns) for name, columns in _COLUMNS.items()
}


def headers(table: str, language: str) -> list[str]:
    """Return the headers of a table's columns in a language.

    Examples
    --------
    >>> headers("staff", "zh")[:3]
    ['社区代码', '街道代码', '人数']
    """
    return [
        column.headers.split()[0] if language == CHINESE and column.headers else column.name
        for column in TABLES[table].columns
    ]
