"""Rows of one site id are one site."""

from geo.city.datasets.site_entrances import entrances_of
from geo.city.datasets.sites import read_sites
from geo.city.settings import SiteSettings

HEADERS = ["站点代码", "名称", "经度", "纬度", "服务项目", "工作人员", "服务能力"]


def read(write, *rows):
    source = write("sites.csv", [HEADERS, *rows])
    return read_sites(source, SiteSettings(file="sites.csv", coordinates="wgs84"))


def test_entrances_of_one_site_have_one_supply_and_all_services(write, told):
    sites = read(
        write,
        ["a", "甲站", "103.5", "40.5", "登记", "3", ""],
        ["b", "乙站", "103.6", "40.5", "", "1", ""],
        ["a", "", "103.501", "40.5", "体检;登记", "", "200"],
        ["", "丙站", "103.7", "40.5", "", "", ""],
        ["", "丁站", "103.8", "40.5", "", "", ""],
    )
    frame = sites.frame
    assert frame["site_id"].tolist()[:2] == ["a", "b"]
    assert frame["site_name"].tolist() == ["甲站", "乙站", "丙站", "丁站"]
    assert frame["services"].fillna("").tolist() == ["登记;体检", "", "", ""]
    assert frame["staff"].tolist()[:2] == [3, 1]
    assert frame["capacity"].tolist()[0] == 200
    assert entrances_of(frame)["site"].tolist() == [0, 0, 1, 2, 3]
    assert entrances_of(frame)["lon"].tolist() == [103.5, 103.501, 103.6, 103.7, 103.8]
    issue = told(sites.issues, "issue.site_entrances")
    assert (issue.row, issue.severity, issue.more["sites"]) == (4, "note", 1)
    assert not sites.stopping


def test_entrances_that_differ_or_are_far_apart_are_told(write, told):
    sites = read(
        write,
        ["a", "甲站", "103.5", "40.5", "", "3", ""],
        ["a", "甲站", "103.6", "40.5", "", "4", ""],
    )
    assert sites.frame["staff"].tolist() == [3]
    assert told(sites.issues, "issue.site_entrances_differ").row == 3
    assert told(sites.issues, "issue.site_entrances_far").row == 3


def test_rows_of_one_id_with_other_names_are_asked_about(write, told):
    """A column called id may number districts: sites are not joined for that."""
    sites = read(
        write,
        ["1", "甲站", "103.5", "40.5", "", "3", ""],
        ["1", "", "103.5", "40.501", "", "", ""],
        ["1", "乙站", "103.501", "40.5", "", "3", ""],
    )
    issue = told(sites.issues, "issue.site_entrances_named", "乙站")
    assert (issue.row, issue.severity) == (4, "error")
    assert sites.stopping
