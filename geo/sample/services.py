"""Posts, service sites and cooperation agreements of the sample city."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.core.standards import Standards
from geo.sample.names import street_address
from geo.sample.records import degrees

if TYPE_CHECKING:
    from geo.sample.places import Places

SITE_COUNT: Final = 80
DEDICATED_POST_MIN_POPULATION: Final = 20_000

# Of the communities: met, short, without staff. Short by one where one is needed is without staff,
# so such communities are met instead.
_STATUS_SHARES: Final = (0.34, 0.51, 0.15)
_PART_TIME: Final = 0.35  # of posts
_SUBDISTRICTS_WITH_POST: Final = 0.7
_SERVICES: Final = (
    "居住登记",
    "政策咨询",
    "健康检查",
    "免费技术服务",
    "就业信息",
    "法律援助",
    "子女入学",
    "社保办理",
)
_HOURS: Final = (
    "周一至周五 9:00-17:00",
    "周一至周五 8:30-18:00",
    "周一至周日 9:00-17:00",
    "周二至周六 10:00-19:00",
)
# Places that many come from; ours and theirs, signed, valid for years, notices, answered, in time.
_AGREEMENTS: Final = (
    ("9901", "411700", date(2023, 3, 15), 5, 412, 398, 371),
    ("9901", "411600", date(2024, 5, 20), 3, 367, 331, 290),
    ("9901", "341200", date(2022, 9, 1), 5, 298, 290, 281),
    ("9901", "430500", date(2020, 6, 10), 5, 145, 96, 61),
    ("9901", "513400", date(2021, 10, 8), 5, 88, 40, 22),
    ("9901", "620500", date(2025, 4, 2), 3, 176, 170, 166),
    ("990101", "411500", date(2024, 11, 28), 2, 64, 58, 49),
    ("990102", "520500", date(2025, 7, 16), 3, 73, 51, 38),
    ("990103", "440800", date(2023, 8, 22), 3, 39, 30, 21),
    ("990104", "360700", date(2026, 1, 9), None, 27, 27, 26),
    ("990105", "451000", date(2022, 12, 5), 3, 31, 12, 5),
    ("990171", "611000", date(2026, 6, 18), 3, 9, 8, 8),
)


def make_roster(population: pd.Series, places: Places, rng: np.random.Generator) -> pd.DataFrame:
    """Assign staff so that each status has a realistic share of the communities.

    Parameters
    ----------
    population
        Floating residents by community, in the order of ``places.communities``.
    places
        The communities.
    rng
        Every draw comes from it.

    Returns
    -------
    DataFrame
        A row for the full-time and one for the part-time staff of a community, and one for each
        dedicated post of a street: 社区代码, 社区名称, 街道代码, 街道名称, 级别, 专兼职, 是否专岗,
        人数.
    """
    communities = places.communities
    posts = _posts(population.to_numpy(), rng)
    part = rng.binomial(posts, _PART_TIME)
    rows = [
        _roster_row(community, number, part_time=part_time)
        for community, full, half in zip(communities.itertuples(), posts - part, part, strict=True)
        for number, part_time in ((full, False), (half, True))
        if number
    ]
    subdistricts = communities.drop_duplicates("subdistrict_code")
    chosen = rng.uniform(size=len(subdistricts)) < _SUBDISTRICTS_WITH_POST
    rows += [_subdistrict_row(subdistrict, 1) for subdistrict in subdistricts[chosen].itertuples()]
    return pd.DataFrame([*rows, *_unknown_rows(communities)])


def _posts(population: np.ndarray[Any, Any], rng: np.random.Generator) -> np.ndarray[Any, Any]:
    """Draw the staff of every community; some have a surplus of one."""
    required = -(-population // Standards().max_population_per_staff)
    state = rng.choice(3, len(population), p=_STATUS_SHARES)
    some = np.maximum(1, np.round(required * rng.uniform(0.35, 0.9, len(population)))).astype(int)
    understaffed = np.where(required > 1, np.minimum(some, required - 1), required)
    compliant = required + rng.choice(3, len(population), p=(0.8, 0.15, 0.05))
    posts = np.select([state == 0, state == 1], [compliant, understaffed], 0)
    return np.where(population > 0, posts, rng.choice(2, len(population), p=(0.6, 0.4)))


def _roster_row(community: Any, number: int, *, part_time: bool) -> dict[str, object]:
    return {
        "社区代码": community.community_code,
        "社区名称": community.community_name,
        "街道代码": community.subdistrict_code,
        "街道名称": community.subdistrict_name,
        "级别": "社区",
        "专兼职": "兼职" if part_time else "专职",
        "是否专岗": "否",
        "人数": int(number),
    }


def _subdistrict_row(subdistrict: Any, number: int) -> dict[str, object]:
    return {
        **_roster_row(subdistrict, number, part_time=False),
        "社区代码": None,
        "社区名称": None,
        "级别": "街道",
        "是否专岗": "是",
    }


def _unknown_rows(communities: pd.DataFrame) -> list[dict[str, object]]:
    """Make staff of two communities that no longer are, as rosters have them."""
    merged = communities.iloc[[100, 400]]
    return [
        {
            **_roster_row(community, 1, part_time=False),
            "社区代码": f"{community.subdistrict_code}999",
            "社区名称": "（已撤并）",
        }
        for community in merged.itertuples()
    ]


def make_sites(
    population: pd.Series, groups: pd.DataFrame, places: Places, rng: np.random.Generator
) -> pd.DataFrame:
    """Open service sites where people are, in buildings of theirs; the rim has few.

    Parameters
    ----------
    population
        Floating residents by community, in the order of ``places.communities``.
    groups
        community, x, y: where they live.
    places
        The communities.
    rng
        Every draw comes from it.

    Returns
    -------
    DataFrame
        站点名称, 经度, 纬度 (GCJ-02), 服务项目, 地址, 电话, 工作人员, 接待能力, 开放时间.
    """
    communities = places.communities
    share = population.where(communities.geometry.notna(), 0).pow(0.7).to_numpy()
    chosen = np.sort(rng.choice(len(communities), SITE_COUNT, replace=False, p=share / share.sum()))
    doors = groups.dropna(subset="x").groupby("community").first().loc[chosen]
    lon, lat = degrees(doors["x"].to_numpy() + 15.0, doors["y"].to_numpy() + 15.0)
    staff = rng.integers(2, 13, SITE_COUNT)
    hosts = communities.iloc[chosen].reset_index(drop=True)
    services = [
        rng.choice(_SERVICES, size, replace=False) for size in rng.integers(2, 7, SITE_COUNT)
    ]
    return pd.DataFrame(
        {
            "站点名称": hosts["community_name"].str.removesuffix("社区") + "流动人口服务站",
            "经度": lon,
            "纬度": lat,
            "服务项目": [";".join(sorted(offered, key=_SERVICES.index)) for offered in services],
            "地址": [
                street_address(district, subdistrict, rng)
                for district, subdistrict in zip(
                    hosts["district_name"], hosts["subdistrict_name"], strict=True
                )
            ],
            "电话": [f"000-{number:08d}" for number in range(1, SITE_COUNT + 1)],
            "工作人员": staff,
            "接待能力": staff * rng.integers(150, 260, SITE_COUNT) // 10 * 10,
            "开放时间": rng.choice(_HOURS, SITE_COUNT),
        }
    )


def make_agreements() -> pd.DataFrame:
    """List the agreements with places of origin.

    Returns
    -------
    DataFrame
        甲方代码, 乙方代码, 签订日期, 有效期至, 发出通报, 收到反馈, 按时反馈.
    """
    return pd.DataFrame(
        [
            {
                "甲方代码": ours.ljust(6, "0"),
                "乙方代码": theirs,
                "签订日期": signed.isoformat(),
                "有效期至": _until(signed, years),
                "发出通报": sent,
                "收到反馈": answered,
                "按时反馈": in_time,
            }
            for ours, theirs, signed, years, sent, answered, in_time in _AGREEMENTS
        ]
    )


def _until(signed: date, years: int | None) -> str:
    """Return the last day of an agreement, or that it has none."""
    if years is None:
        return "长期"
    return (signed.replace(year=signed.year + years) - timedelta(days=1)).isoformat()
