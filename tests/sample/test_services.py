import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geo.spatial.coordinates import to_wgs84


@pytest.fixture(scope="module")
def roster(built):
    """The roster below its title and above its total."""
    sheet = pd.read_excel(built / "staff.xlsx", header=None, engine="openpyxl", dtype=object)
    assert "沙洲市" in sheet.iloc[0, 0]
    frame = sheet.iloc[3:-1].set_axis(sheet.iloc[2].tolist(), axis=1)
    assert sheet.iloc[-1, 0] == "合计"
    assert sheet.iloc[-1, -1] == frame["人数"].sum()
    return frame.astype({"人数": int})


@pytest.fixture(scope="module")
def sites(built):
    return pd.read_csv(built / "sites.csv", encoding="utf-8-sig", dtype={"电话": str})


def test_communities_are_compliant_understaffed_unstaffed_or_without_demand(roster, counts):
    posts = roster.query("级别 == '社区'").groupby("社区代码")["人数"].sum()
    posts = posts.reindex(counts.index, fill_value=0)
    required = np.ceil(counts / 500)
    share = pd.Series(
        np.select(
            [counts == 0, posts == 0, posts >= required],
            ["none", "unstaffed", "compliant"],
            "understaffed",
        )
    ).value_counts(normalize=True)
    assert share["compliant"] == pytest.approx(0.45, abs=0.08)
    assert share["understaffed"] == pytest.approx(0.35, abs=0.08)
    assert share["unstaffed"] == pytest.approx(0.15, abs=0.05)
    assert 0 < share["none"] < 0.02


def test_roster_has_both_forms_and_levels_and_codes_as_text(roster, layer):
    assert set(roster["专兼职"]) == {"专职", "兼职"}
    assert set(roster["是否专岗"]) == {"是", "否"}
    assert (roster["人数"] > 0).all()
    codes = roster["社区代码"].dropna()
    assert codes.map(type).eq(str).all()
    assert 1 <= (~codes.isin(layer["社区代码"])).sum() <= 2
    subdistrict_level = roster["级别"] == "街道"
    assert roster.loc[subdistrict_level, "社区代码"].isna().all()
    assert roster.loc[subdistrict_level, "街道代码"].isin(layer["街道代码"]).all()
    assert 20 <= subdistrict_level.sum() < layer["街道代码"].nunique()


def test_sites_lie_in_the_city_and_cannot_be_called(built, sites, layer):
    assert (built / "sites.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert len(sites) == 80
    assert sites["站点名称"].is_unique
    assert sites["电话"].str.fullmatch(r"000-\d{8}").all()
    assert sites["服务项目"].str.split(";").map(len).between(2, 6).all()
    assert sites[["工作人员", "接待能力"]].min().min() > 0
    lon, lat = to_wgs84(sites["经度"], sites["纬度"], "gcj02")
    points = gpd.GeoSeries(gpd.points_from_xy(lon, lat), crs=4326)
    assert points.within(layer.union_all().buffer(1e-3)).all()


def test_agreements_are_with_real_prefectures_and_some_have_lapsed(built):
    table = pd.read_csv(built / "agreements.csv", encoding="utf-8-sig", dtype=str)
    assert len(table) == 12
    assert table["甲方代码"].str.fullmatch(r"9901\d\d").all()
    assert table["乙方代码"].str.fullmatch(r"[1-6]\d{3}00").all()
    assert 3 <= (table["有效期至"] < "2026-11-01").sum() <= 6
    assert (table["有效期至"] == "长期").any()
    sent, answered, in_time = (
        table[header].astype(int) for header in ("发出通报", "收到反馈", "按时反馈")
    )
    assert (sent >= answered).all()
    assert (answered >= in_time).all()
    assert (table["签订日期"] < table["有效期至"]).all()  # 长期 comes after all days
