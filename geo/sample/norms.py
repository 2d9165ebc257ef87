"""Norms of staff of the sample city, and what WISN needs: activities and working time."""

from __future__ import annotations

from typing import Final

import pandas as pd

from geo.sample.services import DEDICATED_POST_MIN_POPULATION

ROLE: Final = "协管员"
"""What all staff of the roster are."""


def make_norms() -> pd.DataFrame:
    """Return the norms that the city checks, the last of which it has no count of people for."""
    columns = (
        *("标准名称", "计数对象", "岗位", "岗位数", "每多少人", "级别", "岗位级别", "专岗"),
        *("起算人数", "依据", "施行日期"),
    )
    large = DEDICATED_POST_MIN_POPULATION
    of_staff, of_workers, of_doctors = (
        ("郑政办〔2010〕43号", "2010-04-07"),
        ("国办发〔2021〕56号", "2021-12-27"),
        ("国卫基层发〔2018〕35号", "2018-09-29"),
    )
    rows = (
        ("流动人口协管员", "流动人口", ROLE, 1, 500, "社区", "社区", "否", 0, *of_staff),
        (
            "社区工作者（只计流动人口）",
            "流动人口",
            None,
            18,
            10_000,
            "街道",
            "社区",
            "否",
            0,
            *of_workers,
        ),
        ("街道专岗", "流动人口", None, 1, None, "街道", "街道", "是", large, "本例自定", None),
        ("家庭医生", "常住人口", "家庭医生", 1, 2000, "街道", None, "否", 0, *of_doctors),
    )
    return pd.DataFrame(rows, columns=list(columns)).astype({"每多少人": "Int64"})


def make_activities() -> pd.DataFrame:
    """Return what the staff of a community do, and how long it takes; the numbers are invented."""
    columns = (
        *("岗位", "活动名称", "活动类别", "时间", "时间单位", "每"),
        *("承担人数", "计数对象", "每人每年次数"),
    )
    rows = (
        (ROLE, "登记核查", "服务", 20, "分钟", "次", None, "流动人口", 4),
        (ROLE, "入户走访", "服务", 40, "分钟", "次", None, "流动人口", 2),
        (ROLE, "例会与台账", "辅助", 15, "百分比", None, None, None, None),
        (ROLE, "业务培训", "附加", 10, "天", "年", 1, None, None),
    )
    counts = dict.fromkeys(("承担人数", "每人每年次数"), "Int64")
    return pd.DataFrame(rows, columns=list(columns)).astype(counts)


def make_working_time() -> pd.DataFrame:
    """Return the days and hours of the staff; the numbers are invented."""
    row = {
        "岗位": ROLE,
        "每周天数": 5,
        "每日小时": 8,
        "节假日": 11,
        "年休假": 10,
        "病假": 3,
        "级别": "社区",
    }
    return pd.DataFrame([row])
