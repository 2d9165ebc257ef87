"""Places at the ends of flows and dealings: the city's own units, or regions elsewhere."""

import pandas as pd
import pytest

from geo.regions.city_places import OWN, CityPlaces
from geo.regions.unit_names import UnitNames

UNITS = pd.DataFrame(
    {
        "community_code": ["370102001001", "370102001002", "370103001001"],
        "community_name": ["历山社区", "万达社区", "七贤社区"],
        "subdistrict_code": ["370102001", "370102001", "370103001"],
        "subdistrict_name": ["泉城路街道", "泉城路街道", "鼓楼街道"],
        "district_code": ["370102", "370102", "370103"],
        "district_name": ["历下区", "历下区", "市中区"],
    }
)
PLACES = CityPlaces(UnitNames(UNITS), "370100", "济南市（示例）")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("历下区", "370102"),
        ("历下", "370102"),
        ("济南市历下区", "370102"),
        ("山东省济南市历下区", "370102"),
        ("370102000000", "370102"),
        ("泉城路街道", "370102001"),
        ("泉城路街道办事处", "370102001"),
        ("济南市历下区泉城路街道", "370102001"),
        ("济南", "370100"),
        ("山东省济南市", "370100"),
        ("370100", "370100"),
    ],
)
def test_own_units_by_code_and_name(text, code):
    assert PLACES.of([text])["own"].tolist() == [code]


@pytest.mark.parametrize(
    ("text", "code", "state"),
    [
        ("徽县", "621227", "resolved"),
        ("甘肃陇南", "621200", "resolved"),
        ("济南市莱芜区", "370116", "resolved"),  # of the city, but not among its units here
        ("北京", "110000", "resolved"),
        ("朝阳区", "朝阳区", "ambiguous"),
        ("火星县", "火星县", "unknown"),
        ("七贤", "七贤", "unknown"),  # a community's name may be that of a village elsewhere
    ],
)
def test_regions_elsewhere_stay_regions(text, code, state):
    found = PLACES.of([text]).iloc[0]
    assert (found["own"], found["code"], found["state"]) == ("", code, state)


def at_ends(origins, destinations, **how):
    table = pd.DataFrame({"origin": origins, "destination": destinations}, dtype="str")
    found = PLACES.at_ends(table, ("origin", "destination"), **how)
    return [found[end].fillna("").tolist() for end in found]


def test_a_name_of_here_and_elsewhere_is_own_in_a_column_of_own_units_only():
    far, states, _, near, own, _ = at_ends(
        ["徽县", "鼓楼区", None], ["七贤社区", "市中区", "历下区"]
    )
    assert near == ["370103001001", "370103", "370102"]
    assert own == [OWN] * 3
    assert (far, states) == (["621227", "鼓楼区", ""], ["resolved", "ambiguous", "missing"])
    _, _, _, near, states, lost = at_ends(["徽县"] * 3, ["市中区", "火星县", "上海"])
    assert near == ["市中区", "火星县", "310000"]  # there are several 市中区, not all of here
    assert (states, lost) == (["ambiguous", "unknown", "resolved"], [True, True, False])


def test_of_a_dealing_with_a_place_elsewhere_one_end_is_the_citys():
    one, _, _, other, *_ = at_ends(
        ["市中区", "徽县", "市中区"], ["徽县", "市中区", "火星县"], dealings=True
    )
    assert one == ["370103", "621227", "370103"]
    assert other == ["621227", "370103", "火星县"]


def test_a_province_alone_is_not_lost_and_abroad_nothing_of_china_is_known():
    assert at_ends(["河北省"], ["历下区"])[2] == [False]
    abroad = CityPlaces(UnitNames(UNITS), "", "Erehwon", abroad=True)
    found = abroad.of(["110101", "白山市", "徽县", "历下区"])
    assert found["state"].tolist() == ["unknown"] * 4
    assert found["own"].tolist() == ["", "", "", "370102"]
