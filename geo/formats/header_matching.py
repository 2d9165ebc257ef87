"""The columns of every table, and the heads they go by in Chinese and English."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.city.schemas import FLOW_TABLES
from geo.core.i18n import Term
from geo.core.issues import Fault
from geo.formats.checked import Dropped
from geo.formats.personal_data import allowed_in
from geo.formats.personal_heads import is_personal
from geo.formats.schema import Column

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


_LON = "经度 经度坐标 东经 x坐标 lng long longitude"
_LAT = "纬度 纬度坐标 北纬 y坐标 latitude"
_COMMUNITY = (
    "社区代码 社区编码 村代码 村编码 村居代码 村居编码 村社区代码 社区村代码 居委会代码 村委会代码 "
    "居村委代码 现居住社区代码 现居住地社区代码 现居住地代码 communityid"
)
_STREET = (
    "街道代码 街道编码 乡镇代码 街镇代码 镇街代码 街道乡镇代码 乡镇街道代码 streetid townshipcode"
)
_DISTRICT = "区县代码 区代码 县代码 县区代码 区县编码 districtid countycode"

_CODE = "代码 编码 区划代码 行政区划代码 code"

TABLES: Final[Mapping[str, tuple[Column, ...]]] = {
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
            "社区名称 社区 村名称 村居名称 村社区名称 社区村名称 居委会名称 村委会名称 community",
            "名称 name",
            needed=True,
        ),
        Column("street_code", _STREET),
        Column(
            "street_name", "街道 街道名称 乡镇 乡镇名称 街镇 镇街 街道乡镇 乡镇街道 所属街道 street"
        ),
        Column("district_code", _DISTRICT),
        Column("district_name", "区县名称 区县 县区名称 县区 district county countyname"),
        Column("kind", "类型 社区类型 社区类别 类别 管理类型 communitykind communitytype", "type"),
        Column(
            "registered",
            "户籍人口 户籍人口数 户籍人数 registeredpeople registeredresidents",
            amount=True,
        ),
    ),
    "records": (
        Column("lon", _LON, "x", place=True),
        Column("lat", _LAT, "y", place=True),
        Column("community_code", _COMMUNITY, _CODE + " community", place=True),
        Column("count", "人数 人口数 流动人口数 流动人口 people persons", "数量 n", amount=True),
        Column(
            "origin",
            "户籍地代码 户籍所在地代码 户籍地编码 来源地代码 origincode",
            "户籍地 户籍所在地 来源地 流出地",
        ),
        Column("period", "统计月份 统计年月 数据月份 统计时间 期别 年月 statmonth", "月份 month"),
        Column("source", "来源部门 数据来源 数据来源部门 department", "来源 部门"),
        Column("record_id", "记录编号 记录号 流水号 登记编号 recordno recordnumber"),
    ),
    "sites": (
        Column(
            "site_name",
            "站点名称 站点 服务站 服务站名称 服务站点 服务站点名称 服务点 服务点名称 机构名称 site",
            "名称 name",
            needed=True,
        ),
        Column("lon", _LON, "x", needed=True, place=True),
        Column("lat", _LAT, "y", needed=True, place=True),
        Column("services", "服务项目 服务内容 提供服务 提供的服务 服务 service"),
        Column("address", "地址 详细地址 站点地址"),
        Column("phone", "电话 联系电话 服务电话 站点电话 telephone tel"),
        Column("staff", "工作人员 工作人员数 人员数 服务人员 服务人员数", "人数", amount=True),
        Column("capacity", "服务能力 接待能力 月服务能力 容量", amount=True),
        Column("hours", "开放时间 服务时间 营业时间 工作时间 openinghours"),
    ),
    "staff": (
        Column("community_code", _COMMUNITY, _CODE + " community", place=True),
        Column("street_code", _STREET, "street"),
        Column("posts", "人数 岗位数 工作人员数 配备人数 人员数 staff", "数量", amount=True),
        Column("part_time", "专兼职 用工形式 是否兼职 兼职 专职兼职 任职方式 parttime"),
        Column("dedicated", "是否专岗 专岗 是否专用 专门岗位 流动人口专岗"),
        Column("level", "级别 层级 岗位级别 岗位层级"),
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
        Column("valid_until", "有效期至 有效期止 截止日期 到期日期 到期日 expires"),
        Column(
            "notices_sent",
            "发出通报 发出通报数 发函数 通报发出数 发出信息数 发出协查数 sent",
            amount=True,
        ),
        Column(
            "notices_answered",
            "收到反馈 收到反馈数 回复数 反馈数 回函数 已回复 已回复数 answered",
            amount=True,
        ),
        Column(
            "notices_answered_in_time",
            "按时反馈 按时反馈数 按时回复数 及时回复数 按时回函数 按时回复 answeredintime",
            amount=True,
        ),
    ),
    **FLOW_TABLES,
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
            _COMMUNITY + " 起点 起点代码 出发地代码 fromid originid",
            _CODE + " community from",
            needed=True,
            place=True,
        ),
        Column(
            "site_name",
            "站点名称 站点 服务站 服务站名称 服务站点 服务站点名称 终点 目的地 site toid",
            "名称 name to destination",
            needed=True,
            place=True,
        ),
        Column(
            "minutes",
            "分钟 分钟数 出行时间 用时 耗时 时间 traveltime traveltimeminutes duration time",
            needed=True,
        ),
    ),
}

_BRACKETED = re.compile(r"[(\[【〔{][^()\[\]【】〔〕{}]*[)\]】〕}]")
_BETWEEN = re.compile(r"[\s_\-*:/、.·]+")


@dataclass(frozen=True)
class Match:
    """Which head of a file is which column.

    Parameters
    ----------
    heads
        Column name -> the position of its head in the file.
    dropped
        Heads that are no column of the table, so are not read.
    faults
        Columns needed and not found, found twice, chosen and not there, or with the head of a
        column about persons.
    """

    heads: Mapping[str, int]
    dropped: tuple[Dropped, ...]
    faults: tuple[Fault, ...]


def plain(head: str) -> str:
    """Reduce a head to what it means: no width, case, spaces, marks, or unit in brackets.

    Examples
    --------
    >>> plain(" 经度（°）"), plain("Community_Code"), plain("街道/乡镇 代码*")
    ('经度', 'communitycode', '街道乡镇代码')
    """
    narrow = unicodedata.normalize("NFKC", head).casefold()
    bare = _BETWEEN.sub("", _BRACKETED.sub("", narrow))
    return bare or _BETWEEN.sub("", narrow)


def column_named(word: str, table: str) -> str | None:
    """Find the column that a key of ``columns = { … }`` in ``city.toml`` means.

    Examples
    --------
    >>> column_named("community", "records"), column_named("经度", "sites")
    ('community_code', 'lon')
    """
    found = positions([word], table)
    return next(iter(found), None)


def match(
    heads: Sequence[str], table: str, chosen: Mapping[str, str] | None = None, file: str = ""
) -> Match:
    """Match the heads of a file to the columns of a table.

    Parameters
    ----------
    heads
        The heads as the file has them, in order.
    table
        Key of :data:`TABLES`.
    chosen
        Column -> head, as ``city.toml`` says; it goes before the synonyms. "" = no head: the column
        is not read.
    file
        The file as the user named it, for the faults.

    Examples
    --------
    >>> found = match(["姓名", "经度(°)", "纬度(°)", "人数"], "records")
    >>> found.heads
    {'lon': 1, 'lat': 2, 'count': 3}
    >>> found.dropped
    (Dropped(file='', column='姓名', personal=True),)
    """
    chosen = {column_named(word, table) or word: head for word, head in (chosen or {}).items()}
    found = positions(heads, table)
    faults = []
    listed = {"heads": "、".join(head for head in heads if head) or "—"}
    for column in TABLES[table]:
        if chosen.get(column.name) == "" and not column.needed:
            found.pop(column.name, None)
        elif chosen.get(column.name):
            head = chosen[column.name]
            found[column.name] = [place for place, there in enumerate(heads) if there == head]
            if not found[column.name]:
                faults.append(_fault("fault.column_chosen", file, head, listed))
        elif not found.get(column.name) and column.needed:
            faults.append(_fault("fault.column_needed", file, column.name, listed))
        if len(found.get(column.name, ())) > 1:
            twice = "、".join(heads[place] for place in found[column.name])
            faults.append(_fault("fault.column_twice", file, column.name, {"heads": twice}))
    # A head chosen for one column is no longer another's by its synonyms.
    taken = {found[name][0] for name in chosen if found.get(name)}
    used = {
        name: places[0]
        for name, places in found.items()
        if places and (name in chosen or places[0] not in taken)
    }
    faults += [
        _fault("fault.personal_head", file, heads[place], {"name": Term(f"column.{name}")})
        for name, place in used.items()
        if is_personal(plain(heads[place])) and not allowed_in(table, name)
    ]
    dropped = [
        Dropped(file, head, personal=is_personal(plain(head)))
        for place, head in enumerate(heads)
        if place not in used.values() and head
    ]
    return Match(used, tuple(dropped), tuple(faults))


def positions(heads: Iterable[str], table: str) -> dict[str, list[int]]:
    """Find the places of each column's heads; loose heads only where there are no strict ones.

    Examples
    --------
    >>> positions(["代码", "社区代码", "人数"], "staff")
    {'community_code': [1], 'posts': [2]}
    """
    reduced = [plain(head) for head in heads]
    found: dict[str, list[int]] = {}
    for column in TABLES[table]:
        strict = {plain(column.name), *column.heads.split()}
        for words in (strict, set(column.loose.split())):
            places = [place for place, word in enumerate(reduced) if word in words]
            if places and column.name not in found:
                found[column.name] = places
    return found


def _fault(what: str, file: str, column: str, more: Mapping[str, str | Term]) -> Fault:
    return Fault(what, stops=True, file=file, column=column, more=more)
