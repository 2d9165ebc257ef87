"""Service sites."""

import numpy as np
import pandas as pd
import pytest

from geo.city.datasets.sites import CommunityPoints, read_sites
from geo.city.settings import SiteSettings
from geo.core.losses import LossLimit
from geo.regions.unit_names import UnitNames
from geo.spatial.coordinates import from_wgs84

HEADERS = [
    "站点名称",
    "经度",
    "纬度",
    "服务项目",
    "地址",
    "电话",
    "工作人员",
    "服务能力",
    "开放时间",
    "联系人",
]
ROW = [
    "某站",
    "103.5",
    "40.5",
    "体检、咨询；发放",
    "某路1号",
    "000-1",
    "3",
    "200",
    "9:00-17:00",
    "某人",
]


def sites(source, coordinates="wgs84"):
    return read_sites(source, SiteSettings(file=source.name, coordinates=coordinates))


def test_a_site(write):
    read = sites(write("sites.csv", [HEADERS, ROW]))
    assert not read.issues
    assert read.frame.iloc[0].to_dict() == {
        "site_id": np.nan, "entrances": ((103.5, 40.5),), "site_name": "某站", "lon": 103.5, "lat": 40.5, "services": "体检;咨询;发放", "address": "某路1号",
        "phone": "000-1", "staff": 3.0, "capacity": 200.0, "hours": "9:00-17:00", "file": "sites.csv", "row": 2,
    }  # fmt: skip
    assert [column.column for column in read.dropped if column.personal] == ["联系人"]


def test_only_what_is_needed(write):
    read = sites(write("sites.csv", [["name", "lon", "lat"], ["A", "103.5", "40.5"]]))
    assert not read.issues
    assert read.frame[["services", "staff", "capacity"]].isna().all(axis=None)


def test_sites_are_shifted_to_wgs84(write):
    lon, lat = from_wgs84(103.5, 40.5, "gcj02")
    read = sites(write("sites.csv", [HEADERS[:3], ["某站", lon[0], lat[0]]]), "gcj02")
    np.testing.assert_allclose(read.frame[["lon", "lat"]], [[103.5, 40.5]], atol=1e-9)


def test_the_system_is_asked_for(write, told):
    told(
        sites(write("sites.csv", [HEADERS, ROW]), "").stopping, "issue.coordinates_asked", "[sites]"
    )


@pytest.mark.parametrize("lon", ["", "x", "inf", "1035"])
def test_a_site_without_a_place_is_told(write, told, lon):
    read = sites(
        write("sites.csv", [HEADERS[:3], ["某站", lon, "40.5"], ["又一站", "103.5", "40.5"]])
    )
    assert told(read.issues, "issue.site_place", "某站").row == 2
    assert read.frame["site_name"].tolist() == ["又一站"]


def test_a_site_without_a_name_is_told(write, told):
    read = sites(write("sites.csv", [HEADERS[:3], ["", "103.5", "40.5"]]))
    told(read.issues, "issue.site_name")
    assert not len(read.frame)


@pytest.mark.parametrize(
    ("staff", "capacity", "what"),
    [
        ("-1", "5", "issue.count_unread"),
        ("1.5", "5", "issue.count_unread"),
        ("1", "-5", "issue.number_negative"),
    ],
)
def test_staff_and_capacity_that_cannot_be_are_missing(write, told, staff, capacity, what):
    headers = ["站点名称", "经度", "纬度", "工作人员", "服务能力"]
    read = sites(write("sites.csv", [headers, ["某站", "103.5", "40.5", staff, capacity]]))
    issue = told(read.issues, what, staff if what == "issue.count_unread" else capacity)
    assert (issue.row, issue.stops) == (2, False)
    assert read.frame[issue.column].isna().all()


def test_a_site_given_twice_is_told_and_kept(write, told):
    rows = [
        ["某站", "103.5", "40.5"],
        ["别站", "103.6", "40.5"],
        ["某 站", "103.5001", "40.5001"],  # 14 m away
        ["某站", "103.51", "40.5"],  # a branch 850 m away
        ["另一家", "103.6", "40.5"],  # at the very point of another
        ["近旁", "103.60005", "40.5"],
    ]
    read = sites(write("sites.csv", [HEADERS[:3], *rows]))
    assert [issue.what for issue in read.issues] == ["issue.site_twice", "issue.site_same_point"]
    twice = told(read.issues, "issue.site_twice", "某 站", "2")
    assert (twice.row, twice.rows, twice.stops) == (4, 1, False)
    assert told(read.issues, "issue.site_same_point", "3").row == 6
    assert len(read.frame) == 6


UNITS = pd.DataFrame(
    {
        "community_code": ["1001", "1002", "1003", "1004"],
        "community_name": ["历山社区", "文化社区", "文化社区", "未划社区"],
        "subdistrict_code": ["1", "1", "2", "2"],
        "subdistrict_name": ["泉城街道", "泉城街道", "甸柳街道", "甸柳街道"],
        "district_code": "0",
        "district_name": "城区",
    }
)
POINTS = pd.DataFrame({"lon": [103.1, 103.2, 103.3], "lat": 40.5}, index=["1001", "1002", "1003"])


def test_a_site_that_says_its_community_stands_inside_it_and_that_is_told(write, told):
    headers = ["站点名称", "经度", "纬度", "社区", "街道"]
    rows = [
        ["一站", "103.9", "40.9", "历山社区", ""],
        ["二站", "", "", "历山居委会", ""],
        ["三站", "", "", "文化社区", "甸柳街道办事处"],
        ["四站", "", "", "文化社区", ""],
        ["五站", "", "", "桃源社区", ""],
        ["六站", "", "", "未划社区", ""],
        ["七站", "", "", "", "泉城街道"],
    ]
    source = write("sites.csv", [headers, *rows])
    settings = SiteSettings(file="sites.csv", coordinates="gcj02")
    read = read_sites(source, settings, CommunityPoints(UnitNames(UNITS), POINTS), LossLimit(5))
    assert read.frame["site_name"].tolist() == ["一站", "二站", "三站"]
    assert read.frame["lon"].tolist()[1:] == [103.1, 103.3]  # in WGS84, whatever the file is in
    assert (told(read.issues, "issue.site_inside", "2", "二站").row) == 3
    told(read.issues, "issue.site_community_ambiguous", "文化社区")
    told(read.issues, "issue.site_community_unknown", "桃源社区")
    told(read.issues, "issue.site_community_undrawn", "1004")
    assert told(read.issues, "issue.site_place").rows == 4
    assert told(read.issues, "issue.loss_sites", "4", "7").stops


def test_sites_without_columns_of_coordinates_need_no_system(write):
    source = write("sites.csv", [["站点名称", "社区代码"], ["一站", "1001"]])
    read = read_sites(
        source, SiteSettings(file="sites.csv"), CommunityPoints(UnitNames(UNITS), POINTS)
    )
    assert [issue.what for issue in read.issues] == ["issue.site_inside"]
    assert read.frame[["lon", "lat"]].to_numpy().tolist() == [[103.1, 40.5]]
