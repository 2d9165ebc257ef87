"""Origins: what is known is resolved to today's prefecture, what is not is never guessed."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.regions.gazetteer import (
    TODAY,
    county_places,
    divisions,
    last_year,
    meanings,
    place_names,
)
from geo.regions.origins import AMBIGUOUS, ORIGIN_STATES, RESOLVED, Origins, named, resolve_origins
from geo.regions.romanised import romanised, romanised_names
from geo.regions.spellings import province_of, spelled


@pytest.mark.parametrize(
    ("text", "prefecture"),
    [
        ("622630", "621200"),  # 徽县 until 2003
        ("621227", "621200"),  # 徽县 since
        ("６２１２２７", "621200"),
        ("'621227", "621200"),
        ("621200", "621200"),
        ("徽县", "621200"),
        ("陇南地区徽县", "621200"),
        ("甘肃省陇南市徽县", "621200"),
        ("甘肃 陇南 徽县", "621200"),
        ("甘肃省/陇南市/徽县城关镇东关村", "621200"),
        ("中国甘肃省徽县", "621200"),
        ("武都县", "621200"),
        ("襄樊市", "420600"),
        ("襄樊", "420600"),
        ("湖北襄阳", "420600"),
        ("苏州", "320500"),  # not 苏州地区, which was beside 苏州市 until 1982
        ("512081", "510100"),  # 简阳: of 资阳 until 2016, of 成都 since
        ("简阳市", "510100"),
        ("512201", "500000"),  # 万县市, of Sichuan until 1997
        ("四川省万县市", "500000"),
        ("510202", "500000"),
        ("371200", "370100"),  # 莱芜, joined to 济南 whole in 2019
        ("130103", "130100"),  # 石家庄市桥东区; there is one in 张家口 to this day
        ("140203", "140200"),  # 大同市矿区; another in 阳泉
        ("341402", "340100"),  # 巢湖市居巢区
        ("北京市朝阳区", "110000"),
        ("北京市市辖区朝阳区", "110000"),
        ("110105", "110000"),
        ("上海", "310000"),
        ("重庆市万州区", "500000"),
        ("香港", "810000"),
        ("710000", "710000"),
        ("仙桃市", "429004"),  # counties without a prefecture are places of their own
        ("429004", "429004"),
        ("湖北省直辖县仙桃市", "429004"),
        ("济源市", "419001"),
        ("文昌市", "469005"),
        ("东莞市", "441900"),  # prefectures without counties
        ("469003", "460400"),  # 儋州 until 2015
        ("石河子市", "659001"),  # cities of the Production and Construction Corps
        ("659006", "659006"),
        ("内蒙古赤峰", "150400"),
        ("昭乌达盟", "150400"),
        ("442129", "460400"),  # 儋县, of Guangdong until 1988
        ("452122", "450100"),  # 横县
        ("广西横县", "450100"),
        ("220321", "220100"),  # 怀德县, of 四平 until 公主岭 went to 长春
        ("怀德县", "220100"),
        ("321028", "321200"),  # 泰县
        ("422427", "429004"),  # 沔阳县
        ("沔阳县", "429004"),
        ("441000", "460100"),  # 海口市, of Guangdong for a year
        ("恩施州", "422800"),
        ("四川省凉山州", "513400"),
        ("四川凉山州西昌市", "513400"),
        ("贵州省黔东南州凯里市", "522600"),
        ("海南州", "632500"),  # of Qinghai; that of Guangdong is no more
        ("新疆巴州库尔勒市", "652800"),
        ("西安", "610100"),
        ("南宁", "450100"),
        ("广东佛山", "440600"),
        ("广西南宁", "450100"),
        ("广西省南宁市", "450100"),
        ("内蒙包头", "150200"),
        ("廣東省廣州市", "440100"),
        ("臺灣省", "710000"),
        ("雲南省麗江市", "530700"),
        ("廣 州 市", "440100"),
        ("北    京", "110000"),
        ("重庆市县忠县", "500000"),
        ("湖北省省直辖县级行政区划仙桃市", "429004"),
        ("Guangzhou", "440100"),
        ("GUANGZHOU SHI", "440100"),
        ("Suzhou, Jiangsu", "320500"),
        ("Anhui Province Suzhou City", "341300"),
        ("Xi'an, Shaanxi, China", "610100"),
        ("Ürümqi", "650100"),
        ("Lüliang", "141100"),
        ("Jilin City", "220200"),
        ("Enshi Tujia and Miao Autonomous Prefecture", "422800"),
        ("Guangxi Zhuangzu Zizhiqu Nanning Shi", "450100"),
        ("Yuyao, Ningbo, Zhejiang", "330200"),
        ("Hong Kong", "810000"),
        ("621200000000", "621200"),
        ("441900000000", "441900"),
        ("621227100", "621200"),
        ("621227100201", "621200"),
        ("621227.0", "621200"),
        ("4101", "410100"),
        ("110100", "110000"),
        ("310100", "310000"),
        ("500100", "500000"),
        ("500200", "500000"),
        ("620201", "620200"),  # 市辖区 of 嘉峪关
        ("410171", "410100"),  # a development zone
    ],
)
def test_known_places(text, prefecture):
    found = Origins().resolve(text)
    assert (found.prefecture_code, found.state) == (prefecture, "resolved")
    assert found.province_code == prefecture[:2] + "0000"


@pytest.mark.parametrize(
    ("text", "province"),
    [
        ("朝阳区", ""),
        ("朝阳", ""),
        ("鼓楼区", ""),
        ("吉林", "220000"),
        ("河北省桥西区", "130000"),  # 石家庄, 邢台, 张家口
        ("江苏省鼓楼区", "320000"),
        ("甘肃省", "620000"),
        ("620000", "620000"),
        ("甘肃省朝阳区", "620000"),
        ("巢湖市", "340000"),  # fell to three prefectures in 2011; a county-level city since
        ("341400", "340000"),
        ("420703", "420000"),  # 黄州区 until 1986, now of 黄冈; 华容区 of 鄂州 since
        ("内 蒙 古", "150000"),
        ("内蒙", "150000"),
        ("黑 龙 江", "230000"),
        ("广西省", "450000"),
        ("Inner Mongolia", "150000"),
        ("Ningxia Hui Autonomous Region", "640000"),
        ("Shanxi", "140000"),
        ("Shaanxi", "610000"),
        ("Jilin Province", "220000"),
        ("Suzhou", ""),
        ("Fuzhou", ""),
        ("河北", ""),  # or 河北区 of Tianjin
        ("海南", ""),
        ("东乡县", ""),  # 东乡族自治县 of Gansu, or that of Jiangxi until 2016
        ("巴州", ""),  # 巴音郭楞, or 巴州区
        ("429000", "420000"),
        ("511421", ""),  # 垫江县 until 1997, 仁寿县 since 2000
        ("511400", ""),
        ("511401", ""),
        ("承德地区", "130000"),  # 青龙 went to 秦皇岛
        ("341424", "340000"),  # 和县 fell to two prefectures
    ],
)
def test_what_may_be_several_places_is_not_guessed(text, province):
    assert Origins().resolve(text) == (province, "", "", "ambiguous")


@pytest.mark.parametrize(
    "text",
    [
        "621227.5",
        "6.21227E+05",
        "621,227",
        "62122",
        "6212270",
        "62122710020",
        "170310109001",  # of another country
        "Chicago",
        "999999",
        "100000",
        "000000",
        "110101199001011234",
        "٦٢١٢٢٧",
        "",
        " ",
        "?",
        "不详",
        "县",
        "市辖区",
        "河南村",
        "南京路",
        "徽",
    ],
)
def test_what_is_no_place_is_unknown(text):
    assert Origins().resolve(text) == ("", "", "", "unknown")


@pytest.mark.parametrize(
    ("text", "county"),
    [
        ("622630", "621227"),
        ("621227", "621227"),
        ("甘肃省陇南市徽县城关镇", "621227"),
        ("512201", "500101"),  # 万县市: its three districts became one
        ("武都县", "621202"),  # 武都区 today
        ("110105", "110105"),
        ("仙桃市", "429004"),
        ("512081", "510185"),  # 简阳 went from 资阳 to 成都
        ("简阳市", "510185"),
        ("654002", "654002"),  # 伊宁市, beside 伊宁县
        ("654021", "654021"),
        ("533103", "533103"),  # 芒市, 潞西市 until 2010
        ("621200", ""),  # a prefecture is no county
        ("东莞市", ""),  # and some have none
        ("巢湖市居巢区", "340181"),
    ],
)
def test_the_county_where_one_of_today_is_meant(text, county):
    assert Origins().resolve(text).county_code == county


def test_every_county_of_today_is_found_by_its_own_code():
    codes = pd.Series([*county_places()])
    told = named(Origins(last_year()).column(codes))
    assert (told["county_code"] == codes).all()
    unsure = named(Origins().column(codes))["county_code"]
    assert unsure.isna().sum() == 6  # codes that were dealt out anew
    assert (unsure.dropna() == codes[unsure.notna()]).all()


def test_no_division_ends_in_a_wrong_place_with_or_without_its_year():
    """Every code and name since 1981 is where its successors are, or said to be ambiguous."""
    known = [one for one in divisions() if not one.is_province]
    resolvers = {year: Origins(year) for year in (None, *{one.since for one in known})}
    unsure = dict.fromkeys([("code", False), ("code", True), ("name", False), ("name", True)], 0)
    for one in known:
        possible = {meant.place for meant in meanings(one)}
        address = province_of(one).name + one.name
        for way, text in (("code", one.code), ("name", address)):
            for year in (None, one.since):
                found = resolvers[year].resolve(text)
                assert found.state in (RESOLVED, AMBIGUOUS)
                unsure[way, year is not None] += found.state == AMBIGUOUS
                if found.state == RESOLVED:
                    assert found.prefecture_code in possible
                    assert len({meant.place for meant in meanings(one, year)}) == 1
    assert unsure["code", True] < 110  # of 6,789
    assert unsure["code", False] < 140


def test_autonomous_prefectures_and_counties_as_people_write_them():
    today = [one for one in divisions() if one.until == TODAY and "自治" in one.name]
    prefectures = [one for one in today if one.name.endswith("自治州")]
    assert len(prefectures) == 30
    origins = Origins()
    for one in prefectures:
        short = spelled(one)[1][0]
        assert short.endswith("州")
        assert origins.resolve(short).prefecture_code == one.code
        assert origins.resolve(province_of(one).name + short).prefecture_code == one.code
    counties = [one for one in today if one.name.endswith("自治县")]
    assert len(counties) == 117
    for one in counties:
        short = spelled(one)[1][0]
        assert short.endswith("县")
        found = origins.resolve(province_of(one).name + short)
        assert found.prefecture_code == county_places()[one.code]
        assert found.county_code in (
            one.code,
            "",
        )  # 前郭尔罗斯 lost a part when it changed its code


def test_every_prefecture_of_today_is_found_short_traditional_and_in_latin_letters():
    origins = Origins()
    for one in divisions():
        if one.is_province or one.is_county or one.until != TODAY:
            continue
        short = spelled(one)[-1][0]
        assert origins.resolve(province_of(one).name + short).prefecture_code == one.code
        for latin in romanised_names(one):
            found = romanised(f"{latin}, {romanised_names(province_of(one))[0]}")
            assert one in found


def test_a_province_whose_name_others_have_is_known_among_provinces():
    several = ["河 北", "河南", "海南", "山西", "北京", "内蒙古", "不详"]
    assert resolve_origins(several)["province_code"].fillna("").tolist() == [
        *("130000", "410000", "460000", "140000", "110000", "150000", "")
    ]
    assert resolve_origins(["Hainan", "Hebei"])["province_code"].tolist() == ["460000", "130000"]
    for among in ("陇南市", "朝阳区", "621227"):
        assert resolve_origins(["河北", "山西", among]).loc["河北"].isna().sum() == 5
    assert resolve_origins(["河北", "海南"])["province_code"].isna().all()


def test_a_year_decides():
    assert Origins(2000).resolve("420703").prefecture_code == "420700"
    assert Origins(1985).resolve("420703").prefecture_code == "421100"
    assert Origins(1996).resolve("511421").prefecture_code == "500000"  # 垫江县
    assert Origins(2010).resolve("511421").prefecture_code == "511400"  # 仁寿县
    assert Origins(1990).resolve("承德地区").prefecture_code == "130800"  # without 青龙 by then
    assert Origins(1980).resolve("110105") == Origins(1981).resolve("110105")
    assert Origins(2015).resolve("巢湖市").prefecture_code == "340100"
    assert Origins(2005).resolve("巢湖市").state == "ambiguous"
    assert Origins(2024).resolve("622630").prefecture_code == "621200"  # unknown then, not before
    assert Origins(2090).resolve("621227") == Origins(2024).resolve("621227")


def test_a_table_has_a_row_a_value_and_todays_names():
    told = resolve_origins(["622630", "朝阳区", "襄樊市", "朝阳区", "甘肃省"])
    assert list(told.index) == ["622630", "朝阳区", "襄樊市", "甘肃省"]
    assert told["prefecture_name"].fillna("").tolist() == ["陇南市", "", "襄阳市", ""]
    assert told["province_name"].fillna("").tolist() == ["甘肃省", "", "湖北省", "甘肃省"]


def test_missing_is_a_state_of_its_own():
    column = pd.Series(["徽县", None, "x"], index=[7, 8, 9], dtype="str")
    told = named(Origins().column(column))
    assert told["state"].to_dict() == {7: "resolved", 8: "missing", 9: "unknown"}


PIECES = st.sampled_from(
    [
        "甘肃省",
        "甘肃",
        "陇南市",
        "徽县",
        "朝阳区",
        "市辖区",
        "县",
        "北京",
        "622630",
        "6",
        ".0",
        " ",
        "/",
        "\x00",
    ]
)
TEXTS = st.text(max_size=12) | st.lists(PIECES, max_size=5).map("".join) | st.from_regex(r"\d{6}")


@settings(max_examples=20, deadline=None)
@given(st.lists(TEXTS, max_size=8), st.sampled_from([None, 1980, 1999, 2024]))
def test_any_text_is_one_state_and_never_a_place_that_is_not(texts, year):
    told = resolve_origins(texts, year)
    assert set(told["state"]) <= set(ORIGIN_STATES) - {"missing"}
    resolved = told["state"] == "resolved"
    assert told.loc[~resolved, "prefecture_code"].isna().all()
    assert told.loc[resolved, "prefecture_code"].isin(list(place_names())).all()
    assert told.loc[resolved, ["prefecture_name", "province_name"]].notna().all(axis=None)


@settings(max_examples=25, deadline=None)
@given(st.lists(TEXTS, unique=True, max_size=8), st.randoms(use_true_random=False))
def test_order_does_not_matter(texts, random):
    shuffled = random.sample(texts, len(texts))
    pd.testing.assert_frame_equal(
        resolve_origins(texts).sort_index(), resolve_origins(shuffled).sort_index()
    )


def test_a_column_of_addresses_is_not_remembered_for_ever(monkeypatch):
    monkeypatch.setattr("geo.regions.origins._REMEMBERED", 3)
    origins = Origins()
    origins.column(pd.Series([f"徽县{n}号" for n in range(20)], dtype="str"))
    assert len(origins._known) <= 3


def test_rows_keep_their_index_and_repeat_their_place():
    found = Origins().column(pd.Series(["徽县", "370100", "徽县", "朝阳区"]))
    rows = found.astype("object").set_axis(list("dbca"))
    rows["e"] = None  # no row of records has none; a frame that was joined may
    told = named(rows)
    assert told.index.tolist() == ["d", "b", "c", "a", "e"]
    assert told["county_code"].fillna("").tolist() == ["621227", "", "621227", "", ""]
    assert told["prefecture_name"].fillna("").tolist() == ["陇南市", "济南市", "陇南市", "", ""]
    assert told["state"].isna().tolist() == [False, False, False, False, True]
