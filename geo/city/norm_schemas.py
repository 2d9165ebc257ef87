"""The columns of norms of staff, and of the tables of WISN."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.formats.number_words import COUNT, NUMBER
from geo.formats.schema import Column

if TYPE_CHECKING:
    from collections.abc import Mapping

ROLE: Final = Column(
    "role", "岗位 岗位类别 岗位类型 岗位名称 人员类别 人员类型 队伍 staffrole cadre", "类别 post"
)
"""What the people of a post are."""
_NEEDED_ROLE: Final = Column("role", ROLE.headers, ROLE.loose, needed=True)
_ACTIVITY: Final = Column(
    "activity", "活动 活动名称 工作内容 工作事项 服务事项 事项 task", "名称 name", needed=True
)
_COUNTS: Final = "计数对象 人口口径 计算口径 计算基数 基数 服务对象 countof basis"


def _days(name: str, headers: str) -> Column:
    return Column(name, headers, measure=NUMBER)


NORM_COLUMNS: Final[Mapping[str, tuple[Column, ...]]] = {
    "norms": (
        Column("norm", "标准 标准名称 配备标准 normname standard", "名称 name", needed=True),
        Column("counts", _COUNTS),
        ROLE,
        Column(
            "posts", "岗位数 配备人数 配备数 配备岗位数 名额 staff", "人数 数量", measure=NUMBER
        ),
        Column(
            "per_people",
            "每多少人 每人数 每岗服务人数 服务人数 peopleperpost per",
            "人口数",
            measure=NUMBER,
        ),
        Column("rounding", "取整 取整方式 进位 进位方式 round"),
        Column("level", "级别 层级 适用级别 适用层级 考核级别 考核层级 unitlevel"),
        Column("staff_level", "岗位级别 岗位层级 人员级别 人员层级"),
        Column("dedicated", "专岗 是否专岗 限专岗 专门岗位 dedicatedonly"),
        Column(
            "min_people", "起算人数 人口下限 最低人数 起点人数 minimum minpopulation", measure=COUNT
        ),
        Column("document", "依据 依据文件 政策依据 来源 来源文件 文件 source policy"),
        Column(
            "in_force_from", "施行日期 实施日期 生效日期 执行日期 起始日期 from since effective"
        ),
    ),
    "activities": (
        _NEEDED_ROLE,
        _ACTIVITY,
        Column("activity_kind", "活动类别 活动类型 活动性质 类型 kind type"),
        Column("time", "时间 用时 时间标准 标准用时 工时 duration", measure=NUMBER, needed=True),
        Column("time_unit", "时间单位 单位 unit", needed=True),
        Column("per", "每 计时周期 周期 频次 period"),
        Column("staff_doing", "承担人数 参与人数 staffnumber", "人数", measure=NUMBER),
        Column("counts", _COUNTS),
        Column("times_per_person", "每人每年次数 人均年次数 人均次数 timesayear", measure=NUMBER),
    ),
    "workloads": (
        _ACTIVITY,
        Column(
            "annual_count",
            "年工作量 全年工作量 年服务量 年次数 全年次数 workload",
            "次数 数量 count n",
            needed=True,
            amount=True,
            measure=NUMBER,
        ),
    ),
    "working_time": (
        _NEEDED_ROLE,
        Column("days_per_week", "每周天数 每周工作日 周工作日", measure=NUMBER, needed=True),
        Column("hours_per_day", "每日小时 每日工时 日工时 每天小时数", measure=NUMBER, needed=True),
        _days("weeks", "每年周数 年周数 weeksayear"),
        _days("public_holidays", "法定节假日 节假日 公休假日 holidays"),
        _days("annual_leave", "年休假 年假 vacation"),
        _days("sick_leave", "病假"),
        _days("other_leave", "其他假 其他缺勤 培训 事假 otherabsence"),
        Column("level", "级别 层级 适用级别 适用层级 unitlevel"),
    ),
}
